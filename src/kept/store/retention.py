"""Of what has the time come to go, and what is held?

    due(karin, rulebook, today, limit=200)      # what goes today, the oldest first, each with its line
    preview(karin, rulebook, today)             # [(line, how many contacts or files)]
    holds(karin)                                # what is kept longer, and why

What went once is on the list of what went, and is not asked for again unless it went on meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DateField, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from kept.casework.retaining import kept_since
from kept.rulebook.model import Rulebook
from kept.rulebook.retention import DIED, LAST_TOUCHED, ROOM, Retention
from kept.store.models import (
    Association,
    Event,
    Person,
    RetentionDone,
    RetentionHold,
    Tenancy,
    Thread,
)

CONTACT, FILE = "contact", "customer"


@dataclass(frozen=True, slots=True)
class Due:
    """One contact or file whose words go, by which line, and since when it has been kept."""

    line: Retention
    what: str
    ref: str
    since: datetime


def schedule(rulebook: Rulebook) -> tuple[Retention, ...]:
    """The lines of the house, in their order."""
    return tuple(rulebook.room(ROOM))


def due(here: Association, rulebook: Rulebook, today: date, *, limit: int) -> list[Due]:
    """What goes today, the oldest first of each line."""
    found: list[Due] = []
    for line in schedule(rulebook):
        left = limit - len(found)
        if left <= 0:
            break
        found += _due(here, line, today, left)
    return found


def _due(here: Association, line: Retention, today: date, limit: int) -> Iterable[Due]:
    if line.of:
        rows: QuerySet[Any] = contacts(here, line, today)
        for row in rows.order_by("ended", "id")[:limit]:
            yield Due(line, CONTACT, row.ref, row.ended)
        return
    zone = ZoneInfo(here.zone)
    people: QuerySet[Any] = files(here, line, today)
    for person in people.order_by("ended", "id")[:limit]:
        yield Due(line, FILE, person.ref, datetime.combine(person.ended, time(), zone))


def preview(here: Association, rulebook: Rulebook, today: date) -> list[tuple[Retention, int]]:
    """How much of each line goes by that day; two queries for a line at most."""
    return [
        (line, contacts(here, line, today).count() if line.of else files(here, line, today).count())
        for line in schedule(rulebook)
    ]


def contacts(here: Association, line: Retention, today: date) -> QuerySet[Thread]:
    """The contacts of this line whose time has come by that day, with when they `ended`."""
    end = datetime.combine(kept_since(line, today=today), time.max, ZoneInfo(here.zone))
    rows = Thread.objects.filter(association=here, kind__in=line.of, merged_into__isnull=True)
    if line.since == LAST_TOUCHED:
        last = Event.objects.filter(association=here, thread=OuterRef("pk")).order_by()
        newest = last.values("thread").annotate(last=Max("recorded_at")).values("last")
        rows = rows.annotate(ended=newest).filter(ended__lte=end)
    else:
        rows = rows.filter(closed_at__lte=end).annotate(ended=F("closed_at"))
    gone = RetentionDone.objects.filter(association=here, what=CONTACT, ref=OuterRef("ref"))
    rows = rows.filter(~Exists(gone.filter(at__gte=OuterRef("ended"))))
    held = _holding(here)
    own = Q(pk__in=held.filter(thread__isnull=False).values("thread"))
    whole = Q(person__isnull=False, person__in=held.filter(person__isnull=False).values("person"))
    return rows.exclude(own).exclude(whole)


def files(here: Association, line: Retention, today: date) -> QuerySet[Person]:
    """The files of this line whose time has come, with the day on which they `ended`."""
    end = kept_since(line, today=today)
    rows = Person.objects.filter(association=here, erased_at__isnull=True, merged_into__isnull=True)
    if line.since == DIED:
        rows = rows.filter(died_on__lte=end).annotate(ended=F("died_on"))
    else:
        whose = Tenancy.objects.filter(association=here, person=OuterRef("pk"))
        last = whose.order_by().values("person").annotate(last=Max("to_on")).values("last")
        rows = rows.filter(~Exists(whose.filter(to_on__isnull=True)))
        rows = rows.annotate(ended=Coalesce(last, None, output_field=DateField())).filter(ended__lte=end)
    open_still = Thread.objects.filter(association=here, person=OuterRef("pk"), closed_at__isnull=True)
    held = _holding(here)
    mine = held.filter(person=OuterRef("pk"))
    theirs = held.filter(thread__person=OuterRef("pk"))
    return rows.filter(~Exists(open_still), ~Exists(mine), ~Exists(theirs))


def _holding(here: Association) -> QuerySet[RetentionHold]:
    return RetentionHold.objects.filter(association=here, lifted_at__isnull=True)


def holds(here: Association) -> QuerySet[RetentionHold]:
    """What is kept longer today, what is to be looked at first first."""
    return _holding(here).select_related("person", "thread").order_by("review_on", "id")


def gone(here: Association) -> QuerySet[RetentionDone]:
    """What went, the newest first."""
    return RetentionDone.objects.filter(association=here).order_by("-at", "-id")
