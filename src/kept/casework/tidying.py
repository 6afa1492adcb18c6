"""How do our estates look: what was reported, what was cleared, and in what words is that said?

results = results_of(counted)         # {("estate.reported", "litter"): 5, …}: how many of each
words_of(results, first, last)        # "From 1 January 2026 to 31 March 2026: …"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kept.casework.recurring import period_of

QUARTER = 3
REPORTED, INSPECTED, CLEARED = "estate.reported", "estate.inspected", "estate.cleared"
VEHICLE, VEHICLE_GONE = "estate.vehicle_reported", "estate.vehicle_gone"
GRAFFITI, GRAFFITI_GONE = "graffiti.reported", "graffiti.removed"
# The kinds that are counted, and the field by which they are told apart.
COUNTED: Mapping[str, str] = {
    REPORTED: "what",
    INSPECTED: "found",
    CLEARED: "",
    VEHICLE: "",
    VEHICLE_GONE: "",
    GRAFFITI: "",
    GRAFFITI_GONE: "",
}
IN_ORDER = "good"


@dataclass(frozen=True, slots=True)
class Results:
    """How the estates did in a time. `by_what` are reports by what was reported, the most frequent first."""

    reported: int
    by_what: tuple[tuple[str, int], ...]
    cleared: int
    vehicles: int
    vehicles_gone: int
    graffiti: int
    graffiti_gone: int
    looked_at: int
    in_order: int

    @property
    def some(self) -> bool:
        """Whether anything is to be told at all."""
        return bool(self.reported or self.cleared or self.vehicles or self.graffiti or self.looked_at)


def quarter_before(day: date) -> tuple[date, date]:
    """The first and the last day of the last quarter that is whole on that day."""
    first, _last = period_of(QUARTER, day)
    return period_of(QUARTER, date.fromordinal(first.toordinal() - 1))


def results_of(counted: Mapping[tuple[str, str], int]) -> Results:
    """Out of how many threads there are of each kind, told apart by its field."""

    def of(kind: str) -> int:
        return sum(n for (each, _what), n in counted.items() if each == kind)

    by_what = {what: n for (kind, what), n in counted.items() if kind == REPORTED and what}
    return Results(
        reported=of(REPORTED),
        by_what=tuple(sorted(by_what.items(), key=lambda each: (-each[1], each[0]))),
        cleared=of(CLEARED),
        vehicles=of(VEHICLE),
        vehicles_gone=of(VEHICLE_GONE),
        graffiti=of(GRAFFITI),
        graffiti_gone=of(GRAFFITI_GONE),
        looked_at=of(INSPECTED),
        in_order=counted.get((INSPECTED, IN_ORDER), 0),
    )


def words_of(results: Results, first: date, last: date) -> str:
    """The results in words that can be carried as they are."""
    when = f"From {first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
    if not results.some:
        return f"{when}: nothing was reported or looked at."
    lines = [f"{when}:", _line("litter, rubbish and the like", results.reported, "cleared", results.cleared)]
    if results.vehicles or results.vehicles_gone:
        lines.append(_line("abandoned vehicles", results.vehicles, "gone", results.vehicles_gone))
    if results.graffiti or results.graffiti_gone:
        lines.append(_line("graffiti", results.graffiti, "cleaned off", results.graffiti_gone))
    if results.looked_at:
        lines.append(
            f"Gardens and shared parts looked at: {results.looked_at}, in order: {results.in_order}."
        )
    return "\n".join(lines)


def _line(what: str, reported: int, over: str, done: int) -> str:
    return f"Reports of {what}: {reported}, {over}: {done}."
