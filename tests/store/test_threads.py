"""The only door to threads, and which of them are to be looked at again."""

from __future__ import annotations

import pytest

from kept.casework.permissions import ROLES, Permission
from kept.store import tenancy, threads
from tests.store.making import account, again, landlord, member, moment, take_in
from tests.unit.casework.small import event

pytestmark = pytest.mark.django_db

TUESDAY = "Tuesday 2026-04-07 10:00"


@pytest.fixture
def red():
    found = landlord("red")
    with tenancy.association(found):
        yield found


def letter(uid: str, **opened):
    return take_in(event("letter.received", TUESDAY, id=uid), at=TUESDAY, **opened)


@pytest.mark.parametrize("role", ROLES)
def test_ordinary_threads_are_seen_by_every_role_that_sees(red, role) -> None:
    docket = letter("L1")
    somebody = member(red, account("kim"), role)
    seen = list(threads.visible_to(somebody).values_list("pk", flat=True))
    assert seen == ([docket.id] if Permission.SEE in ROLES[role].may else [])


@pytest.mark.parametrize(
    ("role", "owns", "sees"),
    [
        ("officer", False, False),
        ("receptionist", False, False),
        ("auditor", False, False),
        ("policy-officer", False, False),
        ("officer", True, True),
        ("manager", False, True),
        ("director", False, True),
        ("administrator", True, False),
    ],
)
def test_sensitive_threads_are_seen_by_their_owner_and_by_leaders(red, role, owns, sees) -> None:
    kim, lee = account("kim"), account("lee")
    letter("L1", sensitivity="confidential", owner_id=(kim if owns else lee).pk)
    assert threads.visible_to(member(red, kim, role)).exists() is sees


def test_a_sensitive_thread_without_an_owner_is_for_leaders(red) -> None:
    letter("L1", sensitivity="confidential")
    assert not threads.visible_to(member(red, account("kim"))).exists()
    assert threads.visible_to(member(red, account("mia"), "manager")).exists()


def test_what_may_not_be_counted_is_what_may_not_be_seen(red) -> None:
    kim = account("kim")
    mine = letter("L1", sensitivity="confidential", owner_id=kim.pk)
    theirs, nobodys = (
        letter("L2", sensitivity="confidential", owner_id=account("lee").pk),
        letter("L3", sensitivity="x"),
    )
    plain = letter("L4")
    officer = member(red, kim)
    hidden = set(threads.hidden_from(officer).values_list("pk", flat=True))
    assert hidden == {theirs.id, nobodys.id}
    assert set(threads.visible_to(officer).values_list("pk", flat=True)) == {mine.id, plain.id}
    assert not threads.hidden_from(member(red, account("mia"), "manager")).exists()


def test_a_membership_elsewhere_opens_nothing_here(red) -> None:
    letter("L1")
    with tenancy.association(landlord("blue")) as blue:
        elsewhere = member(blue, account("kim"), "director")
    assert not threads.visible_to(elsewhere).exists()


def test_the_sweep_takes_threads_in_the_order_in_which_they_wake(red) -> None:
    first, second = letter("L1"), take_in(event("visit.requested", TUESDAY, id="V1"), at=TUESDAY)
    late = moment("Friday 2026-05-01 10:00")
    assert threads.wake_due(late, 10) == [(red.pk, first.id), (red.pk, second.id)]
    assert threads.wake_due(late, 1) == [(red.pk, first.id)]
    assert threads.wake_due(moment("Tuesday 2026-04-07 10:59"), 10) == []
    assert threads.wake_due(moment("Tuesday 2026-04-07 11:00"), 10) == [(red.pk, first.id)]
    again(second.id, at="Friday 2026-05-01 10:00")
    assert threads.wake_due(late, 10) == [(red.pk, first.id)], "what has been looked at sleeps on"
