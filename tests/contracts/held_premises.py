"""Proofs of what is held for the offices: rounds, defects, closures, hours and notices."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from kept.actions import booking, closing_days, customers
from kept.casework import Refused
from kept.rulebook.checklists import Checklist
from kept.store import rules, tenancy
from kept.store.models import Clock, Event, Inspection, Thread, Visit
from tests.contracts import held_visits
from tests.contracts.world import World

JPEG = b"\xff\xd8\xff\xe0 as it looked"


def _round(world: World, name: str, *, uid: str = "sheet", **changes: Any) -> Any:
    """A round by a manager at the first office, all right but what is said otherwise; the response."""
    lists: tuple[Checklist, ...] = world.rulebook.room("checklists")
    found = next(each for each in lists if each.name == name)
    filled: dict[str, Any] = {"uid": uid, "office": world.rulebook.association.offices[0].slug}
    for each in found.items:
        filled[f"{each.name}-result"] = "fine"
        filled[f"{each.name}-number"] = f"{each.least or 1:g}" if each.number else ""
    return world.post("manager", f"/offices/round/{name}", filled | changes)


def rounds_stand_on_one_page(world: World) -> None:
    page = world.get("receptionist", "/offices")
    assert all(each.label in page for each in world.rulebook.room("checklists"))
    assert "Not made yet" in page
    assert _round(world, "reception-daily").status_code == 302
    assert "by the end of" in world.get("receptionist", "/offices")


def rounds_are_kept(world: World) -> None:
    photo = SimpleUploadedFile("hall.jpg", JPEG)
    assert _round(world, "reception-daily", **{"safe-photo": photo}).status_code == 302
    assert "The-Manager".replace("-", " ") in world.get("auditor", "/offices/rounds")
    with tenancy.association(world.association):
        number = Inspection.objects.get().pk
    page = world.get("auditor", f"/offices/rounds/{number}")
    assert "hall.jpg" in page
    assert "Signed by" in page


def defects_are_followed(world: World) -> None:
    member = world.member("receptionist")
    wrong = {"clean-result": "not", "clean-words": "Mud in the hall", "clean-fix_by": "2026-04-09"}
    assert _round(world, "reception-daily", owner=member.handle, **wrong).status_code == 302
    with tenancy.association(world.association):
        thread = Thread.objects.get(kind="defect")
        clock = Clock.objects.get(thread=thread, promise="kept:office-put-right")
    assert (thread.owner_id, clock.verdict) == (member.pk, "running")
    assert "Mud in the hall" in world.get("receptionist", "/offices")
    assert "Is reception clean?" in world.get("receptionist", "/desk")
    # What is done at the very moment at which a day is set does not keep it.
    world.at += timedelta(hours=1)
    world.tell("defect.put_right", {}, thread=thread.ref)
    with tenancy.association(world.association):
        assert Clock.objects.get(pk=clock.pk).verdict == "kept"
    assert "Mud in the hall" not in world.get("receptionist", "/offices")


def hazards_come_first(world: World) -> None:
    wrong = {"safe-result": "not", "safe-words": "A loose tile"}
    assert _round(world, "reception-daily", **wrong).status_code == 422
    wrong |= {"safe-risk": "Somebody falls", "safe-interim": "Fenced off"}
    wrong["safe-photo"] = SimpleUploadedFile("tile.jpg", JPEG)
    assert _round(world, "reception-daily", **wrong).status_code == 302
    with tenancy.association(world.association):
        clock = Clock.objects.select_related("thread").get(promise="kept:hazard-made-safe")
    assert clock.due_at - world.at < timedelta(days=1)
    page = world.get("receptionist", f"/offices/defect/{clock.thread.ref}")
    assert all(said in page for said in ("Somebody falls", "Fenced off", "tile.jpg", "Made safe"))


def nothing_goes_out_before_it_is_right(world: World) -> None:
    held = next(each for each in world.rulebook.room("checklists") if each.all_right)
    item = held.items[0].name
    wrong = {f"{item}-result": "not", f"{item}-words": "The old ones"}
    assert _round(world, held.name, **wrong).status_code == 422
    assert _round(world, held.name).status_code == 302


def _audit(world: World) -> None:
    wrong = {"step-free-result": "not", "step-free-words": "Two steps", "step-free-lasting": "yes"}
    wrong |= {"step-free-reason": "A listed front", "step-free-alternative": "The bell at the side door"}
    assert _round(world, "access-audit", **wrong).status_code == 302


def booking_warns_of_access(world: World) -> None:
    _audit(world)
    receptionist = world.member("receptionist")
    person = customers.add(
        association=world.association,
        name="Ngozi Okafor",
        need_kinds=["step-free"],
        phones=["01632 960 001"],
        by=receptionist.handle,
        at=world.at,
    )
    assert not isinstance(person, Refused)
    wish: dict[str, Any] = {
        "association": world.association,
        "kind": "appointment",
        "starts": world.at + timedelta(days=1, hours=1),
        "resources": [f"@{receptionist.handle}"],
        "person": person.ref,
        "facts": {"about": "Rent", "agreed": True, "agreed_how": "by-telephone"},
        "by": receptionist.handle,
        "at": world.at,
    }
    done = booking.book(**wish)
    assert isinstance(done, Refused)
    assert "The bell at the side door" in done.sentence
    assert isinstance(booking.book(**wish, despite=["access"]), booking.Booked)


def what_an_office_offers_is_printed(world: World) -> None:
    _audit(world)
    office = world.rulebook.association.offices[0].slug
    for page in (world.get("receptionist", f"/offices/hours/{office}/offers"), _public(world)):
        assert "Somewhere to change a baby" in page
        assert "A way in without steps" not in page


def evenings_are_listed(world: World) -> None:
    assert _round(world, "closing", done_on="2026-03-30", done_time="17:00").status_code == 302
    page = world.get("manager", "/offices")
    assert "Nobody said that the machine was on" in page
    assert "Tuesday 31 March" in page
    assert "Monday 30 March" not in page.partition("Nobody said")[2].partition("</section>")[0]


def hours_are_held_once(world: World) -> None:
    page = world.get("receptionist", "/offices/hours")
    for each in world.rulebook.association.offices:
        assert each.name in page
    assert "Other hours in the coming weeks" in page


def _public(world: World) -> str:
    from django.test import Client

    answer = Client().get(f"/{world.slug}/opening-hours")
    assert answer.status_code == 200
    return str(answer.content.decode())


def _shut(world: World, **more: Any) -> None:
    told = {"uid": "shut", "now": "yes", "ends_on": "2026-04-07", "ends_time": "12:30"}
    told |= {"reason": "unforeseen", "words": "No light", "office": ""}
    assert world.post("receptionist", "/offices/closures", told | more).status_code == 302


def the_public_page_says_closures(world: World) -> None:
    assert "No light" not in _public(world)
    _shut(world)
    assert "No light" in _public(world)


def _hold(world: World, name: str, words: str) -> None:
    told = {"uid": words, "name": name, "words": words}
    assert world.post("manager", "/offices/words", told).status_code == 302


def the_notice_is_printed(world: World) -> None:
    _hold(world, "emergency-numbers", "01632 960 009")
    _hold(world, "freephone", "0800 000 009")
    office = world.rulebook.association.offices[0]
    page = world.get("receptionist", f"/offices/hours/{office.slug}/notice")
    assert all(said in page for said in ("01632 960 009", "0800 000 009", office.name, "Sunday"))
    # It is there without a sign-in, and on the web.
    assert "0800 000 009" in _public(world)


def the_freephone_is_on_everything_printed(world: World) -> None:
    office = world.rulebook.association.offices[0]
    visit = held_visits.planned(world)
    ref = world.tell("message.taken", {"from_name": "Mr Reid", "home_phone": "01632 960 003"})
    world.tell("callback.attempted", {"result": "no_answer"}, thread=ref)
    with tenancy.association(world.association):
        booking_of = Visit.objects.get(pk=visit.pk).booking
    printed = {
        "the card": ("officer", f"/visit/{visit.pk}/card"),
        "the confirmation": ("officer", f"/diary/{booking_of}/confirmation"),
        "the letter": ("officer", f"/call/{ref}/letter"),
        "the notice": ("receptionist", f"/offices/hours/{office.slug}/notice"),
    }
    for name, (role, path) in printed.items():
        assert "0800 000 009" not in world.get(role, path), name
    _hold(world, "freephone", "0800 000 009")
    for name, (role, path) in printed.items():
        assert "0800 000 009" in world.get(role, path), name
    assert "0800 000 009" in _public(world)


def closures_shorten_the_hours(world: World) -> None:
    def hours() -> object:
        with tenancy.association(world.association):
            calendar = rules.current(world.association).calendar_for()
        return calendar.open_on(calendar.local(world.at).toordinal())

    before = hours()
    _shut(world)
    assert hours() != before
    from kept.workclock import is_working_day

    with tenancy.association(world.association):
        calendar = rules.current(world.association).calendar_for()
    assert is_working_day(calendar, calendar.local(world.at).date())


def closures_set_their_tasks(world: World) -> None:
    receptionist = world.member("receptionist")
    done = booking.book(
        association=world.association,
        kind="appointment",
        starts=world.at + timedelta(hours=1),
        resources=[f"@{receptionist.handle}"],
        facts={"from_name": "Mr Bell", "phone": "01632 960 002", "about": "Rent", "agreed": True}
        | {"agreed_how": "by-telephone"},
        by=receptionist.handle,
        at=world.at,
    )
    assert isinstance(done, booking.Booked), done
    _shut(world)
    page = world.get("receptionist", "/offices/closures")
    for said in ("Put up a notice", "Say it on the website", "Let the answering machine", "Ring 1 customer"):
        assert said in page
    assert done.thread in page


def holidays_set_their_tasks(world: World) -> None:
    at = world.at + timedelta(days=17)
    assert closing_days.raise_due(association=world.association, by="kept", at=at) >= 3
    with tenancy.association(world.association):
        whats = [each.facts["what"] for each in Event.objects.filter(kind="office.task_set")]
    assert any("Early May bank holiday" in each and "answering machine" in each for each in whats)


def notices_that_are_old_are_found(world: World) -> None:
    _hold(world, "emergency-numbers", "01632 960 001")
    put = {"uid": "p", "carrier": "emergency-notice", "place": "The library in the square"}
    assert world.post("receptionist", "/offices/notices", put).status_code == 302
    other = {"uid": "o", "carrier": "other", "title": "Jumble sale", "place": "Board"}
    down = {"take_down_on": "2026-04-08", "put_up_on": "2026-04-01"}
    assert world.post("receptionist", "/offices/notices", other | down).status_code == 302
    assert "Everything that hangs says what holds." in world.get("receptionist", "/offices/notices")
    _hold(world, "emergency-numbers", "01632 960 002")
    page = world.get("receptionist", "/offices/notices")
    assert "What it says has changed" in page
    assert "The library in the square" in page


def words_are_held_once(world: World) -> None:
    _hold(world, "complaint-edition", "May 2025")
    assert "May 2025" in world.get("receptionist", "/offices/words")
    assert "May 2025" in world.get("manager", "/offices/round/reception-weekly")
    wrong = {"complaints-said": "May 2024"}
    assert _round(world, "reception-weekly", **wrong).status_code == 422
    assert _round(world, "reception-weekly", **{"complaints-said": "May 2025"}).status_code == 302


def other_numbers_are_recorded_anew(world: World) -> None:
    _hold(world, "emergency-numbers", "01632 960 001")
    _hold(world, "emergency-numbers", "01632 960 002")
    assert "Record the answering machine anew" in world.get("receptionist", "/offices")


PROOFS = {
    "page:premises": rounds_stand_on_one_page,
    "page:premises-rounds": rounds_are_kept,
    "rule:defect-followed": defects_are_followed,
    "rule:hazard-first": hazards_come_first,
    "rule:all-right-first": nothing_goes_out_before_it_is_right,
    "rule:access-warned": booking_warns_of_access,
    "print:access-statement": what_an_office_offers_is_printed,
    "list:evenings-missed": evenings_are_listed,
    "page:opening-hours": hours_are_held_once,
    "page:hours-public": the_public_page_says_closures,
    "print:hours-notice": the_notice_is_printed,
    "rule:hours-drive": closures_shorten_the_hours,
    "rule:closing-tasks": closures_set_their_tasks,
    "rule:holiday-tasks": holidays_set_their_tasks,
    "list:stale-notices": notices_that_are_old_are_found,
    "page:held-words": words_are_held_once,
    "print:freephone": the_freephone_is_on_everything_printed,
    "rule:re-record": other_numbers_are_recorded_anew,
}
PLACES = {
    "inspection": lambda world: world.get("receptionist", "/offices/round/reception-daily"),
    "closing": lambda world: world.get("receptionist", "/offices/round/closing"),
}
