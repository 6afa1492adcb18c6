"""Each counting rule, with the weekdays written out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from kept.workclock import (
    DateBeforeList,
    DateBeyondReach,
    NeverOpen,
    Segment,
    SpanError,
    due,
    elapsed_working_days,
    is_working_day,
    local_date,
    local_midnight,
    parse_span,
    warn_at,
)

from .calendars import ENGLAND, MORAY, NIGHT, calendar, holiday, periods, t


@pytest.mark.parametrize(
    ("span", "start", "at"),
    [
        # Rule 2: the day of the start is day 0, working or not, whatever the hour.
        ("7 working days", "Tuesday 2026-04-07 10:00", "Friday 2026-04-17 00:00"),
        ("1 working day", "Saturday 2026-01-10 12:00", "Tuesday 2026-01-13 00:00"),
        ("next working day", "Friday 2026-01-09 18:00", "Tuesday 2026-01-13 00:00"),
        ("1 working day", "Sunday 2026-01-11 23:59", "Tuesday 2026-01-13 00:00"),
        ("1 working day", "Monday 2026-01-12 00:00", "Wednesday 2026-01-14 00:00"),
        # Rule 3: bank holidays of the nation, substitute days among them.
        ("1 working day", "Thursday 2026-04-02 16:10", "Wednesday 2026-04-08 00:00"),
        ("2 working days", "Thursday 2026-12-24 09:00", "Thursday 2026-12-31 00:00"),
        # Rule 4: calendar days and months.
        ("10 days", "Thursday 2026-04-02 16:10", "Monday 2026-04-13 00:00"),
        ("2 weeks", "Thursday 2026-04-02 16:10", "Friday 2026-04-17 00:00"),
        ("12 weeks", "Thursday 2026-04-02 16:10", "Friday 2026-06-26 00:00"),
        ("1 month", "Saturday 2026-01-31 10:00", "Sunday 2026-03-01 00:00"),
        ("1 month", "Monday 2028-01-31 10:00", "Wednesday 2028-03-01 00:00"),
        ("3 months", "Monday 2026-11-30 10:00", "Monday 2027-03-01 00:00"),
        ("1 year", "Tuesday 2028-02-29 10:00", "Thursday 2029-03-01 00:00"),
        ("same day", "Thursday 2026-04-02 23:59", "Friday 2026-04-03 00:00"),
        ("same morning", "Thursday 2026-04-02 08:40", "Thursday 2026-04-02 12:00"),
        ("same morning", "Thursday 2026-04-02 13:40", "Thursday 2026-04-02 12:00"),
        ("1 working day before", "Tuesday 2026-04-07 10:00", "Thursday 2026-04-02 00:00"),
        ("2 working days before", "Friday 2026-04-17 00:00", "Wednesday 2026-04-15 00:00"),
        ("1 day before", "Tuesday 2026-04-07 10:00", "Monday 2026-04-06 00:00"),
        ("2 weeks before", "Tuesday 2026-04-07 10:00", "Tuesday 2026-03-24 00:00"),
        ("1 month before", "Tuesday 2026-03-31 10:00", "Saturday 2026-02-28 00:00"),
        ("1 year before", "Tuesday 2028-02-29 10:00", "Sunday 2027-02-28 00:00"),
        ("before", "Tuesday 2026-04-07 10:00", "Tuesday 2026-04-07 10:00"),
        ("8 hours before", "Tuesday 2026-04-07 10:00", "Tuesday 2026-04-07 02:00"),
        ("2 office hours before", "Tuesday 2026-04-07 10:00", "Thursday 2026-04-02 16:00"),
        ("2 office hours before", "Wednesday 2026-04-08 00:00", "Tuesday 2026-04-07 15:00"),
        ("8 office hours before", "Tuesday 2026-04-07 17:00", "Tuesday 2026-04-07 09:00"),
        # Rule 5: elapsed through nights and clock changes; office hours in opening time only.
        ("24 hours", "Saturday 2026-03-28 10:00", "Sunday 2026-03-29 11:00"),
        ("24 hours", "Saturday 2026-10-24 10:00", "Sunday 2026-10-25 09:00"),
        ("48 hours", "Friday 2026-04-03 10:00", "Sunday 2026-04-05 10:00"),
        ("10 minutes", "Friday 2026-04-03 23:55", "Saturday 2026-04-04 00:05"),
        ("30 seconds", "Friday 2026-04-03 23:59:45", "Saturday 2026-04-04 00:00:15"),
        ("5 office hours", "Thursday 2026-04-02 16:10", "Tuesday 2026-04-07 13:10"),
        ("5 office hours", "Tuesday 2026-04-07 12:00", "Tuesday 2026-04-07 17:00"),
        ("5 office hours", "Tuesday 2026-04-07 17:00", "Wednesday 2026-04-08 14:00"),
        ("5 office hours", "Tuesday 2026-04-07 09:00", "Tuesday 2026-04-07 14:00"),
        ("90 office minutes", "Tuesday 2026-04-07 16:00", "Wednesday 2026-04-08 09:30"),
        ("4 hours of reopening", "Tuesday 2026-04-07 18:00", "Wednesday 2026-04-08 13:00"),
        ("4 hours of reopening", "Tuesday 2026-04-07 16:00", "Tuesday 2026-04-07 20:00"),
        # Rule 6: rings of three seconds.
        ("5 rings", "Tuesday 2026-04-07 11:00", "Tuesday 2026-04-07 11:00:15"),
        # Rule 8: once a period, and by a date.
        ("4 per year", "Thursday 2026-01-15 10:00", "Thursday 2026-04-16 00:00"),
        ("every calendar quarter", "Thursday 2026-01-15 10:00", "Wednesday 2026-07-01 00:00"),
        ("every calendar quarter", "Tuesday 2026-12-01 10:00", "Thursday 2027-04-01 00:00"),
        ("1 per calendar year", "Thursday 2026-01-15 10:00", "Saturday 2028-01-01 00:00"),
        ("1 per 3 years", "Thursday 2026-01-15 10:00", "Tuesday 2029-01-16 00:00"),
        ("1 per working day", "Thursday 2026-04-02 10:00", "Wednesday 2026-04-08 00:00"),
        ("every 2 weeks", "Thursday 2026-04-02 10:00", "Friday 2026-04-17 00:00"),
        ("by 21 October 2011", "Thursday 2026-04-02 10:00", "Saturday 2011-10-22 00:00"),
    ],
)
def test_the_counting_rules(span: str, start: str, at: str) -> None:
    found = due(ENGLAND, parse_span(span), t(start))
    assert found.at == t(at)
    assert found.at.tzinfo is UTC


@pytest.mark.parametrize(
    ("span", "start", "at"),
    [
        ("3 working days", "Thursday 2026-06-11 10:00", "Wednesday 2026-06-17 00:00 plus"),
        ("4 rings", "Tuesday 2026-03-03 11:00", "Tuesday 2026-03-03 11:00:15"),
        ("5 office hours", "Tuesday 2026-03-03 11:00", "Tuesday 2026-03-03 17:00"),
        ("2 office hours", "Tuesday 2026-03-03 12:00", "Tuesday 2026-03-03 15:00"),
        ("1 office hour", "Tuesday 2026-03-03 13:20", "Tuesday 2026-03-03 15:00"),
        ("3 office hours", "Tuesday 2026-03-03 10:00", "Tuesday 2026-03-03 13:00"),
        ("4 office hours", "Friday 2026-06-12 12:00", "Tuesday 2026-06-16 12:00"),
        ("5 minutes of opening", "Friday 2026-06-12 13:00", "Tuesday 2026-06-16 09:05"),
    ],
)
def test_scotland_closes_for_lunch_on_friday_afternoons_and_on_15_june_2026(
    span: str, start: str, at: str
) -> None:
    expected = t("Thursday 2026-06-18 00:00") if at.endswith("plus") else t(at)
    assert due(MORAY, parse_span(span), t(start)).at == expected


def test_england_works_on_15_june_2026() -> None:
    start = t("Thursday 2026-06-11 10:00")
    assert due(ENGLAND, parse_span("3 working days"), start).at == t("Wednesday 2026-06-17 00:00")


# Rule 11: the funeral of Monday 19 September 2022 was announced on Saturday 10 September.
@pytest.mark.parametrize(
    ("start", "at"),
    [
        ("Friday 2022-09-09 10:00", "Friday 2022-09-23 00:00"),  # without it due on Tuesday 20th: it counts
        ("Monday 2022-08-29 10:00", "Friday 2022-09-09 00:00"),  # over before it was announced
        ("Friday 2022-09-16 10:00", "Friday 2022-09-30 00:00"),  # known at the start
    ],
)
def test_a_holiday_counts_only_if_announced_before_the_due_without_it(start: str, at: str) -> None:
    span = parse_span("8 working days")
    assert due(ENGLAND, span, t(start)).at == t(at)


def test_a_holiday_announced_on_the_day_of_the_due_comes_too_late() -> None:
    monday, start = holiday("2026-03-09", "Sudden day", "2026-03-06"), t("Friday 2026-03-06 10:00")
    span = parse_span("1 working day")
    assert due(calendar(monday), span, start).at == t("Wednesday 2026-03-11 00:00")
    sudden = calendar(replace(monday, announced=date(2026, 3, 10)))
    assert due(sudden, span, start).at == t("Tuesday 2026-03-10 00:00")
    hours = parse_span("2 office hours")
    same_day = calendar(replace(monday, announced=date(2026, 3, 9)))
    assert due(same_day, hours, t("Friday 2026-03-06 16:00")).at == t("Monday 2026-03-09 10:00")
    assert due(calendar(monday), hours, t("Friday 2026-03-06 16:00")).at == t("Tuesday 2026-03-10 10:00")


def test_two_late_holidays_one_of_which_makes_room_for_the_other() -> None:
    one = holiday("2026-03-09", "First", "2026-03-07")
    two = holiday("2026-03-10", "Second", "2026-03-10")
    start, span = t("Friday 2026-03-06 10:00"), parse_span("1 working day")
    assert due(calendar(one, two), span, start).at == t("Thursday 2026-03-12 00:00")
    assert due(calendar(two), span, start).at == t("Tuesday 2026-03-10 00:00")


def test_counting_back_a_late_holiday_counts_if_announced_before_the_due() -> None:
    moment, span = t("Tuesday 2026-03-10 10:00"), parse_span("1 working day before")
    known = calendar(holiday("2026-03-09", "Known", "2026-03-05"))
    late = calendar(holiday("2026-03-09", "Late", "2026-03-09"))
    assert due(known, span, moment).at == t("Friday 2026-03-06 00:00")
    assert due(late, span, moment).at == t("Monday 2026-03-09 00:00")


def pause(since: str, until: str) -> Segment:
    return Segment(t(since), t(until))


@pytest.mark.parametrize(
    ("span", "pauses", "at"),
    [
        # For days only whole local days inside a pause are holes.
        (
            "3 working days",
            [("Wednesday 2026-04-08 12:00", "Friday 2026-04-10 12:00")],
            "Tuesday 2026-04-14 00:00",
        ),
        (
            "3 working days",
            [("Wednesday 2026-04-08 00:00", "Friday 2026-04-10 00:00")],
            "Wednesday 2026-04-15 00:00",
        ),
        (
            "3 working days",
            [("Saturday 2026-04-11 00:00", "Monday 2026-04-13 00:00")],
            "Saturday 2026-04-11 00:00",
        ),
        ("3 days", [("Wednesday 2026-04-08 12:00", "Friday 2026-04-10 12:00")], "Sunday 2026-04-12 00:00"),
        ("1 month", [("Wednesday 2026-04-08 12:00", "Friday 2026-04-10 12:00")], "Saturday 2026-05-09 00:00"),
        (
            "same day",
            [("Monday 2026-04-06 00:00", "Wednesday 2026-04-08 12:00")],
            "Thursday 2026-04-09 00:00",
        ),
        (
            "same morning",
            [("Monday 2026-04-06 00:00", "Wednesday 2026-04-08 00:00")],
            "Wednesday 2026-04-08 12:00",
        ),
        # Two pauses that meet are one.
        (
            "3 days",
            [
                ("Wednesday 2026-04-08 12:00", "Thursday 2026-04-09 09:00"),
                ("Thursday 2026-04-09 09:00", "Friday 2026-04-10 12:00"),
            ],
            "Sunday 2026-04-12 00:00",
        ),
        # Elapsed and opening time: every minute of it.
        ("4 hours", [("Tuesday 2026-04-07 11:00", "Tuesday 2026-04-07 12:30")], "Tuesday 2026-04-07 15:30"),
        ("4 hours", [("Tuesday 2026-04-07 09:00", "Tuesday 2026-04-07 10:30")], "Tuesday 2026-04-07 14:30"),
        ("4 hours", [("Tuesday 2026-04-07 08:00", "Tuesday 2026-04-07 09:00")], "Tuesday 2026-04-07 14:00"),
        ("4 hours", [("Tuesday 2026-04-07 14:00", "Tuesday 2026-04-07 15:00")], "Tuesday 2026-04-07 14:00"),
        ("4 hours", [("Tuesday 2026-04-07 12:00", "Tuesday 2026-04-07 12:00")], "Tuesday 2026-04-07 14:00"),
        (
            "4 office hours",
            [("Tuesday 2026-04-07 16:00", "Wednesday 2026-04-08 10:00")],
            "Tuesday 2026-04-07 14:00",
        ),
        (
            "7 office hours",
            [("Tuesday 2026-04-07 16:00", "Wednesday 2026-04-08 10:00")],
            "Wednesday 2026-04-08 11:00",
        ),
        (
            "1 day before",
            [("Sunday 2026-04-05 00:00", "Tuesday 2026-04-07 00:00")],
            "Monday 2026-04-06 00:00",
        ),
    ],
)
def test_a_pause_is_a_hole_in_the_calendar(span: str, pauses: list[tuple[str, str]], at: str) -> None:
    start = t("Tuesday 2026-04-07 10:00")
    holes = [pause(*each) for each in pauses]
    assert due(ENGLAND, parse_span(span), start, pauses=holes).at == t(at)
    elsewhere = [
        Segment(each.start.astimezone(timezone(timedelta(hours=5))), each.end.astimezone(ENGLAND.tz))
        for each in reversed(holes)
    ]
    assert due(ENGLAND, parse_span(span), start.astimezone(ENGLAND.tz), pauses=elsewhere).at == t(at)


def test_counted_from_opening_whatever_the_span() -> None:
    night = t("Friday 2026-01-09 20:00")
    assert due(ENGLAND, parse_span("2 days"), night, from_opening=True).at == t("Thursday 2026-01-15 00:00")
    assert due(ENGLAND, parse_span("same day"), night, from_opening=True).at == t("Tuesday 2026-01-13 00:00")
    assert due(ENGLAND, parse_span("4 hours"), night, from_opening=True).at == t("Monday 2026-01-12 13:00")
    closing = t("Friday 2026-01-09 17:00")
    assert due(ENGLAND, parse_span("4 hours"), closing, from_opening=True).at == t("Monday 2026-01-12 13:00")
    opening = t("Friday 2026-01-09 09:00")
    assert due(ENGLAND, parse_span("4 hours"), opening, from_opening=True).at == t("Friday 2026-01-09 13:00")
    # What comes before a moment, or by a date, is not put off by opening hours.
    assert due(ENGLAND, parse_span("1 day before"), night, from_opening=True).at == t(
        "Thursday 2026-01-08 00:00"
    )
    assert due(ENGLAND, parse_span("by 2026"), night, from_opening=True).at == t("Friday 2027-01-01 00:00")


def test_an_office_open_at_night_and_through_clock_changes() -> None:
    hours = parse_span("8 office hours")
    assert due(NIGHT, hours, t("Monday 2026-01-12 22:00")).at == t("Tuesday 2026-01-13 06:00")
    assert due(NIGHT, hours, t("Tuesday 2026-01-13 01:00")).at == t("Tuesday 2026-01-13 22:00")
    # Saturday 19:00 to Sunday 06:00 is an hour shorter in March and an hour longer in October.
    assert due(NIGHT, hours, t("Saturday 2026-03-28 22:00")).at == t("Sunday 2026-03-29 07:00")
    assert due(NIGHT, hours, t("Saturday 2026-10-24 22:00")).at == t("Sunday 2026-10-25 05:00")


def test_exceptions_win_over_the_week_and_over_bank_holidays() -> None:
    eve, easter = date(2026, 4, 2), date(2026, 4, 6)
    office = replace(
        ENGLAND, opening=replace(ENGLAND.opening, exceptions={eve: (), easter: periods("10:00-12:00")})
    )
    span = parse_span("3 office hours")
    assert due(office, span, t("Wednesday 2026-04-01 17:00")).at == t("Tuesday 2026-04-07 10:00")
    # They do not stretch what is counted in days.
    days = parse_span("1 working day")
    assert due(office, days, t("Wednesday 2026-04-01 17:00")).at == t("Friday 2026-04-03 00:00")
    assert not is_working_day(office, easter)


@pytest.mark.parametrize(
    ("span", "start", "provisional"),
    [
        ("1 working day", "Thursday 2028-12-28 10:00", False),
        ("1 working day", "Friday 2028-12-29 10:00", True),
        ("5 office hours", "Friday 2028-12-29 12:00", False),
        ("5 office hours", "Friday 2028-12-29 12:01", True),
        ("4 hours of opening", "Friday 2028-12-29 18:00", True),
        ("4 hours of opening", "Friday 2028-12-29 16:00", False),
        ("3 days", "Sunday 2028-12-31 10:00", False),
        ("1 working day before", "Monday 2029-01-01 10:00", False),
        ("1 working day before", "Tuesday 2029-01-02 10:00", True),
        ("1 office hour before", "Tuesday 2029-01-02 10:00", True),
        ("1 per working day", "Friday 2028-12-29 10:00", True),
    ],
)
def test_beyond_the_list_a_due_is_provisional(span: str, start: str, provisional: bool) -> None:
    for pauses in ([], [pause("Monday 2026-01-05 10:00", "Monday 2026-01-05 11:00")]):
        assert due(ENGLAND, parse_span(span), t(start), pauses=pauses).provisional is provisional


@pytest.mark.parametrize(
    "span", ["1 working day", "1 day", "1 hour", "5 office hours", "1 working day before"]
)
def test_nothing_counts_before_the_list_or_absurdly_far_ahead(span: str) -> None:
    parsed = parse_span(span)
    for early in (t("Thursday 2015-12-31 23:59"), datetime.min.replace(tzinfo=UTC)):
        with pytest.raises(DateBeforeList, match="begins on 1 January 2016, and this is before it"):
            due(ENGLAND, parsed, early)
    for late in (t("Saturday 2039-01-01 00:00"), datetime.max.replace(tzinfo=UTC)):
        with pytest.raises(DateBeyondReach, match="up to the end of 2038"):
            due(ENGLAND, parsed, late)
    assert due(ENGLAND, parse_span("20 years"), t("Friday 2038-12-31 23:59")).at.year == 2059


@pytest.mark.parametrize("span", ["1 working day before", "1 office hour before", "9 working days before"])
def test_counting_back_beyond_the_beginning_of_the_list(span: str) -> None:
    with pytest.raises(DateBeforeList, match="before it"):
        due(ENGLAND, parse_span(span), t("Friday 2016-01-01 08:00"))
    assert due(ENGLAND, parse_span("1 day before"), t("Friday 2016-01-01 08:00")).at == t(
        "Thursday 2015-12-31 00:00"
    )


def test_a_moment_without_a_zone_is_an_error() -> None:
    naive = datetime(2026, 4, 2, 10)  # noqa: DTZ001
    for ask in (
        lambda: due(ENGLAND, parse_span("1 day"), naive),
        lambda: due(ENGLAND, parse_span("1 hour"), naive),
        lambda: ENGLAND.local(naive),
    ):
        with pytest.raises(ValueError, match="no time zone"):
            ask()


def test_an_office_without_hours_says_so() -> None:
    shut = calendar(week=((),) * 7)
    for span in ("1 office hour", "1 hour of opening"):
        with pytest.raises(NeverOpen, match="Give it hours"):
            due(shut, parse_span(span), t("Friday 2038-12-31 10:00"))
    seldom = calendar(week=((),) * 7, exceptions={date(2026, 4, 2): periods("09:00-17:00")})
    assert due(seldom, parse_span("8 office hours"), t("Thursday 2026-01-01 10:00")).at == t(
        "Thursday 2026-04-02 17:00"
    )
    with pytest.raises(NeverOpen):
        due(seldom, parse_span("9 office hours"), t("Thursday 2026-01-01 10:00"))


def test_warnings_come_so_long_before_the_due_and_never_before_the_start() -> None:
    start, at = t("Tuesday 2026-04-07 10:00"), t("Friday 2026-04-17 00:00")
    assert warn_at(ENGLAND, parse_span("2 working days before"), at, start) == t("Wednesday 2026-04-15 00:00")
    assert warn_at(ENGLAND, parse_span("2 working days"), at, start) == t("Wednesday 2026-04-15 00:00")
    assert warn_at(ENGLAND, parse_span("2 office hours before"), at, start) == t("Thursday 2026-04-16 15:00")
    assert warn_at(ENGLAND, parse_span("3 days before"), at, start) == t("Tuesday 2026-04-14 00:00")
    assert warn_at(ENGLAND, parse_span("20 days before"), at, start) == start
    assert warn_at(ENGLAND, parse_span("same day"), at, start) == at
    first = t("Friday 2016-01-01 08:00")
    assert (
        warn_at(ENGLAND, parse_span("9 working days before"), t("Tuesday 2016-01-05 00:00"), first) == first
    )


def test_working_days_taken() -> None:
    start = t("Tuesday 2026-04-07 10:00")
    assert elapsed_working_days(ENGLAND, start, t("Thursday 2026-04-16 23:59")) == 7
    assert elapsed_working_days(ENGLAND, start, t("Tuesday 2026-04-07 18:00")) == 0
    assert elapsed_working_days(ENGLAND, t("Thursday 2026-04-02 10:00"), t("Monday 2026-04-06 10:00")) == 0
    assert elapsed_working_days(ENGLAND, start, t("Monday 2026-04-06 10:00")) == 0
    assert elapsed_working_days(ENGLAND, start, datetime(2200, 1, 1, tzinfo=UTC)) > 9_000


def test_days_and_midnights_are_those_of_the_zone() -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert local_date(ENGLAND, late) == date(2026, 7, 1)
    assert local_midnight(ENGLAND, date(2026, 7, 1)) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    auckland = calendar(zone="Pacific/Auckland")
    assert local_date(auckland, late) == date(2026, 7, 1)
    for absurd in (date.min, date.max):
        with pytest.raises(DateBeyondReach, match="Nothing can be counted in the year"):
            local_midnight(ENGLAND, absurd)
    with pytest.raises(DateBeforeList):
        is_working_day(ENGLAND, date(2015, 12, 31))
    # A holiday outside the list's own years does no harm.
    early = calendar(holiday("2014-12-25", "Christmas Day"))
    assert due(early, parse_span("1 working day"), t("Friday 2016-01-01 10:00")).at == t(
        "Tuesday 2016-01-05 00:00"
    )
    assert is_working_day(ENGLAND, date(2026, 4, 2))
    assert not is_working_day(ENGLAND, date(2026, 4, 4))


def test_leap_days_count_like_any_other() -> None:
    assert due(ENGLAND, parse_span("1 working day"), t("Monday 2028-02-28 10:00")).at == t(
        "Wednesday 2028-03-01 00:00"
    )
    assert due(ENGLAND, parse_span("1 day"), t("Monday 2028-02-28 10:00")).at == t(
        "Wednesday 2028-03-01 00:00"
    )
    assert due(ENGLAND, parse_span("1 month"), t("Saturday 2028-01-29 10:00")).at == t(
        "Wednesday 2028-03-01 00:00"
    )


def test_wall_times_that_come_twice_or_not_at_all() -> None:
    office = calendar(week=(*[()] * 6, periods("01:30-04:00")))
    [spring] = office.open_on(date(2026, 3, 29).toordinal())
    assert (spring.start, spring.end) == (t("Sunday 2026-03-29 02:00"), t("Sunday 2026-03-29 04:00"))
    [autumn] = office.open_on(date(2026, 10, 25).toordinal())
    assert autumn.start == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    early = calendar(week=(*[()] * 6, periods("00:30-01:30")))
    [spring] = early.open_on(date(2026, 3, 29).toordinal())
    assert spring.end == datetime(2026, 3, 29, 1, tzinfo=UTC)
    [autumn] = early.open_on(date(2026, 10, 25).toordinal())
    assert autumn.end == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_zone_without_a_midnight_on_the_day_of_the_change() -> None:
    cairo = calendar(zone="Africa/Cairo")
    day = date(2026, 4, 24)
    assert local_midnight(cairo, day) == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert cairo.local(local_midnight(cairo, day)).hour == 1


def test_a_span_error_is_a_value_error() -> None:
    assert issubclass(SpanError, ValueError)
