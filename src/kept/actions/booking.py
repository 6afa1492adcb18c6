"""How does a time come into the diary, move, and go out of it again?

    book(association=karin, by="ann", at=now, kind="home-visit", starts=…, ends=…, resources=["@ann"],
         person="K7F3-9Q2M", facts={"about": "Damp", "agreed": True, "agreed_how": "by-telephone"})

A booking, its slots and the events that tell of it are one transaction. That nobody is booked twice is a
constraint of the database: of fifty who ask at once one has it, and the others are told what else is free.
A resource is its id, or `@handle` for a colleague.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kept.actions.told import Telling
from kept.actions.working.booked import Booked, Undone
from kept.actions.working.booking import Wish, placed
from kept.actions.working.diary import (
    ended_as,
    found_booking,
    found_room,
    held,
    kept_or_undone,
    may_become,
    released,
    resources_of,
    taken,
    tell_or_undo,
)
from kept.casework import Refused
from kept.casework.diary import State, Taken, check_alternative, how_it_went
from kept.casework.slots import LONGEST, SHORTEST
from kept.rulebook.diary import APPOINTMENT
from kept.store import diary, rules, tenancy
from kept.store.models import Association, Booking, Membership, Resource, Slot, Thread
from kept.workclock import Segment

__all__ = ["Booked", "book", "cancel", "end", "free", "move", "release", "take_now", "told"]
AHEAD = timedelta(days=21)


def book(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    kind: str,
    starts: datetime,
    resources: Sequence[int | str],
    ends: datetime | None = None,
    person: str | None = None,
    thread: str | None = None,
    facts: Mapping[str, object] | None = None,
    uid: str | None = None,
    office: str | None = None,
    despite: Sequence[str] = (),
    membership: Membership | None = None,
) -> Booked | Refused:
    """Book it, and tell that it was asked for (where there is no thread yet) and agreed.

    `facts` are the answers of those two kinds of event; `uid` makes booking it twice one booking. `despite`
    are the warnings that somebody has seen and means to go against.
    """
    wanted, told_of = tuple(resources), dict(facts or {})
    wish = Wish(kind, starts, ends, wanted, person, thread, told_of, uid, office, tuple(despite))
    now = at.astimezone(UTC)

    def act(here: Association) -> Booked:
        return placed(wish, here, by=by, at=now, membership=membership)

    done = kept_or_undone(act, association, membership)
    if isinstance(done, Refused) and uid:
        # Sent twice at once: the other one has it.
        with tenancy.association(association) as here:
            before = Booking.objects.filter(association=here, uid=uid).order_by("sequence").last()
            return Booked.of(before) if before is not None else done
    return done


def move(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    booking: int,
    starts: datetime,
    ends: datetime | None = None,
    resources: Sequence[int | str] = (),
    wished_by: str = "customer",
    facts: Mapping[str, object] | None = None,
    despite: Sequence[str] = (),
    membership: Membership | None = None,
) -> Booked | Refused:
    """Another time for the same: what was agreed before stays on record and names what took its place."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Booked:
        old = found_booking(here, booking, membership)
        if old.state == State.MOVED and old.replaced_by and old.replaced_by.starts_at == starts:
            return Booked.of(old.replaced_by)
        may_become(old, State.MOVED)
        told_of = {"no_phone": True, **_as_before(old), **(facts or {})}
        whose = old.person.ref if old.person else None
        office = old.office.slug if old.office else None
        used = tuple(resources) or resources_of(old)
        until = ends or starts + (old.ends_at - old.starts_at)
        wish = Wish(
            old.kind, starts, until, used, whose, old.thread.ref, told_of, None, office, tuple(despite)
        )
        released(old, State.MOVED, by=by, at=now)
        wish = replace(wish, moved=old, wished_by=wished_by)
        done = placed(wish, here, by=by, at=now, membership=membership)
        old.replaced_by_id = done.id
        old.save(update_fields=["replaced_by"])
        return done

    return kept_or_undone(act, association, membership)


# What was agreed for that time alone, and has to be agreed anew for another.
_OF_ITS_TIME = frozenset({"booked_for", "agreed", "agreed_how", "not_agreed", "later_why"})


def _as_before(booking: Booking) -> dict[str, object]:
    """What was said of it that still holds: where, about what, and how to reach them."""
    facts, words = diary.facts_of([booking]), diary.words_of([booking])
    said = {**facts.get(booking.event, {}), **words.get(booking.event, {})}
    kept = {name: value for name, value in said.items() if name not in _OF_ITS_TIME}
    return {**kept, "where": booking.place, "needs": booking.needs, "people": booking.people}


