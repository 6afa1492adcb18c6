"""When is it due?

    due(calendar, WorkingDays(7), start).at      # the end of the seventh working day, as an instant in UTC

This is asked for every event, so it answers from tables that the calendar keeps. `walk` counts the same step
by step; it is asked for what the tables do not hold, and proves them in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kept.workclock.calendar import Calendar, Segment
from kept.workclock.lengths import amount, first_day, last_day
from kept.workclock.spans import (
    Before,
    Days,
    Every,
    Hours,
    Minutes,
    Months,
    OfficeHours,
    OfficeMinutes,
    Open,
    Rings,
    SameDay,
    Seconds,
    Span,
    Weeks,
    WorkingDays,
    Years,
)
from kept.workclock.walk import Due, walk


def due(
    calendar: Calendar,
    span: Span,
    start: datetime,
    *,
    pauses: Iterable[Segment] = (),
    from_opening: bool = False,
) -> Due:
    """The instant by which a span that counts from `start` must be met.

    `pauses` are holes in the calendar. `from_opening` starts the clock when the office next opens. For
    `Before`, the due lies before `start`. Raises DateBeforeList for a start before the list of bank holidays
    (or absurdly far ahead) and NeverOpen where opening time is asked for and there is none.
    """
    if not pauses and not from_opening:
        quick = _QUICK.get(type(span))
        found = quick(calendar, span, start) if quick else None
        if found is not None:
            return found
    return walk(calendar, span, start.astimezone(UTC), pauses=pauses, from_opening=from_opening).due


def _working_days(calendar: Calendar, span: WorkingDays, start: datetime) -> Due | None:
    ordinal = calendar.day_of(start)
    table = calendar.working
    last = table.days[table.upto[ordinal - table.base] + span.n - 1]
    if table.late(ordinal) <= last:
        return None
    return Due(calendar.midnight(last + 1), last > table.last)


def _calendar_days(
    calendar: Calendar, span: Days | Weeks | Months | Years | SameDay | Every, start: datetime
) -> Due:
    ordinal = calendar.day_of(start)
    return Due(calendar.midnight(last_day(span, date.fromordinal(ordinal)).toordinal() + 1), False)


def _every(calendar: Calendar, span: Every, start: datetime) -> Due | None:
    if isinstance(span.period, WorkingDays):
        return _working_days(calendar, span.period, start)
    return _calendar_days(calendar, span, start)


def _elapsed(calendar: Calendar, span: Hours | Minutes | Seconds | Rings, start: datetime) -> Due:
    calendar.day_of(start)
    return Due(start.astimezone(UTC) + amount(span, ring_seconds=calendar.ring_seconds), False)


def _open_time(calendar: Calendar, span: Open, start: datetime) -> Due | None:
    ordinal = first = calendar.day_of(start)
    left = amount(span, ring_seconds=calendar.ring_seconds)
    table = calendar.working
    ordinal, end = ordinal - 1, calendar.last_open
    while ordinal <= end:
        for each in calendar.open_on(ordinal):
            begins = each.start if each.start > start else start
            room = each.end - begins
            if room >= left:
                late = table.late(first) <= ordinal
                return None if late else Due(begins.astimezone(UTC) + left, ordinal > table.last)
            if room > _NO_TIME:
                left -= room
        ordinal += 1
    return None


def _before(calendar: Calendar, span: Before, moment: datetime) -> Due | None:
    """So long before a moment, where neither the list nor opening hours need a closer look."""
    ordinal = calendar.day_of(moment)
    match span.span:
        case WorkingDays(n):
            table = calendar.working
            index = table.upto[ordinal - 1 - table.base] - n if ordinal > table.base else -1
            if index < 0 or table.late(table.days[index]) <= ordinal:
                return None
            return Due(calendar.midnight(table.days[index]), ordinal - 1 > table.last)
        case Days() | Weeks() | Months() | Years() as days:
            return Due(calendar.midnight(first_day(days, date.fromordinal(ordinal)).toordinal()), False)
        case Hours() | Minutes() | Seconds() | Rings() as time:
            return Due(moment.astimezone(UTC) - amount(time, ring_seconds=calendar.ring_seconds), False)
        case OfficeHours() | OfficeMinutes():
            return None
    return Due(moment.astimezone(UTC), False)


_NO_TIME = timedelta()
_QUICK: dict[type[Span], Callable[[Calendar, Any, datetime], Due | None]] = {
    WorkingDays: _working_days,
    Days: _calendar_days,
    Weeks: _calendar_days,
    Months: _calendar_days,
    Years: _calendar_days,
    SameDay: _calendar_days,
    Every: _every,
    Hours: _elapsed,
    Minutes: _elapsed,
    Seconds: _elapsed,
    Rings: _elapsed,
    OfficeHours: _open_time,
    OfficeMinutes: _open_time,
    Before: _before,
}
