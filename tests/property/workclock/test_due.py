"""Whatever the calendar, a due is the one that somebody who crosses off the days and hours would find."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kept.workclock import (
    Before,
    Calendar,
    Every,
    FromOpening,
    Holiday,
    Months,
    NeverOpen,
    OfficeHours,
    OfficeMinutes,
    Segment,
    Span,
    WorkingDays,
    Years,
    act_by,
    due,
    elapsed_working_days,
    is_working_day,
    local_date,
    parse_span,
)
from kept.workclock.explain import explain
from kept.workclock.lengths import amount
from kept.workclock.walk import walk

from .drawn import calendars, days, forward, pauses, quarters, simple, starts
from .walker import Clerk, walked

unhurried = settings(deadline=None, max_examples=60)


@unhurried
@given(calendars(), forward, starts, st.booleans())
def test_a_due_is_what_the_clerk_finds(
    calendar: Calendar, span: Span, start: datetime, from_opening: bool
) -> None:
    found = due(calendar, span, start, from_opening=from_opening).at
    if "by " not in str(span) or not from_opening:
        assert found == walked(calendar, span, start, from_opening=from_opening)
    assert found.tzinfo is UTC


@unhurried
@given(calendars(), forward, starts, pauses)
def test_with_pauses_too(calendar: Calendar, span: Span, start: datetime, holes: list[Segment]) -> None:
    assert due(calendar, span, start, pauses=holes).at == walked(calendar, span, start, pauses=holes)


@unhurried
@given(calendars(), st.one_of(forward, st.builds(Before, simple), st.just(Before())), starts, pauses)
def test_tables_and_steps_agree_and_the_proof_adds_up(
    calendar: Calendar, span: Span, start: datetime, holes: list[Segment]
) -> None:
    assert due(calendar, span, start) == walk(calendar, span, start).due
    proof = explain(calendar, span, start, pauses=holes)
    assert proof.due == due(calendar, span, start, pauses=holes)
    assert len(proof.lines) >= len(proof.steps) + 1
    counted = [each for each in proof.steps if each.counted]
    if isinstance(span, OfficeHours | OfficeMinutes):
        lengths = [each.until - each.since for each in counted if each.until and each.since]
        assert sum(lengths, timedelta()) == amount(span, ring_seconds=calendar.ring_seconds)
    if isinstance(span, WorkingDays):
        assert len(counted) == span.n
    stretches = [each for each in proof.steps if each.since is not None]
    for one, other in pairwise(stretches):
        assert one.until == other.since


@unhurried
@given(calendars(), forward, starts, st.integers(0, 3_000), pauses, st.booleans())
def test_a_later_start_never_gives_an_earlier_due(
    calendar: Calendar, span: Span, start: datetime, later: int, holes: list[Segment], from_opening: bool
) -> None:
    if isinstance(_counted(span), Months | Years):
        # A pause between two starts moves the due of the first alone; that of the second may come from a
        # shorter month: from 27 January, paused two days, to 1 March, but from 31 January to 28 February.
        holes = []
    one = due(calendar, span, start, pauses=holes, from_opening=from_opening)
    other = due(calendar, span, start + timedelta(minutes=later), pauses=holes, from_opening=from_opening)
    assert one.at <= other.at


def _counted(span: Span) -> Span:
    match span:
        case FromOpening(inner) | Every(inner):
            return inner
    return span


@unhurried
@given(calendars(), forward, starts, pauses, days, st.integers(0, 900), pauses)
def test_another_holiday_or_pause_never_brings_it_forward(
    calendar: Calendar,
    span: Span,
    start: datetime,
    holes: list[Segment],
    day: datetime,
    before: int,
    more: list[Segment],
) -> None:
    found = due(calendar, span, start, pauses=holes).at
    holiday = Holiday(day, "One more", day - timedelta(days=before))
    assert (
        due(replace(calendar, holidays=(*calendar.holidays, holiday)), span, start, pauses=holes).at >= found
    )
    assert due(calendar, span, start, pauses=[*holes, *more]).at >= found


@unhurried
@given(
    calendars(),
    st.one_of(st.builds(OfficeHours, st.integers(1, 20)), st.builds(WorkingDays, st.integers(1, 20))),
    starts,
)
def test_a_due_lies_in_open_time_or_at_the_end_of_a_working_day(
    calendar: Calendar, span: Span, start: datetime
) -> None:
    calendar = replace(
        calendar, holidays=tuple(each for each in calendar.holidays if "mourning" not in each.name)
    )
    at = due(calendar, span, start).at
    if isinstance(span, OfficeHours):
        clerk = Clerk(calendar, frozenset(each.day for each in calendar.holidays), ())
        assert clerk.is_open(at - timedelta(microseconds=1))
    else:
        assert is_working_day(calendar, local_date(calendar, at - timedelta(microseconds=1)))


@unhurried
@given(calendars(), simple, quarters)
def test_so_long_before_is_the_latest_moment_that_still_leaves_so_long(
    calendar: Calendar, span: Span, moment: datetime
) -> None:
    calendar = replace(
        calendar, holidays=tuple(each for each in calendar.holidays if "mourning" not in each.name)
    )
    assume(local_date(calendar, moment).year > 2024)
    at = due(calendar, Before(span), moment).at  # type: ignore[arg-type]
    if isinstance(span, WorkingDays):
        on = local_date(calendar, at)
        assert is_working_day(calendar, on)
        assert elapsed_working_days(calendar, at, moment - timedelta(days=1)) == span.n - 1
        assert due(calendar, span, at - timedelta(microseconds=1)).at <= moment
    elif not isinstance(span, OfficeHours | OfficeMinutes):
        assert at < moment
    else:
        assert due(calendar, span, at).at <= moment
        assert due(calendar, span, at + timedelta(microseconds=1)).at > moment or not Clerk(
            calendar, frozenset(each.day for each in calendar.holidays), ()
        ).is_open(moment - timedelta(microseconds=1))


@unhurried
@given(calendars(), quarters, st.integers(0, 600))
def test_act_by_is_the_last_open_moment_before_the_due(
    calendar: Calendar, start: datetime, after: int
) -> None:
    calendar = replace(
        calendar, holidays=tuple(each for each in calendar.holidays if "mourning" not in each.name)
    )
    until = start + after * timedelta(minutes=15)
    clerk = Clerk(calendar, frozenset(each.day for each in calendar.holidays), ())
    instant = until
    while instant > start and not clerk.is_open(instant - timedelta(minutes=15)):
        instant -= timedelta(minutes=15)
    expected = (instant, True) if instant > start else (until, False)
    assert act_by(calendar, start, until) == expected


@given(st.one_of(forward, st.builds(Before, simple), st.just(Before())))
def test_a_span_is_read_back_as_it_was_written(span: Span) -> None:
    assert parse_span(str(span)) == span


@unhurried
@given(calendars(), starts)
def test_an_office_that_never_opens_is_an_error_and_not_a_date(calendar: Calendar, start: datetime) -> None:
    shut = replace(calendar, opening=replace(calendar.opening, week=((),) * 7, exceptions={}))
    with pytest.raises(NeverOpen, match="Give it hours"):
        due(shut, OfficeHours(1), start)
