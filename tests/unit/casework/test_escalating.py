"""Who is told next, and when? Step by step, while nobody does anything about the contact."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kept.casework import Event, Verdict
from kept.casework.escalating import Line, told
from tests.unit.casework.small import event, judged, t

# Due within seven working days: at the end of Thursday 16 April.
CAME = event(
    "letter.received", "Tuesday 2026-04-07 10:00", id="came", facts={"urgent": False, "member": "east"}
)
FAR = "Wednesday 2026-05-06 09:00"
BROKE = t("Friday 2026-04-17 00:00")


def steps(
    *events: Event, at: str, what: str = "breach", promise: str = "small:letter"
) -> list[tuple[int, str]]:
    """The steps that are owed by then, each with its moment as the office's clock shows it."""
    found = judged(*events, at=at).owed
    return [
        (each.step, f"{each.since + timedelta(hours=1):%A %H:%M}")
        for each in found
        if (each.what, each.promise) == (what, promise)
    ]


def test_a_breach_goes_up_the_line_every_four_office_hours() -> None:
    assert steps(CAME, at="Friday 2026-04-17 00:00") == [(1, "Friday 00:00")]
    assert steps(CAME, at="Friday 2026-04-17 12:59") == [(1, "Friday 00:00")]
    whole = [(1, "Friday 00:00"), (2, "Friday 13:00"), (3, "Friday 17:00"), (4, "Monday 13:00")]
    for number, wall in enumerate(("Friday 2026-04-17 13:00", "Friday 2026-04-17 17:00", FAR), start=2):
        assert steps(CAME, at=wall) == whole[: number if number < 4 else 4]


def test_it_asks_to_be_woken_for_each_step_and_then_no_more() -> None:
    assert judged(CAME, at="Friday 2026-04-17 00:00").wake_at == t("Friday 2026-04-17 13:00")
    assert judged(CAME, at="Friday 2026-04-17 13:00").wake_at == t("Friday 2026-04-17 17:00")
    assert judged(CAME, at="Friday 2026-04-17 17:00").wake_at == t("Monday 2026-04-20 13:00")
    assert judged(CAME, at="Monday 2026-04-20 13:00").wake_at is None


def test_whatever_is_done_about_it_begins_the_waiting_again() -> None:
    note = event("note.added", "Friday 2026-04-17 12:00")
    assert steps(CAME, note, at=FAR) == [
        (1, "Friday 00:00"),
        (2, "Friday 16:00"),
        (3, "Monday 12:00"),
        (4, "Monday 16:00"),
    ]


def test_who_asks_again_has_done_nothing_about_it() -> None:
    again = event("contact.chased", "Friday 2026-04-17 12:00")
    assert steps(CAME, again, at="Friday 2026-04-17 13:00")[-1] == (2, "Friday 13:00")


def test_an_answer_an_end_or_an_import_ends_it() -> None:
    late = event("letter.answered", "Friday 2026-04-17 10:00")
    assert steps(CAME, late, at=FAR) == [(1, "Friday 00:00")]
    closed = event("thread.closed", "Friday 2026-04-17 10:00")
    assert steps(CAME, closed, at=FAR) == [(1, "Friday 00:00")]
    assert steps(replace(CAME, via="import"), at=FAR) == []


def test_what_came_late_on_record_counts_from_when_it_came() -> None:
    late = replace(CAME, recorded_at=t("Tuesday 2026-04-21 10:00"))
    assert steps(late, at=FAR)[:2] == [(1, "Friday 00:00"), (2, "Tuesday 14:00")]


def test_a_warning_goes_to_the_deputy_alone_when_half_of_what_is_left_has_passed() -> None:
    assert steps(CAME, at="Wednesday 2026-04-15 09:00", what="warning") == [(1, "Wednesday 00:00")]
    assert steps(CAME, at="Thursday 2026-04-16 16:00", what="warning") == [
        (1, "Wednesday 00:00"),
        (2, "Thursday 00:00"),
    ]
    note = event("note.added", "Wednesday 2026-04-15 16:00")
    assert steps(CAME, note, at="Thursday 2026-04-16 23:00", what="warning")[1:] == [(2, "Thursday 12:00")]


@pytest.mark.parametrize("verdict", [Verdict.KEPT, Verdict.WITHDRAWN, Verdict.EXCUSED])
def test_what_is_over_or_excused_goes_no_further(verdict: Verdict) -> None:
    from kept.casework.escalating import further
    from tests.unit.casework.small import CALENDAR

    found = judged(CAME, at="Friday 2026-04-17 00:00")
    clock, owed = replace(found.clocks[0], verdict=verdict), found.owed[0]
    at = t("Wednesday 2026-05-06 09:00")
    assert further(owed, clock, known_at=BROKE, acts=[], calendar=CALENDAR, at=at) == ([], None)


def test_who_stands_where() -> None:
    line = Line(owner=(1,), deputy=(2,), managers=(3, 4), directors=(5,))
    assert [told(step, line) for step in (1, 2, 3, 4, 5)] == [(1,), (2,), (3, 4), (5,), ()]


def test_nobody_is_told_twice_and_an_empty_place_is_passed_over() -> None:
    assert [told(step, Line((3,), (), (3, 4), (5,))) for step in (1, 2, 3, 4)] == [(3,), (4,), (5,), ()]
    assert told(1, Line(managers=(3,))) == (3,)
    assert told(1, Line()) == ()


def test_whoever_it_is_about_is_never_told() -> None:
    line = Line(owner=(1,), deputy=(2,), managers=(3,), directors=(5,))
    assert told(1, line, but={1}) == (2,)
    assert told(2, line, but={1, 3}) == (5,)
