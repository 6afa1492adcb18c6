"""Who tried to open what is closed to them, and who opened what only a few may?

    looking.note(membership, "contact", "K7F3-9Q2M", refused=True, via="page", at=now)
    looking.attempts(membership)[:50]            # the newest first, for those who look after this
    looking.looked(membership, "customer", "3F8K-22WX", now)    # every opening, counted by day
    looking.of_customer(person)[:50]             # who looked at the file and at its contacts

A case that somebody may not see answers as if it were not there, and that they asked for it is written down
(practice 21). The log is of attempts, never of words.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet

from kept.store import seers, threads
from kept.store.models import AccessLog, Look, Membership, Person, Thread
from kept.store.threads import visible_to

CONTACT, CUSTOMER, FIGURES = threads.CONTACT, "customer", "figures"
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


def looked(membership: Membership, what: str, ref: str, at: datetime) -> None:
    """Count that this member opened it. One line for each day: how often, first and last."""
    day = at.astimezone(ZoneInfo(membership.association.zone)).date()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO store_look (association_id, account_id, what, ref, day, times, first_at, last_at)
            VALUES (%s, %s, %s, %s, %s, 1, %s, %s)
            ON CONFLICT (association_id, what, ref, day, account_id)
                DO UPDATE SET times = store_look.times + 1, last_at = EXCLUDED.last_at
            """,
            [membership.association_id, membership.account_id, what, ref[:40], day, at, at],
        )


def of_customer(person: Person) -> QuerySet[Look]:
    """Who looked at this customer's file and at the contacts on it, the newest first."""
    threads = Thread.objects.filter(association=person.association_id, person=person).values("ref")
    mine = Q(what=CUSTOMER, ref=person.ref) | Q(what=CONTACT, ref__in=threads)
    rows = Look.objects.filter(mine, association=person.association_id)
    return rows.select_related("account").order_by("-last_at", "-id")


KEPT_FOR = timedelta(days=400)


def forget(at: datetime) -> int:
    """Clear away what was counted more than a year ago: how many lines."""
    cleared, _ = Look.objects.filter(day__lt=(at - KEPT_FOR).date()).delete()
    return cleared


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
