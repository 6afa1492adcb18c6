"""How long is the way from one visit to the next, and can both be kept?

    minutes_between("IV30 1AA", "IV30 4DD", ways)      # 15
    late(visits, ways)                                 # (TooTight(first, second, there=…, needs=15), …)

A place is known by its postcode. Where the association has said how long the way between two places is, that
holds; else it follows from how like the postcodes are. Where a place is not known nobody is warned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

_POSTCODE = re.compile(r"([A-Z]{1,2})([0-9][0-9A-Z]?) ?([0-9])?([A-Z]{2})?\Z")
AREA, DISTRICT, SECTOR, SAME, OTHER = "AREA", "DISTRICT", "SECTOR", "SAME", "OTHER"
# From the likest on.
ALIKE = (SAME, SECTOR, DISTRICT, AREA)


@dataclass(frozen=True, slots=True)
class Ways:
    """How many minutes lie between two places: by their beginnings, and by how like they are."""

    between: Mapping[frozenset[str], int]
    alike: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody is somewhere, from one moment to another."""

    starts_at: datetime
    ends_at: datetime
    postcode: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class TooTight:
    """Two stops between which the way takes longer than there is time."""

    before: Stop
    after: Stop
    needs: int

    @property
    def there(self) -> int:
        """The minutes that there are."""
        return max(0, int((self.after.starts_at - self.before.ends_at) / timedelta(minutes=1)))


def ways_of(entries: Iterable[tuple[tuple[str, ...], int]]) -> Ways:
    """The ways as the diary's data has them: between two places, or for how like they are."""
    between: dict[frozenset[str], int] = {}
    alike: dict[str, int] = {}
    for places, minutes in entries:
        if len(places) == 1:
            alike[places[0]] = minutes
        else:
            between[frozenset(_tidy(each) for each in places)] = minutes
    return Ways(between, alike)


def minutes_between(one: str, other: str, ways: Ways) -> int | None:
    """The minutes from one postcode to the other; None where either is no postcode that can be read."""
    first, second = parts(one), parts(other)
    if first is None or second is None:
        return None
    for mine in reversed(first):
        for theirs in reversed(second):
            found = ways.between.get(frozenset({mine, theirs}))
            if found is not None and mine != theirs:
                return found
    return ways.alike.get(_likeness(first, second))


def _likeness(one: Sequence[str], other: Sequence[str]) -> str:
    """How far two postcodes agree, each given as its area, district, sector and whole."""
    for name, place in zip(ALIKE, (3, 2, 1, 0), strict=True):
        if len(one) > place and len(other) > place and one[place] == other[place]:
            return name
    return OTHER


def parts(postcode: str) -> tuple[str, ...] | None:
    """Area, district, sector and the whole, as far as they are told; None where it is no postcode."""
    match = _POSTCODE.match(_tidy(postcode))
    if match is None:
        return None
    area, district, sector, unit = match.groups()
    found = [area, area + district]
    if sector:
        found.append(f"{area}{district} {sector}")
    if sector and unit:
        found.append(f"{area}{district} {sector}{unit}")
    return tuple(found)


def _tidy(text: str) -> str:
    """Capitals, and one space where a postcode has it: "iv301aa" is "IV30 1AA", and "IV30 1" stays."""
    words = text.upper().split()
    letters = "".join(words)
    if len(letters) > 4 and letters[-3].isdigit() and letters[-2:].isalpha():
        return f"{letters[:-3]} {letters[-3:]}"
    return " ".join(words)


def too_tight(stops: Sequence[Stop], ways: Ways) -> tuple[TooTight, ...]:
    """Each two that follow one another and cannot both be kept."""
    found = []
    known = sorted((each for each in stops if each.postcode), key=lambda each: each.starts_at)
    for before, after in pairwise(known):
        needs = minutes_between(before.postcode, after.postcode, ways)
        if needs is not None and before.ends_at + timedelta(minutes=needs) > after.starts_at:
            found.append(TooTight(before, after, needs))
    return tuple(found)
