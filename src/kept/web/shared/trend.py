"""How did it go, month by month? A small drawing without a style or a script, and a table that says the same.

    trend(((date(2026, 3, 1), counts), …))[0].bars      # parts of one column, in units of the drawing

Columns are shares, all of one height; how many they are of stands in the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kept.web.shared.shares import Counts
from kept.web.shared.words import month_words

MONTHS = 12
# Of one column: how high, and how far from the next.
HEIGHT, STEP = 60, 30


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of the column of a month."""

    name: str
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Month:
    """One month: its row in the table, and its column."""

    label: str
    share: str
    fraction: str
    broken: str
    counted: bool
    bars: tuple[Bar, ...]


def last_months(today: date) -> tuple[date, ...]:
    """The first days of the last twelve months, this one last."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return tuple(reversed(found))


def trend(months: Sequence[tuple[date, Counts]]) -> tuple[Month, ...]:
    """The months in their order; none at all where nothing was counted in any of them."""
    if not any(counts.counted for _month, counts in months):
        return ()
    return tuple(_month_of(number, month, counts) for number, (month, counts) in enumerate(months))


def _month_of(number: int, month: date, counts: Counts) -> Month:
    return Month(
        label=month_words(month),
        share=counts.share if counts.counted else "",
        fraction=counts.fraction,
        broken=f"{counts.broken:,}",
        counted=bool(counts.counted),
        bars=tuple(_column(number * STEP, counts)),
    )


def _column(x: int, counts: Counts) -> Iterable[Bar]:
    """Kept at the foot, then excused, then broken: whole columns of one height, as shares."""
    y, upto = HEIGHT, 0
    for name, value in (("kept", counts.kept), ("excused", counts.excused), ("broken", counts.broken)):
        upto += value
        top = HEIGHT - HEIGHT * upto // counts.counted if counts.counted else HEIGHT
        if value:
            yield Bar(name, x, top, y - top)
        y = top
