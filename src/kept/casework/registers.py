"""What does an entry of a register ask for today, and what may be written in one?

    wants(cards, Entry({"expires_on": "2026-04-01"}, made_on=…), today=date(2026, 4, 8))
    # (Want("expired", date(2026, 4, 1)),)

Rules that hold here:

1. An entry runs out at the end of its last day; from `SOON` before it is named beforehand.
2. A review is due so long after somebody last looked: when it was made, changed or checked.
3. What was found wrong stays wrong until it is found right.
4. An answer is what its field takes, or a sentence says what is wrong with it; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from kept.casework.permissions import Permission, may
from kept.casework.values import Refused
from kept.rulebook import Rulebook
from kept.rulebook.facts import EMAIL, LONGEST, PHONE
from kept.rulebook.registers import ACCOUNTS, DESK, EVERYBODY, LEADERS, Register, RegisterField
from kept.workclock import Span
from kept.workclock.lengths import months_from
from kept.workclock.spans import Days, Months, Weeks, Years

EXPIRED, EXPIRING, REVIEW, CHECK, FAILED = "expired", "expiring", "review", "check", "failed"
NONE_LEFT, REORDER, TOO_MUCH, HOURS, SHORT = "none-left", "reorder", "too-much", "hours", "short"
# Of these whoever leads is told at once; the rest stands in the list.
URGENT = frozenset({FAILED, NONE_LEFT})
SOON = timedelta(days=30)
NEEDS: Mapping[str, Permission] = {
    EVERYBODY: Permission.FIGURES,
    DESK: Permission.RECORD,
    LEADERS: Permission.REASSIGN,
    ACCOUNTS: Permission.PEOPLE,
}
WHO: Mapping[str, str] = {
    EVERYBODY: "everybody who works here",
    DESK: "whoever records contacts",
    LEADERS: "a manager or director",
    ACCOUNTS: "an administrator",
}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LARGEST = 1_000_000
EARLIEST, LATEST = 1900, 2199
FILE_HASH = 64


@dataclass(frozen=True, slots=True)
class Entry:
    """What one entry says, when it came, when it last changed, and what was found by whoever last looked."""

    facts: Mapping[str, Any]
    made_on: date
    changed_on: date | None = None
    looked_on: date | None = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class Want:
    """One thing that an entry asks for, since when or until when, and of which field."""

    what: str
    day: date | None = None
    field: str = ""
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A skill that a post needs and whoever holds it has not; `booked` is when it will be taught, if ever."""

    account: int
    skill: str
    booked: date | None = None


def after(day: date, span: Span) -> date:
    """The day that is so long after that one."""
    match span:
        case Days():
            return day + timedelta(days=span.n)
        case Weeks():
            return day + timedelta(weeks=span.n)
        case Months():
            return months_from(day, span.n)
        case Years():
            return months_from(day, 12 * span.n)
    raise ValueError(f"Nobody looks at a register every {span}.")


def day_in(facts: Mapping[str, Any], name: str) -> date | None:
    """The day that a fact names, or None."""
    value = facts.get(name)
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def wants(register: Register, entry: Entry, *, today: date, hours: str = "") -> tuple[Want, ...]:
    """Whatever the entry asks for, the most pressing first. `hours` are the opening hours as they are now."""
    return (
        *_found_wrong(register, entry),
        *_stock(register, entry.facts),
        *_short(register, entry.facts),
        *_running_out(register, entry.facts, today),
        *_to_look_at(register, entry, today),
        *_worded(register, entry.facts, hours),
    )


def _found_wrong(register: Register, entry: Entry) -> Iterable[Want]:
    if register.check is not None and entry.result in register.check.failed:
        yield Want(FAILED, entry.looked_on)


def _stock(register: Register, facts: Mapping[str, Any]) -> Iterable[Want]:
    held, order = register.meaning("stock"), register.meaning("reorder")
    n = facts.get(held.name) if held is not None else None
    if held is None or not isinstance(n, int):
        return
    must = register.meaning("compulsory")
    least = facts.get(order.name) if order is not None else None
    if n <= 0 and must is not None and facts.get(must.name) is True:
        yield Want(NONE_LEFT, field=held.name, n=n)
    elif isinstance(least, int) and n <= least:
        yield Want(REORDER, field=held.name, n=n)


