"""When is a duty due next, and when was it last done?

    recurring(karin, membership, {"karin:repairs.9"})["karin:repairs.9"].next_due
    found_overdue(karin, membership, {"karin:repairs.9"})       # (Overdue(thread="K7F3-9Q2M", …), …)

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
    rows = rows.exclude(thread__in=threads.hidden_with_clocks(membership).values("id"))
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


@dataclass(frozen=True, slots=True)
class Overdue:
    """One thing on which a duty was overdue when it began here; `done_at` is None while it waits still."""

    thread: str
    clause: str
    began_at: datetime
    due_at: datetime
    done_at: datetime | None


def found_overdue(
    association: Association, membership: Membership, duties: Collection[str]
) -> tuple[Overdue, ...]:
    """Every duty found overdue at the start, the longest overdue first; in one query."""
    if not may(membership.role, Permission.SEE) or not duties:
        return ()
    rows = models.Clock.objects.filter(_OVERDUE, association=association.pk, promise__in=list(duties))
    rows = rows.exclude(thread__in=threads.hidden_with_clocks(membership).values("id"))
    columns = ("thread__ref", "promise", "started_at", "first_due_at", "ended_at")
    return tuple(Overdue(*each) for each in rows.order_by("first_due_at", "id").values_list(*columns))
