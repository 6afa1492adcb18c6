"""Which day does somebody mean by "Thu", "the 14th", "after the bank holiday"?

    read_day("after the bank holiday", calendar=calendar, today=date(2026, 4, 2))   # Day(date(2026, 4, 7))
    read_day("whenever", calendar=calendar, today=today)                            # None

How these words are read: a weekday is the next one, never today; "next Tuesday" is the Tuesday of next week;
the end of a week or month is its last working day; a date without a year is the first that has not gone by.
Where another day could have been meant, `note` says how it was read. Days that nobody can mean raise
`NoSuchDay` with the sentence.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kept.workclock import Calendar, is_working_day

ONE = timedelta(days=1)
# A bank holiday is looked for so far ahead.
FARTHEST = 400
_HALF_A_YEAR = 183
_LEAP_CYCLE = 8
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


class NoSuchDay(ValueError):
    """A day that cannot be meant, as a sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Day:
    """A local day, and how the words were read where they might mean another."""

    day: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Here:
    """The day on which it is said, and the calendar of the office at which it is."""

    calendar: Calendar
    today: date

    def working(self, day: date) -> bool:
        return is_working_day(self.calendar, day)

    def on_or_after(self, day: date) -> date:
        """The first working day that is not before `day`."""
        while not self.working(day):
            day += ONE
        return day

    def last_of(self, first: date, last: date) -> date:
        """The last working day from `first` to `last`; `last` where there is none."""
        day = last
        while day >= first:
            if self.working(day):
                return day
            day -= ONE
        return last


def spoken(day: date, today: date) -> str:
    """The day as one would say it: its year only where that is another."""
    return f"{day:%A} {day.day} {day:%B}" + (f" {day.year}" if day.year != today.year else "")


def read_day(words: str, *, calendar: Calendar, today: date) -> Day | None:
    """The day that the words name, in small letters with single blanks; None where they name none."""
    here = _Here(calendar, today)
    for pattern, reader in _READERS:
        found = pattern.fullmatch(words)
        if found is not None:
            return reader(found, here)
    return None


def _today(found: re.Match[str], here: _Here) -> Day:
    return Day(here.today)


def _tomorrow(found: re.Match[str], here: _Here) -> Day:
    return Day(here.today + (2 * ONE if found["after"] else ONE))


def _weekday(found: re.Match[str], here: _Here) -> Day:
    wanted, today = _number(_DAYS, found["day"]), here.today
    ahead = (wanted - today.weekday()) % 7 or 7
    if found["week"]:
        return Day(today + timedelta(days=ahead + 7))
    if found["which"] == "next":
        day = today + timedelta(days=7 - today.weekday() + wanted)
        note = "" if ahead > 6 - today.weekday() else f"That is read as {spoken(day, today)}, in next week."
        return Day(day, note)
    day = today + timedelta(days=ahead)
    if ahead == 7:
        said = spoken(day, today)
        return Day(day, f"Today is a {today:%A}; that is read as {said}. Say “today” for today.")
    return Day(day)


def _of_month(found: re.Match[str], here: _Here) -> Day:
    """The 14th, of this month or the next."""
    wanted, first = int(found["number"]), here.today.replace(day=1)
    for _ in range(3):
        if 1 <= wanted <= monthrange(first.year, first.month)[1] and first.replace(day=wanted) >= here.today:
            return Day(first.replace(day=wanted))
        first = (first + timedelta(days=31)).replace(day=1)
    raise NoSuchDay(f"No month has a day {wanted}. Check the date.")


def _date(found: re.Match[str], here: _Here) -> Day:
    named = found.groupdict()
    month = _number(_MONTHS, named["month"]) + 1 if named.get("month") else int(found["mm"])
    if not 1 <= month <= 12:
        raise NoSuchDay(f"There is no month {month}. Check the date.")
    day = _first_not_gone(int(found["number"]), month, found["year"], here.today)
    weekday = named.get("day")
    if weekday and day.weekday() != _number(_DAYS, weekday):
        said = _DAYS[_number(_DAYS, weekday)].title()
        raise NoSuchDay(f"{spoken(day, here.today)} is not a {said}. Check the date.")
    if found["year"] is None and (day - here.today).days > _HALF_A_YEAR:
        return Day(day, f"That is read as {spoken(day, here.today)}, since this year's has gone by.")
    return Day(day)


