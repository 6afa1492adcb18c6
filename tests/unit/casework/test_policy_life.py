"""May a change of the policy take its next step, and where does each version stand?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kept.casework import policy_life as life
from kept.casework.policy_life import (
    ACTS,
    APPROVED,
    CONSULTING,
    DROPPED,
    LOADED,
    STATES,
    WRITING,
    Draft,
    Loaded,
    how_they_stand,
    may_be_done,
    stage,
    why_not,
)
from kept.rulebook.differing import Difference

TODAY = date(2026, 11, 26)
READY = Draft(WRITING, TODAY, differences=3, starts_on=date(2027, 1, 1), base_starts_on=date(2020, 4, 1))
ASKED = replace(READY, state=CONSULTING, consult_until=date(2026, 11, 25))
BOARD = replace(READY, state=APPROVED, edition=4, approved_edition=4)


@pytest.mark.parametrize(
    ("act", "draft"),
    [
        (life.CHANGE, READY),
        (life.TAKE_OVER, replace(READY, overtaken=True, faults=1)),
        (life.CONSULT, READY),
        (life.CONSULT, ASKED),
        (life.COMMENT, ASKED),
        (life.ANSWER, ASKED),
        (life.APPROVE, READY),
        (life.APPROVE, ASKED),
        (life.TAKE_BACK, BOARD),
        (life.LOAD, BOARD),
        (life.LOAD, replace(BOARD, starts_on=TODAY, base_starts_on=None)),
        (life.DROP, READY),
        (life.DROP, BOARD),
    ],
)
def test_what_may_be_done(act: str, draft: Draft) -> None:
    assert why_not(act, draft) is None


@pytest.mark.parametrize(
    ("act", "draft", "because"),
    [
        (life.CHANGE, BOARD, "Take the approval back"),
        (life.LOAD, READY, "still being written"),
        (life.LOAD, ASKED, "not approved yet"),
        (life.CHANGE, replace(READY, state=LOADED), "has become the policy"),
        (life.CHANGE, replace(READY, state=DROPPED), "was given up"),
        (life.COMMENT, READY, "still being written"),
        (life.CONSULT, replace(READY, faults=2), "not in order"),
        (life.APPROVE, replace(ASKED, faults=1), "not in order"),
        (life.LOAD, replace(BOARD, faults=1), "not in order"),
        (life.APPROVE, replace(READY, differences=0), "says the same"),
        (life.APPROVE, replace(ASKED, consult_until=TODAY), "can still comment"),
        (life.APPROVE, replace(ASKED, consult_until=None), "can still comment"),
        (life.APPROVE, replace(ASKED, unanswered=1), "One comment is not answered"),
        (life.APPROVE, replace(ASKED, unanswered=7), "7 comments are not answered"),
        (life.APPROVE, replace(READY, starts_on=date(2026, 11, 25)), "from today or later"),
        (life.APPROVE, replace(READY, starts_on=None), "from today or later"),
        (life.LOAD, replace(BOARD, starts_on=date(2026, 1, 1)), "from today or later"),
        (life.LOAD, replace(BOARD, base_starts_on=date(2027, 1, 1)), "later first day"),
        (life.LOAD, replace(BOARD, edition=5), "another edition"),
        (life.LOAD, replace(BOARD, overtaken=True), "Take over what changed"),
        (life.APPROVE, replace(READY, overtaken=True), "Take over what changed"),
    ],
)
def test_why_not(act: str, draft: Draft, because: str) -> None:
    assert because in (why_not(act, draft) or "")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_whatever_a_state_does_not_allow_has_a_sentence_that_says_what_to_do(act: str, state: str) -> None:
    draft = replace(BOARD, state=state, consult_until=date(2026, 11, 1))
    assert (why_not(act, draft) is None) == may_be_done(act, draft)


def test_consulting_is_over_by_the_day_alone() -> None:
    assert stage(ASKED) == life.CONSULTED
    assert stage(replace(ASKED, consult_until=TODAY)) == CONSULTING
    assert stage(READY) == WRITING


def test_residents_are_told_what_they_would_notice() -> None:
    told = [
        Difference("clause", "changed", "a:1", "within", "7", "5", "Letter: 7 working days becomes 5."),
        Difference("clause", "changed", "a:1", "owner", "x", "y", "Whose it is."),
        Difference("house", "changed", "", "hours", "x", "y", "The hours."),
        Difference("clause", "new", "a:2", "", "", "x", "New: “x”."),
    ]
    assert life.for_residents(told) == ["Letter: 7 working days becomes 5.", "New: “x”."]


def loaded(number: int, starts_on: str, corrects: int | None = None) -> Loaded:
    return Loaded(number, date.fromisoformat(starts_on), datetime(2026, 1, number, tzinfo=UTC), corrects)


def test_each_version_stands_where_its_days_say() -> None:
    found = how_they_stand(
        [
            loaded(1, "2015-04-01"),
            loaded(2, "2020-04-01"),
            loaded(3, "2020-04-01", corrects=2),
            loaded(4, "2027-01-01"),
        ],
        TODAY,
    )
    assert [(each.id, each.how, each.until, each.after, each.to_read) for each in found] == [
        (4, life.TO_COME, None, 3, True),
        (3, life.IN_FORCE, date(2027, 1, 1), 2, False),
        (2, life.PUT_RIGHT, date(2027, 1, 1), 1, True),
        (1, life.SUPERSEDED, date(2020, 4, 1), None, False),
    ]


def test_the_first_version_asks_nobody_to_read_a_change() -> None:
    (found,) = how_they_stand([loaded(1, "2015-04-01")], TODAY)
    assert (found.how, found.until, found.after, found.to_read) == (life.IN_FORCE, None, None, False)
