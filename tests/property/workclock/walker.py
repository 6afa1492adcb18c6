"""A dull clerk counts by the clock, a quarter of an hour at a time, and reads the notice board every morning.

Nothing here is clever, and nothing of it is shared with `kept.workclock` but the types. The clerk reads the
wall clock, puts down whether the office is open, and crosses off one quarter after another; so the calendars
drawn for it open and close on quarters, outside the small hours in which clocks change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kept.workclock import (
    ByDate,
    Calendar,
    Days,
    Every,
    FromOpening,
    Hours,
    Minutes,
    Months,
    OfficeHours,
    OfficeMinutes,
    Rings,
    SameDay,
    SameDayBy,
    Seconds,
    Segment,
    Span,
    Weeks,
    WorkingDays,
    Years,
)

QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)


class Clerk:
    """Counts on one calendar, knowing some of its bank holidays."""

    def __init__(self, calendar: Calendar, known: frozenset[date], pauses: Sequence[Segment]) -> None:
        self.calendar, self.known, self.pauses = calendar, known, pauses
        self.zone = ZoneInfo(calendar.zone)

    def wall(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone)

    def is_open(self, instant: datetime) -> bool:
        wall = self.wall(instant)
        today, clock = wall.date(), wall.time()
        for opens, closes in self.hours(today):
            if opens <= clock and (clock < closes or closes <= opens):
                return True
        return any(closes <= opens and clock < closes for opens, closes in self.hours(today - DAY))

    def hours(self, day: date) -> tuple[tuple[time, time], ...]:
        opening = self.calendar.opening
        if day in opening.exceptions:
            return opening.exceptions[day]
        return () if day in self.known else opening.week[day.weekday()]

    def paused(self, instant: datetime) -> bool:
        return any(each.start <= instant < each.end for each in self.pauses)

    def paused_all_day(self, day: date) -> bool:
        instant, seen = self.first_quarter_of(day), False
        while self.wall(instant).date() == day:
            if not self.paused(instant):
                return False
            instant, seen = instant + QUARTER, True
        return seen

    def first_quarter_of(self, day: date) -> datetime:
        instant = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
        while self.wall(instant).date() < day:
            instant += QUARTER
        return instant

    def end_of(self, day: date) -> datetime:
        return self.first_quarter_of(day + DAY)

    def opening(self, start: datetime) -> datetime:
        while not self.is_open(start):
            start = start - (start - EPOCH) % QUARTER + QUARTER
        return start

    def due(self, span: Span, start: datetime, *, from_opening: bool = False) -> datetime:
        if isinstance(span, FromOpening):
            span, from_opening = span.span, True
        if from_opening:
            start = self.opening(start)
        today = self.wall(start).date()
        match span:
            case Hours(n):
                return self.elapse(start, timedelta(hours=n), office=False)
            case Minutes(n):
                return self.elapse(start, timedelta(minutes=n), office=False)
            case Seconds(n):
                return self.elapse(start, timedelta(seconds=n), office=False)
            case Rings(n):
                return self.elapse(start, timedelta(seconds=n * self.calendar.ring_seconds), office=False)
            case OfficeHours(n):
                return self.elapse(start, timedelta(hours=n), office=True)
            case OfficeMinutes(n):
                return self.elapse(start, timedelta(minutes=n), office=True)
            case WorkingDays(n) | Every(WorkingDays(n)):
                return self.end_of(self.days(today, n, working=True))
            case ByDate(day):
                return self.end_of(day)
            case SameDay():
                return self.end_of(self.days(today, 0))
            case SameDayBy(by):
                day = self.days(today, 0)
                instant = self.first_quarter_of(day)
                while self.wall(instant).time() < by:
                    instant += QUARTER
                return instant
        assert isinstance(span, Days | Weeks | Months | Years | Every)
        return self.end_of(self.days(today, (self.last(span, today) - today).days))

    def days(self, day: date, wanted: int, *, working: bool = False) -> date:
        """Cross off day after day until so many count."""
        if wanted == 0:
            while self.paused_all_day(day):
                day += DAY
        while wanted:
            day += DAY
            closed = working and (day.strftime("%a") in ("Sat", "Sun") or day in self.known)
            wanted -= not closed and not self.paused_all_day(day)
        return day

    def last(self, span: Days | Weeks | Months | Years | Every, start: date) -> date:
        """The last day by leafing through the calendar; months by the number on the page."""
        match span:
            case Every(Months(n), by_calendar=True):
                day, pages = start, 0
                while True:
                    following = day + DAY
                    if following.day == 1 and (following.month - 1) % n == 0:
                        pages += 1
                        if pages == 2:
                            return day
                    day = following
            case Every(period):
                assert not isinstance(period, WorkingDays)
                return self.last(period, start)
            case Days(n):
                return start + n * DAY
            case Weeks(n):
                return start + 7 * n * DAY
            case Months(n):
                months = n
            case Years(n):
                months = 12 * n
        day = start
        while (day.year - start.year) * 12 + day.month - start.month < months or (
            day.day < start.day and (day + DAY).month == day.month
        ):
            day += DAY
        return day

    def elapse(self, start: datetime, wanted: timedelta, *, office: bool) -> datetime:
        """Cross off stretch after stretch, none longer than to the next quarter of the clock."""
        while True:
            following = start - (start - EPOCH) % QUARTER + QUARTER
            edges = [
                edge for each in self.pauses for edge in (each.start, each.end) if start < edge < following
            ]
            following = min([*edges, following])
            if not self.paused(start) and (not office or self.is_open(start)):
                if following - start >= wanted:
                    return start + wanted
                wanted -= following - start
            start = following


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def walked(
    calendar: Calendar,
    span: Span,
    start: datetime,
    *,
    pauses: Sequence[Segment] = (),
    from_opening: bool = False,
) -> datetime:
    """The due as somebody lives to see it.

    Each morning they count anew, with what was announced by the evening before, until the due has come.
    """
    today = start.astimezone(ZoneInfo(calendar.zone)).date()
    found: dict[frozenset[date], datetime] = {}
    while True:
        known = frozenset(each.day for each in calendar.holidays if each.announced < today)
        if known not in found:
            found[known] = Clerk(calendar, known, pauses).due(span, start, from_opening=from_opening)
        if found[known].astimezone(ZoneInfo(calendar.zone)).date() <= today:
            return found[known]
        today += DAY
