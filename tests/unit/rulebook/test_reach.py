"""Which promises does nobody's opening hours reach, for how much of the week?"""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.rulebook import load_folder
from kept.rulebook.reach import unkeepable
from tests.unit.rulebook.folders import GOOD, good, write

CLAUSE = """
- id: plain:2.1
  lines: 7-7
  kind: timed
  says: x
  promise: {name: x, public: x, owner: desk, stops: [letter.sent], """


def share(root: Path, promise: str, *, events: str = "") -> float:
    """The share of the week for a promise of the plain association: open on Mondays from nine to five."""
    clause = f"{CLAUSE}{promise}}}\n"
    files = {"clauses/b.yaml": clause.encode()} | ({"events.yaml": events.encode()} if events else {})
    return unkeepable(load_folder(write(root, files))).get("plain:2.1", 0.0)


@pytest.mark.parametrize(
    ("within", "hours"),
    [
        ("24 hours", 168 - 24 - 8),  # from Sunday nine o'clock until Monday five there is time
        ("5 minutes", 168 - 8),
        ("same day", 168 - 17),  # Monday until five
        ("7 days", 0),
        ("5 working days", 0),  # from Monday evening they end on the next Monday, which has hours
        ("4 office hours", 0),
    ],
)
def test_share_of_the_week_that_is_out_of_hours(within: str, hours: int, tmp_path: Path) -> None:
    assert share(tmp_path, f"starts: letter.received, within: {within}") == pytest.approx(
        hours / 168, abs=0.004
    )


def test_week_that_is_looked_at_has_no_holiday_near(tmp_path: Path) -> None:
    file = "shared/holidays/england.yaml"
    raw = good("plain")[file].replace(
        b"  - {day: 2020-04-10",
        b"  - {day: 2020-02-03, name: Snow, announced: 2018-01-01}\n  - {day: 2020-04-10",
    )
    clause = f"{CLAUSE}starts: letter.received, within: 7 days}}\n".encode()
    assert unkeepable(load_folder(write(tmp_path, {file: raw, "clauses/b.yaml": clause}))) == {}


def test_promise_that_asks_for_open_hours_is_always_within_them(tmp_path: Path) -> None:
    fields = "{out_of_hours: {label: x, type: yes_no, counts: yes}}"
    events = f"bell.rang: {{label: x, says: x, opens: bell, fields: {fields}}}"
    asked = "starts: bell.rang, within: 5 minutes"
    assert share(tmp_path / "a", f"{asked}, when: {{out_of_hours: no}}", events=events) == 0
    assert share(tmp_path / "b", f"{asked}, when: {{out_of_hours: yes}}", events=events) > 0.9


def test_promise_that_counts_from_opening_or_back_from_a_date_has_no_such_times(tmp_path: Path) -> None:
    assert share(tmp_path / "a", "starts: letter.received, within: 1 hour, counting_from: opening") == 0
    before = "starts: visit.requested, within: 1 hour before, counts_from: planned_on"
    assert share(tmp_path / "b", before) == 0


def test_table_counts_by_its_shortest_span() -> None:
    small = load_folder(GOOD / "small", shared=GOOD / "shared")
    assert unkeepable(small)["small:1.3"] == pytest.approx(0.53, abs=0.02)


def test_span_beyond_all_reckoning_is_not_looked_at(tmp_path: Path) -> None:
    assert share(tmp_path, "starts: letter.received, within: by 2199") == 0
