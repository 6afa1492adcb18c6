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