def _first_not_gone(number: int, month: int, year: str | None, today: date) -> date:
    if year is not None:
        return _made(int(year) + (2000 if len(year) == 2 else 0), month, number)
    for later in range(_LEAP_CYCLE + 1):
        if 1 <= number <= monthrange(today.year + later, month)[1]:
            day = date(today.year + later, month, number)
            if day >= today:
                return day
    return _made(today.year, month, number)


def _made(year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        said = f"{number} {_MONTHS[month - 1].title()} {year}"
        raise NoSuchDay(f"There is no {said}. Check the date.") from None


def _end(found: re.Match[str], here: _Here) -> Day:
    """The last working day of a week or month."""
    today, later = here.today, 1 if found["which"] == "next" else 0
    if found["what"] == "month":
        first = today.replace(day=1)
        first = (first + timedelta(days=31)).replace(day=1) if later else first
        last = first.replace(day=monthrange(first.year, first.month)[1])
        return Day(here.last_of(max(first, today), last))
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=later)
    friday = monday + timedelta(days=4)
    if friday < today:
        monday, friday = monday + timedelta(weeks=1), friday + timedelta(weeks=1)
    day = here.last_of(max(monday, today), friday)
    note = f"Friday is a bank holiday, so that is read as {spoken(day, today)}." if day != friday else ""
    return Day(day, note)


def _working_day(found: re.Match[str], here: _Here) -> Day:
    return Day(here.on_or_after(here.today + ONE))


def _after(found: re.Match[str], here: _Here) -> Day | None:
    """The first working day after a weekend, or after the next bank holiday (of that name)."""
    if found["what"] == "weekend":
        return Day(here.on_or_after(here.today + timedelta(days=7 - here.today.weekday())))
    names = {each.day: each.name.casefold() for each in here.calendar.holidays}
    wanted = "" if found["what"] == "bank holiday" else found["what"]
    for ahead in range(FARTHEST):
        day = here.today + timedelta(days=ahead)
        if day in names and wanted in names[day]:
            return Day(here.on_or_after(day + ONE))
    if wanted:
        return None
    raise NoSuchDay("No bank holiday is known in the year ahead. Give the date.")


def _number(names: tuple[str, ...], said: str) -> int:
    """The number of the day or month whose name begins so."""
    return next(number for number, name in enumerate(names) if name.startswith(said[:3]))


_DAY = (
    r"(?P<day>mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)"
)
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NUMBER = r"(?P<number>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?: (?P<year>\d{4}))?"
_Reader = Callable[[re.Match[str], _Here], Day | None]
_RULES: Mapping[str, _Reader] = {
    r"today|this|tonight": _today,
    r"(?P<after>(?:the )?day after )?tomorrow": _tomorrow,
    rf"(?:(?P<which>this|next) )?{_DAY}(?P<week> week)?": _weekday,
    r"(?:the )?(?P<number>\d{1,2})(?:st|nd|rd|th)": _of_month,
    rf"(?:{_DAY} )?(?:the )?{_NUMBER} (?:of )?{_MONTH}{_YEAR}": _date,
    rf"(?:{_DAY} )?{_MONTH} (?:the )?{_NUMBER}{_YEAR}": _date,
    rf"(?:{_DAY} )?(?P<number>\d{{1,2}})/(?P<mm>\d{{1,2}})(?:/(?P<year>\d{{4}}|\d{{2}}))?": _date,
    r"(?P<number>\d{1,2})\.(?P<mm>\d{1,2})\.(?P<year>\d{4}|\d{2})": _date,
    r"(?P<year>\d{4})-(?P<mm>\d{2})-(?P<number>\d{2})": _date,
    r"(?:the )?(?:end of )?(?:the )?(?:(?P<which>this|next) )?(?P<what>week|month)": _end,
    r"before (?:the )?(?P<which>)(?P<what>weekend)": _end,
    r"(?:the )?(?:next )?(?:working|business) day": _working_day,
    r"after (?:the )?(?:next )?(?P<what>weekend|bank holiday|[a-z][a-z' ]{2,30})": _after,
}
_READERS = tuple((re.compile(pattern), reader) for pattern, reader in _RULES.items())
