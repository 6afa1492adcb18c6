"""What is on the Desk: things to do, who is waiting, what has no next step, who has asked again?

A thread with a promise that is running, or that was broken and has not been made good, is one thing to do,
however many promises it carries. It stands where its most pressing promise stands, by act_by.

Somebody **waits** while a promise of minutes that began with a visitor or a call of today wants keeping. They
stand apart, above everything else, and are not counted a second time below.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kept.casework.housekeeping import HOUSE
from kept.rulebook.model import Promise, Rulebook, SpanBy
from kept.store.models import Clock, Event, EventText, Thread
from kept.store.models.clocks import TO_DO
from kept.store.threads import visible_to
from kept.web.shared.access import Here
from kept.web.shared.paging import Pages
from kept.workclock import Minutes, Rings, Seconds, local_date, local_midnight

SIZE = 40
MOST_WAITING = 30
ADRIFT, ASKED = "adrift", "asked"
MINE, TEAM = "mine", "team"
LATE, RUNNING = "late", "running"
# Those who stand at the counter or hold the line; whoever wrote to us is not waiting by the minute.
PRESENT = ("call", "in-person")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the Desk is narrowed to. Words that name nothing narrow nothing."""

    list: str = ""
    whose: str = ""
    kind: str = ""
    office: str = ""
    when: str = ""

    @classmethod
    def of(cls, here: Here, query: Mapping[str, str]) -> Filter:
        """The filter in the address."""
        allowed: Mapping[str, Collection[str]] = {
            "list": (ADRIFT, ASKED),
            "whose": (MINE, TEAM) if here.membership.team_id else (MINE,),
            "kind": {each.opens for each in here.rulebook.kinds.values() if each.opens},
            "office": {each.slug for each in here.rulebook.association.offices},
            "when": (LATE, RUNNING),
        }
        asked = {name: query.get(name, "") for name in allowed}
        return cls(**{name: value for name, value in asked.items() if value in allowed[name]})

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        named = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is."""

    todo: int
    late: int
    adrift: int
    asked: int


@dataclass(frozen=True, slots=True)
class Found:
    """What the database gave, in a number of queries that does not grow with the rows."""

    threads: tuple[Thread, ...]
    waiting: tuple[Clock, ...]
    pages: Pages
    counts: Counts
    clocks: Mapping[int, Sequence[Clock]]
    openings: Mapping[int, Event]
    words: Mapping[int, Mapping[str, object]]
    chased: Mapping[int, int]


def fetch(here: Here, wanted: Filter, query: Mapping[str, str]) -> Found:
    """One page of the list that was asked for, and who is waiting."""
    chases = [each.name for each in here.rulebook.kinds.values() if each.acts == "chase"]
    asked = Exists(Event.objects.filter(thread=OuterRef("pk"), kind__in=chases))
    waiting = _waiting(here, wanted)
    rows = _narrowed(here, wanted).exclude(pk__in={each.thread_id for each in waiting})
    counts = _counted(rows.annotate(was_asked=asked), here)
    listed = {
        "": rows.filter(act_by__isnull=False),
        ADRIFT: rows.filter(adrift=True),
        ASKED: rows.filter(asked),
    }
    total = {"": counts.todo, ADRIFT: counts.adrift, ASKED: counts.asked}[wanted.list]
    pages = Pages.of({**wanted.query, "page": query.get("page", "1")}, total=total, size=SIZE)
    order = ("opened_at", "id") if wanted.list == ADRIFT else ("act_by", "id")
    related = ("owner", "office", "person")
    threads = tuple(listed[wanted.list].select_related(*related).order_by(*order)[pages.start : pages.stop])
    ids = [each.pk for each in threads]
    openings = _openings(here, [*ids, *(each.thread_id for each in waiting)])
    texts = EventText.objects.filter(event__in=[each.pk for each in openings.values()], erased_at=None)
    return Found(
        threads,
        waiting,
        pages,
        counts,
        _clocks(ids),
        openings,
        {each.event_id: each.words for each in texts},
        _chased(ids, chases),
    )


def _open(here: Here) -> QuerySet[Thread]:
    return visible_to(here.membership).filter(closed_at=None, merged_into=None).exclude(kind=HOUSE)


def _narrowed(here: Here, wanted: Filter) -> QuerySet[Thread]:
    """The open threads to which the filter leaves the Desk."""
    threads = _open(here)
    if wanted.whose == MINE:
        threads = threads.filter(owner=here.membership.account_id)
    if wanted.whose == TEAM:
        threads = threads.filter(team=here.membership.team_id)
    if wanted.kind:
        threads = threads.filter(kind=wanted.kind)
    if wanted.office:
        threads = threads.filter(office__slug=wanted.office)
    if wanted.when == LATE:
        threads = threads.filter(due_at__lte=here.at)
    if wanted.when == RUNNING:
        threads = threads.filter(due_at__gt=here.at)
    return threads


def _counted(rows: QuerySet[Thread], here: Here) -> Counts:
    todo = Q(act_by__isnull=False)
    found = rows.aggregate(
        todo=Count("pk", filter=todo),
        late=Count("pk", filter=todo & Q(due_at__lte=here.at)),
        adrift=Count("pk", filter=Q(adrift=True)),
        asked=Count("pk", filter=Q(was_asked=True)),
    )
    return Counts(**found)


def _waiting(here: Here, wanted: Filter) -> tuple[Clock, ...]:
    """For each thread on which somebody waits, the promise to them that began first."""
    short = [each.clause for each in here.rulebook.promises.values() if _keeps_waiting(each, here.rulebook)]
    calendar = here.calendar
    today = local_midnight(calendar, local_date(calendar, here.at))
    clocks = Clock.objects.filter(TO_DO, promise__in=short, started_at__gte=today, thread__in=_open(here))
    if wanted.office:
        clocks = clocks.filter(thread__office__slug=wanted.office)
    related = ("thread", "thread__owner", "thread__office", "thread__person")
    ordered = clocks.select_related(*related).order_by("started_at", "due_at", "id")[: MOST_WAITING * 4]
    first: dict[int, Clock] = {}
    for each in ordered:
        first.setdefault(each.thread_id, each)
    return tuple(first.values())[:MOST_WAITING]


def _keeps_waiting(promise: Promise, rulebook: Rulebook) -> bool:
    """Whether somebody stands there or holds the line while this promise runs."""
    within = promise.within
    spans = [each for _, each in within.spans] if isinstance(within, SpanBy) else [within]
    kinds = [rulebook.kinds[each] for each in promise.starts if each in rulebook.kinds]
    by_the_minute = all(isinstance(each, Minutes | Seconds | Rings) for each in spans)
    return by_the_minute and any(each.channel in PRESENT for each in kinds)


def _clocks(threads: Sequence[int]) -> Mapping[int, Sequence[Clock]]:
    """What each thread asks for, the most pressing first."""
    found: dict[int, list[Clock]] = {}
    for each in Clock.objects.filter(TO_DO, thread__in=threads).order_by("act_by", "id"):
        found.setdefault(each.thread_id, []).append(each)
    return found


def _openings(here: Here, threads: Sequence[int]) -> Mapping[int, Event]:
    """The event that began each thread."""
    kinds = [each.name for each in here.rulebook.kinds.values() if each.opens]
    rows = Event.objects.filter(thread__in=threads, kind__in=kinds).order_by("thread_id", "id")
    return {each.thread_id: each for each in rows.distinct("thread_id")}


def _chased(threads: Sequence[int], chases: Sequence[str]) -> Mapping[int, int]:
    """How often each was asked about again."""
    rows = Event.objects.filter(thread__in=threads, kind__in=chases).values_list("thread_id")
    return dict(rows.annotate(times=Count("pk")).order_by())