def _short(register: Register, facts: Mapping[str, Any]) -> Iterable[Want]:
    """Less than there should be: `n` is by how much."""
    needs, has = register.meaning("needs"), register.meaning("has")
    if needs is None or has is None:
        return
    should, there = facts.get(needs.name), facts.get(has.name)
    if isinstance(should, int) and isinstance(there, int) and there < should:
        yield Want(SHORT, field=has.name, n=should - there)


def _running_out(register: Register, facts: Mapping[str, Any], today: date) -> Iterable[Want]:
    ends = register.meaning("expires")
    day = day_in(facts, ends.name) if ends is not None else None
    if ends is not None and day is not None and day - SOON <= today:
        yield Want(EXPIRED if day < today else EXPIRING, day, ends.name)


def _to_look_at(register: Register, entry: Entry, today: date) -> Iterable[Want]:
    every = register.check.every if register.check is not None else None
    looked = entry.looked_on or entry.made_on
    changed = max(looked, entry.changed_on or entry.made_on)
    for what, span, since in ((CHECK, every, looked), (REVIEW, register.review, changed)):
        if span is not None and after(since, span) < today:
            yield Want(what, after(since, span))


def _worded(register: Register, facts: Mapping[str, Any], hours: str) -> Iterable[Want]:
    for each in register.fields:
        value = facts.get(each.name)
        if each.means == "limited" and each.most is not None and isinstance(value, int) and value > each.most:
            yield Want(TOO_MUCH, field=each.name, n=each.most)
        if each.type == "hours" and value and hours and value != hours:
            yield Want(HOURS, field=each.name)


