"""References survive being read out, typed and mistyped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.store.refs import ALPHABET, is_ref, new_ref, new_uid, tidy

REFS = st.builds(lambda _: new_ref(), st.integers())
PLACES = (0, 1, 2, 3, 5, 6, 7, 8)


def test_a_reference_looks_like_one_and_no_vowel_can_spell_a_word() -> None:
    for _ in range(500):
        ref = new_ref()
        assert len(ref) == 9
        assert ref[4] == "-"
        assert is_ref(ref)
        assert not set("AEIOU") & set(ref)


def test_references_differ() -> None:
    assert len({new_ref() for _ in range(2000)}) == 2000
    assert len({new_uid() for _ in range(2000)}) == 2000


@given(REFS, st.sampled_from(PLACES), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_found(ref: str, place: int, letter: str) -> None:
    typo = ref[:place] + letter + ref[place + 1 :]
    assert is_ref(typo) is (letter == ref[place])


def test_every_single_wrong_character_of_one_reference_is_found() -> None:
    ref = new_ref()
    typos = {ref[:place] + each + ref[place + 1 :] for place in PLACES for each in ALPHABET} - {ref}
    assert len(typos) == len(PLACES) * (len(ALPHABET) - 1)
    assert not any(is_ref(each) for each in typos)


@given(REFS, st.integers(0, 6))
def test_two_neighbours_that_changed_places_are_found(ref: str, first: int) -> None:
    letters = list(ref.replace("-", ""))
    letters[first], letters[first + 1] = letters[first + 1], letters[first]
    swapped = "".join(letters[:4]) + "-" + "".join(letters[4:])
    assert is_ref(swapped) is (swapped == ref)


@given(st.text(max_size=12))
def test_any_text_is_a_reference_or_not_and_never_a_fault(text: str) -> None:
    if tidy(text) is not None:
        assert is_ref(str(tidy(text)))
    assert is_ref(text) in (True, False)


@given(REFS)
def test_what_somebody_typed_in_their_own_way_is_understood(ref: str) -> None:
    assert tidy(ref) == ref
    assert tidy(f"  {ref.lower()} ") == ref
    assert tidy(ref.replace("-", "")) == ref
    assert tidy(ref.replace("-", " ")) == ref
    assert tidy(ref.replace("0", "O").replace("1", "i")) == ref


@pytest.mark.parametrize(
    "text", ["", "-", "K7F3", "K7F3-9Q2MX", "AEIO-UAEI", "٣٣٣٣-٣٣٣٣", "K7F3_9Q2M", "\x00" * 9]
)
def test_what_is_none(text: str) -> None:
    assert not is_ref(text)
    assert tidy(text) is None