def cancel(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    booking: int,
    whose: str = "us",
    reason: str = "",
    wants_another: bool | None = None,
    note: str = "",
    membership: Membership | None = None,
) -> Booking | Refused:
    """Give the time up. Where it is we who cannot, the clock for telling the customer starts with it."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Booking:
        old = found_booking(here, booking, membership)
        wanted = State.CANCELLED_BY_US if whose == "us" else State.CANCELLED_BY_CUSTOMER
        if old.state == wanted:
            return old
        may_become(old, wanted)
        when = old.starts_at.isoformat()
        telling = Telling("appointment.cancelled_by_staff", now, {"appointment_at": when, "reason": reason})
        if whose != "us":
            facts = {"appointment_at": when, "wants_another": wants_another, "note": note}
            telling = Telling("appointment.cancelled_by_customer", now, facts)
        tell_or_undo([telling], old.thread.ref, here, by=by, at=now, membership=membership)
        return released(old, wanted, by=by, at=now)

    return kept_or_undone(act, association, membership)


def told(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    booking: int,
    offered: Sequence[datetime],
    answer: str,
    membership: Membership | None = None,
) -> Booking | Refused:
    """The customer has heard that we cannot keep it, and was offered another time."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Booking:
        old = found_booking(here, booking, membership)
        if old.state != State.CANCELLED_BY_US:
            raise Undone(Refused("We did not cancel this, so there is nothing to tell.", "state"))
        if old.answer == answer and old.told_at is not None:
            return old
        refused = check_alternative(offered, answer, now)
        if refused is not None:
            raise Undone(refused)
        times = [each.astimezone(UTC).isoformat() for each in offered]
        telling = Telling("appointment.customer_told", now, {"alternative": times[0], "answer": answer})
        tell_or_undo([telling], old.thread.ref, here, by=by, at=now, membership=membership)
        old.told_at, old.answer, old.offered = old.told_at or now, answer, times
        old.save(update_fields=["told_at", "answer", "offered"])
        return old

    return kept_or_undone(act, association, membership)


def end(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    booking: int,
    state: str,
    arrived_at: datetime | None = None,
    tells: bool = True,
    membership: Membership | None = None,
) -> Booking | Refused:
    """How it went: kept or late by when we were there, missed by us, or missed by the customer.

    With `tells` the event goes with it; a visit that has its own record has told it already.
    """
    now = at.astimezone(UTC)

    def act(here: Association) -> Booking:
        old = found_booking(here, booking, membership)
        arrived = arrived_at or (old.starts_at if state == State.KEPT else None)
        if arrived is not None and arrived > now:
            says = "That is still to come. Give the time at which you were there."
            raise Undone(Refused(says, "arrived_at"))
        wanted = how_it_went(old.starts_at, arrived) if arrived else ended_as(state)
        if old.state == wanted:
            return old
        may_become(old, wanted)
        kind = _telling_kind(here, old, wanted) if tells else ""
        if kind:
            telling = Telling(kind, arrived or now)
            tell_or_undo([telling], old.thread.ref, here, by=by, at=now, membership=membership)
        old.state, old.arrived_at, old.ended_at, old.ended_by = wanted, arrived, now, by
        old.save(update_fields=["state", "arrived_at", "ended_at", "ended_by"])
        return old

    return kept_or_undone(act, association, membership)


def _telling_kind(here: Association, booking: Booking, ended: State) -> str:
    """By which kind of event it is told that it ended so; by none where we were not there."""
    entries = rules.current(here).room("diary")
    entry = next((each for each in entries if each.sort == APPOINTMENT and each.name == booking.kind), None)
    if entry is None or ended == State.MISSED_BY_US:
        return ""
    return str(entry.misses if ended == State.MISSED_BY_CUSTOMER else entry.holds)


def free(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    resources: Sequence[Resource],
    minutes: int,
    start: datetime | None = None,
    office: str | None = None,
    most: int = 6,
) -> tuple[Segment, ...]:
    """The next times at which all of them are free. It only looks."""
    del by
    with tenancy.association(association) as here:
        calendar = rules.current(here).calendar_for(office)
        begins = max(start or at, at)
        return diary.free_between(
            resources, begins, begins + AHEAD, association=here, calendar=calendar, minutes=minutes, most=most
        )


def take_now(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    room: int,
    minutes: int,
    thread: str | None = None,
    membership: Membership | None = None,
) -> Slot | Refused:
    """Take a room there and then, for as long as nobody else has it."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Slot:
        resource, length = found_room(here, room), timedelta(minutes=minutes)
        if not SHORTEST <= length <= LONGEST:
            says = "A room is taken for five minutes at least, and for fourteen hours at most."
            raise Undone(Refused(says, "minutes"))
        whose = Thread.objects.filter(association=here, ref=thread).first() if thread else None
        slot = Slot(association=here, resource=resource, starts_at=now, ends_at=now + length, what="room")
        slot.thread, slot.made_by, slot.made_at = whose, by, now
        held([resource.pk])
        if not taken(slot):
            raise Undone(_in_use(here, resource, length, now))
        return slot

    return kept_or_undone(act, association, membership)


def _in_use(here: Association, room: Resource, length: timedelta, now: datetime) -> Taken:
    """From when on the room may be had, or that it can be had for less."""
    since = diary.next_free(room, now)
    if since == now:
        minutes = length // timedelta(minutes=1)
        says = f"{room.name} is booked before {minutes} minutes are over. Take it for less, or take another."
        return Taken(says, "minutes")
    local = since.astimezone(ZoneInfo(here.zone))
    says = f"{room.name} is taken until {local:%H:%M}. Take another, or wait until then."
    return Taken(says, "room", free=(Segment(since, since + length),))


def release(
    *, association: Association | str, by: str, at: datetime, slot: int, membership: Membership | None = None
) -> Slot | Refused:
    """The room is free again, or the time that was kept free is not needed. Freeing it twice is once."""
    del by
    now = at.astimezone(UTC)

    def act(here: Association) -> Slot:
        rows = Slot.objects.select_for_update(of=("self",)).filter(association=here, booking__isnull=True)
        found = rows.filter(pk=slot, session__isnull=True).first()
        if found is None:
            raise Undone(Refused("This is not taken any more. Load the page again.", "slot"))
        if found.released_at is None:
            found.released_at = now
            found.save(update_fields=["released_at"])
        return found

    return kept_or_undone(act, association, membership)
