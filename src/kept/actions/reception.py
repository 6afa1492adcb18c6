"""What happens with somebody who comes to the front desk: they arrive, are seen somewhere, and go?

    came = arrive(association=karin, office="main", facts={"from_name": "Mr Bell"}, by="ann", at=now)
    came.thread, came.number            # the reference, and the number on the ticket
    place(association=karin, thread=came.thread, where="private", room=17, by="ann", at=now)
    finish(association=karin, thread=came.thread, answered=True, by="ann", at=now)

Each act tells its events through `telling`, so that every promise that they touch follows; what it refuses in
a sentence, is settled in `casework.front_rules`. Whatever is refused leaves nothing behind.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from kept.actions import booking, customers
from kept.actions.telling import tell
from kept.actions.told import REPEATED, Telling
from kept.actions.working.at_the_desk import free_rooms, tell_all, told_before, whole
from kept.actions.working.opening import members, not_here
from kept.casework import Grade, Refused, front_rules, waiting
from kept.casework.permissions import Permission, may
from kept.store import reception, tenancy
from kept.store.models import (
    Association,
    Booking,
    Clock,
    Event,
    Membership,
    Person,
    Slot,
    Thread,
    Ticket,
    Unmet,
)
from kept.store.models.clocks import TO_DO

PRIVATE_ROOM = "private-room"
LONGEST_AGO = 240
IN_THE_ROOM = 30


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody is on record as here: their thread's reference, and the number on their ticket."""

    thread: str
    number: int
    repeated: bool = False


def arrive(
    *,
    association: Association | str,
    office: str,
    facts: Mapping[str, object],
    by: str,
    at: datetime,
    needs: Mapping[str, object] | None = None,
    minutes_ago: int = 0,
    person: str | None = None,
    appointment: str = "",
    owner: str | None = None,
    uid: str | None = None,
    greeted: bool = False,
    machine: bool = False,
    membership: Membership | None = None,
) -> Came | Refused:
    """Put it on record that somebody is here, what they need, and the number by which they are called.

    `minutes_ago` is how long they say that they have been here: their wait counts from then. `appointment` is
    the reference of what they come for; `greeted` says that somebody has said hello; `machine` that they
    checked in by themselves.
    """
    now = at.astimezone(UTC)
    name = uid or uuid.uuid4().hex
    if not 0 <= minutes_ago <= LONGEST_AGO:
        return Refused("Say how many minutes they have been here, from 0 to 240.", "minutes")
    with tenancy.association(association) as here, transaction.atomic():
        grade = Grade.MACHINE if machine else Grade.STAFF
        via = "machine" if machine else "form"
        said = {each: value for each, value in (needs or {}).items() if value not in (None, "", False)}
        if minutes_ago and "checked_in" not in said:
            said["checked_in"] = "asked"
        before = Event.objects.filter(uid=name).select_related("thread").first()
        happened = before.happened_at if before else now - timedelta(minutes=minutes_ago)
        tellings = [
            Telling(
                waiting.ARRIVED,
                happened,
                facts,
                uid=name,
                office=office or None,
                person=person,
                owner=owner,
                grade=grade,
                via=via,
            )
        ]
        if said:
            tellings.append(
                Telling(waiting.NEEDS, happened, said, uid=f"{name}-1", beside=name, grade=grade, via=via)
            )
        if greeted:
            tellings.append(Telling(waiting.GREETED, now, uid=f"{name}-2", beside=name))
        if before is not None:
            # Sent twice: what was said the first time stands.
            tellings = tellings[:1]
        told = tell(tellings, association=here, by=by, at=now, membership=membership)
        if told.refused is not None:
            return told.refused
        ref = str(told.results[0].thread)
        row = Thread.objects.only("pk").get(association=here, ref=ref)
        day = reception.local_day(here, now)
        ticket = reception.give_number(here, thread=row.pk, office=office, day=day, appointment=appointment)
        if person is not None and said.get("private_wanted"):
            _remember(here, person, by=by, at=now, membership=membership)
        # Whoever plays with the tablet at the door keeps no room from anybody: the desk keeps it for them.
        if not machine and _is_private(said):
            _keep_a_room(here, row.pk, ref, office, by=by, at=now, membership=membership)
        return Came(ref, ticket.number, told.results[0].outcome == REPEATED)


