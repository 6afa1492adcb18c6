"""How long is a span, apart from any office: so many days after a day, or so much time?

last_day(Months(1), date(2026, 1, 31))      # 28 February 2026
amount(Rings(4), ring_seconds=3.75)         # 15 seconds
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import assert_never

from kept.workclock.spans import (
    CalendarDays,
    Days,
    Elapsed,
    Every,
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
    Weeks,
    Years,
)


def last_day(span: CalendarDays | SameDay | SameDayBy | Every, day: date) -> date:
    """The last day of a span of calendar days that began on `day`: it is due when that day ends."""
    match span:
        case Days(n):
            return day + timedelta(days=n)
        case Weeks(n):
            return day + timedelta(weeks=n)
        case Months(n):
            return months_from(day, n)
        case Years(n):
            return months_from(day, 12 * n)
        case SameDay() | SameDayBy():
            return day
        case Every(Months(n), by_calendar=True):
            return _end_of_next(day, n)
        case Every():
            assert isinstance(span.period, Days | Weeks | Months | Years)
            return last_day(span.period, day)
        case _:  # pragma: no cover
            assert_never(span)


def first_day(span: CalendarDays, day: date) -> date:
    """The day so long before `day`."""
    match span:
        case Days(n):
            return day - timedelta(days=n)
        case Weeks(n):
            return day - timedelta(weeks=n)
        case Months(n):
            return months_from(day, -n)
        case Years(n):
            return months_from(day, -12 * n)
        case _:  # pragma: no cover
            assert_never(span)


def months_from(day: date, months: int) -> date:
    """The same date so many months away, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _end_of_next(day: date, months: int) -> date:
    """The last day of the next whole period of the calendar, such as the quarter from April to June."""
    begins = (day.month - 1) // months * months + 1
    return months_from(date(day.year, begins, 1), 2 * months) - timedelta(days=1)


def amount(span: Elapsed | Open, *, ring_seconds: float) -> timedelta:
    """The time that a span counted by the clock asks for."""
    match span:
        case Hours(n) | OfficeHours(n):
            return timedelta(hours=n)
        case Minutes(n) | OfficeMinutes(n):
            return timedelta(minutes=n)
        case Seconds(n):
            return timedelta(seconds=n)
        case Rings(n):
            return timedelta(seconds=n * ring_seconds)
        case _:  # pragma: no cover
            assert_never(span)
