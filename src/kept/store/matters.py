"""Which matters are so serious that somebody is seen sooner, as the association has it now?

    matters(karin, rulebook)        # (Known("harassment", "Harassment", "one_day", version=0), …)

The list begins with the association's `diary.yaml`; a manager's change is a row with the next version, which
holds from then on.
"""

from __future__ import annotations

from dataclasses import dataclass

from kept.rulebook import Rulebook
from kept.rulebook.diary import MATTER
from kept.store.models import Association, Matter


@dataclass(frozen=True, slots=True)
class Known:
    """One matter, and how serious it is. Version 0 is as the association's file has it."""

    name: str
    label: str
    category: str
    version: int = 0
    withdrawn: bool = False


def matters(here: Association, rulebook: Rulebook) -> tuple[Known, ...]:
    """Those that hold, in the order of the file and then of their coming."""
    return tuple(each for each in all_of(here, rulebook) if not each.withdrawn)


def all_of(here: Association, rulebook: Rulebook) -> tuple[Known, ...]:
    """The same with those that were withdrawn."""
    found = {
        each.name: Known(each.name, each.label, each.category)
        for each in rulebook.room("diary")
        if each.sort == MATTER
    }
    for each in Matter.objects.filter(association=here).order_by("id"):
        found[each.name] = Known(each.name, each.label, each.category, each.version, each.withdrawn)
    return tuple(found.values())
