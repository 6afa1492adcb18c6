"""Whatever is typed ends in a time to come or in a sentence; a date is that date however it is written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kept.casework import Refused
from kept.casework.when_words import FARTHEST_DAYS, LONGEST, When, read_line, read_when
from kept.workclock import is_working_day, local_date, local_midnight
from tests.unit.workclock.calendars import ENGLAND, MORAY

BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 4 * 366 * 86_400).map(lambda seconds: BEGINNING + timedelta(seconds=seconds))
WORDS = st.sampled_from(
    (
        *(
            "by",
            "on",
            "at",
            "before",
            "in",
            "within",
            "a",
            "the",
            "next",
            "this",
            "end",
            "of",
            "after",
            "half",
        ),
        *("day", "week", "month", "working", "bank", "holiday", "weekend", "fortnight", "hour", "minutes"),
        *("noon", "3pm", "3", "10:30", "o'clock", "evening", "midnight", "cob", "morning", "first", "thing"),
        *("14", "14th", "april", "31", "29", "february", "thu", "thursday", "today", "tomorrow", "christmas"),
        *("an", "couple", "days", "2026-04-14", "14/4"),
    )
)
LINES = st.one_of(st.text(max_size=LONGEST + 20), st.lists(WORDS, max_size=7).map(" ".join))
CALENDARS = st.sampled_from([ENGLAND, MORAY])


@given(LINES, MOMENTS, CALENDARS)
def test_anything_at_all_is_a_time_to_come_or_a_sentence(text, at, calendar) -> None:
    found = read_when(text, calendar=calendar, at=at)
    if isinstance(found, Refused):
        assert found.sentence.endswith(".")
        assert found.field == "promised_for"
        return
    today = local_date(calendar, at)
    assert at < found.due <= local_midnight(calendar, today + timedelta(days=FARTHEST_DAYS + 1))
    assert found.due == (found.moment or local_midnight(calendar, found.day + timedelta(days=1)))
    assert all(each.endswith(".") for each in found.warnings)


@given(LINES, MOMENTS)
def test_a_line_loses_nothing_where_it_is_not_read(text, at) -> None:
    said, when = read_line(text, calendar=ENGLAND, at=at)
    if isinstance(when, Refused):
        assert said.split() == text.split()
    else:
        assert said in " ".join(text.split())


@given(MOMENTS, st.dates(date(2024, 1, 1), date(2029, 12, 31)))
def test_a_whole_date_is_that_date_however_it_is_written(at, day) -> None:
    today = local_date(ENGLAND, at)
    forms = (
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day} {day:%B} {day.year}",
        f"{day:%A} {day.day} {day:%b} {day.year}",
        f"by {day:%B} {day.day}, {day.year}",
    )
    found = {read_when(each, calendar=ENGLAND, at=at) for each in forms}
    assert len(found) == 1
    (only,) = found
    assert isinstance(only, When) is (today <= day <= today + timedelta(days=FARTHEST_DAYS))
    if isinstance(only, When):
        assert only.day == day


@given(MOMENTS, st.integers(0, 6))
def test_a_weekday_is_one_of_the_next_seven_days_and_never_today(at, weekday) -> None:
    name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[weekday]
    found = read_when(name, calendar=ENGLAND, at=at)
    assert isinstance(found, When)
    assert found.day.weekday() == weekday
    assert 1 <= (found.day - local_date(ENGLAND, at)).days <= 7


@given(
    MOMENTS, st.sampled_from(["end of the week", "end of the month", "after the weekend", "next working day"])
)
def test_an_end_and_a_beginning_are_working_days_unless_a_whole_week_has_none(at, text) -> None:
    found = read_when(text, calendar=ENGLAND, at=at)
    assert isinstance(found, When)
    today = local_date(ENGLAND, at)
    assert is_working_day(ENGLAND, found.day) or found.day <= today + timedelta(days=4)


@given(MOMENTS, st.integers(0, 400), st.sampled_from(["days", "working days"]))
def test_longer_is_never_sooner(at, number, unit) -> None:
    shorter = read_when(f"in {number} {unit}", calendar=ENGLAND, at=at)
    longer = read_when(f"in {number + 1} {unit}", calendar=ENGLAND, at=at)
    assert isinstance(shorter, When)
    assert isinstance(longer, When)
    assert shorter.due < longer.due
