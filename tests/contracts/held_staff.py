"""What the registers, the board of who is in, and the checklist of leave hold, each opened and tried."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from kept.actions import absences, booking, leaving, registering
from kept.actions import presence as act
from kept.casework import Refused
from kept.store import desk, presence, tenancy
from kept.store.accounts import membership_of
from kept.store.models import (
    Absence,
    AbsenceMeeting,
    AbsenceStep,
    Account,
    Booking,
    Clock,
    Event,
    Membership,
    Notice,
    RegisterEntry,
    Thread,
)
from tests import cast
from tests.contracts.world import World

MONDAY = cast.t("Monday 2026-04-13 00:00")
SATURDAY = cast.t("Saturday 2026-04-18 00:00")
CARD = {"number": "K-0142", "issued_on": "2026-01-05", "expires_on": "2028-01-04"}


def add(world: World, register: str, answers: Mapping[str, str], subject: str = "") -> RegisterEntry:
    made = registering.add(
        association=world.association,
        register=register,
        subject=subject,
        answers=answers,
        by="kept",
        at=world.at,
    )
    assert isinstance(made, RegisterEntry), made
    return made


def colleague(world: World) -> Account:
    """Somebody who covers."""
    return cast.member(world.association, "cem", "officer")


def member(world: World, who: Account) -> Membership:
    with tenancy.association(world.association):
        found = membership_of(who, on=world.at.date())
    assert found is not None
    return found


def away(world: World, kind: str = "leave", **more: Any) -> Absence:
    """The officer is away for a week, and a colleague answers."""
    manager, officer = world.member("manager"), world.member("officer")
    world.member("receptionist")
    given = {"from_at": MONDAY, "to_at": SATURDAY, "covered_by": colleague(world).handle, **more}
    made = absences.tell(
        association=world.association,
        handle=officer.handle,
        kind=kind,
        by=manager.handle,
        at=world.at,
        **given,
    )
    assert isinstance(made, Absence), made
    return made


def ill(world: World) -> Absence:
    return away(world, "sickness", from_at=world.at, to_at=cast.t("Friday 2026-04-10 00:00"))


def step(world: World, name: str) -> AbsenceStep:
    with tenancy.association(world.association):
        return AbsenceStep.objects.select_related("owner", "named").get(step=name)


def see_to(world: World, name: str, **more: Any) -> AbsenceStep:
    done = leaving.see_to(
        association=world.association,
        step=step(world, name).pk,
        by=world.member("manager").handle,
        at=world.at + timedelta(hours=1),
        **more,
    )
    assert isinstance(done, AbsenceStep), done
    return done


def booked(world: World, when: datetime) -> str:
    asked = {"from_name": "Ms Okafor", "phone": "01632 960 001", "about": "Damp", "agreed": True}
    officer = world.member("officer")
    made = booking.book(
        association=world.association,
        kind="appointment",
        starts=when,
        resources=[f"@{officer.handle}"],
        facts={**asked, "agreed_how": "by-telephone"},
        by=officer.handle,
        at=world.at - timedelta(hours=1),
    )
    assert not isinstance(made, Refused), made
    return made.thread


def proof_board(world: World) -> None:
    officer = world.member("officer")
    colleague(world)
    world.post(
        "officer", "/who", {"state": "visit", "until": "15:30", "divert": "cem", "briefing": "Damp at 4"}
    )
    said = world.get("receptionist", "/who")
    row = said[said.index(officer.name) :]
    assert "Out on a visit" in row
    assert "until 15:30" in row
    assert "Damp at 4" in row
    with tenancy.association(world.association):
        there = {each.account.handle for each in presence.who_is_in(member(world, officer), world.at)}
    assert there
    assert officer.handle not in there


def proof_divert_warned(world: World) -> None:
    said = world.post("officer", "/who", {"state": "lunch"}, follow=True).content.decode()
    assert "name somebody" in said
    board = world.get("receptionist", "/who")
    assert f"Nobody answers the telephone of: {world.member('officer').name}" in board.replace("\n", " ")


def proof_divert_fit(world: World) -> None:
    officer, cem = world.member("officer"), colleague(world)
    title = world.rulebook.association.roles[0][0]
    add(world, "staff-record", {"job_title": title, "name_form": "first_last"}, officer.handle)
    add(world, "skills-needed", {"job_title": title, "skill": "Arrears"})
    given = {
        "association": world.association,
        "handle": officer.handle,
        "state": "visit",
        "by": officer.handle,
    }
    without = act.say(divert_to=cem.handle, briefing="Calls about rent", at=world.at, **given)
    assert isinstance(without, Refused)
    assert "arrears" in without.sentence
    add(world, "skills-held", {"skill": "arrears"}, cem.handle)
    silent = act.say(divert_to=cem.handle, at=world.at, **given)
    assert isinstance(silent, Refused)
    assert silent.field == "briefing"
    assert not isinstance(act.say(divert_to=cem.handle, briefing="Rent", at=world.at, **given), Refused)


def proof_card_check(world: World) -> None:
    officer = world.member("officer")
    add(world, "identity-cards", CARD, officer.handle)
    ours = world.post("receptionist", "/card-check", {"number": "k 0142", "name": officer.name.upper()})
    assert "The card is one of ours" in ours.content.decode()
    wrong = world.post("receptionist", "/card-check", {"number": "K-9999", "name": officer.name})
    assert "We have no card with that number and name" in wrong.content.decode()
    refused = world.post("receptionist", "/card-check", {"refused": "yes"})
    assert "Nobody of ours refuses" in refused.content.decode()
    with tenancy.association(world.association):
        told = Event.objects.filter(kind__startswith="card.").order_by("id")
        assert [each.facts.get("result", "matches") for each in told] == ["matches", "no_match", "refused"]


def proof_answers(world: World) -> None:
    add(world, "articles", {"subject": "Lost keys", "answer": "Come to the office with a bill."})
    found = world.post("receptionist", "/answers", {"words": "keys"}).content.decode()
    assert "Come to the office with a bill." in found
    none = world.post("receptionist", "/answers", {"words": "beehives"}).content.decode()
    assert "Nothing here answers that" in none
    world.post("receptionist", "/answers", {"words": "beehives", "do": "note", "uid": "a" * 32})
    assert "beehives" in world.get("manager", "/registers/unanswered")


def proof_register_calls(world: World) -> None:
    manager = world.member("manager")
    button = add(world, "panic-buttons", {"place": "Reception", "room": "reception"}, _office(world))
    registering.check(
        association=world.association, entry=button.pk, result="failed", by="kept", at=world.at, uid="c" * 32
    )
    with tenancy.association(world.association):
        told = Notice.objects.get(account=manager, what="register")
    assert told.said.startswith("Panic buttons: Reception was found wanting.")
    assert "Found wanting" in world.get("manager", "/registers/panic-buttons")


def _office(world: World) -> str:
    return world.rulebook.association.offices[0].slug


def proof_skill_gaps(world: World) -> None:
    officer = world.member("officer")
    title = world.rulebook.association.roles[0][0]
    add(world, "staff-record", {"job_title": title, "name_form": "first_last"}, officer.handle)
    add(world, "skills-needed", {"job_title": title, "skill": "Income advice"})
    assert f"{officer.name}: Income advice (no training booked)" in world.get(
        "manager", "/registers/skills-needed"
    )
    course = {"course": "Benefits", "skill": "Income advice", "booked_for": "2026-05-04"}
    add(world, "training", course, officer.handle)
    said = world.get("manager", "/registers/skills-needed")
    assert f"{officer.name}: Income advice (training on Monday 4 May)" in said


def proof_print(world: World) -> None:
    add(world, "agencies", {"agency": "Citizens Advice", "subject": "Advice on nearly everything"})
    said = world.get("receptionist", "/registers/agencies")
    assert "Citizens Advice" in said
    assert "kept-noprint" in said
    css = world.client("receptionist").get("/static/kept/kept.css")
    style = b"".join(css.streaming_content if css.streaming else [css.content])  # type: ignore[attr-defined]
    assert re.search(rb"@media print\{.*?\.kept-noprint", style, re.S)


def proof_leave_checklist(world: World) -> None:
    away(world)
    with tenancy.association(world.association):
        due = {each.step: each.due_at for each in AbsenceStep.objects.all()}
    assert {"phone-diverted", "helpdesk-told", "auto-reply"} <= set(due)
    assert set(due.values()) == {MONDAY}
    short = leaving.see_to(
        association=world.association,
        step=step(world, "auto-reply").pk,
        first=MONDAY.date(),
        last=MONDAY.date(),
        by="kept",
        at=world.at,
    )
    assert isinstance(short, Refused)
    assert "until 17 April 2026" in short.sentence
    done = see_to(world, "phone-diverted", divert_place="switchboard")
    assert done.facts["divert_place"] == "switchboard"
    assert see_to(world, "helpdesk-told", on=world.at.date()).facts["on"] == "2026-04-07"


def proof_reply(world: World) -> None:
    made = away(world)
    said = world.get("manager", f"/away/{made.pk}")
    assert "shall be back on Monday 20 April" in said
    assert "turn to Cem" in said
    assert "Whoever it names is away" not in said
    absences.tell(
        association=world.association, handle="cem", from_at=MONDAY, to_at=None, by="kept", at=world.at
    )
    assert "Whoever it names is away" in world.get("manager", f"/away/{made.pk}")


def proof_reception_told(world: World) -> None:
    away(world, from_at=world.at)
    officer = world.member("officer")
    with tenancy.association(world.association):
        told = Notice.objects.get(account=world.member("receptionist"), what="absence")
    assert told.said.startswith(f"{officer.name} is on leave from 7 April")
    board = world.get("receptionist", "/who")
    assert "Away for a while" in board[board.index(officer.name) :]


def proof_away_arranged(world: World) -> None:
    made = away(world)
    manager = member(world, world.member("manager"))
    with tenancy.association(world.association):
        row = desk.listed(manager, desk.TO_DO, at=world.at, owner=manager.account_id).get()
        assert row.ref == made.thread
        clocks = Clock.objects.filter(thread=row, promise="kept:absence-arranged")
        assert clocks.count() == 3
    done = see_to(world, "email-checked", named="cem")
    assert done.named is not None
    assert done.named.handle == "cem"
    looked = leaving.look(
        association=world.association, step=done.pk, day=MONDAY.date(), urgent=1, by="cem", at=SATURDAY
    )
    assert not isinstance(looked, Refused)


def proof_letters(world: World) -> None:
    ref = world.tell("letter.received", {"from_name": "Ms Okafor"})
    with tenancy.association(world.association):
        before = set(Clock.objects.filter(thread__ref=ref).values_list("promise", "due_at"))
    made = away(world)
    assert ref in world.get("manager", f"/away/{made.pk}")
    see_to(world, "letters-handled", named="cem")
    with tenancy.association(world.association):
        assert set(Clock.objects.filter(thread__ref=ref).values_list("promise", "due_at")) == before != set()
        thread = Thread.objects.select_related("owner").get(ref=ref)
        assert thread.owner is not None
        assert thread.owner.handle == "cem"
    assert ref in world.get("manager", f"/away/{made.pk}")


def proof_messages(world: World) -> None:
    ref = world.tell("message.taken", {"from_name": "Ms Okafor", "about": "Damp"})
    with tenancy.association(world.association):
        before = set(Clock.objects.filter(thread__ref=ref).values_list("promise", "due_at"))
    away(world, covered_by=None)
    see_to(world, "messages-handled", named="cem")
    with tenancy.association(world.association):
        assert set(Clock.objects.filter(thread__ref=ref).values_list("promise", "due_at")) == before != set()
        thread = Thread.objects.select_related("owner").get(ref=ref)
        assert thread.owner is not None
        assert thread.owner.handle == "cem"
        covered = Absence.objects.select_related("covered_by").get().covered_by
        assert covered is not None
        assert covered.handle == "cem"


def proof_sick_list(world: World) -> None:
    today = booked(world, cast.t("Tuesday 2026-04-07 15:00"))
    made = ill(world)
    with tenancy.association(world.association):
        assert [each.thread.ref for each in AbsenceMeeting.objects.select_related("thread")] == [today]
    assert "1 customer does not know yet" in world.get("manager", f"/away/{made.pk}")


def proof_postponed(world: World) -> None:
    ref = booked(world, cast.t("Tuesday 2026-04-07 15:00"))
    ill(world)
    with tenancy.association(world.association):
        due = Booking.objects.get(thread__ref=ref).due_at
        clocks = set(Clock.objects.filter(thread__ref=ref).values_list("promise", "first_due_at"))
        meeting = AbsenceMeeting.objects.get().pk
    new = cast.t("Monday 2026-04-13 10:00")
    given = {"association": world.association, "meeting": meeting, "by": "kept", "at": world.at}
    done = leaving.postpone(starts=new, how="by-telephone", later_why="nobody-free", **given)
    assert isinstance(done, AbsenceMeeting), done
    assert done.told_at is not None
    with tenancy.association(world.association):
        fresh = Booking.objects.get(thread__ref=ref, state="booked")
        assert (fresh.starts_at, fresh.due_at) == (new, due)
        assert set(Clock.objects.filter(thread__ref=ref).values_list("promise", "first_due_at")) >= clocks


def proof_covered(world: World) -> None:
    booked(world, cast.t("Tuesday 2026-04-07 15:00"))
    made = ill(world)
    with tenancy.association(world.association):
        meeting = AbsenceMeeting.objects.get().pk
    page = world.get("manager", f"/away/{made.pk}")
    assert '<option value="cem">' in page
    given = {"association": world.association, "meeting": meeting, "to": "cem", "by": "kept", "at": world.at}
    assert isinstance(leaving.cover(**given), Refused)
    done = leaving.cover(briefing="Has photographs of the wall.", **given)
    assert isinstance(done, AbsenceMeeting), done
    assert "Has photographs of the wall." in world.get("manager", f"/away/{made.pk}")


def proof_one_search(world: World) -> None:
    add(world, "policy-library", {"document": "Rent policy", "version": "3", "in_force_from": "2026-01-01"})
    ref = world.tell("call.received", {"from_name": "Ms Okafor", "about": "The rent policy"})
    found = world.post("receptionist", "/search", {"words": "rent policy"}).content.decode()
    assert "Policies and procedures" in found
    assert ref in found
    form = world.get("receptionist", "/capture/call.received")
    assert f'href="/{world.slug}/search" target="_blank"' in form


def proof_hours(world: World) -> None:
    leaflet = {"leaflet": "About us", "service": "about-us", "quantity": "50", "reorder": "10"}
    made = add(world, "leaflets", {**leaflet, "compulsory": "no", "hours": "yes"}, _office(world))
    page = world.get("receptionist", f"/register/{made.pk}")
    first = world.rulebook.association.offices[0]
    assert f"as they are to be printed:</b> {first.name}: Mon" in page
    assert "opening hours that have changed" not in page
    with tenancy.association(world.association):
        RegisterEntry.objects.filter(pk=made.pk).update(facts={**made.facts, "hours": "Mon 10-4"})
    assert "opening hours that have changed" in world.get("receptionist", "/registers/leaflets")


PROOFS: dict[str, Callable[[World], object]] = {
    "page:who": proof_board,
    "rule:divert-warned": proof_divert_warned,
    "rule:divert-fit": proof_divert_fit,
    "page:card-check": proof_card_check,
    "page:answers": proof_answers,
    "rule:register-calls": proof_register_calls,
    "list:skill-gaps": proof_skill_gaps,
    "print:register": proof_print,
    "rule:leave-checklist": proof_leave_checklist,
    "rule:reply-from-leave": proof_reply,
    "rule:reception-told": proof_reception_told,
    "rule:away-arranged": proof_away_arranged,
    "rule:letters-to-cover": proof_letters,
    "rule:messages-to-cover": proof_messages,
    "rule:sick-list": proof_sick_list,
    "rule:postponed-keeps-date": proof_postponed,
    "rule:covered-by-the-free": proof_covered,
    "rule:one-search": proof_one_search,
    "rule:hours-to-print": proof_hours,
}


def _leave_page(world: World) -> str:
    made = away(world)
    return world.get("manager", f"/away/{made.pk}")


PLACES: dict[str, Callable[[World], str]] = {"leave": _leave_page}
