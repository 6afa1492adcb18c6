"""Are checklists read, and is what is wrong with one said with its line?"""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.rulebook import RulebookFaults, load_folder
from kept.rulebook.checklists import CheckItem, Checklist
from kept.workclock.spans import WorkingDays
from tests.unit.rulebook.folders import write

GOOD = b"""
- name: daily
  label: Each day
  says: A walk round.
  every: 1 working day
  roles: [manager]
  publish: yes
  items:
    warm: {asks: Is it warm?, number: {label: Degrees, least: 17, beside: most-waiting}, fix: 2 working days}
    safe: {asks: Is it safe?, hazard: yes, photo: yes, needs: [reason], access: [step-free], offers: A way}
"""


def faults(tmp_path: Path, text: bytes) -> list[str]:
    with pytest.raises(RulebookFaults) as found:
        load_folder(write(tmp_path, {"checklists.yaml": text}))
    return [str(each) for each in found.value.faults]


def test_a_checklist_is_read(tmp_path: Path) -> None:
    (daily,) = load_folder(write(tmp_path, {"checklists.yaml": GOOD})).room("checklists")
    warm = CheckItem(
        "warm", "Is it warm?", number="Degrees", least=17, beside="most-waiting", fix=WorkingDays(2)
    )
    safe = CheckItem(
        "safe",
        "Is it safe?",
        hazard=True,
        photo=True,
        needs=("reason",),
        access=("step-free",),
        offers="A way",
    )
    assert daily == Checklist(
        "daily",
        "Each day",
        "A walk round.",
        (warm, safe),
        every=WorkingDays(1),
        roles=("manager",),
        publish=True,
    )
    assert daily.parts == ("warm", "safe")
    assert daily.item("safe") == safe
    assert daily.item("seats") is None
    assert daily.at("anywhere")
    assert not Checklist("x", "x", "x", offices=("main",)).at("branch")


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("every: 1 working day", "every: 2 hours", "Say how often in days, or longer"),
        ("every: 1 working day", "every: 1 day\n  closing: yes", "needs no other time"),
        ("every: 1 working day", "offices: [moon]", "no office of this name"),
        ("roles: [manager]", "roles: [wizard]", "Nobody here has this role"),
        ("least: 17", "least: 17, most: 3", "more than the most"),
        ("beside: most-waiting", "beside: nothing", "does not take this word"),
        ("needs: [reason]", "needs: [money]", "Nothing is asked under this name"),
        ("fix: 2 working days", "fix: 2 minutes", "Say how often in days, or longer"),
        ("hazard: yes", "held: the-moon", "does not take this word"),
        ("  label: Each day\n", "", "missing"),
        ("{asks: Is it safe?, ", "{", "missing"),
        ("publish: yes", "colour: red", "has this name"),
    ],
)
def test_what_is_wrong_with_it_is_said(tmp_path: Path, was: str, becomes: str, says: str) -> None:
    text = GOOD.decode()
    assert was in text
    told = faults(tmp_path, text.replace(was, becomes, 1).encode())
    assert any(says in each for each in told), told


def test_a_list_without_anything_to_look_at_is_a_fault(tmp_path: Path) -> None:
    assert any("items" in each for each in faults(tmp_path, b"- {name: x, label: X, says: X.}\n"))


def test_a_round_may_be_of_some_offices_alone(tmp_path: Path) -> None:
    office = load_folder(write(tmp_path / "before", {})).association.offices[0].slug
    text = GOOD.replace(b"publish: yes", f"offices: [{office}]".encode())
    (daily,) = load_folder(write(tmp_path / "after", {"checklists.yaml": text})).room("checklists")
    assert daily.offices == (office,)
