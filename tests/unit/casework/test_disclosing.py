"""To whom may what we know of somebody go, and who need not see it?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from kept.casework.disclosing import (
    Around,
    Wish,
    among_own,
    check_may_approve,
    fault,
    masked,
    named_in,
    names_in,
)
from kept.casework.visibility import Seer

GOOD = Wish("outside", "Their new address", "City council", "To trace what is owed", "law")


def test_a_disclosure_says_everything_that_it_must() -> None:
    assert fault(GOOD) is None
    assert fault(replace(GOOD, basis="protocol", protocol="Leeds protocol 2025")) is None
    assert fault(replace(GOOD, basis="consent", consented=True)) is None
    assert fault(replace(GOOD, sort="section", service="Repairs")) is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sort": "gossip"}, "sort"),
        ({"basis": "curiosity"}, "basis"),
        ({"what": " "}, "what"),
        ({"recipient": ""}, "recipient"),
        ({"sort": "section"}, "service"),
        ({"purpose": ""}, "purpose"),
        ({"basis": "protocol"}, "protocol"),
        ({"basis": "consent"}, "basis"),
    ],
)
def test_what_is_missing_is_asked_for_by_its_field(change: dict[str, str], field: str) -> None:
    refused = fault(replace(GOOD, **change))  # type: ignore[arg-type]
    assert refused is not None
    assert refused.field == field


def test_nobody_approves_what_they_asked_for() -> None:
    assert check_may_approve(asked_by="ann", by="mia", role="manager") is None
    for by, role in (("mia", "officer"), ("ann", "manager")):
        assert check_may_approve(asked_by="ann", by=by, role=role) is not None


@pytest.mark.parametrize(
    ("around", "own"),
    [
        (Around(), False),
        (Around(owners={7}), True),
        (Around(officers={7}), True),
        (Around(recorders={"ann"}), True),
        (Around(teams={3}), True),
        (Around(owners={8}, teams={4}, officers={9}, recorders={"bob"}), False),
    ],
)
def test_what_is_among_ones_own(around: Around, own: bool) -> None:
    assert among_own(Seer(7, "officer", 3), "ann", around) is own
    assert not among_own(Seer(6, "officer"), "cas", around)


def test_another_customer_is_found_in_a_letter() -> None:
    text = "We spoke to Kim Bell, at Flat 2, 14 Mill Road. We know what O’Neill Price said."
    assert names_in(text) == ("Kim Bell", "Mill Road", "O’Neill Price")
    others = [("Kim Bell", {"Kim Bell", "0113 496 0001"}), ("Ngozi Okafor", {"Ngozi Okafor", "9"})]
    assert named_in(text, others) == ("Kim Bell",)


def test_what_is_hidden_from_a_role_is_masked() -> None:
    assert masked("Kim Bell", {"name"}, "name", instead="K7F3-9Q2M") == "K7F3-9Q2M"
    assert masked("Kim Bell", {"phone"}, "name") == "Kim Bell"
