"""Duties that were overdue when they began here are listed, and in no figure."""

from __future__ import annotations

from datetime import date

import pytest

from kept.actions.duties import begin_all
from kept.store import figures, recurring, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Membership, Thread
from kept.store.recurring import Overdue
from tests import cast

pytestmark = pytest.mark.django_db

GO_LIVE = "Friday 2017-12-01 09:00"
DUTIES = cast.rulebook("karin").duties
REVIEW, NEWSLETTER = "karin:review.4", "karin:communication.6"


@pytest.fixture
def karin() -> Association:
    found = cast.association("karin")
    begin_all(association=found, by="kept", at=cast.t(GO_LIVE))
    return found


def member(karin: Association, who: Account) -> Membership:
    found = membership_of(who, on=date(2026, 4, 7))
    assert found is not None
    return found


def overdue(karin: Association, who: Account) -> tuple[Overdue, ...]:
    with tenancy.association(karin):
        return recurring.found_overdue(karin, member(karin, who), DUTIES)


def test_found_overdue_it_waits_apart_until_it_is_done_and_counts_nowhere(karin: Association) -> None:
    mia = cast.member(karin, "mia", "manager")
    (found,) = overdue(karin, mia)
    assert (found.clause, found.began_at, found.done_at) == (REVIEW, cast.t(GO_LIVE), None)
    assert found.due_at == cast.t("Saturday 2011-10-22 00:00")
    cast.told(karin, mia, "duty.done", "Tuesday 2018-01-09 10:00", thread=found.thread)
    (done,) = overdue(karin, mia)
    assert done.done_at == cast.t("Tuesday 2018-01-09 10:00")
    with tenancy.association(karin):
        counted = figures.performance(karin, member(karin, mia), date(2011, 1, 1), date(2018, 12, 31))
    assert REVIEW not in {each.promise for each in counted if each.denominator}


def test_the_last_time_that_was_told_decides(karin: Association) -> None:
    mia = cast.member(karin, "mia", "manager")
    gas = next(clause for clause, each in DUTIES.items() if each.duty and each.duty.subject == "home")
    for last_done in ("2016-06-01", "2017-11-30"):
        cast.told(karin, mia, "duty.began", GO_LIVE, duty=gas, what="14 Mill Lane", last_done=last_done)
    assert [each.clause for each in overdue(karin, mia)] == [REVIEW, gas]


def test_what_may_not_be_seen_is_not_listed(karin: Association) -> None:
    mia, ann = cast.member(karin, "mia", "manager"), cast.member(karin, "ann", "officer")
    with tenancy.association(karin):
        Thread.objects.filter(subject=f"duty:{REVIEW}").update(sensitivity="confidential")
    assert overdue(karin, ann) == ()
    assert len(overdue(karin, mia)) == 1
    assert overdue(karin, cast.member(karin, "ada", "administrator")) == ()
    with tenancy.association(karin):
        assert recurring.found_overdue(karin, member(karin, mia), ()) == ()
