"""Is every group of customers as satisfied as the rest, and if not, by how much?

    compare([("learning-disability", 12, 6)], whole=(200, 180), most=10)
    # (Compared("learning-disability", 12, 50.0, 40.0, less=True),)

1. The gap is between the group and all who answered, in points of a hundred.
2. A group of fewer than five says nothing, and neither does one by which a hidden one could be worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kept.casework.surveying import Counted, hide


@dataclass(frozen=True, slots=True)
class Compared:
    """One group beside all: how many answered, how many of a hundred spoke for us, and the gap."""

    group: str
    n: int
    share: float | None
    gap: float | None
    less: bool


def compare(
    groups: Iterable[tuple[str, int, int]], *, whole: tuple[int, int], most: int
) -> tuple[Compared, ...]:
    """Each group, the widest gap first; `most` is the gap that the house lets pass."""
    n, good = whole
    rows = hide([(name, Counted(said, spoke)) for name, said, spoke in groups])
    of_all = 100 * good / n if n else None
    found = [_compared(name, row, of_all, most) for name, row in rows if row.n]
    return tuple(sorted(found, key=lambda each: (each.gap is None, -(each.gap or 0.0), each.group)))


def _compared(name: str, row: Counted, of_all: float | None, most: int) -> Compared:
    share = row.share
    gap = of_all - share if of_all is not None and share is not None else None
    return Compared(name, 0 if row.hidden else row.n, share, gap, gap is not None and gap > most)


def spoken(counted: Iterable[Counted]) -> tuple[int, int]:
    """All answers to the questions of a survey together: how many, and how many spoke for us."""
    listed: Sequence[Counted] = list(counted)
    return sum(each.n for each in listed), sum(each.good for each in listed)
