"""A visit, from the first question to the last promise; what may not be is refused with the cure."""

from __future__ import annotations

import pytest

from kept.actions import lone_working, visiting
from kept.actions.sweeping import sweep_association
from kept.actions.working.visit_steps import Gone
from kept.casework import Refused
from kept.casework.agreeing import Action
from kept.store import tenancy, visits
from kept.store.models import (
    Account,
    Agreed,
    Association,
    Booking,
    Clock,
    Event,
    LoneWork,
    Owed,
    Thread,
    Visit,
)
from tests import cast, going
from tests.cast import t


@pytest.fixture
def moray(db: None) -> Association:
    return cast.association("moray")


@pytest.fixture
def ann(moray: Association) -> Account:
    found = cast.member(moray, "ann", "officer")
    going.carded(moray, found)
    return found


def events(at: Association, ref: str) -> list[str]:
    with tenancy.association(at):
        rows = Event.objects.filter(thread__ref=ref).order_by("recorded_at", "id")
        return list(rows.values_list("kind", flat=True))


def refused(found: object) -> Refused:
    assert isinstance(found, Refused), found
    return found


# ---- planning


def test_a_visit_is_asked_for_agreed_and_in_the_diary(moray: Association, ann: Account) -> None:
    visit = going.planned(moray, ann, going.customer(moray))
    with tenancy.association(moray):
        visit = Visit.objects.select_related("thread", "officer").get(pk=visit.pk)
        assert visit.officer.handle == "ann"
        assert visit.state == "planned"
        assert Booking.objects.get(pk=visit.booking).starts_at == t(going.FROM)
        clock = Clock.objects.get(thread=visit.thread, promise="moray:4.6.13")
        assert clock.verdict == "running"
    assert events(moray, visit.thread.ref)[:2] == ["visit.requested", "visit.arranged"]
    assert "visit.considered" in events(moray, visit.thread.ref)


def test_the_same_plan_sent_twice_is_one_visit(moray: Association, ann: Account) -> None:
    person = going.customer(moray)
    assert going.planned(moray, ann, person).pk == going.planned(moray, ann, person).pk
    with tenancy.association(moray):
        assert Visit.objects.count() == 1


def test_nobody_goes_without_a_card(moray: Association) -> None:
    bob = cast.member(moray, "bob", "officer")
    going.carded(moray, bob, expires="2026-04-07")
    found = refused(going.wanted(moray, bob, going.customer(moray)))
    assert found.field == "officer"
    assert "identity card" in found.sentence
    with tenancy.association(moray):
        assert not Booking.objects.exists()
        assert not Thread.objects.filter(kind="visit").exists()


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"purpose": " "}, "purpose"),
        ({"by_phone": None}, "by_phone"),
        ({"by_phone": True}, "wants_visit"),
        ({"confidential": True}, "office_offered"),
        ({"notice": None}, "notice"),
        ({"notice": False}, "because"),
        ({"sort": "inspection"}, "notice_on"),
        ({"risk": False}, "risk"),
        ({"officer": ""}, "officer"),
        ({"second": "ann"}, "second"),
        ({"second": "nobody"}, "second"),
    ],
)
def test_what_was_not_asked_is_asked(
    moray: Association, ann: Account, answers: dict[str, object], field: str
) -> None:
    assert refused(going.wanted(moray, ann, going.customer(moray), answers=answers)).field == field


def test_who_would_rather_come_to_the_office_is_asked_first(moray: Association, ann: Account) -> None:
    person = going.customer(moray, need_kinds=["meet-at-office"])
    assert refused(going.wanted(moray, ann, person)).field == "office_offered"
    going.planned(moray, ann, person, answers={"office_offered": "home"})


def test_an_unannounced_visit_has_a_reason_and_a_managers_word(moray: Association, ann: Account) -> None:
    mia = cast.member(moray, "mia", "manager")
    because = {"notice": False, "unannounced_because": "subletting"}
    visit = going.planned(moray, ann, going.customer(moray), answers=because)
    ref = visit.thread.ref
    assert visit.booking is None
    assert events(moray, ref) == ["visit.planned", "visit.considered"]
    assert refused(going.arrive(moray, visit, ann)).field == "permission"
    agree = {"association": moray, "at": t(going.NOON), "visit": visit.pk, "because": "subletting"}
    by_ann = visiting.approve(by="ann", membership=going.member_of(moray, ann), **agree)
    assert "Only a manager" in refused(by_ann).sentence
    assert "their own" in refused(visiting.approve(by="ann", **agree)).sentence
    done = visiting.approve(by="mia", membership=going.member_of(moray, mia), **agree)
    assert done == Gone(ref)
    assert visiting.approve(by="mia", **agree) == Gone(ref, True)
    assert going.arrive(moray, visit, ann) == Gone(ref)


