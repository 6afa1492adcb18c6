"""On which days do two ways of counting part: Christmas Eve, Good Friday, the night the clocks change?

    for each in awkward(calendar, date(2026, 11, 26)): print(each.name, each.at)

    an ordinary day 2027-01-12 10:00:00+00:00
    …

Two spans that look alike, such as ten working days and fourteen days, end on the same day in one week and
on different days in another. So spans are compared at each of these moments of a year, and never by number.
Every bank holiday of the nation is among them, those that it shares with no other too.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Final

from kept.workclock import Calendar, is_working_day

ONE: Final = timedelta(days=1)
YEAR: Final = timedelta(days=366)
TEN, NOON, THREE, LATE, NIGHT = time(10), time(12), time(15), time(16, 59), time(0, 30)
QUIET_WEEKS = 5
LEAP_YEARS = 8


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment with what is awkward about it."""

    name: str
    at: datetime


def awkward(calendar: Calendar, first: date, until: date | None = None) -> tuple[Moment, ...]:
    """The awkward moments of the year from that day on, and before `until`, in order; one that is ordinary
    is the first. Raises DateBeforeList for a year that the list of bank holidays does not reach back to.
    """
    is_working_day(calendar, first)
    last = min(first + YEAR, until) if until else first + YEAR
    found: dict[datetime, Moment] = {}
    sorts = (_quiet(calendar, first), _holidays(calendar, first), _clocks(calendar, first), _months(first))
    for name, day, wall in chain(*sorts):
        at = calendar.wall(day, wall)
        leap = (day.month, day.day) == (2, 29)
        if first <= day and (day < last or (leap and until is None)) and at < calendar.ends:
            found.setdefault(at, Moment(name, at))
    ordinary = next(iter(found.values()), None)
    return tuple(sorted(found.values(), key=lambda each: (each is not ordinary, each.at)))


_Named = Iterator[tuple[str, date, time]]


def _quiet(calendar: Calendar, first: date) -> _Named:
    """A week with no holiday near it."""
    held = {each.day for each in calendar.holidays}
    monday = first + timedelta(days=-first.weekday() % 7)
    near = range(-3, 7 * QUIET_WEEKS)
    tried = (monday + timedelta(weeks=n) for n in range(40))
    quiet = next((day for day in tried if not any(day + timedelta(days=n) in held for n in near)), monday)
    yield "an ordinary day", quiet + ONE, TEN
    yield "the end of a week, just before closing", quiet + 4 * ONE, LATE
    yield "a night at the weekend", quiet + 5 * ONE, time(23, 30)


def _holidays(calendar: Calendar, first: date) -> _Named:
    """The last working day before each bank holiday, and the day itself."""
    for year in (first.year, first.year + 1):
        yield "Christmas Eve", date(year, 12, 24), THREE
    for each in calendar.holidays:
        if not first <= each.day <= first + YEAR:
            continue
        eve = each.day - ONE
        while eve > calendar.first and not is_working_day(calendar, eve):
            eve -= ONE
        yield f"just before {each.name}", eve, LATE
        yield each.name, each.day, TEN


def _clocks(calendar: Calendar, first: date) -> _Named:
    """The Saturday before the clocks change, and the night itself."""
    for n in range(YEAR.days):
        day = first + n * ONE
        length = calendar.midnight(day.toordinal() + 1) - calendar.midnight(day.toordinal())
        if length != ONE:
            way = "forward" if length < ONE else "back"
            yield f"the day before the clocks go {way}", day - ONE, NOON
            yield f"the night in which the clocks go {way}", day, NIGHT


def _months(first: date) -> _Named:
    """Where months are of another length than one thinks."""
    for year in (first.year, first.year + 1):
        yield "the last day of January", date(year, 1, 31), TEN
        yield "the first day of February", date(year, 2, 1), TEN
    leap = next(n for n in range(first.year, first.year + LEAP_YEARS + 2) if _leaps(n, first))
    yield "leap day", date(leap, 2, 29), TEN


def _leaps(year: int, first: date) -> bool:
    return isleap(year) and date(year, 2, 29) >= first
