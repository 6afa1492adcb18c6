"""What came while we were closed, what was done about it, and what of it is late already?

    since, until = last_night(calendar, now)                  # from closing to opening, or to now
    came(membership, since=since, until=until)                # threads, the earliest first
    told_of(threads)                                          # every event of each, with its words

Each is one query, however much came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from kept.casework.history import IMPORT
from kept.casework.housekeeping import HOUSE
from kept.casework.rotas import closed_periods, is_open
from kept.store.models import Event, Membership, Thread
from kept.store.threads import visible_to
from kept.workclock import Calendar

DUTY = "duty"
BY_TELEPHONE = ("call", "message")
LOOKED_BACK = timedelta(days=14)


def last_night(calendar: Calendar, at: datetime) -> tuple[datetime, datetime]:
    """The last stretch in which the office was closed for the night, or is: lunch hours are not a night.

    While it is closed, from its closing until now; else the one before it opened today.
    """
    day = calendar.midnight(calendar.local(at).toordinal())
    closed = closed_periods(calendar, at - LOOKED_BACK, at)
    if not is_open(calendar, at) and closed and closed[-1].end >= at:
        return closed[-1].start, at
    nights = [each for each in closed if each.start < day]
    return (nights[-1].start, nights[-1].end) if nights else (day, at)


def came(membership: Membership, *, since: datetime, until: datetime) -> QuerySet[Thread]:
    """What reached us in that time, of what this member may see; what recurs by itself is no contact."""
    rows = visible_to(membership).filter(opened_at__gte=since, opened_at__lt=until, merged_into__isnull=True)
    rows = rows.exclude(via=IMPORT).exclude(sensitivity=HOUSE).exclude(kind=DUTY)
    return rows.select_related("owner", "office").prefetch_related("person").order_by("opened_at", "id")


def late(membership: Membership, *, at: datetime) -> QuerySet[Thread]:
    """Calls and messages whose time is past and that still want doing, the longest overdue first."""
    rows = visible_to(membership).filter(
        kind__in=BY_TELEPHONE, closed_at__isnull=True, merged_into__isnull=True, due_at__lte=at
    )
    rows = rows.exclude(via=IMPORT)
    return rows.select_related("owner", "office").prefetch_related("person").order_by("act_by", "id")


@dataclass(frozen=True, slots=True)
class Told:
    """One event with its words."""

    event: Event
    words: Mapping[str, object]


def told_of(threads: Sequence[Thread]) -> Mapping[int, list[Told]]:
    """Every event of these threads in the order in which they happened."""
    found: dict[int, list[Told]] = {each.pk: [] for each in threads}
    if not found:
        return found
    association = threads[0].association_id
    rows = Event.objects.filter(association=association, thread__in=list(found)).select_related("text")
    for each in rows.order_by("happened_at", "id"):
        text = getattr(each, "text", None)
        found[each.thread_id].append(Told(each, text.words if text else {}))
    return found
