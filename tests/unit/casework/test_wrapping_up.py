"""Has everything that was raised been read back, before the call ends?"""

from __future__ import annotations

from typing import Any

import pytest

from kept.casework import Event
from kept.casework.wrapping_up import may_pass_on, unread, wrap_up
from kept.rulebook.model import EventKind
from tests.unit.workclock.calendars import t

KINDS = {"event.voided": EventKind("event.voided", "Struck out", "", acts="void")}


def event(uid: str, kind: str, minute: int, corrects: str | None = None, **facts: object) -> Event:
    at = t(f"Wednesday 2026-04-08 10:{minute:02}")
    return Event(uid, kind, at, at, "ann", facts=facts, corrects=corrects)


ONE, TWO = event("1", "call.issue_raised", 1), event("2", "call.issue_raised", 2)


def test_what_was_raised_is_unread_until_it_is_read_back_struck_out_or_they_rang_off() -> None:
    assert unread([TWO, ONE], KINDS) == (ONE, TWO)
    assert unread([ONE, TWO, event("v", "event.voided", 3, corrects="1")], KINDS) == (TWO,)
    read = event("w", "call.wrapped_up", 3, issues_confirmed=True)
    assert unread([ONE, TWO, read], KINDS) == ()
    assert unread([ONE, read, event("4", "call.issue_raised", 4)], KINDS)[0].id == "4"
    assert unread([ONE, event("w", "call.wrapped_up", 3, issues_confirmed=False)], KINDS) == (ONE,)
    assert unread([ONE, event("w", "call.wrapped_up", 3, why_not="rang_off")], KINDS) == ()


WHOLE: dict[str, Any] = {"subject": "rent", "about": "Her rent", "number": "1", "no_number": False}
FINE = {"settled": "in_full", "summed_up": True}
PART = {"settled": "part", "why_not": "find_out", "summed_up": True}


@pytest.mark.parametrize(
    ("facts", "more", "field"),
    [
        (FINE, {}, None),
        ({}, {}, "settled"),
        ({"settled": "part"}, {}, "why_not"),
        (FINE, {"subject": None}, "subject"),
        (FINE, {"about": ""}, "about"),
        ({"settled": "part", "why_not": "find_out", "summed_up": True}, {"number": ""}, "phone"),
        (
            {"settled": "part", "why_not": "find_out", "summed_up": True},
            {"number": "", "no_number": True},
            None,
        ),
        ({"settled": "part", "why_not": "rang_off"}, {}, None),
        (FINE, {"needs": True}, "adjusted"),
        (FINE | {"adjusted": "Spoke slowly"}, {"needs": True}, None),
        ({"settled": "in_full", "summed_up": False}, {}, "summed_up"),
    ],
)
def test_what_is_still_to_be_done_is_said_by_its_field(
    facts: dict[str, object], more: dict[str, Any], field: str | None
) -> None:
    refused = wrap_up(facts, [], [], **{**WHOLE, **more})
    assert (refused.field if refused else None) == field


def test_a_house_that_asks_for_notes_has_them_before_the_end() -> None:
    refused = wrap_up(FINE, [], [], **WHOLE, noted=["points"], demanded=["points", "outcome"])
    assert refused is not None
    assert refused.field == "points"
    assert wrap_up(FINE, [], [], **WHOLE, noted=["points"], demanded=["points"]) is None


def test_every_issue_is_ticked() -> None:
    refused = wrap_up(FINE, ["1", "2"], ["1"], **WHOLE)
    assert refused is not None
    assert refused.field == "issues"
    assert wrap_up(FINE, ["1", "2"], ["2", "1"], **WHOLE) is None


@pytest.mark.parametrize(
    ("facts", "more", "field"),
    [
        ({"why": "asked", "caller_told": True}, {}, None),
        ({"why": "asked", "caller_told": True}, {"to": ""}, "to"),
        ({"caller_told": True}, {}, "why"),
        ({"why": "asked", "caller_told": True}, {"subject": None}, "subject"),
        ({"why": "asked", "caller_told": True}, {"about": None}, "about"),
        ({"why": "asked"}, {}, "caller_told"),
    ],
)
def test_a_call_is_passed_on_with_a_reason_and_the_caller_told(
    facts: dict[str, object], more: dict[str, Any], field: str | None
) -> None:
    refused = may_pass_on(facts, **{"subject": "rent", "about": "Her rent", "to": "bea", **more})
    assert (refused.field if refused else None) == field
