"""What if an office is shut though its hours say that it is open, and what has to be done for it?

    shut = Shut("main", starts, ends, told_at)
    with_shut(rulebook, [shut]).calendar_for("main").open_on(day)       # () on that day
    tasks(planned, calendar, at=now)        # [Task("notice", "Put up a notice at the door", due=…), …]

1. A closure shortens the hours of its days. As every closure, it makes no day any less a working day.
2. It counts from the moment at which it was told, never before: what was late by then stays late.
3. A planned one has its notice, website and machine seen to before the day; one that nobody foresaw, at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from kept.rulebook.model import Office, Rulebook
from kept.workclock import Calendar, Opening, Span, WorkingDays, due, is_working_day, local_date
from kept.workclock.calendar import Periods

LONGEST = timedelta(days=60)
FARTHEST = timedelta(days=550)
LONGEST_WORDS = 300
AT_ONCE = timedelta(minutes=30)
SOON = timedelta(hours=1)
MIDNIGHT = time()
NOTICE, WEBSITE, MACHINE, CUSTOMERS, RECORDING = "notice", "website", "machine", "customers", "recording"
PRINT = "print"
# By when what says something old is put right.
WITHIN: Span = WorkingDays(2)
# Words that a recording says too (see `held_words`).
SPOKEN = ("emergency-numbers", "freephone")
# Why an office is shut. One that is told afterwards is put on record, and no clock knows of it.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "training": "Staff training",
        "holiday": "A holiday of our own",
        "works": "Building works",
        "unforeseen": "Something unforeseen, such as no heating or no light",
        "late": "We opened late",
        "early": "We shut early",
        "other": "Something else",
    }
)


@dataclass(frozen=True, slots=True)
class Shut:
    """One closure, of one office or of all."""

    office: str | None
    starts_at: datetime
    ends_at: datetime
    told_at: datetime

    @property
    def binds_from(self) -> datetime:
        """From when on clocks know of it, in whole minutes."""
        if self.starts_at >= self.told_at:
            return self.starts_at
        rest = timedelta(seconds=self.told_at.second, microseconds=self.told_at.microsecond)
        return self.told_at - rest + timedelta(minutes=1) if rest else self.told_at


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a closure asks for, by when."""

    sort: str
    what: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be: at which question, and the cure."""

    field: str
    sentence: str


# ---- can it be? -------------------------------------------------------------------------------------------


def faults(
    *, starts: datetime, ends: datetime, reason: str, words: str, calendar: Calendar, at: datetime
) -> list[Fault]:
    """Everything that is wrong with a closure that somebody enters."""
    found = []
    if reason not in REASONS:
        found.append(Fault("reason", "Choose why the office is shut."))
    elif reason == "other" and not words:
        found.append(Fault("words", "Say in a few words why. It stands on the notice."))
    if len(words) > LONGEST_WORDS or "\x00" in words:
        found.append(Fault("words", f"Say it in at most {LONGEST_WORDS} characters."))
    if ends <= starts:
        return [*found, Fault("ends", "The end comes before the beginning. Check both.")]
    if ends - starts > LONGEST:
        found.append(
            Fault("ends", "This is longer than sixty days. Change the office’s hours in the policy instead.")
        )
    elif abs(starts - at) > FARTHEST:
        found.append(Fault("starts", "This is more than a year and a half away. Check the date."))
    elif not touched(calendar, starts, ends):
        found.append(Fault("starts", "The office is shut at that time anyway, so nothing has to be entered."))
    return found


def touched(calendar: Calendar, starts: datetime, ends: datetime) -> list[date]:
    """The days on which the office would be open at some moment of it."""
    first, last = calendar.local(starts).toordinal(), calendar.local(ends).toordinal()
    found = []
    for ordinal in range(first - 1, last + 1):
        if any(each.start < ends and each.end > starts for each in calendar.open_on(ordinal)):
            found.append(date.fromordinal(ordinal))
    return found


# ---- the calendar -----------------------------------------------------------------------------------------


def with_shut(rulebook: Rulebook, shut: Sequence[Shut]) -> Rulebook:
    """The same rulebook with the hours of its offices shortened by these closures."""
    if not shut:
        return rulebook
    offices = tuple(_office(each, shut) for each in rulebook.association.offices)
    return replace(rulebook, association=replace(rulebook.association, offices=offices))


def _office(office: Office, shut: Sequence[Shut]) -> Office:
    mine = [each for each in shut if each.office in (None, office.slug) and each.ends_at > each.binds_from]
    return replace(office, calendar=shortened(office.calendar, mine)) if mine else office


def shortened(calendar: Calendar, shut: Iterable[Shut]) -> Calendar:
    """The calendar without the time of these closures."""
    exceptions = dict(calendar.opening.exceptions)
    for each in shut:
        now = replace(calendar, opening=Opening(calendar.opening.week, MappingProxyType(exceptions)))
        for day in touched(now, each.binds_from, each.ends_at):
            exceptions[day] = _left(now, day, each)
    return replace(calendar, opening=Opening(calendar.opening.week, MappingProxyType(exceptions)))


def _left(calendar: Calendar, day: date, shut: Shut) -> Periods:
    """What is left of a day's hours: before the closure and after it."""
    found: list[tuple[time, time]] = []
    for each in calendar.open_on(day.toordinal()):
        for start, end in (
            (each.start, min(each.end, shut.binds_from)),
            (max(each.start, shut.ends_at), each.end),
        ):
            if end > start:
                found.append((_wall(calendar, start), _wall(calendar, end)))
    return tuple(found)


