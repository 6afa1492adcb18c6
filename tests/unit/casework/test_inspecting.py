"""What does a round find, when is the next one due, and how many waited at one time?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.casework.inspecting import (
    FINE,
    LEFT,
    NOT,
    Answer,
    before_long_closing,
    defect_facts,
    faults,
    fix_by,
    holiday_ahead,
    is_hazard,
    lacking_words,
    missed_closings,
    most_at_once,
    state,
)
from kept.rulebook.checklists import CheckItem, Checklist
from kept.workclock.spans import Weeks, WorkingDays
from tests.unit.casework.small import CALENDAR, t

TODAY = date(2026, 4, 8)
NOW = t("Wednesday 2026-04-08 10:00")
PLAIN = CheckItem("clean", "Is it clean?")
WARM = CheckItem("warm", "Is it warm?", number="°C", least=17, most=27)
TILE = CheckItem("tile", "Is it safe?", hazard=True)
TOILET = CheckItem("toilet", "Is it open?", needs=("alternative", "notice"))
STEP = CheckItem("step", "No step?", needs=("reason", "alternative"))
EDITION = CheckItem("edition", "Is it up?", words="Which edition?", held="complaint-edition")


def found(item: CheckItem, answer: Answer, held: str = "") -> list[str]:
    return [each.field for each in faults(item.name, item, answer, today=TODAY, held=held)]


@pytest.mark.parametrize(
    ("item", "answer", "fields"),
    [
        (PLAIN, Answer(), ["clean-result"]),
        (PLAIN, Answer("perhaps"), ["clean-result"]),
        (PLAIN, Answer(FINE), []),
        (PLAIN, Answer(FINE, words="x" * 2_001), ["clean-words"]),
        (PLAIN, Answer(LEFT), ["clean-words"]),
        (PLAIN, Answer(LEFT, words="The key is lost"), []),
        (PLAIN, Answer(NOT), ["clean-words"]),
        (PLAIN, Answer(NOT, words="Dust"), []),
        (PLAIN, Answer(NOT, words="Dust", fix_by=date(2026, 4, 7)), ["clean-fix_by"]),
        (PLAIN, Answer(NOT, words="Dust", fix_by=date(2026, 4, 8)), []),
        (PLAIN, Answer(NOT, words="Dust", fix_by=date(2028, 4, 8)), ["clean-fix_by"]),
        (PLAIN, Answer(NOT, words="A nail", hazard=True), ["clean-risk", "clean-interim"]),
        (PLAIN, Answer(NOT, words="A nail", hazard=True, risk="A cut", interim="Taken out"), []),
        (PLAIN, Answer(NOT, words="Dust", lasting=True), ["clean-lasting"]),
        (WARM, Answer(FINE), ["warm-number"]),
        (WARM, Answer(FINE, number=16.9), ["warm-number"]),
        (WARM, Answer(FINE, number=17), []),
        (WARM, Answer(FINE, number=27.1), ["warm-number"]),
        (WARM, Answer(FINE, number=1e7), ["warm-number"]),
        (WARM, Answer(NOT, number=12, words="The heater is off"), []),
        (WARM, Answer(NOT, words="The heater is off"), []),
        (TILE, Answer(NOT, words="Loose", risk="A fall"), ["tile-interim"]),
        (TOILET, Answer(NOT, words="Blocked"), ["toilet-notice"]),
        (TOILET, Answer(NOT, words="Blocked", notice="A card"), []),
        (STEP, Answer(NOT, words="A step", lasting=True), ["step-reason", "step-alternative"]),
        (STEP, Answer(NOT, words="A step", lasting=True, reason="Listed", alternative="A bell"), []),
        (
            STEP,
            Answer(NOT, words="A step", lasting=True, hazard=True, risk="x", interim="y"),
            ["step-lasting"],
        ),
    ],
)
def test_what_is_wrong_with_an_answer(item: CheckItem, answer: Answer, fields: list[str]) -> None:
    assert found(item, answer) == fields


def test_a_reason_alone_is_enough_where_nothing_is_offered_instead() -> None:
    item = CheckItem("x", "?", needs=("reason",))
    assert found(item, Answer(NOT, words="No", lasting=True, reason="Listed")) == []


def test_bounds_may_be_on_one_side_alone() -> None:
    assert found(CheckItem("x", "?", number="n", most=5), Answer(FINE, number=-3)) == []
    assert found(CheckItem("x", "?", number="n", least=5), Answer(FINE, number=300)) == []


def test_what_is_on_show_must_be_what_holds() -> None:
    assert found(EDITION, Answer(FINE), held="May 2025") == ["edition-said"]
    assert found(EDITION, Answer(FINE, said="may  2025 "), held="May 2025") == []
    assert found(EDITION, Answer(FINE, said="May 2024"), held="May 2025") == ["edition-said"]
    assert found(EDITION, Answer(FINE), held="") == []


def test_a_defect_says_where_by_when_and_what_is_offered() -> None:
    lists = Checklist("daily", "Daily", "Each day", (TOILET,))
    answer = Answer(NOT, words="Blocked", notice="A card", number=3)
    item = CheckItem("toilet", "Open?", area="Hall", number="Flushes", needs=("notice",))
    facts = defect_facts(lists, "toilet", item, answer, date(2026, 4, 9))
    assert facts == {
        "where": "Hall: Open?",
        "what": "Blocked (Flushes: 3)",
        "fix_by": "2026-04-09",
        "hazard": False,
        "checklist": "daily",
        "item": "toilet",
        "notice": "A card",
    }
    assert defect_facts(lists, "x", PLAIN, Answer(NOT, words="Dust"), TODAY)["where"] == "Daily: Is it clean?"


def test_by_when_it_is_put_right_unless_somebody_says_otherwise() -> None:
    assert fix_by(PLAIN, CALENDAR, NOW) == date(2026, 4, 15)
    assert fix_by(CheckItem("x", "?", fix=WorkingDays(2)), CALENDAR, NOW) == date(2026, 4, 10)
    assert fix_by(PLAIN, CALENDAR, NOW, hazard=True) == date(2026, 4, 9)
    assert is_hazard(TILE, Answer(NOT))
    assert not is_hazard(TILE, Answer(FINE))


def test_a_round_is_due_so_long_after_the_last() -> None:
    weekly = Checklist("weekly", "Weekly", "Each week", (PLAIN,), every=Weeks(1))
    never = state(weekly, last=None, calendar=CALENDAR, at=NOW)
    assert (never.overdue, never.never) == (True, True)
    made = state(weekly, last=t("Thursday 2026-04-02 09:00"), calendar=CALENDAR, at=NOW)
    assert (made.due, made.overdue) == (t("Friday 2026-04-10 00:00"), False)
    assert state(weekly, last=t("Monday 2026-03-30 09:00"), calendar=CALENDAR, at=NOW).overdue
    wanted = Checklist("issue", "Issue", "When wanted", (PLAIN,))
    assert state(wanted, last=NOW, calendar=CALENDAR, at=NOW) == state(
        wanted, last=t("Monday 2020-03-30 09:00"), calendar=CALENDAR, at=NOW
    )
    assert state(wanted, last=None, calendar=CALENDAR, at=NOW).never


def test_the_evening_round_is_due_when_the_office_shuts() -> None:
    closing = Checklist("closing", "Closing", "Each evening", (PLAIN,), closing=True)
    today = state(closing, last=t("Tuesday 2026-04-07 17:00"), calendar=CALENDAR, at=NOW)
    assert (today.due, today.overdue) == (t("Wednesday 2026-04-08 17:00"), False)
    done = state(closing, last=t("Wednesday 2026-04-08 16:55"), calendar=CALENDAR, at=NOW)
    assert (done.due, done.overdue) == (t("Thursday 2026-04-09 17:00"), False)
    forgotten = state(closing, last=t("Thursday 2026-04-02 17:00"), calendar=CALENDAR, at=NOW)
    assert forgotten.overdue
    never = state(closing, last=None, calendar=CALENDAR, at=NOW)
    assert (never.never, never.overdue) == (True, True)


def test_evenings_on_which_nobody_said_so_are_those_of_open_days() -> None:
    done = [t("Tuesday 2026-04-07 17:00")]
    assert missed_closings(done, CALENDAR, NOW, days=7) == [date(2026, 4, 1), date(2026, 4, 2)]


def test_days_before_and_on_holidays() -> None:
    assert before_long_closing(CALENDAR, date(2026, 4, 2))
    assert not before_long_closing(CALENDAR, date(2026, 4, 7))
    assert holiday_ahead(CALENDAR, date(2026, 4, 3))
    assert not holiday_ahead(CALENDAR, date(2026, 4, 4))
    assert not holiday_ahead(CALENDAR, date(2026, 4, 8))


def test_whoever_is_seen_when_another_comes_is_gone_by_then() -> None:
    nine = t("Wednesday 2026-04-08 09:00")
    minutes = [(0, 10), (5, 20), (10, 12), (30, 30)]
    waits = [(nine + timedelta(minutes=a), nine + timedelta(minutes=b)) for a, b in minutes]
    assert most_at_once(waits) == 2
    assert most_at_once([]) == 0


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12))
def test_as_many_as_a_dull_look_at_every_minute_finds(minutes: list[tuple[int, int]]) -> None:
    nine = t("Wednesday 2026-04-08 09:00")
    waits = [(nine + timedelta(minutes=a), nine + timedelta(minutes=b)) for a, b in minutes]
    dull = max((sum(a <= now < b for a, b in minutes) for now in range(61)), default=0)
    assert most_at_once(waits) == dull


def test_what_is_missing_is_said_before_somebody_is_asked_to_come() -> None:
    assert lacking_words("Main office", []) == ""
    said = lacking_words("Main office", [("No step?", "A bell"), ("A loop?", "")])
    assert said == (
        "Main office may not suit them. No step? No. Instead: A bell; A loop? No."
        " Offer another place, or say that they know."
    )
