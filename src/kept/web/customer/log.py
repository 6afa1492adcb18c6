"""What changed on a file, who changed it, and what did it say before?

Each change can be set back with one button, as long as the file still says what it was changed to. It is a
change like any other: nothing is taken out of the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kept.casework.housekeeping import CUSTOMER_ADDED, CUSTOMER_CHANGED, CUSTOMER_DIED
from kept.rulebook.people import people_lists
from kept.store.models import Account, Event, EventText, Person
from kept.web.customer.head import FIELD_LABELS
from kept.web.shared.access import Here
from kept.web.shared.entries import Fact, facts_of
from kept.web.shared.words import moment_words

LISTS = ("phones", "need_kinds")
# What is held to by rules has a page of its own to be set right.
NOT_HERE = frozenset({"contact_rules"})
# What the file holds as short names of a list.
BY_LIST = ("language", "need_kinds", "preferred_channel")
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that changed. `back` is the number of the entry, where it can be set back."""

    label: str
    was: str
    now: str
    field: str
    back: str = ""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of the log, the latest first."""

    what: str
    when: str
    by: str
    changes: tuple[Change, ...]
    facts: tuple[Fact, ...]
    erased: bool


@dataclass(frozen=True, slots=True)
class _Row:
    event: Event
    words: Mapping[str, str]
    before: Mapping[str, str]
    erased: bool


def entries(here: Here, person: Person) -> tuple[LogEntry, ...]:
    """The log with the old value of each change; three queries."""
    rows = _rows(here, person)
    handles = {each.event.by for each in rows}
    names = dict(Account.objects.filter(handle__in=handles).values_list("handle", "name"))
    return tuple(_entry(here, person, each, names) for each in reversed(rows))


def set_back(here: Here, person: Person, uid: str, field: str) -> dict[str, object] | None:
    """What the file is to say again; None where there is no such change to set back any more."""
    row = next((each for each in _rows(here, person) if each.event.uid == uid), None)
    if row is None or field not in _changed(row) or not _stands(person, row, field):
        return None
    return {field: _value(field, row.before.get(field, ""))}


def _rows(here: Here, person: Person) -> list[_Row]:
    events = Event.objects.filter(association=here.association, thread=person.log_id).order_by("-id")[:SHOWN]
    found = list(reversed(events))
    texts = {each.event_id: each for each in EventText.objects.filter(event__in=[each.pk for each in found])}
    said: dict[str, str] = {}
    rows = []
    for event in found:
        text = texts.get(event.pk)
        erased = text is not None and text.erased_at is not None
        words = {name: str(value) for name, value in text.words.items()} if text and not erased else {}
        row = _Row(event, words, dict(said), erased)
        rows.append(row)
        if event.kind == CUSTOMER_ADDED:
            said |= words
        for name in _changed(row):
            said[name] = words.get(name, "")
    return rows


def _changed(row: _Row) -> tuple[str, ...]:
    """Which answers changed. Of words that were erased nobody knows."""
    if row.erased:
        return ()
    if row.event.kind == CUSTOMER_DIED:
        return ("died_on",)
    if row.event.kind != CUSTOMER_CHANGED:
        return ()
    named = str(row.event.facts.get("changed", "")).split(", ")
    return tuple(each for each in named if each in FIELD_LABELS)


def _entry(here: Here, person: Person, row: _Row, names: Mapping[str, str]) -> LogEntry:
    kind = here.rules.kinds.get(row.event.kind)
    changes = tuple(_changes(person, row))
    shown = {**row.event.facts, **row.words}
    for name in ("person", "changed", *(each.field for each in changes)):
        shown.pop(name, None)
    shown |= {name: _said(name, str(shown[name])) for name in BY_LIST if name in shown}
    facts = tuple(facts_of(kind, shown, zone=here.zone, name=str)) if kind else ()
    return LogEntry(
        what=kind.label if kind else row.event.kind,
        when=moment_words(row.event.recorded_at, here.calendar),
        by=names.get(row.event.by, row.event.by),
        changes=changes,
        facts=facts,
        erased=row.erased,
    )


def _changes(person: Person, row: _Row) -> Iterable[Change]:
    for name in _changed(row):
        back = row.event.uid if _stands(person, row, name) and name not in NOT_HERE else ""
        was, now = row.before.get(name, ""), row.words.get(name, "")
        yield Change(str(FIELD_LABELS[name]), _said(name, was), _said(name, now), name, back)


def _stands(person: Person, row: _Row, name: str) -> bool:
    """Whether the file still says what this change made of it, and said something else before."""
    if person.erased_at is not None or row.before.get(name, "") == row.words.get(name, ""):
        return False
    value = getattr(person, name, "")
    now = ", ".join(value) if isinstance(value, list) else str(value or "")
    return now == row.words.get(name, "")


def _value(name: str, text: str) -> object:
    return [each for each in text.split(", ") if each] if name in LISTS else text


def _said(name: str, text: str) -> str:
    if not text:
        return _("nothing")
    lists = people_lists()
    if name == "need_kinds":
        return "; ".join(lists.need(each) for each in text.split(", "))
    if name == "language":
        return lists.language(text)
    return lists.channel(text) if name == "preferred_channel" else text
