"""Who is here today, how long do they wait, who is expected, and which rooms are free?

    today = reception.day(membership, rulebook, office="main", at=now)      # in seven queries
    today.waiting           # Visit(thread, stay, clocks, ticket), those who are here, the longest first

What a page of the front desk reads is of one day and one office: it does not grow with what the house has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from kept.casework import waiting
from kept.casework.markers import APART, Mark
from kept.casework.values import Event
from kept.casework.waiting import Stay
from kept.rulebook import Rulebook
from kept.store import diary, tenancy, threads, values
from kept.store.models import (
    Association,
    Booking,
    Clock,
    EventText,
    Marker,
    Membership,
    Office,
    Resource,
    Slot,
    Tablet,
    Thread,
    Ticket,
)
from kept.store.models import Event as EventRow
from kept.store.models.clocks import TO_DO
from kept.workclock import local_date, local_midnight

MOST = 400
# How many of those who have gone today say how long one takes.
LATEST = 20
# Those expected soon are on the board; the rest of the day is in the diary.
SOON, FEW = timedelta(hours=2), 30
_NOT_SHOWN = ("owner__password", "owner__last_login", "owner__email", "subject", "via", "wake_at")
# What the story of a stay is read from; everything else on the thread is left where it lies.
TELLING = (
    waiting.ARRIVED,
    waiting.NEEDS,
    waiting.NOTICED,
    waiting.GREETED,
    waiting.SEEN,
    waiting.ANSWERED,
    waiting.LEFT,
    waiting.TOLD_WAIT,
    waiting.APOLOGISED,
    waiting.PLACED,
    waiting.ROOM_LACKING,
    waiting.PASSED_ON,
    waiting.LOOKED_AFTER,
    waiting.NOT_HELD,
    waiting.UNRESOLVED,
    waiting.VOIDED,
    waiting.CLOSED,
)


@dataclass(frozen=True)
class Visit:
    """One visitor: their thread, their stay as its events tell it, what is promised, and their ticket."""

    thread: Thread
    stay: Stay
    clocks: Sequence[Clock] = ()
    number: int | None = None
    appointment: str = ""
    words: Mapping[str, object] = field(default_factory=dict)

    @property
    def ticket(self) -> str:
        """By what they are called: their number, else the end of their reference."""
        return str(self.number) if self.number is not None else self.thread.ref[-4:]


@dataclass(frozen=True)
class Day:
    """Everybody who came to one office on one day, in the order in which they came."""

    visits: tuple[Visit, ...]
    at: datetime

    @cached_property
    def waiting(self) -> tuple[Visit, ...]:
        """Who is here and has not been met, by when they began to wait."""
        here = (each for each in self.visits if each.stay.waits and each.stay.arrived_at <= self.at)
        return tuple(sorted(here, key=lambda each: (each.stay.counts_from, each.thread.pk)))

    @cached_property
    def with_us(self) -> tuple[Visit, ...]:
        """Who has been met and has not gone."""
        return tuple(each for each in self.visits if each.stay.seen_at and each.stay.over_at is None)

    @cached_property
    def usual(self) -> float:
        """How long one of today's usually takes, in minutes."""
        return waiting.usual(each.stay for each in reversed(self.visits))

    def expected(self, visit: Visit, hands: int) -> int:
        """The minutes until it is this one's turn."""
        place = self.waiting.index(visit) if visit in self.waiting else len(self.waiting)
        found = waiting.expected(ahead=place, hands=hands, usual=self.usual, busy=len(self.with_us))
        if visit.stay.booked_at is not None and visit.stay.booked_at > self.at:
            early = waiting.rounded((visit.stay.booked_at - self.at) / timedelta(minutes=1))
            return max(found if place else 0, early)
        # Whoever has stood here for a while already is not told that it takes no time.
        return max(found, waiting.STEP) if waiting.waited(visit.stay, self.at) >= waiting.STEP else found


def kind_of(rulebook: Rulebook) -> str:
    """The kind of thread that somebody who comes in begins; empty where this house knows none."""
    arrived = rulebook.kinds.get(waiting.ARRIVED)
    return (arrived.opens or "") if arrived else ""


def day(
    membership: Membership, rulebook: Rulebook, *, office: str, at: datetime, ref: str | None = None
) -> Day:
    """Who came to that office today, of those whom this member may see; with `ref`, that visitor alone."""
    calendar = rulebook.calendar_for(office or None)
    midnight = local_midnight(calendar, local_date(calendar, at))
    found = threads.visible_to(membership).filter(kind=kind_of(rulebook), merged_into=None)
    found = found.filter(ref=ref) if ref else found.filter(opened_at__gte=midnight)
    if office and not ref:
        found = found.filter(Q(office=office_id(membership.association_id, office)) | Q(office=None))
    shown = found.select_related("owner", "office", "person", "person__merged_into").defer(*_NOT_SHOWN)
    newest = shown.order_by("-opened_at", "-id")
    if ref:
        return Day(tuple(_visits(list(newest), with_words=True)), at)
    # Who has gone is read for how long one takes today, and no further back.
    here = list(newest.filter(closed_at=None)[:MOST])
    gone = list(newest.exclude(closed_at=None)[:LATEST])
    rows = sorted((*here, *gone), key=lambda each: (each.opened_at, each.pk))
    return Day(tuple(_visits(rows, with_words=True)), at)


