"""Which few words tell one contact from another in a list?

The first short personal answer of the event that began it, which by the order of its fields is who it came
from.
"""

from __future__ import annotations

from collections.abc import Mapping

from kept.rulebook.model import EventKind

SHOWN = 60


def gist_of(kind: EventKind, words: Mapping[str, object]) -> str:
    """A name, an address or a number; empty where none was given or it has been erased."""
    for field in kind.fields:
        if field.personal and field.type != "long_text" and words.get(field.name):
            text = str(words[field.name])
            return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
    return ""