# ---- on the way and there


def test_a_visit_from_the_door_to_the_summary(moray: Association, ann: Account) -> None:
    visit = going.planned(moray, ann, going.customer(moray))
    ref = visit.thread.ref
    assert going.arrive(moray, visit, ann) == Gone(ref)
    assert going.arrive(moray, visit, ann) == Gone(ref, True)
    assert going.step(moray, visit, ann, "visit.made", "Wednesday 2026-04-08 14:30", going.WENT_WELL) == Gone(
        ref
    )
    assert going.step(moray, visit, ann, "visit.left", "Wednesday 2026-04-08 14:31") == Gone(ref)
    with tenancy.association(moray):
        visit.refresh_from_db()
        assert (visit.state, visit.arrived_at, visit.left_at) == (
            "done", t("Wednesday 2026-04-08 14:02"), t("Wednesday 2026-04-08 14:31")
        )  # fmt: skip
        assert Booking.objects.get(pk=visit.booking).state == "kept"
        assert Clock.objects.get(thread=visit.thread, promise="moray:4.6.13").verdict == "kept"
        assert Thread.objects.get(ref=ref).state == "closed"
        assert LoneWork.objects.get().out_at == t("Wednesday 2026-04-08 14:31")


def test_what_is_not_settled_becomes_somebodys_by_a_day(moray: Association, ann: Account) -> None:
    visit = going.planned(moray, ann, going.customer(moray))
    going.arrive(moray, visit, ann)
    half = {**going.WENT_WELL, "settled": "part"}
    wall = "Wednesday 2026-04-08 14:30"
    assert refused(going.step(moray, visit, ann, "visit.made", wall, half)).field == "what-1"
    cem = cast.member(moray, "cem", "officer")
    action = Action("Have the vent looked at", cem.handle, t("Friday 2026-04-10 13:00"))
    assert isinstance(going.step(moray, visit, ann, "visit.made", wall, half, actions=(action,)), Gone)
    with tenancy.association(moray):
        row = Agreed.objects.select_related("thread__owner", "thread__person").get()
        assert row.thread.owner.handle == "cem"
        assert row.thread.person.name == "Mary Stewart"
        clock = Clock.objects.get(thread=row.thread, promise="kept:given-promise")
        assert (clock.verdict, clock.due_at) == ("running", t("Friday 2026-04-10 13:00"))


def test_nobody_leaves_before_they_came(moray: Association, ann: Account) -> None:
    visit = going.planned(moray, ann, going.customer(moray))
    found = refused(going.step(moray, visit, ann, "visit.left", "Wednesday 2026-04-08 14:30"))
    assert found.field == "happened_at"
    assert "Check in first" in found.sentence
    going.arrive(moray, visit, ann)
    found = refused(going.step(moray, visit, ann, "visit.left", "Wednesday 2026-04-08 13:30"))
    assert found.sentence == "This is before you arrived. Check the time."
    with tenancy.association(moray):
        visit.refresh_from_db()
        assert visit.left_at is None


def test_the_ledger_itself_refuses_a_leaving_without_an_arrival(moray: Association, ann: Account) -> None:
    visit = going.planned(moray, ann, going.customer(moray))
    from kept.actions.telling import Telling, tell

    done = tell(
        [Telling("visit.left", t("Wednesday 2026-04-08 12:30"), thread=visit.thread.ref)],
        association=moray,
        by="ann",
        at=t("Wednesday 2026-04-08 12:31"),
    )
    assert done.refused is not None
    assert "Record “At the door” first" in done.refused.sentence


