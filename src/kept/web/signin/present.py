"""How do the pages on the way in read: the places of work, and the second proof?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kept.store.factors import Held
from kept.web.shared.access import Workplace, start_of
from kept.web.shared.keeping import SimpleError


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


@dataclass(frozen=True, slots=True)
class Second:
    """The page that asks for a second proof. `options` is what a passkey has to sign."""

    app: bool
    codes: bool
    options: str
    going_to: str
    sealed: str
    errors: tuple[SimpleError, ...] = ()


def second_page(held: Held, options: str, going_to: str, sealed: str, error: SimpleError | None) -> Second:
    """What this account has to offer."""
    errors = (error,) if error else ()
    return Second(held.app, held.codes_left > 0, options, going_to, sealed, errors)