def office_id(association: int, slug: str) -> int | None:
    """The office of that name."""
    return Office.objects.filter(association=association, slug=slug).values_list("pk", flat=True).first()


def alone(association: Association, rulebook: Rulebook, *, office: str, at: datetime) -> Day:
    """The same without anybody's name and whoever may see it: for a screen that shows tickets alone.

    Nothing that is kept for a few is left out, or a queue would seem shorter than it is; nothing is shown of
    anybody but a number and a wait.
    """
    calendar = rulebook.calendar_for(office or None)
    midnight = local_midnight(calendar, local_date(calendar, at))
    found = Thread.objects.filter(association=association, kind=kind_of(rulebook), merged_into=None)
    found = found.filter(opened_at__gte=midnight)
    if office:
        found = found.filter(Q(office=office_id(association.pk, office)) | Q(office=None))
    newest = found.only("ref", "opened_at", "association").order_by("-opened_at", "-id")
    rows = [*newest.filter(closed_at=None)[:MOST], *newest.exclude(closed_at=None)[:LATEST]]
    rows.sort(key=lambda each: (each.opened_at, each.pk))
    return Day(tuple(_visits(rows, with_words=False)), at)


def visits_of(rows: Sequence[Thread]) -> tuple[Visit, ...]:
    """The visits of these threads, without what is promised and without words."""
    return tuple(_visits(rows, with_words=False))


def _visits(rows: Sequence[Thread], *, with_words: bool) -> Iterable[Visit]:
    ids = [each.pk for each in rows]
    if not ids:
        return
    events: dict[int, list[Event]] = {}
    firsts: dict[int, int] = {}
    told = EventRow.objects.filter(thread__in=ids, kind__in=TELLING).order_by("id")
    for row in told:
        events.setdefault(row.thread_id, []).append(values.event_of(row, thread=""))
        if row.kind == waiting.ARRIVED:
            firsts.setdefault(row.pk, row.thread_id)
    clocks: dict[int, list[Clock]] = {}
    words: dict[int, Mapping[str, object]] = {}
    if with_words:
        for clock in Clock.objects.filter(TO_DO, thread__in=ids).order_by("due_at", "id"):
            clocks.setdefault(clock.thread_id, []).append(clock)
        for text in EventText.objects.filter(event__in=firsts, erased_at=None):
            words[firsts[text.event_id]] = text.words
    tickets = {each.thread_id: each for each in Ticket.objects.filter(thread__in=ids)}
    for each in rows:
        stay = waiting.stay_of(events.get(each.pk, ()))
        if stay is not None:
            ticket = tickets.get(each.pk)
            yield Visit(
                each,
                stay,
                clocks.get(each.pk, ()),
                ticket.number if ticket else None,
                ticket.appointment if ticket else "",
                words.get(each.pk, {}),
            )


_NEXT_NUMBER = "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))"


def give_number(
    association: Association, *, thread: int, office: str, day: date, appointment: str = ""
) -> Ticket:
    """The next number of that office on that day. Two who come at the same moment get two numbers."""
    before = Ticket.objects.filter(association=association, thread=thread).first()
    if before is not None:
        return before
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [f"ticket {office} {day}", association.pk])
    last = Ticket.objects.filter(association=association, office=office, day=day).order_by("-number").first()
    return Ticket.objects.create(
        association=association,
        thread_id=thread,
        office=office,
        day=day,
        number=(last.number if last else 0) + 1,
        appointment=appointment,
    )


def digest_of(secret: str) -> str:
    """What is kept of the secret in a tablet's address."""
    return hashlib.sha256(secret.encode()).hexdigest()


def tablet(association: Association, digest: str, purpose: str) -> Tablet | None:
    """The tablet of that address, while it is open."""
    assert tenancy.active() == association.pk
    rows = Tablet.objects.filter(association=association, digest=digest, purpose=purpose, ended_at=None)
    return rows.first()


@dataclass(frozen=True, slots=True)
class RoomNow:
    """One room just now: who has it and until when, and from when on it is booked next."""

    room: Resource
    slot: Slot | None = None
    free_at: datetime | None = None
    next_at: datetime | None = None

    @property
    def free(self) -> bool:
        """Whether it can be taken now."""
        return self.slot is None


