"""When is a surgery held, and how many may come at once?

    plan(association=karin, name="Housing surgery", starts=…, ends=…, every=15, places=3,
         resources=["@ann", "@bea", room.pk], weeks=6, by="mia", at=now)

A surgery has a diary of its own, with as many places side by side as are said. Whoever holds it, and the
room, are taken for the whole of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kept.actions.working.booked import Undone
from kept.actions.working.diary import found_resources, held, kept_or_undone, taken
from kept.actions.working.house import note
from kept.casework import Refused
from kept.casework.diary import FURTHEST, JUST_NOW
from kept.casework.housekeeping import SURGERY_CALLED_OFF, SURGERY_PLANNED
from kept.casework.slots import LONGEST, SHORTEST
from kept.store.models import Association, Membership, Office, Resource, Session, Slot
from kept.store.models.diary import SURGERY

MOST_PLACES, MOST_WEEKS, LONGEST_NAME = 50, 52, 80


def plan(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    name: str,
    starts: datetime,
    ends: datetime,
    every: int,
    places: int,
    resources: Sequence[int | str],
    office: str | None = None,
    weeks: int = 1,
    membership: Membership | None = None,
) -> tuple[Session, ...] | Refused:
    """Hold it once, or every week at the same hour by the wall clock. All of them, or none."""
    now = at.astimezone(UTC)

    def act(here: Association) -> tuple[Session, ...]:
        _sound(name, starts, ends, every, places, weeks, now)
        where = Office.objects.filter(association=here, slug=office).first() if office else None
        surgery, _ = Resource.objects.get_or_create(
            association=here, kind=SURGERY, office=where, name=" ".join(name.split()), account=None
        )
        zone = ZoneInfo(here.zone)
        found = []
        for week in range(weeks):
            begins, until = (_later(each, week, zone) for each in (starts, ends))
            found.append(_session(here, surgery, begins, until, every, places, resources, by, now))
        return tuple(found)

    return kept_or_undone(act, association, membership)


def call_off(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    session: int,
    membership: Membership | None = None,
) -> Session | Refused:
    """It is not held. Whoever has a place is told first: those are moved or cancelled one by one."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Session:
        rows = Session.objects.select_for_update(of=("self",)).select_related("resource")
        found = rows.filter(association=here, pk=session).first()
        if found is None:
            raise Undone(Refused("There is no such surgery here. Load the page again.", "session"))
        if found.ended_at is not None:
            return found
        held = Slot.objects.filter(association=here, session=found, released_at__isnull=True)
        booked = held.filter(booking__isnull=False).count()
        if booked:
            says = f"{booked} people have a place. Move or cancel theirs first, so that each of them is told."
            raise Undone(Refused(says, "session"))
        held.update(released_at=now)
        found.ended_at = now
        found.save(update_fields=["ended_at"])
        facts = {"resource": found.resource.name, "from_at": found.starts_at.isoformat()}
        note(SURGERY_CALLED_OFF, here=here, by=by, at=now, facts=facts)
        return found

    return kept_or_undone(act, association, membership)


def _sound(
    name: str, starts: datetime, ends: datetime, every: int, places: int, weeks: int, now: datetime
) -> None:
    said = " ".join(name.split())
    faults = (
        (not said or len(said) > LONGEST_NAME or not said.isprintable(), "Give the surgery a name.", "name"),
        (ends <= starts, "It ends before it begins. Check both times.", "ends"),
        (ends - starts > LONGEST, "That is longer than fourteen hours. Plan each day for itself.", "ends"),
        (starts < now - JUST_NOW, "That has passed. Choose a time that is still to come.", "starts"),
        (starts > now + FURTHEST, "That is more than two years ahead. Check the year.", "starts"),
        (
            not SHORTEST <= timedelta(minutes=every) <= ends - starts,
            "Each turn takes five minutes at least, and fits into the surgery.",
            "every",
        ),
        (not 1 <= places <= MOST_PLACES, f"Say how many come at once: 1 to {MOST_PLACES}.", "places"),
        (not 1 <= weeks <= MOST_WEEKS, f"Plan it for 1 to {MOST_WEEKS} weeks.", "weeks"),
    )
    for wrong, says, field in faults:
        if wrong:
            raise Undone(Refused(says, field))


def _later(moment: datetime, weeks: int, zone: ZoneInfo) -> datetime:
    """The same hour by the wall so many weeks later, whatever the clocks did meanwhile."""
    local = moment.astimezone(zone).replace(tzinfo=None) + timedelta(weeks=weeks)
    return local.replace(tzinfo=zone).astimezone(UTC)


def _session(
    here: Association,
    surgery: Resource,
    starts: datetime,
    ends: datetime,
    every: int,
    places: int,
    resources: Sequence[int | str],
    by: str,
    now: datetime,
) -> Session:
    before = Session.objects.filter(association=here, resource=surgery, starts_at=starts).first()
    if before is not None and before.ended_at is None:
        return before
    overlapping = Session.objects.filter(association=here, resource=surgery, ended_at__isnull=True)
    if overlapping.filter(starts_at__lt=ends, ends_at__gt=starts).exists():
        raise Undone(Refused("Another surgery of this name is held then. Choose another time.", "starts"))
    if before is not None:
        raise Undone(Refused("A surgery at this time was called off. Choose another time.", "starts"))
    made = Session.objects.create(
        association=here,
        resource=surgery,
        starts_at=starts,
        ends_at=ends,
        every=every,
        places=places,
        made_by=by,
        made_at=now,
    )
    wanted = found_resources(here, resources, starts)
    held([each.pk for each in wanted])
    for each in wanted:
        slot = Slot(association=here, resource=each, starts_at=starts, ends_at=ends, what="surgery")
        slot.session, slot.made_by, slot.made_at = made, by, now
        if not taken(slot):
            local = starts.astimezone(ZoneInfo(here.zone))
            when = f"{local:%A} {local.day} {local:%B}"
            says = f"{each.name} is taken on {when}. Choose another time or colleague."
            raise Undone(Refused(says, "resources"))
    facts = {
        "resource": surgery.name,
        "from_at": starts.isoformat(),
        "to_at": ends.isoformat(),
        "places": places,
    }
    note(SURGERY_PLANNED, here=here, by=by, at=now, facts=facts)
    return made


__all__ = ["call_off", "plan"]
