"""The proof of a date, as a customer may read it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kept.workclock import Segment, parse_span
from kept.workclock.explain import Explanation, duration_words, explain
from kept.workclock.walk import Why

from .calendars import ENGLAND, MORAY, calendar, holiday, t


def proof(span: str, start: str, **more: object) -> Explanation:
    return explain(ENGLAND, parse_span(span), t(start), **more)  # type: ignore[arg-type]


def test_working_days_over_easter() -> None:
    found = proof("2 working days", "Thursday 2026-04-02 16:10")
    assert found.lines == (
        "Thursday 2 April 2026: the day it began, not counted.",
        "Friday 3 April 2026: bank holiday (Good Friday), not counted.",
        "Saturday 4 April 2026: weekend, not counted.",
        "Sunday 5 April 2026: weekend, not counted.",
        "Monday 6 April 2026: bank holiday (Easter Monday), not counted.",
        "Tuesday 7 April 2026: working day 1.",
        "Wednesday 8 April 2026: working day 2.",
        "Due by the end of Wednesday 8 April 2026.",
    )
    assert [each.why for each in found.steps] == [
        Why.START,
        Why.HOLIDAY,
        Why.WEEKEND,
        Why.WEEKEND,
        Why.HOLIDAY,
        Why.COUNTED,
        Why.COUNTED,
    ]
    assert [each.counted for each in found.steps][-2:] == [True, True]
    assert (found.due.at, found.start, found.began) == (
        t("Thursday 2026-04-09 00:00"),
        found.start,
        found.start,
    )


def test_office_hours_over_easter() -> None:
    assert proof("5 office hours", "Thursday 2026-04-02 16:10").lines == (
        "Thursday 2 April 2026, 16:10 to 17:00: 50 minutes counted.",
        "Thursday 2 April 2026, 17:00 to midnight: closed, not counted.",
        "Friday 3 April 2026: bank holiday (Good Friday), not counted.",
        "Saturday 4 April 2026: weekend, not counted.",
        "Sunday 5 April 2026: weekend, not counted.",
        "Monday 6 April 2026: bank holiday (Easter Monday), not counted.",
        "Tuesday 7 April 2026, midnight to 09:00: closed, not counted.",
        "Tuesday 7 April 2026, 09:00 to 13:10: 4 hours 10 minutes counted, 5 hours in all.",
        "Due by 13:10 on Tuesday 7 April 2026.",
    )


def test_a_closed_lunch() -> None:
    found = explain(MORAY, parse_span("2 office hours"), t("Tuesday 2026-03-03 12:00"))
    assert found.lines == (
        "Tuesday 3 March 2026, 12:00 to 13:00: 1 hour counted.",
        "Tuesday 3 March 2026, 13:00 to 14:00: closed, not counted.",
        "Tuesday 3 March 2026, 14:00 to 15:00: 1 hour counted, 2 hours in all.",
        "Due by 15:00 on Tuesday 3 March 2026.",
    )


@pytest.mark.parametrize(
    ("start", "line"),
    [
        (
            "Saturday 2026-03-28 16:10",
            "Sunday 29 March 2026, midnight to 17:10: 16 hours 10 minutes counted, 24 hours in all; "
            "the clocks go forward in between.",
        ),
        (
            "Saturday 2026-10-24 16:10",
            "Sunday 25 October 2026, midnight to 15:10: 16 hours 10 minutes counted, 24 hours in all; "
            "the clocks go back in between.",
        ),
    ],
)
def test_a_night_in_which_the_clocks_change(start: str, line: str) -> None:
    assert proof("24 hours", start).lines[1] == line


def test_pauses_in_days_and_in_hours() -> None:
    start = "Tuesday 2026-04-07 16:10"
    holes = [Segment(t("Tuesday 2026-04-07 17:00"), t("Thursday 2026-04-09 09:30"))]
    assert (
        proof("1 day", start, pauses=holes).lines[1]
        == "Wednesday 8 April 2026: the clock was paused, not counted."
    )
    assert proof("1 hour", start, pauses=holes).lines == (
        "Tuesday 7 April 2026, 16:10 to 17:00: 50 minutes counted.",
        "Tuesday 7 April 2026, 17:00 to midnight: the clock was paused, not counted.",
        "Wednesday 8 April 2026: the clock was paused, not counted.",
        "Thursday 9 April 2026, midnight to 09:30: the clock was paused, not counted.",
        "Thursday 9 April 2026, 09:30 to 09:40: 10 minutes counted, 1 hour in all.",
        "Due by 09:40 on Thursday 9 April 2026.",
    )
    assert proof("1 office hour", start, pauses=holes).lines[-2:] == (
        "Thursday 9 April 2026, 09:30 to 09:40: 10 minutes counted, 1 hour in all.",
        "Due by 09:40 on Thursday 9 April 2026.",
    )


def test_a_holiday_announced_too_late_is_named() -> None:
    known = proof("1 working day", "Friday 2022-09-16 10:00").lines
    assert known[3] == (
        "Monday 19 September 2022: bank holiday (State Funeral of Queen Elizabeth II), not counted."
    )
    sudden = calendar(holiday("2022-09-19", "Day of mourning", announced="2022-09-20"))
    unknown = explain(sudden, parse_span("1 working day"), t("Friday 2022-09-16 10:00")).lines
    assert unknown[3] == (
        "Monday 19 September 2022: working day 1; Day of mourning was announced too late to change this date."
    )


def test_counting_back() -> None:
    assert proof("2 working days before", "Wednesday 2026-04-08 16:10").lines == (
        "Thursday 2 April 2026: working day 2.",
        "Friday 3 April 2026: bank holiday (Good Friday), not counted.",
        "Saturday 4 April 2026: weekend, not counted.",
        "Sunday 5 April 2026: weekend, not counted.",
        "Monday 6 April 2026: bank holiday (Easter Monday), not counted.",
        "Tuesday 7 April 2026: working day 1.",
        "Wednesday 8 April 2026: the day counted back from, not counted.",
        "Due before Thursday 2 April 2026 begins.",
    )
    assert proof("2 office hours before", "Tuesday 2026-04-07 10:00").lines[0] == (
        "Thursday 2 April 2026, 16:00 to 17:00: 1 hour counted."
    )
    assert proof("1 day before", "Tuesday 2026-04-07 10:00").lines[0] == "Monday 6 April 2026: day 1."
    assert proof("3 hours before", "Tuesday 2026-04-07 10:00").lines == (
        "Tuesday 7 April 2026, 07:00 to 10:00: 3 hours counted.",
        "Due by 07:00 on Tuesday 7 April 2026.",
    )
    assert proof("before", "Tuesday 2026-04-07 10:00").lines == (
        "Tuesday 7 April 2026: a fixed date.",
        "Due by 10:00 on Tuesday 7 April 2026.",
    )


def test_the_rest() -> None:
    assert proof("same day", "Saturday 2026-04-04 16:10").lines == (
        "Saturday 4 April 2026: counted, the day itself.",
        "Due by the end of Saturday 4 April 2026.",
    )
    assert (
        proof("same morning", "Saturday 2026-04-04 09:00").lines[-1]
        == "Due by 12:00 on Saturday 4 April 2026."
    )
    assert proof("by 2009", "Saturday 2026-04-04 16:10").lines == (
        "Thursday 31 December 2009: a fixed date.",
        "Due by the end of Thursday 31 December 2009.",
    )
    opening = proof("4 hours of opening", "Saturday 2026-04-11 16:10")
    assert opening.lines == (
        "Saturday 11 April 2026, 16:10 to midnight: weekend, not counted.",
        "Sunday 12 April 2026: weekend, not counted.",
        "Monday 13 April 2026, midnight to 09:00: closed, not counted.",
        "Monday 13 April 2026, 09:00 to 13:00: 4 hours counted.",
        "Due by 13:00 on Monday 13 April 2026.",
    )
    assert opening.began == t("Monday 2026-04-13 09:00")
    assert (
        proof("1 per working day", "Friday 2026-04-10 09:00").lines[-2]
        == "Monday 13 April 2026: working day 1."
    )
    assert proof("1 working day", "Friday 2028-12-29 09:00").lines[-1] == (
        "This is provisional: the bank holidays after 31 December 2028 are not known yet."
    )


def test_seconds_and_less() -> None:
    rings = explain(MORAY, parse_span("5 rings"), t("Tuesday 2026-03-03 11:00"))
    assert rings.lines == (
        "Tuesday 3 March 2026, 11:00 to 11:00:18.75: 18.75 seconds counted.",
        "Due by 11:00:18.75 on Tuesday 3 March 2026.",
    )
    assert (
        proof("1 second", "Tuesday 2026-03-03 11:00").lines[-1] == "Due by 11:00:01 on Tuesday 3 March 2026."
    )


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(0), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(hours=1, minutes=1), "1 hour 1 minute"),
        (timedelta(days=2, minutes=5), "48 hours 5 minutes"),
        (timedelta(days=100), "2,400 hours"),
    ],
)
def test_lengths_in_words(length: timedelta, words: str) -> None:
    assert duration_words(length) == words


def test_a_moment_without_a_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        explain(ENGLAND, parse_span("1 day"), datetime(2026, 4, 2))  # noqa: DTZ001