def rooms(association: Association, *, office: str, at: datetime) -> tuple[RoomNow, ...]:
    """The rooms of an office, those that are free first; in two queries."""
    found = diary.resources_of(association, kinds=("room",))
    known = list(found.filter(Q(office__slug=office) | Q(office=None)) if office else found)
    if not known:
        return ()
    slots: dict[int, list[Slot]] = {}
    rows = diary.slots_between(association, at, at + timedelta(hours=14), [each.pk for each in known])
    for slot in rows.select_related("thread").order_by("starts_at", "id"):
        slots.setdefault(slot.resource_id, []).append(slot)
    states = [_room_now(each, slots.get(each.pk, ()), at) for each in known]
    return tuple(sorted(states, key=lambda each: (not each.free, not each.room.apart, each.room.name)))


def _room_now(room: Resource, slots: Iterable[Slot], at: datetime) -> RoomNow:
    taken: Slot | None = None
    free_at, next_at = at, None
    for each in slots:
        if each.starts_at <= free_at:
            taken = taken or (each if each.starts_at <= at else None)
            free_at = max(free_at, each.ends_at)
        else:
            next_at = each.starts_at
            break
    return RoomNow(room, taken, free_at if taken else None, next_at)


def taken_by(association: Association, thread: int) -> tuple[Slot, ...]:
    """The rooms that this visitor's conversation holds now, taken there and then."""
    rows = Slot.objects.filter(association=association, thread=thread, released_at=None, booking=None)
    return tuple(rows.filter(what="room").select_related("resource"))


@dataclass(frozen=True, slots=True)
class Expected:
    """An appointment of today: its booking, when, who comes and for whom."""

    booking: int
    starts_at: datetime
    name: str
    whom: str


def expected_today(membership: Membership, *, office: str, at: datetime) -> tuple[Expected, ...]:
    """Who has an appointment at this office by now or soon and has not come, of those this member may see.

    From an index by time, so that a few hours are read and not the whole diary.
    """
    rows = _booked_today(membership, at).filter(starts_at__lt=at + SOON)
    if office:
        rows = rows.filter(Q(office=office_id(membership.association_id, office)) | Q(office=None))
    found = rows.order_by("starts_at", "id").values_list(
        "pk", "starts_at", "person__merged_into__name", "person__name", "thread__ref", "thread__owner__name"
    )
    return tuple(
        Expected(pk, starts, stands or name or ref, owner or "")
        for pk, starts, stands, name, ref, owner in found[:FEW]
    )


def expected_one(membership: Membership, number: int, at: datetime) -> Booking | None:
    """The booking of today of that number, while whoever it is for has not come."""
    rows = _booked_today(membership, at).filter(pk=number)
    return rows.select_related("thread", "person", "thread__owner").first()


def _booked_today(membership: Membership, at: datetime) -> QuerySet[Booking]:
    begins, ends = diary.day_bounds(membership.association, local_day(membership.association, at))
    came = Ticket.objects.filter(
        association=membership.association_id, day=begins.date(), appointment=OuterRef("thread__ref")
    )
    return Booking.objects.filter(
        ~Exists(came),
        association=membership.association_id,
        state="booked",
        place="office",
        starts_at__gte=begins,
        starts_at__lt=ends,
        thread__in=threads.visible_to(membership),
    )


def local_day(association: Association, at: datetime) -> date:
    """The day it is there."""
    return at.astimezone(ZoneInfo(association.zone)).date()


def marked(association: Association, people: Collection[int]) -> Mapping[int, tuple[Mark, ...]]:
    """What has to be observed when each of these is met, and whom they must not meet here; one query."""
    found: dict[int, list[Mark]] = {}
    if not people:
        return {}
    rows = Marker.objects.filter(association=association, ended_at=None)
    rows = rows.filter(Q(person__in=people) | Q(other__in=people))
    for kind, whose, other in rows.values_list("kind", "person", "other"):
        if whose in people:
            found.setdefault(whose, []).append(Mark(kind, other))
        if kind == APART and other in people:
            found.setdefault(other, []).append(Mark(kind, whose))
    return {person: tuple(marks) for person, marks in found.items()}


def between(
    membership: Membership, rulebook: Rulebook, *, office: str, since: datetime, until: datetime
) -> tuple[Visit, ...]:
    """Everybody who came between two moments, of those whom this member may see."""
    found = threads.visible_to(membership).filter(kind=kind_of(rulebook), merged_into=None)
    found = found.filter(opened_at__gte=since, opened_at__lt=until)
    found = found.filter(office__slug=office) if office else found
    rows = list(
        found.select_related("office", "person", "person__merged_into").order_by("opened_at", "id")[:5000]
    )
    return tuple(_visits(rows, with_words=False))
