"""Who takes which of many contacts, so that nobody is given more than the others have?

    spread(["A", "B", "C"], {"bea": 4, "cem": 2})      # {"A": "cem", "B": "cem", "C": "bea"}

Each goes to whoever has least by then, the first by name among equals: the same contacts and loads always
give the same, whoever asks and how often.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heapify, heapreplace


def spread(things: Sequence[str], loads: Mapping[str, int]) -> Mapping[str, str]:
    """For each thing, who takes it. Nothing where there is nobody to take it."""
    if not loads:
        return {}
    queue = [(load, who) for who, load in loads.items()]
    heapify(queue)
    found: dict[str, str] = {}
    for each in things:
        load, who = queue[0]
        found[each] = who
        heapreplace(queue, (load + 1, who))
    return found
