"""What people write for "by when", and how it is read: by the calendar, with a word about closure."""

from __future__ import annotations

from datetime import date

import pytest

from kept.casework import Refused
from kept.casework.when_days import read_day
from kept.casework.when_words import LONGEST, SAY_WHEN, When, read_line, read_when
from kept.workclock import local_midnight
from tests.unit.workclock.calendars import ENGLAND, MORAY, calendar, periods, t

WEDNESDAY = t("Wednesday 2026-04-08 15:30")
BEFORE_EASTER = t("Thursday 2026-04-02 10:00")


def read(text: str, at=WEDNESDAY, by=ENGLAND) -> When:
    found = read_when(text, calendar=by, at=at)
    assert isinstance(found, When), found
    return found


def refused(text: str, at=WEDNESDAY, by=ENGLAND) -> str:
    found = read_when(text, calendar=by, at=at)
    assert isinstance(found, Refused), found
    assert found.field == "promised_for"
    return found.sentence


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Thu noon", "Thursday 2026-04-09 12:00"),
        ("noon on Thursday", "Thursday 2026-04-09 12:00"),
        ("12 noon Thursday", "Thursday 2026-04-09 12:00"),
        ("by Thursday lunchtime", "Thursday 2026-04-09 12:00"),
        ("tomorrow 3pm", "Thursday 2026-04-09 15:00"),
        ("tomorrow at 3 p.m.", "Thursday 2026-04-09 15:00"),
        ("by 3pm tomorrow.", "Thursday 2026-04-09 15:00"),
        ("at 3 tomorrow", "Thursday 2026-04-09 15:00"),
        ("tomorrow at 3", "Thursday 2026-04-09 15:00"),
        ("tomorrow at 9", "Thursday 2026-04-09 09:00"),
        ("5 o'clock tomorrow", "Thursday 2026-04-09 17:00"),
        ("5 o’clock tomorrow", "Thursday 2026-04-09 17:00"),
        ("Fri 10.30", "Friday 2026-04-10 10:30"),
        ("Fri 10:30am", "Friday 2026-04-10 10:30"),
        ("Fri 4.30pm", "Friday 2026-04-10 16:30"),
        ("Fri 4:30", "Friday 2026-04-10 16:30"),
        ("Fri 12am", "Friday 2026-04-10 00:00"),
        ("Fri 12pm", "Friday 2026-04-10 12:00"),
        ("Fri 08:15", "Friday 2026-04-10 08:15"),
        ("Fri 05:15", "Friday 2026-04-10 05:15"),
        ("14 April at 9.15", "Tuesday 2026-04-14 09:15"),
        ("tomorrow morning", "Thursday 2026-04-09 12:00"),
        ("tomorrow in the morning", "Thursday 2026-04-09 12:00"),
        ("first thing tomorrow", "Thursday 2026-04-09 10:00"),
        ("tomorrow, first thing", "Thursday 2026-04-09 10:00"),
        ("first thing on Saturday", "Saturday 2026-04-11 10:00"),
        ("this afternoon", "Wednesday 2026-04-08 17:00"),
        ("Saturday afternoon", "Saturday 2026-04-11 17:00"),
        ("close of business Friday", "Friday 2026-04-10 17:00"),
        ("COB Fri", "Friday 2026-04-10 17:00"),
        ("16:00", "Wednesday 2026-04-08 16:00"),
        ("in half an hour", "Wednesday 2026-04-08 16:00"),
        ("within the next 2 hours", "Wednesday 2026-04-08 17:30"),
        ("in 20 mins", "Wednesday 2026-04-08 15:50"),
        ("1.5 hrs", "Wednesday 2026-04-08 17:00"),
    ],
)
def test_a_time_of_day(text: str, moment: str) -> None:
    found = read(text)
    assert found.moment == found.due == t(moment)
    assert found.day == ENGLAND.local(t(moment)).date()
    assert found.fact == t(moment).isoformat()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-04-08"),
        ("tonight", "2026-04-08"),
        ("this evening", "2026-04-08"),
        ("end of the day", "2026-04-08"),
        ("EOD", "2026-04-08"),
        ("in 0 days", "2026-04-08"),
        ("in 0 working days", "2026-04-08"),
        ("tomorrow", "2026-04-09"),
        ("end of the day tomorrow", "2026-04-09"),
        ("tomorrow evening", "2026-04-09"),
        ("Thursday midnight", "2026-04-09"),
        ("the day after tomorrow", "2026-04-10"),
        ("next working day", "2026-04-09"),
        ("in 2 days", "2026-04-10"),
        ("in two days' time", "2026-04-10"),
        ("a couple of days", "2026-04-10"),
        ("within 2 working days", "2026-04-10"),
        ("3 business days", "2026-04-13"),
        ("in a week", "2026-04-15"),
        ("a week tomorrow", "2026-04-16"),
        ("2 weeks from today", "2026-04-22"),
        ("in a fortnight", "2026-04-22"),
        ("in 3 months", "2026-07-08"),
        ("Thu", "2026-04-09"),
        ("by this Friday", "2026-04-10"),
        ("Thursday week", "2026-04-16"),
        ("next Tuesday", "2026-04-14"),
        ("14 April", "2026-04-14"),
        ("14th of April", "2026-04-14"),
        ("April 14th", "2026-04-14"),
        ("Tuesday 14 April", "2026-04-14"),
        ("Tue 14/4", "2026-04-14"),
        ("14/04/2026", "2026-04-14"),
        ("14/4/26", "2026-04-14"),
        ("14.4.2026", "2026-04-14"),
        ("2026-04-14", "2026-04-14"),
        ("the 14th", "2026-04-14"),
        ("on the 8th", "2026-04-08"),
        ("the 7th", "2026-05-07"),
        ("the 31st", "2026-05-31"),
        ("29 February", "2028-02-29"),
        ("3 Sept", "2026-09-03"),
        ("end of the week", "2026-04-10"),
        ("this week", "2026-04-10"),
        ("before the weekend", "2026-04-10"),
        ("next week", "2026-04-17"),
        ("end of next week", "2026-04-17"),
        ("end of the month", "2026-04-30"),
        ("end of next month", "2026-05-29"),
        ("after the weekend", "2026-04-13"),
        ("after the bank holiday", "2026-05-05"),
        ("after Christmas", "2026-12-29"),
    ],
)
def test_a_day_runs_to_its_end(text: str, day: str) -> None:
    found = read(text)
    assert (found.day.isoformat(), found.moment) == (day, None)
    assert found.due == local_midnight(ENGLAND, date.fromordinal(found.day.toordinal() + 1))


