"""Shares that a policy set itself: of the clocks of a promise, or of what happened, as it now stands."""

from __future__ import annotations

from datetime import date

import pytest

from kept.actions import merging
from kept.store import measures, tenancy
from kept.store.accounts import membership_of
from kept.store.measures import ALL, COUNTED, NOT_COUNTED, UNANSWERED, Counted, Share
from kept.store.models import Account, Association, Thread
from tests import cast

pytestmark = pytest.mark.django_db

APRIL = (date(2026, 4, 1), date(2026, 4, 30))
INSPECTED, NOTICE = "karin:repairs.7", "karin:voids.5"
LATER = "Thursday 2026-05-07 10:00"


@pytest.fixture
def karin() -> Association:
    return cast.association("karin")


@pytest.fixture
def ann(karin: Association) -> Account:
    return cast.member(karin, "ann", "officer")


def shares(at: Association, who: Account, *period: date) -> dict[str, Share]:
    with tenancy.association(at):
        member = membership_of(who, on=date(2026, 5, 7))
        return {each.clause: each for each in measures.measures(at, member, *(period or APRIL))}


def listed(at: Association, who: Account, clause: str, which: str = ALL, *period: date) -> list[Counted]:
    with tenancy.association(at):
        member = membership_of(who, on=date(2026, 5, 7))
        return measures.cases(at, member, clause, *(period or APRIL), which=which)


def repair(karin: Association, ann: Account, wall: str = "Tuesday 2026-04-14 10:00", **more) -> str:
    ref = cast.told(karin, ann, "repair.reported", wall)
    cast.told(karin, ann, "repair.completed", wall, thread=ref, **more)
    return ref


def inspected(karin: Association, ann: Account, ref: str, wall: str = LATER, **facts) -> None:
    cast.told(karin, ann, "repair.inspected", wall, thread=ref, **{"in_person": True, **facts})


def test_of_nothing_there_is_no_share(karin: Association, ann: Account) -> None:
    found = shares(karin, ann)
    assert set(found) == set(cast.rulebook("karin").measures)
    assert found[INSPECTED] == Share(INSPECTED, 0, 0, 0, 20.0, None)
    assert (found[INSPECTED].share, found[INSPECTED].met) == (None, None)


def test_counted_by_a_later_event_on_the_same_thread(karin: Association, ann: Account) -> None:
    good, never, elsewhere = (repair(karin, ann) for _ in range(3))
    inspected(karin, ann, good)
    inspected(karin, ann, elsewhere, in_person=False)
    (share,) = [each for clause, each in shares(karin, ann).items() if clause == INSPECTED]
    assert (share.numerator, share.denominator, share.met) == (1, 3, True)
    assert [each.thread for each in listed(karin, ann, INSPECTED, COUNTED)] == [good]
    assert {each.thread for each in listed(karin, ann, INSPECTED, NOT_COUNTED)} == {never, elsewhere}
    (proof,) = listed(karin, ann, INSPECTED, COUNTED)
    assert proof.proof is not None
    assert len(listed(karin, ann, INSPECTED)) == 3


def test_what_came_before_it_does_not_count_it_in(karin: Association, ann: Account) -> None:
    ref = cast.told(karin, ann, "repair.reported", "Monday 2026-04-13 10:00")
    inspected(karin, ann, ref, "Monday 2026-04-13 11:00")
    cast.told(karin, ann, "repair.completed", "Tuesday 2026-04-14 10:00", thread=ref)
    assert shares(karin, ann)[INSPECTED].numerator == 0


def test_corrected_and_struck_out_it_counts_as_it_now_stands(karin: Association, ann: Account) -> None:
    moved = repair(karin, ann, uid="D1")
    cast.told(
        karin, ann, "event.corrected", "Tuesday 2026-03-31 10:00", recorded=LATER, thread=moved, corrects="D1"
    )
    repair(karin, ann, uid="D2")
    cast.told(karin, ann, "event.voided", LATER, corrects="D2", reason="Another repair")
    within = "Wednesday 2026-04-01 10:00"
    into = repair(karin, ann, "Tuesday 2026-03-31 10:00", uid="D3")
    cast.told(karin, ann, "event.corrected", within, recorded=LATER, thread=into, corrects="D3")
    stays = repair(karin, ann)
    assert {each.thread for each in listed(karin, ann, INSPECTED)} == {into, stays}


def test_a_correction_of_what_proves_it_counts_too(karin: Association, ann: Account) -> None:
    ref = repair(karin, ann)
    cast.told(karin, ann, "repair.inspected", LATER, thread=ref, uid="I1", in_person=False)
    after = "Thursday 2026-05-07 10:05"
    cast.told(karin, ann, "event.corrected", after, thread=ref, corrects="I1", in_person=True)
    assert shares(karin, ann)[INSPECTED].numerator == 1


