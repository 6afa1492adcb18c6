"""What answers come to, what is hidden of them, and who looks into a report."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.casework import Refused
from kept.casework.surveying import (
    DECLINED,
    FEWEST,
    LONGEST,
    NOT_OFFERED,
    TAKEN,
    Counted,
    Read,
    count,
    hide,
    is_good,
    offers,
    options,
    outside_of,
    read,
    score,
    shop_fault,
    tells,
    unsolved,
)
from kept.rulebook.surveys import CHOICE, SCALE, WORDS, YES_NO, Survey, SurveyQuestion

SOLVED = SurveyQuestion("solved", "Settled?", YES_NO, solved=True)
POLITE = SurveyQuestion("polite", "Polite?", SCALE)
BARRIER = SurveyQuestion(
    "barrier", "What was hard?", CHOICE, (("none", "Nothing"), ("steps", "Steps")), ("none",)
)
AID = SurveyQuestion("aid", "Which aid?", CHOICE, (("none", "None"), ("reader", "A reader")))
MORE = SurveyQuestion("more", "More?", WORDS)
SURVEY = Survey("s", "S", "How?", questions=(SOLVED, POLITE, BARRIER, AID, MORE))


def test_what_may_be_answered_and_what_speaks_for_us() -> None:
    assert options(SOLVED) == ("yes", "no", "not-sure")
    assert options(POLITE) == ("5", "4", "3", "2", "1")
    assert options(BARRIER) == ("none", "steps")
    assert [is_good(POLITE, each) for each in "54321"] == [True, True, False, False, False]
    assert is_good(SOLVED, "yes")
    assert not is_good(SOLVED, "not-sure")
    assert is_good(BARRIER, "none")
    assert not is_good(BARRIER, "steps")


def test_what_can_be_counted_for_or_against() -> None:
    assert tells(POLITE, "1")
    assert tells(SOLVED, "no")
    assert not tells(SOLVED, "not-sure")
    assert tells(BARRIER, "steps")
    assert not tells(AID, "reader")
    assert not tells(MORE, "words")


def test_a_form_is_read_as_far_as_it_was_filled_in() -> None:
    assert read(SURVEY, {"polite": "5", "more": " Kind ", "solved": ""}) == Read(
        {"polite": "5"}, {"more": "Kind"}
    )


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({}, "solved", "at least one question"),
        ({"polite": "6"}, "polite", "Choose one of the answers"),
        ({"barrier": "wall"}, "barrier", "Choose one of the answers"),
        ({"more": "x" * (LONGEST + 1)}, "more", "Shorten this"),
        ({"more": "a\x00b"}, "more", "Shorten this"),
    ],
)
def test_what_cannot_be_read_says_why(said: dict[str, str], field: str, words: str) -> None:
    found = read(SURVEY, said)
    assert isinstance(found, Refused)
    assert found.field == field
    assert words in found.sentence


def test_a_matter_that_is_not_settled_is_told_by_its_own_question() -> None:
    assert unsolved(SURVEY, {"solved": "no"})
    assert not unsolved(SURVEY, {"solved": "yes"})
    assert not unsolved(SURVEY, {})
    assert not unsolved(Survey("s", "S", "How?", questions=(POLITE,)), {"polite": "1"})


def test_a_score_is_of_a_hundred() -> None:
    assert score(SURVEY, {"polite": "5", "solved": "yes", "barrier": "none"}) == 100
    assert score(SURVEY, {"polite": "1", "solved": "no"}) == 0
    assert score(SURVEY, {"polite": "3", "solved": "yes"}) == 75
    assert score(SURVEY, {"solved": "not-sure", "aid": "none", "more": "x"}) is None


@given(st.dictionaries(st.sampled_from(["solved", "polite"]), st.sampled_from(["yes", "no"]), min_size=1))
def test_a_score_lies_between_nothing_and_a_hundred(said: dict[str, str]) -> None:
    chosen = {
        name: value if name == "solved" else ("5" if value == "yes" else "2") for name, value in said.items()
    }
    found = score(SURVEY, chosen)
    assert found is not None
    assert 0 <= found <= 100


def test_few_answers_are_hidden() -> None:
    few = count(SURVEY, [{"polite": "5"}] * (FEWEST - 1))
    assert few["polite"] == Counted(FEWEST - 1, hidden=True)
    assert few["polite"].share is None
    assert few["solved"] == Counted(0, 0, (("yes", 0), ("no", 0), ("not-sure", 0)))
    assert few["solved"].share is None
    many = count(SURVEY, [{"polite": "5"}] * 3 + [{"polite": "2"}] * 3)
    assert many["polite"].n == 6
    assert many["polite"].share == 50
    assert ("2", 3) in many["polite"].chosen
    assert "more" not in many


def test_who_is_not_sure_is_in_no_share() -> None:
    found = count(SURVEY, [{"solved": "yes"}] * 4 + [{"solved": "not-sure"}] * 4)["solved"]
    assert (found.n, found.share) == (4, 100)


def test_an_answer_that_speaks_neither_way_is_counted_by_choice() -> None:
    found = count(SURVEY, [{"aid": "reader"}] * 6)["aid"]
    assert (found.n, found.good) == (6, 0)
    assert ("reader", 6) in found.chosen


def rows(*numbers: int) -> list[tuple[str, Counted]]:
    return [(str(place), Counted(n, n)) for place, n in enumerate(numbers)]


def hidden(*numbers: int) -> list[int]:
    return [place for place, (_name, row) in enumerate(hide(rows(*numbers))) if row.hidden]


def test_one_that_is_few_is_hidden_with_the_smallest_other() -> None:
    assert hidden(9, 4, 7) == [1, 2]
    assert hidden(9, 4, 3) == [1, 2]
    assert hidden(9, 8, 7) == []
    assert hidden(4) == [0]
    assert hidden(4, 0) == [0]


@given(st.lists(st.integers(min_value=0, max_value=30), max_size=8))
def test_no_single_row_is_ever_hidden_among_others_that_are_shown(numbers: list[int]) -> None:
    found = hide(rows(*numbers))
    shown = [row for _name, row in found if row.n and not row.hidden]
    gone = [row for _name, row in found if row.hidden]
    assert len(gone) != 1 or not shown
    assert all(row.n >= FEWEST for row in shown)
    assert all((row.good, row.chosen, row.share) == (0, (), None) for row in gone)


def test_the_rate_of_offers() -> None:
    found = offers([(TAKEN, 3), (DECLINED, 1), (NOT_OFFERED, 4)])
    assert (found.n, found.share) == (8, 50)
    assert offers([]).share is None


def test_a_shop_comes_by_a_way_that_its_form_has_and_to_an_open_office() -> None:
    assert shop_fault(channel="telephone", out_of_hours=True, known=("telephone",)) is None
    wrong = shop_fault(channel="web", out_of_hours=False, known=("telephone",))
    closed = shop_fault(channel="office", out_of_hours=True, known=("office",))
    assert wrong is not None
    assert wrong.field == "channel"
    assert closed is not None
    assert closed.field == "out_of_hours"


def test_a_report_goes_to_a_leader_of_another_team() -> None:
    leaders = [(1, 10), (2, 20), (3, None)]
    assert outside_of(10, leaders) == 2
    assert outside_of(30, leaders) == 1
    assert outside_of(None, leaders) == 1
    assert outside_of(10, [(1, 10)]) is None
