"""When are a million clocks due?

    deadlines(calendar, WorkingDays(10), starts)     # starts and dues: numpy datetime64[s] or [us], in UTC

The answer is exactly that of `due`, start by start. What depends on the local day alone is worked out once a
day, by `due` itself, and looked up; opening time has a grid of its own. Clocks that a bank holiday announced
after their start may touch are counted one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final

import numpy as np

from kept.workclock.calendar import NEVER_OPEN, Calendar, DateBeforeList, DateBeyondReach, NeverOpen
from kept.workclock.due import due
from kept.workclock.grid import BLOCK, EPOCH, MICRO, MICROS, Grid, Instants, Ticks, ticks_of
from kept.workclock.lengths import amount
from kept.workclock.spans import (
    Before,
    ByDate,
    Elapsed,
    FromOpening,
    Hours,
    Minutes,
    OfficeHours,
    OfficeMinutes,
    Open,
    Rings,
    SameDayBy,
    Seconds,
    Span,
)

MISSING: Final = np.iinfo(np.int64).min
DAY: Final = 86_400
EPOCH_DAY: Final = EPOCH.toordinal()


def deadlines(calendar: Calendar, span: Span, starts: Instants, *, from_opening: bool = False) -> Instants:
    """The due of each start, in the unit of the starts, or in microseconds where a due needs them.

    Raises what `due` raises for a start that is out of reach, and ValueError where a start is missing.
    """
    if isinstance(span, FromOpening):
        span, from_opening = span.span, True
    unit = np.datetime_data(starts.dtype)[0] if starts.dtype.kind == "M" else ""
    if unit not in ("s", "us"):
        raise TypeError(
            f"Starts must be datetime64[s] or datetime64[us], in UTC, and these are {starts.dtype}."
        )
    if not starts.size:
        return starts.copy()
    scale = 1 if unit == "s" else MICROS
    ticks = np.ascontiguousarray(starts).view(np.int64).ravel()
    _check(calendar, int(ticks.min()), int(ticks.max()), scale)
    if unit == "s" and _needs_fractions(calendar, span):
        unit, scale, ticks = "us", MICROS, ticks * MICROS
    found = _Bulk(calendar, span, from_opening, scale, ticks).dues()
    return found.view(f"datetime64[{unit}]").reshape(starts.shape)


def _check(calendar: Calendar, first: int, last: int, scale: int) -> None:
    if first == MISSING:
        raise ValueError("A start is missing (NaT), so there is nothing to count from.")
    if first < ticks_of(calendar.starts, scale):
        raise DateBeforeList(calendar.before_list())
    if last >= ticks_of(calendar.ends, scale):
        raise DateBeyondReach(calendar.beyond_reach())


def _needs_fractions(calendar: Calendar, span: Span) -> bool:
    inner = span.span if isinstance(span, Before) else span
    if isinstance(inner, Rings):
        return bool(amount(inner, ring_seconds=calendar.ring_seconds).microseconds)
    return isinstance(inner, SameDayBy) and bool(inner.by.microsecond)


@dataclass(frozen=True)
class _Bulk:
    """One span on one calendar, for these starts, in so many ticks a second."""

    calendar: Calendar
    span: Span
    from_opening: bool
    scale: int
    starts: Ticks

    def dues(self) -> Ticks:
        """The due of each start."""
        if not self._by_opening:
            return self._found(self.starts)
        earliest, latest = self._grid.at(np.array([self.starts.min(), self.starts.max()]))
        if isinstance(self.span, Before):
            if earliest < self._grid.openings.begins[0]:
                raise DateBeforeList(self.calendar.before_list())
        elif latest >= self._grid.openings.begins[-1]:
            raise NeverOpen(NEVER_OPEN)
        return self._patched(self._found(self.starts))

    @property
    def _by_opening(self) -> bool:
        """Whether opening time has a say in the due."""
        match self.span:
            case OfficeHours() | OfficeMinutes() | Before(OfficeHours() | OfficeMinutes()):
                return True
            case Before() | ByDate():
                return False
        return self.from_opening

    def _found(self, starts: Ticks) -> Ticks:
        """The due of each of these as if every bank holiday had always been known."""
        match self.span:
            case Before(OfficeHours() | OfficeMinutes()) | OfficeHours() | OfficeMinutes():
                return self._grid.at(starts)
            case Before(Hours() | Minutes() | Seconds() | Rings() as back):
                return starts - self._length(back)
            case Before(None):
                return starts.copy()
        if self._by_opening:
            # A start in the last days within reach may find its opening beyond them: `_patched` counts it.
            starts = np.minimum(self._grid.at(starts), ticks_of(self.calendar.ends, self.scale) - 1)
        if isinstance(self.span, Hours | Minutes | Seconds | Rings):
            return starts + self._length(self.span)
        return self._by_day(starts)

    def _length(self, span: Elapsed | Open) -> int:
        return amount(span, ring_seconds=self.calendar.ring_seconds) // MICRO * self.scale // MICROS

    @cached_property
    def _days(self) -> tuple[int, int]:
        """The first and the last local day of the starts."""
        return self._day_of(self.starts.min()), self._day_of(self.starts.max())

    def _day_of(self, ticks: np.int64) -> int:
        return self.calendar.local(_instant(ticks, self.scale)).toordinal()

    @cached_property
    def _grid(self) -> Grid:
        match self.span:
            case OfficeHours() | OfficeMinutes():
                need = self._length(self.span)
            case Before(OfficeHours() | OfficeMinutes() as back):
                need = -self._length(back)
            case _:
                need = 0
        return Grid.over(self.calendar, *self._days, need, self.scale)

    def _midnights(self, first: int, last: int) -> Ticks:
        """When each of these local days begins, and when the last one ends."""
        return self._remembered(None, first, last + 1, self.calendar.midnight)

    def _by_day(self, moments: Ticks) -> Ticks:
        """The due by the local day of each moment."""
        first, last = self._day_of(moments.min()), self._day_of(moments.max())
        midnights = self._midnights(first, last)
        dues = self._remembered(self.span, first, last, self._due_of_day)
        step = int(np.gcd.reduce(midnights))
        table = np.repeat(dues, np.diff(midnights) // step)
        since = int(midnights[0]) // step
        found = np.empty_like(moments)
        for begin in range(0, moments.size, BLOCK):
            steps = moments[begin : begin + BLOCK] // step
            steps -= since
            table.take(steps, out=found[begin : begin + BLOCK], mode="clip")
        return found

    def _due_of_day(self, day: int) -> datetime:
        return due(self.calendar, self.span, self.calendar.midnight(day)).at

    def _remembered(self, key: object, first: int, last: int, ask: Callable[[int], datetime]) -> Ticks:
        """An answer for each of these days; those already known to the calendar are not asked for again."""
        known = self.calendar.working.memo.setdefault((self.calendar.zone, key, self.scale), {})
        days = range(first, last + 1)
        for day in days:
            if day not in known:
                known[day] = ticks_of(ask(day), self.scale)
        return np.fromiter(map(known.__getitem__, days), np.int64, len(days))

    def _patched(self, found: Ticks) -> Ticks:
        """The same, with the clocks of days on which a bank holiday was not yet known counted one by one."""
        first, last = self._days
        days = np.arange(first, last + 1)
        midnights = self._midnights(first, last)
        back = isinstance(self.span, Before)
        probes = midnights[:-1] if back else midnights[1:] - 1
        reached = self._found(probes) // (DAY * self.scale) + EPOCH_DAY
        # Days of UTC and local days differ by one at most, so that this marks one day too many at worst.
        since, until = (reached - 2, days) if back else (days, reached + 1)
        working = self.calendar.working
        late = np.array(working.first_after)[np.searchsorted(working.announced, since)] <= until
        if self._grid.openings.need == 0:
            late |= self._grid.at(probes) >= ticks_of(self.calendar.ends, self.scale)
        if late.any():
            for index in np.flatnonzero(late[np.searchsorted(midnights, self.starts, "right") - 1]):
                start = _instant(self.starts[index], self.scale)
                found[index] = ticks_of(
                    due(self.calendar, self.span, start, from_opening=self.from_opening).at, self.scale
                )
        return found


def act_by_all(calendar: Calendar, starts: Instants, dues: Instants) -> Instants:
    """What `act_by` gives for each start and due of the same unit (its instant alone)."""
    scale = 1 if np.datetime_data(dues.dtype)[0] == "s" else MICROS
    earliest = min(starts.view(np.int64).min(), dues.view(np.int64).min())
    first, last = (calendar.local(_instant(each, scale)) for each in (earliest, dues.view(np.int64).max()))
    begins, ends = _stretches(calendar, first.year, last.year, scale)
    if not begins.size:
        return dues.copy()
    ticks, begun = dues.view(np.int64), starts.view(np.int64)
    before = np.searchsorted(begins, ticks, "left") - 1
    closes = np.minimum(ends[before], ticks)
    return np.where((before >= 0) & (closes > begun), closes, ticks).view(dues.dtype)


def _stretches(calendar: Calendar, first: int, last: int, scale: int) -> tuple[Ticks, Ticks]:
    """When the office opens and closes in these years; a night shift of the year before is among them."""
    found = calendar.memo.get((first, last, scale))
    if found is None:
        days = range(date(first, 1, 1).toordinal() - 1, date(last, 12, 31).toordinal() + 1)
        each = [stretch for day in days for stretch in calendar.open_on(day)]
        found = calendar.memo[first, last, scale] = (
            np.array([ticks_of(one.start, scale) for one in each], np.int64),
            np.array([ticks_of(one.end, scale) for one in each], np.int64),
        )
    return found


def _instant(ticks: np.int64, scale: int) -> datetime:
    return EPOCH + int(ticks) * (MICROS // scale) * MICRO