def test_nobody_in_leaves_a_card_and_somebody_who_follows_it_up(moray: Association, ann: Account) -> None:
    visit = going.planned(moray, ann, going.customer(moray))
    wall = "Wednesday 2026-04-08 14:05"
    card = {"card_left": True, "card_at": "14:04"}
    assert refused(going.step(moray, visit, ann, "visit.no_access", wall, card)).field == "what-1"
    again = (Action("Ring and agree on another time", "ann", t("Thursday 2026-04-09 12:00")),)
    assert isinstance(going.step(moray, visit, ann, "visit.no_access", wall, card, actions=again), Gone)
    with tenancy.association(moray):
        visit.refresh_from_db()
        assert visit.state == "no-access"
        assert Booking.objects.get(pk=visit.booking).state == "missed-by-customer"
        # Shown for what it was, and outside the fraction.
        assert Clock.objects.get(thread=visit.thread, promise="moray:4.6.13").verdict == "no-access"
        # The visit itself is still to be made, so the next step is its own, and promised once.
        row = Agreed.objects.get()
        assert row.thread_id == visit.thread_id
        promised = Clock.objects.get(promise="kept:given-promise", verdict="running")
        assert (promised.thread_id, promised.due_at) == (visit.thread_id, again[0].due_at)
        thread = Thread.objects.get(pk=visit.thread_id)
        assert (thread.state, thread.adrift, thread.next_date) == ("open", False, again[0].due_at)
        assert thread.owner == ann


def test_the_soonest_of_what_follows_is_the_next_step_of_the_visit(moray: Association, ann: Account) -> None:
    visit = going.planned(moray, ann, going.customer(moray))
    cem = cast.member(moray, "cem", "officer")
    two = (
        Action("Write to them", "ann", t("Friday 2026-04-10 12:00")),
        Action("Ring them", cem.handle, t("Thursday 2026-04-09 12:00")),
    )
    wall, card = "Wednesday 2026-04-08 14:05", {"card_left": True, "card_at": "14:04"}
    assert isinstance(going.step(moray, visit, ann, "visit.no_access", wall, card, actions=two), Gone)
    with tenancy.association(moray):
        rows = Agreed.objects.order_by("due_at").select_related("thread__owner")
        assert [each.thread_id == visit.thread_id for each in rows] == [True, False]
        assert [each.thread.owner.handle for each in rows if each.thread.owner] == ["cem", "ann"]
        assert not Thread.objects.filter(adrift=True).exists()
        running = Clock.objects.filter(promise="kept:given-promise", verdict="running")
        assert running.count() == len(two)


def test_missed_again_it_has_the_next_step_that_was_agreed_last(moray: Association, ann: Account) -> None:
    visit = going.planned(moray, ann, going.customer(moray))
    cem = cast.member(moray, "cem", "officer")
    card = {"card_left": True, "card_at": "14:04"}
    first = (Action("Ring them", "ann", t("Wednesday 2026-04-08 16:00")),)
    second = (Action("Write to them", cem.handle, t("Wednesday 2026-04-15 12:00")),)
    # Long enough for what was promised to run out, and for putting it right to run out too.
    wall, later = "Wednesday 2026-04-08 14:05", "Monday 2026-04-13 10:00"
    assert isinstance(going.step(moray, visit, ann, "visit.no_access", wall, card, actions=first), Gone)
    assert isinstance(going.step(moray, visit, ann, "visit.no_access", later, card, actions=second), Gone)
    with tenancy.association(moray):
        (row,) = visits.agreed_of(visit.thread_id)
        assert (row.owner, row.thread.owner, row.due_at) == (cem, cem, second[0].due_at)
        assert visits.what_was_agreed([visit.thread_id]) == {visit.thread_id: "Write to them"}
        promises = Clock.objects.filter(thread=visit.thread, promise="kept:given-promise").order_by("due_at")
        # The first was told too, and broken: a later one does not undo it.
        assert [each.verdict for each in promises][-1] == "running"
        assert "running" not in [each.verdict for each in promises][:-1]
        assert not Thread.objects.get(pk=visit.thread_id).adrift


def test_the_next_step_goes_to_nobody_who_may_not_have_it(moray: Association, ann: Account) -> None:
    visit = going.planned(moray, ann, going.customer(moray))
    with tenancy.association(moray):
        Account.objects.create(handle="out", name="Outsider", email="out@elsewhere.example")
    wall, card = "Wednesday 2026-04-08 14:05", {"card_left": True, "card_at": "14:04"}
    one = (Action("Ring them", "out", t("Thursday 2026-04-09 12:00")),)
    found = refused(going.step(moray, visit, ann, "visit.no_access", wall, card, actions=one))
    assert found.field == "owner-1"
    with tenancy.association(moray):
        visit.refresh_from_db()
        assert visit.state == "planned"


