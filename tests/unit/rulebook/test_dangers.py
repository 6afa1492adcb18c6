"""What is said and whom to ring in danger: common to all, and an association's own before it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kept.rulebook import compiled, from_compiled, load_folder, policies_folder
from kept.rulebook.model import Danger
from tests.unit.rulebook.folders import good, write

KINDS = b"""
hazard.marked:
  label: Danger
  says: Something may hurt somebody.
  opens: hazard
  fields:
    what: {label: 'What is it?', type: choice, choices: {gas: Gas, damp: Damp}}
"""
COMMON = b"""
- what: gas
  ring: {Gas service: '0800 111 999'}
  script: [Go outside.]
- what: damp
  emergency: no
  ring: {NHS: '111'}
  script: [Who lives there?, Since when?]
"""
OWN = b"""
danger:
  gas: {ring: {Our engineer: '01632 960 001'}}
  damp: {script: [Tell me about it.]}
"""


def test_the_associations_numbers_come_first_and_its_words_in_their_place(tmp_path: Path) -> None:
    association = good("plain")["association.yaml"] + OWN
    files = {"events.yaml": KINDS, "shared/danger.yaml": COMMON, "association.yaml": association}
    rulebook = load_folder(write(tmp_path, files))
    assert rulebook.association.dangers == (
        Danger("gas", ("Go outside.",), (("Our engineer", "01632 960 001"), ("Gas service", "0800 111 999"))),
        Danger("damp", ("Tell me about it.",), (("NHS", "111"),), emergency=False),
    )
    assert from_compiled(json.loads(json.dumps(compiled(rulebook)))) == rulebook


def test_where_nothing_is_said_there_is_nothing(tmp_path: Path) -> None:
    assert load_folder(write(tmp_path, {})).association.dangers == ()


@pytest.mark.parametrize("slug", ["karin", "redland", "wessex", "moray", "magna"])
def test_everybody_has_words_and_a_number_for_every_danger(slug: str) -> None:
    rulebook = load_folder(policies_folder() / slug)
    what = rulebook.kinds["hazard.marked"].field("what")
    assert what is not None
    dangers = {each.what: each for each in rulebook.association.dangers}
    assert set(dangers) == {name for name, _label in what.choices}
    assert all(each.script and each.ring for each in dangers.values())
    numbers = {number for _who, number in dangers["gas"].ring}
    assert {"0800 111 999", "999"} <= numbers
