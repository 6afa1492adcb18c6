"""Is each keeper there, and does it work? Opens every promise, duty and measure of the five policies.

A promise or a duty is opened by telling its worked example through the actions, as at the counter: the clock
on record must be the one that the example gives, and the page of its clause must say it in public words. A
measure is opened by telling one thing that it is of and what counts it in: the figure must be one of one. A
keeper that is named in a clause and gone from the program fails here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from kept.actions.sweeping import sweep
from kept.actions.telling import Telling, Told, tell
from kept.casework import Grade
from kept.casework.cases import TYPES
from kept.rulebook import Rulebook
from kept.rulebook.examples import read_wall
from kept.rulebook.model import Conditions, EventKind, Measure
from kept.store import measures, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Clock
from tests import cast

ASSOCIATIONS = ("karin", "redland", "wessex", "moray", "magna")
LATER = datetime(2027, 6, 1, 12, tzinfo=UTC)
STEPS = frozenset(step.kind for each in TYPES.values() for step in each.steps)
ADDED = frozenset({"id", "answers", "corrects"})


@pytest.fixture(params=ASSOCIATIONS)
def association(request: pytest.FixtureRequest, db: None) -> Association:
    return cast.association(request.param)


@pytest.fixture
def officer(association: Association) -> Account:
    return cast.member(association, "ann", "officer")


def plainest(rulebook: Rulebook, clause: str) -> Mapping[str, Any]:
    """The example with a clock that needs the fewest events."""
    found: list[Mapping[str, Any]] = [
        each for each in rulebook.examples if each["clause"] == clause and "none" not in each["expect"]
    ]
    return min(found, key=lambda each: (any(ADDED & set(one) for one in each["events"]), len(each["events"])))


def instant(rulebook: Rulebook, example: Mapping[str, Any], text: object) -> datetime:
    wall = read_wall(str(text))
    assert wall is not None
    return wall.replace(tzinfo=rulebook.calendar_for(example.get("office")).tz).astimezone(UTC)


def tellings(rulebook: Rulebook, example: Mapping[str, Any]) -> Iterable[tuple[Telling, datetime]]:
    """What is told, and when; what continues a contact is told on one that was opened before."""
    clause, office = example["clause"], example.get("office")
    first = example["events"][0]
    if rulebook.kinds[first["kind"]].opens is None:
        before = instant(rulebook, example, first["at"]) - timedelta(minutes=1)
        yield Telling("comment.received", before, {}, subject=clause, office=office), before
    for number, told in enumerate(example["events"], 1):
        at = instant(rulebook, example, told["at"])
        answers = told.get("answers") or ()
        yield (
            Telling(
                told["kind"],
                at,
                told.get("details") or {},
                uid=f"{clause}/{told.get('id', number)}",
                subject=clause,
                office=office,
                grade=Grade(told.get("evidence", "staff")),
                corrects=f"{clause}/{told['corrects']}" if "corrects" in told else None,
                answers=(answers,) if isinstance(answers, str) else tuple(answers),
            ),
            instant(rulebook, example, told["recorded"]) if "recorded" in told else at,
        )


def put_down(
    telling: Telling, rulebook: Rulebook, association: Association, officer: Account, at: datetime
) -> Told:
    """As at the counter, with an answer wherever one is required.

    What its case asks for first is not in the example of a promise: then it is history from elsewhere, which
    nobody asks that. Each case is lived through whole in its own story.
    """
    kind = rulebook.kinds[telling.kind]
    facts = telling.facts if telling.corrects else facts_of(kind, (), at) | dict(telling.facts)
    whole = replace(telling, facts=facts)
    done = tell([whole], association=association, by=officer.handle, at=at)
    if done.refused is not None and telling.kind in STEPS:
        return tell([replace(whole, via="import")], association=association, by=officer.handle, at=at)
    return done


def test_every_promise_and_duty_runs_from_the_counter_to_its_verdict(
    association: Association, officer: Account
) -> None:
    rulebook = cast.rulebook(association.slug)
    kept = [each for each in rulebook.clauses if each.promise]
    found: dict[str, str] = {}
    expected: dict[str, str] = {}
    for clause in kept:
        example = plainest(rulebook, clause.id)
        by = {str(told.get("by", officer.handle)) for told in example["events"]}
        assert by == {officer.handle}, f"{clause.id}: its plainest example is told by several."
        for telling, at in tellings(rulebook, example):
            done = put_down(telling, rulebook, association, officer, at)
            assert done.refused is None, f"{clause.id}: {done.refused}"
        sweep(at=instant(rulebook, example, example["at"]))
        with tenancy.association(association):
            clocks = Clock.objects.filter(promise=clause.id, thread__subject=clause.id)
            last = clocks.order_by("started_at", "id").last()
        found[clause.id] = last.verdict if last else "no clock"
        expected[clause.id] = str(example["expect"].get("verdict", found[clause.id]))
        assert last is not None, f"{clause.id} has no clock."
    assert found == expected
    assert len(found) > 10


def test_every_keeper_has_a_page_that_says_what_is_promised(
    association: Association, officer: Account
) -> None:
    rulebook = cast.rulebook(association.slug)
    desk: Client = cast.client(officer)
    opened = 0
    for clause in rulebook.clauses:
        keeper = clause.promise or clause.measure
        if keeper is not None:
            answer = desk.get(f"/{association.slug}/clauses/{clause.id}")
            assert answer.status_code == 200, clause.id
            assert keeper.public in unescape(answer.content.decode()), clause.id
            opened += 1
    assert opened > 10


def facts_of(kind: EventKind, conditions: Conditions, at: datetime) -> dict[str, object]:
    """Facts that meet the conditions, with an answer wherever one is required."""
    answers: dict[str, object] = {
        "yes_no": True,
        "number": 1,
        "date": at.date().isoformat(),
        "moment": at.isoformat(),
        "time": "12:00",
    }
    facts = {name: allowed[0] for name, allowed in conditions}
    for field in kind.fields:
        if field.required and field.name not in facts:
            answers["number"] = (field.more_than or 0) + 1
            facts[field.name] = field.choices[0][0] if field.choices else answers.get(field.type, "something")
    return facts


def test_every_measure_counts_one_of_one(association: Association, officer: Account) -> None:
    rulebook = cast.rulebook(association.slug)
    with tenancy.association(association):
        membership = membership_of(officer, on=date(2026, 3, 3))
    at = cast.t("Tuesday 2026-03-03 11:00")
    events = {key: each for key, each in rulebook.measures.items() if each.of.event}
    for clause, measure in events.items():
        for telling in one_of_one(rulebook, clause, measure, at):
            done = put_down(telling, rulebook, association, officer, telling.happened_at)
            assert done.refused is None, f"{clause}: {done.refused}"
    with tenancy.association(association):
        shares = measures.measures(association, membership, date(2026, 3, 1), date(2026, 3, 31))
    figures = {each.clause: each for each in shares}
    assert set(figures) == set(rulebook.measures)
    for clause in events:
        assert figures[clause].denominator >= 1, clause
        assert figures[clause].numerator >= 1, clause


def one_of_one(rulebook: Rulebook, clause: str, measure: Measure, at: datetime) -> Iterable[Telling]:
    """One thing that the measure is of, and what counts it in."""
    assert measure.of.event is not None
    kind = rulebook.kinds[measure.of.event]
    counting = measure.counting
    facts = facts_of(kind, measure.of.when, at)
    if counting.field is not None:
        wanted = (*counting.values, counting.at_least, counting.at_most)
        facts[counting.field] = next(each for each in wanted if each is not None)
    if kind.opens is None:
        yield Telling("comment.received", at - timedelta(minutes=5), {}, subject=clause)
    yield Telling(kind.name, at, facts, subject=clause)
    if counting.event is not None:
        proof = rulebook.kinds[counting.event]
        later = at + timedelta(minutes=5)
        yield Telling(proof.name, later, facts_of(proof, counting.when, later), subject=clause)
