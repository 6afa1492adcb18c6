"""In bulk or one by one, the dues are the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kept.workclock import (
    Before,
    Calendar,
    DateBeforeList,
    FromOpening,
    NeverOpen,
    Span,
    act_by,
    due,
)
from kept.workclock.bulk import act_by_all, deadlines
from kept.workclock.walltext import texts

from .drawn import calendars, forward, simple, starts

unhurried = settings(deadline=None, max_examples=100)
spans = st.one_of(forward, st.builds(Before, simple), st.just(Before()))
many = st.lists(starts, min_size=1, max_size=12)


def array(moments: list[datetime], unit: str) -> np.ndarray:
    return np.array([each.replace(tzinfo=None) for each in moments], f"datetime64[{unit}]")


def instants(found: np.ndarray) -> list[datetime]:
    return [each.replace(tzinfo=UTC) for each in found.tolist()]


@unhurried
@given(calendars(), spans, many, st.sampled_from(["s", "us"]), st.booleans())
def test_bulk_is_exactly_one_by_one(
    calendar: Calendar, span: Span, moments: list[datetime], unit: str, from_opening: bool
) -> None:
    given_starts = array(moments, unit)
    exact = instants(given_starts)
    try:
        expected = [due(calendar, span, each, from_opening=from_opening).at for each in exact]
    except (DateBeforeList, NeverOpen) as problem:
        with pytest.raises(type(problem), match=str(problem)[:20]):
            deadlines(calendar, span, given_starts, from_opening=from_opening)
        return
    found = deadlines(calendar, span, given_starts, from_opening=from_opening)
    assert instants(found) == expected
    assert np.datetime_data(found.dtype)[0] in (unit, "us")


@unhurried
@given(calendars(), many, st.integers(-2_000, 40_000), st.sampled_from(["s", "us"]))
def test_act_by_in_bulk_is_exactly_one_by_one(
    calendar: Calendar, moments: list[datetime], minutes: int, unit: str
) -> None:
    begun = array(moments, unit)
    dues = begun + np.timedelta64(minutes, "m")
    expected = [
        act_by(calendar, start, at).at for start, at in zip(instants(begun), instants(dues), strict=True)
    ]
    assert instants(act_by_all(calendar, begun, dues)) == expected


@unhurried
@given(calendars(), many, st.sampled_from(["s", "us"]))
def test_the_wall_clock_in_bulk_is_exactly_one_by_one(
    calendar: Calendar, moments: list[datetime], unit: str
) -> None:
    found = array(moments, unit)
    assert texts(calendar, found) == [calendar.local(each).isoformat() for each in instants(found)]


@unhurried
@given(calendars(), simple, st.integers(0, 5_000))
def test_both_ends_of_reach_are_the_same_too(calendar: Calendar, span: Span, minutes: int) -> None:
    before = timedelta(minutes=minutes)
    for moment in (calendar.starts, calendar.ends - timedelta(seconds=1) - before):
        for asked in (span, FromOpening(span), Before(span)):  # type: ignore[arg-type]
            try:
                expected = due(calendar, asked, moment).at
            except (DateBeforeList, NeverOpen) as problem:
                with pytest.raises(type(problem)):
                    deadlines(calendar, asked, array([moment], "s"))
            else:
                assert instants(deadlines(calendar, asked, array([moment], "s"))) == [expected]
