"""How is an answer of an event said to people: by the label of its choice, or as a day?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kept.web.shared.access import Here
from kept.web.shared.words import day_words


def choice_words(here: Here, kind: str, field: str, value: object) -> str:
    """The label of a choice; the value itself where the kind has no such choice."""
    known = here.rulebook.kinds.get(kind)
    of = known.field(field) if known is not None else None
    return dict(of.choices).get(str(value), str(value or "")) if of is not None else str(value or "")


def day_said(here: Here, facts: Mapping[str, Any], name: str) -> str:
    """The day that a fact names, or nothing."""
    said = facts.get(name)
    return day_words(date.fromisoformat(str(said)), here.at.year) if said else ""


def hours_words(hours: float) -> str:
    """Hours as people say them: 2, 2.5."""
    return f"{hours:g}"
