"""What does the housing system say of one person, home, tenancy or patch, and what became of it?

Record("P-1041", {"name": "Ngozi Okafor", "phones": ["0113 496 0001"]})
Became(ADDED, ref="K7F3-9Q2M")
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kept.casework import Refused

ADDED, CHANGED, ENDED, SAME, LEFT = "added", "changed", "ended", "same", "left"


@dataclass(frozen=True, slots=True)
class Record:
    """What is said under one of the housing system's references. A field that is not named is not said.

    Other rows are named by the references of the housing system, officers by handle or e-mail address.
    """

    ref: str
    said: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one record. `without` are the answers that could not be taken, though the rest was.

    LEFT is a person whose words were erased: what the housing system says of them is not taken in again.
    """

    outcome: str | Refused
    ref: str | None = None
    without: tuple[Refused, ...] = ()

    @property
    def refused(self) -> Refused | None:
        """Why it could not be taken, where it could not."""
        return self.outcome if isinstance(self.outcome, Refused) else None


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody who came on record and may be somebody whom staff had added already, and by what."""

    ref: str
    other: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of each record, in their order, and who may be on record twice now."""

    became: tuple[Became, ...]
    alike: tuple[Alike, ...] = ()
