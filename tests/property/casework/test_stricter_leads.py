"""Does the stricter clock lead on every case?

Wherever a clause of a policy and one of the law run on one matter, what staff see first (the row of the
contact, and the first of its promises on the Desk) is the sooner of the two, whenever the matter begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.casework import Event, Grade, Judgement, Rules, Verdict, judge
from kept.casework.lawful import CONFLICT, TIMELESS, lawful
from kept.casework.standing import standing
from kept.rulebook import Rulebook, load_folder, policies_folder
from kept.rulebook.model import Conditions, Promise
from kept.workclock import Before

SLUGS = ("karin", "redland", "wessex", "moray", "magna")
# Days on which the law is another than the day before are among those that are tried.
DAYS = (date(2024, 4, 1), date(2026, 2, 4), date(2026, 10, 6), date(2026, 11, 30), date(2027, 4, 1))
LATEST = 200


@cache
def book(slug: str) -> tuple[Rulebook, Rules]:
    rulebook = load_folder(policies_folder() / slug)
    return rulebook, Rules.of(rulebook)


def pairs() -> Iterator[tuple[str, str, str]]:
    """Every clause of a policy with every law that it answers to, on any of the days."""
    for slug in SLUGS:
        rulebook, _ = book(slug)
        for day in DAYS:
            for each in lawful(rulebook, day).found:
                policy, law = each.clause, each.law
                if policy is None or each.how in (CONFLICT, TIMELESS) or each.arrives:
                    continue
                # What recurs has a matter of its own for each of the two.
                if policy.promise and law.promise and law.promise.duty is None:
                    yield slug, policy.id, law.id


PAIRS = sorted(set(pairs()))


def facts(one: Promise, other: Promise, begins: datetime) -> dict[str, object]:
    """Facts for which both hold."""
    asked: dict[str, set[object]] = {}
    both: Conditions = (*one.when, *other.when)
    for field, values in both:
        asked[field] = asked.get(field, set(values)) & set(values)
    found = {field: next(iter(sorted(values, key=str))) for field, values in asked.items()}
    ahead = (begins + timedelta(days=LATEST)).date().isoformat()
    told = {
        each for promise in (one, other) if isinstance(promise.within, Before) for each in promise.counts_from
    }
    return {**found, "answer_by": ahead, **dict.fromkeys(told - {"happened_at"}, ahead)}


def played(slug: str, policy: Promise, law: Promise, begins: datetime) -> list[Event]:
    """The matter from its beginning until both clocks run."""
    kinds = [
        next(each for each in policy.starts if each in law.starts or not set(law.starts) & set(policy.starts))
    ]
    kinds += [] if kinds[0] in law.starts else [law.starts[0]]
    said = facts(policy, law, begins)
    known = book(slug)[0].kinds
    return [
        Event(
            id=f"e{n}",
            thread="T1",
            kind=kind,
            happened_at=begins + timedelta(minutes=n),
            recorded_at=begins + timedelta(minutes=n),
            by="ann",
            grade=Grade.STAFF,
            facts={name: value for name, value in said.items() if known[kind].field(name)},
        )
        for n, kind in enumerate(kinds)
    ]


def test_there_are_pairs_in_almost_every_house() -> None:
    # Redland's policy meets the law only where a letter turns out to be a complaint: a matter of its own.
    assert {slug for slug, _policy, _law in PAIRS} == set(SLUGS) - {"redland"}
    assert {("karin", "karin:complaints.3", "law:ho-ack1"), ("magna", "magna:10.2.1", "law:sar")} <= set(
        PAIRS
    )


@pytest.mark.parametrize(("slug", "clause", "law"), PAIRS)
@given(day=st.sampled_from(DAYS), later=st.integers(0, 150), minutes=st.integers(0, 1439))
def test_what_staff_see_first_is_the_sooner(
    slug: str, clause: str, law: str, day: date, later: int, minutes: int
) -> None:
    rulebook, rules = book(slug)
    calendar = rulebook.calendar_for()
    begins = calendar.midnight((day + timedelta(days=later)).toordinal()) + timedelta(minutes=minutes)
    events = played(slug, rulebook.promises[clause], rulebook.promises[law], begins)
    at = events[-1].happened_at
    judgement: Judgement = judge(events, rules=rules, calendar=calendar, at=at)
    running = [each for each in judgement.clocks if each.verdict is Verdict.RUNNING]
    of_both = {each.promise for each in running} & {clause, law}
    if rulebook.clause_by_id[law].binds(day + timedelta(days=later)):
        assert of_both == {clause, law}
    row = standing(events, judgement, own="T1", rules=rules, at=at)
    both = [each for each in running if each.promise in of_both]
    assert row.due_at is not None
    assert row.act_by is not None
    assert all(row.due_at <= each.due_at and row.act_by <= each.act_by for each in both)
    # On the Desk, where promises stand by when they have to be seen to, none comes before a sooner one.
    seen = sorted(both, key=lambda each: each.act_by)
    assert [each.due_at for each in seen] == sorted(each.due_at for each in both)
