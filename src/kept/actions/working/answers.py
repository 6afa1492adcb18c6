"""Are these answers ones that the event kind takes, and which of them are personal?

    split(kind, {"from_name": "Ms Okafor", "urgent": True})   ->   Answers(facts={"urgent": True},
    words={"from_name": …})

Facts go into the ledger for good; personal words lie beside it and may be erased. A correction takes the
answers of what it corrects besides its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kept.casework import Refused
from kept.rulebook.facts import read_facts
from kept.rulebook.model import EventKind


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one event, apart."""

    facts: dict[str, object]
    words: dict[str, object]


def split(
    kind: EventKind,
    given: Mapping[str, object],
    *,
    corrected: EventKind | None = None,
    lenient: bool = False,
) -> Answers | Refused:
    """The answers in their one spelling, or the first refusal.

    A `lenient` reading leaves out what is at fault.
    """
    if not given and not any(each.required for each in kind.fields):
        return Answers({}, {})
    emptied: set[str] = set()
    if kind.acts == "correct" and corrected is not None:
        own = {each.name for each in kind.fields}
        kind = _with_fields_of(corrected, kind)
        # A correction may say that a question has no answer after all.
        emptied = {
            name for name, value in given.items() if value is None and name not in own and kind.field(name)
        }
    read, faults = read_facts(kind, given)
    if faults and not lenient:
        name, sentence = next(iter(faults.items()))
        return Refused(sentence, name)
    read.update(dict.fromkeys(emptied))
    personal = {each.name for each in kind.fields if each.personal}
    facts = {name: value for name, value in read.items() if name not in personal}
    return Answers(facts, {name: value for name, value in read.items() if name in personal})


def _with_fields_of(corrected: EventKind, kind: EventKind) -> EventKind:
    """A correction says its own fields and those of what it puts right, any of them left out."""
    own = {each.name for each in kind.fields}
    more = [replace(each, required=False) for each in corrected.fields if each.name not in own]
    return replace(kind, fields=(*kind.fields, *more))
