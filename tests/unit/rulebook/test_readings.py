"""A reading is known by its words and its number; where words can mean one thing only there is none."""

from __future__ import annotations

from dataclasses import replace

from kept.rulebook.model import Clause
from kept.rulebook.readings import Reading, reading_of
from tests import cast


def clause(id_: str) -> Clause:
    return cast.rulebook(id_.split(":")[0]).clause_by_id[id_]


def test_the_reading_of_a_promise_are_the_words_in_which_it_is_counted() -> None:
    found = reading_of(clause("karin:letters.1"))
    assert found is not None
    assert found.words.startswith("Counted from the day the letter arrives, which is day 0.")
    assert (found.number, found.because) == ("", "")


def test_a_number_of_our_own_belongs_to_the_reading_with_its_reason() -> None:
    found = reading_of(clause("karin:telephone.1"))
    assert found is not None
    assert found.number == "5 rings"
    assert found.because == "The guidance to staff bound with the policy says five rings."


def test_a_table_of_numbers_is_said_row_by_row() -> None:
    found = reading_of(clause("moray:2.4.1"))
    assert found is not None
    assert found.number.count(": ") >= 2
    assert "otherwise: " in found.number


def test_a_clause_that_nothing_keeps_yet_has_no_reading() -> None:
    assert reading_of(clause("karin:telephone.2")) is None


def test_the_mark_changes_with_the_words_the_number_and_the_reason_and_with_nothing_else() -> None:
    reading = Reading("By the clock", "24 hours", "It is urgent")
    others = [
        replace(reading, words="By the office's hours"),
        replace(reading, number="12 hours"),
        replace(reading, because="It is late"),
    ]
    assert len({each.mark for each in (reading, *others)}) == 4
    assert replace(reading).mark == reading.mark
