"""What was meant: numbers as words, units misspelt, days and hours as people write them; and nothing else."""

from __future__ import annotations

import pytest

from kept.rulebook.meant import LONGEST, day_meant, hours_meant, name_meant, span_meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("10 wrking days", "10 working days"),
        ("ten working days", "10 working days"),
        ("Within ten working-days.", "10 working days"),
        ("7 work days", "7 working days"),
        ("by the next working day", "1 working day"),
        ("a week", "1 week"),
        ("an hour", "1 hour"),
        ("7 fortnites before", "14 weeks before"),
        ("two working days before", "2 working days before"),
        ("5 rngs", "5 rings"),
        ("by 5pm the next working day", "1 working day"),
        ("by 17:00 on the same day", "same day"),
        ("promptly", None),
        ("some days", None),
        ("as soon as we can", None),
        ("", None),
        (7, None),
        ("9" * (LONGEST + 1), None),
    ],
)
def test_what_was_meant(written: object, meant: str | None) -> None:
    assert span_meant(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("7 April 2026", "2026-04-07"),
        ("7 Apr 2026", "2026-04-07"),
        (" 07/04/2026 ", "2026-04-07"),
        ("7.4.2026", "2026-04-07"),
        ("2026-02-30", None),
        ("Christmas", None),
        (7, None),
        ("9" * (LONGEST + 1), None),
    ],
)
def test_which_day_was_meant(written: object, meant: str | None) -> None:
    assert day_meant(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9-5", "09:00-17:00"),
        ("9am to 5pm", "09:00-17:00"),
        ("9.30 - 4.15", "09:30-16:15"),
        ("0900-1700", "09:00-17:00"),
        ("13:00-17:00", "13:00-17:00"),
        ("9-25", None),
        ("24-25", None),
        ("9.75-5", None),
        ("mornings", None),
        (9, None),
        ("9" * (LONGEST + 1), None),
    ],
)
def test_which_hours_were_meant(written: object, meant: str | None) -> None:
    assert hours_meant(written) == meant


def test_which_short_name_was_meant() -> None:
    assert name_meant("Letter answered!") == "letter-answered"
    assert name_meant("2nd letter, answered", "_") == "nd_letter_answered"
    assert [name_meant(each) for each in ("12", "", 7, "x" * (LONGEST + 1))] == [None] * 4
