"""Is this value an answer that the field takes?

One place for replay, import and the API, whose values arrive as JSON; the web's forms have questions of their
own and end in the same facts.

    read_facts(kind, {"urgent": True, "answer_by": "2026-04-09"})   ->   ({…the same…}, {})
    read_facts(kind, {"urgnt": True})   ->   ({}, {"urgnt": "… has no “urgnt”. Did you mean “urgent”?"})

A fact is kept in one spelling: a date as `2026-04-09`, a time as `16:10`, a moment as
`2026-04-09T16:10:00+01:00`, so that equal facts are equal. A moment needs its zone: wall time alone may be
nonexistent, or come twice.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import TypeVar

from kept.rulebook.faults import nearest, shown
from kept.rulebook.model import EventKind, Field

T = TypeVar("T")
D = TypeVar("D", bound=date)
LONGEST = {"text": 500, "long_text": 20_000, "phone": 60, "email": 254}
LARGEST_NUMBER = 1e12
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+\Z")
PHONE = re.compile(r"[+()\d][\d\s()+./x-]{2,}\Z")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
ISO_TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?\Z", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(?P<zone>[Zz]|[+-]\d{2}:\d{2})?\Z", re.ASCII
)
_ANSWERS = {
    "yes_no": "yes, no",
    "number": "a number",
    "date": "a date, such as 2026-04-07",
    "time": "a time of day, such as 16:10",
    "moment": "a date and time with its zone, such as 2026-04-07T16:10+01:00",
}
# What no database keeps: NUL, and halves of characters.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class FactError(ValueError):
    """A value that the field does not take, as a sentence that says what it takes."""


def read_facts(kind: EventKind, details: Mapping[str, object]) -> tuple[dict[str, object], dict[str, str]]:
    """The facts that `details` give, and a sentence by name for each that cannot be taken.

    None is no answer. A required field that has none is among the faults; what can be read is read all the
    same.
    """
    facts: dict[str, object] = {}
    faults: dict[str, str] = {}
    for name, value in details.items():
        field = kind.field(name)
        if field is None:
            faults[str(name)] = _unknown(kind, name)
        elif value is not None:
            try:
                facts[name] = read_fact(field, value)
            except FactError as problem:
                faults[name] = str(problem)
    for field in kind.fields:
        if field.required and field.name not in facts and field.name not in faults:
            faults[field.name] = f"“{field.label}” needs an answer, in “{field.name}”."
    return facts, faults


def read_fact(field: Field, value: object) -> object:
    """The fact in its one spelling; FactError where the field does not take the value."""
    return _READERS[field.type](field, value)


def fact_fault(field: Field, value: object) -> str | None:
    """Why the field does not take the value, as a sentence; None where it does."""
    try:
        read_fact(field, value)
    except FactError as problem:
        return str(problem)
    return None


def default_fault(field: Field, value: object) -> str | None:
    """Why the value cannot be what a fresh form says in this field, as a sentence; None where it can."""
    if field.personal:
        return "A personal field has no default."
    return fact_fault(field, value)


def answers_of(field: Field) -> str:
    """Which answers the field takes, as one phrase for whoever writes a rulebook."""
    return ", ".join(slug for slug, _ in field.choices) or _ANSWERS.get(field.type, "words")


def _unknown(kind: EventKind, name: object) -> str:
    names = [each.name for each in kind.fields]
    close = nearest(name, names)
    if close:
        return f"“{kind.name}” has no {shown(name)}. Did you mean “{close}”?"
    allowed = f"It takes {', '.join(names)}" if names else "It takes no details"
    return f"“{kind.name}” has no {shown(name)}. {allowed}."


def _words(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise FactError(f"“{field.name}” takes words, not {_sort(value)}.")
    if _UNSTORABLE.search(value):
        raise FactError(f"“{field.name}” has a character in it that no text has. Take it out.")
    return value


def _text(field: Field, value: object) -> object:
    words, longest = _words(field, value), LONGEST[field.type]
    if len(words) > longest:
        raise FactError(
            f"“{field.name}” is {len(words):,} characters long. Shorten it to {longest:,} or fewer."
        )
    return words


def _email(field: Field, value: object) -> object:
    words = _text(field, value)
    if not EMAIL.match(str(words)):
        raise FactError(f"“{field.name}” takes an e-mail address with one @, such as name@example.org.")
    return words


def _phone(field: Field, value: object) -> object:
    words = _text(field, value)
    if not PHONE.match(str(words)):
        raise FactError(f"“{field.name}” takes a telephone number in digits, such as 01632 960 001.")
    return words


def _yes_no(field: Field, value: object) -> object:
    if not isinstance(value, bool):
        raise FactError(f"“{field.name}” takes true or false, not {_sort(value)}.")
    return value


def _choice(field: Field, value: object) -> object:
    slugs = [slug for slug, _ in field.choices]
    if not isinstance(value, str) or value not in slugs:
        close = nearest(value, slugs)
        hint = f" Did you mean “{close}”?" if close else ""
        raise FactError(f"“{field.name}” takes one of {', '.join(slugs)}, not {_sort(value)}.{hint}")
    return value


def _number(field: Field, value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FactError(f"“{field.name}” takes a number, not {_sort(value)}.")
    if (isinstance(value, float) and not math.isfinite(value)) or abs(value) > LARGEST_NUMBER:
        raise FactError(f"“{field.name}” takes a number of a sensible size.")
    if field.more_than is not None and value <= field.more_than:
        raise FactError(f"“{field.name}” takes a number that is more than {field.more_than:g}.")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _date(field: Field, value: object) -> object:
    found = _parsed(
        field, value, ISO_DATE, date.fromisoformat, "a date as year-month-day, such as 2026-04-07"
    )
    return _sensible(field, found).isoformat()


def _time(field: Field, value: object) -> object:
    found = _parsed(field, value, ISO_TIME, time.fromisoformat, "a time of day, such as 16:10")
    return f"{found:%H:%M:%S}" if found.second else f"{found:%H:%M}"


def _moment(field: Field, value: object) -> object:
    allowed = "a date and time with its zone, such as 2026-04-07T16:10+01:00"
    found = _parsed(field, value, _MOMENT, _instant, allowed)
    if found.tzinfo is None:
        raise FactError(f"“{field.name}” does not say which zone it is in. Write {allowed}.")
    return _sensible(field, found).isoformat()


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.upper())


def _parsed(
    field: Field, value: object, shape: re.Pattern[str], parse: Callable[[str], T], allowed: str
) -> T:
    if isinstance(value, str) and shape.match(value):
        try:
            return parse(value)
        except ValueError:
            pass
    raise FactError(f"“{field.name}” takes {allowed}, not {_sort(value)}.")


def _sensible(field: Field, value: D) -> D:
    if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
        raise FactError(f"“{field.name}” is in the year {value.year}. Check the year.")
    return value


def _sort(value: object) -> str:
    """A value as a sentence quotes it."""
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, Mapping):
        return "a mapping"
    return shown(value) if isinstance(value, str | int | float) else "a list"


_READERS: Mapping[str, Callable[[Field, object], object]] = {
    "text": _text,
    "long_text": _text,
    "email": _email,
    "phone": _phone,
    "yes_no": _yes_no,
    "choice": _choice,
    "number": _number,
    "date": _date,
    "time": _time,
    "moment": _moment,
    "duty": _choice,
}
