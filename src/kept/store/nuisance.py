"""What is on record about cases among neighbours, for their page, for the list and before a letter goes?

    going_on(membership, at)                 # every case that is open, with what its list shows
    other_side(thread, person)               # names of those whom a letter to this person must not name
    forms_of(karin, "harassment-policy")     # the edition that holds, or None

The number of queries is the same for one case and for hundreds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kept.casework.cases import TYPES, Standing, current, standing_of
from kept.casework.housekeeping import HANDED_OVER
from kept.casework.values import Event
from kept.store import dockets, publications, rules
from kept.store.cases import case_rows
from kept.store.models import (
    Association,
    Case,
    CaseLink,
    CaseParty,
    EventText,
    Marker,
    Membership,
    Person,
    PublicationEdition,
    Thread,
)
from kept.store.threads import visible_to

NEIGHBOURS = ("nuisance", "harassment", "tenancy_breach", "occupation")
OTHER_PARTY = "other-party"
# Whom nobody on the other side hears of from us. Whoever helps them is no secret to them.
KEPT_APART = ("complainant", "alleged", "witness")
APART = "apart"
MOST = 500


@dataclass(frozen=True, slots=True)
class GoingOn:
    """One open case: its row, how it stands, when something last happened, and how often it changed hands."""

    row: Case
    standing: Standing
    last_at: datetime
    handovers: int


def going_on(membership: Membership, at: datetime) -> list[GoingOn]:
    """Every open case among neighbours that this member may see, the one that is next first."""
    rows = case_rows(visible_to(membership)).filter(type__in=NEIGHBOURS, ended=False)
    found = list(rows.select_related("thread", "thread__owner").order_by("thread__act_by", "pk")[:MOST])
    events = _events(membership.association, {each.thread_id for each in found}, at)
    lines = []
    for row in found:
        happened = events.get(row.thread_id, ())
        standing = standing_of(TYPES[row.type], happened)
        if standing is not None:
            lines.append(GoingOn(row, standing, happened[-1].happened_at, handovers(happened)))
    return lines


def _events(here: Association, threads: Iterable[int], at: datetime) -> dict[int, tuple[Event, ...]]:
    known = rules.rules_of(here)
    read = dockets.read(dockets.look(threads))
    return {each.id: current(each.history, rules=known, at=at) for each in read if each.id is not None}


def events_of(thread: Thread, at: datetime) -> tuple[Event, ...]:
    """Everything that happened on the thread as it now stands, of whatever sort."""
    return _events(thread.association, [thread.pk], at).get(thread.pk, ())


def handovers(events: Iterable[Event]) -> int:
    """How often it went from one colleague to another."""
    return sum(1 for each in events if each.kind == HANDED_OVER)


def words_of(events: Sequence[Event]) -> Mapping[str, Mapping[str, object]]:
    """The personal words of these events that are still there, by the event's uid."""
    uids = [each.id for each in events]
    rows = EventText.objects.filter(event__uid__in=uids, erased_at=None).values_list("event__uid", "words")
    return {uid: words for uid, words in rows if isinstance(words, dict)}


# ---- kept from each other ----------------------------------------------------------------------------------


def other_side(thread: Thread, reader: Person | None) -> tuple[str, ...]:
    """The names of the people of this case, and of what was linked as the other side's, but the reader's."""
    here = thread.association_id
    pairs = CaseLink.objects.filter(association=here, how=OTHER_PARTY)
    linked = {pk for pair in pairs.filter(one=thread).values_list("one", "other") for pk in pair}
    linked |= {pk for pair in pairs.filter(other=thread).values_list("one", "other") for pk in pair}
    parties = CaseParty.objects.filter(
        association=here, thread__in={thread.pk, *linked}, role__in=KEPT_APART
    ).select_related("person", "person__merged_into")
    mine = reader.stands.pk if reader is not None else None
    found = [
        each.person.stands.name if each.person is not None else each.name
        for each in parties
        if each.person is None or each.person.stands.pk != mine
    ]
    # Whom it happens to is often the customer of the thread alone, and no row of a party.
    owners = Thread.objects.filter(association=here, pk__in={thread.pk, *linked} if parties else linked)
    for each in owners.filter(person__isnull=False).select_related("person", "person__merged_into"):
        assert each.person is not None
        if each.person.stands.pk != mine:
            found.append(each.person.stands.name)
    return tuple(dict.fromkeys(filter(None, found)))


def may_meet(thread: Thread) -> tuple[Person, ...]:
    """The people on file of both sides, where nothing says yet that they are kept apart."""
    rows = CaseParty.objects.filter(
        association=thread.association_id,
        thread=thread,
        role__in=KEPT_APART[:2],
        person__isnull=False,
        until_at=None,
    ).select_related("person", "person__merged_into")
    people = {each.person.stands.pk: each.person.stands for each in rows if each.person is not None}
    if thread.person is not None:
        people.setdefault(thread.person.stands.pk, thread.person.stands)
    if len(people) < 2:
        return ()
    apart = Marker.objects.filter(
        association=thread.association_id,
        kind=APART,
        ended_at=None,
        person__in=people,
        other__in=people,
    )
    return () if apart.exists() else tuple(people.values())


# ---- what is published -------------------------------------------------------------------------------------


def edition_of(here: Association, publication: str) -> PublicationEdition | None:
    """The edition that holds; None where none was issued."""
    return publications.holding(here).get(publication)


def as_day(said: object) -> date | None:
    """A day out of a fact; None where it is none."""
    return date.fromisoformat(str(said)[:10]) if said else None
