"""When the office closed, what came since, where an apology waits: each one query."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from kept.actions.sweeping import sweep
from kept.store import mine, morning, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Membership
from tests import cast

pytestmark = pytest.mark.django_db

NOW = cast.t("Wednesday 2026-04-22 08:30")
RIGHT = ["kept:put-right"]


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


@pytest.mark.parametrize(
    ("now", "closed"),
    [
        ("Wednesday 2026-04-22 08:30", "Tuesday 2026-04-21 17:00"),
        ("Wednesday 2026-04-22 20:00", "Tuesday 2026-04-21 17:00"),
        ("Monday 2026-04-20 08:30", "Friday 2026-04-17 17:00"),
        ("Tuesday 2026-04-07 08:30", "Thursday 2026-04-02 17:00"),
    ],
)
def test_the_evening_before_is_the_last_on_which_the_office_was_open(now: str, closed: str) -> None:
    calendar = cast.rulebook("karin").calendar_for(None)
    assert morning.closed_at(calendar, cast.t(now)) == cast.t(closed)


def test_what_came_since_and_is_still_open(
    karin: Association, ann: Account, mia: Membership, django_assert_num_queries
) -> None:
    cast.told(karin, ann, "letter.received", "Tuesday 2026-04-21 16:00")
    night = cast.told(karin, ann, "email.received", "Tuesday 2026-04-21 23:00")
    done = cast.told(karin, ann, "email.received", "Tuesday 2026-04-21 22:00")
    cast.told(karin, ann, "thread.closed", "Wednesday 2026-04-22 08:00", thread=done)
    since = cast.t("Tuesday 2026-04-21 17:00")
    with django_assert_num_queries(1):
        assert [each.ref for each in morning.arrived(mia, since=since, at=NOW)] == [night]


def test_an_apology_waits_from_the_breach_until_it_is_made(
    karin: Association, ann: Account, mia: Membership
) -> None:
    late = cast.told(karin, ann, "letter.received", "Thursday 2026-04-09 10:00", urgent=False)
    sweep(at=NOW)
    assert [each.ref for each in morning.to_put_right(mia, RIGHT, at=NOW)] == [late]
    facts = {"new_date": "2026-04-24", "reason": "We were two short"}
    cast.told(karin, ann, "apology.made", "Wednesday 2026-04-22 08:15", thread=late, **facts)
    assert not morning.to_put_right(mia, RIGHT, at=NOW).exists()


def test_an_alarm_of_the_last_day(karin: Association, ann: Account, mia: Membership) -> None:
    gas = cast.told(karin, ann, "hazard.marked", "Tuesday 2026-04-21 22:00", what="gas", emergency=True)
    day = timedelta(days=1)
    (found,) = morning.called(mia, since=NOW - day, at=NOW)
    assert (found.thread, found.what, found.answered) == (gas, "gas", False)
    cast.told(karin, ann, "alarm.acknowledged", "Tuesday 2026-04-21 22:05", thread=gas)
    assert morning.called(mia, since=NOW - day, at=NOW)[0].answered
    assert morning.called(mia, since=NOW, at=NOW + day) == []


def test_ones_own_figures_are_of_what_one_owns_now(
    karin: Association, ann: Account, mia: Membership, django_assert_num_queries
) -> None:
    kept = cast.told(karin, ann, "letter.received", "Thursday 2026-04-09 10:00", urgent=False)
    cast.told(karin, ann, "letter.answered", "Friday 2026-04-10 10:00", thread=kept)
    cast.told(karin, ann, "letter.received", "Thursday 2026-04-09 11:00", urgent=False)
    sweep(at=NOW)
    span = {"since": date(2026, 4, 1), "until": date(2026, 4, 22)}
    with django_assert_num_queries(1):
        found = {each.promise: each for each in mine.own(karin, mia, account=ann.pk, **span)}
    assert found["karin:letters.1"] == mine.Own("karin:letters.1", kept=1, broken=1, excused=0, running=0)
    assert found["karin:letters.1"].denominator == 2
    assert mine.own(karin, mia, account=ann.pk + 999, **span) == ()