def test_with_only_children_at_home_nobody_goes_in(moray: Association, ann: Account) -> None:
    visit = going.planned(moray, ann, going.customer(moray))
    found = refused(going.arrive(moray, visit, ann, adult=False))
    assert found.field == "permission"
    assert "only children" in found.sentence
    assert isinstance(going.arrive(moray, visit, ann, adult=False, permission="door"), Gone)
    wall = "Wednesday 2026-04-08 14:06"
    assert isinstance(going.step(moray, visit, ann, "visit.not_entered", wall, {"because": "minors"}), Gone)
    with tenancy.association(moray):
        visit.refresh_from_db()
        assert visit.state == "not-entered"
        assert LoneWork.objects.get().out_at == t(wall)


# ---- out alone


def alarms(at: Association) -> list[int]:
    with tenancy.association(at):
        return list(Owed.objects.filter(what="alarm").order_by("step").values_list("step", flat=True))


def test_whoever_is_not_back_is_called_for_until_they_are(moray: Association, ann: Account) -> None:
    begun = {"association": moray, "account": "ann", "by": "ann"}
    lone_working.begin(
        due_back=t("Wednesday 2026-04-08 15:00"),
        where="The allotments",
        at=t("Wednesday 2026-04-08 14:00"),
        **begun,
    )
    sweep_association(association=moray, by="kept", at=t("Wednesday 2026-04-08 14:59"))
    assert alarms(moray) == []
    sweep_association(association=moray, by="kept", at=t("Wednesday 2026-04-08 15:06"))
    assert alarms(moray) == [1, 2]
    assert isinstance(lone_working.end(at=t("Wednesday 2026-04-08 15:07"), **begun), LoneWork)
    sweep_association(association=moray, by="kept", at=t("Wednesday 2026-04-08 16:00"))
    assert alarms(moray) == [1, 2]


def test_whoever_needs_longer_is_called_for_later(moray: Association, ann: Account) -> None:
    begun = {"association": moray, "account": "ann", "by": "ann"}
    lone_working.begin(due_back=t("Wednesday 2026-04-08 15:00"), at=t("Wednesday 2026-04-08 14:00"), **begun)
    lone_working.extend(due_back=t("Wednesday 2026-04-08 15:30"), at=t("Wednesday 2026-04-08 14:50"), **begun)
    sweep_association(association=moray, by="kept", at=t("Wednesday 2026-04-08 15:29"))
    assert alarms(moray) == []
    sweep_association(association=moray, by="kept", at=t("Wednesday 2026-04-08 15:31"))
    assert alarms(moray) == [1]


def test_nobody_is_out_twice_or_back_before_they_went(moray: Association, ann: Account) -> None:
    begun = {"association": moray, "account": "ann", "by": "ann"}
    now = t("Wednesday 2026-04-08 14:00")
    assert "Check in first" in refused(lone_working.end(at=now, **begun)).sentence
    assert (
        "Check in"
        in refused(lone_working.extend(at=now, due_back=t("Wednesday 2026-04-08 15:00"), **begun)).sentence
    )
    assert refused(lone_working.begin(due_back=now, at=now, **begun)).field == "due_back"
    lone_working.begin(due_back=t("Wednesday 2026-04-08 15:00"), at=now, **begun)
    twice = lone_working.begin(due_back=t("Wednesday 2026-04-08 15:00"), at=now, **begun)
    assert "checked in already" in refused(twice).sentence
    early = lone_working.end(at=now, happened_at=t("Wednesday 2026-04-08 13:00"), **begun)
    assert "before you checked in" in refused(early).sentence


def test_what_was_typed_without_a_signal_keeps_its_times_and_calls_nobody(
    moray: Association, ann: Account
) -> None:
    visit = going.planned(moray, ann, going.customer(moray))
    late = "Wednesday 2026-04-08 16:30"
    door = going.AT_THE_DOOR
    going.step(moray, visit, ann, "visit.arrived", "Wednesday 2026-04-08 14:02", door, recorded=late)
    going.step(moray, visit, ann, "visit.made", "Wednesday 2026-04-08 14:30", going.WENT_WELL, recorded=late)
    done = going.step(moray, visit, ann, "visit.left", "Wednesday 2026-04-08 14:31", recorded=late)
    assert isinstance(done, Gone)
    with tenancy.association(moray):
        arrived = Event.objects.get(kind="visit.arrived")
        assert (arrived.happened_at, arrived.recorded_at) == (t("Wednesday 2026-04-08 14:02"), t(late))
    sweep_association(association=moray, by="kept", at=t("Wednesday 2026-04-08 18:00"))
    assert alarms(moray) == []
