"""Nobody's home is worked on before they were asked, and nothing is decided behind their backs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kept.casework.schemes import (
    SERVICE,
    WORKS,
    Scheme,
    Touched,
    letter_fault,
    not_to_begin,
    not_to_decide,
    way_fault,
    without_word,
)

MAY = date(2026, 5, 31)
WINDOWS = Scheme(WORKS, "New windows", "May to July", MAY)
ASKED = Touched("1 Mill Road", "Two days inside", date(2026, 4, 30))


def said(refused: object) -> str:
    return str(getattr(refused, "sentence", ""))


@pytest.mark.parametrize(
    ("scheme", "home", "field"),
    [
        (Scheme(WORKS, " ", "May"), ASKED, "what"),
        (Scheme(WORKS, "Windows", ""), ASKED, "dates"),
        (WINDOWS, Touched("1 Mill Road"), "effect"),
    ],
)
def test_a_letter_that_would_lack_something_is_not_sent(scheme: Scheme, home: Touched, field: str) -> None:
    refused = letter_fault(scheme, home)
    assert refused is not None
    assert refused.field == field
    assert letter_fault(WINDOWS, ASKED) is None


def test_the_day_is_set_once_everybody_was_asked_a_calendar_month_before() -> None:
    assert not_to_begin(WINDOWS, [ASKED]) is None
    late = Touched("2 Mill Road", "", date(2026, 5, 1))
    assert "asked on 1 May 2026" in said(not_to_begin(WINDOWS, [ASKED, late]))
    assert said(not_to_begin(WINDOWS, [ASKED, Touched("3"), Touched("4")])).startswith(
        "2 homes have not been"
    )
    assert said(not_to_begin(WINDOWS, [Touched("3")])).startswith("1 home has not been")
    assert "which homes" in said(not_to_begin(WINDOWS, []))
    assert "which day" in said(not_to_begin(Scheme(WORKS, "Windows", "May"), [ASKED]))


def test_a_change_is_decided_once_everybody_was_told() -> None:
    assert not_to_decide([ASKED]) is None
    assert "whom the change touches" in said(not_to_decide([]))
    assert "told yet" in said(not_to_decide([ASKED, Touched("3")]))
    assert SERVICE != WORKS


def test_a_home_hears_every_so_many_weeks_from_the_beginning() -> None:
    on = MAY + timedelta(weeks=4)
    heard = Touched("1", heard_on=MAY + timedelta(days=1))
    before = Touched("2", heard_on=MAY - timedelta(days=30))
    never = Touched("3")
    assert without_word([heard, before, never], MAY, 4, on) == (before, never)
    assert without_word([before, never], MAY, 4, on - timedelta(days=1)) == ()


def test_a_web_page_is_no_word() -> None:
    assert way_fault("letter") is None
    assert way_fault("visit") is None
    assert "neither" in said(way_fault("other"))
