"""What could be plainer: sentences, words, reading age, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.casework.plain_english import Advice, advice, reading_age, sentences, syllables
from kept.rulebook.plain_words import PlainWords
from kept.rulebook.writing import Practice

LISTS = (
    PlainWords("official", "Official words", (("commence", "start"), ("correspondence", "letter"))),
    PlainWords("phrases", "Phrases", (("in receipt of", "have"), ("receipt of", "getting"))),
)
LONG = (
    "We have asked a roofer to come and look at all of the tiles on the roof of your home and at the gutters."
)


def told(text: str, **more: object) -> Advice:
    return advice(text, lists=LISTS, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Mr. Bell came at 9.30 on 3 May. He left.", ["Mr. Bell came at 9.30 on 3 May.", "He left."]),
        ("14 Mill Lane\nLeeds\n\nHello there!", ["14 Mill Lane", "Leeds", "Hello there!"]),
        ("Really? “Yes.” No", ["Really?", "“Yes.”", "No"]),
        ("…", []),
    ],
)
def test_sentences_end_where_a_reader_takes_breath(text: str, wanted: list[str]) -> None:
    assert [each.replace("”", "") for each in sentences(text)] == [each.replace("”", "") for each in wanted]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1),
        ("start", 1),
        ("house", 1),
        ("table", 2),
        ("wanted", 2),
        ("called", 1),
        ("commence", 2),
        ("hmm", 1),
    ],
)
def test_syllables_are_counted_by_ear(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_reading_age_grows_with_long_words_and_long_sentences_and_is_not_guessed_of_little() -> None:
    plain = "We came to see the damp. It is dry now. We will come back in June. You need do nothing. " * 2
    heavy = (
        "Consideration of the aforementioned representations regarding dilapidations necessitated "
        "supplementary investigation by qualified personnel notwithstanding considerable operational "
        "difficulties encountered throughout the intervening administrative period of the relevant "
        "organisational department generally."
    )
    assert reading_age("Too short.") is None
    assert reading_age(plain) == 5
    assert reading_age(heavy + " " + heavy) == 25


def test_long_sentences_are_marked_and_the_far_too_long_ones_more() -> None:
    found = told(f"{LONG} {LONG[:-1]} and at nothing else at all.").long_sentences
    assert [(each.words, each.too) for each in found] == [(24, False), (30, True)]


def test_each_word_is_told_once_with_the_plain_one_the_longest_phrase_first() -> None:
    found = told("We are in  receipt of your Correspondence. Correspondence-like work will commence.").swaps
    assert [(each.found, each.plain, each.times) for each in found] == [
        ("in receipt of", "have", 1),
        ("correspondence", "letter", 1),
        ("commence", "start", 1),
    ]
    assert advice("We commence.").swaps == ()


def test_nobody_who_does_it_twice_no_and_capitals() -> None:
    found = told(
        "It was decided. It is not unusual. We NEVER EVER shout, and the BBC may. We cannot not come."
    )
    assert found.passive == ("was decided",)
    assert found.double_negatives == ("not unusual", "cannot not")
    assert found.shouting == ("NEVER EVER",)
    assert told("No, we do not.").double_negatives == ()


def test_a_long_paragraph_is_told_and_a_list_is_none() -> None:
    practice = Practice("advice", paragraph=10)
    lines = "one two three\nfour five six\nseven eight nine\nten eleven twelve"
    found = told(f"{LONG}\n\n{lines}", practice=practice).long_paragraphs
    assert [each.words for each in found] == [24]


def test_what_is_over_the_guide_or_too_hard_counts_and_nothing_stops() -> None:
    found = told("We came. " * 20, most_words=10)
    assert (found.too_many, found.too_hard, found.findings) == (30, False, 1)
    assert told("We came.").too_many == 0
    hard = told("Necessitating supplementary investigations notwithstanding considerable difficulties. " * 5)
    assert hard.too_hard
    assert hard.findings >= 1


def test_another_language_is_counted_and_left_alone() -> None:
    found = told("Rydym wedi derbyn eich llythyr commence", lang="cy")
    assert (found.english, found.words, found.swaps, found.reading_age, found.too_hard) == (
        False,
        6,
        (),
        None,
        False,
    )


@given(st.text(max_size=300))
def test_anything_at_all_can_be_read(text: str) -> None:
    found = told(text)
    assert found.words >= 0
    assert found.reading_age is None or 5 <= found.reading_age <= 25
