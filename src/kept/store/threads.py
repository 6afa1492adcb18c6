"""Which threads may somebody see, and which are to be looked at again?

    visible_to(membership).filter(ref="K7F3-9Q2M")      # the only door, for pages, search, export and counts
    wake_due(at, 500)                                   # for the sweep, over all associations

What an act needs of a thread, held still, is in `dockets`.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from kept.casework.permissions import Permission, may
from kept.store.models import Membership, Thread

ORDINARY = ""


def visible_to(membership: Membership) -> QuerySet[Thread]:
    """What this member may see: nothing without the permission; sensitive threads if owner or leader."""
    seen = Thread.objects.filter(association=membership.association_id)
    if not may(membership.role, Permission.SEE):
        return seen.none()
    if _leads(membership):
        return seen
    return seen.filter(Q(sensitivity=ORDINARY) | Q(owner=membership.account_id))


def hidden_from(membership: Membership) -> QuerySet[Thread] | None:
    """The threads that may not even be counted for this member; None where there are none of that sort."""
    if _leads(membership):
        return None
    sensitive = Thread.objects.filter(association=membership.association_id).exclude(sensitivity=ORDINARY)
    return sensitive.exclude(owner=membership.account_id)


def _leads(membership: Membership) -> bool:
    return may(membership.role, Permission.EXCUSE)


def wake_due(at: datetime, limit: int) -> list[tuple[int, int]]:
    """Which threads of any association have something to be looked at by `at`: (association id, thread id).

    Needs no active association: it is the sweep's question, and its function answers nothing else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT association_id, thread_id FROM wake_due(%s, %s)", [at, limit])
        return [(association, thread) for association, thread in cursor.fetchall()]
