"""How a thread's own row stands, and how well an event is known."""

from __future__ import annotations

import pytest

from kept.casework import Event, Grade, judge
from kept.casework.grading import graded
from kept.casework.housekeeping import by_hand
from kept.casework.standing import Standing, standing
from tests.unit.casework.small import CALENDAR, RULES, event, kind, t

MONDAY, TUESDAY, WEDNESDAY = (
    "Monday 2026-03-30 10:00",
    "Tuesday 2026-03-31 10:00",
    "Wednesday 2026-04-01 10:00",
)


def stands(*events: Event, own: str = "A", at: str = "Thursday 2026-04-02 10:00") -> Standing:
    judgement = judge(events, rules=RULES, calendar=CALENDAR, at=t(at))
    return standing(events, judgement, own=own, rules=RULES, at=t(at))


def test_kind_and_beginning_are_those_of_what_opened_it() -> None:
    found = stands(
        event("letter.received", MONDAY, thread="A"), event("letter.answered", TUESDAY, thread="A")
    )
    assert (found.kind, found.opened_at, found.closed_at, found.state) == ("letter", t(MONDAY), None, "open")


def test_a_correction_of_the_opening_counts() -> None:
    first = event("letter.received", TUESDAY, id="one", thread="A")
    found = stands(first, event("visit.requested", MONDAY, TUESDAY, corrects="one", thread="A"))
    assert (found.kind, found.opened_at) == ("visit", t(MONDAY))


def test_a_thread_whose_opening_was_struck_out_still_has_a_kind() -> None:
    first = event("letter.received", MONDAY, id="one", thread="A")
    found = stands(first, event("event.voided", TUESDAY, corrects="one", thread="A"))
    assert (found.kind, found.opened_at) == ("letter", t(MONDAY))


def test_it_ends_with_the_closing_that_holds() -> None:
    events = (event("letter.received", MONDAY, thread="A"), event("thread.closed", TUESDAY, thread="A"))
    assert stands(*events).closed_at == t(TUESDAY)
    assert stands(*events, event("thread.reopened", WEDNESDAY, thread="A")).closed_at is None


def test_a_joined_thread_keeps_its_own_kind_and_begins_with_the_earlier() -> None:
    other = event("visit.requested", MONDAY, thread="B")
    own = event("letter.received", TUESDAY, thread="A")
    joined = event("thread.merged", WEDNESDAY, facts={"from_thread": "B"}, thread="A")
    found = stands(own, other, joined)
    assert (found.kind, found.opened_at) == ("letter", t(MONDAY))


def test_what_it_asks_for_stands_where_the_soonest_of_it_stands() -> None:
    letter = event("letter.received", MONDAY, thread="A")
    found = stands(letter, at=MONDAY)
    clocks = judge([letter], rules=RULES, calendar=CALENDAR, at=t(MONDAY)).clocks
    assert found.act_by == min(each.act_by for each in clocks)
    assert found.due_at == min(each.due_at for each in clocks)
    assert (found.adrift, found.asked) == (False, 0)


def test_what_was_answered_asks_for_nothing_and_does_not_drift() -> None:
    repair = event("repair.reported", MONDAY, thread="A")
    found = stands(repair, event("repair.done", TUESDAY, thread="A"))
    assert (found.act_by, found.due_at, found.next_date, found.adrift) == (None, None, None, False)


def test_broken_it_still_asks_and_drifts_until_it_is_made_good() -> None:
    repair, much_later = event("repair.reported", MONDAY, thread="A"), "Monday 2026-06-15 10:00"
    found = stands(repair, at=much_later)
    assert found.adrift
    assert found.due_at is not None
    assert found.due_at < t(much_later)
    made_good = stands(repair, event("repair.done", much_later, thread="A"), at=much_later)
    assert (made_good.adrift, made_good.act_by) == (False, None)


def test_with_no_promise_at_all_it_drifts_unless_it_was_imported_or_is_closed() -> None:
    call = event("call.received", MONDAY, thread="A")
    assert stands(call).adrift
    assert not stands(event("call.received", MONDAY, thread="A", via="import")).adrift
    assert not stands(call, event("thread.closed", TUESDAY, thread="A")).adrift


def test_withdrawn_is_an_answer_and_nobody_in_is_none() -> None:
    repair = event("repair.reported", MONDAY, thread="A")
    gone = event("contact.withdrawn", TUESDAY, thread="A")
    again = event("thread.reopened", WEDNESDAY, thread="A")
    assert not stands(repair, gone, again).adrift
    visit = event("visit.requested", MONDAY, thread="A")
    assert stands(visit, event("visit.no_access", TUESDAY, thread="A")).adrift


def test_what_is_paused_has_no_due_to_be_late_for() -> None:
    letter = event("letter.received", MONDAY, facts={"urgent": False, "member": "east"}, thread="A")
    paused = event("clock.paused", TUESDAY, facts={"reason": "awaiting-customer"}, thread="A")
    found = stands(letter, paused, at="Monday 2026-06-15 10:00")
    assert found.due_at is None
    assert found.act_by is not None
    assert not found.adrift


def test_how_often_the_customer_asked_again_counts_without_slips_and_ends_with_the_closing() -> None:
    letter = event("letter.received", MONDAY, thread="A")
    asks = [event("contact.chased", TUESDAY, id=f"ask-{each}", thread="A") for each in range(3)]
    assert stands(letter, *asks).asked == 3
    slip = event("event.voided", WEDNESDAY, corrects="ask-1", thread="A")
    assert stands(letter, *asks, slip).asked == 2
    assert stands(letter, *asks, event("thread.closed", WEDNESDAY, thread="A")).asked == 0


@pytest.mark.parametrize(
    ("recorded", "grade", "becomes"),
    [
        (TUESDAY, Grade.STAFF, Grade.STAFF),
        ("Tuesday 2026-03-31 10:01", Grade.STAFF, Grade.STAFF_LATER),
        (WEDNESDAY, Grade.DOCUMENT, Grade.DOCUMENT),
        (WEDNESDAY, Grade.MACHINE, Grade.MACHINE),
        (WEDNESDAY, Grade.SAMPLE, Grade.SAMPLE),
    ],
)
def test_staff_who_write_it_down_after_a_day_are_graded_later(
    recorded: str, grade: Grade, becomes: Grade
) -> None:
    assert graded(event("letter.received", MONDAY, recorded, grade=grade)).grade is becomes


def test_nobody_records_by_hand_what_kept_writes() -> None:
    assert by_hand(kind("letter.received", opens="letter"))
    assert not by_hand(kind("policy.loaded", opens="house"))
    assert not by_hand(kind("thread.merged", acts="merge"))
    assert not by_hand(kind("words.erased"))
