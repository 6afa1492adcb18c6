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
from kept.store.models import Account, Association, Booking, Clock, Closing, Event, Person, Resource, Slot
from tests import cast
from tests.cast import t
from tests.going import carded

pytestmark = pytest.mark.django_db

NOW = t("Tuesday 2026-04-07 10:00")
WHEN = t("Wednesday 2026-04-08 14:00")
AGREED = {"agreed": True, "agreed_how": "by-telephone"}


def asked(**more: object) -> dict[str, object]:
    said = {"from_name": "Mrs Okafor", "phone": "01632 960 001", "about": "Damp in the kitchen"}
    return {**said, **AGREED, **more}


def book(
    here: Association, by: Account, starts: datetime = WHEN, kind: str = "appointment", **more: Any
) -> Any:
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
    found = cast.member(karin, "ann")
    carded(karin, found)
    return found


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
    assert again.free[0].start == t("Wednesday 2026-04-08 14:30")
    with tenancy.association(karin):
        assert Booking.objects.count() == 1
        assert Slot.objects.count() == 1


def test_a_visit_keeps_the_clock_running_until_it_is_made() -> None:
    wessex = cast.association("wessex")
    bea = cast.member(wessex, "bea")
    carded(wessex, bea)
    made = booked(wessex, bea, kind="home-visit", facts=asked(venue="14 Mill Road, BA1 1AA"))
    with tenancy.association(wessex):
        running = Clock.objects.get(thread=made.thread, promise="wessex:5d.1")
    assert running.verdict == "running"
    assert made.due_at == running.first_due_at
    assert made.postcode == "BA1 1"
    after = WHEN + timedelta(hours=1)
    ended = booking.end(
        association=wessex, booking=made.pk, state="kept", arrived_at=WHEN, by="bea", at=after
    )
    assert isinstance(ended, Booking), ended
    with tenancy.association(wessex):
        assert Clock.objects.get(thread=made.thread, promise="wessex:5d.1").verdict == "kept"
    assert ended.state == "kept"


def test_later_than_promised_needs_a_reason_and_the_customers_own_makes_it_their_choice() -> None:
    wessex = cast.association("wessex")
    bea = cast.member(wessex, "bea")
    carded(wessex, bea)
    late = t("Thursday 2026-04-30 14:00")
    refused = book(wessex, bea, late, kind="home-visit", facts=asked(venue="14 Mill Road"))
    assert isinstance(refused, Taken)
    assert refused.sentence.startswith("We promised this by Tuesday 21 April")
    assert refused.free[0].start < late
    chose = asked(venue="14 Mill Road", later_why="customer-later", first_offer=WHEN)
    made = booked(wessex, bea, late, kind="home-visit", facts=chose)
    done = booking.end(
        association=wessex, booking=made.pk, state="kept", by="bea", at=late + timedelta(hours=1)
    )
    assert isinstance(done, Booking), done
    with tenancy.association(wessex):
        assert Clock.objects.get(thread=made.thread, promise="wessex:5d.1").verdict == "kept-customer-chose"


def test_a_serious_matter_is_met_as_soon_as_the_list_says() -> None:
    wessex = cast.association("wessex")
    bea = cast.member(wessex, "bea")
    carded(wessex, bea)
    refused = book(wessex, bea, t("Thursday 2026-04-09 14:00"), facts=asked(matter="harassment"))
    assert isinstance(refused, Refused)
    assert refused.sentence.startswith("We promised this by Wednesday 8 April")


def test_a_way_that_is_too_long_is_warned_of_and_may_be_meant(karin: Association, ann: Account) -> None:
    booked(karin, ann, kind="home-visit", facts=asked(venue="1 High Street, LS1 4AB"))
    after = WHEN + timedelta(minutes=45)
    far = asked(venue="2 Far Lane, YO1 7HH")
    warned = book(karin, ann, after, kind="home-visit", facts=far)
    assert isinstance(warned, Taken)
    assert warned.despite == "travel"
    assert "takes about 60 minutes, and there are 0" in warned.sentence
    assert isinstance(book(karin, ann, after, kind="home-visit", facts=far, despite=["travel"]), Booked)


