"""Do contacts go as at a real counter? By the engine's own word, for every association and a sixth."""

from __future__ import annotations

from collections import Counter

import pytest

from kept.casework import Verdict, judge
from kept.casework.housekeeping import by_hand
from kept.casework.standing import standing
from kept.demo.mix import OF_A_ROOM, SENSITIVE
from tests.demo.stages import UNTIL, courses, folders, stage

EVERYWHERE = sorted(folders())


def verdicts(slug: str) -> Counter[Verdict]:
    """How the clocks of all contacts stand at the end, judged afresh from what was told."""
    here = stage(slug)
    found: Counter[Verdict] = Counter()
    for course in courses(slug):
        told = judge(course.known, rules=here.rules, calendar=course.calendar, at=UNTIL)
        found.update(each.verdict for each in told.clocks)
    return found


@pytest.mark.parametrize("slug", EVERYWHERE)
def test_most_promises_are_kept_and_some_are_not(slug: str) -> None:
    found = verdicts(slug)
    kept = found[Verdict.KEPT] + found[Verdict.KEPT_LATE_RECORDED] + found[Verdict.KEPT_CUSTOMER_CHOSE]
    broken = found[Verdict.BROKEN] + found[Verdict.BROKEN_ATTEMPTED] + found[Verdict.EXCUSED]
    assert broken > 0
    assert 0.8 <= kept / (kept + broken) <= 0.98
    assert found[Verdict.RUNNING] > 0


def test_every_verdict_appears() -> None:
    assert sum((verdicts(slug) for slug in EVERYWHERE), Counter()).keys() == set(Verdict)


@pytest.mark.parametrize("slug", EVERYWHERE)
def test_nothing_open_is_left_without_a_next_date(slug: str) -> None:
    here = stage(slug)
    for course in courses(slug):
        told = course.judged(UNTIL)
        own = standing(course.known, told, own="", rules=here.rules, at=UNTIL)
        assert not own.adrift, [each.kind for each in course.known]


@pytest.mark.parametrize("slug", EVERYWHERE)
def test_nothing_lies_in_the_future_or_was_recorded_before_it_happened(slug: str) -> None:
    for course in courses(slug):
        for event in course.known:
            assert event.happened_at <= event.recorded_at <= UNTIL


@pytest.mark.parametrize("slug", EVERYWHERE)
def test_whatever_begins_a_promise_here_comes_at_least_once(slug: str) -> None:
    version = stage(slug).rules.versions[-1]
    begins = {
        kind
        for kind, promises in version.starting.items()
        if promises and version.kinds[kind].opens and by_hand(version.kinds[kind])
    }
    told = {event.kind for course in courses(slug) for event in course.known}
    # What begins in a room of its own is played there (see test_rooms).
    assert begins - SENSITIVE - OF_A_ROOM - told == set()


@pytest.mark.parametrize("slug", EVERYWHERE)
def test_they_come_by_every_usual_way_and_at_any_hour_of_the_day(slug: str) -> None:
    here = stage(slug)
    first = [course.known[0] for course in courses(slug)]
    ways = {here.rules.kinds[each.kind].channel for each in first}
    assert {"call", "letter", "email", "in-person", "web", "text", "social"} <= ways
    assert {here.calendar(None).local(each.happened_at).hour for each in first} >= set(range(9, 17))


def test_somebody_reaches_us_at_every_hour_of_the_night() -> None:
    hours = {course.known[0].happened_at.hour for slug in EVERYWHERE for course in courses(slug)}
    assert hours == set(range(24))


def test_the_same_seed_makes_the_same_and_another_another() -> None:
    def told(seed: int) -> list[tuple[object, ...]]:
        stage.cache_clear()
        courses.cache_clear()
        every = [each for course in courses("harbour", seed) for each in course.acts]
        return [(each.telling, each.by, each.recorded_at) for each in every]

    assert told(1) == told(1)
    assert told(1) != told(2)
