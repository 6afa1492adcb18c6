"""Does each promise find what it is about, its name before what starts it?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kept.rulebook import load_folder
from kept.rulebook.subjects import Subject, subject_of
from tests.unit.rulebook.folders import GOOD, write

SMALL = load_folder(GOOD / "small", shared=GOOD / "shared")
SUBJECTS = b"""
- {name: gas, label: Gas, names: [boiler-checked]}
- {name: replies, label: Letters answered, starts: [letter.received], stops: [letter.sent]}
- {name: letters, label: Letters, starts: [letter.received], later: yes}
"""


def test_a_subject_is_found_by_its_name_or_by_what_starts_and_ends_it(tmp_path: Path) -> None:
    rulebook = load_folder(write(tmp_path, {"shared/subjects.yaml": SUBJECTS}))
    assert rulebook.room("subjects")[0] == Subject("gas", "Gas", names=("boiler-checked",))
    assert rulebook.room("subjects")[2].later
    promise = replace(rulebook.promises["plain:1.1"], starts=("letter.received",), stops=("letter.sent",))
    assert subject_of(promise, rulebook).name == "replies"
    assert subject_of(replace(promise, stops=("letter.answered",)), rulebook).name == "letters"
    assert subject_of(replace(promise, name="boiler-checked"), rulebook).name == "gas"
    assert subject_of(replace(promise, starts=("never.heard",)), rulebook).label == "never.heard"


def test_what_fits_nothing_is_about_what_starts_it() -> None:
    about = {clause: subject_of(each, SMALL).label for clause, each in SMALL.promises.items()}
    assert about["small:1.7"] == SMALL.kinds["visitor.arrived"].label
    assert about["small:1.6"] == SMALL.kinds["letter.sent"].label
    assert about["small:2.1"] == "Other things done again and again"
