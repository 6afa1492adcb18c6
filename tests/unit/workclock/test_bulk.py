"""What the property tests of bulk counting do not draw."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import numpy as np
import pytest

from kept.workclock import (
    DateBeforeList,
    DateBeyondReach,
    NeverOpen,
    SameDayBy,
    act_by,
    due,
    parse_span,
)
from kept.workclock.bulk import act_by_all, deadlines
from kept.workclock.grid import LARGEST
from kept.workclock.walltext import texts

from .calendars import ENGLAND, calendar, holiday, periods, t


def starts(*walls: str) -> np.ndarray:
    return np.array([t(each).replace(tzinfo=None) for each in walls], "datetime64[s]")


def at(found: np.ndarray) -> list[datetime]:
    return [each.replace(tzinfo=UTC) for each in found.tolist()]


def test_the_shape_and_the_unit_are_those_of_the_starts() -> None:
    asked = starts("Thursday 2026-04-02 16:10", "Friday 2026-04-10 16:10").reshape(2, 1)
    found = deadlines(ENGLAND, parse_span("1 working day"), asked)
    assert (found.shape, found.dtype) == ((2, 1), np.dtype("datetime64[s]"))
    assert at(found[:, 0]) == [t("Wednesday 2026-04-08 00:00"), t("Tuesday 2026-04-14 00:00")]
    every_second = np.repeat(asked.ravel(), 2)[::2]
    assert (deadlines(ENGLAND, parse_span("1 working day"), every_second) == found.ravel()).all()


def test_microseconds_only_where_a_due_needs_them() -> None:
    asked = starts("Thursday 2026-04-02 16:10")
    moray = replace(ENGLAND, ring_seconds=3.75)
    assert deadlines(moray, parse_span("4 rings"), asked).dtype == np.dtype("datetime64[s]")
    assert at(deadlines(moray, parse_span("5 rings"), asked)) == [
        datetime(2026, 4, 2, 15, 10, 18, 750_000, tzinfo=UTC)
    ]
    by = SameDayBy(time(12, 0, 0, 5))
    assert at(deadlines(ENGLAND, by, asked)) == [datetime(2026, 4, 2, 11, 0, 0, 5, tzinfo=UTC)]


def test_none_give_none() -> None:
    nothing = starts()
    assert deadlines(ENGLAND, parse_span("1 day"), nothing).size == 0
    assert texts(ENGLAND, nothing) == []


def test_a_missing_start_and_other_types_are_errors() -> None:
    with pytest.raises(ValueError, match="missing"):
        deadlines(ENGLAND, parse_span("1 day"), np.array(["NaT", "2026-04-02"], "datetime64[s]"))
    for wrong in ("datetime64[ns]", "datetime64[D]", "int64"):
        with pytest.raises(TypeError, match=r"datetime64\[s\] or datetime64\[us\]"):
            deadlines(ENGLAND, parse_span("1 day"), np.zeros(1, wrong))  # type: ignore[arg-type]


@pytest.mark.parametrize("unit", ["s", "us"])
def test_starts_out_of_reach_are_errors(unit: str) -> None:
    span = parse_span("1 day")
    fine = np.datetime64("2026-04-02T10:00", unit)
    for year in ("0001", "2015"):
        with pytest.raises(DateBeforeList, match="1 January 2016"):
            deadlines(ENGLAND, span, np.array([fine, np.datetime64(f"{year}-06-01", unit)]))
    for year in ("2039", "9999"):
        with pytest.raises(DateBeyondReach, match="2038"):
            deadlines(ENGLAND, span, np.array([fine, np.datetime64(f"{year}-06-01", unit)]))


def test_an_office_without_hours_and_one_that_opens_too_seldom() -> None:
    shut = calendar(week=((),) * 7)
    asked = starts("Thursday 2026-04-02 16:10")
    with pytest.raises(NeverOpen, match="Give it hours"):
        deadlines(shut, parse_span("1 office hour"), asked)
    assert (act_by_all(shut, asked, asked + np.timedelta64(1, "h")) == asked + np.timedelta64(1, "h")).all()
    seldom = calendar(week=((),) * 7, exceptions={date(2026, 4, 2): periods("09:00-17:00")})
    morning = starts("Thursday 2026-04-02 09:00")
    assert at(deadlines(seldom, parse_span("8 office hours"), morning)) == [t("Thursday 2026-04-02 17:00")]
    with pytest.raises(NeverOpen):
        deadlines(seldom, parse_span("9 office hours"), morning)


def test_an_office_that_opens_at_an_odd_second_is_looked_up_without_a_grid() -> None:
    odd = calendar(week=(*[((time(9, 0, 7), time(17)),)] * 5, (), ()))
    asked = starts("Monday 2020-01-06 10:00", "Thursday 2026-04-02 16:10:01", "Saturday 2026-04-04 10:00")
    assert (asked[-1] - asked[0]) / np.timedelta64(1, "s") > LARGEST
    for text in ("5 office hours", "2 office hours before", "4 hours of opening"):
        span = parse_span(text)
        assert at(deadlines(odd, span, asked)) == [due(odd, span, each).at for each in at(asked)]


def test_counting_back_beyond_the_list_is_an_error_only_for_those_that_do() -> None:
    span = parse_span("2 office hours before")
    early = starts("Monday 2016-01-04 10:00", "Monday 2016-01-04 11:00")
    office = calendar(holiday("2016-01-01", "New Year's Day"))
    assert at(deadlines(office, span, early[1:])) == [t("Monday 2016-01-04 09:00")]
    with pytest.raises(DateBeforeList):
        deadlines(office, span, early)


def test_holidays_announced_late_are_counted_one_by_one() -> None:
    span, funeral = parse_span("8 office hours"), "2022-09-19"
    office = calendar(holiday(funeral, "State Funeral", "2022-09-17"))
    asked = starts("Friday 2022-09-16 12:00", "Friday 2022-09-16 09:00", "Monday 2022-09-12 12:00")
    assert at(deadlines(office, span, asked)) == [
        t("Tuesday 2022-09-20 12:00"),
        t("Friday 2022-09-16 17:00"),
        t("Tuesday 2022-09-13 12:00"),
    ]


def test_act_by_for_moments_before_the_office_first_opened() -> None:
    seldom = calendar(week=((),) * 7, exceptions={date(2026, 4, 2): periods("09:00-17:00")})
    begun = starts("Wednesday 2026-04-01 10:00", "Thursday 2026-04-02 10:00", "Thursday 2026-04-02 10:00")
    dues = starts("Wednesday 2026-04-01 12:00", "Thursday 2026-04-02 12:00", "Friday 2026-04-03 12:00")
    expected = [act_by(seldom, one, other).at for one, other in zip(at(begun), at(dues), strict=True)]
    assert (
        at(act_by_all(seldom, begun, dues))
        == expected
        == [at(dues)[0], at(dues)[1], t("Thursday 2026-04-02 17:00")]
    )
