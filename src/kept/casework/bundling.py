"""For whom is a bundle made, when must a request be answered, and what does a piece of it say?

last_day(date(2026, 11, 25), calendar)       # Tuesday 29 December: the law's month ends on Christmas Day
more_time(date(2026, 11, 25), told, until, calendar)     # None: in order; or why it is not
described({"Name": "Ms Okafor", "Needs": ""})            # "Name: Ms Okafor"
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kept.casework.values import Refused
from kept.rulebook.model import EventKind
from kept.workclock import Calendar, is_working_day
from kept.workclock.lengths import months_from

PERSON, CASE = "person", "case"
CUSTOMER, OMBUDSMAN, COURT, OTHER = "customer", "ombudsman", "court", "other"
PURPOSES: Mapping[str, str] = {
    CUSTOMER: "The person whom it is about",
    OMBUDSMAN: "An ombudsman",
    COURT: "A court or a lawyer",
    OTHER: "Somebody else who may have it",
}
SEARCHING, FOUND, MAKING, MADE = "searching", "found", "making", "made"
PDF, DATA = "pdf", "data"
LAW_MONTHS, MORE_MONTHS = 1, 2
# How a piece was found.
THEIRS, ON_THREAD, NAMED = "theirs", "on-thread", "named"
HOW: Mapping[str, str] = {
    THEIRS: "It is on their file",
    ON_THREAD: "It belongs to a contact of theirs",
    NAMED: "It has their name, number or address in it",
}


def last_day(received: date, calendar: Calendar, months: int = LAW_MONTHS) -> date:
    """The last day that the law gives: the same date so many months on, or the next working day after it.

    Where the month has no such date, it is the last of that month.
    """
    day = months_from(received, months)
    while not is_working_day(calendar, day):
        day += timedelta(days=1)
    return day


def more_time(
    received: date, told_on: date, until: date, calendar: Calendar, *, more: int = MORE_MONTHS
) -> Refused | None:
    """Why a request that came on that day may not be put off until then; None where it may."""
    if told_on > last_day(received, calendar):
        return Refused(
            "More time is taken inside the first month only. Answer now, and say sorry for the delay.",
            "new_due",
        )
    latest = last_day(received, calendar, LAW_MONTHS + more)
    if until > latest:
        says = f"The law gives {more} months more at most: choose {latest:%-d %B %Y} or a day before it."
        return Refused(says, "new_due")
    return None


@dataclass(frozen=True, slots=True)
class Piece:
    """One numbered piece of a bundle as it is printed: its words, or the file that lies behind it."""

    number: int
    title: str
    at: datetime | None = None
    words: str = ""
    place: str = ""
    note: str = ""
    file: str = ""


def described(values: Mapping[str, object]) -> str:
    """What a row says, a line for each answer; what is empty is left out."""
    lines = (f"{label}: {said}" for label, value in values.items() if (said := plain(value)))
    return "\n".join(lines)


def plain(value: object) -> str:
    """One answer in words: what is inside it where it is a list or has parts."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return value.strip()
        case datetime():
            return f"{value:%-d %B %Y, %H:%M}"
        case date():
            return f"{value:%-d %B %Y}"
        case Mapping():
            parts = (f"{name}: {said}" for name, each in value.items() if (said := plain(each)))
            return "; ".join(parts)
        case list() | tuple():
            return "; ".join(said for each in value if (said := plain(each)))
    return json.dumps(value, ensure_ascii=False, default=str)


def told(
    kind: EventKind | None, facts: Mapping[str, object], words: Mapping[str, object]
) -> dict[str, object]:
    """What an event says, in the words of its form: each answer under its question."""
    fields = {each.name: each for each in kind.fields} if kind is not None else {}
    found: dict[str, object] = {}
    for name, value in (*facts.items(), *words.items()):
        field = fields.get(name)
        choices = dict(field.choices) if field is not None else {}
        said = choices.get(value, value) if isinstance(value, str) else value
        found[field.label.rstrip("?") if field is not None else name.replace("_", " ").capitalize()] = said
    return found


def in_parts(pieces: Iterable[Piece], most: int) -> Iterator[tuple[Piece, ...]]:
    """The pieces, so many at a time, so that no long file is held at once."""
    part: list[Piece] = []
    for each in pieces:
        part.append(each)
        if len(part) == most:
            yield tuple(part)
            part = []
    if part:
        yield tuple(part)
