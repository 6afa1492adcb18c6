"""What may be written for a span of time, and what is said of all else."""

from __future__ import annotations

from datetime import date, time

import pytest

from kept.workclock import (
    Before,
    ByDate,
    Days,
    Every,
    FromOpening,
    Hours,
    Minutes,
    Months,
    OfficeHours,
    OfficeMinutes,
    Rings,
    SameDay,
    SameDayBy,
    Seconds,
    Span,
    SpanError,
    Weeks,
    WorkingDays,
    Years,
    parse_span,
)

NOON = SameDayBy(time(12))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("7 working days", WorkingDays(7)),
        ("1 working day", WorkingDays(1)),
        ("next working day", WorkingDays(1)),
        ("40 days", Days(40)),
        ("10 calendar days", Days(10)),
        ("6 weeks", Weeks(6)),
        ("1 fortnight", Weeks(2)),
        ("3 months", Months(3)),
        ("1 calendar month", Months(1)),
        ("1 quarter", Months(3)),
        ("2 years", Years(2)),
        ("24 hours", Hours(24)),
        ("5 minutes", Minutes(5)),
        ("30 seconds", Seconds(30)),
        ("4 rings", Rings(4)),
        ("5 office hours", OfficeHours(5)),
        ("4 opening hours", OfficeHours(4)),
        ("90 office minutes", OfficeMinutes(90)),
        ("30 opening minutes", OfficeMinutes(30)),
        ("same day", SameDay()),
        ("same morning", NOON),
        ("before 12:00 same day", NOON),
        ("before 9:30 same day", SameDayBy(time(9, 30))),
        ("2 working days before", Before(WorkingDays(2))),
        ("1 calendar month before", Before(Months(1))),
        ("4 weeks before", Before(Weeks(4))),
        ("8 hours before", Before(Hours(8))),
        ("2 office hours before", Before(OfficeHours(2))),
        ("before", Before()),
        ("before the appointment", Before()),
        ("4 hours of reopening", FromOpening(Hours(4))),
        ("4 hours from opening", FromOpening(Hours(4))),
        ("2 days of opening", FromOpening(Days(2))),
        ("1 per quarter", Every(Months(3))),
        ("4 per year", Every(Months(3))),
        ("1 per year", Every(Years(1))),
        ("1 per 3 years", Every(Years(3))),
        ("1 per month", Every(Months(1))),
        ("1 per day", Every(Days(1))),
        ("1 per working day", Every(WorkingDays(1))),
        ("every month", Every(Months(1))),
        ("every 2 weeks", Every(Weeks(2))),
        ("every calendar quarter", Every(Months(3), by_calendar=True)),
        ("1 per calendar year", Every(Months(12), by_calendar=True)),
        ("2 per calendar year", Every(Months(6), by_calendar=True)),
        ("by 21 October 2011", ByDate(date(2011, 10, 21))),
        ("by March 2007", ByDate(date(2007, 3, 31))),
        ("by February 2008", ByDate(date(2008, 2, 29))),
        ("by 2009", ByDate(date(2009, 12, 31))),
        ("  7   Working  Days ", WorkingDays(7)),
    ],
)
def test_what_policies_write(text: str, span: Span) -> None:
    assert parse_span(text) == span
    assert parse_span(str(span)) == span


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (WorkingDays(1), "1 working day"),
        (Rings(4), "4 rings"),
        (Before(WorkingDays(2)), "2 working days before"),
        (Before(), "before"),
        (NOON, "before 12:00 same day"),
        (SameDay(), "same day"),
        (FromOpening(Hours(4)), "4 hours of opening"),
        (Every(Months(3), by_calendar=True), "every 3 calendar months"),
        (Every(Years(1)), "every year"),
        (ByDate(date(2011, 10, 21)), "by 21 October 2011"),
    ],
)
def test_how_a_span_is_written(span: Span, text: str) -> None:
    assert str(span) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "promptly",
        "regularly",
        "agreed period",
        "95 %",
        "£10",
        "2 members of staff",
        "1 attempt",
        "7",
        "working days",
        "7 moons",
        "7 working",
        "seven days",
        "-7 days",
        "7.5 days",
        "٧ days",
        "7\x00days",
        "\u202e7 days",
        "promptly before",
        "next working day of opening",
        "x" * 10_000_000,
    ],
)
def test_no_span_of_time_says_what_is_allowed(text: str) -> None:
    with pytest.raises(SpanError, match="Write a number and a unit") as caught:
        parse_span(text)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0 days", "A time in days is from 1 to 7300. For none at all, write “same day”."),
        ("000000000 hours", "A time in hours is from 1 to 8784"),
        ("999999999 working days", "A time in working days is from 1 to 2000"),
        ("101 rings", "A time in rings is from 1 to 100"),
        ("21 years", "A time in years is from 1 to 20"),
        ("0 days before", "A time in days is from 1"),
        ("0 per year", "does not divide evenly"),
        ("5 per year", "does not divide evenly"),
        ("2 per month", "does not divide evenly"),
        ("1 per hour", "is not a period. Write a number of days"),
        ("every calendar week", "is not a period of the calendar"),
        ("every 5 calendar months", "is not a period of the calendar"),
        ("before 24:00 same day", "names no time of day"),
        ("before 12:60 same day", "names no time of day"),
        ("by Brumaire 2009", "names no date. Write it like"),
        ("by 9999", "names no date. Write it like"),
        ("by 31 June 2026", "names no date: June 2026 has 30 days"),
        ("by 0 June 2026", "names no date: June 2026 has 30 days"),
    ],
)
def test_absurd_numbers_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(SpanError) as caught:
        parse_span(text)
    assert sentence in str(caught.value)


def test_each_unit_is_a_type_of_its_own() -> None:
    assert WorkingDays(2) != Days(2)
    assert OfficeHours(2) != Hours(2)
    assert len({WorkingDays(2), Days(2), Hours(2), OfficeHours(2), Hours(2)}) == 4
