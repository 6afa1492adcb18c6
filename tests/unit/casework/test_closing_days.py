"""What does a closure do to the hours, what does it ask for, and how are hours said?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.casework.closing_days import (
    Shut,
    clock,
    faults,
    holiday_tasks,
    holidays_ahead,
    hours_in_words,
    new_hours_tasks,
    new_words_tasks,
    shortened,
    tasks,
    touched,
    week_in_words,
    with_shut,
)
from kept.workclock import Opening
from tests import cast
from tests.unit.casework.small import CALENDAR, t

NOW = t("Wednesday 2026-04-08 10:00")
FRIDAY = date(2026, 4, 10)


def shut(starts: str, ends: str, told: str = "Wednesday 2026-04-08 10:00", office: str | None = None) -> Shut:
    return Shut(office, t(starts), t(ends), t(told))


def wrong(starts: str, ends: str, reason: str = "works", words: str = "") -> list[str]:
    found = faults(starts=t(starts), ends=t(ends), reason=reason, words=words, calendar=CALENDAR, at=NOW)
    return [each.field for each in found]


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        (("Friday 2026-04-10 09:00", "Friday 2026-04-10 12:00"), []),
        (("Friday 2026-04-10 12:00", "Friday 2026-04-10 12:00"), ["ends"]),
        (("Friday 2026-04-10 09:00", "Friday 2026-07-10 12:00"), ["ends"]),
        (("Monday 2028-04-10 09:00", "Monday 2028-04-10 12:00"), ["starts"]),
        (("Saturday 2026-04-11 09:00", "Saturday 2026-04-11 12:00"), ["starts"]),
        (("Friday 2026-04-10 09:00", "Friday 2026-04-10 12:00", "whim"), ["reason"]),
        (("Friday 2026-04-10 09:00", "Friday 2026-04-10 12:00", "other"), ["words"]),
        (("Friday 2026-04-10 09:00", "Friday 2026-04-10 12:00", "works", "x" * 301), ["words"]),
    ],
)
def test_what_cannot_be(told: tuple[str, ...], fields: list[str]) -> None:
    assert wrong(*told) == fields


def test_it_counts_from_when_it_was_told_in_whole_minutes() -> None:
    late = Shut(
        None, t("Friday 2026-04-10 09:00"), t("Friday 2026-04-10 17:00"), t("Friday 2026-04-10 12:00")
    )
    assert late.binds_from == t("Friday 2026-04-10 12:00")
    odd = replace(late, told_at=late.told_at + timedelta(seconds=7))
    assert odd.binds_from == t("Friday 2026-04-10 12:01")
    assert replace(late, told_at=NOW).binds_from == t("Friday 2026-04-10 09:00")


def test_only_the_offices_that_are_shut_have_other_hours() -> None:
    rulebook = cast.rulebook("moray")
    assert with_shut(rulebook, []) is rulebook
    one = with_shut(rulebook, [shut("Friday 2026-04-10 09:00", "Friday 2026-04-10 13:00", office="main")])
    assert one.calendar_for("main").hours_on(FRIDAY) == ()
    assert one.calendar_for("switchboard") is rulebook.calendar_for("switchboard")
    both = with_shut(rulebook, [shut("Friday 2026-04-10 09:00", "Friday 2026-04-10 11:00")])
    assert both.calendar_for("main").hours_on(FRIDAY) == ((time(11), time(13)),)
    assert both.calendar_for("switchboard") is not rulebook.calendar_for("switchboard")
    over = with_shut(rulebook, [shut("Tuesday 2026-04-07 09:00", "Tuesday 2026-04-07 13:00")])
    assert over.calendar_for("main") is rulebook.calendar_for("main")


moments = st.integers(0, 7 * 24 * 12).map(
    lambda n: datetime(2026, 4, 6, tzinfo=UTC) + timedelta(minutes=5 * n)
)


@given(st.lists(st.tuples(moments, moments).map(sorted), max_size=4), moments)
def test_it_is_open_where_it_was_and_no_closure_lies(spans: list[list[datetime]], at: datetime) -> None:
    closed = [Shut(None, start, end, start) for start, end in spans if end > start]

    def open_at(calendar: object) -> bool:
        ordinal = CALENDAR.local(at).toordinal()
        return any(each.start <= at < each.end for each in calendar.open_on(ordinal))  # type: ignore[attr-defined]

    expected = open_at(CALENDAR) and not any(each.starts_at <= at < each.ends_at for each in closed)
    assert open_at(shortened(CALENDAR, closed)) is expected


def test_a_night_shift_is_shortened_on_the_day_on_which_it_began() -> None:
    week = ((),) * 4 + (((time(20), time(4)),),) + ((),) * 2
    night = replace(CALENDAR, opening=Opening(week))
    early = shut("Saturday 2026-04-11 02:00", "Saturday 2026-04-11 03:00")
    assert touched(night, early.starts_at, early.ends_at) == [FRIDAY]
    assert shortened(night, [early]).hours_on(FRIDAY) == ((time(20), time(2)), (time(3), time(4)))


def test_what_a_closure_asks_for() -> None:
    planned = tasks(
        shut("Friday 2026-04-10 09:00", "Friday 2026-04-10 12:00"), CALENDAR, planned=True, customers=1
    )
    assert [each.sort for each in planned] == ["notice", "website", "machine", "customers", "machine"]
    assert planned[0].due == t("Thursday 2026-04-09 17:00")
    assert planned[3].what == "Ring 1 customer with an appointment at that time"
    sudden = tasks(
        shut("Wednesday 2026-04-08 10:00", "Wednesday 2026-04-08 12:00"), CALENDAR, planned=False, customers=2
    )
    assert sudden[0].due == t("Wednesday 2026-04-08 10:30")
    assert sudden[3].what == "Ring 2 customers with an appointment at that time"
    soon = tasks(
        shut("Wednesday 2026-04-08 11:00", "Wednesday 2026-04-08 12:00"), CALENDAR, planned=True, customers=0
    )
    assert soon[0].due == t("Wednesday 2026-04-08 11:00")
    past = shut("Tuesday 2026-04-07 10:00", "Tuesday 2026-04-07 12:00")
    assert tasks(past, CALENDAR, planned=False, customers=0) == []


def test_an_office_that_has_long_been_shut_has_no_day_before() -> None:
    never = replace(CALENDAR, opening=Opening(((),) * 7))
    first = tasks(
        shut("Friday 2026-04-10 09:00", "Friday 2026-04-10 12:00"), never, planned=True, customers=0
    )[0]
    assert first.due == t("Friday 2026-04-10 09:00")


def test_bank_holidays_of_weekdays_are_seen_to_before() -> None:
    at = t("Wednesday 2026-04-01 10:00")
    ahead = holidays_ahead(CALENDAR, at, days=14)
    assert [each.day for each in ahead] == [date(2026, 4, 3), date(2026, 4, 6)]
    wanted = holiday_tasks(ahead[1], CALENDAR)
    assert {each.due for each in wanted} == {t("Thursday 2026-04-02 17:00")}
    assert wanted[2].what == "Set the answering machine for Easter Monday, Monday 6 April"


def test_other_hours_and_other_words_ask_for_a_new_recording() -> None:
    assert [each.sort for each in new_hours_tasks(CALENDAR, NOW)] == [
        "recording",
        "notice",
        "website",
        "print",
    ]
    assert [each.sort for each in new_words_tasks("freephone", "x", CALENDAR, NOW)] == ["recording", "notice"]
    assert [each.sort for each in new_words_tasks("complaint-edition", "x", CALENDAR, NOW)] == ["notice"]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (time(9), "9am"),
        (time(16, 30), "4.30pm"),
        (time(12), "noon"),
        (time(0), "midnight"),
        (time(0, 5), "12.05am"),
    ],
)
def test_a_time_as_people_say_it(at: time, said: str) -> None:
    assert clock(at) == said


def test_a_week_as_people_say_it() -> None:
    day = ((time(9), time(13)), (time(14), time(17)))
    short = ((time(9), time(13)),)
    week = (day, day, day, short, short, (), ())
    assert week_in_words(Opening(week)) == [
        ("Monday to Wednesday", "9am to 1pm and 2pm to 5pm"),
        ("Thursday and Friday", "9am to 1pm"),
        ("Saturday and Sunday", "closed"),
    ]
    assert week_in_words(Opening((*((day,) * 6), ()))) == [
        ("Monday to Saturday", hours_in_words(day)),
        ("Sunday", "closed"),
    ]
