"""What is there to do, soonest first, who is waiting, and what would nobody look at again?

    found = listed(membership, TO_DO, at=now, owner=17)         # threads, to be read in pages
    clocks_of(found[:40])                                       # what each of them asks for
    counts(membership, at=now, owner=17)                        # how long each list is
    waiting(membership, rulebook, at=now)                       # who is here or on the line

An open thread with a promise that is running, or that was broken and is not made good yet, is one thing to
do. Its row carries the soonest of them, so that a page is read from an index in its order, and only as far as
it goes; the number of queries stays the same, however many threads and clocks there are. Lists are counted up
to `MOST`: nobody counts by hand beyond that either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from kept.rulebook import Rulebook
from kept.rulebook.model import Promise, SpanBy
from kept.store import models, threads
from kept.store.models import Membership, Thread
from kept.store.models.clocks import TO_DO as STILL_TO_DO
from kept.workclock import Minutes, OfficeMinutes, Rings, Seconds, local_date, local_midnight

TO_DO, ADRIFT, ASKED = "to-do", "adrift", "asked"
LATE, RUNNING = "late", "running"
MOST = 1000
NOBODY = 0
_SHOWN_WITH = ("owner", "office")
_NOT_SHOWN = (
    "owner__password",
    "owner__last_login",
    "owner__email",
    "subject",
    "via",
    "wake_at",
    "next_date",
)
# Those who stand at the counter or hold the line; whoever wrote to us is not waiting by the minute.
_PRESENT = frozenset({"call", "in-person"})
_BY_THE_MINUTE = (Minutes, OfficeMinutes, Rings, Seconds)
_LISTS = {TO_DO: Q(act_by__isnull=False), ADRIFT: Q(adrift=True), ASKED: Q(asked__gt=0)}
# Those who asked again and for whom nothing is left to do come last, where NULL comes.
_ORDERS = {TO_DO: ("act_by", "id"), ADRIFT: ("opened_at", "id"), ASKED: ("act_by", "id")}


@dataclass(frozen=True, slots=True)
class Counts:
    """How long each list is, counted up to `MOST` and one more. `late` is what of `to_do` is past its due."""

    to_do: int
    late: int
    adrift: int
    asked: int


def listed(
    membership: Membership,
    which: str,
    *,
    at: datetime,
    kind: str | None = None,
    owner: int | Collection[int] | None = None,
    team: int | None = None,
    office: str | None = None,
    when: str = "",
    without: Collection[int] = (),
    folded: tuple[str, datetime] | None = None,
) -> QuerySet[Thread]:
    """The threads of one list in its order, of those that this member may see.

    `kind` keeps one kind of thread, `owner` those of an account by its id, or of several (`NOBODY`: those of
    nobody), `team` those of one by its id, `office` those of one by its slug, `when` what is late or what is
    still in time; `without` leaves some out, `folded` those of one kind of thread that can wait until after a
    moment.
    """
    found = _narrowed(
        membership,
        at=at,
        kind=kind,
        owner=owner,
        team=team,
        office=office,
        when=when,
        without=without,
        folded=folded,
    )
    # The person comes by a query of its own: one row of many thousands is no matter for a join.
    shown = found.filter(_LISTS[which]).select_related(*_SHOWN_WITH).prefetch_related("person__merged_into")
    return shown.defer(*_NOT_SHOWN).order_by(*_ORDERS[which])


def _narrowed(
    membership: Membership,
    *,
    at: datetime,
    kind: str | None = None,
    owner: int | Collection[int] | None = None,
    team: int | None = None,
    office: str | None = None,
    when: str = "",
    without: Collection[int] = (),
    folded: tuple[str, datetime] | None = None,
) -> QuerySet[Thread]:
    """What of all lists this member may see and asked for; the words are those of `listed`."""
    found = threads.visible_to(membership)
    named = {"kind": kind, "team": team, "office__slug": office}
    narrowed: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
    if owner is not None:
        narrowed |= _owned(owner)
    if narrowed:
        found = found.filter(**narrowed)
    if when:
        found = found.filter(_late(at) if when == LATE else Q(due_at__gt=at))
    if folded:
        found = found.exclude(kind=folded[0], act_by__gt=folded[1])
    return found.exclude(pk__in=without) if without else found


def _owned(owner: int | Collection[int]) -> Mapping[str, Any]:
    """One owner by equality, so that the index keeps its order; several have few rows each, to be sorted."""
    if isinstance(owner, int):
        return {"owner__isnull": True} if owner == NOBODY else {"owner": owner}
    return {"owner": next(iter(owner))} if len(owner) == 1 else {"owner__in": sorted(owner)}


def _late(at: datetime) -> Q:
    """Past its due. Nothing is to be acted on after its due, so that the index by act_by leads there too."""
    return Q(due_at__lte=at, act_by__lte=at)


# Each list as `_LISTS` has it, and what of the first is late: said after conditions put together once.
_COUNTED = (
    ' AND "store_thread"."act_by" IS NOT NULL',
    ' AND "store_thread"."act_by" <= %s AND "store_thread"."due_at" <= %s',
    ' AND "store_thread"."adrift"',
    ' AND "store_thread"."asked" > 0',
)


def counts(membership: Membership, *, at: datetime, when: str = "", **narrowed: Any) -> Counts:
    """How many there are of each list, narrowed as for `listed`; in one query."""
    rows = _narrowed(membership, at=at, when=when, **narrowed).order_by().values("pk")
    sql, values = rows.query.sql_with_params()
    parts: list[str] = []
    params: list[Any] = []
    for each in _COUNTED:
        parts.append(f"(SELECT count(*) FROM ({sql}{each} LIMIT {MOST + 1}) AS counted)")
        params += [*values, *([at] * each.count("%s"))]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return Counts(*cursor.fetchone())


def clocks_of(rows: Iterable[Thread]) -> Mapping[int, Sequence[models.Clock]]:
    """What each of these threads asks for, soonest first, by the id of the thread; in one query."""
    ids = [each.pk for each in rows]
    found: dict[int, list[models.Clock]] = {}
    asking = models.Clock.objects.filter(STILL_TO_DO, thread__in=ids).order_by("act_by", "id") if ids else ()
    for each in asking:
        found.setdefault(each.thread_id, []).append(each)
    return found


def waiting(
    membership: Membership, rulebook: Rulebook, *, at: datetime, office: str | None = None, most: int = 30
) -> tuple[models.Clock, ...]:
    """Who came in or rang today and has not been seen or answered, the longest wait first; in five
    queries, and in one where nobody does.

    For each thread the promise to them that began first, with its thread, of the association's promises of
    minutes or rings to somebody who is there.
    """
    calendar = rulebook.calendar_for(office)
    today = local_midnight(calendar, local_date(calendar, at))
    with connection.cursor() as cursor:
        asked: list[Any] = [membership.association_id, list(_short(rulebook)), today, most * 8]
        cursor.execute(_WAITING, asked)
        clock_of: dict[int, int] = {}
        for clock, thread in cursor.fetchall():
            clock_of.setdefault(thread, clock)
    if not clock_of:
        return ()
    seen = threads.visible_to(membership).filter(pk__in=clock_of, act_by__isnull=False)
    if office is not None:
        seen = seen.filter(office__slug=office)
    theirs = {
        each.pk: each for each in seen.select_related(*_SHOWN_WITH).prefetch_related("person__merged_into")
    }
    wanted = [clock for thread, clock in clock_of.items() if thread in theirs][:most]
    clocks = models.Clock.objects.in_bulk(wanted)
    for each in clocks.values():
        each.thread = theirs[each.thread_id]
    return tuple(clocks[each] for each in wanted if each in clocks)


# What began today and still asks for something, from an index of its own: few, whatever else there is.
_WAITING = """
    SELECT id, thread_id FROM store_clock
    WHERE association_id = %s AND promise = ANY(%s) AND started_at >= %s
        AND (verdict = 'running' OR (stop IS NULL AND verdict IN ('broken', 'broken-attempted', 'excused')))
    ORDER BY started_at, due_at, id LIMIT %s
"""


_SHORT: dict[str, tuple[str, ...]] = {}


def _short(rulebook: Rulebook) -> tuple[str, ...]:
    """The promises during which somebody waits; worked out once for each version of a policy."""
    if rulebook.version not in _SHORT:
        found = (each.clause for each in rulebook.promises.values() if _keeps_waiting(each, rulebook))
        _SHORT[rulebook.version] = tuple(found)
    return _SHORT[rulebook.version]


def _keeps_waiting(promise: Promise, rulebook: Rulebook) -> bool:
    """Whether somebody stands there or holds the line while this promise runs."""
    within = promise.within
    spans = [each for _, each in within.spans] if isinstance(within, SpanBy) else [within]
    kinds = [rulebook.kinds[each] for each in promise.starts if each in rulebook.kinds]
    by_the_minute = all(isinstance(each, _BY_THE_MINUTE) for each in spans)
    return by_the_minute and any(each.channel in _PRESENT for each in kinds)
