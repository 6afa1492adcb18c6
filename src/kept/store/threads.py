"""Which threads may somebody see, and which are to be looked at again?

    visible_to(membership).filter(ref="K7F3-9Q2M")      # the only door, for pages, search, export and counts
    opened(membership, "K7F3-9Q2M")                    # one of them; Hidden where it is there and closed
    wake_due(at, 500)                                   # for the sweep, over all associations

The rules are those of `casework.visibility`, asked of the database: the ordinary is told by one column, so
that a list is still read from its own index; the rest is few, and has an index for itself. What an act needs
of a thread, held still, is in `dockets`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from kept.casework.housekeeping import HOUSE
from kept.casework.visibility import CONFIDENTIAL, ORDINARY, SAFEGUARDING, Seer
from kept.rulebook.model import EventKind
from kept.store import refs, seers
from kept.store.models import Event, Membership, Person, Thread

CONTACT = "contact"
_KNOWN = "threads_of_closed_people"


class Hidden(LookupError):
    """It is there, and closed to whoever asks: answered as if it were not, and written down."""

    def __init__(self, ref: str, what: str = CONTACT) -> None:
        super().__init__(f"{what} {ref} is closed")
        self.ref, self.what = ref, what


def visible_to(membership: Membership) -> QuerySet[Thread]:
    """What this member may see: nothing without the permission, never what is about them."""
    seen = Thread.objects.filter(association=membership.association_id)
    seer = seers.seer(membership)
    return seen.filter(_shown(seer, _holding(membership))) if seer.sees else seen.none()


def hidden_from(membership: Membership) -> QuerySet[Thread]:
    """The threads that may not even be counted for this member."""
    seer = seers.seer(membership)
    few = ~_among_few(seer)
    # What is noted of somebody is never ordinary: asked for there, both halves have an index of their own.
    kept = ~Q(sensitivity=ORDINARY) & (few | Q(pk__in=_logs(seer)) if seer.closed else few)
    hidden = kept | Q(person__in=seer.closed) | Q(pk__in=_holding(membership)) if seer.closed else kept
    return Thread.objects.filter(hidden, association=membership.association_id)


def hidden_with_clocks(membership: Membership) -> QuerySet[Thread]:
    """Of what may not be counted for this member, what can have a clock.

    The house's own records have none, and there is one for each customer: asked for, they would cost every
    figure a walk through all of them.
    """
    return hidden_from(membership).exclude(sensitivity=HOUSE)


def opened(membership: Membership, typed: str, *related: str) -> Thread | None:
    """The thread of that reference, with what is `related`. None where there is none; Hidden where one is."""
    ref = refs.tidy(typed)
    if ref is None:
        return None
    thread = visible_to(membership).select_related(*related).filter(ref=ref).first()
    if thread is None and Thread.objects.filter(association=membership.association_id, ref=ref).exists():
        raise Hidden(ref)
    return thread


def open_to_hold(threads: QuerySet[Thread], taker: Membership) -> QuerySet[Thread]:
    """Of these, what that member would see if it were theirs: nobody is given what is about them."""
    seer = seers.seer(taker)
    return threads.filter(_not_closed(seer, _holding(taker))) if seer.sees else threads.none()


def never_for(membership: Membership) -> QuerySet[Thread]:
    """What stays closed to this member even where it is shown who asked for it: they do not know of it."""
    seer = seers.seer(membership)
    closed = ~Q(sensitivity=ORDINARY) & Q(about=seer.account)
    if seer.closed:
        closed |= Q(person__in=seer.closed) | Q(pk__in=_holding(membership))
    return Thread.objects.filter(closed, association=membership.association_id)


def _shown(seer: Seer, holding: Collection[int | None]) -> Q:
    """The rules from 2 on, by the columns of a thread."""
    shown = Q(sensitivity=ORDINARY) | (~Q(sensitivity=ORDINARY) & _among_few(seer))
    return shown & _not_connected(seer, holding) if seer.closed else shown


def _among_few(seer: Seer) -> Q:
    """Of what is not ordinary."""
    me = seer.account
    mine = Q(owner=me) | Q(raised_by=me)
    if seer.leads:
        mine |= ~Q(sensitivity=SAFEGUARDING)
    elif seer.team is not None:
        mine |= Q(sensitivity=CONFIDENTIAL, team=seer.team)
    if seer.safeguards:
        mine |= Q(sensitivity=SAFEGUARDING)
    return mine & (Q(about__isnull=True) | ~Q(about=me))


def _not_closed(seer: Seer, holding: Collection[int | None]) -> Q:
    not_about = Q(about__isnull=True) | ~Q(about=seer.account)
    return not_about & _not_connected(seer, holding) if seer.closed else not_about


def _not_connected(seer: Seer, holding: Collection[int | None]) -> Q:
    """Neither the contacts of those whom they are connected with, nor what is noted about them."""
    others = Q(person__isnull=True) | ~Q(person__in=seer.closed)
    return others & ~Q(pk__in=_logs(seer)) & ~Q(pk__in=holding)


def _holding(membership: Membership) -> Collection[int | None]:
    """The threads into which a contact of somebody closed to this member was joined, whosever they are else.

    They are few, and asked for once, so that no list pays for them.
    """
    known: Collection[int | None] | None = getattr(membership, _KNOWN, None)
    if known is None:
        closed = seers.seer(membership).closed
        rows = Thread.objects.filter(association=membership.association_id, person__in=closed)
        rows = rows.filter(merged_into__isnull=False)
        known = set(rows.values_list("merged_into", flat=True)) if closed else ()
        setattr(membership, _KNOWN, known)
    return known


def _logs(seer: Seer) -> QuerySet[Person, Any]:
    return Person.objects.filter(pk__in=seer.closed).values("log")


def wake_due(at: datetime, limit: int) -> list[tuple[int, int]]:
    """Which threads of any association have something to be looked at by `at`: (association id, thread id).

    Needs no active association: it is the sweep's question, and its function answers nothing else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT association_id, thread_id FROM wake_due(%s, %s)", [at, limit])
        return [(association, thread) for association, thread in cursor.fetchall()]


_OPENINGS = """
    SELECT event.* FROM unnest(%s::bigint[]) AS wanted (id)
    CROSS JOIN LATERAL (
        SELECT min(each.id) AS id FROM store_event AS each
        WHERE each.association_id = kept_association() AND each.thread_id = wanted.id
    ) AS first
    JOIN store_event AS event ON event.id = first.id
"""


def openings(threads: Iterable[int], kinds: Mapping[str, EventKind]) -> dict[int, Event]:
    """The event that began each of these threads, by the thread's id, where one of a kind that opens did."""
    found = Event.objects.raw(_OPENINGS, [list(threads)])
    return {each.thread_id: each for each in found if (kind := kinds.get(each.kind)) and kind.opens}
