"""What does a clock pass on its way to its due: which days and hours count, which do not, and why?

    walk(calendar, OfficeHours(5), start).due       # the same that `due` finds by its tables
    walk(calendar, OfficeHours(5), start).steps     # the proof: every day and hour, counted or skipped

`due` comes here for what its tables do not hold: pauses, and bank holidays announced after the start. A
holiday counts only if it was announced before the clock's due without it. That is settled by counting first
without every holiday announced since the start, then with those that were announced before that due, until
nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from kept.workclock.calendar import NEVER_OPEN, Calendar, DateBeforeList, NeverOpen, Segment
from kept.workclock.lengths import amount, first_day, last_day
from kept.workclock.spans import (
    Before,
    ByDate,
    Days,
    Elapsed,
    Every,
    FromOpening,
    Hours,
    Minutes,
    Months,
    OfficeHours,
    OfficeMinutes,
    Open,
    Rings,
    SameDay,
    SameDayBy,
    Seconds,
    Simple,
    Span,
    Weeks,
    WorkingDays,
    Years,
)

ONE_DAY: Final = timedelta(days=1)
NOTHING: Final = timedelta()


class Due(NamedTuple):
    """When a promise is due (in UTC), and whether that rests on days beyond the list of bank holidays."""

    at: datetime
    provisional: bool


class Why(StrEnum):
    """Why a day or an hour counts or does not."""

    COUNTED = "counted"
    START = "start"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSED = "closed"
    PAUSED = "paused"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Step:
    """One day, or the stretch of it from `since` to `until`. `total` is what has been counted by its end."""

    day: date
    why: Why
    total: int | timedelta
    holiday: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def counted(self) -> bool:
        """Whether it counts."""
        return self.why is Why.COUNTED


@dataclass(frozen=True, slots=True)
class Walked:
    """Where the clock arrives. `began` is where it started counting, which opening time may have put off."""

    due: Due
    began: datetime
    steps: tuple[Step, ...]


def walk(
    calendar: Calendar,
    span: Span,
    start: datetime,
    *,
    pauses: Iterable[Segment] = (),
    from_opening: bool = False,
) -> Walked:
    """Count `span` from `start`, day by day or hour by hour."""
    first = calendar.day_of(start)
    start = start.astimezone(UTC)
    if isinstance(span, FromOpening):
        span, from_opening = span.span, True
    holes = merged(pauses)
    back = isinstance(span, Before)
    late = {
        day: each.announced
        for day, each in calendar.working.holidays.items()
        if back or each.announced.toordinal() >= first
    }
    barred = frozenset(late)
    while True:
        found = _Walk(calendar, holes, barred).run(span, start, from_opening)
        by = calendar.local(found.due.at).date()
        still = frozenset(day for day in barred if late[day] >= by)
        if still == barred:
            return found
        if back:
            # Counting back, each holiday makes the due earlier: one look at the due without them settles it.
            return _Walk(calendar, holes, still).run(span, start, from_opening)
        barred = still


def merged(pauses: Iterable[Segment]) -> tuple[Segment, ...]:
    """The same time as stretches in order and apart."""
    found: list[Segment] = []
    zoned = (Segment(each.start.astimezone(UTC), each.end.astimezone(UTC)) for each in pauses)
    for each in sorted(zoned, key=lambda each: each.start):
        if found and each.start <= found[-1].end:
            found[-1] = Segment(found[-1].start, max(found[-1].end, each.end))
        elif each.end > each.start:
            found.append(each)
    return tuple(found)


class _Walk:
    """One count with a fixed set of bank holidays that do not count."""

    def __init__(self, calendar: Calendar, holes: tuple[Segment, ...], barred: frozenset[int]) -> None:
        self.calendar, self.holes, self.barred = calendar, holes, barred
        self.steps: list[Step] = []

    def run(self, span: Span, start: datetime, from_opening: bool) -> Walked:
        began, reached = start, None
        if from_opening and not isinstance(span, Before | ByDate):
            began, reached = self._opening(start)
        at, last = self._count(span, began)
        reached = max((each for each in (reached, last) if each is not None), default=None)
        provisional = reached is not None and reached > self.calendar.last.toordinal()
        return Walked(Due(at, provisional), began, tuple(self.steps))

    def _count(self, span: Span, start: datetime) -> tuple[datetime, int | None]:
        """The due, and the last day whose bank holidays had a say in it."""
        match span:
            case Hours() | Minutes() | Seconds() | Rings():
                return self._elapsed(span, start), None
            case OfficeHours() | OfficeMinutes():
                return self._open_time(span, start)
            case Before():
                return self._back(span.span, start)
            case ByDate(day):
                self._add(day.toordinal(), Why.FIXED, 0)
                return self.calendar.midnight(day.toordinal() + 1), None
            case WorkingDays() | Every(period=WorkingDays()):
                last = self._days(span, start)
                return self.calendar.midnight(last + 1), last
            case SameDayBy(by):
                return self.calendar.wall(date.fromordinal(self._days(span, start)), by), None
            case _:
                return self.calendar.midnight(self._days(span, start) + 1), None

    def _add(self, ordinal: int, why: Why, total: int, holiday: str = "") -> None:
        self.steps.append(Step(date.fromordinal(ordinal), why, total, holiday))

    def _days(self, span: Span, start: datetime) -> int:
        """The number of the last day of a span counted in whole days."""
        ordinal = self.calendar.local(start).toordinal()
        if isinstance(span, Every) and isinstance(span.period, WorkingDays):
            span = span.period
        working = isinstance(span, WorkingDays)
        if isinstance(span, WorkingDays):
            wanted = span.n
        else:
            assert isinstance(span, Days | Weeks | Months | Years | SameDay | SameDayBy | Every)
            wanted = last_day(span, date.fromordinal(ordinal)).toordinal() - ordinal
        if wanted:
            self._add(ordinal, Why.START, 0)
        else:
            # The day of the start is itself the span, unless the clock stood still all day.
            ordinal, wanted = ordinal - 1, 1
        total = 0
        while total < wanted:
            ordinal += 1
            why, holiday = self._day(ordinal, working)
            total += why is Why.COUNTED
            self._add(ordinal, why, total, holiday)
        return ordinal

    def _day(self, ordinal: int, working: bool) -> tuple[Why, str]:
        """Why that day counts or not; a day counted under a holiday's name is one announced too late."""
        name = ""
        if working:
            if (ordinal + 6) % 7 > 4:
                return Why.WEEKEND, ""
            holiday = self.calendar.working.holidays.get(ordinal)
            name = holiday.name if holiday else ""
            if name and ordinal not in self.barred:
                return Why.HOLIDAY, name
        if self._paused_all_day(ordinal):
            return Why.PAUSED, ""
        return Why.COUNTED, name

    def _paused_all_day(self, ordinal: int) -> bool:
        if not self.holes:
            return False
        begins, ends = self.calendar.midnight(ordinal), self.calendar.midnight(ordinal + 1)
        return any(each.start <= begins and ends <= each.end for each in self.holes)

    def _elapsed(self, span: Elapsed, start: datetime) -> datetime:
        wanted = amount(span, ring_seconds=self.calendar.ring_seconds)
        total, cursor = NOTHING, start
        for hole in self.holes:
            if hole.end <= cursor:
                continue
            if hole.start >= cursor + wanted - total:
                break
            if hole.start > cursor:
                total = self._stretch(cursor, hole.start, Why.COUNTED, total)
                cursor = hole.start
            self._stretch(cursor, hole.end, Why.PAUSED, total)
            cursor = hole.end
        until = cursor + wanted - total
        self._stretch(cursor, until, Why.COUNTED, total)
        return until

    def _stretch(
        self, since: datetime, until: datetime, why: Why, total: timedelta, holiday: str = ""
    ) -> timedelta:
        """Put down a stretch of time, cut at local midnights; gives the new total."""
        ordinal = self.calendar.local(since).toordinal()
        while since < until:
            cut = min(until, self.calendar.midnight(ordinal + 1))
            if why is Why.COUNTED:
                total += cut - since
            self.steps.append(Step(date.fromordinal(ordinal), why, total, holiday, since, cut))
            since, ordinal = cut, ordinal + 1
        return total

    def _opening(self, start: datetime) -> tuple[datetime, int]:
        """The first open instant from `start` on."""
        for ordinal, each in self._segments_from(start):
            begins = max(each.start, start)
            self._shut(start, begins, NOTHING)
            return begins, ordinal
        raise NeverOpen(NEVER_OPEN)

    def _segments_from(self, start: datetime) -> Iterator[tuple[int, Segment]]:
        """The stretches of opening time that end after `start`, with the number of the day of each."""
        ordinal = self.calendar.local(start).toordinal() - 1
        while ordinal <= self.calendar.last_open:
            for each in self.calendar.open_on(ordinal, self.barred):
                if each.end > start:
                    yield ordinal, each
            ordinal += 1

    def _open_time(self, span: Open, start: datetime) -> tuple[datetime, int]:
        wanted = amount(span, ring_seconds=self.calendar.ring_seconds)
        total, cursor = NOTHING, start
        for ordinal, each in self._segments_from(start):
            begins = max(each.start, cursor)
            self._shut(cursor, begins, total)
            for piece, paused in _pieces(begins, each.end, self.holes):
                if paused:
                    self._stretch(piece.start, piece.end, Why.PAUSED, total)
                    continue
                until = min(piece.end, piece.start + wanted - total)
                total = self._stretch(piece.start, until, Why.COUNTED, total)
                if total == wanted:
                    return until, ordinal
            cursor = each.end
        raise NeverOpen(NEVER_OPEN)

    def _shut(self, since: datetime, until: datetime, total: timedelta) -> None:
        """Put down why the office was shut between two instants."""
        while since < until:
            ordinal = self.calendar.local(since).toordinal()
            cut = min(until, self.calendar.midnight(ordinal + 1))
            why, holiday = self._why_shut(ordinal)
            self._stretch(since, cut, why, total, holiday)
            since = cut

    def _why_shut(self, ordinal: int) -> tuple[Why, str]:
        day = date.fromordinal(ordinal)
        holiday = self.calendar.working.holidays.get(ordinal)
        if holiday is not None and ordinal not in self.barred and day not in self.calendar.opening.exceptions:
            return Why.HOLIDAY, holiday.name
        weekend = day.weekday() > 4 and not self.calendar.hours_on(day, self.barred)
        return Why.WEEKEND if weekend else Why.CLOSED, ""

    def _back(self, span: Simple | None, moment: datetime) -> tuple[datetime, int | None]:
        """So long before a moment; pauses have no say, since the moment does not move."""
        ordinal = self.calendar.local(moment).toordinal()
        match span:
            case None:
                self._add(ordinal, Why.FIXED, 0)
                return moment, None
            case Hours() | Minutes() | Seconds() | Rings():
                at = moment - amount(span, ring_seconds=self.calendar.ring_seconds)
                self._stretch(at, moment, Why.COUNTED, NOTHING)
                return at, None
            case OfficeHours() | OfficeMinutes():
                return self._open_time_back(span, moment), ordinal
        self._add(ordinal, Why.START, 0)
        working = isinstance(span, WorkingDays)
        until = (
            None if isinstance(span, WorkingDays) else first_day(span, date.fromordinal(ordinal)).toordinal()
        )
        total, day, self.holes = 0, ordinal, ()
        while (total < span.n) if until is None else (day > until):
            day -= 1
            if working and day < self.calendar.working.base:
                raise DateBeforeList(self.calendar.before_list())
            why, holiday = self._day(day, working)
            total += why is Why.COUNTED
            self._add(day, why, total, holiday)
        self.steps.reverse()
        return self.calendar.midnight(day), ordinal - 1 if working else None

    def _open_time_back(self, span: Open, moment: datetime) -> datetime:
        left = amount(span, ring_seconds=self.calendar.ring_seconds)
        counted: list[Segment] = []
        ordinal = self.calendar.local(moment).toordinal()
        while left:
            if ordinal < self.calendar.working.base:
                raise DateBeforeList(self.calendar.before_list())
            for each in reversed(self.calendar.open_on(ordinal, self.barred)):
                ends = min(each.end, moment)
                begins = max(each.start, ends - left)
                if left and begins < ends:
                    left -= ends - begins
                    counted.append(Segment(begins, ends))
            ordinal -= 1
        total, cursor = NOTHING, counted[-1].start
        for each in reversed(counted):
            self._shut(cursor, each.start, total)
            total = self._stretch(each.start, each.end, Why.COUNTED, total)
            cursor = each.end
        self._shut(cursor, moment, total)
        return counted[-1].start


def _pieces(since: datetime, until: datetime, holes: tuple[Segment, ...]) -> Iterator[tuple[Segment, bool]]:
    """The stretch cut where pauses begin and end, each piece with whether it is paused."""
    for hole in holes:
        if hole.end <= since or hole.start >= until:
            continue
        if hole.start > since:
            yield Segment(since, hole.start), False
        ends = min(hole.end, until)
        yield Segment(max(hole.start, since), ends), True
        since = ends
    if since < until:
        yield Segment(since, until), False
