"""What do all acts of the diary need: who may, which booking, and what goes with giving it up?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db import DatabaseError, transaction

from kept.actions.telling import tell
from kept.actions.told import Telling, Told
from kept.actions.working.booked import Undone, kept_or_refused
from kept.casework import Refused
from kept.casework.diary import State, check_next
from kept.casework.permissions import Permission, may
from kept.store.models import Account, Association, Booking, Membership, Resource, Slot
from kept.store.models.diary import ROOM, STAFF
from kept.store.threads import visible_to

# What PostgreSQL says where two would have the same.
EXCLUSION = "23P01"


def may_record(membership: Membership | None) -> None:
    """Whoever records may keep the diary; Kept itself may."""
    if membership is not None and not may(membership.role, Permission.RECORD):
        raise Undone(Refused("Your role reads the diary and does not write in it.", "by"))


T = TypeVar("T")


def kept_or_undone(
    act: Callable[[Association], T], association: Association | str, membership: Membership | None
) -> T | Refused:
    """The act in one transaction; where it is undone nothing of it stays, and the sentence comes back."""

    def allowed(here: Association) -> T:
        may_record(membership)
        return act(here)

    return kept_or_refused(allowed, association)


def held(resources: Collection[int]) -> None:
    """Whoever wants one of these waits here for whoever came first, in the order of their numbers.

    The constraint alone would keep two apart as well, but two that meet in it may wait for each other.
    """
    rows = Resource.objects.select_for_update(no_key=True).filter(pk__in=resources)
    list(rows.order_by("pk").values_list("pk", flat=True))


def taken(slot: Slot) -> bool:
    """Whether the time was free and is now this slot's. The database says so, and nobody else."""
    try:
        with transaction.atomic():
            slot.save(force_insert=True)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) != EXCLUSION:
            raise
        return False
    return True


def may_become(booking: Booking, wanted: State) -> None:
    """Undone where the booking cannot become that."""
    refused = check_next(State(booking.state), wanted)
    if refused is not None:
        raise Undone(refused)


def ended_as(state: str) -> State:
    """How it ended, out of a word."""
    if state not in (State.MISSED_BY_US, State.MISSED_BY_CUSTOMER):
        raise Undone(Refused("Say how it went: kept, missed by us, or missed by the customer.", "state"))
    return State(state)


def resources_of(booking: Booking) -> tuple[int, ...]:
    """Who and what is booked for it now."""
    rows = Slot.objects.filter(association=booking.association_id, booking=booking, released_at__isnull=True)
    return tuple(rows.order_by("id").values_list("resource", flat=True))


def found_booking(here: Association, booking: int, membership: Membership | None) -> Booking:
    """The booking, held; as if it were not there where its thread is closed to this member."""
    rows = Booking.objects.select_for_update(of=("self",)).filter(association=here, pk=booking)
    if membership is not None:
        rows = rows.filter(thread__in=visible_to(membership))
    found = rows.select_related("thread", "person", "office", "replaced_by").first()
    if found is None:
        raise Undone(Refused("There is no such appointment here. Load the page again.", "booking"))
    return found


def found_room(here: Association, room: int) -> Resource:
    """A room that can be taken."""
    rows = Resource.objects.filter(association=here, pk=room, kind=ROOM, ended_at__isnull=True)
    found = rows.select_related("office").first()
    if found is None:
        raise Undone(Refused("There is no such room here. Choose one from the list.", "room"))
    return found


def found_resources(here: Association, wanted: Sequence[int | str], on: datetime) -> list[Resource]:
    """What is wanted, in the order in which it is locked everywhere: by its id.

    A colleague comes into the diary with the first booking.
    """
    handles = [each[1:] for each in wanted if isinstance(each, str)]
    ids = [each for each in wanted if isinstance(each, int)]
    found = {each.pk: each for each in of_accounts(here, handles, on)} if handles else {}
    rows = Resource.objects.filter(association=here, pk__in=ids, ended_at__isnull=True)
    found |= {each.pk: each for each in rows.select_related("office", "account")}
    if missing := set(ids) - set(found):
        raise Undone(
            Refused(f"{len(missing)} of what you chose can no longer be booked. Choose again.", "with")
        )
    return [found[each] for each in sorted(found)]


def of_accounts(here: Association, handles: Collection[str], on: datetime) -> list[Resource]:
    """The diaries of these colleagues, made where they have none yet."""
    day = on.astimezone(ZoneInfo(here.zone)).date()
    rows = Membership.objects.filter(association=here, account__handle__in=handles, account__is_active=True)
    rows = rows.filter(from_on__lte=day).exclude(to_on__lt=day).select_related("account", "office")
    members = {each.account.handle: each for each in rows.order_by("from_on", "id")}
    for handle in handles:
        member = members.get(handle)
        if member is None or not may(member.role, Permission.RECORD):
            who = f"Nobody called “{handle[:40]}” can be booked for that day."
            raise Undone(Refused(f"{who} Choose a colleague who works here then.", "with"))
    return made_for(here, [each.account for each in members.values()])


def made_for(here: Association, accounts: Sequence[Account]) -> list[Resource]:
    """The resource of each of these accounts."""
    fresh = [Resource(association=here, kind=STAFF, account=each, name=each.name) for each in accounts]
    Resource.objects.bulk_create(fresh, ignore_conflicts=True)
    rows = Resource.objects.filter(association=here, account__in=accounts)
    return list(rows.select_related("office", "account").order_by("id"))


def released(booking: Booking, state: State, *, by: str, at: datetime) -> Booking:
    """Give its time back, and say what became of it."""
    Slot.objects.filter(association=booking.association_id, booking=booking, released_at__isnull=True).update(
        released_at=at
    )
    booking.state, booking.ended_at, booking.ended_by = state, at, by
    booking.save(update_fields=["state", "ended_at", "ended_by"])
    return booking


def tell_or_undo(
    tellings: Sequence[Telling],
    thread: str | None,
    here: Association,
    *,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Told:
    """Put it on record on the thread; where it is refused, nothing of the act stays."""
    given = [replace(each, thread=each.thread or thread, facts=_told(each)) for each in tellings]
    done = tell(given, association=here, by=by, at=at, membership=membership)
    if done.refused is not None:
        raise Undone(done.refused)
    return done


def _told(telling: Telling) -> dict[str, object]:
    return {name: value for name, value in telling.facts.items() if value not in (None, "")}
