"""Who could swap homes with whom?

    matches(mine, others)       # (Match(other, reasons=("…",)), …): each fits what the other looks for

1. Both wishes have to be met: area, size and what the home must have. Who wants any area writes none.
2. Nobody is proposed to whoever has said no to them, and nobody who may not be told of is named to anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from kept.casework.values import Refused

FEWEST, MOST = 0, 9
LONGEST_AREA, MOST_AREAS = 80, 12


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the register: what they have, and what they look for."""

    ref: str
    area: str
    bedrooms: int
    has: tuple[str, ...] = ()
    wants_areas: tuple[str, ...] = ()
    wants_least: int = FEWEST
    wants_most: int = MOST
    needs: tuple[str, ...] = ()
    may_be_shown: bool = False
    may_be_told: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who could swap, and whether both let us tell each of the other."""

    other: Entry
    may_tell: bool
    more: tuple[str, ...] = field(default=())


def fits(home: Entry, wish: Entry) -> bool:
    """Whether the one's home is what the other looks for."""
    areas = {_place(each) for each in wish.wants_areas}
    return (
        wish.wants_least <= home.bedrooms <= wish.wants_most
        and set(wish.needs) <= set(home.has)
        and (not areas or _place(home.area) in areas)
    )


def matches(mine: Entry, others: Iterable[Entry], *, not_again: Collection[str] = ()) -> tuple[Pair, ...]:
    """Everybody with whom both wishes would be met, those whom we may tell first."""
    found = [
        Pair(each, mine.may_be_told and each.may_be_told, tuple(n for n in each.has if n not in mine.needs))
        for each in others
        if each.ref != mine.ref and each.ref not in not_again and fits(each, mine) and fits(mine, each)
    ]
    return tuple(sorted(found, key=lambda each: (not each.may_tell, each.other.ref)))


def _place(name: str) -> str:
    return " ".join(name.casefold().split())


def check_entry(entry: Entry) -> Refused | None:
    """Why this cannot stand on the register; None where it can."""
    if not entry.area.strip() or len(entry.area) > LONGEST_AREA:
        return Refused("Say in which area the home is, such as Harehills; not its address.", "area")
    if any(each.isdigit() for each in entry.area):
        return Refused("Write the area without a number: an address is not shown to others.", "area")
    if not FEWEST <= entry.bedrooms <= MOST:
        return Refused(f"Say how many bedrooms it has, from {FEWEST} (a bedsit) to {MOST}.", "bedrooms")
    if len(entry.wants_areas) > MOST_AREAS or any(len(each) > LONGEST_AREA for each in entry.wants_areas):
        return Refused(f"Name at most {MOST_AREAS} areas, one on each line, or none for any.", "wants_areas")
    if not FEWEST <= entry.wants_least <= entry.wants_most <= MOST:
        return Refused("Say how many bedrooms they look for: from the fewest to the most.", "wants_least")
    return None


def check_may_tell(one: Entry, two: Entry) -> Refused | None:
    """Why the two may not be told of one another; None where both allowed it and each fits the other."""
    if not (one.may_be_told and two.may_be_told):
        return Refused(
            "One of the two has not let us give their name to others. Ask them, and change the entry.",
            "other",
        )
    if not (fits(one, two) and fits(two, one)):
        return Refused("They do not fit one another any more. Look at the list again.", "other")
    return None