def test_what_was_joined_is_one_thread(karin: Association, ann: Account) -> None:
    ref = repair(karin, ann)
    other = cast.told(karin, ann, "repair.reported", "Wednesday 2026-04-15 10:00")
    inspected(karin, ann, other)
    merging.merge(association=karin, thread=ref, into=other, by="ann", at=cast.t(LATER))
    assert [(each.thread, each.counted) for each in listed(karin, ann, INSPECTED)] == [(other, True)]


def test_a_period_has_both_its_days_and_none_before_the_going_live(karin: Association, ann: Account) -> None:
    first = repair(karin, ann, "Wednesday 2026-04-01 00:00")
    last = repair(karin, ann, "Thursday 2026-04-30 23:59")
    repair(karin, ann, "Tuesday 2026-03-31 23:59")
    repair(karin, ann, "Friday 2026-05-01 00:00")
    assert [each.thread for each in listed(karin, ann, INSPECTED)] == [first, last]
    repair(karin, ann, "Thursday 2017-11-30 12:00")
    assert shares(karin, ann, date(2017, 1, 1), date(2017, 12, 31))[INSPECTED].denominator == 0


def test_counted_by_a_field_and_apart_where_nobody_said(karin: Association, ann: Account) -> None:
    for days in (28, 27, 40, None):
        more = {} if days is None else {"days_ahead": days}
        cast.told(karin, ann, "tenancy.notice_received", "Tuesday 2026-04-14 10:00", **more)
    share = shares(karin, ann)[NOTICE]
    assert (share.numerator, share.denominator, share.unanswered, share.met) == (2, 3, 1, False)
    assert len(listed(karin, ann, NOTICE, UNANSWERED)) == 1
    assert len(listed(karin, ann, NOTICE, NOT_COUNTED)) == 1


def test_conditions_and_values_and_at_most(db: None) -> None:
    moray = cast.association("moray")
    olga = cast.member(moray, "olga", "officer")
    asked = cast.rulebook("moray").measures["moray:4.4.23"]
    assert asked.of.when
    for two, staff in ((True, 2), (True, 1), (False, 1), (None, 1)):
        facts = {"staff_present": staff} | ({} if two is None else {"two_needed": two})
        cast.told(moray, olga, "interview.held", "Tuesday 2026-04-14 10:00", **facts)
    share = shares(moray, olga)["moray:4.4.23"]
    assert (share.numerator, share.denominator) == (1, 2)


def test_of_the_clocks_of_a_promise(db: None) -> None:
    wessex = cast.association("wessex")
    wes = cast.member(wessex, "wes", "officer")
    for seconds in (10, 14, 59):
        wall = "Tuesday 2026-04-14 10:00"
        ref = cast.told(wessex, wes, "call.rang", wall, out_of_hours=False)
        answered = cast.t(wall).replace(second=seconds)
        _tell(wessex, wes, "call.answered", answered, ref)
    clause = "wessex:5b.2"
    share = shares(wessex, wes)[clause]
    assert (share.numerator, share.denominator, share.at_least, share.met) == (2, 3, 95.0, False)
    assert len(listed(wessex, wes, clause, COUNTED)) == 2
    (late,) = listed(wessex, wes, clause, NOT_COUNTED)
    assert late.proof is not None
    assert Share(clause, 95, 100, 0, 95.0, None).met
    assert not Share(clause, 11, 100, 0, None, 10.0).met
    assert Share(clause, 10, 100, 0, None, 10.0).met


def _tell(at: Association, who: Account, kind: str, moment, ref: str) -> None:
    from kept.actions.telling import Telling, tell

    done = tell([Telling(kind, moment, thread=ref)], association=at, by=who.handle, at=moment)
    assert done.refused is None, done.refused


def test_what_may_not_be_seen_is_in_no_share_and_a_role_without_figures_has_none(
    karin: Association, ann: Account
) -> None:
    ref = repair(karin, ann)
    bob = cast.member(karin, "bob", "officer")
    with tenancy.association(karin):
        Thread.objects.filter(ref=ref).update(sensitivity="confidential")
    assert shares(karin, bob)[INSPECTED].denominator == 0
    assert shares(karin, ann)[INSPECTED].denominator == 1
    mia = cast.member(karin, "mia", "manager")
    assert shares(karin, mia)[INSPECTED].denominator == 1
    ada = cast.member(karin, "ada", "administrator")
    assert listed(karin, ada, INSPECTED) == []
    assert listed(karin, ann, "karin:nothing") == []


@pytest.mark.parametrize("number", [1, 12])
def test_two_queries_however_much_happened(
    karin: Association, ann: Account, number: int, django_assert_num_queries
) -> None:
    for _ in range(number):
        repair(karin, ann)
    with tenancy.association(karin):
        member = membership_of(ann, on=date(2026, 5, 7))
        with django_assert_num_queries(2):
            found = measures.measures(karin, member, *APRIL)
        assert sum(each.denominator for each in found) == number
