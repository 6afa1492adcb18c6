"""What came of trying a draft of the policy, as values, as plain data, and back?

found = trial.found()
found.whole.draft.broken                    # 312
change_words(found.lines[0])                # "7 working days becomes 5"
tried_of(json.loads(json.dumps(plain(found)))) == found
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Count:
    """How many promises were kept, broken (excused ones among them), still run, or are counted in neither."""

    kept: int = 0
    broken: int = 0
    running: int = 0
    beside: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.kept + other.kept,
            self.broken + other.broken,
            self.running + other.running,
            self.beside + other.beside,
        )

    def __sub__(self, other: Count) -> Count:
        return Count(
            self.kept - other.kept,
            self.broken - other.broken,
            self.running - other.running,
            self.beside - other.beside,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One promise under both; `within` is None where that policy does not make it."""

    promise: str
    name: str
    within: str | None
    within_draft: str | None
    now: Count
    draft: Count

    @property
    def change(self) -> Count:
        """What the draft would have added, or taken away."""
        return self.draft - self.now

    @property
    def differs(self) -> bool:
        """Whether its words or its figures are other ones under the draft."""
        return self.now != self.draft or self.within != self.within_draft


@dataclass(frozen=True, slots=True)
class Pair:
    """Something counted under both: a team's promises, or those of one day."""

    now: Count = Count()
    draft: Count = Count()


@dataclass(frozen=True, slots=True)
class Day:
    """How many promises had to be kept by the end of a day, and how many would have."""

    day: date
    now: int
    draft: int


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it. `uncounted` are threads that one of the two cannot count: for `never_open` of them no
    office is open, and the others have a date from before the list of bank holidays.
    """

    lines: tuple[Line, ...]
    teams: Mapping[str, Pair]
    days: tuple[Day, ...]
    threads: int
    uncounted: int
    never_open: int = 0

    @property
    def whole(self) -> Pair:
        """All promises together."""
        now = sum((each.now for each in self.lines), Count())
        return Pair(now, sum((each.draft for each in self.lines), Count()))

    def busiest(self, most: int) -> Sequence[Day]:
        """The days with most to do under either, the busiest under the draft first."""
        ordered = sorted(self.days, key=lambda each: (-max(each.now, each.draft), -each.draft, each.day))
        return ordered[:most]


def change_words(line: Line) -> str:
    """What becomes of the words of a promise: “7 working days becomes 5”."""
    was, would_be = line.within, line.within_draft
    if was is None:
        return f"new, {would_be}" if would_be else "promised by neither today"
    if would_be is None:
        return f"{was}; the draft does not promise it"
    if was == would_be:
        return was
    number, _, unit = would_be.partition(" ")
    before, _, unit_before = was.partition(" ")
    shortly = number.isdigit() and before.isdigit() and unit.rstrip("s") == unit_before.rstrip("s")
    return f"{was} becomes {number if shortly else would_be}"


# ---- as plain data --------------------------------------------------------------------------


def plain(found: Tried, busiest: int | None = None) -> dict[str, Any]:
    """The same for a program, a file or a row; of the days all, or only so many of the busiest."""
    days = found.days if busiest is None else found.busiest(busiest)
    return {
        "threads": found.threads,
        "uncounted": found.uncounted,
        "never_open": found.never_open,
        "promises": [
            {
                "clause": each.promise,
                "name": each.name,
                "within": each.within,
                "within_draft": each.within_draft,
                **_both(each.now, each.draft),
            }
            for each in found.lines
        ],
        "teams": [
            {"team": name or None, **_both(each.now, each.draft)} for name, each in found.teams.items()
        ],
        "days": [{"day": each.day.isoformat(), "now": each.now, "draft": each.draft} for each in days],
        "in_all": _both(found.whole.now, found.whole.draft),
    }


def _both(now: Count, draft: Count) -> dict[str, dict[str, int]]:
    sides = {"now": now, "draft": draft, "difference": draft - now}
    return {name: dict(zip(_PARTS, numbers(count), strict=True)) for name, count in sides.items()}


def tried_of(data: Mapping[str, Any]) -> Tried:
    """What `plain` wrote with all its days."""
    lines = [
        Line(each["clause"], each["name"], each["within"], each["within_draft"], *_sides(each))
        for each in data["promises"]
    ]
    return Tried(
        lines=tuple(lines),
        teams={each["team"] or "": Pair(*_sides(each)) for each in data["teams"]},
        days=tuple(Day(date.fromisoformat(each["day"]), each["now"], each["draft"]) for each in data["days"]),
        threads=data["threads"],
        uncounted=data["uncounted"],
        never_open=data["never_open"],
    )


def _sides(data: Mapping[str, Any]) -> tuple[Count, Count]:
    return Count(**data["now"]), Count(**data["draft"])


def numbers(count: Count) -> list[int]:
    """Its four numbers, in their order."""
    return list(astuple(count))


_PARTS = tuple(each.name for each in fields(Count))