@pytest.mark.parametrize(
    ("text", "at", "day"),
    [
        ("after the bank holiday", "Thursday 2026-04-02 10:00", "2026-04-07"),
        ("after Easter Monday", "Thursday 2026-04-02 10:00", "2026-04-07"),
        ("after Good Friday", "Thursday 2026-04-02 10:00", "2026-04-07"),
        ("end of the week", "Saturday 2026-04-11 10:00", "2026-04-17"),
        ("end of the week", "Thursday 2026-04-02 10:00", "2026-04-02"),
        ("end of the week", "Friday 2026-04-03 10:00", "2026-04-03"),
        ("after the weekend", "Saturday 2026-04-04 10:00", "2026-04-07"),
        ("end of the month", "Friday 2026-01-30 10:00", "2026-01-30"),
        ("end of next month", "Friday 2026-01-30 10:00", "2026-02-27"),
        ("the 30th", "Saturday 2026-01-31 10:00", "2026-03-30"),
        ("next Monday", "Monday 2026-04-13 10:00", "2026-04-20"),
    ],
)
def test_by_the_day_on_which_it_is_said(text: str, at: str, day: str) -> None:
    assert read(text, at=t(at)).day.isoformat() == day


@pytest.mark.parametrize(
    ("text", "at", "warning"),
    [
        ("tomorrow", BEFORE_EASTER, "Friday 3 April is Good Friday. It opens next on Tuesday 7 April."),
        ("Sat noon", WEDNESDAY, "Saturday 11 April is a day on which the office is shut."),
        (
            "Fri 18:00",
            WEDNESDAY,
            "The office is shut at 18:00; on Friday 10 April it is open from 09:00 to 17:00.",
        ),
        ("today", t("Wednesday 2026-04-08 17:30"), "The office is shut for the rest of today."),
        ("next Friday", WEDNESDAY, "That is read as Friday 17 April, in next week."),
        (
            "Wednesday",
            WEDNESDAY,
            "Today is a Wednesday; that is read as Wednesday 15 April. Say “today” for today.",
        ),
        ("noon", WEDNESDAY, "That time has gone by today, so it is read as Thursday 9 April."),
        ("1 April", WEDNESDAY, "That is read as Thursday 1 April 2027, since this year's has gone by."),
        ("end of the week", BEFORE_EASTER, "Friday is a bank holiday, so that is read as Thursday 2 April."),
    ],
)
def test_a_word_of_warning(text: str, at, warning: str) -> None:
    assert warning in " ".join(read(text, at=at).warnings)


def test_there_is_nothing_to_warn_of_when_somebody_is_there() -> None:
    for text in ("Thu noon", "Fri 17:00", "Fri 9:00", "14 April", "in 2 working days", "today"):
        assert read(text).warnings == ()


def test_closed_lunches_and_early_closing_are_known() -> None:
    (lunch,) = read("Thu 1.30pm", by=MORAY).warnings
    assert lunch.endswith("on Thursday 9 April it is open from 09:00 to 13:00 and from 14:00 to 17:00.")
    assert read("Friday afternoon", by=MORAY).moment == t("Friday 2026-04-10 13:00")
    (friday,) = read("Fri 3pm", by=MORAY).warnings
    assert friday.startswith("The office is shut at 15:00")


