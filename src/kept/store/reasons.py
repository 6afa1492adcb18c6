"""Why were promises not kept, and for which of them has nobody said so yet?

    reasons(karin, membership, since, until)["karin:letters.1"]     # {"our_mistake": 4, "": 2}
    broke(membership, since=…, at=now, unexplained=True)            # threads that wait for a reason

The reason of a breach is the last one that was told of it and not struck out, of this promise, of this start
or of the whole contact. Without one it counts under an empty name. A wait of an hour or less is nothing to
ask back about: nobody remembers why, and the list would hold little else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import TruncMonth

from kept.casework.permissions import Permission, may
from kept.rulebook.model import BREACH_EXPLAINED
from kept.rulebook.reasons import WHY
from kept.store import models
from kept.store.board import Crew, of_crew
from kept.store.figures import of_period
from kept.store.models import Association, Clock, Membership, Thread
from kept.store.threads import visible_to

# As the index says it.
BROKEN = Q(verdict__in=("broken", "broken-attempted", "excused"))
NOT_SAID = ""
AT_THE_COUNTER = timedelta(hours=1)
STRUCK_OUT = "event.voided"


def reasons(
    association: Association,
    membership: Membership,
    since: date,
    until: date,
    *,
    promises: Collection[str] | None = None,
) -> Mapping[str, Mapping[str, int]]:
    """How often each reason was given for the breaches of a period, by promise; one query."""
    rows = _broken(association, membership, since, until, promises)
    found: dict[str, dict[str, int]] = {}
    for promise, why, n in _counted(association, rows, F("promise")):
        found.setdefault(promise, {})[why] = n
    return found


def by_month(
    association: Association,
    membership: Membership,
    since: date,
    until: date,
    *,
    promises: Collection[str] | None = None,
    but: Collection[str] = (),
) -> Mapping[date, Mapping[str, int]]:
    """The same by month of the first due, for all these promises together but some; one query."""
    rows = _broken(association, membership, since, until, promises)
    if but:
        rows = rows.exclude(promise__in=list(but))
    found: dict[date, dict[str, int]] = {}
    for month, why, n in _counted(
        association, rows, TruncMonth(_last_instant(), tzinfo=ZoneInfo(association.zone))
    ):
        found.setdefault(month.date(), {})[why] = n
    return found


def _broken(
    association: Association,
    membership: Membership,
    since: date,
    until: date,
    promises: Collection[str] | None,
) -> QuerySet[Clock]:
    """The clocks that were not kept."""
    if not may(membership.role, Permission.FIGURES):
        return Clock.objects.none()
    rows = of_period(association, membership, since, until).filter(BROKEN)
    return rows if promises is None else rows.filter(promise__in=list(promises))


def _counted(association: Association, rows: QuerySet[Clock], by: Any) -> list[tuple[Any, str, int]]:
    """How many of these there are under each key and reason, the most frequent first.

    Most contacts have no reason on record. Those that have one are looked up together: to ask of each clock
    in turn takes as long as counting them all again.
    """
    chosen = rows.order_by().values_list("id", "promise", "start", "thread", by)
    try:
        broken, values = chosen.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _READ.format(broken=broken), [*values, WHY, association.pk, BREACH_EXPLAINED, STRUCK_OUT]
        )
        found: list[tuple[Any, str, int]] = cursor.fetchall()
    return found


_READ = """
WITH broken (id, promise, start, thread_id, place) AS MATERIALIZED ({broken}
), told AS (
    SELECT DISTINCT ON (b.id) b.id, e.facts ->> %s AS why
    FROM broken b JOIN store_event e ON e.association_id = %s AND e.kind = %s AND e.thread_id = b.thread_id
    WHERE (e.answers = '[]' OR e.answers @> jsonb_build_array(b.promise)
            OR e.answers @> jsonb_build_array(b.start))
        AND NOT EXISTS (SELECT FROM store_event v WHERE v.association_id = e.association_id
            AND v.thread_id = e.thread_id AND v.kind = %s AND v.corrects = e.uid)
    ORDER BY b.id, e.happened_at DESC, e.id DESC
)
SELECT place, coalesce(why, ''), count(*)
FROM broken LEFT JOIN told USING (id) GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
"""


def _last_instant() -> ExpressionWrapper[Any]:
    """The last instant at which it could be kept, which is in the month that it counts in."""
    return ExpressionWrapper(
        F("first_due_at") - Value(timedelta(microseconds=1)), output_field=DateTimeField()
    )


def _told() -> Any:
    """What was told of the clock that asks, and holds."""
    named = (_list(OuterRef("promise")), _list(OuterRef("start")))
    about = Q(answers=[]) | Q(answers__contains=named[0]) | Q(answers__contains=named[1])
    struck = models.Event.objects.filter(
        association=OuterRef("association"),
        thread=OuterRef("thread"),
        kind=STRUCK_OUT,
        corrects=OuterRef("uid"),
    )
    told = models.Event.objects.filter(
        about, association=OuterRef("association"), thread=OuterRef("thread"), kind=BREACH_EXPLAINED
    )
    return told.filter(~Exists(struck))


def _list(name: OuterRef) -> Func:
    """A list of that one name, as the ledger keeps what an event answers."""
    return Func(name, function="jsonb_build_array", output_field=JSONField())


def broke(
    membership: Membership,
    *,
    since: datetime,
    at: datetime,
    crew: Crew | None = None,
    owner: int | None = None,
    nobody: bool = False,
    office: str | None = None,
    unexplained: bool = False,
) -> QuerySet[Thread]:
    """The threads with a breach since then, the latest breach first.

    With `unexplained` those for which nobody has given a reason yet.
    """
    lasted = Q(first_due_at__gt=F("started_at") + AT_THE_COUNTER)
    clocks = Clock.objects.filter(
        BROKEN, lasted, association=membership.association_id, first_due_at__gt=since, first_due_at__lte=at
    )
    if unexplained:
        clocks = clocks.filter(~Exists(_told()))
    latest = clocks.filter(thread=OuterRef("pk")).order_by("-first_due_at").values("first_due_at")
    rows = visible_to(membership).filter(pk__in=clocks.values("thread"), merged_into__isnull=True)
    if crew is not None:
        rows = rows.filter(of_crew(crew))
    if owner is not None:
        rows = rows.filter(owner=owner)
    if nobody:
        rows = rows.filter(owner__isnull=True)
    if office is not None:
        rows = rows.filter(office__slug=office)
    rows = rows.annotate(broken_at=Subquery(latest[:1]))
    rows = rows.select_related("owner", "office", "team").prefetch_related("person")
    return rows.order_by("-broken_at", "-id")
