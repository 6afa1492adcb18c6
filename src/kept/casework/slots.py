"""When is there time, for as long as it takes, for everybody and everything that is needed?

    free_times([morning, afternoon], busy, minutes=45)     # (Stretch(09:00, 09:45), Stretch(09:15, 10:00), …)

Pure set algebra over stretches of time. `busy` is what any one of those needed is taken for: where one is not
free, the time is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from kept.workclock import Calendar, Segment

# Times are offered at the quarters of an hour: nobody wants to be told to come at 10:07.
STEP = timedelta(minutes=15)
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=14)


def merged(stretches: Iterable[Segment]) -> tuple[Segment, ...]:
    """The same time without overlaps, in order."""
    found: list[Segment] = []
    for each in sorted(stretches, key=lambda each: (each.start, each.end)):
        if found and each.start <= found[-1].end:
            if each.end > found[-1].end:
                found[-1] = Segment(found[-1].start, each.end)
        else:
            found.append(each)
    return tuple(found)


def without(stretches: Iterable[Segment], busy: Sequence[Segment]) -> tuple[Segment, ...]:
    """What is left of the stretches; `busy` is in order and without overlaps."""
    found: list[Segment] = []
    for each in stretches:
        since = each.start
        for taken in busy:
            if taken.end <= since:
                continue
            if taken.start >= each.end:
                break
            if taken.start > since:
                found.append(Segment(since, taken.start))
            since = taken.end
        if since < each.end:
            found.append(Segment(since, each.end))
    return tuple(found)


def free_times(
    opening: Iterable[Segment],
    busy: Iterable[Segment],
    *,
    minutes: int,
    after: datetime,
    most: int = 6,
    step: timedelta = STEP,
) -> tuple[Segment, ...]:
    """The first so many stretches of that length that begin at a quarter of an hour, after a moment."""
    length = timedelta(minutes=minutes)
    found: list[Segment] = []
    for each in without(merged(opening), merged(busy)):
        begins = _next_step(max(each.start, after), step)
        while begins + length <= each.end:
            found.append(Segment(begins, begins + length))
            if len(found) == most:
                return tuple(found)
            begins += step
    return tuple(found)


def _next_step(since: datetime, step: timedelta) -> datetime:
    """The first whole step from a moment on. Whole hours are whole in every zone that Kept serves."""
    midnight = since.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + -(-(since - midnight) // step) * step


def opening_between(calendar: Calendar, start: datetime, end: datetime) -> tuple[Segment, ...]:
    """When the office is open between two moments, whatever is booked; nothing where it cannot be counted."""
    if start < calendar.starts or end >= calendar.ends or end <= start:
        return ()
    first, last = calendar.day_of(start), calendar.day_of(end)
    found = []
    for ordinal in range(first - 1, last + 1):
        for each in calendar.open_on(ordinal):
            begins, ends = max(each.start, start), min(each.end, end)
            if begins < ends:
                found.append(Segment(begins, ends))
    return merged(found)


def is_open_throughout(calendar: Calendar, start: datetime, end: datetime) -> bool:
    """Whether the office is open from one moment to the other without a gap."""
    return opening_between(calendar, start, end) == (Segment(start, end),)


def spread(times: Sequence[Segment], calendar: Calendar, most: int = 3) -> tuple[Segment, ...]:
    """A choice for somebody who is asked: not three quarters of one hour, but other halves of days first."""
    chosen: list[Segment] = []
    halves: set[tuple[int, bool]] = set()
    for each in times:
        local = calendar.local(each.start)
        half = (local.toordinal(), local.hour >= 12)
        if half not in halves:
            halves.add(half)
            chosen.append(each)
    chosen = chosen[:most]
    rest = [each for each in times if each not in chosen]
    return tuple(sorted([*chosen, *rest[: most - len(chosen)]], key=lambda each: each.start))
