"""Which answers does an event carry? Whatever its kind asks for, in answers that fit together.

    facts = fill(rng, kind, who=who, calendar=calendar, at=moment, wanted={"urgent": True})

Fields are read from the rulebook by name and type, so that a kind which only one association has is filled in
as well as any. `wanted` are the answers that a promise needs; they go before everything drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from kept.demo import words
from kept.demo.hours import at_wall, working_day
from kept.rulebook.model import EventKind, Field
from kept.workclock import Calendar, Segment, is_working_day, local_date

BEFORE = frozenset({"aware_at", "began_on", "last_done"})
HARDLY_EVER = {
    "urgent": 0.07,
    "serious": 0.15,
    "persistent": 0.03,
    "offensive": 0.3,
    "emergency": 0.15,
    "anonymous": 0.1,
    "two_needed": 0.2,
    "risk": 0.5,
    "third_in_three_months": 0.1,
    "in_water": 0.3,
    "refused": 0.05,
    "more_work": 0.4,
    # What makes a risk high: most of what is reported is a nuisance and no danger.
    "worse": 0.2,
    "targeted": 0.1,
    "vulnerable": 0.2,
    "afraid": 0.1,
    "in_danger": 0.02,
    "money_owed": 0.3,
}
MOSTLY = frozenset(
    {"customer_told", "reason_told", "every_household", "in_person", "good", "satisfied", "resolved"}
)
# How much is usual, where a number is asked for.
NUMBERS = {
    "tries": (1, 2),
    "staff_present": (1, 3),
    "point_size": (11, 16),
    "minutes": (20, 140),
    "minutes_expected": (65, 150),
    "pounds": (5, 40),
    "fee_pounds": (0, 10),
    "length_metres": (6, 14),
    "complete_share": (88, 100),
    "invited_share": (90, 100),
    "days_ahead": (14, 42),
    "homes": (4, 40),
    "reached": (20, 900),
}


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a contact is from, as far as they said. `ref` is None where nobody knows them; `never` are
    the ways in which they must not be reached.
    """

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    ref: str | None = None
    never: tuple[str, ...] = ()


def fill(
    rng: Random,
    kind: EventKind,
    *,
    who: Who,
    calendar: Calendar,
    at: datetime,
    wanted: Mapping[str, object],
) -> dict[str, object]:
    """The answers of one event of that kind."""
    found = {name: value for name, value in wanted.items() if kind.field(name)}
    for field in kind.fields:
        if field.name not in found:
            value = _value(rng, kind, field, who, calendar, at)
            if value is not None:
                found[field.name] = value
    if "days_ahead" in found and "leaves_on" in found:
        leaves = local_date(calendar, at) + timedelta(days=int(str(found["days_ahead"])))
        found["leaves_on"] = leaves.isoformat()
    return found


def _value(
    rng: Random, kind: EventKind, field: Field, who: Who, calendar: Calendar, at: datetime
) -> object | None:
    if field.name == "from_name" or field.name == "to_whom":
        return who.name or None
    match field.type:
        case "phone":
            return who.phone or None
        case "email":
            return who.email or None
        case "text" | "long_text":
            return _words(rng, kind, field, who)
        case "yes_no":
            return _yes_no(rng, field, calendar, at)
        case "choice":
            return _choice(rng, field)
        case "number":
            low, high = NUMBERS.get(field.name, (60, 97) if field.name.endswith("_share") else (1, 10))
            return rng.randint(low, high)
        case "date" | "moment":
            return _day(rng, field, calendar, at)
        case "time":
            return "10:00"
    return None


def _words(rng: Random, kind: EventKind, field: Field, who: Who) -> str | None:
    if field.name == "address" or (field.name == "what" and field.personal):
        return who.address or None
    if field.name in words.TEXTS:
        return rng.choice(words.TEXTS[field.name])
    if field.name == "what_told":
        return rng.choice(words.TOLD)
    if field.name in ("customer_words", "words"):
        return rng.choice(words.WORDS_OF_WITHDRAWAL)
    if field.name == "reason":
        return words.reason(rng)
    if kind.acts == "chase":
        return rng.choice(words.CHASES)
    if field.name in ("about", "found", "taken_away", "why"):
        return words.about(rng, kind.name)
    return words.note(rng, kind.name) if field.required or rng.random() < 0.8 else None


def _yes_no(rng: Random, field: Field, calendar: Calendar, at: datetime) -> bool:
    if field.name == "out_of_hours":
        return not any(each.start <= at < each.end for each in _around(calendar, at))
    if field.name == "after_noon":
        return calendar.local(at).hour >= 12
    if field.name in HARDLY_EVER:
        return rng.random() < HARDLY_EVER[field.name]
    if field.name in MOSTLY or field.required:
        return rng.random() < 0.9
    if isinstance(field.default, bool):
        return field.default if rng.random() < 0.9 else not field.default
    return rng.random() < 0.5


def _around(calendar: Calendar, at: datetime) -> tuple[Segment, ...]:
    day = local_date(calendar, at).toordinal()
    return (*calendar.open_on(day - 1), *calendar.open_on(day))


def _choice(rng: Random, field: Field) -> str:
    slugs = [slug for slug, _ in field.choices]
    if isinstance(field.default, str) and rng.random() < 0.75:
        return field.default
    return rng.choices(slugs, [3 if number == 0 else 1 for number in range(len(slugs))])[0]


def _day(rng: Random, field: Field, calendar: Calendar, at: datetime) -> object | None:
    today = local_date(calendar, at)
    if field.name == "booked_at":
        return None
    if field.name == "aware_at":
        return None
    if field.name == "last_done":
        return (today - timedelta(days=rng.randrange(20, 330))).isoformat()
    if field.name in BEFORE:
        return today.isoformat()
    if field.name == "last_done":
        return (today - timedelta(days=rng.randrange(20, 330))).isoformat()
    day = working_day(calendar, today, rng.randrange(2, 9))
    if field.type == "date":
        return day.isoformat()
    return moment_on(rng, calendar, day)


def moment_on(rng: Random, calendar: Calendar, day: object) -> str:
    """A quarter of an hour of that day at which people meet, as a fact is written."""
    from datetime import date

    assert isinstance(day, date)
    while not is_working_day(calendar, day):
        day += timedelta(days=1)
    instant = at_wall(calendar, day, rng.randrange(9, 16), rng.choice((0, 15, 30, 45)))
    return calendar.local(instant).isoformat()
