"""Do an association's rooms hold what is shared and its own, and do clauses rest on what is there?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from kept.rulebook import compiled, from_compiled, load_folder
from kept.rulebook.guidance import Guidance
from kept.rulebook.plainly import plain_of, value_of
from kept.workclock import Minutes, Span, WorkingDays
from tests.unit.rulebook.folders import write

SHARED = b"""
- {name: greet, at: [call], says: Say who you are.}
- {name: shoes, at: [visit], says: Ask about shoes.}
- {name: smoke, at: [visit], says: Do not smoke.}
"""
OWN = b"""
- {name: shoes, at: [visit], says: Take them off.}
- {name: smoke, left_out: yes}
- {name: dogs, at: [visit], says: Ask about the dog.}
"""
CLAUSES = b"""
- {id: 'plain:2.1', lines: 7-7, kind: conduct, says: x, keepers: ['guidance:greet', 'form:letter.received']}
"""


def test_an_association_replaces_leaves_out_and_adds(tmp_path: Path) -> None:
    files = {"shared/guidance.yaml": SHARED, "guidance.yaml": OWN, "clauses/b.yaml": CLAUSES}
    rulebook = load_folder(write(tmp_path, files))
    assert rulebook.room("guidance") == (
        Guidance("greet", ("call",), "Say who you are."),
        Guidance("shoes", ("visit",), "Take them off."),
        Guidance("dogs", ("visit",), "Ask about the dog."),
    )
    assert rulebook.room("cellar") == ()
    assert rulebook.clause_by_id["plain:2.1"].keepers == ("guidance:greet", "form:letter.received")


def test_what_stays_left_in_is_held(tmp_path: Path) -> None:
    own = b"- {name: smoke, left_out: no}\n"
    rulebook = load_folder(write(tmp_path, {"shared/guidance.yaml": SHARED, "guidance.yaml": own}))
    assert [each.name for each in rulebook.room("guidance")] == ["greet", "shoes", "smoke"]


def test_rooms_travel_through_json(tmp_path: Path) -> None:
    rulebook = load_folder(write(tmp_path, {"shared/guidance.yaml": SHARED, "clauses/b.yaml": CLAUSES}))
    data = json.loads(json.dumps(compiled(rulebook)))
    assert from_compiled(data) == rulebook
    data["rooms"]["a-room-of-later"] = [{"name": "x"}]
    assert from_compiled(data) == rulebook


@dataclass(frozen=True)
class Drawer:
    name: str
    n: int = 0
    share: float | None = None
    since: date | None = None
    at: time = time(9)
    within: Span | None = None
    warn: Minutes | None = None
    pairs: tuple[tuple[str, int], ...] = ()
    inner: tuple[Guidance, ...] = ()
    first: Guidance | None = None
    either: str | int = ""


def test_every_sort_of_value_travels() -> None:
    within = WorkingDays(3)
    full = Drawer(
        "x",
        2,
        0.5,
        date(2026, 4, 7),
        time(17, 30),
        within,
        Minutes(5),
        (("a", 1),),
        (Guidance("g", ("call",), "Say it."),),
        Guidance("h", (), ""),
        "word",
    )
    for each in (full, Drawer("y"), Drawer("z", either=4)):
        assert value_of(Drawer, json.loads(json.dumps(plain_of(each)))) == each
    assert plain_of(Drawer("y")) == {"name": "y"}


def test_a_field_of_a_later_kept_is_passed_over() -> None:
    assert value_of(Guidance, {"name": "a", "at": [], "says": "b", "colour": "red"}) == Guidance("a", (), "b")
