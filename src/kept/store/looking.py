"""Who tried to open what is closed to them, and who opened what only a few may?

    looking.note(membership, "contact", "K7F3-9Q2M", refused=True, via="page", at=now)
    looking.attempts(membership)[:50]            # the newest first, for those who look after this

A case that somebody may not see answers as if it were not there, and that they asked for it is written down
(practice 21). The log is of attempts, never of words.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from kept.store import seers, threads
from kept.store.models import AccessLog, Membership, Person
from kept.store.threads import visible_to

CONTACT, CUSTOMER = threads.CONTACT, "customer"
PAGE, API, ACT = "page", "api", "act"


def note(membership: Membership, what: str, ref: str, *, refused: bool, via: str, at: datetime) -> None:
    """Write down that this member asked for it."""
    AccessLog.objects.create(
        association_id=membership.association_id,
        account_id=membership.account_id,
        what=what,
        ref=ref,
        refused=refused,
        via=via,
        at=at,
    )


def sees(membership: Membership | None, thread: int, ref: str, at: datetime) -> bool:
    """Whether this member may act on that thread. That they tried where they may not is written down."""
    if membership is None or visible_to(membership).filter(pk=thread).exists():
        return True
    note(membership, CONTACT, ref, refused=True, via=ACT, at=at)
    return False


def attempts(membership: Membership) -> QuerySet[AccessLog]:
    """Everything that is written down, the newest first, but for what this member is not to know of."""
    rows = AccessLog.objects.filter(association=membership.association_id)
    rows = rows.exclude(what=CONTACT, ref__in=threads.never_for(membership).values("ref"))
    closed = Person.objects.filter(pk__in=seers.seer(membership).closed).values("ref")
    rows = rows.exclude(what=CUSTOMER, ref__in=closed)
    return rows.select_related("account").order_by("-at", "-id")