def _is_private(said: Mapping[str, object]) -> bool:
    return bool(said.get("private_wanted") or said.get("confidential"))


def _keep_a_room(
    here: Association,
    thread: int,
    ref: str,
    office: str,
    *,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> None:
    """Keep a private room for them from this moment, where one is free; where none is, the page says so."""
    if reception.taken_by(here, thread):
        return
    for each in reception.rooms(here, office=office, at=at):
        if each.free and each.room.apart:
            kept = booking.take_now(
                association=here,
                by=by,
                at=at,
                room=each.room.pk,
                minutes=IN_THE_ROOM,
                thread=ref,
                membership=membership,
            )
            if not isinstance(kept, Refused):
                return


def needs(
    *,
    association: Association | str,
    thread: str,
    said: Mapping[str, object],
    by: str,
    at: datetime,
    uid: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """What somebody who is here needs, as it stands. A private room is kept for them where one is free."""
    now = at.astimezone(UTC)

    def act(here: Association) -> str | Refused:
        done = tell_all(here, thread, [(waiting.NEEDS, said)], by, now, uid, membership)
        if isinstance(done, Refused):
            return done
        row = Thread.objects.select_related("person", "office").get(association=here, ref=done)
        if row.person is not None and said.get("private_wanted"):
            _remember(here, row.person.stands.ref, by=by, at=now, membership=membership)
        if _is_private(said):
            office = row.office.slug if row.office else ""
            _keep_a_room(here, row.pk, done, office, by=by, at=now, membership=membership)
        return done

    return whole(association, act)


def _remember(
    here: Association, person: str, *, by: str, at: datetime, membership: Membership | None
) -> None:
    """Whoever asked for a private room once is offered one when they come again."""
    known = Person.objects.filter(association=here, ref=person).first()
    if known is not None and PRIVATE_ROOM not in known.need_kinds:
        kinds = [*known.need_kinds, PRIVATE_ROOM]
        customers.change(
            association=here,
            person=person,
            changes={"need_kinds": kinds},
            by=by,
            at=at,
            membership=membership,
        )


def place(
    *,
    association: Association | str,
    thread: str,
    where: str,
    by: str,
    at: datetime,
    room: int | None = None,
    minutes: int = IN_THE_ROOM,
    private: bool = False,
    declined: bool = False,
    with_whom: str = "",
    threat: str = "",
    approved_by: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """Say where somebody is seen, and by whom: they are seen from this moment on. The thread's reference.

    `room` is the room's number in the diary: it is taken there and then, for so many minutes.
    """
    now = at.astimezone(UTC)

    def act(here: Association) -> str | Refused:
        found = members(here, {approved_by, with_whom} - {""}, now)
        if with_whom and with_whom not in found:
            return Refused(not_here(with_whom).sentence, "with_whom")
        leads = approved_by in found and may(found[approved_by].role, Permission.EXCUSE)
        refused = front_rules.check_place(
            where=where,
            private=private,
            declined=declined,
            threat=threat,
            approver=approved_by,
            approver_leads=leads,
        )
        if refused is not None:
            return refused
        before = told_before(uid)
        if before is not None:
            return before
        name = ""
        for kept in _kept_rooms(here, thread):
            # The room that was kept from the door is taken for the conversation itself, or given back.
            booking.release(association=here, by=by, at=now, slot=kept.pk, membership=membership)
        if room is not None:
            slot = booking.take_now(
                association=here,
                by=by,
                at=now,
                room=room,
                minutes=minutes,
                thread=thread,
                membership=membership,
            )
            if isinstance(slot, Refused):
                return slot
            name = slot.resource.name
            if private and where == waiting.PRIVATE and not slot.resource.apart:
                return Refused(
                    "That room is not private. Take one that is, or note that they declined it.", "room"
                )
        facts = {
            "where": where,
            "room": name,
            "private": private,
            "declined": declined or None,
            "with_whom": with_whom,
            "threat": threat.strip(),
            "approved_by": approved_by,
        }
        done = tell_all(here, thread, [(waiting.PLACED, facts), (waiting.SEEN, {})], by, now, uid, membership)
        if not isinstance(done, Refused):
            _appointment_kept(here, done, by=by, at=now, membership=membership)
        return done

    return whole(association, act)


def _kept_rooms(here: Association, ref: str) -> tuple[Slot, ...]:
    row = Thread.objects.only("pk").filter(association=here, ref=ref).first()
    return reception.taken_by(here, row.pk) if row is not None else ()


def _appointment_kept(
    here: Association, thread: str, *, by: str, at: datetime, membership: Membership | None
) -> None:
    """What they came for has taken place, where it was in the diary."""
    rows = Ticket.objects.filter(association=here, thread__ref=thread).exclude(appointment="")
    ref = rows.values_list("appointment", flat=True).first()
    if ref is None:
        return
    came_for = Booking.objects.filter(association=here, thread__ref=ref, state="booked")
    found = came_for.order_by("starts_at").first()
    if found is not None:
        booking.end(
            association=here,
            by=by,
            at=at,
            booking=found.pk,
            state="held",
            arrived_at=at,
            membership=membership,
        )


def finish(
    *,
    association: Association | str,
    thread: str,
    by: str,
    at: datetime,
    answered: bool,
    note: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """They have their answer, or they have gone; the room that they were in is free again."""
    now = at.astimezone(UTC)

    def act(here: Association) -> str | Refused:
        told: list[tuple[str, Mapping[str, object]]] = [(waiting.LEFT, {})]
        if answered:
            told = [(waiting.ANSWERED, {"note": note.strip()})]
        done = tell_all(here, thread, told, by, now, uid, membership)
        if isinstance(done, Refused):
            return done
        free_rooms(here, done, by=by, at=now, membership=membership)
        row = Thread.objects.only("pk", "closed_at").get(association=here, ref=done)
        nothing_left = not Clock.objects.filter(TO_DO, thread=row.pk).exists()
        if row.closed_at is None and nothing_left:
            # What still asks for something stays open, and what asks for nothing more is done.
            close = f"{uid}-close" if uid else None
            return tell_all(here, done, [(waiting.CLOSED, {})], by, now, close, membership)
        return done

    return whole(association, act)


def lacking(
    *,
    association: Association | str,
    thread: str,
    minutes: int,
    later_offered: bool,
    by: str,
    at: datetime,
    uid: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """Note that no private room was free, how long we said it takes, and whether we offered another day."""
    now = at.astimezone(UTC)
    if not 0 <= minutes <= waiting.LONGEST_TOLD:
        return Refused("Say how many minutes, from 0 to 240.", "minutes")

    def act(here: Association) -> str | Refused:
        before = told_before(uid)
        if before is not None:
            return before
        facts: list[tuple[str, Mapping[str, object]]] = [
            (waiting.ROOM_LACKING, {"minutes": minutes, "later_offered": later_offered}),
            (
                waiting.TOLD_WAIT,
                {"minutes": minutes, "because": "room", "later_offered": later_offered or None},
            ),
        ]
        done = tell_all(here, thread, facts, by, now, uid, membership)
        if not isinstance(done, Refused):
            row = Thread.objects.select_related("office").get(association=here, ref=done)
            Unmet.objects.create(
                association=here,
                what="room",
                minutes=minutes,
                office=row.office,
                thread=row,
                told_by=by,
                told_at=now,
            )
        return done

    return whole(association, act)


__all__ = ["Came", "arrive", "finish", "lacking", "needs", "place"]
