"""The front desk: who arrives is on the board with every promise that runs, and each step does its work."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kept.actions import booking, customers, front_rota, tablets
from kept.actions.tablets import Opened
from kept.store import tenancy
from kept.store.front_rota import turns as rota_of
from kept.store.models import (
    Account,
    Association,
    Booking,
    Event,
    Person,
    Resource,
    Slot,
    Thread,
    Ticket,
    Unmet,
)
from tests import cast

Clock = Callable[[str], datetime]
NOON = "Wednesday 2026-04-08 12:00"


@pytest.fixture
def moray(db: None, clock: Clock) -> Association:
    return cast.association("moray")


@pytest.fixture
def ann(moray: Association) -> Account:
    return cast.member(moray, "ann", "receptionist")


@pytest.fixture
def desk(ann: Account) -> Client:
    return cast.client(ann)


def arrives(desk: Client, **more: str) -> str:
    """Somebody comes in at Moray; the reference of their thread."""
    answer = desk.post(
        "/moray/reception", {"f-from_name": "Mr Bell", "greeted": "yes", "step": "save", **more}
    )
    assert answer.status_code == 302, answer.content.decode()
    return re.search(r"#visitor-(.*)$", answer["Location"]).group(1)  # type: ignore[union-attr]


def does(desk: Client, ref: str, step: str, *, status: int = 302, **data: str) -> str:
    """A step of their page; what the answer says where it is one."""
    answer = desk.post(f"/moray/reception/visitor/{ref}", {"do": step, **data})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def kinds(moray: Association, ref: str) -> list[str]:
    with tenancy.association(moray):
        return list(Event.objects.filter(thread__ref=ref).order_by("id").values_list("kind", flat=True))


def facts(moray: Association, ref: str, kind: str) -> dict[str, object]:
    with tenancy.association(moray):
        found = Event.objects.filter(thread__ref=ref, kind=kind).order_by("id").last()
        assert found is not None
        return dict(found.facts)


def room(moray: Association, name: str, *, apart: bool = True) -> int:
    with tenancy.association(moray):
        return Resource.objects.create(association=moray, kind="room", name=name, apart=apart, seats=4).pk


def test_somebody_unknown_is_on_the_board_with_what_was_promised(moray, desk) -> None:
    ref = arrives(desk)
    said = desk.get("/moray/reception").content.decode()
    assert "Mr Bell" in said
    assert f'id="visitor-{ref}"' in said
    assert "In time" in said
    assert "by 12:10" in said
    assert "Tell them how long it takes" in said
    assert kinds(moray, ref) == ["visitor.arrived", "visitor.greeted"]


def test_the_letters_of_somebody_we_know_choose_them_and_their_wish_is_remembered(
    moray, ann, desk, clock
) -> None:
    with tenancy.association(moray):
        known = customers.add(
            association=moray, name="Ngozi Okafor", address="14 Mill Lane", by="ann", at=cast.t(NOON)
        )
    assert isinstance(known, Person)
    found = desk.post("/moray/reception", {"f-from_name": "okaf", "step": "enter"})
    assert found.status_code == 200
    said = found.content.decode()
    assert "Ngozi Okafor" in said
    assert re.search(rf'value="{known.ref}" checked', said)
    ref = arrives(
        desk,
        **{"f-from_name": "okaf", "looked-for": "okaf", "step": "enter", "person": known.ref},
        private_wanted="yes",
    )
    with tenancy.association(moray):
        assert Thread.objects.get(ref=ref).person_id == known.pk
        assert Person.objects.get(pk=known.pk).need_kinds == ["private-room"]
    again = desk.post("/moray/reception", {"f-from_name": "okaf", "step": "find"}).content.decode()
    assert "Asked for a private room before" in again


def test_the_same_form_sent_twice_is_one_visitor_with_one_number(moray, desk) -> None:
    uid = "a" * 32
    first, second = arrives(desk, uid=uid), arrives(desk, uid=uid)
    assert first == second
    with tenancy.association(moray):
        assert Ticket.objects.count() == 1


def test_numbers_go_up_and_begin_again_each_day(moray, desk, clock) -> None:
    arrives(desk), arrives(desk)
    clock("Thursday 2026-04-09 10:00")
    arrives(desk)
    with tenancy.association(moray):
        assert sorted(Ticket.objects.values_list("day", "number"))[-1][1] == 1
        assert Ticket.objects.count() == 3


def test_how_long_they_have_been_here_counts_from_then(moray, desk) -> None:
    ref = arrives(desk, minutes="12")
    said = desk.get("/moray/reception").content.decode()
    assert "Too long" in said
    assert "since 11:48" in said
    assert facts(moray, ref, "visitor.needs")["checked_in"] == "asked"


@pytest.mark.parametrize(("field", "value"), [("minutes", "ten"), ("minutes", "999"), ("time", "half past")])
def test_what_cannot_be_read_comes_back_with_everything_that_was_typed(desk, field, value) -> None:
    answer = desk.post(
        "/moray/reception", {"f-from_name": "Mr Bell", "f-about": "The lift", "step": "save", field: value}
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Mr Bell" in said
    assert "The lift" in said
    assert f'href="#{field}"' in said


def test_the_wait_is_worked_out_told_and_told_again_once_it_is_over(moray, desk, clock) -> None:
    arrives(desk), arrives(desk)
    ref = arrives(desk)
    said = desk.get("/moray/reception").content.decode()
    assert "about 20 minutes" in said
    does(desk, ref, "told", minutes="20", worked_out="20")
    assert facts(moray, ref, "visitor.told_wait") == {"minutes": 20, "worked_out": 20, "because": "turn"}
    assert "It takes longer" not in desk.get("/moray/reception").content.decode()
    clock("Wednesday 2026-04-08 12:21")
    assert "It takes longer than they were told" in desk.get("/moray/reception").content.decode()


def test_a_wait_that_is_over_asks_for_an_apology_and_something_to_drink(moray, desk, clock) -> None:
    ref = arrives(desk)
    clock("Wednesday 2026-04-08 12:11")
    assert "Say sorry for the wait" in desk.get("/moray/reception").content.decode()
    does(desk, ref, "sorry", apologised="yes", refreshments="declined", reason="Two of us are ill")
    assert facts(moray, ref, "visitor.apologised")["refreshments"] == "declined"
    assert "Say sorry for the wait and" not in desk.get("/moray/reception").content.decode()
    assert "tick that you did" in does(desk, ref, "sorry", status=422, refreshments="taken")


def test_a_room_is_taken_there_and_then_and_free_again_when_they_go(moray, desk) -> None:
    number = room(moray, "Room 2")
    ref = arrives(desk, private_wanted="yes")
    does(desk, ref, "see", where=str(number), minutes="30")
    assert facts(moray, ref, "visitor.placed")["where"] == "private"
    assert "visitor.seen" in kinds(moray, ref)
    said = desk.get("/moray/reception").content.decode()
    assert "Taken until 12:30" in said
    other = arrives(desk)
    assert "Room 2 is taken until 12:30" in does(
        desk, other, "see", status=422, where=str(number), minutes="30"
    )
    assert "visitor.seen" not in kinds(moray, other)
    does(desk, ref, "answered", note="A form")
    with tenancy.association(moray):
        assert not Slot.objects.filter(released_at=None).exists()


def test_a_tick_at_the_door_keeps_the_private_room_and_the_next_hears_how_long(moray, desk) -> None:
    number = room(moray, "Room 2")
    room(moray, "Corner", apart=False)
    first = arrives(desk, confidential="yes")
    said = desk.get("/moray/reception").content.decode()
    assert "Room 2 is kept for them" in said
    second = arrives(desk, private_wanted="yes")
    said = desk.get(f"/moray/reception/visitor/{second}").content.decode()
    assert "Room 2 is free at 12:30" in said
    assert 'name="minutes" type="text" inputmode="numeric" value="30"' in said
    nook = str(room(moray, "Nook", apart=False))
    assert "wants a private room" in does(desk, second, "see", status=422, where=nook, minutes="30")
    does(desk, first, "see", where="elsewhere", minutes="30", declined="yes")
    with tenancy.association(moray):
        assert not Slot.objects.filter(resource=number, released_at=None).exists()
    does(desk, second, "needs", private_wanted="yes")
    assert "Room 2 is kept for them" in desk.get("/moray/reception").content.decode()


def test_a_private_matter_is_not_heard_in_reception(moray, desk) -> None:
    cast.member(moray, "mia", "manager")
    ref = arrives(desk, confidential="yes")
    said = does(desk, ref, "see", status=422, where="reception", minutes="30")
    assert "never heard in reception" in said
    said = does(desk, ref, "see", status=422, where="reception", minutes="30", threat="On Monday, a fist")
    assert "A manager has to agree" in said
    assert "On Monday, a fist" in said
    said = does(
        desk, ref, "see", status=422, where="reception", minutes="30", threat="A fist", approved_by="ann"
    )
    assert "A manager has to agree" in said
    does(desk, ref, "see", where="reception", minutes="30", threat="On Monday, a fist", approved_by="mia")
    listed = desk.get("/moray/reception/back").content.decode()
    assert "agreed by Mia" in listed
    assert "On Monday" not in listed


def test_the_lack_of_a_room_is_logged_with_the_wait_that_was_told(moray, desk) -> None:
    ref = arrives(desk, private_wanted="yes")
    does(desk, ref, "lacking", minutes="25", later_offered="yes")
    assert facts(moray, ref, "visitor.room_lacking") == {"minutes": 25, "later_offered": True}
    assert facts(moray, ref, "visitor.told_wait")["because"] == "room"
    with tenancy.association(moray):
        assert Unmet.objects.get().minutes == 25
    assert ref in desk.get("/moray/reception/back").content.decode()


def test_the_duty_officer_of_the_team_is_suggested_and_gets_it(moray, desk) -> None:
    cast.member(moray, "bea", "officer", team="housing")
    cast.member(moray, "cem", "officer", team="housing")
    front_rota.give(
        association=moray,
        office="main",
        handle="cem",
        part="duty",
        team="housing",
        from_at=cast.t("Wednesday 2026-04-08 09:00"),
        to_at=cast.t("Wednesday 2026-04-08 17:00"),
        by="ann",
        at=cast.t("Wednesday 2026-04-08 08:00"),
    )
    ref = arrives(desk, subject="rent")
    said = desk.get(f"/moray/reception/visitor/{ref}").content.decode()
    assert "Cem (duty officer)" in said
    assert "which colleagues were tried" in does(
        desk, ref, "pass", status=422, team="housing", nobody="all_busy"
    )
    does(desk, ref, "pass", team="housing", to="cem", tried="bea")
    assert facts(moray, ref, "visitor.passed_on") == {"to_team": "housing", "to": "cem", "tried": "bea"}
    with tenancy.association(moray):
        assert Thread.objects.get(ref=ref).owner.handle == "cem"


def test_whoever_seems_to_have_been_drinking_is_looked_at_by_a_second_colleague_first(moray, desk) -> None:
    cast.member(moray, "bea", "officer")
    ref = arrives(desk)
    assert "Two pairs of eyes" in does(desk, ref, "look", status=422, second="ann", found="drinking")
    does(desk, ref, "look", second="bea", found="drinking", note="A smell, and slurred")
    with tenancy.association(moray):
        assert Thread.objects.get(ref=ref).sensitivity == "confidential"
    said = does(desk, ref, "away", status=422, reason="Could not stand")
    assert "do not leave without another appointment" in said
    day = {"day": "2026-04-10", "clock": "10:00", "whom": "bea"}
    does(desk, ref, "away", reason="Could not stand", **day)
    with tenancy.association(moray):
        made = Booking.objects.get()
    assert made.starts_at == cast.t("Friday 2026-04-10 10:00")
    assert kinds(moray, ref)[-3:] == ["appointment.arranged", "visitor.not_held", "visitor.left"]


def test_whoever_may_be_ill_gets_help_now(moray, desk) -> None:
    cast.member(moray, "bea", "officer")
    ref = arrives(desk)
    does(desk, ref, "look", second="bea", found="ill")
    said = desk.get(f"/moray/reception/visitor/{ref}").content.decode()
    assert f"/moray/danger?thread={ref}" in said
    assert "Get help now" in said


def test_nobody_leaves_with_something_unsettled_and_no_appointment(moray, desk) -> None:
    cast.member(moray, "bea", "officer")
    ref = arrives(desk)
    does(desk, ref, "see", where="elsewhere", minutes="10")
    assert "Say what was tried" in does(desk, ref, "unsettled", status=422, chose="office")
    said = does(desk, ref, "unsettled", status=422, tried="Rang the council", chose="office")
    assert "next appointment" in said
    assert "Rang the council" in said
    shut = {"day": "2026-04-11", "clock": "10:00", "whom": "bea", "confirmed": "printed"}
    said = does(desk, ref, "unsettled", status=422, tried="Rang the council", chose="office", **shut)
    assert "Saturday" in said or "shut" in said
    with tenancy.association(moray):
        assert not Booking.objects.exists()
    good = {**shut, "day": "2026-04-09"}
    does(desk, ref, "unsettled", tried="Rang the council", chose="office", **good)
    slip = desk.get(f"/moray/reception/visitor/{ref}/slip").content.decode()
    assert "Thursday 9 April 2026" in slip
    assert "with Bea" in slip
    assert "Mr Bell" not in slip


def test_asking_for_somebody_by_name_starts_their_promise(db, clock) -> None:
    magna = cast.association("magna")
    ann = cast.member(magna, "ann", "receptionist")
    cast.member(magna, "bea", "officer")
    desk = cast.client(ann)
    answer = desk.post("/magna/reception", {"f-from_name": "Mr Bell", "step": "save"})
    ref = answer["Location"].rsplit("-", 2)[1] + "-" + answer["Location"].rsplit("-", 1)[1]
    does_it = desk.post(f"/magna/reception/visitor/{ref}", {"do": "named", "whom": "bea", "about": "Rent"})
    assert does_it.status_code == 302
    with tenancy.association(magna):
        asked = Thread.objects.get(kind="appointment")
        assert asked.owner.handle == "bea"
        assert asked.due_at == cast.t("Saturday 2026-04-11 00:00")


def test_who_has_an_appointment_is_here_with_one_press_and_it_is_held_when_they_are_seen(
    moray, ann, desk
) -> None:
    with tenancy.association(moray):
        made = booking.book(
            association=moray,
            by="ann",
            at=cast.t("Tuesday 2026-04-07 10:00"),
            kind="appointment",
            starts=cast.t("Wednesday 2026-04-08 12:30"),
            resources=["@ann"],
            facts={
                "agreed": True,
                "agreed_how": "by-telephone",
                "from_name": "Ms Kerr",
                "no_phone": True,
                "about": "The boiler",
            },
        )
    assert isinstance(made, booking.Booked), made
    said = desk.get("/moray/reception").content.decode()
    assert "12:30" in said
    for _ in range(2):
        answer = desk.post("/moray/reception", {"booking": str(made.id)})
        assert answer.status_code == 302
    with tenancy.association(moray):
        ticket = Ticket.objects.select_related("thread").get()
    assert ticket.appointment == made.thread
    assert "Early, appointment at 12:30" in desk.get("/moray/reception").content.decode()
    does(desk, ticket.thread.ref, "see", where="elsewhere", minutes="10")
    with tenancy.association(moray):
        assert Booking.objects.get().state in ("kept", "held")
    assert "appointment.held" in kinds(moray, made.thread)


def test_the_rota_shows_the_hours_that_nobody_has_and_a_break_names_its_cover(moray, desk) -> None:
    cast.member(moray, "bea", "receptionist")
    said = desk.get("/moray/reception/rota").content.decode()
    assert "Nobody at the desk: 12:00–17:00" in said
    put = {"who": "ann", "part": "desk", "day": "2026-04-08", "begins": "09:00", "ends": "17:00"}
    assert desk.post("/moray/reception/rota", put).status_code == 302
    said = desk.get("/moray/reception/rota").content.decode()
    assert "Nobody at the desk: 12:00–17:00" not in said
    rest = {**put, "part": "break", "begins": "12:00", "ends": "12:30"}
    answer = desk.post("/moray/reception/rota", rest)
    assert answer.status_code == 422
    assert "Say who covers" in answer.content.decode()
    assert desk.post("/moray/reception/rota", {**rest, "cover": "bea"}).status_code == 302
    assert "At the desk: <b>Bea</b>" in desk.get("/moray/reception").content.decode()
    with tenancy.association(moray):
        turn = rota_of(moray, office="main", since=cast.t(NOON), until=cast.t("Wednesday 2026-04-08 13:00"))[
            0
        ]
    assert desk.post("/moray/reception/rota", {"badge": str(turn.pk)}).status_code == 302
    assert "badge seen 12:00" in desk.get("/moray/reception/rota").content.decode()


def test_a_second_person_is_called_as_the_time_nears_and_nobody_else(moray, ann, desk, clock) -> None:
    bea = cast.member(moray, "bea", "officer")
    front_rota.give(
        association=moray,
        office="main",
        handle="bea",
        part="cover",
        from_at=cast.t("Wednesday 2026-04-08 09:00"),
        to_at=cast.t("Wednesday 2026-04-08 17:00"),
        by="ann",
        at=cast.t("Wednesday 2026-04-08 08:00"),
    )
    arrives(desk)
    second = cast.client(bea)
    asks = {"HTTP_HX_REQUEST": "true"}
    assert "Help at reception" not in second.get("/moray/reception/alert", **asks).content.decode()
    clock("Wednesday 2026-04-08 12:08")
    assert "Help at reception" in second.get("/moray/reception/alert", **asks).content.decode()
    assert "Help at reception" not in desk.get("/moray/reception/alert", **asks).content.decode()
    assert "Bea, until 17:00" in desk.get("/moray/reception").content.decode()


def address_of(moray: Association, purpose: str) -> tuple[str, int]:
    made = tablets.open_for(association=moray, office="main", purpose=purpose, by="ann", at=cast.t(NOON))
    assert isinstance(made, Opened)
    route = "check-in" if purpose == "check-in" else "public-screen"
    return reverse(route, args=["moray", made.secret]), made.tablet.pk


def test_customers_check_in_by_themselves_and_nothing_of_them_stays(moray, ann, desk) -> None:
    address, _number = address_of(moray, "check-in")
    tablet = Client()
    assert "Welcome to Moray" in tablet.get(address).content.decode()
    answer = tablet.post(address, {"name": "Ngozi Okafor", "private_wanted": "yes", "time": ""})
    assert answer.status_code == 302
    assert answer["Location"].endswith("?number=1")
    shown = tablet.get(answer["Location"])
    assert "Okafor" not in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    said = desk.get("/moray/reception").content.decode()
    assert "Ngozi Okafor" in said
    assert "Private room" in said
    assert "Say hello" in said
    assert tablet.post(address, {"name": "x", "time": "soon"}).status_code == 422


def test_a_tablet_that_was_played_with_fills_no_board(moray, ann) -> None:
    address, _number = address_of(moray, "check-in")
    tablet = Client()
    for _ in range(30):
        assert tablet.post(address, {"name": "x"}).status_code == 302
    assert tablet.post(address, {"name": "x"}).status_code == 422


def test_the_screen_shows_tickets_and_waits_and_nothing_else(moray, ann, desk) -> None:
    address, number = address_of(moray, "screen")
    ref = arrives(desk, **{"f-from_name": "Ngozi Okafor", "f-about": "Her rent"}, confidential="yes")
    said = Client().get(address).content.decode()
    assert "Okafor" not in said
    assert "rent" not in said
    assert ref not in said
    assert re.search(r'<th scope="row">1</th><td>', said)
    tablets.close(association=moray, tablet=number, by="ann", at=cast.t(NOON))
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("route", ["check-in", "public-screen"])
def test_an_address_that_nobody_was_given_opens_nothing(moray, route) -> None:
    assert Client().get(reverse(route, args=["moray", "guessed"])).status_code == 404
    assert Client().get(reverse(route, args=["nowhere", "guessed"])).status_code == 404


def test_only_who_leads_puts_up_a_tablet(moray, desk) -> None:
    assert desk.get("/moray/reception/tablets").status_code == 403
    leads = cast.client(cast.member(moray, "mia", "manager"))
    made = leads.post("/moray/reception/tablets", {"purpose": "screen", "office": "main"})
    address = re.search(r"http://testserver(/moray/waiting/[\w-]+)", made.content.decode()).group(1)  # type: ignore[union-attr]
    assert Client().get(address).status_code == 200
    assert address not in leads.get("/moray/reception/tablets").content.decode()
    assert leads.post("/moray/reception/tablets", {"purpose": "bell", "office": "main"}).status_code == 422


def test_a_panic_alarm_is_over_only_when_what_happened_is_written(moray, desk) -> None:
    assert desk.post("/moray/panic", {"place": ""}).status_code == 422
    assert desk.post("/moray/panic", {"place": "Interview room 1"}).status_code == 302
    said = desk.get("/moray/panic").content.decode()
    assert "not the panic button" in said
    assert "Not over yet" in said
    with tenancy.association(moray):
        ref = Thread.objects.get(kind="panic").ref
    clear = {"thread": ref, "responders": "Bea and Cem", "injured": "no", "police": "no"}
    assert desk.post("/moray/panic", clear).status_code == 422
    assert desk.post("/moray/panic", {**clear, "happened": "He shouted and left."}).status_code == 302
    with tenancy.association(moray):
        assert Thread.objects.get(kind="panic").closed_at is not None


@pytest.mark.parametrize("path", ["/moray/reception", "/moray/reception/back", "/moray/reception/rota"])
def test_however_many_come_a_page_takes_the_same_number_of_queries(moray, desk, path) -> None:
    def counted() -> list[str]:
        desk.get(path)  # what was said of the last one is shown once
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(path).status_code == 200
        return [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]

    arrives(desk)
    few = counted()
    for _ in range(20):
        arrives(desk, private_wanted="yes")
    many = counted()
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= 28, "\n".join(many)


def test_what_asks_for_nothing_more_is_closed_and_what_does_stays_open(moray, desk) -> None:
    done, unseen = arrives(desk), arrives(desk)
    does(desk, done, "answered", note="A form")
    does(desk, unseen, "left")
    with tenancy.association(moray):
        assert Thread.objects.get(ref=done).closed_at is not None
        # Nobody saw them: that promise is not kept, and somebody still has to make it good.
        assert Thread.objects.get(ref=unseen).closed_at is None


def test_whoever_only_reads_sees_the_board_and_changes_nothing(moray, desk) -> None:
    ref = arrives(desk)
    reads = cast.client(cast.member(moray, "pol", "policy-officer"))
    assert "They are here" not in reads.get("/moray/reception").content.decode()
    assert reads.post("/moray/reception", {"f-from_name": "x", "step": "save"}).status_code == 403
    assert reads.post(f"/moray/reception/visitor/{ref}", {"do": "answered"}).status_code == 403


def test_a_contact_that_is_no_visit_has_no_page_here(moray, ann, desk) -> None:
    letter = cast.told(moray, ann, "letter.received", "Wednesday 2026-04-08 10:00", from_name="Ms Kerr")
    assert desk.get(f"/moray/reception/visitor/{letter}").status_code == 404
