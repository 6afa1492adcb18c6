"""What if two acts wait for each other, or both are first? One of them is tried once more.

    once_more(lambda: act(…))

PostgreSQL ends one of two transactions that wait for each other; two openings under one outside reference, or
two tellings under one uid, meet in a unique constraint. The second attempt finds what the first one wrote.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import DatabaseError

T = TypeVar("T")
SERIALIZATION_FAILURE, DEADLOCK, UNIQUE = "40001", "40P01", "23505"
JOININGS = 5


class JoinedMeanwhile(RuntimeError):
    """A thread was joined into another between looking it up and holding it: look again."""


def once_more(act: Callable[[], T]) -> T:
    """The act's result. It must be one transaction, so that a failed attempt leaves nothing."""
    for _ in range(JOININGS):
        try:
            return _twice(act)
        except JoinedMeanwhile:
            continue
    return _twice(act)


def _twice(act: Callable[[], T]) -> T:
    try:
        return act()
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) not in (SERIALIZATION_FAILURE, DEADLOCK, UNIQUE):
            raise
    return act()
