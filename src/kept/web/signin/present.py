"""Which places of work does the page offer?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kept.web.shared.access import Workplace, start_of


@dataclass(frozen=True, slots=True)
class Place:
    """One association, what one is there, and where its work begins."""

    name: str
    role: str
    address: str


@dataclass(frozen=True, slots=True)
class Choices:
    """The page."""

    places: tuple[Place, ...]
    errors: tuple[str, ...] = ()


def choices(workplaces: Iterable[Workplace]) -> Choices:
    """The places by name."""
    found = sorted(workplaces, key=lambda each: each.name.casefold())
    return Choices(tuple(Place(each.name, each.role_words, start_of(each)) for each in found))
