"""Accounts and memberships: each way in which a change may end."""

from __future__ import annotations

from datetime import date

import pytest

from kept.actions import people
from kept.casework import Refused
from kept.store import tenancy
from kept.store.accounts import memberships_of
from kept.store.models import Account, Association, Event, Membership
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")
GOOD = "a quiet morning at the counter"


def make(here: Association, handle: str = "bea", **more: object) -> Account | Refused:
    given = {"email": f"{handle}@example.org", "name": "Bea Malik", **more}
    return people.create_account(association=here, handle=handle, by=BY, at=NOW, **given)  # type: ignore[arg-type]


def join(
    here: Association, handle: str = "bea", role: str = "officer", **more: object
) -> Membership | Refused:
    return people.add_member(association=here, handle=handle, role=role, by=BY, at=NOW, **more)  # type: ignore[arg-type]


def kinds(here: Association) -> list[str]:
    with tenancy.association(here):
        return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def sentence(found: object) -> str:
    assert isinstance(found, Refused)
    return found.sentence


def test_an_account_without_a_password_cannot_be_used(here: Association) -> None:
    made = make(here)
    assert isinstance(made, Account)
    assert not made.has_usable_password()
    assert kinds(here)[-1] == "account.created"


def test_no_event_holds_a_password(here: Association) -> None:
    make(here, password=GOOD)
    people.set_password(association=here, handle="bea", password=GOOD + "!", by=BY, at=NOW)
    assert Account.objects.get(handle="bea").check_password(GOOD + "!")
    with tenancy.association(here):
        assert all(GOOD not in str(each.facts) for each in Event.objects.all())
    assert kinds(here)[-1] == "account.password_set"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"handle": "Bea Malik"}, "small letters"),
        ({"handle": "sweep"}, "small letters"),
        ({"handle": "bea\x00"}, "small letters"),
        ({"email": "nowhere"}, "one @"),
        ({"name": " "}, "by which colleagues know them"),
        ({"name": "Bea\x00"}, "by which colleagues know them"),
        ({"password": "short"}, "too short"),
        ({"handle": "taken"}, "is taken"),
        ({"email": "TAKEN@example.org"}, "Add that one as a member"),
    ],
)
def test_an_account_that_cannot_be_made(here: Association, more: dict[str, str], says: str) -> None:
    make(here, "taken")
    before = kinds(here)
    assert says in sentence(make(here, **{"handle": "bea", **more}))  # type: ignore[arg-type]
    assert kinds(here) == before


def test_a_member_works_from_a_day_to_a_day(here: Association) -> None:
    make(here)
    member = join(here, from_on=date(2026, 4, 13), team="desk", office="late")
    assert isinstance(member, Membership)
    account = Account.objects.get(handle="bea")
    assert not memberships_of(account, date(2026, 4, 12))
    assert [each.role for each in memberships_of(account, date(2026, 4, 13))] == ["officer"]
    ended = people.end_membership(association=here, handle="bea", by=BY, at=NOW, last_on=date(2026, 4, 30))
    assert ended == 1
    assert memberships_of(account, date(2026, 4, 30))
    assert not memberships_of(account, date(2026, 5, 1))
    assert kinds(here)[-2:] == ["member.joined", "member.left"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"handle": "nobody"}, "no account"),
        ({"role": "king"}, "The roles are: receptionist"),
        ({"team": "nowhere"}, "no team"),
        ({"office": "nowhere"}, "no office"),
        ({"to_on": date(2026, 4, 1)}, "comes before the first"),
        ({}, "this role here already"),
    ],
)
def test_a_membership_that_cannot_begin(here: Association, more: dict[str, object], says: str) -> None:
    make(here)
    join(here)
    assert says in sentence(join(here, **more))  # type: ignore[arg-type]


def test_nobody_leaves_twice(here: Association) -> None:
    make(here)
    assert "does not work here" in sentence(
        people.end_membership(association=here, handle="bea", by=BY, at=NOW)
    )
    assert "does not work here" in sentence(
        people.end_membership(association=here, handle="x", by=BY, at=NOW)
    )


def test_a_closed_account_is_closed_everywhere(here: Association, there: Association) -> None:
    make(here)
    join(here)
    join(there)
    closed = people.close_account(association=here, handle="bea", by=BY, at=NOW)
    assert isinstance(closed, Account)
    assert not Account.objects.get(handle="bea").is_active
    assert not memberships_of(closed, date(2026, 4, 9))
    assert kinds(here)[-2:] == ["account.closed", "member.left"]
    assert kinds(there)[-1] == "member.left"
    assert "no account" in sentence(people.close_account(association=here, handle="bea", by=BY, at=NOW))
    assert "no account" in sentence(join(here))
    again = people.set_password(association=here, handle="bea", password=GOOD, by=BY, at=NOW)
    assert "no account" in sentence(again)


def test_a_weak_password_is_refused(here: Association) -> None:
    make(here)
    found = people.set_password(association=here, handle="bea", password="123", by=BY, at=NOW)
    assert "too short" in sentence(found)
