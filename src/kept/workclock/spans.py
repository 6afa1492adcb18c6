"""How long is a promise, and in which unit?

    parse_span("7 working days")        # WorkingDays(7)
    parse_span("2 working days before") # Before(WorkingDays(2))

Each unit is a type of its own, because each is counted differently: five rings can never be added to a date.
What may be written, with N a whole number:

    N working days · next working day        WorkingDays     N rings                          Rings
    N days (or calendar days)                Days            N office hours, N opening hours  OfficeHours
    N weeks · N fortnights                   Weeks           N office minutes                 OfficeMinutes
    N months (or calendar months), quarters  Months          N hours of opening, of reopening FromOpening
    N years                                  Years           N working days before · before   Before
    same day                                 SameDay         4 per year · 1 per 3 years       Every
    same morning · before 12:00 same day     SameDayBy       every month · every calendar quarter
    N hours · N minutes · N seconds                          by 21 October 2011 · by 2009     ByDate

`str(span)` writes it so that `parse_span` reads the same span again.
"""

from __future__ import annotations

import calendar as month_lengths
import re
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import ClassVar, Final


class SpanError(ValueError):
    """The words are no span of time that can be counted; the sentence says what is allowed."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """A whole number of one unit."""

    n: int
    unit: ClassVar[str] = ""
    most: ClassVar[int] = 0

    def __str__(self) -> str:
        return f"{self.n} {self.unit}" if self.n == 1 else f"{self.n} {self.unit}s"


class WorkingDays(_Counted):
    """Monday to Friday, not a bank holiday; due at the end of the Nth after the day of the start."""

    __slots__ = ()
    unit, most = "working day", 2_000


class Days(_Counted):
    """Days of the calendar; due at the end of the Nth after the day of the start."""

    __slots__ = ()
    unit, most = "day", 7_300


class Weeks(_Counted):
    """Seven days each."""

    __slots__ = ()
    unit, most = "week", 1_040


class Months(_Counted):
    """The same date so many months on, or the month's last day; due at the end of that day."""

    __slots__ = ()
    unit, most = "month", 240


class Years(_Counted):
    """The same date so many years on, or 28 February; due at the end of that day."""

    __slots__ = ()
    unit, most = "year", 20


class Hours(_Counted):
    """Elapsed hours, through nights and clock changes."""

    __slots__ = ()
    unit, most = "hour", 8_784


class Minutes(_Counted):
    """Elapsed minutes."""

    __slots__ = ()
    unit, most = "minute", 44_640


class Seconds(_Counted):
    """Elapsed seconds."""

    __slots__ = ()
    unit, most = "second", 86_400


class Rings(_Counted):
    """Rings of a telephone, each as long as the association says."""

    __slots__ = ()
    unit, most = "ring", 100


class OfficeHours(_Counted):
    """Hours during which the office is open."""

    __slots__ = ()
    unit, most = "office hour", 2_000


class OfficeMinutes(_Counted):
    """Minutes during which the office is open."""

    __slots__ = ()
    unit, most = "office minute", 10_000


@dataclass(frozen=True, slots=True)
class SameDay:
    """Due at the end of the day of the start."""

    def __str__(self) -> str:
        return "same day"


@dataclass(frozen=True, slots=True)
class SameDayBy:
    """Due at a wall time on the day of the start, whatever the hour of the start."""

    by: time

    def __str__(self) -> str:
        return f"before {self.by:%H:%M} same day"


Elapsed = Hours | Minutes | Seconds | Rings
Open = OfficeHours | OfficeMinutes
CalendarDays = Days | Weeks | Months | Years
Simple = WorkingDays | CalendarDays | Elapsed | Open


@dataclass(frozen=True, slots=True)
class Before:
    """So long before the moment counted from; for days, when that day begins. Alone, that moment."""

    span: Simple | None = None

    def __str__(self) -> str:
        return f"{self.span} before" if self.span else "before"


@dataclass(frozen=True, slots=True)
class FromOpening:
    """The same span, begun when the office next opens ("within 4 hours of reopening")."""

    span: Simple

    def __str__(self) -> str:
        return f"{self.span} of opening"


@dataclass(frozen=True, slots=True)
class Every:
    """Once each period: due a period after the last time; `by_calendar`, when the next whole period ends."""

    period: WorkingDays | CalendarDays
    by_calendar: bool = False

    def __str__(self) -> str:
        n, unit = self.period.n, self.period.unit
        named = f"calendar {unit}" if self.by_calendar else unit
        return f"every {named}" if n == 1 else f"every {n} {named}s"


@dataclass(frozen=True, slots=True)
class ByDate:
    """One clock, due at the end of a date."""

    day: date

    def __str__(self) -> str:
        return f"by {self.day.day} {self.day:%B %Y}"


Span = Simple | SameDay | SameDayBy | Before | FromOpening | Every | ByDate

