"""Who visits whom today, what happened on each visit so far, and who is out alone?

on_day(membership, day)            # the visits of that day whose threads this member may see, in order
told(thread)                       # what happened on one thread, as it now stands, with its words
out_now(association)               # who is out alone, the first to be back first
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from kept.casework import Event
from kept.casework.history import History
from kept.casework.visiting import CONSIDERED, Going
from kept.store import dockets, rules
from kept.store.accounts import people_at
from kept.store.models import Agreed, Association, Booking, EventText, LoneWork, Membership, Thread, Visit
from kept.store.models import Event as EventRow
from kept.store.threads import visible_to

BESIDE = ("officer", "second", "thread", "thread__person", "thread__person__merged_into", "thread__office")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that happened, as it now stands: its facts and its words together."""

    event: Event
    facts: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """What kind of thing it is."""
        return self.event.kind


def on_day(membership: Membership, day: date, *, days: int = 1) -> QuerySet[Visit]:
    """The visits of these local days, in the order in which they begin."""
    zone = ZoneInfo(membership.association.zone)
    begins = datetime(day.year, day.month, day.day, tzinfo=zone)
    after = day + timedelta(days=days)
    ends = datetime(after.year, after.month, after.day, tzinfo=zone)
    rows = seen(membership).filter(starts_at__gte=begins.astimezone(UTC), starts_at__lt=ends.astimezone(UTC))
    return rows.order_by("starts_at", "id")


def seen(membership: Membership) -> QuerySet[Visit]:
    """Every visit whose thread this member may see."""
    rows = Visit.objects.filter(association=membership.association_id, thread__in=visible_to(membership))
    return rows.select_related(*BESIDE)


def mine(visits: QuerySet[Visit], account: int) -> QuerySet[Visit]:
    """Of these, those on which that account goes, alone or as the second."""
    return visits.filter(Q(officer=account) | Q(second=account))


def find(membership: Membership, visit: int) -> Visit | None:
    """One visit, if this member may see its thread."""
    return seen(membership).filter(pk=visit).first()


def latest(membership: Membership, thread: int) -> Visit | None:
    """The last going that was planned for a thread."""
    return seen(membership).filter(thread=thread).order_by("-id").first()


def told(thread: Thread, here: Association) -> tuple[Said, ...]:
    """What happened on a thread, corrections taken in, in the order in which it happened."""
    (docket,) = dockets.read(dockets.look([thread.merged_into_id or thread.pk]))
    threads = [thread.merged_into_id or thread.pk, *docket.members.values()]
    rows = EventText.objects.filter(event__thread__in=threads, erased_at__isnull=True)
    words = dict(rows.values_list("event__uid", "words"))
    known = rules.rules_of(here)
    latest_at = max((each.recorded_at for each in docket.history), default=None)
    if latest_at is None:
        return ()
    found = []
    for each in History.of(docket.history, rules=known, at=latest_at).happenings:
        said: dict[str, Any] = {}
        for version in each.versions:
            said |= words.get(version.id, {})
        found.append(Said(each.now, {**each.now.facts, **said}))
    return tuple(found)


def last_of(said: Collection[Said], kind: str) -> Mapping[str, Any]:
    """What was answered the last time that this happened; empty where it did not."""
    return next((each.facts for each in reversed(tuple(said)) if each.kind == kind), {})


def going_of(visit: Visit, said: Collection[Said], *, inspects: bool) -> Going:
    """How a visit stands before its next step."""
    considered = last_of(said, CONSIDERED)
    person = visit.thread.person.stands if visit.thread.person else None
    return Going(
        state=visit.state,
        announced=visit.announced,
        approved=bool(visit.approved_by),
        noticed=bool(considered.get("notice_on")),
        inspects=inspects,
        arrived_at=visit.arrived_at,
        left_at=visit.left_at,
        wants=frozenset(person.need_kinds if person else ()),
    )


