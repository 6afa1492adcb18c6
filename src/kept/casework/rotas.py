"""When is nobody on the rota, and may this shift be added or taken off?

    must_cover("closed", calendar, monday, next_monday)     # every stretch in which the office is closed
    gaps(wanted, shifts)                                    # where nobody is on
    on_at(shifts, now)                                      # who is on

Pure set algebra over stretches of time. A gap is shown wherever there is one, and no shift may be taken
off that would leave one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kept.workclock import Calendar, Segment

CLOSED, OPEN, ALWAYS = "closed", "open", "always"
LONGEST_SHIFT = timedelta(days=15)
FURTHEST = timedelta(days=400)
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody answers from one moment to another: `who` is one word for one person."""

    id: int
    who: str
    start: datetime
    end: datetime


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the office is open at that moment."""
    return any(each.start <= at < each.end for each in _around(calendar, at, at))


def open_periods(calendar: Calendar, since: datetime, until: datetime) -> list[Segment]:
    """The stretches in which the office is open between two moments."""
    return list(_within(_around(calendar, since, until), since, until))


def closed_periods(calendar: Calendar, since: datetime, until: datetime) -> list[Segment]:
    """The stretches in which it is closed."""
    return minus([Segment(since, until)], open_periods(calendar, since, until))


def must_cover(covers: str, calendar: Calendar, since: datetime, until: datetime) -> list[Segment]:
    """When somebody has to be on a rota that covers so much."""
    if covers == ALWAYS:
        return [Segment(since, until)] if until > since else []
    return (open_periods if covers == OPEN else closed_periods)(calendar, since, until)


def gaps(wanted: Sequence[Segment], shifts: Iterable[Shift]) -> list[Segment]:
    """Where nobody is on although somebody has to be."""
    return minus(wanted, [Segment(each.start, each.end) for each in shifts])


def on_at(shifts: Iterable[Shift], at: datetime) -> list[Shift]:
    """Who is on at that moment, whoever began first at the front."""
    return sorted((each for each in shifts if each.start <= at < each.end), key=lambda one: one.start)


def wrong_with(shift: Shift, others: Iterable[Shift], at: datetime) -> tuple[str, str, Shift | None] | None:
    """Why the shift cannot be: the field at fault, what is wrong, and the shift that it meets; None where
    it can.

    What is wrong is one of `backwards`, `over`, `long`, `far` and `twice`.
    """
    if shift.end - shift.start < A_MINUTE:
        return "ends", "backwards", None
    if shift.end <= at:
        return "ends", "over", None
    if shift.end - shift.start > LONGEST_SHIFT:
        return "ends", "long", None
    if shift.start - at > FURTHEST:
        return "starts", "far", None
    for each in others:
        if each.who == shift.who and each.start < shift.end and shift.start < each.end:
            return "starts", "twice", each
    return None


def left_open(
    shift: Shift, shifts: Iterable[Shift], wanted: Sequence[Segment], at: datetime
) -> list[Segment]:
    """The gaps that taking the shift off would open, from `at` on; those that are there already are no
    reason.
    """
    others = [each for each in shifts if each.id != shift.id]
    inside = _within(wanted, max(shift.start, at), shift.end)
    return minus(list(inside), [Segment(each.start, each.end) for each in others])


def minus(wanted: Sequence[Segment], taken: Sequence[Segment]) -> list[Segment]:
    """What of the one is in none of the other, in order."""
    found: list[Segment] = []
    ordered = sorted(taken, key=lambda each: each.start)
    for each in sorted(wanted, key=lambda one: one.start):
        begins = each.start
        for other in ordered:
            if other.end <= begins or other.start >= each.end:
                continue
            if other.start > begins:
                found.append(Segment(begins, other.start))
            begins = max(begins, other.end)
        if begins < each.end:
            found.append(Segment(begins, each.end))
    return found


def _around(calendar: Calendar, since: datetime, until: datetime) -> Iterator[Segment]:
    """The opening times of every day that the stretch may touch, the night before included."""
    first, last = calendar.local(since).toordinal() - 1, calendar.local(until).toordinal()
    for ordinal in range(first, last + 1):
        yield from calendar.open_on(ordinal)


def _within(segments: Iterable[Segment], since: datetime, until: datetime) -> Iterator[Segment]:
    for each in segments:
        start, end = max(each.start, since), min(each.end, until)
        if start < end:
            yield Segment(start, end)
