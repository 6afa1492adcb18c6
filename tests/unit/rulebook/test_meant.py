"""Which span was meant: numbers as words, units misspelt, and nothing where nothing is near."""

from __future__ import annotations

import pytest

from kept.rulebook.meant import LONGEST, span_meant


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
