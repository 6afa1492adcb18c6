"""How often may somebody guess?

After five wrong attempts within ten minutes, from one place or at one name, the next ones wait a minute. That
slows a guesser down and locks nobody out. Each process counts for itself and forgets when it ends.

    if slowed(name, place, at=request.at): …     # "Wait a minute, then try again."
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.core.cache import cache

FREE = 5
WITHIN = timedelta(minutes=10)
PAUSE = timedelta(minutes=1)


def slowed(name: str, place: str, *, at: datetime) -> bool:
    """Whether this name or this place has to wait."""
    return any(_waits(_failures(key, at), at) for key in _keys(name, place))


def failed(name: str, place: str, *, at: datetime) -> None:
    """Note one wrong attempt."""
    for key in _keys(name, place):
        cache.set(key, [*_failures(key, at), at], WITHIN.total_seconds())


def succeeded(name: str) -> None:
    """The right password clears the name, and not the place: others may be guessing from there."""
    cache.delete(_key("name", name))


def _waits(failures: list[datetime], at: datetime) -> bool:
    return len(failures) >= FREE and at - failures[-1] < PAUSE


def _failures(key: str, at: datetime) -> list[datetime]:
    return [each for each in cache.get(key, []) if at - each < WITHIN]


def _keys(name: str, place: str) -> tuple[str, ...]:
    return (_key("name", name), _key("place", place)) if place else (_key("name", name),)


def _key(sort: str, value: str) -> str:
    return f"sign-in-{sort}-{hashlib.sha256(value.strip().lower().encode()).hexdigest()}"
