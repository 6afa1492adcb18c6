"""A week as the search for odd patterns takes it: whose it is, of what, in two queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from kept.actions.sweeping import sweep
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Membership
from kept.store.oddities import week_of
from tests import cast

pytestmark = pytest.mark.django_db

NOW = cast.t("Wednesday 2026-04-22 12:00")
SINCE = NOW - timedelta(days=7)


@pytest.fixture
def karin() -> Association:
    return cast.association("karin")


@pytest.fixture
def ann(karin: Association) -> Account:
    return cast.member(karin, "ann", "officer")


@pytest.fixture
def mia(karin: Association) -> Iterator[Membership]:
    boss = cast.member(karin, "mia", "manager")
    with tenancy.association(karin):
        found = membership_of(boss, on=date(2026, 4, 22))
        assert found is not None
        yield found


def looked(mia: Membership, *handles: str):
    return week_of(mia, cast.rulebook("karin"), handles=handles, since=SINCE, at=NOW)


def test_stops_pauses_closings_and_excuses_of_these_people(
    karin: Association, ann: Account, mia: Membership
) -> None:
    late = cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 10:00", urgent=False)
    sweep(at=NOW)
    answered = {"thread": late, "recorded": "Tuesday 2026-04-21 10:00"}
    cast.told(karin, ann, "letter.answered", "Thursday 2026-04-09 10:00", **answered)
    cast.told(karin, mia.account, "breach.excused", "Tuesday 2026-04-21 11:00", thread=late, reason="Snow")
    cast.told(karin, ann, "thread.closed", "Tuesday 2026-04-21 12:00", thread=late)
    week = looked(mia, "ann", "mia")
    stops = [each for each in week.stops if each.promise == "karin:letters.1"]
    assert [(each.by, each.thread, each.recorded_at) for each in stops] == [
        ("ann", late, cast.t("Tuesday 2026-04-21 10:00"))
    ]
    assert [(each.by, each.thread) for each in week.closings] == [("ann", late)]
    assert ("mia", late) in {(each.by, each.thread) for each in week.excuses}
    assert looked(mia, "bea") == looked(mia)
    assert looked(mia, "mia").stops == ()


def test_what_was_recorded_before_or_by_a_machine_is_left_out(
    karin: Association, ann: Account, mia: Membership
) -> None:
    old = cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 10:00", urgent=False)
    cast.told(karin, ann, "letter.answered", "Thursday 2026-04-09 10:00", thread=old)
    week = looked(mia, "ann")
    assert (week.stops, week.closings) == ((), ())


def test_it_is_two_queries_however_much_there_was(
    karin: Association, ann: Account, mia: Membership, django_assert_num_queries
) -> None:
    for n in range(5):
        ref = cast.told(karin, ann, "letter.received", f"Monday 2026-04-20 1{n}:00", urgent=False)
        cast.told(karin, ann, "letter.answered", "Tuesday 2026-04-21 10:00", thread=ref)
        with django_assert_num_queries(2):
            assert len({each.thread for each in looked(mia, "ann").stops}) == n + 1