def uncovered(register: Register, facts: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """What must be among the entries and is not, as field and choice. Of a stock some must be left."""
    held = register.meaning("stock")
    there = [each for each in facts if held is None or _some(each.get(held.name))]
    return tuple(
        (name, value)
        for name, values in register.covers
        for value in values
        if all(each.get(name) != value for each in there)
    )


def _some(n: object) -> bool:
    return not isinstance(n, int) or n > 0


def without_one(
    register: Register, people: Iterable[tuple[int, str]], have: Collection[int]
) -> tuple[int, ...]:
    """Of these accounts, each with its job title, who should have an entry and has none."""
    if not register.each:
        return ()
    return tuple(
        account
        for account, job in people
        if account not in have and (not register.jobs or job in register.jobs)
    )


def gaps(
    people: Iterable[tuple[int, str]],
    needed: Mapping[str, Iterable[str]],
    held: Mapping[int, Collection[str]],
    booked: Mapping[int, Mapping[str, date]],
) -> tuple[Gap, ...]:
    """What each of these, by account and job title, needs and cannot do yet. Skills are compared by words."""
    return tuple(
        Gap(account, skill, booked.get(account, {}).get(skill.casefold()))
        for account, job in people
        for skill in needed.get(job, ())
        if skill.casefold() not in held.get(account, ())
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What an answer may name: job titles, colleagues by handle, and the opening hours as they are now."""

    jobs: Collection[str] = ()
    colleagues: Collection[str] = ()
    hours: str = ""


@dataclass
class Answers:
    """What was written, read: facts by field, and a sentence for each that its field does not take."""

    facts: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def read_answers(register: Register, given: Mapping[str, str], known: Known) -> Answers:
    """What the form says. An empty answer is none; a required field without one is a fault."""
    found = Answers()
    for each in register.fields:
        text = given.get(each.name, "").strip()
        if not text:
            if each.required:
                found.faults[each.name] = f"“{each.label}” needs an answer."
            continue
        try:
            found.facts[each.name] = _READERS[each.type](each, text, known)
        except ValueError as problem:
            found.faults[each.name] = str(problem)
    return found


def _text(each: RegisterField, text: str, known: Known) -> str:
    longest = LONGEST.get(each.type, LONGEST["text"])
    if len(text) > longest:
        raise ValueError(f"“{each.label}” is {len(text):,} characters long. Shorten it to {longest:,}.")
    if each.type != "long_text" and not text.isprintable():
        raise ValueError(f"“{each.label}” goes in one line, without signs that nobody can see.")
    return text


def _phone(each: RegisterField, text: str, known: Known) -> str:
    if not (PHONE.match(text) or text.isdecimal()):
        raise ValueError(f"“{each.label}” takes a telephone number in digits, such as 01632 960 001.")
    return _text(each, text, known)


def _email(each: RegisterField, text: str, known: Known) -> str:
    if not EMAIL.match(text):
        raise ValueError(f"“{each.label}” takes an e-mail address with one @, such as name@example.org.")
    return _text(each, text, known)


def _date(each: RegisterField, text: str, known: Known) -> str:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{each.label}” takes a date, such as 2026-04-07.") from None
    if not EARLIEST <= found.year <= LATEST:
        raise ValueError(f"“{each.label}” is in the year {found.year}. Check the year.")
    return found.isoformat()


def _number(each: RegisterField, text: str, known: Known) -> int:
    digits = text.replace(",", "")
    if not (digits.isascii() and digits.isdecimal()) or int(digits[:12]) > LARGEST:
        raise ValueError(f"“{each.label}” takes a whole number from 0 to {LARGEST:,}.")
    return int(digits)


def _yes_no(each: RegisterField, text: str, known: Known) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(f"Answer “{each.label}” with yes or no.")
    return text == "yes"


def _choice(each: RegisterField, text: str, known: Known) -> str:
    if text not in dict(each.choices):
        raise ValueError(f"Choose one of the answers to “{each.label}”.")
    return text


def _job(each: RegisterField, text: str, known: Known) -> str:
    if text not in known.jobs:
        raise ValueError(f"Choose one of the job titles for “{each.label}”.")
    return text


def _colleague(each: RegisterField, text: str, known: Known) -> str:
    if text not in known.colleagues:
        raise ValueError(f"Choose a colleague who works here for “{each.label}”.")
    return text


def _file(each: RegisterField, text: str, known: Known) -> str:
    if len(text) != FILE_HASH or set(text) - set("0123456789abcdef"):
        raise ValueError(f"Choose the file for “{each.label}” once more.")
    return text


def _hours(each: RegisterField, text: str, known: Known) -> str | None:
    """The hours as they are on the day on which somebody says that it gives them."""
    return known.hours if _yes_no(each, text, known) else None


_READERS: Mapping[str, Callable[[RegisterField, str, Known], Any]] = {
    "text": _text,
    "long_text": _text,
    "date": _date,
    "number": _number,
    "choice": _choice,
    "yes_no": _yes_no,
    "phone": _phone,
    "email": _email,
    "job": _job,
    "colleague": _colleague,
    "file": _file,
    "hours": _hours,
}


def may_see(register: Register, role: str) -> bool:
    """Whether somebody with that role may look at it."""
    return any(may(role, NEEDS[each]) for each in register.seen_by)


def check_may_keep(register: Register, role: str, *, theirs: bool = False) -> Refused | None:
    """Refuse whoever does not keep it; what is somebody's own (`theirs`) they keep themselves."""
    if any(may(role, NEEDS[each]) for each in register.kept_by) or (register.own and theirs):
        return None
    keepers = " or ".join(WHO[each] for each in register.kept_by)
    return Refused(f"“{register.title}” is kept by {keepers}. Ask one of them.", "register")


def hours_words(rulebook: Rulebook) -> str:
    """The opening hours of all offices as something printed would give them."""
    offices = []
    for office in rulebook.association.offices:
        days = [
            f"{day} {' '.join(f'{opens:%H:%M}-{closes:%H:%M}' for opens, closes in hours)}"
            for day, hours in zip(DAYS, office.calendar.opening.week, strict=True)
            if hours
        ]
        offices.append(f"{office.name}: {', '.join(days) or 'closed'}")
    return "; ".join(offices)


def title_of(register: Register, facts: Mapping[str, Any], subject: str) -> str:
    """By what the entry is known: its own title, or else whose it is."""
    named = register.meaning("title")
    value = facts.get(named.name) if named is not None else None
    if value is None:
        return subject
    return dict(named.choices).get(value, str(value)) if named is not None else str(value)


def words_of(register: Register, facts: Mapping[str, Any], subject: str) -> str:
    """All that the entry says, in small letters, to find it by."""
    said = [subject]
    for each in register.fields:
        value = facts.get(each.name)
        if isinstance(value, str) and each.type not in ("file", "hours"):
            said.append(dict(each.choices).get(value, value))
    return " ".join(" ".join(said).split()).casefold()


def name_words(name: str, *, form: str, title: str = "", surname: str = "") -> str:
    """A name in the form that its bearer chose. Without a title there is no title and surname."""
    last = surname.strip() or (name.split() or [""])[-1]
    if form == "title_last" and title.strip():
        return f"{title.strip()} {last}".strip()
    if form == "first":
        return (name.split() or [""])[0]
    return name