def out_now(association: Association | int) -> QuerySet[LoneWork]:
    """Who is out alone, whoever is to be back first before the others."""
    pk = association if isinstance(association, int) else association.pk
    rows = LoneWork.objects.filter(association=pk, out_at__isnull=True)
    return rows.select_related("account", "thread", "visit").order_by("due_back_at", "id")


def out_of(association: Association | int, account: int) -> LoneWork | None:
    """Where this account is out alone, if it is."""
    return out_now(association).filter(account=account).first()


def with_role(association: Association, role: str, at: datetime) -> list[int]:
    """The accounts that have that role here today."""
    day = at.astimezone(ZoneInfo(association.zone)).date()
    return [each.account_id for each in people_at(association, day) if each.role == role]


def agreed_of(thread: int) -> list[Agreed]:
    """What was agreed there, soonest first, each with the thread on its owner's Desk."""
    rows = Agreed.objects.filter(of=thread).select_related("owner", "thread")
    return list(rows.order_by("due_at", "id"))


def what_was_agreed(threads: Collection[int]) -> dict[int, str]:
    """The words of actions by the number of their threads; what was erased is left out."""
    rows = EventText.objects.filter(event__thread__in=threads, event__kind="action.agreed")
    return {
        thread: str((words or {}).get("what", ""))
        for thread, words in rows.order_by("event").values_list("event__thread", "words")
    }


# ---- the lists that somebody has to look through ----------------------------------------------------------


def with_event(membership: Membership, kind: str, **facts: object) -> QuerySet[EventRow]:
    """Everything of that kind whose answers are these, the latest first, on threads that one may see."""
    rows = EventRow.objects.filter(
        association=membership.association_id, kind=kind, thread__in=visible_to(membership)
    )
    for name, value in facts.items():
        rows = rows.filter(**{f"facts__{name}": value})
    struck = EventRow.objects.filter(
        association=membership.association_id, kind="event.voided", corrects__isnull=False
    )
    rows = rows.exclude(uid__in=struck.values("corrects"))
    return rows.select_related("thread", "thread__person", "thread__owner").order_by("-happened_at", "-id")


def asked_for(membership: Membership, since: datetime) -> QuerySet[Thread]:
    """The threads of visits that somebody asked for since then, the oldest first."""
    rows = EventRow.objects.filter(
        association=membership.association_id, kind="visit.requested", happened_at__gte=since
    )
    threads = visible_to(membership).filter(pk__in=rows.values("thread"), merged_into__isnull=True)
    return threads.select_related("person", "owner").order_by("opened_at", "id")


def kinds_on(threads: Collection[int]) -> dict[int, list[str]]:
    """The kinds of what happened on each of these threads, in order."""
    found: dict[int, list[str]] = {}
    rows = EventRow.objects.filter(thread__in=threads).order_by("happened_at", "id")
    for thread, kind in rows.values_list("thread", "kind"):
        found.setdefault(thread, []).append(kind)
    return found


def interviews_without_notes(membership: Membership, *, at: datetime, since: datetime) -> QuerySet[Booking]:
    """Appointments at which somebody was talked with, and of which nobody wrote down anything."""
    recorded = EventRow.objects.filter(
        association=membership.association_id, kind__in=("interview.held", "meeting.held")
    )
    rows = Booking.objects.filter(
        association=membership.association_id,
        kind__in=("interview", "meeting", "appointment"),
        state__in=("booked", "kept", "late"),
        ends_at__lt=at,
        starts_at__gte=since,
        thread__in=visible_to(membership),
    )
    rows = rows.exclude(thread__in=recorded.values("thread"))
    return rows.select_related("thread", "person").order_by("-starts_at", "-id")


def next_booking(thread: int, at: datetime) -> Booking | None:
    """The next appointment that is in the diary for a thread."""
    rows = Booking.objects.filter(thread=thread, state="booked", starts_at__gt=at)
    return rows.order_by("starts_at", "id").first()
