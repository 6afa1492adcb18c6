"""Which rooms and vehicles are there to be booked?

    add(association=karin, kind="room", name="Blue room", office="main", seats=4, features=["step-free"],
        apart=True, by="mia", at=now)
    change(association=karin, resource=17, seats=6, by="mia", at=now)

Colleagues come into the diary by themselves, with the first booking.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from kept.actions.working.booked import Undone
from kept.actions.working.diary import kept_or_undone
from kept.actions.working.house import note
from kept.casework import Refused
from kept.casework.housekeeping import RESOURCE_CHANGED
from kept.casework.permissions import Permission, may
from kept.rulebook.diary import FEATURE
from kept.store import rules
from kept.store.models import Association, Membership, Office, Resource, Slot
from kept.store.models.diary import ROOM, VEHICLE

LONGEST_NAME, MOST_SEATS = 80, 500


def add(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    kind: str,
    name: str,
    office: str | None = None,
    seats: int = 1,
    features: Sequence[str] = (),
    apart: bool = False,
    membership: Membership | None = None,
) -> Resource | Refused:
    """Put a room or a vehicle into the diary. Adding it twice is once."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Resource:
        _may_lead(membership)
        if kind not in (ROOM, VEHICLE):
            raise Undone(Refused("Say whether it is a room or a vehicle.", "kind"))
        where = _office(here, office)
        said = _name(name)
        _sound(here, seats, features)
        before = Resource.objects.filter(association=here, kind=kind, office=where, name=said).first()
        if before is not None and before.ended_at is None:
            return before
        made = before or Resource(association=here, kind=kind, office=where, name=said)
        made.seats, made.features, made.apart, made.ended_at = seats, sorted(features), apart, None
        made.save()
        _note(made, "added", here, by, now)
        return made

    return kept_or_undone(act, association, membership)


def change(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    resource: int,
    seats: int | None = None,
    features: Sequence[str] | None = None,
    apart: bool | None = None,
    ended: bool = False,
    membership: Membership | None = None,
) -> Resource | Refused:
    """What it has, or that it is not booked any more; what is booked already stays, and is named."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Resource:
        _may_lead(membership)
        rows = Resource.objects.select_for_update(of=("self",)).filter(association=here, account__isnull=True)
        found = rows.filter(pk=resource).first()
        if found is None:
            raise Undone(Refused("There is no such room here. Load the page again.", "resource"))
        _sound(here, found.seats if seats is None else seats, features or ())
        before = (found.seats, found.features, found.apart, found.ended_at)
        found.seats = found.seats if seats is None else seats
        found.features = found.features if features is None else sorted(features)
        found.apart = found.apart if apart is None else apart
        if ended:
            _nothing_booked(here, found, now)
        found.ended_at = (found.ended_at or now) if ended else None
        if before != (found.seats, found.features, found.apart, found.ended_at):
            found.save()
            _note(found, "ended" if ended else "changed", here, by, now)
        return found

    return kept_or_undone(act, association, membership)


def _may_lead(membership: Membership | None) -> None:
    if membership is not None and not may(membership.role, Permission.REASSIGN):
        raise Undone(Refused("Ask a manager to change the rooms and vehicles.", "by"))


def _office(here: Association, slug: str | None) -> Office | None:
    if slug is None:
        return None
    found = Office.objects.filter(association=here, slug=slug).first()
    if found is None:
        raise Undone(Refused("There is no such office. Choose one from the list.", "office"))
    return found


def _name(given: str) -> str:
    said = " ".join(given.split())
    if not said or len(said) > LONGEST_NAME or not said.isprintable():
        raise Undone(Refused(f"Give it a name of at most {LONGEST_NAME} letters.", "name"))
    return said


def _sound(here: Association, seats: int, features: Sequence[str]) -> None:
    if not 1 <= seats <= MOST_SEATS:
        raise Undone(Refused(f"A room has between 1 and {MOST_SEATS} seats.", "seats"))
    known = {each.name for each in rules.current(here).room("diary") if each.sort == FEATURE}
    if set(features) - known:
        raise Undone(Refused("Choose what it has from the list.", "features"))


def _nothing_booked(here: Association, resource: Resource, now: datetime) -> None:
    """What is booked has to be moved first, or somebody would come to a room that is none."""
    rows = Slot.objects.filter(association=here, resource=resource, released_at__isnull=True)
    booked = rows.filter(ends_at__gt=now).count()
    if booked:
        says = f"{resource.name} is booked {booked} times from now on. Move those to another room first."
        raise Undone(Refused(says, "ended"))


def _note(resource: Resource, what: str, here: Association, by: str, at: datetime) -> None:
    note(RESOURCE_CHANGED, here=here, by=by, at=at, facts={"resource": resource.name, "change": what})


__all__ = ["add", "change"]
