"""Landlords, people and threads for the tests of the store.

Everything is judged by the small policy and written through the same door as in earnest.

    red = landlord("red")
    with tenancy.association(red):
        take_in(event("letter.received", "Tuesday 2026-04-07 10:00"), at="Tuesday 2026-04-07 10:00")
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from kept.casework import Changes, Event, decide
from kept.casework.standing import standing
from kept.store import dockets, refs, seers, tenancy, writing
from kept.store.dockets import Docket
from kept.store.models import Account, Association, Membership, Office
from kept.store.writing import Outcome
from tests.unit.casework.small import CALENDAR, RULES, t


def landlord(slug: str, *, go_live: date = date(2016, 1, 1)) -> Association:
    """An association with one office, "main"."""
    found = Association.objects.create(
        slug=slug, name=slug.title(), nation="england", zone="Europe/London", go_live=go_live
    )
    with tenancy.association(found):
        Office.objects.create(association=found, slug="main", name="Main office")
    return found


def account(handle: str) -> Account:
    """Somebody who could sign in."""
    return Account.objects.create_user(f"{handle}@example.org", handle=handle, name=handle.title())


def member(association: Association, who: Account, role: str = "officer", **more: Any) -> Membership:
    """Their membership since long ago, with all that a page knows of it; the association must be active."""
    more.setdefault("from_on", date(2016, 1, 1))
    made = Membership.objects.create(association=association, account=who, role=role, **more)
    # One of elsewhere is none that a page would have.
    return seers.knowing(Membership.objects.filter(pk=made.pk)).first() or made


def outcome(
    docket: Docket,
    *events: Event,
    at: str,
    words: Mapping[str, Mapping[str, object]] | None = None,
    opened: Mapping[str, Any] | None = None,
) -> Outcome:
    """What follows for a docket that was read, by the small policy."""
    moment = t(at)
    told = [_told_on(each, docket.ref) for each in events]
    changes = decide(docket.history, told, rules=RULES, calendar=CALENDAR, at=moment, stored=docket.clocks)
    assert isinstance(changes, Changes), changes
    known = [*docket.history, *changes.events]
    stands = standing(known, changes.judgement, own=docket.ref, rules=RULES, at=moment)
    return Outcome(
        docket,
        changes.judgement,
        stands,
        events=changes.events,
        words=words or {},
        written=changes.written,
        removed=changes.removed,
        opened=opened,
    )


def _told_on(event: Event, ref: str) -> Event:
    return replace(event, thread=ref)


def new_docket(subject: str | None = None, office: int | None = None) -> Docket:
    """The docket of a thread that is not written yet."""
    return Docket(None, refs.new_ref(), subject, office)


def take_in(
    *events: Event,
    at: str,
    subject: str | None = None,
    office: int | None = None,
    words: Mapping[str, Mapping[str, object]] | None = None,
    **opened: Any,
) -> Docket:
    """Open a thread in the active association with these events, as known at `at`."""
    docket = new_docket(subject, office)
    active = tenancy.active()
    assert active is not None
    writing.write([outcome(docket, *events, at=at, words=words, opened=opened)])
    return docket


def again(thread: int, *events: Event, at: str) -> Docket:
    """Hold, read, judge and write a thread once more."""
    active = tenancy.active()
    assert active is not None
    (docket,) = dockets.read(dockets.lock([thread]))
    writing.write([outcome(docket, *events, at=at)])
    return docket


def moment(wall: str) -> datetime:
    """The instant of a wall time in London."""
    return t(wall)