NOON: Final = time(12)
_Unit = tuple[type[Simple], int]
_UNITS: Final[dict[str, _Unit]] = {
    "working day": (WorkingDays, 1),
    "day": (Days, 1),
    "calendar day": (Days, 1),
    "week": (Weeks, 1),
    "fortnight": (Weeks, 2),
    "month": (Months, 1),
    "calendar month": (Months, 1),
    "quarter": (Months, 3),
    "year": (Years, 1),
    "hour": (Hours, 1),
    "minute": (Minutes, 1),
    "second": (Seconds, 1),
    "ring": (Rings, 1),
    "office hour": (OfficeHours, 1),
    "opening hour": (OfficeHours, 1),
    "office minute": (OfficeMinutes, 1),
    "opening minute": (OfficeMinutes, 1),
}
_NUMBERED = re.compile(r"([0-9]{1,9}) ([a-z][a-z ]*?)")
_OF_OPENING = re.compile(r"(.+) (?:of|from) (?:re)?opening")
_BY_TIME = re.compile(r"before ([0-9]{1,2}):([0-9]{2}) same day")
_PER = re.compile(r"([0-9]{1,4}) per (?:([0-9]{1,4}) )?(.+)")
_EVERY = re.compile(r"every (?:([0-9]{1,4}) )?(.+)")
_BY_DATE = re.compile(r"by (?:(?:([0-9]{1,2}) )?([a-z]+) )?([0-9]{4})")
_MONTHS = {name.lower(): number for number, name in enumerate(month_lengths.month_name) if name}
_WORDS: Final[dict[str, Span]] = {
    "same day": SameDay(),
    "same morning": SameDayBy(NOON),
    "next working day": WorkingDays(1),
    "before": Before(),
    "before the appointment": Before(),
}
ALLOWED: Final = (
    "Write a number and a unit, such as 7 working days, 10 days, 2 weeks, 24 hours, 2 office hours, 10 "
    "minutes or 5 rings; or same day, same morning, before 12:00 same day, next working day, 2 days before, "
    "4 hours of opening, 1 per quarter, every month, or by 21 October 2011."
)


@lru_cache(maxsize=1024)
def parse_span(text: str) -> Span:
    """The span that these words mean. Raises SpanError, whose sentence says what is allowed."""
    words = " ".join(text.lower().split()) if len(text) <= 80 else ""
    if words in _WORDS:
        return _WORDS[words]
    for shape, read in _SHAPES:
        found = shape.fullmatch(words)
        if found:
            return read(text, found)
    return _counted(text, words)


def _counted(text: str, words: str) -> Simple:
    """A number and a unit."""
    found = _NUMBERED.fullmatch(words)
    known = _UNITS.get(found[2]) or _UNITS.get(found[2].removesuffix("s")) if found else None
    if not found or not known:
        shown = text if len(text) <= 40 else f"{text[:40]}…"
        raise SpanError(f"Kept cannot count “{shown}”. {ALLOWED}")
    kind, times = known
    return _within_reason(kind, int(found[1]) * times)


def _within_reason(kind: type[Simple], n: int) -> Simple:
    if not 1 <= n <= kind.most:
        raise SpanError(
            f"A time in {kind.unit}s is from 1 to {kind.most}. For none at all, write “same day”."
        )
    return kind(n)


def _before(text: str, found: re.Match[str]) -> Span:
    return Before(_counted(text, found[1]))


def _of_opening(text: str, found: re.Match[str]) -> Span:
    return FromOpening(_counted(text, found[1]))


def _by_time(text: str, found: re.Match[str]) -> Span:
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        raise SpanError(f"“{text}” names no time of day. Write one from 00:00 to 23:59.")
    return SameDayBy(time(hour, minute))


def _per(text: str, found: re.Match[str]) -> Span:
    return _period(text, int(found[1]), int(found[2] or 1), found[3])


def _every(text: str, found: re.Match[str]) -> Span:
    return _period(text, 1, int(found[1] or 1), found[2])


def _period(text: str, times: int, n: int, unit: str) -> Every:
    """So many times in each n units; the units must divide into that many equal parts."""
    by_calendar = unit.startswith("calendar ")
    span = _counted(text, f"{n} {unit.removeprefix('calendar ')}")
    if isinstance(span, Years) and (times > 1 or by_calendar):
        span = Months(span.n * 12)
    if not isinstance(span, WorkingDays | Days | Weeks | Months | Years):
        raise SpanError(
            f"“{text}” is not a period. Write a number of days, working days, weeks, months or years."
        )
    if times < 1 or span.n % times:
        raise SpanError(
            f"“{text}” does not divide evenly. Write it as “every” and a number of days, weeks or months."
        )
    period = type(span)(span.n // times)
    if by_calendar and not (isinstance(period, Months) and 12 % period.n == 0):
        raise SpanError(
            f"“{text}” is not a period of the calendar. Write calendar months, quarters or a calendar year."
        )
    return Every(period, by_calendar)


def _by_date(text: str, found: re.Match[str]) -> Span:
    year = int(found[3])
    month = _MONTHS.get(found[2]) if found[2] else 12
    if month is None or not 1900 <= year <= 2200:
        raise SpanError(
            f"“{text}” names no date. Write it like “by 21 October 2011”, “by March 2007” or “by 2009”."
        )
    length = month_lengths.monthrange(year, month)[1]
    day = int(found[1]) if found[1] else length
    if not 1 <= day <= length:
        raise SpanError(
            f"“{text}” names no date: {month_lengths.month_name[month]} {year} has {length} days. Check it."
        )
    return ByDate(date(year, month, day))


_SHAPES = (
    (_BY_TIME, _by_time),
    (re.compile(r"(.+) before"), _before),
    (_OF_OPENING, _of_opening),
    (_PER, _per),
    (_EVERY, _every),
    (_BY_DATE, _by_date),
)
