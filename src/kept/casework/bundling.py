"""For whom is a bundle made, when must a request be answered, and what does a piece of it say?

last_day(date(2026, 11, 25), calendar)       # Tuesday 29 December: the law's month ends on Christmas Day
more_time(date(2026, 11, 25), told, until, calendar)     # None: in order; or why it is not
described({"Name": "Ms Okafor", "Needs": ""})            # "Name: Ms Okafor"
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kept.casework.values import Event, Refused
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


def in_order(events: Sequence[Event], extension: Event) -> tuple[str, str] | None:
    """Why this extension of a request may not be: in which field, and the sentence; None where it may.

    The law gives two months more, once. Counted here it is never later than the law.
    """
    if extension.facts.get("new_due") is None:
        return None
    if any(each.kind == extension.kind for each in events):
        return (
            "kind",
            "More time was taken already, and the law gives it once. Answer now, in part if need be.",
        )
    latest = months_from(local_day(events[0].happened_at), LAW_MONTHS + MORE_MONTHS)
    if date.fromisoformat(str(extension.facts["new_due"])[:10]) > latest:
        says = f"The law gives two months more at most: choose {latest:%-d %B %Y} or a day before it."
        return "new_due", says
    return None


def local_day(moment: datetime) -> date:
    """The day in the United Kingdom."""
    return moment.astimezone(ZoneInfo("Europe/London")).date()


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


def authority_refused(
    name: str, authority: str, from_on: date | None, to_on: date | None, *, today: date
) -> Refused | None:
    """Why somebody may not have what is held on another; None where they may. They need it in writing."""
    if authority != "written":
        who = name or "whoever asks"
        says = (
            f"Ask {who} for the customer's authority in writing, put it on the file, then give its reference."
        )
        return Refused(says, "authority")
    if to_on is not None and to_on < today:
        says = (
            f"The authority of {name} ended on {to_on:%-d %B %Y}. Ask for a new one, signed by the customer."
        )
        return Refused(says, "authority")
    if from_on is not None and from_on > today:
        return Refused(f"The authority of {name} begins on {from_on:%-d %B %Y} only.", "authority")
    return None
