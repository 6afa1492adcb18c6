"""What does one line of a file of events say?

    reader = Reader(rules, calendar)
    reader.event({"kind": "letter.received", "subject": "S1", "happened_at": "2026-04-02T16:10+01:00"})

A line that cannot be taken raises `Unreadable`, whose sentence says what is wrong and what would be right.
What only staff at the counter need (a reason in words, the customer's name) may be missing, because it
decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kept.casework.admit import CLOCK_SKEW
from kept.casework.rules import Rules
from kept.casework.values import Event, Grade
from kept.rulebook.facts import FactError, read_fact, read_facts
from kept.rulebook.faults import nearest, shown
from kept.rulebook.model import EventKind, Field
from kept.workclock import Calendar

KEYS = frozenset(
    (
        "kind",
        "subject",
        "happened_at",
        "details",
        "id",
        "recorded_at",
        "by",
        "evidence",
        "corrects",
        "answers",
    )
)
SHAPE = '{"kind": …, "subject": …, "happened_at": …}'
LONGEST_NAME = 200
NOBODY = "unknown"
# An id of our own for an event that has none. No id that is given can begin like it.
OWN_ID = "\0"
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
_GRADES: Mapping[str, Grade] = {each.value: each for each in Grade}
_NO_FACTS: Mapping[str, object] = {}
# What no database keeps: NUL, and halves of characters.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Unreadable(ValueError):
    """A line that cannot be taken, as a sentence that says what to do."""


class Reader:
    """Turns the data of a line into an event. `until` is the moment asked about, where that is known."""

    def __init__(self, rules: Rules, calendar: Calendar, *, until: datetime | None = None) -> None:
        self.calendar, self.until = calendar, until
        self.kinds = {name: _Kind.of(kind) for name, kind in rules.kinds.items()}

    def event(self, data: object) -> Event:
        """The event that the data of one line tell of, on the thread of its subject."""
        if type(data) is not dict:
            raise Unreadable(f"A line must hold one event: {SHAPE}.")
        if not KEYS.issuperset(data):
            raise Unreadable(_unknown_key(data))
        name, subject = _name(data, "kind"), _name(data, "subject")
        kind = self.kinds.get(name)
        if kind is None:
            raise Unreadable(_unknown_kind(name, self.kinds))
        happened_at = recorded_at = moment("happened_at", data.get("happened_at"))
        if data.get("recorded_at") is not None:
            recorded_at = moment("recorded_at", data["recorded_at"])
        self._check_time(happened_at, recorded_at, told=data.get("recorded_at") is not None)
        id_ = _name(data, "id") if data.get("id") is not None else None
        return Event(
            id=id_ or f"{OWN_ID}{subject} {name} {happened_at.isoformat()}",
            kind=name,
            happened_at=happened_at,
            recorded_at=recorded_at,
            by=_name(data, "by") if data.get("by") is not None else NOBODY,
            grade=_grade(data["evidence"]) if data.get("evidence") is not None else Grade.STAFF,
            facts=kind.facts(data.get("details")),
            corrects=_name(data, "corrects") if data.get("corrects") is not None else None,
            answers=_answers(data["answers"]) if data.get("answers") is not None else (),
            thread=subject,
            via="replay",
        )

    def recorded_at(self, data: object) -> datetime | None:
        """When an event says that it was recorded, read in passing; None where that cannot be told."""
        if type(data) is not dict:
            return None
        try:
            return moment("recorded_at", data.get("recorded_at") or data.get("happened_at"))
        except Unreadable:
            return None

    def _check_time(self, happened_at: datetime, recorded_at: datetime, *, told: bool) -> None:
        calendar = self.calendar
        if happened_at < calendar.starts or happened_at >= calendar.ends or recorded_at >= calendar.ends:
            first, last = calendar.first, calendar.ends.year - 1
            raise Unreadable(
                f"Kept counts from {first.day} {first:%B %Y}, where its bank holidays begin, "
                f"to the end of {last}. Check the year."
            )
        if happened_at > recorded_at + CLOCK_SKEW:
            raise Unreadable("“happened_at” is after “recorded_at”, so it was in the future. Check both.")
        if self.until is None or happened_at <= self.until + CLOCK_SKEW:
            return
        # What was recorded later than the moment asked about is merely not known yet; the rest cannot be
        # true.
        if not told or recorded_at <= self.until:
            raise Unreadable(
                "“happened_at” is in the future of the moment asked about. "
                "Check it, or ask with a later --at."
            )


@dataclass(frozen=True, slots=True)
class _Kind:
    """An event kind with its fields at hand by name."""

    kind: EventKind
    fields: Mapping[str, Field]
    needed: tuple[Field, ...]

    @classmethod
    def of(cls, kind: EventKind) -> _Kind:
        needed = tuple(each for each in kind.fields if each.required and each.counts)
        return cls(kind, {each.name: each for each in kind.fields}, needed)

    def facts(self, details: object) -> Mapping[str, object]:
        """The facts in their one spelling. Personal words are looked at and left out."""
        if details is None:
            details = _NO_FACTS
        elif type(details) is not dict:
            raise Unreadable("“details” must be an object of names and values.")
        found = {
            name: fact for name, value in details.items() if (fact := self._fact(name, value)) is not None
        }
        for each in self.needed:
            if each.name not in found:
                raise Unreadable(f"“{each.name}” needs an answer, in “details”.")
        return found or _NO_FACTS

    def _fact(self, name: str, value: object) -> object:
        known = self.fields.get(name)
        if known is None:
            raise Unreadable(read_facts(self.kind, {name: value})[1][name])
        if value is None:
            return None
        try:
            fact = read_fact(known, value)
        except FactError as problem:
            raise Unreadable(str(problem)) from None
        return None if known.personal else fact


def moment(key: str, value: object) -> datetime:
    """A moment with its zone, in UTC."""
    try:
        found = datetime.fromisoformat(value) if type(value) is str else None
    except ValueError:
        found = None
    if found is None:
        raise Unreadable(f"“{key}” must be a date and time with its zone, such as 2026-04-07T16:10+01:00.")
    if found.tzinfo is None:
        raise Unreadable(f"“{key}” does not say which zone it is in. Write it like 2026-04-07T16:10+01:00.")
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise Unreadable(f"“{key}” is in the year {found.year}. Check the year.")
    return found.astimezone(UTC)


def _grade(value: object) -> Grade:
    grade = _GRADES.get(value) if type(value) is str else None
    if grade is None:
        raise Unreadable(f"“evidence” takes one of {', '.join(Grade)}, not {_sort(value)}.")
    return grade


def _answers(value: object) -> tuple[str, ...]:
    if type(value) is not list or not all(
        type(each) is str and 0 < len(each) <= LONGEST_NAME for each in value
    ):
        raise Unreadable("“answers” must be a list of the ids of events or of clauses.")
    return tuple(value)


def _name(data: dict[str, object], key: str) -> str:
    """The words at that key, which name something."""
    value = data.get(key)
    if type(value) is str and 0 < len(value) <= LONGEST_NAME and value.isprintable():
        return value
    if type(value) is not str:
        raise Unreadable(
            f"“{key}” is missing." if value is None else f"“{key}” must be words, not {_sort(value)}."
        )
    if not value:
        raise Unreadable(f"“{key}” is empty.")
    if len(value) > LONGEST_NAME:
        raise Unreadable(f"“{key}” is {len(value):,} characters long. Shorten it to {LONGEST_NAME} or fewer.")
    if _UNSTORABLE.search(value):
        raise Unreadable(f"“{key}” has a character in it that no text has. Take it out.")
    return value


def _unknown_key(data: dict[str, object]) -> str:
    name = next(key for key in data if key not in KEYS)
    close = nearest(name, KEYS)
    hint = f"Did you mean “{close}”?" if close else f"It takes {', '.join(sorted(KEYS))}."
    return f"An event has no {shown(name)}. {hint}"


def _unknown_kind(name: str, kinds: Mapping[str, object]) -> str:
    close = nearest(name, kinds)
    hint = f"Did you mean “{close}”?" if close else "“kept policy events” lists them."
    return f"No event kind is called {shown(name)}. {hint}"


def _sort(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return shown(value) if isinstance(value, str | int | float) else "a list or an object"
