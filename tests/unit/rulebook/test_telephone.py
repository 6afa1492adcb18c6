"""How a house holds its telephone is data, and what is wrong with it is said."""

from __future__ import annotations

from datetime import time

import pytest

from kept.rulebook.context import Context
from kept.rulebook.entry import entries
from kept.rulebook.faults import Findings
from kept.rulebook.plainly import plain_of, value_of
from kept.rulebook.telephone import Practice, Telephone, read_practice, telephone_of
from kept.rulebook.yamlread import parse_text
from kept.workclock import WorkingDays
from tests import cast


def read(text: str) -> tuple[list[Practice | None], list[str]]:
    findings, rulebook = Findings(), cast.rulebook("moray")
    context = Context(rulebook.association, rulebook.kinds, {})
    data = parse_text(text, "telephone.yaml", findings)
    found = [
        read_practice(each, context) for each in entries(findings, "telephone.yaml", data, where="practice")
    ]
    return found, [each.message for each in findings.faults]


def test_each_practice_has_its_own_parts() -> None:
    text = """
- {name: identity, asks: [born_on, phone], least: 2}
- {name: message, asks: [from_name, home_phone/mobile_phone]}
- {name: ringing-back, over: 2 working days, each_day: 3, evenings: yes, then: letter.sent}
- {name: notes, asks: [points]}
- {name: evening, from: "18:00", to: "20:30"}
- {name: who-deals, teams: {rent: housing}}
- {name: no-contact-letter, says: "We rang: {attempts}. {name}"}
"""
    found, faults = read(text)
    assert faults == []
    house = Telephone({each.name: each for each in found if each})
    assert house["identity"].least == 2
    assert house.demanded == (("from_name",), ("home_phone", "mobile_phone"))
    assert house["ringing-back"].over == WorkingDays(2)
    assert house["ringing-back"].then == "letter.sent"
    assert house.evening == (time(18), time(20, 30))
    assert house["who-deals"].teams == (("rent", "housing"),)
    assert [value_of(Practice, plain_of(each)) for each in found] == found


def test_a_house_that_says_nothing_has_plain_answers() -> None:
    house = Telephone({})
    assert house.evening == (time(17), time(20))
    assert house.demanded == ()
    assert house["identity"].least == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{name: whistling}", "does not take this word"),
        ("{asks: [phone]}", "missing"),
        ("{name: identity, asks: [shoe_size], least: 1}", "Nothing on file"),
        ("{name: identity, asks: [phone], least: 2}", "whole number"),
        ("{name: identity, asks: [phone], least: 1, over: 2 days}", "has this name"),
        ("{name: message, asks: [shoe_size]}", "no field of this name"),
        ("{name: notes, asks: [shoe_size]}", "no field of this name"),
        ("{name: ringing-back, over: 2 days, each_day: 2}", "working days"),
        ("{name: ringing-back, over: 2 working days, each_day: 0}", "whole number"),
        (
            "{name: ringing-back, over: 2 working days, each_day: 1, then: letter.sung}",
            "does not take this word",
        ),
        ("{name: evening, from: half past five, to: '20:00'}", "cannot read this as a time of day"),
        ("{name: evening, from: '20:00', to: '17:00'}", "before it begins"),
        ("{name: evening, from: '17:00'}", "missing"),
        ("{name: who-deals, teams: {music: housing}}", "No subject of a call has this name"),
        ("{name: who-deals, teams: {rent: orchestra}}", "There is no team of this name here"),
        ("{name: no-contact-letter, says: 'Hello {attempts} {weather}'}", "Nothing fills"),
        ("{name: no-contact-letter, says: 'Hello'}", "when we rang"),
    ],
)
def test_what_is_wrong_is_said(text: str, says: str) -> None:
    _, faults = read(f"- {text}\n")
    assert any(says in each for each in faults), faults


@pytest.mark.parametrize("slug", ["karin", "redland", "wessex", "moray", "magna"])
def test_every_house_has_a_letter_a_protocol_and_an_identity_check(slug: str) -> None:
    house = telephone_of(cast.rulebook(slug))
    assert house["identity"].least >= 2
    assert house["ringing-back"].over is not None
    assert "{attempts}" in house["no-contact-letter"].says
    assert house.demanded
