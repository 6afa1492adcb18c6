"""What does a page of the front desk need to know?

    found = fetch(here, office)     # who is here, who is expected, which rooms are free, who sits at the desk

However many people come, the number of queries stays the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from kept.casework.markers import Mark
from kept.store import front_rota, reception
from kept.store.front_rota import Manned
from kept.store.models import Turn
from kept.store.reception import Day, Expected, RoomNow, Visit
from kept.web.shared.access import Here
from kept.workclock import local_date, local_midnight

CHOSEN = "office"


@dataclass(frozen=True)
class Found:
    """What the database gave for one office at one moment."""

    office: str
    day: Day
    manned: Manned
    turns: tuple[Turn, ...]
    rooms: tuple[RoomNow, ...]
    expected: tuple[Expected, ...]
    marks: Mapping[int, tuple[Mark, ...]]

    @property
    def here(self) -> frozenset[int]:
        """The customers who are in the building now, by id."""
        visits = (*self.day.waiting, *self.day.with_us)
        return frozenset(each.thread.person.stands.pk for each in visits if each.thread.person is not None)

    def marks_of(self, visit: Visit) -> tuple[Mark, ...]:
        """What has to be observed when this visitor is met."""
        person = visit.thread.person
        return self.marks.get(person.stands.pk, ()) if person is not None else ()


def office_of(here: Here, query: Mapping[str, str]) -> str:
    """The office whose desk it is: the one chosen, else this person's own, else the first."""
    known = [each.slug for each in here.rulebook.association.offices]
    wanted = query.get(CHOSEN, "")
    if wanted in known:
        return wanted
    own = here.membership.office
    return own.slug if own is not None and own.slug in known else known[0] if known else ""


def fetch(here: Here, office: str) -> Found:
    """Everything of one office now."""
    day = reception.day(here.membership, here.rulebook, office=office, at=here.at)
    turns = turns_today(here, office)
    known = {
        each.thread.person.stands.pk
        for each in (*day.waiting, *day.with_us)
        if each.thread.person is not None
    }
    return Found(
        office,
        day,
        front_rota.manned(turns, here.at),
        turns,
        reception.rooms(here.association, office=office, at=here.at),
        reception.expected_today(here.membership, office=office, at=here.at),
        reception.marked(here.association, known),
    )


def turns_today(here: Here, office: str) -> tuple[Turn, ...]:
    """The rota of today."""
    calendar = here.rulebook.calendar_for(office or None)
    midnight = local_midnight(calendar, local_date(calendar, here.at))
    return front_rota.turns(
        here.association, office=office, since=midnight, until=midnight + timedelta(days=1)
    )
