"""What is in the diary: who and what is taken when, and what may be shown of it to whom?

    on_day(membership, day, resources)          # every slot of that day, with what this member may see of it
    free_between([anna, room], start, end)      # when all of them are free
    next_free(room, at)                         # from when on a room is free

A slot is asked for by where it begins: none is longer than LONGEST_SLOT, so that a day's slots lie together
in one index. What belongs to a thread that somebody may not see is shown to them as taken, and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from kept.casework.markers import APART, Mark, There
from kept.casework.slots import free_times, merged, opening_between
from kept.casework.travel import Stop
from kept.rulebook.diary import OFFICE
from kept.store.models import (
    Absence,
    Association,
    Booking,
    Event,
    EventText,
    Marker,
    Membership,
    Person,
    Resource,
    Session,
    Slot,
    Thread,
)
from kept.store.models.diary import LONGEST_SLOT, STAFF
from kept.store.threads import visible_to
from kept.workclock import Calendar, Segment


@dataclass(frozen=True, slots=True)
class Entry:
    """One slot as it may be shown. Without a `booking` it is taken, and nothing more is said of it."""

    slot: Slot
    booking: Booking | None = None
    name: str = ""
    about: str = ""
    phone: str = ""
    venue: str = ""

    @property
    def shown(self) -> bool:
        """Whether it may be opened."""
        return self.booking is not None


def day_bounds(association: Association, day: date, days: int = 1) -> tuple[datetime, datetime]:
    """The first instant of a local day, and that of the day so many days later."""
    zone = ZoneInfo(association.zone)
    begins = datetime(day.year, day.month, day.day, tzinfo=zone)
    after = day + timedelta(days=days)
    return begins, datetime(after.year, after.month, after.day, tzinfo=zone)


def slots_between(
    association: Association | int, start: datetime, end: datetime, resources: Collection[int] | None = None
) -> QuerySet[Slot]:
    """The slots that hold somebody or something within that time."""
    pk = association if isinstance(association, int) else association.pk
    rows = Slot.objects.filter(association=pk, released_at__isnull=True)
    rows = rows.filter(starts_at__lt=end, starts_at__gt=start - LONGEST_SLOT, ends_at__gt=start)
    return rows if resources is None else rows.filter(resource__in=resources)


def on_day(membership: Membership, day: date, resources: Collection[int], days: int = 1) -> list[Entry]:
    """What is in the diary of these resources on that day, in order; four queries however much it is."""
    start, end = day_bounds(membership.association, day, days)
    return entries(membership, slots_between(membership.association_id, start, end, resources))


def entries(membership: Membership, slots: QuerySet[Slot]) -> list[Entry]:
    """The slots with what this member may see of each."""
    rows = list(slots.select_related("booking", "booking__person").order_by("starts_at", "id"))
    threads = {each.thread_id for each in rows if each.thread_id}
    seen = (
        set(visible_to(membership).filter(pk__in=threads).values_list("pk", flat=True)) if threads else set()
    )
    bookings = [each.booking for each in rows if each.booking is not None and each.thread_id in seen]
    words = words_of(bookings)
    return [_entry(each, each.thread_id in seen, words) for each in rows]


def _entry(slot: Slot, seen: bool, words: Mapping[str, Mapping[str, Any]]) -> Entry:
    booking = slot.booking
    if booking is None or not seen:
        return Entry(slot)
    said = words.get(booking.event, {})
    person = booking.person
    return Entry(
        slot,
        booking,
        name=(person.name if person else "") or str(said.get("from_name", "")),
        about=str(said.get("about", "")),
        phone=str(said.get("phone", "") or (person.phones[0] if person and person.phones else "")),
        venue=str(said.get("venue", "")),
    )


def words_of(bookings: Iterable[Booking]) -> dict[str, dict[str, Any]]:
    """What was said of each booking, by the uid of its event; what was erased is gone here too."""
    uids = {each.event for each in bookings}
    if not uids:
        return {}
    rows = EventText.objects.filter(event__uid__in=uids)
    return dict(rows.values_list("event__uid", "words"))


def facts_of(bookings: Iterable[Booking]) -> dict[str, dict[str, Any]]:
    """What else the event of each booking says, by its uid."""
    uids = {each.event for each in bookings}
    return dict(Event.objects.filter(uid__in=uids).values_list("uid", "facts")) if uids else {}


def busy(
    association: Association, start: datetime, end: datetime, resources: Collection[int]
) -> list[Segment]:
    """When any of these is taken: by a slot in every place that it has, or by an absence."""
    rows = slots_between(association, start, end, resources)
    kinds = dict(Resource.objects.filter(pk__in=resources).values_list("pk", "places"))
    taken: dict[int, list[Segment]] = defaultdict(list)
    for resource, begins, ends in rows.values_list("resource", "starts_at", "ends_at"):
        taken[resource].append(Segment(begins, ends))
    found: list[Segment] = []
    for resource, stretches in taken.items():
        found += _full(stretches, kinds.get(resource, 1))
    return found + away(association, start, end, resources)


def _full(stretches: Sequence[Segment], places: int) -> list[Segment]:
    """When as many lie side by side as there are places."""
    if places == 1:
        return list(merged(stretches))
    moments = sorted({each.start for each in stretches} | {each.end for each in stretches})
    found = []
    for begins, ends in pairwise(moments):
        if sum(each.start <= begins and each.end >= ends for each in stretches) >= places:
            found.append(Segment(begins, ends))
    return found


def away(
    association: Association, start: datetime, end: datetime, resources: Collection[int]
) -> list[Segment]:
    """When any of those who are people is on leave, ill or otherwise away."""
    rows = absences(association, start, end, resources)
    return [Segment(max(each.from_at, start), min(each.to_at or end, end)) for each in rows]


def absences(
    association: Association, start: datetime, end: datetime, resources: Collection[int]
) -> list[Absence]:
    """The absences within that time of those who are people."""
    whose = Resource.objects.filter(pk__in=resources, kind=STAFF).values_list("account", flat=True)
    return absences_of(association, start, end, [each for each in whose if each is not None])


def absences_of(
    association: Association, start: datetime, end: datetime, accounts: Collection[int]
) -> list[Absence]:
    """The same of these accounts; one that was called off before it began is none."""
    rows = Absence.objects.filter(association=association, account__in=accounts, from_at__lt=end)
    rows = rows.filter(Q(to_at__isnull=True) | (Q(to_at__gt=start) & Q(to_at__gt=F("from_at"))))
    return list(rows.select_related("account").order_by("from_at", "id"))


def free_between(
    resources: Collection[Resource],
    start: datetime,
    end: datetime,
    *,
    association: Association,
    calendar: Calendar,
    minutes: int = 30,
    most: int = 6,
    anywhen: bool = False,
) -> tuple[Segment, ...]:
    """The first times at which all of them are free. `anywhen` also outside the hours of the office."""
    ids = [each.pk for each in resources]
    hours = (Segment(start, end),) if anywhen else opening_between(calendar, start, end)
    taken = busy(association, start, end, ids)
    return free_times(hours, taken, minutes=minutes, after=start, most=most)


def free_at_surgery(
    association: Association, surgery: Resource, start: datetime, end: datetime
) -> tuple[Segment, ...]:
    """The turns of a surgery in which a place is left."""
    sessions = Session.objects.filter(association=association, resource=surgery, ended_at__isnull=True)
    found = []
    held = slots_between(association, start, end, [surgery.pk]).values_list("starts_at", "ends_at")
    taken = [Segment(begins, ends) for begins, ends in held]
    for each in sessions.filter(starts_at__lt=end, ends_at__gt=start).order_by("starts_at"):
        turn = timedelta(minutes=each.every)
        begins = each.starts_at
        while begins + turn <= each.ends_at:
            beside = sum(one.start < begins + turn and one.end > begins for one in taken)
            if begins >= start and beside < each.places:
                found.append(Segment(begins, begins + turn))
            begins += turn
    return tuple(found)


def bookings_of(
    association: Association, resource: int, start: datetime, end: datetime
) -> QuerySet[Slot, Any]:
    """The bookings that this resource is, or was, taken for: those given up are told of as cancelled."""
    rows = Slot.objects.filter(association=association, resource=resource, booking__isnull=False)
    return rows.filter(starts_at__gte=start, starts_at__lt=end).values("booking")


def slots_of(booking: Booking) -> list[Resource]:
    """Who and what is booked for it, colleagues first; of one that was given up, who and what was."""
    rows = Slot.objects.filter(association=booking.association_id, booking=booking)
    found = {
        each.resource_id: each.resource
        for each in rows.select_related("resource__account", "resource__office")
    }
    return sorted(found.values(), key=lambda each: (each.kind != STAFF, each.name, each.pk))


def next_free(resource: Resource, at: datetime) -> datetime:
    """From when on it is free: now, or when what it is taken for ends."""
    free = at
    rows = slots_between(resource.association_id, at, at + timedelta(days=1), [resource.pk])
    for begins, ends in rows.order_by("starts_at").values_list("starts_at", "ends_at"):
        if begins > free:
            break
        free = max(free, ends)
    return free


def staff_of(association: Association, day: date) -> QuerySet[Membership]:
    """Who works here on that day, by name: those who may have a diary."""
    rows = Membership.objects.filter(association=association, from_on__lte=day, account__is_active=True)
    rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=day))
    return rows.select_related("account", "team", "office").order_by(
        "account__name", "account_id", "-from_on"
    )


def resources_of(association: Association, *, kinds: Collection[str] = ()) -> QuerySet[Resource]:
    """What can be booked now, by name."""
    rows = Resource.objects.filter(association=association, ended_at__isnull=True)
    rows = rows.filter(kind__in=kinds) if kinds else rows
    return rows.select_related("office", "account").order_by("name", "id")


def marks_of(person: Person | None) -> list[Mark]:
    """The markers that hold for somebody; two queries, none for somebody unknown."""
    if person is None:
        return []
    rows = Marker.objects.filter(association=person.association_id, ended_at__isnull=True)
    # What was set on a file that has been joined into this one holds as before.
    files = {person.pk, *Person.objects.filter(merged_into=person).values_list("pk", flat=True)}
    found = []
    mine = rows.filter(Q(person__in=files) | Q(other__in=files))
    for kind, whose, other in mine.values_list("kind", "person", "other"):
        if kind == APART:
            found.append(Mark(kind, other if whose in files else whose))
        elif whose in files:
            found.append(Mark(kind))
    return found


def expected(association: Association, starts: datetime, people: Collection[int]) -> list[There]:
    """Which of these people are expected at an office within a few hours of that moment."""
    if not people:
        return []
    near = timedelta(hours=3)
    rows = Booking.objects.filter(association=association, person__in=people, state="booked", place=OFFICE)
    rows = rows.filter(starts_at__gte=starts - near, starts_at__lte=starts + near)
    found = rows.values_list("person", "office", "starts_at")
    return [There(person, office, begins) for person, office, begins in found if person]


def stops_of(
    association: Association, resource: int, starts: datetime, ends: datetime, but: int | None = None
) -> list[Stop]:
    """Where somebody has to be on that day, as far as the places are known."""
    around = timedelta(hours=4)
    rows = slots_between(association, starts - around, ends + around, [resource])
    rows = rows.exclude(booking=but) if but else rows
    found = rows.filter(booking__isnull=False).values_list(
        "starts_at", "ends_at", "booking__postcode", "resource__name"
    )
    return [Stop(*each) for each in found if each[2]]


def to_tell(membership: Membership) -> QuerySet[Booking]:
    """What we cancelled and have not settled with the customer yet, the oldest first."""
    rows = Booking.objects.filter(
        association=membership.association_id,
        state="cancelled-by-us",
        answer="",
        thread__in=visible_to(membership),
    )
    return rows.select_related("thread", "person").order_by("starts_at", "id")


def to_remind(membership: Membership, at: datetime) -> QuerySet[Booking]:
    """Whom to remind by now, those who come first at the top."""
    rows = Booking.objects.filter(
        association=membership.association_id,
        state="booked",
        reminded_at__isnull=True,
        remind_at__isnull=False,
        remind_at__lte=at,
        starts_at__gt=at,
        thread__in=visible_to(membership),
    )
    return rows.select_related("thread", "person").order_by("starts_at", "id")


def not_visited(membership: Membership, at: datetime) -> QuerySet[Booking]:
    """Appointments at the office for people who cannot come to it: each is to become a visit."""
    rows = Booking.objects.filter(
        association=membership.association_id,
        state="booked",
        place=OFFICE,
        starts_at__gt=at,
        needs__contains=["home-visits"],
        thread__in=visible_to(membership),
    )
    return rows.select_related("thread", "person").order_by("starts_at", "id")


def without_date(membership: Membership) -> QuerySet[Thread]:
    """Visits and appointments that were asked for and have no time yet, those first asked for at the top."""
    rows = visible_to(membership).filter(kind__in=("visit", "appointment"), closed_at=None, merged_into=None)
    agreed = Booking.objects.filter(association=membership.association_id, thread=OuterRef("pk"))
    agreed = agreed.filter(state__in=("booked", "kept", "late"))
    return rows.filter(~Exists(agreed)).select_related("person", "owner").order_by("opened_at", "id")


def incomplete(membership: Membership, at: datetime) -> QuerySet[Booking]:
    """Appointments to come for nobody on file, whose number or matter is not in the diary either."""
    rows = Booking.objects.filter(
        association=membership.association_id,
        state="booked",
        starts_at__gt=at,
        person__isnull=True,
        thread__in=visible_to(membership),
    )
    return rows.select_related("thread", "person").order_by("starts_at", "id")


def empty_diaries(association: Association, at: datetime, days: int = 7) -> list[str]:
    """Officers with nothing in their diary for the days to come: is it kept up?"""
    day = at.astimezone(ZoneInfo(association.zone)).date()
    booked = slots_between(association, at, at + timedelta(days=days)).values("resource__account")
    rows = (
        staff_of(association, day)
        .filter(role="officer")
        .exclude(account__in=booked.exclude(resource__account=None))
    )
    return list(dict.fromkeys(each.account.name for each in rows))


def refused_visits(association: Association, start: datetime) -> int:
    """How often a visit at home was refused since then."""
    rows = Event.objects.filter(association=association, kind="visit.refused", happened_at__gte=start)
    return rows.count()


def without_outcome(membership: Membership, at: datetime) -> QuerySet[Booking]:
    """Appointments whose time is over and of which nobody has said how they went."""
    rows = Booking.objects.filter(
        association=membership.association_id,
        state="booked",
        ends_at__lt=at,
        starts_at__gt=at - timedelta(days=60),
        thread__in=visible_to(membership),
    )
    return rows.select_related("thread", "person").order_by("starts_at", "id")


def shares(association: Association, start: datetime, end: datetime) -> dict[str, int]:
    """How many appointments of a period ended how; whatever was moved counts once, as it ended."""
    rows = Booking.objects.filter(association=association, starts_at__gte=start, starts_at__lt=end)
    found = rows.exclude(state="moved").values_list("state").annotate(n=Count("pk")).order_by()
    return dict(found)


def without_interpreter(membership: Membership, at: datetime, until: datetime) -> QuerySet[Booking]:
    """Appointments to come that need an interpreter who has not said that they will be there."""
    rows = Booking.objects.filter(
        association=membership.association_id,
        state="booked",
        interpreter="needed",
        starts_at__gt=at,
        starts_at__lt=until,
        thread__in=visible_to(membership),
    )
    return rows.select_related("thread", "person").order_by("starts_at", "id")
