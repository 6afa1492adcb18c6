"""What lies behind somebody who is in touch with us: other contacts, what they wait for, promises missed?

    journey_of(membership, person, but=thread.pk, since=a_year_ago)     # Journey(contacts=4, waiting=1, …)

Only what whoever looks may see is counted, in one query.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from kept.store.models import Clock, Membership, Person
from kept.store.threads import visible_to


@dataclass(frozen=True, slots=True)
class Journey:
    """Their other contacts since a moment: how many, how many still wait and since when, and how many
    promises on them were missed.
    """

    contacts: int
    waiting: int
    waiting_since: datetime | None
    missed: int


def journey_of(membership: Membership, person: Person, *, but: int, since: datetime) -> Journey:
    """What happened with them besides the contact `but`."""
    theirs = Q(person=person) | Q(person__merged_into=person)
    rows = visible_to(membership).filter(theirs, opened_at__gte=since, merged_into=None).exclude(pk=but)
    broken = Clock.objects.filter(thread=OuterRef("pk"), breached_at__isnull=False).order_by()
    counted = Subquery(broken.values("thread").annotate(n=Count("pk")).values("n"))
    waits = Q(closed_at=None)
    found = rows.annotate(broken=counted).aggregate(
        contacts=Count("pk"),
        waiting=Count("pk", filter=waits),
        waiting_since=Min("opened_at", filter=waits),
        missed=Coalesce(Sum("broken"), 0),
    )
    return Journey(**found)
