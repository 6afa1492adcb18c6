"""Whatever is handed in of a night is read as what it is: a mail, a table, text, or one call typed in."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from kept.casework.rounds import not_said
from kept.casework.sheets import MESSAGE, Fault, SheetLine, of_anything, of_table, one
from tests.cast import t

LONDON = ZoneInfo("Europe/London")
MORNING = t("Wednesday 2026-04-08 07:30")
MAIL = b"""From: night@example.org
To: office@example.org
Date: Wed, 8 Apr 2026 06:30:00 +0100
Subject: The night
Content-Type: text/plain; charset=utf-8

Time: 23:10
Caller: Mr Lee
Message: Rent
"""
TABLE = b"Time;Caller;Message\n23:10;Mr Lee;Rent\n"
TEXT = b"Time: 23:10\nCaller: Mr Lee\nMessage: Rent\n"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (MAIL, "night.eml"),
        (MAIL, "night"),
        (TABLE, "night.csv"),
        (TABLE, "night.txt"),
        (TEXT, "night.txt"),
    ],
)
def test_it_is_read_as_what_it_is(raw: bytes, name: str) -> None:
    (found,) = of_anything(raw, name, LONDON, at=MORNING)
    assert isinstance(found, SheetLine), found
    assert (found.name, found.happened_at) == ("Mr Lee", t("Tuesday 2026-04-07 23:10"))


def test_one_call_is_typed_in() -> None:
    found = one({"time": "23:10", "name": "Mr Lee", "about": "Rent"}, MORNING, LONDON)
    assert isinstance(found, SheetLine), found
    assert (found.sort, found.name) == (MESSAGE, "Mr Lee")


def test_a_quotation_mark_that_is_never_closed_is_said() -> None:
    (found,) = of_table('Time,Caller\n23:10,"' + "x" * 200_000, MORNING, LONDON)
    assert isinstance(found, Fault)
    assert "never closed" in found.sentence


def test_the_numbers_that_a_recording_leaves_out() -> None:
    script = "In an emergency ring 01632 960 001."
    assert not_said(script, "Repairs: 01632960001") == []
    assert not_said(script, "Repairs: 01632 960 001, gas: 0800 111 999") == ["0800 111 999"]
