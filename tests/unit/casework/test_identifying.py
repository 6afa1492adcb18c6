"""Do we know whom we are speaking to?"""

from __future__ import annotations

from datetime import date

import pytest

from kept.casework import Event
from kept.casework.identifying import Identity, OnFile, agree, identity_of
from tests.unit.workclock.calendars import ENGLAND, t

FILE = OnFile(
    date(1950, 5, 2),
    "14 Mill Lane, Leeds LS1 4AB",
    ("07700 900 123",),
    "Ngozi@example.org",
    ("T-100", "K7F3-9Q2M"),
)
ALL = ("born_on", "address", "phone", "email", "reference")


@pytest.mark.parametrize(
    ("what", "said", "fits"),
    [
        ("born_on", "2/5/1950", True),
        ("born_on", "1950-05-02", True),
        ("born_on", "2 May 1950", False),
        ("born_on", "31/2/1950", False),
        ("born_on", "5/2/1950", False),
        ("address", "14 mill lane", True),
        ("address", "ls1 4ab", True),
        ("address", "LS14AB", True),
        ("address", "mill lane", False),
        ("address", "14", False),
        ("address", "12 mill lane", False),
        ("address", "leeds", False),
        ("phone", "+44 7700 900123", True),
        ("phone", "900 123", False),
        ("phone", "07700 900 124", False),
        ("email", "ngozi@EXAMPLE.org ", True),
        ("email", "n@example.org", False),
        ("reference", "t100", True),
        ("reference", "k7f39q2m", True),
        ("reference", "T-101", False),
    ],
)
def test_an_answer_agrees_or_does_not(what: str, said: str, fits: bool) -> None:
    assert (agree(ALL, {what: said}, FILE) == (what,)) is fits


def test_nothing_agrees_with_an_empty_file_nor_an_empty_answer() -> None:
    said = {"born_on": "2/5/1950", "address": "14 Mill Lane", "phone": "07700 900 123", "email": "a@b.org"}
    assert agree(ALL, said | {"reference": "x"}, OnFile()) == ()
    assert agree(ALL, dict.fromkeys(ALL, " "), FILE) == ()


def test_a_home_without_a_number_is_told_by_two_words() -> None:
    assert agree(("address",), {"address": "rose cottage"}, OnFile(address="Rose Cottage, Elgin")) == (
        "address",
    )


def test_only_what_is_on_file_can_be_asked() -> None:
    assert FILE.askable == ALL
    assert OnFile(address="x").askable == ("address",)


def event(kind: str, wall: str, **facts: object) -> Event:
    return Event(f"{kind}-{wall}", kind, t(wall), t(wall), "ann", facts=facts)


CALL = event("call.received", "Wednesday 2026-04-08 10:00")
PASS = event(
    "identity.checked",
    "Wednesday 2026-04-08 10:02",
    method="questions",
    result="passed",
    matched="phone email",
)


def now(*events: Event, at: str = "Wednesday 2026-04-08 10:05") -> Identity:
    return identity_of(events, ENGLAND, t(at))


def test_a_pass_holds_for_this_call_and_this_day() -> None:
    assert not now(CALL).known
    found = now(CALL, PASS)
    assert found.known
    assert found.matched == ("phone", "email")
    assert found.by == "ann"
    assert now(event("note.added", "Wednesday 2026-04-08 10:03"), PASS, CALL).known
    assert not now(CALL, PASS, at="Thursday 2026-04-09 10:05").known
    assert not now(CALL, PASS, event("call.wrapped_up", "Wednesday 2026-04-08 10:04")).known
    assert not now(CALL, PASS, event("call.received", "Wednesday 2026-04-08 10:04")).known


def test_the_latest_check_stands() -> None:
    later = event("identity.checked", "Wednesday 2026-04-08 10:03", method="questions", result="not_passed")
    found = now(CALL, PASS, later)
    assert not found.known
    assert found.result == "not_passed"
    assert found.matched == ()
