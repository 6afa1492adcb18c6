"""What is different between two versions of one policy, in plain words?

    [each.says for each in differences(before, after)]
    ["Letter answered: 7 working days becomes 5.", "Letter answered: no longer ends with “A note was made”."]

What changed of the same clause stands together, the number first; then what changed of the house, of the
events, and of what its rooms hold. Nothing that can change a verdict or a sentence is left out: two versions
without a difference are the same policy. The words of the values are in `differing_words`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from kept.rulebook.differing_words import (
    changed_words,
    day_words,
    hours_words,
    listed,
    name_words,
    span_change,
    span_words,
    value_words,
)
from kept.rulebook.model import LAW, Association, Clause, Measure, Promise, Rulebook
from kept.rulebook.rooms import ROOMS

NEW, GONE, CHANGED = "new", "gone", "changed"
CLAUSE, HOUSE, EVENT, ROOM = "clause", "house", "event", "room"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# How each part of a value is called, in the order in which changes of it are told.
PROMISE: Mapping[str, str] = {
    "within": "how long",
    "within_text": "the policy's own words for how long",
    "aim": "our aim",
    "starts": "begins with",
    "after": "what it follows",
    "when": "when it holds",
    "stops": "ends with",
    "counts_from": "counts from",
    "counts_first": "counted from whichever was first",
    "from_opening": "counted from the next opening",
    "once": "begins only once",
    "duty": "what it recurs on",
    "tries": "how often we try",
    "attempts": "takes as a try",
    "no_access": "takes as nobody let us in",
    "offers": "takes as an offer",
    "unmeasured": "is not measured after",
    "pauses": "waits for",
    "members": "binds",
    "automatic_counts": "a machine's answer counts",
    "put_right": "put right when missed",
    "owner": "whose it is",
    "warn": "when they are warned",
    "own_number": "the number is ours and not the policy's",
    "own_because": "why we took that number",
    "reading": "how we read it",
    "public": "how we say it in public",
    "name": "its name",
}
MEASURE: Mapping[str, str] = {
    "at_least": "the least share",
    "at_most": "the largest share",
    "every": "the period",
    "of": "what it is a share of",
    "counting": "what is counted",
    "sample": "how much of it is drawn",
    "owner": "whose it is",
    "reading": "how we read it",
    "public": "how we say it in public",
    "name": "its name",
}
WORDED: Mapping[str, str] = {
    "says": "our words for it",
    "kind": "its kind",
    "ambiguity": "what is unclear in it",
    "lines": "its lines in the document",
    "held": "is kept by",
    "pending": "what will keep it",
    "source": "where it comes from",
    "cites": "where it stands",
    "confirmed": "how surely it is the law",
    "against": "the law that it stands against",
    "binds_from": "the first day on which it binds",
    "repealed": "the day from which it binds no longer",
    "arrives_as": "as what it may reach us",
}
LANDLORD: Mapping[str, str] = {
    "name": "the name",
    "slug": "the short name",
    "title": "the title of the document",
    "document_lines": "the lines of the document",
    "nation": "the nation",
    "zone": "the time zone",
    "starts_on": "in force from",
    "go_live": "the day from which we count",
    "ring_seconds": "the seconds of a ring",
    "hours_reading": "how we read hours",
    "members": "the members",
    "teams": "the teams",
    "roles": "the job titles",
    "on_call": "who is on call",
    "notes": "the notes",
    "alarm": "whom a matter of safety calls",
    "dangers": "what to do in danger",
    "greetings": "the greetings",
    "safeguarding": "who sees a concern",
    "housing_system": "the addresses in the housing system",
    "before_closing": "what is done before a contact is closed",
    "capture_floor": "the share below which a figure is grey",
    "publish_after_days": "the days after which a month is published",
}
VERBS = frozenset(
    {"starts", "stops", "attempts", "no_access", "offers", "unmeasured", "pauses", "members", "held"}
    | {"counts_from"}
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is new, gone or changed. `clause` is empty where it is about no clause; `part` is the
    field that changed. `says` is the whole sentence.
    """

    about: str
    sort: str
    clause: str
    part: str
    before: str
    after: str
    says: str


