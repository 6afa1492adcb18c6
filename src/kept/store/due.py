"""What is there to do, soonest first?

    page = rows(membership, limit=50)
    page.rows[0].thread, page.rows[0].act_by        # one row for each thread, with all that it asks for
    rows(membership, after=page.next)               # what comes after, whatever was answered meanwhile

An open thread with a promise that is running, or that was broken and is not made good yet, is one thing to
do. A page takes two queries, however many threads and clocks there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from kept.casework.values import Clock
from kept.store import models, threads, values
from kept.store.models import Membership, Thread
from kept.store.models.clocks import TO_DO

Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class DueRow:
    """One thread, its owner and office already read, and what it asks for, soonest first."""

    thread: Thread
    clocks: tuple[Clock, ...]

    @property
    def act_by(self) -> datetime:
        """The last moment at which somebody is in to keep the first of its promises."""
        return self.clocks[0].act_by


@dataclass(frozen=True, slots=True)
class DuePage:
    """Some rows, and the place at which the next page begins; None at the end."""

    rows: tuple[DueRow, ...]
    next: Place | None


def rows(
    membership: Membership,
    *,
    kind: str | None = None,
    office: str | None = None,
    mine: bool = False,
    before: datetime | None = None,
    after: Place | None = None,
    skip: int = 0,
    limit: int = 50,
) -> DuePage:
    """The threads that ask for something, by their earliest act_by.

    `kind` keeps one kind of thread, `office` one office, `mine` what this account owns, `before` what is to
    be acted on before a moment. Go on with `after`, or by number with `skip`.
    """
    heads = to_do(membership, kind=kind, office=office, mine=mine, before=before)
    if after is not None:
        heads = heads.filter(Q(act_by__gt=after[0]) | Q(id__gt=after[1]), act_by__gte=after[0])
    related = ("thread__owner", "thread__office", "thread__team")
    found = list(heads.select_related(*related).order_by("act_by", "id")[skip : skip + limit + 1])
    shown = found[:limit]
    asking = _asking([each.thread_id for each in shown])
    place = (shown[-1].act_by, shown[-1].id) if len(found) > limit and shown else None
    return DuePage(tuple(DueRow(each.thread, asking[each.thread_id]) for each in shown), place)


def to_do(
    membership: Membership,
    *,
    kind: str | None = None,
    office: str | None = None,
    mine: bool = False,
    before: datetime | None = None,
) -> QuerySet[models.Clock]:
    """The most pressing clock of each thread, one for each thing to do; `.count()` counts those.

    Most pressing is the one before which its thread has no other, so that the index by act_by is read in its
    order, and only as far as a page goes.
    """
    asking = models.Clock.objects.filter(TO_DO, association=membership.association_id)
    sooner = asking.filter(thread=OuterRef("thread")).filter(
        Q(act_by__lt=OuterRef("act_by")) | Q(act_by=OuterRef("act_by"), id__lt=OuterRef("id"))
    )
    seen = threads.visible_to(membership).filter(closed_at__isnull=True)
    if kind is not None:
        seen = seen.filter(kind=kind)
    if mine:
        seen = seen.filter(owner=membership.account_id)
    heads = asking.filter(~Exists(sooner), Exists(seen.filter(pk=OuterRef("thread"))))
    if office is not None:
        heads = heads.filter(office__slug=office)
    return heads if before is None else heads.filter(act_by__lt=before)


def _asking(ids: Sequence[int]) -> dict[int, tuple[Clock, ...]]:
    found: dict[int, tuple[Clock, ...]] = {}
    rows = models.Clock.objects.filter(TO_DO, thread__in=ids).order_by("act_by", "id") if ids else ()
    for row in rows:
        found[row.thread_id] = (*found.get(row.thread_id, ()), values.clock_of(row))
    return found
