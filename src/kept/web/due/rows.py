"""Which things are still to be done?

A thread with a promise that is running, or that was broken and has not been made good, is one thing to do,
however many promises it carries. It stands where its most pressing promise stands, by act_by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from kept.casework import Verdict
from kept.store.models import Clock, Event, EventText, Office
from kept.store.threads import visible_to
from kept.web.shared.access import Here
from kept.web.shared.paging import Pages

SIZE = 40
STILL_TO_DO = Q(verdict=Verdict.RUNNING) | Q(
    verdict__in=(Verdict.BROKEN, Verdict.BROKEN_ATTEMPTED, Verdict.EXCUSED), stop=None
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to. Words that name nothing narrow nothing."""

    kind: str = ""
    office: str = ""
    when: str = ""

    @classmethod
    def of(cls, here: Here, query: Mapping[str, str]) -> Filter:
        """The filter in the address."""
        opens = {each.opens for each in here.rulebook.kinds.values() if each.opens}
        offices = {each.slug for each in here.rulebook.association.offices}
        kind, office, when = (query.get(name, "") for name in ("kind", "office", "when"))
        return cls(
            kind if kind in opens else "",
            office if office in offices else "",
            when if when in ("late", "running") else "",
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What the database gave, in a number of queries that does not grow with the rows."""

    clocks: tuple[Clock, ...]
    pages: Pages
    late: int
    starts: Mapping[str, Event]
    words: Mapping[int, Mapping[str, str]]
    offices: tuple[Office, ...]


def fetch(here: Here, wanted: Filter, query: Mapping[str, str]) -> Found:
    """One page of things to do."""
    todo = _to_do(here, wanted)
    total, late = _counted(todo, here)
    pages = Pages.of(query, total=total, size=SIZE)
    ranked = todo.annotate(
        rank=Window(RowNumber(), partition_by=F("thread_id"), order_by=(F("act_by"), F("id"))),
        promises=Window(Count("id"), partition_by=F("thread_id")),
    )
    rows = ranked.filter(rank=1).order_by("act_by", "id").select_related("thread", "thread__owner", "office")
    clocks = tuple(rows[pages.start : pages.stop])
    threads = {each.thread_id for each in clocks}
    starts = {each.uid: each for each in Event.objects.filter(uid__in={each.start for each in clocks})}
    texts = EventText.objects.filter(event__in=[each.pk for each in starts.values()], erased_at=None)
    words = {each.event_id: each.words for each in texts} if threads else {}
    return Found(clocks, pages, late, starts, words, ())


def _to_do(here: Here, wanted: Filter) -> QuerySet[Clock]:
    threads = visible_to(here.membership).filter(closed_at=None)
    if wanted.kind:
        threads = threads.filter(kind=wanted.kind)
    found = Clock.objects.filter(STILL_TO_DO, thread__in=threads)
    if wanted.office:
        found = found.filter(office__slug=wanted.office)
    if wanted.when == "late":
        found = found.filter(due_at__lte=here.at)
    if wanted.when == "running":
        found = found.filter(due_at__gt=here.at)
    return found


def _counted(todo: QuerySet[Clock], here: Here) -> tuple[int, int]:
    found = todo.aggregate(
        total=Count("thread_id", distinct=True),
        late=Count("thread_id", distinct=True, filter=Q(due_at__lte=here.at)),
    )
    return found["total"], found["late"]
