"""Which numbers of a split are so small that they would tell of somebody, and which would give them away?

    may_show({"en": 120, "pl": 30, "so": 4})         # {"en"}: “so” is small, and “pl” would give it away

1. Fewer than ten is hidden.
2. Whoever knows the total takes what is shown from it. So what is hidden is always of at least two groups,
and of ten or more together, and never so few that each of them can only be one: the next smallest is hidden
too until that holds, and if it never does, all are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

LEAST = 10


def may_show(numbers: Mapping[str, int], *, small: Collection[str] = ()) -> frozenset[str]:
    """The groups whose number may be shown beside the total. `small` are hidden whatever their number.

    Nothing is said of a group without anybody: it is not in the list at all.
    """
    there = {name: number for name, number in numbers.items() if number > 0}
    hidden = {name for name, number in there.items() if number < LEAST or name in small}
    rest = sorted(there.keys() - hidden, key=lambda name: (there[name], name))
    while hidden and rest and not _safe([there[name] for name in hidden]):
        hidden.add(rest.pop(0))
    return frozenset(rest)


def _safe(hidden: Collection[int]) -> bool:
    """Whether nobody can tell one of these from their sum."""
    return len(hidden) >= 2 and sum(hidden) >= LEAST and sum(hidden) > len(hidden)
