"""Is a policy in order: can its files be read as a rulebook, and do its worked examples come out?

    checked(files).faults           # every fault, with its file and line; empty where it is in order
    checked(files).rulebook         # None where the files make none
    examples_put_right(files, [17]) # the files, with what the 18th example now comes to as its expectation

The one check of the command line and of the browser.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kept.casework.examples import NONE, Differs, differing
from kept.rulebook import Rulebook, RulebookFaults, load_files
from kept.rulebook.editing import with_value, without
from kept.rulebook.faults import Fault
from kept.rulebook.load import EXAMPLES


@dataclass(frozen=True, slots=True)
class Checked:
    """What the files make, all that is wrong with them, and those of it that are worked examples."""

    rulebook: Rulebook | None
    faults: tuple[Fault, ...]
    examples: tuple[Differs, ...] = ()

    @property
    def in_order(self) -> bool:
        """Whether it could come into force."""
        return not self.faults


def checked(files: Mapping[str, str]) -> Checked:
    """Every fault of the files, which are named as `files_of` names them."""
    try:
        rulebook = load_files(files)
    except RulebookFaults as problem:
        return Checked(None, problem.faults)
    found = tuple(differing(rulebook))
    lines = files[EXAMPLES].splitlines() if found else []
    return Checked(rulebook, tuple(_fault(each, lines) for each in found), found)


def _fault(each: Differs, lines: list[str]) -> Fault:
    line = next((number for number, text in enumerate(lines, 1) if each.name in text), 1)
    message = f"The example “{each.name}” comes out otherwise: {each.sentence}. Look at both."
    return Fault(EXAMPLES, line, each.clause, "", "", None, message)


def examples_put_right(files: Mapping[str, str], places: Collection[int]) -> dict[str, str]:
    """The files with what these examples now come to as what is expected of them.

    Only what somebody has looked at is named.
    """
    text = files.get(EXAMPLES, "")
    for each in checked(files).examples:
        if each.place in places:
            text = _put_right(text, each)
    return {**files, EXAMPLES: text} if text else dict(files)


def _put_right(text: str, example: Differs) -> str:
    """What is new first: a list that has become empty takes nothing more."""
    for name, value in example.comes_out.items():
        if value:
            path = (example.place, "expect", name)
            text = with_value(text, path, True if name == NONE else value)
    for name, value in example.comes_out.items():
        if not value:
            text = without(text, (example.place, "expect", name))
    return text