def differences(before: Rulebook, after: Rulebook) -> tuple[Difference, ...]:
    """What is different, in the order of the document; empty where the two are the same policy."""
    return (*_clauses(before, after), *_house(before, after), *_kinds(before, after), *_rooms(before, after))


# ---- clauses ---------------------------------------------------------------------------------------------


def _clauses(before: Rulebook, after: Rulebook) -> Iterator[Difference]:
    was = before.clause_by_id
    for clause in after.clause_by_id.values():
        if clause.id not in was:
            says = f"New: {_promised(clause)}."
            yield Difference(CLAUSE, NEW, clause.id, "", "", _promised(clause), says)
        elif was[clause.id] != clause:
            yield from _clause(was[clause.id], clause, before, after)
    for clause in was.values():
        if clause.id not in after.clause_by_id:
            says = f"No more: {_promised(clause)}."
            yield Difference(CLAUSE, GONE, clause.id, "", _promised(clause), "", says)


def _promised(clause: Clause) -> str:
    """What the clause promises, in a line."""
    if clause.promise is None:
        return f"“{clause.says.rstrip('.')}”"
    law = "by law, " if clause.source == LAW else ""
    return f"{law}{name_words(clause)}, {span_words(clause.promise.within)}"


def _clause(was: Clause, now: Clause, before: Rulebook, after: Rulebook) -> Iterator[Difference]:
    head = name_words(now) if now.promise or now.measure else name_words(was)
    for part, words in (("promise", "a promise with a clock"), ("measure", "a share with a target")):
        first, second = getattr(was, part), getattr(now, part)
        table = PROMISE if part == "promise" else MEASURE
        if first is None and second is not None:
            says = f"{_cap(_promised(now))}: becomes {words}."
            yield Difference(CLAUSE, CHANGED, now.id, part, "", _promised(now), says)
        elif first is not None and second is None:
            says = f"{_cap(_promised(was))}: is {words} no longer."
            yield Difference(CLAUSE, CHANGED, now.id, part, _promised(was), "", says)
        elif first != second:
            yield from _parts(now.id, head, table, first, second, before, after)
    yield from _parts(now.id, head, WORDED, was, now, before, after)


def _parts(
    clause: str,
    head: str,
    table: Mapping[str, str],
    was: Promise | Measure | Clause | Association,
    now: Promise | Measure | Clause | Association,
    before: Rulebook,
    after: Rulebook,
) -> Iterator[Difference]:
    """Each part that is not as it was."""
    spans = getattr(was, "within", None) != getattr(now, "within", None)
    for part, label in table.items():
        first, second = getattr(was, part), getattr(now, part)
        if first == second or (part == "within_text" and spans):
            continue
        says = _changed(part, label, first, second, before, after)
        about = CLAUSE if clause else HOUSE
        told = (value_words(first, before), value_words(second, after))
        yield Difference(about, CHANGED, clause, part, *told, _sentence(f"{_cap(head)}: {says}"))


def _changed(part: str, label: str, first: Any, second: Any, before: Rulebook, after: Rulebook) -> str:
    if part == "within":
        return span_change(first, second)
    if part in VERBS:
        return _listing(label, first, second, before, after)
    return changed_words(label, value_words(first, before), value_words(second, after))


def _listing(label: str, first: Any, second: Any, before: Rulebook, after: Rulebook) -> str:
    """“also ends with X; no longer ends with Y”."""
    more = [value_words((each,), after) for each in second if each not in first]
    less = [value_words((each,), before) for each in first if each not in second]
    said = [f"also {label} {listed(more)}"] if more else []
    said += [f"no longer {label} {listed(less)}"] if less else []
    return "; ".join(said) or f"{label} the same, in another order"


# ---- the house, its events and its rooms -----------------------------------------------------------------


