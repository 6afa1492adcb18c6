"""What does an absence ask for that is still open, and whom was somebody to meet who is not here?

    appointments_of(karin, bea.pk, since=now, until=None)      # Appointment(thread, starts_at, …), in order
    steps_of(karin, [absence.pk])                               # what each asks for, by absence
    untouched(membership, absence)                              # letters that nobody has looked at since

The association must be active; the number of queries does not depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Q

from kept.store import diary
from kept.store.models import (
    Absence,
    AbsenceLook,
    AbsenceMeeting,
    AbsenceStep,
    Association,
    Booking,
    Event,
    Membership,
    Slot,
    Thread,
)
from kept.store.threads import visible_to

# What was agreed without the diary: the kinds that say for when, and what ends it.
_AGREED = ("appointment.arranged", "visit.arranged")
_OVER = (
    "appointment.held",
    "appointment.missed",
    "appointment.cancelled_by_staff",
    "visit.made",
    "visit.no_access",
)
LETTERS = ("letter", "email")


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something that somebody was to be at; `booking` is its number in the diary, where it is there."""

    thread: int
    starts_at: datetime
    booking: int | None = None


def appointments_of(
    association: Association, account: int, *, since: datetime, until: datetime | None
) -> tuple[Appointment, ...]:
    """What they have agreed to be at, from then until then; out of the diary and out of what was told."""
    slots = Slot.objects.filter(association=association, released_at=None, resource__account=account)
    slots = slots.filter(booking__state="booked", starts_at__gte=since, booking__isnull=False)
    slots = slots.filter(starts_at__lt=until) if until else slots
    found = {
        thread: Appointment(thread, starts, booking)
        for thread, starts, booking in slots.order_by("-starts_at").values_list(
            "booking__thread", "starts_at", "booking"
        )
    }
    for thread, starts in _told(association, account).items():
        if thread not in found and starts >= since and (until is None or starts < until):
            found[thread] = Appointment(thread, starts)
    return tuple(sorted(found.values(), key=lambda each: (each.starts_at, each.thread)))


def _told(association: Association, account: int) -> Mapping[int, datetime]:
    """The latest time agreed on each open thread of theirs that has none in the diary and is not over."""
    threads = Thread.objects.filter(association=association, owner=account, closed_at=None, merged_into=None)
    threads = threads.exclude(pk__in=Booking.objects.filter(association=association).values("thread"))
    rows = Event.objects.filter(association=association, thread__in=threads, kind__in=(*_AGREED, *_OVER))
    found: dict[int, datetime] = {}
    for thread, kind, facts in rows.order_by("happened_at", "id").values_list("thread", "kind", "facts"):
        when = facts.get("booked_for")
        if kind in _AGREED and isinstance(when, str):
            found[thread] = datetime.fromisoformat(when)
        elif kind in _OVER:
            found.pop(thread, None)
    return found


def absence_of(association: Association, pk: int) -> Absence | None:
    """One absence."""
    rows = Absence.objects.filter(association=association, pk=pk)
    return rows.select_related("account", "covered_by").first()


def steps_of(association: Association, absences: Collection[int]) -> Mapping[int, list[AbsenceStep]]:
    """What each of these absences asks for, the soonest first."""
    rows = AbsenceStep.objects.filter(association=association, absence__in=absences)
    found: dict[int, list[AbsenceStep]] = {}
    for each in rows.select_related("owner", "named").order_by("due_at", "id"):
        found.setdefault(each.absence_id, []).append(each)
    return found


def looks_of(association: Association, steps: Collection[int]) -> Mapping[int, list[AbsenceLook]]:
    """The days on which somebody looked, by step, the latest first."""
    rows = AbsenceLook.objects.filter(association=association, step__in=steps).order_by("-day", "-id")
    found: dict[int, list[AbsenceLook]] = {}
    for each in rows:
        found.setdefault(each.step_id, []).append(each)
    return found


def meetings_of(membership: Membership, absence: Absence) -> tuple[AbsenceMeeting, ...]:
    """The appointments of an absence, as far as this member may see their contacts, the soonest first."""
    rows = AbsenceMeeting.objects.filter(
        association=membership.association_id, absence=absence, thread__in=visible_to(membership)
    )
    rows = rows.select_related("thread", "thread__person", "thread__person__merged_into", "covered_by")
    return tuple(rows.order_by("starts_at", "id"))


