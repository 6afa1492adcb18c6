"""Each act of the diary, run once, for `test_actions`."""

from __future__ import annotations

from datetime import date
from typing import Any

from kept.actions import (
    appointments,
    booking,
    customers,
    feeds,
    markers,
    matters,
    people,
    resources,
    surgeries,
)
from kept.casework import Refused
from kept.store.models import Association, Booking, Feed, Marker, Person, Resource, Session, Slot
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")
WHEN, LATER = t("Thursday 2026-04-09 14:00"), t("Thursday 2026-04-09 15:00")
ASKED = {"from_name": "Ms Okafor", "phone": "01632 960 001", "about": "Damp", "agreed": True}
SILENT = {
    "booking.free": "it only looks",
    "booking.take_now": "who took the room, and until when, is on its slot, which is never deleted",
    "booking.release": "that and when it was freed is on its slot, which is never deleted",
}


def _colleague(here: Association) -> str:
    people.create_account(association=here, handle="bea", email="b@example.org", name="Bea", by=BY, at=NOW)
    people.add_member(association=here, handle="bea", role="officer", by=BY, at=NOW)
    return "@bea"


def _room(here: Association) -> int:
    made = resources.add(association=here, kind="room", name="Blue room", office="main", by=BY, at=NOW)
    assert isinstance(made, Resource), made
    return made.pk


def _book(here: Association, who: str) -> Any:
    return booking.book(
        association=here,
        kind="appointment",
        starts=WHEN,
        resources=[who],
        facts={**ASKED, "agreed_how": "by-telephone"},
        by=BY,
        at=NOW,
    )


def _booked(here: Association) -> int:
    made = _book(here, _colleague(here))
    assert not isinstance(made, Refused), made
    return int(made.id)


def _cancelled(here: Association) -> int:
    made = booking.cancel(association=here, booking=_booked(here), reason="Ill", by=BY, at=NOW)
    assert isinstance(made, Booking), made
    return made.pk


def _taken(here: Association) -> int:
    made = booking.take_now(association=here, room=_room(here), minutes=30, by=BY, at=NOW)
    assert isinstance(made, Slot), made
    return made.pk


def _plan(here: Association, who: str) -> Any:
    return surgeries.plan(
        association=here,
        name="Surgery",
        starts=WHEN,
        ends=LATER,
        every=15,
        places=3,
        resources=[who],
        by=BY,
        at=NOW,
    )


def _planned(here: Association) -> int:
    made = _plan(here, _colleague(here))
    assert isinstance(made, tuple), made
    first: Session = made[0]
    return first.pk


def _person(here: Association) -> str:
    made = customers.add(association=here, name="Ms Okafor", by=BY, at=NOW)
    assert isinstance(made, Person), made
    return made.ref


def _mark(here: Association, person: str) -> Any:
    return markers.mark(
        association=here,
        person=person,
        kind="two-staff",
        why="threats",
        asked_after=True,
        review_on=date(2026, 10, 1),
        by=BY,
        at=NOW,
    )


def _marked(here: Association) -> int:
    made = _mark(here, _person(here))
    assert isinstance(made, Marker), made
    return made.pk


def _feed(here: Association) -> str:
    made = feeds.open_feed(association=here, resource=_colleague(here), by=BY, at=NOW)
    assert isinstance(made, feeds.Opened), made
    feed: Feed = made.feed
    return feed.ref


ACTS: dict[str, tuple[Any, Any]] = {
    "booking.book": (_colleague, lambda here, who, _: _book(here, who)),
    "booking.move": (
        _booked,
        lambda here, pk, _: booking.move(
            association=here,
            booking=pk,
            starts=LATER,
            facts={"agreed": True, "agreed_how": "by-telephone"},
            by=BY,
            at=NOW,
        ),
    ),
    "booking.cancel": (
        _booked,
        lambda here, pk, _: booking.cancel(association=here, booking=pk, by=BY, at=NOW),
    ),
    "booking.told": (
        _cancelled,
        lambda here, pk, _: booking.told(
            association=here, booking=pk, offered=[LATER], answer="thinking", by=BY, at=NOW
        ),
    ),
    "booking.end": (
        _booked,
        lambda here, pk, _: booking.end(
            association=here, booking=pk, state="missed-by-customer", by=BY, at=t("Friday 2026-04-10 10:00")
        ),
    ),
    "booking.free": (
        _room,
        lambda here, pk, _: booking.free(association=here, resources=[], minutes=30, by=BY, at=NOW),
    ),
    "booking.take_now": (
        _room,
        lambda here, pk, _: booking.take_now(association=here, room=pk, minutes=30, by=BY, at=NOW),
    ),
    "booking.release": (
        _taken,
        lambda here, pk, _: booking.release(association=here, slot=pk, by=BY, at=NOW),
    ),
    "resources.add": (
        lambda here: None,
        lambda here, _, __: resources.add(association=here, kind="room", name="Red", by=BY, at=NOW),
    ),
    "resources.change": (
        _room,
        lambda here, pk, _: resources.change(association=here, resource=pk, seats=6, by=BY, at=NOW),
    ),
    "surgeries.plan": (_colleague, lambda here, who, _: _plan(here, who)),
    "surgeries.call_off": (
        _planned,
        lambda here, pk, _: surgeries.call_off(association=here, session=pk, by=BY, at=NOW),
    ),
    "markers.mark": (_person, lambda here, ref, _: _mark(here, ref)),
    "markers.end": (_marked, lambda here, pk, _: markers.end(association=here, marker=pk, by=BY, at=NOW)),
    "matters.settle": (
        lambda here: None,
        lambda here, _, __: matters.settle(
            association=here, label="Harassment", category="one_day", by=BY, at=NOW
        ),
    ),
    "feeds.open_feed": (
        _colleague,
        lambda here, who, _: feeds.open_feed(association=here, resource=who, by=BY, at=NOW),
    ),
    "feeds.revoke": (_feed, lambda here, ref, _: feeds.revoke(association=here, feed=ref, by=BY, at=NOW)),
    "appointments.confirm": (
        _booked,
        lambda here, pk, _: appointments.confirm(association=here, booking=pk, how="printed", by=BY, at=NOW),
    ),
    "appointments.remind": (
        _booked,
        lambda here, pk, _: appointments.remind(association=here, booking=pk, how="text", by=BY, at=NOW),
    ),
    "appointments.interpret": (
        _booked,
        lambda here, pk, _: appointments.interpret(
            association=here, booking=pk, confirmed=True, language="Polish", by=BY, at=NOW
        ),
    ),
    "appointments.not_given": (
        lambda here: None,
        lambda here, _, __: appointments.not_given(
            association=here, what="room", why="All rooms taken", by=BY, at=NOW
        ),
    ),
}
