"""Which reasons were given for what was not kept, how often, and for how much of it was none given?

    said_of(here, {"our_mistake": 4, "": 2})     # Said((Reason("Our mistake", "4", "67 %"),), "2 of 6 …")

The reasons that were given most often come first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kept.rulebook.reasons import reasons_of
from kept.store.reasons import NOT_SAID
from kept.web.shared.access import Here
from kept.web.shared.shares import percent


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: how often, and which share of what was not kept."""

    words: str
    number: str
    share: str


@dataclass(frozen=True, slots=True)
class Said:
    """All of them. `not_said` is a sentence about those that have no reason yet."""

    rows: tuple[Reason, ...]
    not_said: str


def ordered(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    """The reasons that were given, the most frequent first."""
    given = [(slug, n) for slug, n in counted.items() if slug != NOT_SAID]
    return sorted(given, key=lambda each: (-each[1], each[0]))


def said_of(here: Here, counted: Mapping[str, int], most: int | None = None) -> Said | None:
    """At most so many of these reasons; None where nothing was broken."""
    of, without = sum(counted.values()), counted.get(NOT_SAID, 0)
    if not of:
        return None
    names = reasons_of(here.rulebook)
    return Said(
        tuple(Reason(names.get(slug, slug), f"{n:,}", percent(n, of)) for slug, n in ordered(counted)[:most]),
        _("%(n)s of %(of)s have no reason yet.") % {"n": f"{without:,}", "of": f"{of:,}"} if without else "",
    )
