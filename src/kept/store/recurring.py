"""When is a duty due next, and when was it last done?

    recurring(karin, membership, {"karin:repairs.9"})["karin:repairs.9"].next_due

A duty that was overdue already when it began here is *found overdue at the start*: its due is not after its
start. It is listed apart and counts in no figure (practice 29).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Min, Q

from kept.casework.permissions import Permission, may
from kept.casework.values import KEPT_VERDICTS
from kept.store import models, threads
from kept.store.models import Association, Membership

_RUNNING = Q(verdict="running")
# Broken and not done since: it stays to be done.
_LATE = Q(verdict__in=("broken", "broken-attempted", "excused"), stop__isnull=True)
_OVERDUE = Q(first_due_at__lte=F("started_at"))
_DONE = Q(verdict__in=[*KEPT_VERDICTS, "broken", "broken-attempted", "excused"], ended_at__isnull=False)


@dataclass(frozen=True, slots=True)
class Recurring:
    """One duty over everything it recurs on: how many run, how many are late, the first due of both, and the
    last time it was done. `found_overdue` were overdue when they began here, and wait still.
    """

    clause: str
    running: int
    late: int
    found_overdue: int
    next_due: datetime | None
    last_done: datetime | None


def recurring(
    association: Association, membership: Membership, duties: Collection[str]
) -> Mapping[str, Recurring]:
    """How these duties stand, by clause; in one query. Those that never began are left out."""
    if not may(membership.role, Permission.FIGURES) or not duties:
        return {}
    rows = models.Clock.objects.filter(association=association.pk, promise__in=list(duties))
    hidden = threads.hidden_from(membership)
    if hidden is not None:
        rows = rows.exclude(thread__in=hidden.values("id"))
    found = rows.values("promise").annotate(
        running=Count("id", filter=_RUNNING & ~_OVERDUE),
        overdue=Count("id", filter=_RUNNING & _OVERDUE),
        late=Count("id", filter=_LATE),
        next_due=Min("due_at", filter=(_RUNNING & ~_OVERDUE) | _LATE),
        last_done=Max("ended_at", filter=_DONE),
    )
    return {
        each["promise"]: Recurring(
            clause=each["promise"],
            running=each["running"],
            late=each["late"],
            found_overdue=each["overdue"],
            next_due=each["next_due"],
            last_done=each["last_done"],
        )
        for each in found.order_by("promise")
    }
