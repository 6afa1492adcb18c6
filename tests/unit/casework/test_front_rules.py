"""What is refused at the front desk, and in which words?"""

from __future__ import annotations

from typing import Any

import pytest

from kept.casework import front_rules


def place(**given: Any) -> str:
    asked = {
        "where": "reception",
        "private": True,
        "declined": False,
        "threat": "",
        "approver_leads": False,
        "approver": "",
    }
    found = front_rules.check_place(**{**asked, **given})
    return found.field or "" if found else ""


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"where": ""}, "where"),
        ({"private": False}, ""),
        ({"where": "private"}, ""),
        ({"declined": True}, ""),
        ({"where": "room"}, "where"),
        ({}, "threat"),
        ({"threat": "A fist"}, "approved_by"),
        ({"threat": "A fist", "approver": "bea"}, "approved_by"),
        ({"threat": "A fist", "approver": "mia", "approver_leads": True}, ""),
    ],
)
def test_a_private_matter_is_heard_in_private_but_for_a_threat_and_a_manager(
    given: dict[str, Any], field: str
) -> None:
    assert place(**given) == field


@pytest.mark.parametrize(
    ("second", "found", "field"),
    [("", "well", "second"), ("ann", "well", "second"), ("bea", "", "found"), ("bea", "ill", None)],
)
def test_a_second_colleague_looks(second: str, found: str, field: str | None) -> None:
    refused = front_rules.check_look(second=second, by="ann", found=found)
    assert (refused.field if refused else None) == field


@pytest.mark.parametrize(
    ("looked", "booked", "declined", "reason", "field"),
    [
        ("well", True, False, "Slurred", "second"),
        ("drinking", True, False, " ", "reason"),
        ("drinking", False, False, "Slurred", "booked_for"),
        ("drinking", True, False, "Slurred", None),
        ("drinking", False, True, "Slurred", None),
    ],
)
def test_nobody_is_turned_away_without_a_look_a_reason_and_an_appointment(
    looked: str, booked: bool, declined: bool, reason: str, field: str | None
) -> None:
    refused = front_rules.check_turned_away(looked=looked, booked=booked, declined=declined, reason=reason)
    assert (refused.field if refused else None) == field


@pytest.mark.parametrize(
    ("tried", "booked", "chose", "confirmed", "field"),
    [
        ("", True, "office", "printed", "tried"),
        ("Rang", True, "", "printed", "chose"),
        ("Rang", False, "declined", "", None),
        ("Rang", False, "home", "printed", "booked_for"),
        ("Rang", True, "home", "", "confirmed"),
        ("Rang", True, "office", "letter", None),
    ],
)
def test_nobody_leaves_unsettled_without_what_was_tried_and_a_time_in_writing(
    tried: str, booked: bool, chose: str, confirmed: str, field: str | None
) -> None:
    refused = front_rules.check_unsettled(tried=tried, booked=booked, chose=chose, confirmed=confirmed)
    assert (refused.field if refused else None) == field
