"""No hidden number can be found out from those that are shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kept.casework.small_numbers import LEAST, may_show

NAMES = st.sampled_from("abcdefgh")
NUMBERS = st.dictionaries(NAMES, st.one_of(st.integers(0, 14), st.integers(0, 300)), max_size=8)


@given(NUMBERS, st.sets(NAMES))
def test_no_hidden_number_follows_from_the_shown_ones_and_the_total(
    numbers: dict[str, int], small: set[str]
) -> None:
    shown = may_show(numbers, small=small)
    hidden = {name: n for name, n in numbers.items() if n > 0 and name not in shown}
    assert all(numbers[name] >= LEAST and name not in small for name in shown)
    if not hidden or not shown:
        return
    # What an attacker has: the total, what is shown, and that each hidden group has somebody in it.
    left = sum(numbers.values()) - sum(numbers[name] for name in shown)
    assert left >= LEAST
    for name in hidden:
        possible = range(1, left - (len(hidden) - 1) + 1) if len(hidden) > 1 else (left,)
        assert len(possible) > 1
        assert hidden[name] in possible


@given(NUMBERS, st.sets(NAMES))
def test_no_more_is_hidden_than_has_to_be(numbers: dict[str, int], small: set[str]) -> None:
    shown = may_show(numbers, small=small)
    there = {name: n for name, n in numbers.items() if n > 0}
    if all(n >= LEAST for n in there.values()) and not small & there.keys():
        assert shown == there.keys()


def test_the_next_smallest_goes_with_the_only_small_one() -> None:
    assert may_show({"en": 120, "pl": 30, "so": 4}) == {"en"}
    assert may_show({"en": 120, "so": 4}) == frozenset()
    assert may_show({"en": 120, "pl": 6, "so": 4}) == {"en"}
    assert may_show({"en": 120, "pl": 5, "so": 4, "cy": 40}) == {"en"}
    assert may_show({"en": 120, "pl": 30}) == {"en", "pl"}
