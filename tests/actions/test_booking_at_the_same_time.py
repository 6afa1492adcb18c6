"""Fifty people book one hour at one moment: one has it, and forty-nine hear so, with other times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from kept.actions import booking, surgeries
from kept.actions.booking import Booked
from kept.casework.diary import Taken
from kept.server.postgres import Server
from kept.store import tenancy
from kept.store.models import Association, Booking, Event, Resource, Slot
from tests import cast
from tests.actions.test_at_the_same_time import together
from tests.cast import t

NOW, WHEN = t("Tuesday 2026-04-07 10:00"), t("Wednesday 2026-04-08 14:00")
MANY = 50


@pytest.fixture
def karin(live_database: Server) -> Association:
    here = cast.association("karin")
    cast.member(here, "ann")
    return here


def wish(here: Association, number: int, **more: object) -> Callable[[], object]:
    said = {"from_name": f"Caller {number}", "phone": "01632 960 001", "about": "Rent", "agreed": True}
    given: dict[str, object] = {"kind": "appointment", "resources": ["@ann"], **more}
    return lambda: booking.book(
        association=here,
        starts=WHEN,
        facts={**said, "agreed_how": "by-telephone"},
        by="ann",
        at=NOW,
        **given,  # type: ignore[arg-type]
    )


def test_fifty_at_once_leave_exactly_one_booking_and_forty_nine_clear_answers(karin: Association) -> None:
    found = together([wish(karin, number) for number in range(MANY)])
    booked = [each for each in found if isinstance(each, Booked)]
    told = [each for each in found if isinstance(each, Taken)]
    assert (len(booked), len(told)) == (1, MANY - 1), found
    assert {each.sentence for each in told} == {
        "Ann is taken on Wednesday 8 April at 14:00: somebody has booked it."
    }
    assert all(each.free and WHEN not in [one.start for one in each.free] for each in told)
    with tenancy.association(karin):
        assert Booking.objects.count() == 1
        assert Slot.objects.filter(released_at=None).count() == 1
        # Whoever was told no has left nothing behind, and nobody's clock has started.
        assert Event.objects.filter(kind__in=("appointment.requested", "appointment.arranged")).count() == 2


def test_one_form_sent_many_times_at_once_is_one_booking(karin: Association) -> None:
    found = together([wish(karin, 0, uid="a" * 32) for _ in range(10)])
    assert all(isinstance(each, Booked) for each in found), found
    assert len({each.id for each in found if isinstance(each, Booked)}) == 1


def test_a_surgery_gives_away_every_place_and_none_twice(karin: Association) -> None:
    done = surgeries.plan(
        association=karin,
        name="Surgery",
        starts=WHEN,
        ends=WHEN + timedelta(hours=1),
        every=15,
        places=3,
        resources=["@ann"],
        by="ann",
        at=NOW,
    )
    assert isinstance(done, tuple), done
    with tenancy.association(karin):
        surgery = Resource.objects.get(kind="surgery").pk
    turn = {"kind": "surgery-place", "resources": [surgery], "ends": WHEN + timedelta(minutes=15)}
    found = together([wish(karin, number, **turn) for number in range(12)])
    assert sum(isinstance(each, Booked) for each in found) == 3, found
    with tenancy.association(karin):
        places = Slot.objects.filter(resource=surgery, released_at=None).order_by("place")
        assert list(places.values_list("place", flat=True)) == [0, 1, 2]
