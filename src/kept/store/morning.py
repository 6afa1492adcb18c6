"""What has to be known first thing in the morning, besides what the board shows?

    since = closed_at(calendar, now)                 # when the office last closed before today
    arrived(membership, since=since, at=now)         # what came overnight
    to_put_right(membership, promises, at=now)       # where an apology waits
    called(membership, since=yesterday, at=now)      # the safety alarms of the last day

Each is one query, however much there is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet

from kept.casework.calling import ALARM
from kept.store.alarms import ACKNOWLEDGED
from kept.store.board import Crew, of_crew
from kept.store.models import Clock, Event, Membership, Owed, Thread
from kept.store.threads import visible_to
from kept.workclock import Calendar, local_midnight

# An office that has not been open for so long has no evening before.
LOOKED_BACK = 14
IMPORT = "import"
_LATE = Q(verdict__in=("broken", "broken-attempted"), stop__isnull=True)
# An apology that is still owed so long after is on the list of what is late, if anywhere.
STILL_OWED = timedelta(weeks=4)


def closed_at(calendar: Calendar, at: datetime) -> datetime:
    """When the office last closed before the day of that moment; midnight where it was not open for long."""
    today = calendar.local(at).toordinal()
    for ordinal in range(today - 1, today - LOOKED_BACK, -1):
        periods = calendar.open_on(ordinal)
        if periods:
            return periods[-1].end
    return local_midnight(calendar, date.fromordinal(today))


def arrived(
    membership: Membership, *, since: datetime, at: datetime, crew: Crew | None = None
) -> QuerySet[Thread]:
    """What was opened since then and is still open: for a crew its own, and what has no team yet."""
    rows = visible_to(membership).filter(opened_at__gt=since, opened_at__lte=at, closed_at__isnull=True)
    rows = rows.filter(merged_into__isnull=True).exclude(via=IMPORT)
    if crew is not None:
        rows = rows.filter(of_crew(crew) | Q(team__isnull=True, owner__isnull=True))
    return _whole(rows).order_by("opened_at", "id")


def to_put_right(
    membership: Membership, promises: Collection[str], *, at: datetime, crew: Crew | None = None
) -> QuerySet[Thread]:
    """Where a promise was broken and nobody has said sorry yet; what is longest overdue first.

    `promises` are those by which a breach is put right.
    """
    owed = Clock.objects.filter(
        Q(verdict="running") | _LATE,
        association=membership.association_id,
        promise__in=list(promises),
        first_due_at__gt=at - STILL_OWED,
    )
    rows = visible_to(membership).filter(pk__in=owed.values("thread"), merged_into__isnull=True)
    if crew is not None:
        rows = rows.filter(of_crew(crew))
    return _whole(rows).order_by(F("act_by").asc(nulls_last=True), "id")


def _whole(rows: QuerySet[Thread]) -> QuerySet[Thread]:
    return rows.select_related("owner", "office", "team").prefetch_related("person")


@dataclass(frozen=True, slots=True)
class Called:
    """One safety alarm: the thread, what it was, since when it called, and whether anybody answered."""

    thread: str
    what: str
    since: datetime
    answered: bool


def called(membership: Membership, *, since: datetime, at: datetime) -> list[Called]:
    """The safety alarms that began since then, of those that this member may see, the latest first."""
    owed = Owed.objects.filter(association=membership.association_id, what=ALARM, since__lte=at)
    owed = owed.filter(thread__in=visible_to(membership)).order_by()
    first = owed.values("thread", "start").annotate(first=Min("since")).filter(first__gt=since)
    starts = {each["start"]: each["first"] for each in first}
    if not starts:
        return []
    answers = Event.objects.filter(
        association=OuterRef("association"), thread=OuterRef("thread"), kind=ACKNOWLEDGED
    )
    rows = Event.objects.filter(association=membership.association_id, uid__in=list(starts))
    rows = rows.annotate(answered=Exists(answers)).select_related("thread")
    found = [
        Called(each.thread.ref, each.facts.get("what", ""), starts[each.uid], each.answered) for each in rows
    ]
    return sorted(found, key=lambda each: (each.since, each.thread), reverse=True)
