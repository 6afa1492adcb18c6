"""Does something in the record of a week look odd enough to ask about?

    for each in oddities(week): each.what, each.by, each.number, each.of, each.threads

Five patterns, each of which has honest explanations and a dishonest one (practice 14):

1. **last moment**: many of somebody's stops lie in the last fiftieth of the promised time.
2. **paused late**: clocks were paused when they had nearly run out.
3. **closed in bulk**: many contacts were closed by one person within a few minutes.
4. **back-dated**: a stop was recorded after the promise had run out, as having happened before.
5. **excused together**: most excuses of the week are by one person, or for one promise.

A finding is a question and no accusation: it says what was seen, how often, of how many, and where to look.
Below the least numbers there is none, for two of three is a coincidence. Nothing here knows what the contacts
are about, and nothing is remembered: the same week always gives the same findings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

LAST_MOMENT, PAUSED_LATE, IN_BULK = "last-moment", "paused-late", "in-bulk"
BACK_DATED, EXCUSED_BY, EXCUSED_FOR = "back-dated", "excused-by", "excused-for"

# The last fiftieth of the promised time; of stops spread evenly one in fifty lies there.
LAST_SHARE = 0.02
LEAST_STOPS, LAST_MOMENT_SHARE, LEAST_LAST = 10, 0.2, 4
# A pause in the last tenth of the promised time.
NEARLY_OUT, LEAST_PAUSES = 0.1, 2
AT_ONCE, MANY = timedelta(minutes=5), 8
LEAST_BACK_DATED = 2
LEAST_EXCUSES, EXCUSED_SHARE = 4, 0.75
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Stop:
    """A promise that was stopped: between which moments it ran, and when the stop happened and was told."""

    by: str
    thread: str
    promise: str
    started_at: datetime
    due_at: datetime
    ended_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Pause:
    """A clock that was paused."""

    by: str
    thread: str
    promise: str
    started_at: datetime
    due_at: datetime
    paused_at: datetime


@dataclass(frozen=True, slots=True)
class Closing:
    """A contact that was closed."""

    by: str
    thread: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Excuse:
    """A broken promise that was excused."""

    by: str
    thread: str
    promise: str


T = TypeVar("T", Stop, Pause, Closing, Excuse)


@dataclass(frozen=True, slots=True)
class Week:
    """What was recorded of one team in the days that are looked at."""

    stops: Sequence[Stop] = ()
    pauses: Sequence[Pause] = ()
    closings: Sequence[Closing] = ()
    excuses: Sequence[Excuse] = ()


@dataclass(frozen=True, slots=True)
class Oddity:
    """One thing to ask about: seen so often (`number`) out of so many (`of`); where to look, the first few.

    `by` is the handle of whoever did it, `promise` the one that it is about where it is about one.
    """

    what: str
    by: str
    number: int
    of: int
    threads: tuple[str, ...]
    promise: str = ""


def oddities(week: Week) -> tuple[Oddity, ...]:
    """What to ask about, in the order of the patterns and then by how often it was seen."""
    found = [
        *_last_moment(week.stops),
        *_paused_late(week.pauses),
        *_in_bulk(week.closings),
        *_back_dated(week.stops),
        *_excused(week.excuses),
    ]
    return tuple(found)


def _last_moment(stops: Iterable[Stop]) -> list[Oddity]:
    found = []
    for by, mine in _by(each for each in stops if each.ended_at <= each.due_at).items():
        last = [each for each in mine if _left(each.started_at, each.due_at, each.ended_at) <= LAST_SHARE]
        enough = len(mine) >= LEAST_STOPS and len(last) >= LEAST_LAST
        if enough and len(last) >= LAST_MOMENT_SHARE * len(mine):
            found.append(_oddity(LAST_MOMENT, by, last, len(mine)))
    return _sorted(found)


def _paused_late(pauses: Iterable[Pause]) -> list[Oddity]:
    found = []
    for by, mine in _by(pauses).items():
        late = [each for each in mine if _left(each.started_at, each.due_at, each.paused_at) <= NEARLY_OUT]
        if len(late) >= LEAST_PAUSES:
            found.append(_oddity(PAUSED_LATE, by, late, len(mine)))
    return _sorted(found)


def _in_bulk(closings: Iterable[Closing]) -> list[Oddity]:
    """The largest number that one person closed within a few minutes."""
    found = []
    for by, mine in _by(closings).items():
        ordered = sorted(mine, key=lambda each: (each.recorded_at, each.thread))
        most: list[Closing] = []
        first = 0
        for last, each in enumerate(ordered):
            while each.recorded_at - ordered[first].recorded_at > AT_ONCE:
                first += 1
            if last - first + 1 > len(most):
                most = ordered[first : last + 1]
        if len(most) >= MANY:
            found.append(_oddity(IN_BULK, by, most, len(mine)))
    return _sorted(found)


def _back_dated(stops: Iterable[Stop]) -> list[Oddity]:
    found = []
    for by, mine in _by(stops).items():
        late = [each for each in mine if each.ended_at < each.due_at <= each.recorded_at]
        if len(late) >= LEAST_BACK_DATED:
            found.append(_oddity(BACK_DATED, by, late, len(mine)))
    return _sorted(found)


def _excused(excuses: Sequence[Excuse]) -> list[Oddity]:
    """Most of the excuses by one person, or for one promise; of few there is nothing to say."""
    if len(excuses) < LEAST_EXCUSES:
        return []
    found = []
    for by, mine in _by(excuses).items():
        if len(mine) >= max(LEAST_EXCUSES, EXCUSED_SHARE * len(excuses)):
            found.append(_oddity(EXCUSED_BY, by, mine, len(excuses)))
    of_promise: dict[str, list[Excuse]] = defaultdict(list)
    for each in excuses:
        of_promise[each.promise].append(each)
    for promise, those in of_promise.items():
        if len(those) >= EXCUSED_SHARE * len(excuses):
            found.append(_oddity(EXCUSED_FOR, "", those, len(excuses), promise))
    return found


def _left(started_at: datetime, due_at: datetime, at: datetime) -> float:
    """The share of the promised time that was left at a moment; all of it where there was none to begin with,
    or where the moment comes before the start, which may be told later.
    """
    whole = (due_at - started_at).total_seconds()
    if whole <= 0:
        return 1.0
    return min(1.0, (due_at - at).total_seconds() / whole)


def _by(rows: Iterable[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for each in rows:
        found[each.by].append(each)
    return found


def _oddity(
    what: str,
    by: str,
    rows: Collection[Stop] | Collection[Pause] | Collection[Closing] | Collection[Excuse],
    of: int,
    promise: str = "",
) -> Oddity:
    threads = tuple(dict.fromkeys(each.thread for each in rows))
    return Oddity(what, by, len(rows), of, threads[:SHOWN], promise)


def _sorted(found: list[Oddity]) -> list[Oddity]:
    return sorted(found, key=lambda each: (-each.number, each.by))
