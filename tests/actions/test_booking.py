"""A time comes into the diary, moves and goes: with its events, its clocks, and never for two."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from kept.actions import booking, customers
from kept.actions.booking import Booked
from kept.casework import Refused
from kept.casework.diary import Taken
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Booking, Clock, Event, Office, Person, Resource, Slot
from tests import cast
from tests.cast import t

pytestmark = pytest.mark.django_db

NOW = t("Tuesday 2026-04-07 10:00")
WHEN = t("Wednesday 2026-04-08 14:00")
AGREED = {"agreed": True, "agreed_how": "by-telephone"}


def asked(**more: object) -> dict[str, object]:
    return {"from_name": "Mrs Okafor", "phone": "01632 960 001", "about": "Damp in the kitchen", **AGREED, **more}


def book(here: Association, by: Account, starts: datetime = WHEN, kind: str = "appointment", **more: Any) -> Any:
    more.setdefault("resources", [f"@{by.handle}"])
    more.setdefault("facts", asked())
    at = more.pop("at", NOW)
    with tenancy.association(here):
        member = membership_of(by, on=at.date())
    return booking.book(
        association=here, by=by.handle, at=at, kind=kind, starts=starts, membership=member, **more
    )


def booked(*args: Any, **more: Any) -> Booking:
    done = book(*args, **more)
    assert isinstance(done, Booked), done
    with tenancy.association(args[0]):
        return Booking.objects.select_related("thread", "person").get(pk=done.id)


@pytest.fixture
def karin() -> Association:
    return cast.association("karin")


@pytest.fixture
def ann(karin: Association) -> Account:
    return cast.member(karin, "ann")


def test_a_time_that_is_agreed_is_told_as_asked_for_and_arranged(karin: Association, ann: Account) -> None:
    made = booked(karin, ann)
    with tenancy.association(karin):
        kinds = list(Event.objects.filter(thread=made.thread).order_by("id").values_list("kind", flat=True))
        assert kinds == ["appointment.requested", "appointment.arranged"]
        slot = Slot.objects.get(booking=made)
    assert (slot.starts_at, slot.ends_at) == (WHEN, WHEN + timedelta(minutes=30))
    assert made.state == "booked"
    assert made.agreed_how == "by-telephone"
    assert made.remind_at == t("Tuesday 2026-04-07 09:00") or made.remind_at is None


def test_nobody_is_booked_twice_and_other_times_are_named(karin: Association, ann: Account) -> None:
    booked(karin, ann)
    again = book(karin, ann, WHEN + timedelta(minutes=15))
    assert isinstance(again, Taken)
    assert again.sentence.startswith("Ann is taken on Wednesday 8 April at 14:15")
    assert [each.start for each in again.free][0] == t("Wednesday 2026-04-08 14:30")
    with tenancy.association(karin):
        assert Booking.objects.count() == 1
        assert Slot.objects.count() == 1
