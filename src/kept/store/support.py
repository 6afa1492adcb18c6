"""What was told about these cases, all of it together, and whose letters about money owed wait?

said_of([thread, …], karin, at)          # by thread: what happened as it now stands, with its words
looked_at(karin, person)                 # whether somebody looks at why paying is hard for them
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from kept.casework.cases import current
from kept.casework.values import Event
from kept.store import dockets, rules
from kept.store.cases import case_rows
from kept.store.models import Association, Case, EventText, Membership, Person, Thread
from kept.store.models import Event as EventRow
from kept.store.threads import visible_to

MONEY_HELP = "money_help"
BESIDE = ("thread", "thread__owner", "thread__person", "thread__person__merged_into")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that happened, as it now stands: its facts and its words together."""

    event: Event
    facts: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """What kind of thing it is."""
        return self.event.kind


def going_on(membership: Membership, types: Sequence[str], *, most: int = 200) -> list[Case]:
    """The cases of these sorts that go on and that this member may see, the soonest next thing first."""
    rows = case_rows(visible_to(membership)).filter(type__in=list(types), ended=False)
    soonest = F("thread__act_by").asc(nulls_last=True)
    return list(rows.select_related(*BESIDE).order_by(soonest, "id")[:most])


def said_of(threads: Sequence[Thread], here: Association, at: datetime) -> dict[int, list[Said]]:
    """What happened on each of these threads by `at`, corrections taken in; in a fixed number of queries."""
    found: dict[int, list[Said]] = {each.pk: [] for each in threads}
    if not found:
        return found
    known = rules.rules_of(here)
    read = {
        each.id: current(each.history, rules=known, at=at) for each in dockets.read(dockets.look(list(found)))
    }
    uids = [event.id for events in read.values() for event in events]
    rows = EventText.objects.filter(event__association=here, event__uid__in=uids, erased_at=None)
    words = dict(rows.values_list("event__uid", "words"))
    for pk, events in read.items():
        if pk is not None:
            found[pk] = [Said(each, {**each.facts, **words.get(each.id, {})}) for each in events]
    return found


def happened(membership: Membership, kinds: Sequence[str], *, since: datetime) -> QuerySet[EventRow]:
    """What happened of these kinds since then on contacts that this member may see."""
    rows = EventRow.objects.filter(
        association=membership.association_id, kind__in=list(kinds), happened_at__gte=since
    )
    return rows.filter(thread__in=visible_to(membership).values("pk")).order_by("happened_at", "id")


def looked_at(here: Association, person: Person | None) -> bool:
    """Whether somebody looks at why paying is hard for this customer."""
    return person is not None and bool(looked_at_of(here, [person.pk]))


def looked_at_of(here: Association, people: Collection[int]) -> set[int]:
    """For which of these somebody looks at it, under whichever of their files that is on record."""
    rows = Case.objects.filter(association=here, type=MONEY_HELP, ended=False)
    mine = Q(thread__person__in=list(people)) | Q(thread__person__merged_into__in=list(people))
    pairs = rows.filter(mine).values_list("thread__person", "thread__person__merged_into")
    return {into or person for person, into in pairs}
