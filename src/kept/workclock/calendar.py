"""On which days and at which hours does an office work, and which local day is an instant?

    calendar = Calendar(nation="scotland", zone="Europe/London", holidays=…, first=…, last=…, opening=…)
    calendar.open_on(date(2026, 6, 15).toordinal())     # (): a bank holiday in Scotland

Rules that hold here:

1. A working day is Monday to Friday and no bank holiday of the nation; opening hours have no say in it.
2. The office is shut on a bank holiday, unless an exception gives that day hours of its own.
3. A period that ends at or before its beginning runs into the next day; it belongs to the day on which it
   begins.
4. Where the clock goes back, an office opens at the first such time and closes at the last; where it goes
   forward over a time, that time is the moment of the change.
5. Instants are UTC. A day is local: it begins at the first instant of that date.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate, compress
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

Periods = tuple[tuple[time, time], ...]
MIDNIGHT: Final = time()
SECOND: Final = timedelta(seconds=1)
ONE_DAY: Final = timedelta(days=1)
# Beyond the list of bank holidays dates are provisional; this far beyond it they are a slip of the pen.
REACH_YEARS: Final = 10
LONGEST_YEARS: Final = 25
NEVER: Final = 10_000_000
NO_ZONE: Final = "This moment has no time zone, so nobody can say when it was."
NEVER_OPEN: Final = (
    "This office is never open, or not often enough, so its opening time cannot be counted. Give it hours."
)
BEGINNING: Final = datetime.min.replace(tzinfo=UTC)


class DateBeforeList(ValueError):
    """A day before the list of bank holidays begins, on which nothing can be counted."""


class DateBeyondReach(DateBeforeList):
    """A day so far ahead that it must be a mistake. Whoever refuses the other refuses this one too."""


class NeverOpen(ValueError):
    """Opening time was asked for at an office that has none."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A bank holiday, and the day on which it became known: some are announced at short notice."""

    day: date
    name: str
    announced: date


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of time from one instant to another, the end not included."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """A week from Monday, each day with its periods; and days that differ, such as closures."""

    week: tuple[Periods, Periods, Periods, Periods, Periods, Periods, Periods]
    exceptions: Mapping[date, Periods] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """One office's calendar. `first` and `last` say how far its list of bank holidays is complete."""

    nation: str
    zone: str
    holidays: tuple[Holiday, ...]
    first: date
    last: date
    opening: Opening
    ring_seconds: float = 3.0

    @cached_property
    def tz(self) -> ZoneInfo:
        """The zone whose days and hours these are."""
        return ZoneInfo(self.zone)

    @cached_property
    def working(self) -> WorkingTable:
        """Which days are working days, by number."""
        return _working_table(self.holidays, self.first, self.last)

    @cached_property
    def starts(self) -> datetime:
        """The first instant from which anything is counted."""
        return self.midnight(self.first.toordinal())

    @cached_property
    def ends(self) -> datetime:
        """The instant from which nothing is counted any more."""
        return self.midnight(date(min(self.last.year + REACH_YEARS, 9_000) + 1, 1, 1).toordinal())

    @cached_property
    def _midnights(self) -> dict[int, datetime]:
        return _midnights_of(self.zone)

    @cached_property
    def _open(self) -> dict[int, tuple[Segment, ...]]:
        return {}

    @cached_property
    def last_open(self) -> int:
        """The number of the last day on which the office may open, as far as anything is counted."""
        if any(self.opening.week):
            return self.working.days[-1]
        return max((day.toordinal() for day, hours in self.opening.exceptions.items() if hours), default=0)

    @cached_property
    def memo(self) -> dict[tuple[int, int, int], Any]:
        """What `bulk` keeps of the opening times, by years."""
        return {}

    def local(self, instant: datetime) -> datetime:
        """The instant as the office's own clock shows it. It must have a zone."""
        if instant.tzinfo is None:
            raise ValueError(NO_ZONE)
        return instant.astimezone(self.tz)

    def day_of(self, instant: datetime) -> int:
        """The number of the local day of an instant; refuses one from which nothing can be counted."""
        if instant.tzinfo is None or not self.starts <= instant < self.ends:
            self.refuse(instant)
        return instant.astimezone(self.tz).toordinal()

    def refuse(self, instant: datetime) -> None:
        """Say why nothing counts from that instant."""
        if instant.tzinfo is None:
            raise ValueError(NO_ZONE)
        if instant < self.starts:
            raise DateBeforeList(self.before_list())
        raise DateBeyondReach(self.beyond_reach())

    def before_list(self) -> str:
        """The sentence for a day before the list of bank holidays."""
        day = self.first
        return f"The list of bank holidays begins on {day.day} {day:%B %Y}, and this is before it."

    def beyond_reach(self) -> str:
        """The sentence for a day absurdly far ahead."""
        return f"Kept counts up to the end of {self.local(self.ends).year - 1}, and this is later."

    def midnight(self, ordinal: int) -> datetime:
        """The first instant of the local day with that number, in UTC."""
        found = self._midnights.get(ordinal)
        if found is None:
            found = self._midnights[ordinal] = self._wall(date.fromordinal(ordinal), MIDNIGHT)
        return found

    def wall(self, day: date, at: time, *, last: bool = False) -> datetime:
        """The instant of a wall time; the first of two unless `last`; where there is none, the change."""
        ordinal = day.toordinal()
        begins = self.midnight(ordinal)
        if self.midnight(ordinal + 1) - begins == ONE_DAY:
            return begins + timedelta(
                hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond
            )
        return self._wall(day, at, last=last)

    def _wall(self, day: date, at: time, *, last: bool = False) -> datetime:
        """The same on a day on which the clocks may change."""
        first, second = (datetime.combine(day, at.replace(fold=fold), self.tz) for fold in (0, 1))
        early, late = first.astimezone(UTC), second.astimezone(UTC)
        if early <= late:
            return late if last else early
        # The clocks went forward over this time: look for the change between the two readings of it.
        offset = late.astimezone(self.tz).utcoffset()
        while early - late > SECOND:
            middle = late + timedelta(seconds=(early - late) // SECOND // 2)
            if middle.astimezone(self.tz).utcoffset() == offset:
                late = middle
            else:
                early = middle
        return early

    def open_on(self, ordinal: int, barred: frozenset[int] = frozenset()) -> tuple[Segment, ...]:
        """The stretches of opening time that begin on that day, in order and apart.

        `barred` are the numbers of days whose bank holiday was announced too late for the clock in question.
        """
        if barred and (ordinal in barred or ordinal - 1 in barred):
            return self._stretches(ordinal, barred)
        found = self._open.get(ordinal)
        if found is None:
            found = self._open[ordinal] = self._stretches(ordinal, frozenset())
        return found

    def _stretches(self, ordinal: int, barred: frozenset[int]) -> tuple[Segment, ...]:
        periods = self._periods(ordinal, barred)
        if not periods:
            return ()
        since = self._open_until(ordinal - 1, barred)
        if len(periods) == 1 and since <= periods[0].start:
            return (periods[0],)
        found: list[Segment] = []
        for each in sorted(periods, key=lambda each: each.start):
            begins = max(each.start, since)
            if each.end > begins:
                found.append(Segment(begins, each.end))
                since = each.end
        return tuple(found)

    def _open_until(self, ordinal: int, barred: frozenset[int]) -> datetime:
        """When the night shift of that day ends, if there is one."""
        hours = self.hours_on(date.fromordinal(ordinal), barred)
        if all(closes > opens for opens, closes in hours):
            return BEGINNING
        return max(each.end for each in self._periods(ordinal, barred))

    def _periods(self, ordinal: int, barred: frozenset[int]) -> list[Segment]:
        day = date.fromordinal(ordinal)
        return [
            Segment(
                self.wall(day, opens),
                self.wall(day if closes > opens else date.fromordinal(ordinal + 1), closes, last=True),
            )
            for opens, closes in self.hours_on(day, barred)
        ]

    def hours_on(self, day: date, barred: frozenset[int] = frozenset()) -> Periods:
        """The periods of that day by the wall clock."""
        if day in self.opening.exceptions:
            return self.opening.exceptions[day]
        ordinal = day.toordinal()
        if ordinal in self.working.holidays and ordinal not in barred:
            return ()
        return self.opening.week[day.weekday()]


@dataclass(frozen=True, slots=True)
class WorkingTable:
    """Days by number: `upto[i]` working days lie between days `base` and `base + i`; `days` lists them all.

    `late` finds the first bank holiday that was not yet known on a day: only then may rule 11 matter.
    """

    base: int
    last: int
    upto: Sequence[int]
    days: Sequence[int]
    holidays: Mapping[int, Holiday]
    announced: Sequence[int]
    first_after: Sequence[int]
    # What `bulk` has worked out by zone, span and scale, then by day: offices with one list share it.
    memo: dict[tuple[str, object, int], dict[int, int]] = field(default_factory=dict, compare=False)

    def late(self, ordinal: int) -> int:
        """The number of the earliest bank holiday announced on that day or later."""
        return self.first_after[bisect_left(self.announced, ordinal)]


@lru_cache(maxsize=64)
def _working_table(holidays: tuple[Holiday, ...], first: date, last: date) -> WorkingTable:
    """Offices of one association share it."""
    by_day: dict[int, Holiday] = {}
    for each in sorted(holidays, key=lambda each: each.announced, reverse=True):
        by_day[each.day.toordinal()] = each
    base = first.toordinal()
    end = date(min(last.year + REACH_YEARS, 9_000) + LONGEST_YEARS, 12, 31).toordinal()
    monday = base - first.weekday()
    flags = bytearray(b"\1\1\1\1\1\0\0" * ((end - monday) // 7 + 1))
    for ordinal in by_day:
        if base <= ordinal <= end:
            flags[ordinal - monday] = 0
    flags = flags[base - monday : end - monday + 1]
    known = sorted((each.announced.toordinal(), ordinal) for ordinal, each in by_day.items())
    earliest = list(accumulate((ordinal for _, ordinal in reversed(known)), min, initial=NEVER))
    return WorkingTable(
        base=base,
        last=last.toordinal(),
        upto=list(accumulate(flags)),
        days=list(compress(range(base, end + 1), flags)),
        holidays=by_day,
        announced=[announced for announced, _ in known],
        first_after=earliest[::-1],
    )


@lru_cache(maxsize=64)
def _midnights_of(zone: str) -> dict[int, datetime]:
    """The midnights of that zone worked out so far, for all calendars that have it."""
    return {}


def local_date(calendar: Calendar, instant: datetime) -> date:
    """The local date of an instant."""
    return calendar.local(instant).date()


def local_midnight(calendar: Calendar, day: date) -> datetime:
    """The instant, in UTC, at which a local day begins."""
    if not 1800 <= day.year <= 9_900:
        raise DateBeyondReach(f"Nothing can be counted in the year {day.year}.")
    return calendar.midnight(day.toordinal())


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether it is Monday to Friday and no bank holiday. Raises DateBeforeList before the list begins."""
    table = calendar.working
    ordinal = day.toordinal()
    if ordinal < table.base:
        raise DateBeforeList(calendar.before_list())
    return day.weekday() < 5 and ordinal not in table.holidays