def test_an_office_that_shuts_for_a_day_or_for_good_says_so() -> None:
    shut = {date(2026, 4, 9): (), date(2026, 4, 10): periods("10:00-12:00")}
    by = calendar(exceptions=shut)
    assert read("tomorrow", by=by).warnings == (
        "Thursday 9 April is a day on which the office is shut. It opens next on Friday 10 April.",
    )
    never = calendar(week=((),) * 7)
    assert read("tomorrow", by=never).warnings == ("Thursday 9 April is a day on which the office is shut.",)


def test_a_day_beyond_the_list_of_bank_holidays_says_that_they_are_not_known() -> None:
    short = calendar(last=date(2026, 12, 31))
    for text in ("4 January 2027", "Saturday 2 January 2027", "4 January 2027 at 18:00"):
        assert "The bank holidays of 2027 are not known yet." in " ".join(read(text, by=short).warnings)
    assert read("14 April", by=short).warnings == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", SAY_WHEN),
        ("asap", SAY_WHEN),
        ("soon", SAY_WHEN),
        ("noon noon", SAY_WHEN),
        ("5pm on the moon", SAY_WHEN),
        ("in 1.5 days", SAY_WHEN),
        ("after diwali", SAY_WHEN),
        ("3", SAY_WHEN),
        ("today at 9:00", "That has gone by already. Give a time that is still to come."),
        ("2026-04-07", "That has gone by already. Give a time that is still to come."),
        ("7 April 2025", "That has gone by already. Give a time that is still to come."),
        ("in 0 minutes", "That has gone by already. Give a time that is still to come."),
        ("14 April 2031", "That is more than three years ahead. Check the date."),
        ("in 9999 days", "That is too far ahead. Check the number."),
        ("31 April", "There is no 31 April 2026. Check the date."),
        ("30 February 2027", "There is no 30 February 2027. Check the date."),
        ("0 May", "There is no 0 May 2026. Check the date."),
        ("12/13", "There is no month 13. Check the date."),
        ("the 32nd", "No month has a day 32. Check the date."),
        ("the 0th", "No month has a day 0. Check the date."),
        ("Friday 14 April", "Tuesday 14 April is not a Friday. Check the date."),
        ("tomorrow 25:00", "There is no time 25:00. Check it."),
        ("tomorrow 9:75", "There is no time 9:75. Check it."),
        ("tomorrow 13pm", "There is no time 13pm. Check it."),
        ("x" * (LONGEST + 1), f"This is {LONGEST + 1} characters long. Say it in at most {LONGEST}."),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_to_do(text: str, says: str) -> None:
    assert refused(text) == says


def test_no_bank_holiday_is_known() -> None:
    assert refused("after the bank holiday", by=calendar()) == (
        "No bank holiday is known in the year ahead. Give the date."
    )


def test_an_hour_that_the_clocks_leave_out_is_the_moment_of_the_change() -> None:
    found = read("Sunday 01:30", at=t("Friday 2026-03-27 10:00"))
    assert found.moment == t("Sunday 2026-03-29 02:00")


@pytest.mark.parametrize(
    ("line", "what", "moment"),
    [
        ("I'll ring Thursday noon", "I'll ring", "Thursday 2026-04-09 12:00"),
        ("I'll ring him by Thursday at noon", "I'll ring him", "Thursday 2026-04-09 12:00"),
        ("Thu noon: ring back", "ring back", "Thursday 2026-04-09 12:00"),
        ("Thu noon", "", "Thursday 2026-04-09 12:00"),
        (
            "letter of 14 April, answered by Thu 3pm",
            "letter of 14 April, answered",
            "Thursday 2026-04-09 15:00",
        ),
        ("visit – tomorrow 10am", "visit", "Thursday 2026-04-09 10:00"),
    ],
)
def test_one_line_says_what_and_by_when(line: str, what: str, moment: str) -> None:
    said, when = read_line(line, calendar=ENGLAND, at=WEDNESDAY)
    assert isinstance(when, When)
    assert (said, when.moment) == (what, t(moment))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("I'll ring back", SAY_WHEN),
        ("", SAY_WHEN),
        ("I'll ring on 31 April", "There is no 31 April 2026. Check the date."),
        ("y" * (LONGEST + 1), f"This is {LONGEST + 1} characters long. Say it in at most {LONGEST}."),
    ],
)
def test_a_line_without_a_time_is_kept_as_it_was_typed(line: str, says: str) -> None:
    said, when = read_line(line, calendar=ENGLAND, at=WEDNESDAY)
    assert isinstance(when, Refused)
    assert (said, when.sentence) == (line, says)


def test_words_that_name_no_day_are_none() -> None:
    assert read_day("whenever", calendar=ENGLAND, today=date(2026, 4, 8)) is None
