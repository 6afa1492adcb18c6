"""What must a decision carry, and until when does it hold?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kept.casework.restricting import (
    CHANNELS,
    MARKS,
    OPTIONS,
    Decision,
    channels_left,
    check_decision,
    field_of,
    is_near,
    is_over,
    marks_due,
    options_of,
    over_on,
)

TODAY = date(2026, 4, 8)
WHOLE = Decision(
    options=("no-calls", "two-staff"),
    reasons="Threats on three days",
    open_channel="letter",
    contact="Bea",
    guidance="Two of us, and by appointment",
    starts_on=TODAY,
    review_on=date(2026, 7, 8),
)


def missing(**more: object) -> str:
    found = check_decision(replace(WHOLE, **more), today=TODAY)
    return (found.field or "") if found else ""


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({}, ""),
        ({"options": ()}, "options"),
        ({"options": ("banished",)}, "options"),
        ({"reasons": " "}, "reasons"),
        ({"starts_on": date(2026, 4, 7)}, "starts_on"),
        ({"review_on": None}, "review_on"),
        ({"review_on": TODAY}, "review_on"),
        ({"review_on": date(2027, 4, 10)}, "review_on"),
        ({"ends_on": TODAY}, "ends_on"),
        ({"ends_on": date(2026, 6, 1)}, ""),
        ({"open_channel": ""}, "open_channel"),
        ({"open_channel": "telephone"}, "open_channel"),
        ({"contact": ""}, "contact"),
        ({"guidance": ""}, "guidance"),
        ({"guidance": "", "options": ("legal",)}, ""),
    ],
)
def test_a_decision_has_reasons_days_and_a_way_that_stays_open(more: dict[str, object], field: str) -> None:
    assert missing(**more) == field


def test_one_way_is_always_left() -> None:
    assert channels_left(tuple(OPTIONS)) == ("letter", "email")
    assert set(channels_left(())) == set(CHANNELS)


def test_what_binds_them_holds_once_they_have_been_told() -> None:
    assert marks_due(("no-calls", "violent", "legal"), told=False) == (MARKS["violent"],)
    assert marks_due(("no-calls", "violent"), told=True) == (MARKS["violent"], MARKS["no-calls"])


def test_nothing_outlives_its_day() -> None:
    review, end = date(2026, 7, 8), date(2026, 6, 1)
    assert over_on(review, None) == review
    assert over_on(review, end) == end
    assert not is_over(review, None, today=review)
    assert is_over(review, end, today=date(2026, 6, 2))
    assert is_near(review, None, today=date(2026, 6, 24))
    assert not is_near(review, None, today=date(2026, 6, 23))


def test_options_are_read_from_the_event() -> None:
    assert options_of({"no_calls": True, "violent": False, "legal": True}) == ("no-calls", "legal")
    assert field_of("two-staff") == "two_staff"
