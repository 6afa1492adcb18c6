"""What does somebody want in the diary, and whose contact, customer and office is meant?

    Wish("home-visit", starts, None, ("@ann",), person="K7F3-9Q2M")

What is closed to whoever asks is answered as if it were not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kept.actions.working.booked import Undone
from kept.casework import Refused
from kept.store.models import Association, Booking, Membership, Office, Person, Resource, Thread
from kept.store.threads import visible_to


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants in the diary. `moved` is the booking whose place it takes."""

    kind: str
    starts: datetime
    ends: datetime | None
    resources: tuple[int | str, ...]
    person: str | None = None
    thread: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    uid: str | None = None
    office: str | None = None
    despite: tuple[str, ...] = ()
    moved: Booking | None = None
    wished_by: str = ""


def found_thread(wish: Wish, here: Association, membership: Membership | None) -> Thread | None:
    """The contact that it belongs to; nothing where it begins one."""
    if wish.thread is None:
        return None
    rows = Thread.objects.filter(association=here)
    rows = visible_to(membership) if membership is not None else rows
    found = rows.select_related("person").filter(ref=wish.thread).first()
    if found is None:
        raise Undone(Refused("There is no contact with this reference. Check it, or leave it out.", "thread"))
    return found


def found_person(wish: Wish, here: Association, thread: Thread | None) -> Person | None:
    """The file that stands for whoever it is for."""
    if wish.person is None:
        return thread.person.stands if thread and thread.person else None
    rows = Person.objects.filter(association=here, ref=wish.person)
    found = rows.select_related("merged_into").first()
    if found is None:
        raise Undone(Refused("There is no customer with this reference. Look them up again.", "person"))
    return found.stands


def found_office(
    wish: Wish,
    here: Association,
    membership: Membership | None,
    resources: Sequence[Resource],
    first: str,
) -> Office | None:
    """The office that was named, else that of the room, of whoever books, or the first."""
    slug = wish.office
    if slug is None:
        room = next((each.office for each in resources if each.office), None)
        own = membership.office if membership else None
        return room or own or Office.objects.filter(association=here, slug=first).first()
    found = Office.objects.filter(association=here, slug=slug).first()
    if found is None:
        raise Undone(Refused("There is no such office. Choose one from the list.", "office"))
    return found