def _house(before: Rulebook, after: Rulebook) -> Iterator[Difference]:
    was, now = before.association, after.association
    if was == now and before.starts_on == after.starts_on:
        return
    if before.starts_on != after.starts_on and was.starts_on == now.starts_on:
        yield _one(
            HOUSE, "starts_on", "In force from", day_words(before.starts_on), day_words(after.starts_on)
        )
    yield from _parts("", now.name, LANDLORD, was, now, before, after)
    offices = {each.slug: each for each in was.offices}
    for office in now.offices:
        if office.slug not in offices:
            yield _one(HOUSE, "offices", "Offices", "", office.name)
        elif offices[office.slug] != office:
            yield from _office(offices[office.slug], office)
    kept = {each.slug for each in now.offices}
    for office in was.offices:
        if office.slug not in kept:
            yield _one(HOUSE, "offices", "Offices", office.name, "")
    if [*offices] != [each.slug for each in now.offices] and set(offices) == kept:
        names = [listed([each.name for each in house.offices]) for house in (was, now)]
        yield _one(HOUSE, "offices", "The order of the offices", *names)
    yield from _holidays(was, now)


def _office(was: Any, now: Any) -> Iterator[Difference]:
    if was.name != now.name:
        yield _one(HOUSE, "offices", "The name of an office", was.name, now.name)
    first, second = was.calendar.opening, now.calendar.opening
    for day, one, other in zip(WEEKDAYS, first.week, second.week, strict=True):
        if one != other:
            yield _one(HOUSE, "hours", f"{now.name}, {day}", hours_words(one), hours_words(other))
    for each in sorted({*first.exceptions, *second.exceptions}):
        one, other = first.exceptions.get(each), second.exceptions.get(each)
        if one != other:
            said = ["as every week" if hours is None else hours_words(hours) for hours in (one, other)]
            yield _one(HOUSE, "hours", f"{now.name}, {day_words(each)}", *said)


def _holidays(was: Association, now: Association) -> Iterator[Difference]:
    """The list of bank holidays is the same for every office of a house."""
    first, second = was.offices[0].calendar, now.offices[0].calendar
    for part in ("first", "last"):
        days = [getattr(each, part) for each in (first, second)]
        if days[0] != days[1]:
            label = f"The {part} day of the list of bank holidays"
            yield _one(HOUSE, "holidays", label, *(day_words(each) for each in days))
    one, other = ({each.day: each for each in calendar.holidays} for calendar in (first, second))
    for day in sorted({*one, *other}):
        if one.get(day) != other.get(day):
            said = [
                f"{each.name}, announced on {day_words(each.announced)}" if each else ""
                for each in (one.get(day), other.get(day))
            ]
            yield _one(HOUSE, "holidays", f"Bank holiday on {day_words(day)}", *said)


def _kinds(before: Rulebook, after: Rulebook) -> Iterator[Difference]:
    for name in dict.fromkeys([*after.kinds, *before.kinds]):
        was, now = before.kinds.get(name), after.kinds.get(name)
        if was != now:
            label = (now or was).label  # type: ignore[union-attr]
            yield _entry(EVENT, name, f"The event “{label}”", was, now)


def _rooms(before: Rulebook, after: Rulebook) -> Iterator[Difference]:
    for room, about in ROOMS.items():
        was, now = ({each.name: each for each in book.room(room)} for book in (before, after))
        for name in dict.fromkeys([*now, *was]):
            if was.get(name) != now.get(name):
                head = f"The {about.word} “{name.replace('-', ' ')}”"
                yield _entry(ROOM, f"{room}/{name}", head, was.get(name), now.get(name))


def _entry(about: str, part: str, head: str, was: Any, now: Any) -> Difference:
    """An event or an entry of a room as a whole; of one that changed, which of its parts did."""
    if was is None:
        return Difference(about, NEW, "", part, "", head, f"{head} is new.")
    if now is None:
        return Difference(about, GONE, "", part, head, "", f"{head} is no more.")
    parts = [each.name for each in fields(now) if getattr(was, each.name, None) != getattr(now, each.name)]
    said = listed(each.replace("_", " ") for each in parts)
    return Difference(about, CHANGED, "", part, "", said, f"{head} is changed: {said}.")


def _one(about: str, part: str, label: str, was: str, now: str) -> Difference:
    sort = NEW if not was else GONE if not now else CHANGED
    return Difference(about, sort, "", part, was, now, _sentence(changed_words(label, was, now)))


def _sentence(text: str) -> str:
    """With a full stop, unless what is quoted last brought its own."""
    return text if text.endswith(".”") else f"{text}."


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]
