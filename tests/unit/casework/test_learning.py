"""What does a complaint teach, which words were no complaint, and what followed one too soon?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kept.casework.learning import (
    Begun,
    Complained,
    chosen,
    discontent,
    low,
    owed,
    reads_again,
    soon_after,
)
from kept.casework.values import Event
from kept.rulebook.surveys import CHOICE, WORDS, YES_NO, Survey, SurveyQuestion

AT = datetime(2026, 4, 7, 9, tzinfo=UTC)


def event(kind: str, **facts: object) -> Event:
    return Event(kind, kind, AT, AT, "ann", facts=facts)


def test_a_complaint_in_which_we_were_wrong_owes_its_lesson() -> None:
    begun = event("complaint.received")
    upheld = event("complaint.answered", outcome="upheld")
    assert owed([begun]) is None
    assert owed([begun, event("complaint.answered", outcome="not_upheld")]) is None
    field, sentence = owed([begun, upheld]) or ("", "")
    assert field == "learnt"
    assert "What it teaches" in sentence
    assert owed([begun], upheld) is not None
    assert owed([begun, upheld, event("lesson.drawn", learnt="none")]) is None


def test_the_last_answer_is_the_one_that_counts() -> None:
    first = event("complaint.answered", outcome="upheld")
    assert owed([first, event("complaint.stage2_answered", outcome="not_upheld")]) is None
    assert owed([first, event("complaint.stage2_answered", outcome="partly_upheld")]) is not None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I am STILL  waiting for the plumber", ("still waiting",)),
        ("I don’t complain, but it is disgusting", ("complain*", "disgust*")),
        ("The prude next door is delightful", ()),
        ("", ()),
    ],
)
def test_words_of_discontent_are_found_whole(text: str, found: tuple[str, ...]) -> None:
    assert discontent(text, ["complain*", "disgust*", "still waiting", "rude"]) == found


def test_everybody_draws_the_same_lot_by_the_same_seed() -> None:
    names = [f"e{n}" for n in range(30)]
    drawn = chosen(names, 4, seed="7f")
    assert drawn == chosen(reversed(names), 4, seed="7f")
    assert len(set(drawn)) == 4
    assert drawn != chosen(names, 4, seed="80")
    assert chosen(["a"], 4, seed="7f") == ("a",)


def test_managers_read_again_and_auditors_only_look() -> None:
    assert reads_again("manager")
    assert not reads_again("auditor")
    assert not reads_again("officer")


def test_what_is_begun_soon_after_a_complaint_is_found_with_it() -> None:
    first = Complained(1, AT, "C1")
    later = Complained(1, AT + timedelta(days=20), "C2")
    soon = Begun(1, AT + timedelta(days=30), "B1", "restriction.decided")
    before = Begun(1, AT - timedelta(days=1), "B2", "restriction.decided")
    late = Begun(1, AT + timedelta(days=200), "B3", "restriction.decided")
    other = Begun(2, AT + timedelta(days=1), "B4", "restriction.decided")
    same = Begun(1, AT + timedelta(days=1), "C1", "restriction.decided")
    found = soon_after([first, later], [before, soon, late, other, same], days=90)
    assert found == ((soon, later),)


def test_only_bad_answers_to_questions_of_review_call_a_manager() -> None:
    questions = (
        SurveyQuestion("care", "Kind?", review=True),
        SurveyQuestion("easy", "Easy?"),
        SurveyQuestion("free", "Free?", YES_NO, review=True),
        SurveyQuestion("why", "Why?", CHOICE, (("a", "A"), ("b", "B")), ("a",), review=True),
        SurveyQuestion("more", "More?", WORDS, review=True),
    )
    survey = Survey("s", "S", "S", questions=questions)
    said = {"care": "2", "easy": "1", "free": "no", "why": "b", "more": "Bad"}
    assert [each.name for each in low(survey, said)] == ["care", "free", "why"]
    assert low(survey, {"care": "3", "free": "yes", "why": "a"}) == ()
    assert low(survey, {}) == ()
