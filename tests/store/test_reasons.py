"""Why was it not kept: counted by hand, one query, and what still waits for its reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from kept.actions.reasons import explain
from kept.actions.sweeping import sweep
from kept.store import reasons, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Membership
from tests import cast

pytestmark = pytest.mark.django_db

APRIL = (date(2026, 4, 1), date(2026, 4, 30))
NOW = "Wednesday 2026-04-22 12:00"
LETTERS = "karin:letters.1"


@pytest.fixture
def karin() -> Association:
    return cast.association("karin")


@pytest.fixture
def ann(karin: Association) -> Account:
    return cast.member(karin, "ann", "manager")


@pytest.fixture
def mia(karin: Association, ann: Account) -> Iterator[Membership]:
    with tenancy.association(karin):
        found = membership_of(ann, on=date(2026, 4, 22))
        assert found is not None
        yield found


@pytest.fixture
def late(karin: Association, ann: Account) -> list[str]:
    """Four letters that ran out on 16 and 20 April, three of which have a reason."""
    walls = ("Tuesday 2026-04-07 10:00", "Tuesday 2026-04-07 11:00", "Thursday 2026-04-09 10:00")
    refs = [cast.told(karin, ann, "letter.received", each, urgent=False) for each in walls]
    refs.append(cast.told(karin, ann, "letter.received", "Thursday 2026-04-09 12:00", urgent=False))
    sweep(at=cast.t(NOW))
    said(karin, "our_mistake", refs[:2])
    said(karin, "system_down", refs[2:3])
    return refs


def said(karin: Association, why: str, refs: list[str], **more) -> None:
    explain(association=karin, threads=refs, why=why, by="ann", at=cast.t(NOW), **more)


def waits(mia: Membership, **more) -> list[str]:
    since = cast.t("Wednesday 2026-04-01 00:00")
    return [each.ref for each in reasons.broke(mia, since=since, at=cast.t(NOW), unexplained=True, **more)]


def test_each_breach_counts_under_its_reason_or_under_none(
    karin: Association, mia: Membership, late: list[str], django_assert_num_queries
) -> None:
    with django_assert_num_queries(1):
        found = reasons.reasons(karin, mia, *APRIL)
    assert found[LETTERS] == {"our_mistake": 2, "": 1, "system_down": 1}
    assert reasons.reasons(karin, mia, *APRIL, promises=["karin:no"]) == {}
    months = reasons.by_month(karin, mia, *APRIL, promises=[LETTERS])
    assert months == {date(2026, 4, 1): {"our_mistake": 2, "": 1, "system_down": 1}}


def test_the_last_reason_counts_and_one_that_was_struck_out_does_not(
    karin: Association, ann: Account, mia: Membership, late: list[str]
) -> None:
    said(karin, "wrong_details", late[:1])
    told = {"why": "waiting_for_contractor"}
    cast.told(
        karin, ann, "breach.explained", "Wednesday 2026-04-22 10:00", thread=late[3], uid="w" * 32, **told
    )
    cast.told(
        karin,
        ann,
        "event.voided",
        "Wednesday 2026-04-22 11:00",
        thread=late[3],
        corrects="w" * 32,
        reason="Another letter",
    )
    found = reasons.reasons(karin, mia, *APRIL, promises=[LETTERS])[LETTERS]
    assert found == {"": 1, "our_mistake": 1, "system_down": 1, "wrong_details": 1}


def test_a_reason_of_one_promise_is_none_of_another(
    karin: Association, ann: Account, mia: Membership
) -> None:
    both = cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 10:00", urgent=True)
    sweep(at=cast.t(NOW))
    broken = set(reasons.reasons(karin, mia, *APRIL))
    assert LETTERS in broken
    assert len(broken) > 1
    said(karin, "too_few_people", [both], answers=(LETTERS,))
    found = reasons.reasons(karin, mia, *APRIL)
    assert found[LETTERS] == {"too_few_people": 1}
    assert all(found[each] == {"": 1} for each in broken - {LETTERS})
    assert waits(mia) == [both]


def test_what_waits_for_a_reason_the_latest_breach_first(
    karin: Association, ann: Account, mia: Membership, late: list[str], django_assert_num_queries
) -> None:
    assert waits(mia) == [late[3]]
    cast.told(karin, ann, "visitor.arrived", "Wednesday 2026-04-22 09:00")
    sweep(at=cast.t(NOW))
    # Somebody waited too long this morning: nobody is asked back about minutes.
    assert waits(mia) == [late[3]]
    assert waits(mia, owner=ann.pk) == [late[3]]
    assert waits(mia, nobody=True) == []
    assert waits(mia, office="nowhere") == []
    said(karin, "other", late[3:])
    assert waits(mia) == []
    since = cast.t("Wednesday 2026-04-22 00:00")
    assert not reasons.broke(mia, since=since, at=cast.t(NOW)).exists()
    # Nobody has said sorry for the first two either: that ran out on Tuesday night.
    since = cast.t("Tuesday 2026-04-21 12:00")
    assert {each.ref for each in reasons.broke(mia, since=since, at=cast.t(NOW))} == set(late[:2])
    since = cast.t("Monday 2026-04-20 12:00")
    assert {each.ref for each in reasons.broke(mia, since=since, at=cast.t(NOW))} == set(late)


def test_a_role_without_figures_has_none(karin: Association, mia: Membership, late: list[str]) -> None:
    nobody = Membership(association=karin, account=mia.account, role="unknown", from_on=APRIL[0])
    assert reasons.reasons(karin, nobody, *APRIL) == {}