def test_a_surgery_takes_as_many_at_once_as_it_has_places(karin: Association, ann: Account) -> None:
    from kept.actions import surgeries

    done = surgeries.plan(
        association=karin,
        name="Housing surgery",
        starts=WHEN,
        ends=WHEN + timedelta(hours=1),
        every=15,
        places=2,
        resources=["@ann"],
        by="ann",
        at=NOW,
    )
    assert isinstance(done, tuple), done
    with tenancy.association(karin):
        surgery = Resource.objects.get(kind="surgery")
    turn = {"kind": "surgery-place", "resources": [surgery.pk], "ends": WHEN + timedelta(minutes=15)}
    assert isinstance(book(karin, ann, WHEN, **turn), Booked)
    assert isinstance(book(karin, ann, WHEN, **turn), Booked)
    full = book(karin, ann, WHEN, **turn)
    assert isinstance(full, Refused)
    assert "All 2 places of Housing surgery" in full.sentence
    elsewhere = book(karin, ann, WHEN + timedelta(hours=2), kind="surgery-place", resources=[surgery.pk])
    assert isinstance(elsewhere, Refused)
    assert "is not held then" in elsewhere.sentence
    assert isinstance(book(karin, ann, WHEN), Taken), "whoever holds a surgery is taken for the whole of it"


def test_a_joint_visit_takes_two_of_us(karin: Association, ann: Account) -> None:
    carded(karin, cast.member(karin, "bea"))
    visit = {"kind": "joint-visit", "facts": asked(venue="1 High Street")}
    alone = book(karin, ann, **visit)
    assert isinstance(alone, Refused)
    assert "This takes 2 of us" in alone.sentence
    made = booked(karin, ann, resources=["@ann", "@bea"], **visit)
    with tenancy.association(karin):
        assert Slot.objects.filter(booking=made).count() == 2


def test_people_to_be_kept_apart_never_share_a_waiting_hour(karin: Association, ann: Account) -> None:
    from datetime import date

    from kept.actions import markers

    both = [
        customers.add(association=karin, name=name, phones=[f"01632 960 00{at}"], by="ann", at=NOW)
        for at, name in enumerate(["Ngozi Okafor", "Piotr Nowak"])
    ]
    one, other = (each.ref for each in both if isinstance(each, Person))
    done = markers.mark(
        association=karin,
        person=one,
        other=other,
        kind="apart",
        why="order",
        asked_after=True,
        review_on=date(2026, 9, 1),
        by="ann",
        at=NOW,
    )
    assert not isinstance(done, Refused), done
    cast.member(karin, "bea")
    booked(karin, ann, person=one)
    near = book(karin, ann, WHEN + timedelta(minutes=30), person=other, resources=["@bea"])
    assert isinstance(near, Refused)
    assert "Somebody whom they must not meet" in near.sentence
    assert "Okafor" not in near.sentence
    assert isinstance(
        book(karin, ann, WHEN + timedelta(minutes=75), person=other, resources=["@bea"]), Booked
    )


def test_a_role_that_reads_does_not_book(karin: Association, ann: Account) -> None:
    auditor = cast.member(karin, "otto", "auditor")
    refused = book(karin, auditor, resources=["@ann"])
    assert isinstance(refused, Refused)
    assert "does not write in it" in refused.sentence


def test_nothing_stays_of_a_booking_that_is_refused_half_way(karin: Association, ann: Account) -> None:
    cast.member(karin, "bea")
    booked(karin, ann)
    refused = book(karin, ann, resources=["@bea", "@ann"])
    assert isinstance(refused, Refused)
    with tenancy.association(karin):
        assert Slot.objects.count() == 1
        assert Booking.objects.count() == 1
        assert Event.objects.filter(kind="appointment.requested").count() == 1


def test_nobody_without_a_card_is_sent_to_a_door(karin: Association, ann: Account) -> None:
    cast.member(karin, "bea")
    refused = book(karin, ann, kind="home-visit", resources=["@bea"], facts=asked(venue="1 High Street"))
    assert isinstance(refused, Refused)
    assert refused.sentence.startswith("Bea has no identity card that is valid that day")
    assert isinstance(book(karin, ann, resources=["@bea"]), Booked)


def test_nobody_is_asked_to_an_office_that_is_to_be_shut(karin: Association, ann: Account) -> None:
    with tenancy.association(karin):
        Closing.objects.create(
            association=karin,
            uid="flood",
            starts_at=t("Wednesday 2026-04-08 13:00"),
            ends_at=t("Wednesday 2026-04-08 17:00"),
            reason="flood",
            planned=True,
            told_at=NOW,
            told_by="ann",
        )
    refused = book(karin, ann)
    assert isinstance(refused, Refused)
    assert refused.sentence.startswith("The office is shut at 14:00")
