"""How do the answers of something that happened read, on a thread and in a customer's file alike?

    facts_of(kind, {"about": "The lift"}, zone=zone, name=record.name)   # Fact("What about?", "The lift"), …

What was put right shows the old answer struck beside the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kept.casework.housekeeping import HANDED_OVER
from kept.rulebook.model import EventKind
from kept.web.shared.answers import answer_words

# The answers of a handing over that name a colleague.
FROM_HAND_TO_HAND = ("to", "from_whom")


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer. `was` is the one that it replaces, shown struck.
    `personal` words are set apart from ours.
    """

    label: str
    value: str
    was: str = ""
    personal: bool = False
    long: bool = False


def facts_of(
    kind: EventKind,
    new: Mapping[str, object],
    old: Mapping[str, object] | None = None,
    *,
    zone: str,
    name: Callable[[str], str],
) -> Iterable[Fact]:
    """The answers in the order of the form. `old` are those before somebody put them right."""
    before = new if old is None else old
    place = ZoneInfo(zone)
    for field in kind.fields:
        if field.name not in new and field.name not in before:
            continue
        value = answer_words(field, new.get(field.name), place)
        was = answer_words(field, before.get(field.name), place)
        if kind.name == HANDED_OVER and field.name in FROM_HAND_TO_HAND:
            value, was = name(value), name(was)
        if value or was:
            changed = was if was != value and old is not None else ""
            yield Fact(field.label, value, changed, field.personal, field.type == "long_text")