def _wall(calendar: Calendar, instant: datetime) -> time:
    return calendar.local(instant).time()


# ---- what it asks for -------------------------------------------------------------------------------------


def tasks(shut: Shut, calendar: Calendar, *, planned: bool, customers: int) -> list[Task]:
    """What has to be done for it. `calendar` is the office's without this closure."""
    soon = shut.told_at + SOON
    due = max(_day_before(calendar, shut.starts_at), soon) if planned else shut.told_at + AT_ONCE
    if shut.ends_at <= shut.told_at:
        return []
    found = [
        Task(NOTICE, "Put up a notice at the door", due),
        Task(WEBSITE, "Say it on the website", due),
        Task(MACHINE, "Let the answering machine take the calls, with the right recording", due),
    ]
    if customers:
        told = "customer" if customers == 1 else "customers"
        found.append(Task(CUSTOMERS, f"Ring {customers} {told} with an appointment at that time", due))
    found.append(
        Task(MACHINE, "Switch the answering machine back and take the notice down", shut.ends_at + AT_ONCE)
    )
    return found


def _day_before(calendar: Calendar, starts: datetime) -> datetime:
    """When the office shuts on the last day on which it opens before that one."""
    first = calendar.local(starts).toordinal()
    for ordinal in range(first - 1, first - 15, -1):
        open_ = calendar.open_on(ordinal)
        if open_:
            return open_[-1].end
    return starts


@dataclass(frozen=True, slots=True)
class HolidayAhead:
    """A bank holiday on which the office would otherwise be open."""

    day: date
    name: str


def holidays_ahead(calendar: Calendar, at: datetime, *, days: int) -> list[HolidayAhead]:
    """Those of the coming days, the next first; one on which the office opens all the same is none."""
    today = local_date(calendar, at)
    names = {each.day: each.name for each in calendar.holidays if each.announced <= today}
    coming = (today + timedelta(days=n) for n in range(1, days + 1))
    return [
        HolidayAhead(day, names[day])
        for day in coming
        if day in names
        and calendar.opening.week[day.weekday()]
        and not is_working_day(calendar, day)
        and not calendar.open_on(day.toordinal())
    ]


def holiday_tasks(holiday: HolidayAhead, calendar: Calendar) -> list[Task]:
    """What a bank holiday asks for before it comes."""
    due = _day_before(calendar, calendar.midnight(holiday.day.toordinal()))
    when = f"{holiday.name}, {holiday.day:%A} {holiday.day.day} {holiday.day:%B}"
    return [
        Task(NOTICE, f"Put up a notice at the door: shut on {when}", due),
        Task(WEBSITE, f"Say on the website that we are shut on {when}", due),
        Task(MACHINE, f"Set the answering machine for {when}", due),
    ]


def new_hours_tasks(calendar: Calendar, at: datetime) -> list[Task]:
    """What other opening hours ask for."""
    due_at = due(calendar, WITHIN, at).at
    return [
        Task(RECORDING, "Record the answering machine anew: our hours have changed", due_at),
        Task(NOTICE, "Print the notices of opening hours anew and put them up", due_at),
        Task(WEBSITE, "Change the opening hours on the website", due_at),
        Task(PRINT, "See which leaflets and books give the old hours", due_at),
    ]


def new_words_tasks(sort: str, label: str, calendar: Calendar, at: datetime) -> list[Task]:
    """What other words ask for that are held once: a recording says the numbers, a notice any of them."""
    due_at = due(calendar, WITHIN, at).at
    found = [Task(NOTICE, f"Print anew what carries this: {label}", due_at)]
    if sort in SPOKEN:
        found.insert(0, Task(RECORDING, f"Record the answering machine anew: {label}", due_at))
    return found


# ---- in words ---------------------------------------------------------------------------------------------

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHUT = "closed"


def hours_in_words(hours: Periods) -> str:
    """“9am to 1pm and 2pm to 5pm”, or “closed”."""
    return " and ".join(f"{clock(opens)} to {clock(closes)}" for opens, closes in hours) or SHUT


def clock(at: time) -> str:
    """“9am”, “4.30pm”, “noon”, “midnight”."""
    if at.minute == 0 and at.hour in (0, 12):
        return "noon" if at.hour else "midnight"
    minutes = f".{at.minute:02}" if at.minute else ""
    return f"{(at.hour - 1) % 12 + 1}{minutes}{'am' if at.hour < 12 else 'pm'}"


def week_in_words(opening: Opening) -> list[tuple[str, str]]:
    """“Monday to Thursday”, “9am to 5pm”: days in a row with the same hours together."""
    found: list[tuple[str, str]] = []
    first = 0
    for day in range(1, 8):
        if day == 7 or opening.week[day] != opening.week[first]:
            last = day - 1
            joined = " and " if last == first + 1 else " to "
            name = DAYS[first] if last == first else f"{DAYS[first]}{joined}{DAYS[last]}"
            found.append((name, hours_in_words(opening.week[first])))
            first = day
    return found
