"""How are the rules for moves read?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kept.rulebook import load_folder
from kept.rulebook.faults import RulebookFaults
from kept.rulebook.moves import MoveRule
from tests.unit.rulebook.folders import write

RULES = b"""
- {name: health, sort: points, label: Health, points: 40, most: 2}
- {name: swap, sort: way, label: Swap, leads: move, says: You swap., who: All., contact: Ask., needs: [older]}
- {name: older, sort: circumstance, label: Older}
- {name: lift, sort: feature, label: A lift}
- name: sch3-1
  sort: ground
  label: An order
  nations: [england]
  tenancies: [secure]
  from: 1990-01-01
  source: The Act
  confirmed: 'yes'
- name: notice
  sort: limit
  limit: notice
  label: Four weeks
  number: 4
  unit: weeks
  from: 1990-01-01
  source: The Act
  confirmed: 'no'
"""


def test_each_sort_says_what_belongs_to_it(tmp_path: Path) -> None:
    points, way, older, lift, ground, notice = load_folder(write(tmp_path, {"moves.yaml": RULES})).room(
        "moves"
    )
    assert points == MoveRule("health", "points", "Health", points=40, most=2)
    assert (way.leads, way.needs, way.contact) == ("move", ("older",), "Ask.")
    assert (older.sort, lift.sort) == ("circumstance", "feature")
    assert (ground.nations, ground.tenancies, ground.since) == (("england",), ("secure",), date(1990, 1, 1))
    assert (notice.limit, notice.number, notice.unit, notice.confirmed) == ("notice", 4, "weeks", "no")


def test_one_without_its_sort_is_left_out(tmp_path: Path) -> None:
    with pytest.raises(RulebookFaults, match="sort"):
        load_folder(write(tmp_path, {"moves.yaml": b"- {name: x, label: X}\n"}))
