"""How does the line of what happened read?

Each entry stands once, as it now is. What was put right shows the old answer struck beside the new one; what
was struck out stays, struck, with the reason: nothing ever vanishes from a record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework import Event, Grade
from kept.casework.housekeeping import by_hand
from kept.casework.permissions import Permission, needed_to_record
from kept.rulebook.model import EventKind
from kept.store.corrections import of_entries
from kept.web.shared.access import Here
from kept.web.shared.entries import Fact, facts_of
from kept.web.shared.words import grade_words, moment_words
from kept.web.thread.fetch import Record

LATER = timedelta(hours=1)
# What is said in a note on the entry that it is about, and not in an entry of its own.
NOTED = frozenset({"correct", "confirm"})


@dataclass(frozen=True, slots=True)
class Act:
    """Something that may be done with an entry."""

    label: str
    address: str
    about: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened."""

    id: str
    what: str
    when: str
    was_when: str
    by: str
    known: str
    recorded: str
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]
    struck: bool
    erased: str
    acts: tuple[Act, ...]


def timeline(here: Here, record: Record) -> tuple[Entry, ...]:
    """Every entry, oldest first."""
    standing = {each.id: each for each in record.history.happenings}
    notes = _notes(record)
    entries: list[tuple[datetime, Entry]] = []
    for event in record.events:
        act = record.act_of(event)
        if act in NOTED and record.root_of(event) is not None:
            continue
        if act == "void" and _only_strikes(record, event):
            continue
        if event.corrects is not None and act is None and record.root_of(event) is not None:
            continue
        happening = standing.get(event.id)
        versions = happening.versions if happening else [event]
        struck = happening is None and act not in ("void", "confirm")
        entry = _entry(here, record, versions, struck=struck, notes=notes.get(event.id, []))
        entries.append((versions[-1].happened_at, entry))
    entries.sort(key=lambda each: each[0])
    return tuple(entry for _when, entry in entries)


def _only_strikes(record: Record, event: Event) -> bool:
    """A slip of the pen is a note on what it strikes; a letter that
    came back is something that happened too.
    """
    kind = record.rules.kinds.get(event.kind)
    return record.root_of(event) is not None and (kind is None or kind.channel is None)


def _notes(record: Record) -> dict[str, list[str]]:
    """What was said about each entry afterwards, in order of saying."""
    found: dict[str, list[str]] = {}
    for event in sorted(record.events, key=lambda each: each.recorded_at):
        root = record.root_of(event)
        if root is None:
            continue
        kind = record.rules.kinds.get(event.kind)
        said = {"label": kind.label if kind else event.kind, "who": record.name(event.by)}
        said["when"] = moment_words(event.recorded_at, record.calendar)
        words = _("%(label)s by %(who)s, %(when)s") % said
        reason = event.facts.get("reason")
        found.setdefault(root.id, []).append(f"{words}: {reason}" if reason else f"{words}.")
    for entry, theirs in of_entries(record.thread.person, [each.id for each in record.events]).items():
        found.setdefault(entry, []).append(
            _("They do not agree, and say: “%(words)s”") % {"words": theirs.words}
        )
    return found


def _entry(here: Here, record: Record, versions: list[Event], *, struck: bool, notes: list[str]) -> Entry:
    first, now = versions[0], versions[-1]
    kind = record.rules.kinds.get(now.kind)
    erased = next((record.erased[each.id] for each in versions if each.id in record.erased), None)
    when, was_when = (
        moment_words(now.happened_at, record.calendar),
        moment_words(first.happened_at, record.calendar),
    )
    label = kind.label if kind else now.kind
    return Entry(
        id=f"entry-{first.id}",
        what=label,
        when=when,
        was_when=was_when if was_when != when else "",
        by=record.name(first.by),
        known="" if first.grade is Grade.STAFF else grade_words(first.grade),
        recorded=moment_words(first.recorded_at, record.calendar)
        if first.recorded_at - first.happened_at > LATER
        else "",
        facts=tuple(_facts(kind, record, versions)) if kind else (),
        notes=(*_own_notes(kind, versions), *notes),
        struck=struck,
        erased=_("%(who)s erased the personal words, %(when)s.")
        % {"who": record.name(erased[1]), "when": moment_words(erased[0], record.calendar)}
        if erased
        else "",
        acts=() if struck else tuple(_acts(here, record, first, label)),
    )


def _own_notes(kind: EventKind | None, versions: list[Event]) -> Iterable[str]:
    """What the entry itself leaves to be said: an acknowledgement without a date stops nothing."""
    if kind is None or kind.counts_with is None:
        return
    if all(each.facts.get(kind.counts_with) is None for each in versions):
        yield _("Kept as a note: without the date it ends no promise.")


def _facts(kind: EventKind, record: Record, versions: list[Event]) -> Iterable[Fact]:
    old = {**versions[0].facts, **record.words.get(versions[0].id, {})}
    new = {**versions[-1].facts, **record.words_of(versions)}
    before = old if len(versions) > 1 else None
    return facts_of(kind, new, before, zone=record.calendar.zone, name=record.name)


def _acts(here: Here, record: Record, entry: Event, label: str) -> Iterable[Act]:
    """Putting right, striking out, confirming, and erasing, for those who may."""
    kind = record.rules.kinds.get(entry.kind)
    for each in record.rules.kinds.values():
        if each.acts not in ("correct", "void", "confirm") or not by_hand(each):
            continue
        if not here.may(needed_to_record(each.acts)):
            continue
        if each.acts == "confirm" and (entry.by == here.by or not _needs_a_second(entry)):
            continue
        if each.channel is not None and not _could_return(each, kind):
            continue
        address = reverse("thread-next", args=[here.slug, record.thread.ref, each.name])
        yield Act(_act_words(each), f"{address}?entry={entry.id}", label)
    if record.words.get(entry.id) and here.may(Permission.EXCUSE):
        yield Act(
            _("Erase personal words"),
            reverse("thread-erase", args=[here.slug, record.thread.ref, entry.id]),
            label,
        )


def _needs_a_second(entry: Event) -> bool:
    """What was written down afterwards by one person is proved by another who saw it."""
    weak = entry.grade in (Grade.STAFF, Grade.STAFF_LATER, Grade.NONE)
    return weak and entry.recorded_at - entry.happened_at > LATER


def _could_return(void: EventKind, kind: EventKind | None) -> bool:
    """A letter comes back, or an e-mail bounces, only if we sent it."""
    if kind is None or kind.channel != void.channel or kind.opens is not None or kind.acts is not None:
        return False
    return kind.reaches is not None


def _act_words(kind: EventKind) -> str:
    if kind.channel is not None:
        return kind.label
    words = {"correct": _("Put right"), "void": _("Strike out"), "confirm": _("Confirm")}
    return words.get(kind.acts or "", kind.label)
