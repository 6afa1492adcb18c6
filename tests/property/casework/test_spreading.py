"""Shared out evenly: everything goes, to somebody named, and nobody is given more than whoever has less."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from kept.casework.spreading import spread

LOADS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 50), min_size=1)
THINGS = st.lists(st.text("xyz0123456789", min_size=1, max_size=4), unique=True, max_size=60)


@given(THINGS, LOADS)
def test_everything_goes_to_somebody_who_was_named(things: list[str], loads: dict[str, int]) -> None:
    found = spread(things, loads)
    assert list(found) == things
    assert set(found.values()) <= set(loads)


@given(THINGS, LOADS)
def test_afterwards_nobody_who_was_given_any_has_more_than_one_above_the_least(
    things: list[str], loads: dict[str, int]
) -> None:
    given_ = Counter(spread(things, loads).values())
    after = {who: load + given_[who] for who, load in loads.items()}
    assert all(after[who] <= min(after.values()) + 1 for who in given_)


@given(THINGS, LOADS)
def test_the_same_question_has_the_same_answer(things: list[str], loads: dict[str, int]) -> None:
    assert spread(things, loads) == spread(things, dict(reversed(loads.items())))


def test_with_nobody_to_take_it_nothing_goes() -> None:
    assert spread(["a"], {}) == {}
