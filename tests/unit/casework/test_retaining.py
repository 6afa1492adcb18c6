"""When do the words of a contact or a file go?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kept.casework.retaining import due, goes_on, hold_fault, kept_since, line_for
from kept.rulebook.retention import Retention

LINE = Retention("everyday", "Calls.", ("call", "letter"), 72, "closed", "Six years.")


def test_a_sort_of_contact_stands_under_the_first_line_that_names_it() -> None:
    other = Retention("letters", "Letters.", ("letter",), 12, "closed", "A year.")
    assert line_for((LINE, other), "letter") is LINE
    assert line_for((LINE, other), "pigeon") is None


def test_words_go_on_the_same_date_or_on_the_months_last_day() -> None:
    assert goes_on(LINE, since=date(2020, 4, 7)) == date(2026, 4, 7)
    month = Retention("month", "", (), 12, "left", "")
    assert goes_on(month, since=date(2024, 2, 29)) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("today", "held", "goes"), [("06", False, False), ("07", False, True), ("07", True, False)]
)
def test_what_is_held_stays(today: str, held: bool, goes: bool) -> None:
    assert due(LINE, since=date(2020, 4, 7), today=date.fromisoformat(f"2026-04-{today}"), held=held) is goes


@given(
    since=some.dates(date(2016, 1, 1), date(2030, 12, 31)),
    months=some.integers(1, 130),
    days=some.integers(-3, 3),
)
def test_both_ways_of_asking_agree(since: date, months: int, days: int) -> None:
    line = Retention("some", "", (), months, "left", "")
    today = goes_on(line, since=since) + timedelta(days=days)
    assert (since <= kept_since(line, today=today)) is due(line, since=since, today=today, held=False)


def test_a_hold_says_why_and_until_when() -> None:
    today = date(2026, 4, 7)
    assert hold_fault("A claim", date(2026, 5, 7), today=today) is None
    for reason, review in (("", date(2026, 5, 7)), ("A claim", None), ("A claim", today)):
        assert hold_fault(reason, review, today=today) is not None
