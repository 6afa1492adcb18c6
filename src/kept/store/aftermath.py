"""What came after a delay or a breach: did customers ask again, and was it put right?

    chases(karin, membership, since, until, asks=["contact.chased"])["karin:letters.1"]   # 4
    put_right(karin, membership, since, until, "kept:put-right")["karin:letters.1"]       # PutRight(of=5, …)

Both are about the clocks of a period, as `figures` counts them, so that each stands beside the figure that it
belongs to.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from kept.casework.permissions import Permission, may
from kept.casework.values import DENOMINATOR, KEPT_VERDICTS
from kept.store import counting, models
from kept.store.counting import LAST_DAY, midnight
from kept.store.figures import of_period
from kept.store.models import Association, Membership

_KEPT = [each.value for each in KEPT_VERDICTS]
_NEVER = datetime(9999, 12, 30, tzinfo=UTC)
_BROKEN = [each.value for each in DENOMINATOR - KEPT_VERDICTS]


@dataclass(frozen=True, slots=True)
class PutRight:
    """Of so many breaches that somebody was to be told about: put right in time, too late or not, and still
    to be put right.
    """

    of: int
    kept: int
    running: int

    @property
    def missed(self) -> int:
        """Neither put right in time nor still to be."""
        return self.of - self.kept - self.running


def chases(
    association: Association,
    membership: Membership,
    since: date,
    until: date,
    *,
    asks: Collection[str],
    strikes: Collection[str] = (),
) -> Mapping[str, int]:
    """How often customers asked again while a promise of the period ran, by promise; in one query.

    `asks` are the kinds of event that say so, `strikes` those that strike an entry out.
    """
    if not may(membership.role, Permission.FIGURES) or not asks:
        return {}
    told = models.Event.objects.filter(association=association.pk, kind__in=list(asks))
    struck = models.Event.objects.filter(
        association=association.pk,
        thread=OuterRef("thread"),
        corrects=OuterRef("uid"),
        kind__in=list(strikes),
    )
    ran = {
        "thread": OuterRef("thread"),
        "happened_at__gte": OuterRef("started_at"),
        "happened_at__lte": Coalesce(OuterRef("ended_at"), Value(_NEVER)),
    }
    asked = told.filter(~Exists(struck), **ran).order_by().values("thread").annotate(n=Count("pk"))
    rows = of_period(association, membership, since, until).filter(thread__in=told.values("thread"))
    rows = rows.exclude(verdict="not-measured").annotate(times=Subquery(asked.values("n")))
    found = rows.values("promise").annotate(in_all=Sum("times")).order_by("promise")
    return {each["promise"]: each["in_all"] for each in found if each["in_all"]}


# From the apologies, which are few, to what was broken: an apology falls due after the breach. Step by step,
# or the planner takes what is kept apart for something that is asked anew for each.
_PUT_RIGHT = """
WITH made AS MATERIALIZED (
    SELECT thread_id, start, verdict FROM store_clock
    WHERE association_id = %(association)s AND promise = %(promise)s AND first_due_at > %(begins)s
), put AS MATERIALIZED (
    SELECT b.promise, b.thread_id, made.verdict FROM made JOIN store_clock b
        ON b.association_id = %(association)s AND b.thread_id = made.thread_id AND b.start = made.start
    WHERE b.promise <> %(promise)s AND b.verdict = ANY(%(broken)s)
        AND b.first_due_at > %(begins)s AND b.first_due_at <= %(ends)s
)
SELECT promise, count(*), count(*) FILTER (WHERE verdict = ANY(%(kept)s)),
    count(*) FILTER (WHERE verdict = 'running')
FROM put {apart} GROUP BY promise ORDER BY promise
"""


def put_right(
    association: Association, membership: Membership, since: date, until: date, promise: str
) -> Mapping[str, PutRight]:
    """How many breaches of each promise were put right, in one query.

    `promise` is the one by which a breach is put right: it starts from the event from which the broken one
    started. A breach that asks for no apology, such as a wait of minutes, is not among them.
    """
    if not may(membership.role, Permission.FIGURES):
        return {}
    zone = ZoneInfo(association.zone)
    params: dict[str, Any] = {
        "association": association.pk,
        "promise": promise,
        "begins": midnight(max(since, association.go_live), zone),
        "ends": midnight(min(until, LAST_DAY) + timedelta(days=1), zone),
        "broken": _BROKEN,
        "kept": _KEPT,
    }
    hidden, more = counting.hidden_from(membership)
    apart = f"WHERE thread_id NOT IN ({hidden})" if hidden else ""
    with connection.cursor() as cursor:
        cursor.execute(_PUT_RIGHT.format(apart=apart), params | more)
        return {clause: PutRight(of, kept, running) for clause, of, kept, running in cursor.fetchall()}
