"""Is what we sent or received on the customer's file by itself, and does anybody wait to be told so?

    filed_with("letter.answered", rulebook.promises.values())      # ("correspondence.filed",)

A copy of whatever goes through Kept is on the file the moment it goes, so where a rulebook promises to file
within a time, that is told with it. Where none promises it, nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterable

from kept.rulebook.model import Promise

FILED = "correspondence.filed"


def filed_with(kind: str, promises: Iterable[Promise]) -> tuple[str, ...]:
    """What is told besides that kind, once its copy lies on the file."""
    waits = any(kind in each.starts and FILED in each.stops for each in promises)
    return (FILED,) if waits else ()
