"""By when did we say that we would do it? Reads what people write in the one line for it.

    read_when("Thu noon", calendar=calendar, at=now)        # When(day=…, moment=…, warnings=())
    read_line("I'll ring him in 2 days", calendar=calendar, at=now)     # ("I'll ring him", When(…))

A day alone runs to its end. A time alone is the next such time. What cannot be read, or has gone by, is a
refusal that says what to write; a day or an hour at which nobody is there is taken, with a warning that says
so, since whoever is at the desk may know better. Nothing here asks the time: `at` is when it was said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from kept.casework.values import Refused
from kept.casework.when_days import Day, NoSuchDay, read_day, spoken
from kept.workclock import Calendar, Months, WorkingDays, due, local_date, local_midnight

LONGEST = 300
FARTHEST_DAYS = 3 * 366
FIRST_THING = timedelta(hours=1)
USUAL_OPENING, USUAL_CLOSING, NOON = time(9), time(17), time(12)
FIELD = "promised_for"
SAY_WHEN = "Say by when, such as “Thursday noon”, “in 2 days”, “14 April” or “end of the week”."


@dataclass(frozen=True, slots=True)
class When:
    """A local day, and the moment on it where one was said. `warnings` are sentences for the desk."""

    day: date
    moment: datetime | None
    due: datetime
    warnings: tuple[str, ...] = ()

    @property
    def fact(self) -> str:
        """The moment by which it is promised, as a field of an event takes it."""
        return self.due.isoformat()


def read_line(text: str, *, calendar: Calendar, at: datetime) -> tuple[str, When | Refused]:
    """What was told, and by when: the time may stand at the end of the line or at its beginning."""
    if len(text) > LONGEST:
        return text, _no(f"This is {len(text):,} characters long. Say it in at most {LONGEST}.")
    words = text.split()
    unread: Refused | None = None
    parts = [(words[:at_], words[at_:]) for at_ in range(len(words))]
    parts += [(words[at_:], words[:at_]) for at_ in range(len(words) - 1, 0, -1)]
    for what, said in parts:
        found = _read(" ".join(said), calendar, at)
        if isinstance(found, When):
            return _LOOSE.sub("", " ".join(what)).strip(" ,;:–-"), found
        unread = unread or found
    return text.strip(), unread or _no(SAY_WHEN)


def read_when(text: str, *, calendar: Calendar, at: datetime) -> When | Refused:
    """The day or moment that the words name, seen from `at`."""
    if len(text) > LONGEST:
        return _no(f"This is {len(text):,} characters long. Say it in at most {LONGEST}.")
    return _read(text, calendar, at) or _no(SAY_WHEN)


def _read(text: str, calendar: Calendar, at: datetime) -> When | Refused | None:
    """None where the words are not about time at all."""
    words, today = _tidy(text), local_date(calendar, at)
    try:
        found = _ahead(words, calendar, at) or _named(words, calendar, at, today)
    except NoSuchDay as problem:
        return _no(str(problem))
    if found is None:
        return None
    day, moment, note = found
    if (moment is not None and moment <= at) or day < today:
        return _no("That has gone by already. Give a time that is still to come.")
    if day > today + timedelta(days=FARTHEST_DAYS):
        return _no("That is more than three years ahead. Check the date.")
    ends = moment or local_midnight(calendar, day + timedelta(days=1))
    closed = _closed(day, moment, calendar, at, today)
    return When(day, moment, ends, tuple(filter(None, (note, *closed))))


_Found = tuple[date, datetime | None, str]


def _tidy(text: str) -> str:
    """Small letters, single blanks, one spelling of what has several, and nothing around it."""
    plain = text.casefold().replace("’", "'").replace(",", " ")
    plain = " ".join(plain.split()).strip(" .;:!?–-")
    for pattern, instead in _SPELLINGS:
        plain = pattern.sub(instead, plain)
    return _LEADING.sub("", plain)


def _ahead(words: str, calendar: Calendar, at: datetime) -> _Found | None:
    """So long from now: in 2 days, in half an hour, a week tomorrow."""
    found = _SPAN.fullmatch(words)
    if found is None:
        return None
    number = _COUNTS[found["word"]] if found["word"] else float(found["number"])
    unit, today = found["unit"], local_date(calendar, at)
    if number > FARTHEST_DAYS:
        raise NoSuchDay("That is too far ahead. Check the number.")
    if unit in ("minute", "hour"):
        moment = at.astimezone(UTC) + timedelta(minutes=number * (60 if unit == "hour" else 1))
        moment = moment.replace(second=0, microsecond=0)
        return local_date(calendar, moment), moment, ""
    if number != int(number):
        return None
    if unit in _COUNTED:
        last = due(calendar, _COUNTED[unit](int(number)), at).at - timedelta(seconds=1) if number else at
        return local_date(calendar, last), None, ""
    begins = today + timedelta(days=1) if found["from"] == "tomorrow" else today
    return begins + timedelta(days=int(number) * _UNITS[unit]), None, ""


def _named(words: str, calendar: Calendar, at: datetime, today: date) -> _Found | None:
    """A day, a time of day, or both in either order."""
    if words in _ENDS_OF_DAY:
        return today, None, ""
    day = read_day(words, calendar=calendar, today=today)
    if day is not None:
        return day.day, None, day.note
    for pattern, reader in _TIMES:
        found = pattern.search(words)
        if found is None:
            continue
        rest = f"{words[: found.start()].strip()} {words[found.end() :].strip()}".strip()
        rest = _LOOSE.sub("", _LEADING.sub("", rest))
        named = read_day(rest, calendar=calendar, today=today) if rest else None
        if rest and named is None:
            return None
        return _at(named, reader, found, calendar, at, today)
    return None


def _at(
    named: Day | None,
    reader: Callable[[re.Match[str], Calendar, date], datetime | None],
    found: re.Match[str],
    calendar: Calendar,
    at: datetime,
    today: date,
) -> _Found:
    """The time on that day; on the next day that still has it where none was named."""
    day = named.day if named else today
    moment = reader(found, calendar, day)
    if named is None and moment is not None and moment <= at:
        day = today + timedelta(days=1)
        note = f"That time has gone by today, so it is read as {spoken(day, today)}."
        return day, reader(found, calendar, day), note
    return day, moment, named.note if named else ""


def _clock(found: re.Match[str], calendar: Calendar, day: date) -> datetime:
    """A time in digits. Without am or pm, and below 8, it is the afternoon that is meant."""
    named = found.groupdict()
    hour, minute, half = int(found["hour"]), int(named.get("minute") or 0), named.get("half")
    if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
        raise NoSuchDay(f"There is no time {found[0].strip()}. Check it.")
    if half:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    elif hour < 8 and not found[0].lstrip("at ").startswith("0"):
        hour += 12
    return calendar.wall(day, time(hour, minute))


def _noon(found: re.Match[str], calendar: Calendar, day: date) -> datetime:
    return calendar.wall(day, NOON)


def _opening(found: re.Match[str], calendar: Calendar, day: date) -> datetime:
    open_ = calendar.open_on(day.toordinal())
    return (open_[0].start if open_ else calendar.wall(day, USUAL_OPENING)) + FIRST_THING


def _closing(found: re.Match[str], calendar: Calendar, day: date) -> datetime:
    open_ = calendar.open_on(day.toordinal())
    return open_[-1].end if open_ else calendar.wall(day, USUAL_CLOSING)


def _all_day(found: re.Match[str], calendar: Calendar, day: date) -> None:
    """To the end of the day, whatever hour that is for the office."""


def _closed(
    day: date, moment: datetime | None, calendar: Calendar, at: datetime, today: date
) -> tuple[str, ...]:
    """What is to be said about a day or an hour at which nobody is there."""
    said = spoken(day, today)
    unknown = f"The bank holidays of {day.year} are not known yet. Check nearer the time."
    beyond = (unknown,) if day > calendar.last else ()
    open_ = calendar.open_on(day.toordinal())
    if not open_:
        holiday = calendar.working.holidays.get(day.toordinal())
        known = holiday is not None and day not in calendar.opening.exceptions
        why = f"is {holiday.name}" if holiday and known else "is a day on which the office is shut"
        return (f"{said} {why}.{_opens_next(day, calendar, today)}", *beyond)
    if moment is not None and not any(each.start <= moment <= each.end for each in open_):
        hours = " and ".join(
            f"from {calendar.local(each.start):%H:%M} to {calendar.local(each.end):%H:%M}" for each in open_
        )
        shut = f"The office is shut at {calendar.local(moment):%H:%M}"
        return (f"{shut}; on {said} it is open {hours}.", *beyond)
    if moment is None and open_[-1].end <= at:
        return (f"The office is shut for the rest of today.{_opens_next(day, calendar, today)}", *beyond)
    return beyond


def _opens_next(day: date, calendar: Calendar, today: date) -> str:
    for ahead in range(1, 32):
        later = day + timedelta(days=ahead)
        if calendar.open_on(later.toordinal()):
            return f" It opens next on {spoken(later, today)}."
    return ""


def _no(sentence: str) -> Refused:
    return Refused(sentence, FIELD)


_COUNTS: Mapping[str, float] = {
    "half an": 0.5,
    "half a": 0.5,
    "a couple of": 2,
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "fourteen": 14,
}
_UNITS = {"day": 1, "week": 7, "fortnight": 14}
_COUNTED: Mapping[str, type[WorkingDays] | type[Months]] = {"working day": WorkingDays, "month": Months}
_SPELLINGS = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"\b(\d{1,2}) ?([ap])\.?m\b\.?", r"\1\2m"),
        (r"\b(\d{1,2})[.:](\d{2}) ?([ap])\.?m\b\.?", r"\1:\2\3m"),
        (r"\bo'? ?clock\b", "o'clock"),
        (r"\b(min|minute)s?\b", "minute"),
        (r"\b(hr|hour)s?\b", "hour"),
        (r"\b(?:working|business|office) days?\b", "working day"),
        (r"(?<!working )(?<!business )\bdays?\b(?:'s?)?", "day"),
        (r"\bweeks?\b(?:'s?)?", "week"),
        (r"\bfortnights?\b(?:'s?)?", "fortnight"),
        (r"\bmonths?\b(?:'s?)?", "month"),
        (r"\btime$", ""),
        (r" +$", ""),
    )
)
_PREPOSITIONS = "by|on|until|till|til|for|from|around|about|due|no later than"
_LEADING = re.compile(rf"^(?:(?:{_PREPOSITIONS}|at(?! \d)|before(?! the))\b ?)+")
_LOOSE = re.compile(rf"(?:\b(?:{_PREPOSITIONS}|at|before|in|within|and|the)\b[ ,]*)+$")
_SPAN = re.compile(
    r"(?:in |within )?(?:the next )?(?:(?P<number>\d{1,6}(?:\.5)?)|(?P<word>"
    + "|".join(sorted(_COUNTS, key=len, reverse=True))
    + r")) (?P<unit>working day|minute|hour|day|week|fortnight|month)"
    + r"(?: (?:from )?(?P<from>today|tomorrow|now))?"
)
_ENDS_OF_DAY = frozenset({"end of day", "the end of the day", "end of the day", "eod"})
_TIMES = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (r"(?:\bat )?\b(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?P<half>am|pm)?(?![\d./])", _clock),
        (r"(?:\bat )?\b(?P<hour>\d{1,2})(?P<half>am|pm)\b", _clock),
        (r"(?:\bat )?\b(?P<hour>\d{1,2}) o'clock\b", _clock),
        (r"\bat (?P<hour>\d{1,2})\b(?![:./])", _clock),
        (r"(?:\bat )?\b(?:12 )?(?:noon|midday|lunch ?time|lunch)\b", _noon),
        (r"\b(?:in )?(?:the )?morning\b", _noon),
        (r"\bfirst thing\b(?: in the morning)?", _opening),
        (r"\b(?:in )?(?:the )?afternoon\b", _closing),
        (r"\b(?:close of business|close of play|closing time|cob|end of (?:the )?business)\b", _closing),
        (r"\b(?:at )?(?:midnight|(?:the )?end of (?:the )?day|eod)\b", _all_day),
        (r"\b(?:in )?(?:the )?evening\b", _all_day),
    )
)
