"""When is there time? The algebra of stretches, against a dull minute-by-minute walker."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kept.casework.slots import free_times, is_open_throughout, merged, opening_between, spread, without
from kept.workclock import Segment
from tests.unit.casework.small import CALENDAR, t

DAY = datetime(2026, 4, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def stretch(first: int, minutes: int) -> Segment:
    return Segment(DAY + first * MINUTE, DAY + (first + minutes) * MINUTE)


stretches = st.lists(st.builds(stretch, st.integers(0, 600), st.integers(1, 120)), max_size=8)


def minutes_of(found: tuple[Segment, ...] | list[Segment]) -> set[int]:
    def minute(moment: datetime) -> int:
        return int((moment - DAY) / MINUTE)

    return {one for each in found for one in range(minute(each.start), minute(each.end))}


@given(stretches)
def test_merging_keeps_the_time_and_leaves_no_overlap(given_: list[Segment]) -> None:
    found = merged(given_)
    assert minutes_of(found) == minutes_of(given_)
    assert all(one.end < other.start for one, other in pairwise(found))


@given(stretches, stretches)
def test_what_is_left_is_what_is_not_taken(hours: list[Segment], busy: list[Segment]) -> None:
    left = without(merged(hours), merged(busy))
    assert minutes_of(left) == minutes_of(hours) - minutes_of(busy)


@given(stretches, stretches, st.integers(5, 90))
def test_a_free_time_is_free_for_as_long_as_it_takes_and_begins_at_a_quarter(
    hours: list[Segment], busy: list[Segment], minutes: int
) -> None:
    found = free_times(hours, busy, minutes=minutes, after=DAY, most=100)
    free = minutes_of(hours) - minutes_of(busy)
    dull = {first for first in range(0, 800, 15) if set(range(first, first + minutes)) <= free}
    assert {int((each.start - DAY) / MINUTE) for each in found} == dull


def test_no_more_than_were_asked_for_and_none_before() -> None:
    hours = [stretch(0, 600)]
    found = free_times(hours, [], minutes=30, after=DAY + 61 * MINUTE, most=2)
    assert [each.start for each in found] == [DAY + 75 * MINUTE, DAY + 90 * MINUTE]


def test_the_office_is_open_by_its_hours_between_two_moments() -> None:
    start, end = t("Thursday 2026-04-09 12:00"), t("Friday 2026-04-10 10:00")
    found = opening_between(CALENDAR, start, end)
    assert found == (
        Segment(start, t("Thursday 2026-04-09 17:00")),
        Segment(t("Friday 2026-04-10 09:00"), end),
    )
    assert opening_between(CALENDAR, end, start) == ()
    assert opening_between(CALENDAR, CALENDAR.starts - MINUTE, end) == ()
    assert is_open_throughout(CALENDAR, start, start + 60 * MINUTE)
    assert not is_open_throughout(CALENDAR, start, end)


def test_a_choice_is_spread_over_halves_of_days_before_it_is_filled_up() -> None:
    opening = opening_between(CALENDAR, t("Thursday 2026-04-09 09:00"), t("Friday 2026-04-10 17:00"))
    times = free_times(opening, [], minutes=30, after=t("Thursday 2026-04-09 09:00"), most=60)
    found = [f"{CALENDAR.local(each.start):%a %H:%M}" for each in spread(times, CALENDAR, 3)]
    assert found == ["Thu 09:00", "Thu 12:00", "Fri 09:00"]
    few = [f"{CALENDAR.local(each.start):%a %H:%M}" for each in spread(times[:3], CALENDAR, 3)]
    assert few == ["Thu 09:00", "Thu 09:15", "Thu 09:30"]