def open_of(association: Association, absences: Collection[int]) -> Mapping[int, int]:
    """How much is still to be seen to of each of these absences."""
    rows = AbsenceStep.objects.filter(association=association, absence__in=absences, done_at=None)
    return dict(rows.values_list("absence").annotate(n=Count("pk")))


def is_named(absence: Absence, account: int) -> bool:
    """Whether they were named to do something while the other is away."""
    rows = AbsenceStep.objects.filter(association=absence.association_id, absence=absence, named=account)
    return rows.exists()


def away_then(association: Association, account: int, starts: datetime, ends: datetime | None) -> bool:
    """Whether somebody is away for a part of that time."""
    rows = Absence.objects.filter(association=association, account=account)
    rows = rows.filter(Q(to_at=None) | (Q(to_at__gt=starts) & Q(to_at__gt=F("from_at"))))
    return (rows.filter(from_at__lt=ends) if ends else rows).exists()


def busy_at(association: Association, moments: Collection[datetime]) -> Mapping[datetime, set[int]]:
    """Who has something in the diary, or is away, at each of these moments, by account."""
    found: dict[datetime, set[int]] = {each: set() for each in moments}
    if not moments:
        return found
    first, last = min(moments), max(moments)
    slots = Slot.objects.filter(
        association=association, released_at=None, starts_at__lte=last, ends_at__gt=first
    )
    taken: list[tuple[int, datetime, datetime | None]] = list(
        slots.exclude(resource__account=None).values_list("resource__account", "starts_at", "ends_at")
    )
    gone = Absence.objects.filter(association=association, from_at__lte=last)
    gone = gone.filter(Q(to_at=None) | Q(to_at__gt=first))
    taken += list(gone.values_list("account", "from_at", "to_at"))
    for account, starts, ends in taken:
        for moment in found:
            if starts <= moment and (ends is None or ends > moment):
                found[moment].add(account)
    return found


def who_of(meetings: Collection[AbsenceMeeting]) -> Mapping[int, tuple[str, str]]:
    """With whom each of these is, and at which number they can be reached, as the diary has it."""
    bookings = Booking.objects.in_bulk([each.booking for each in meetings if each.booking])
    words = diary.words_of(bookings.values())
    found = {}
    for each in meetings:
        booking = bookings.get(each.booking or 0)
        said = words.get(booking.event, {}) if booking is not None else {}
        person = each.thread.person.stands if each.thread.person else None
        name = person.name if person is not None else str(said.get("from_name", ""))
        phones = person.phones if person is not None else ()
        found[each.pk] = (name, str(said.get("phone", "")) or (phones[0] if phones else ""))
    return found


def open_steps(association: Association, at: datetime) -> tuple[AbsenceStep, ...]:
    """What is still to be seen to, of every absence that is not over, the soonest first."""
    rows = AbsenceStep.objects.filter(association=association, done_at=None)
    rows = rows.filter(Q(absence__to_at=None) | Q(absence__to_at__gt=at))
    return tuple(rows.select_related("absence__account", "owner", "named").order_by("due_at", "id"))


def untouched(membership: Membership, absence: Absence, *, since: datetime) -> tuple[Thread, ...]:
    """Letters and e-mails that were theirs, whoever has them now, on which nothing happened since."""
    named = AbsenceStep.objects.filter(association=absence.association_id, absence=absence)
    holders = {absence.account_id, *named.exclude(named=None).values_list("named", flat=True)}
    rows = visible_to(membership).filter(owner__in=holders, kind__in=LETTERS, closed_at=None)
    went = Event.objects.filter(
        association=absence.association_id, kind="thread.handed_over", facts__from_whom=absence.account.handle
    )
    rows = rows.filter(Q(owner=absence.account_id) | Q(pk__in=went.values("thread")))
    said = Event.objects.filter(association=absence.association_id, thread__in=rows)
    last = dict(
        said.exclude(kind="thread.handed_over").values_list("thread").annotate(last=Max("happened_at"))
    )
    rows = rows.select_related("owner").order_by(F("act_by").asc(nulls_last=True), "id")
    return tuple(each for each in rows if each.pk not in last or last[each.pk] < since)
