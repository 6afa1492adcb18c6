"""In which spelling names, addresses and numbers are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.store import keys


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ngozi Okafor", "ngozi okafor"),
        ("OKAFOR, Mrs Ngozi", "ngozi okafor"),
        ("Siân Llŷr-O'Brien", "llyr obrien sian"),
        ("Siân Llŷr O’Brien", "llyr obrien sian"),
        ("Dr", "dr"),
        ("Straße", "strasse"),
        ("李 明", "明 李"),
        ("  ", ""),
    ],
)
def test_a_name_is_the_same_whichever_part_comes_first(name: str, key: str) -> None:
    assert keys.name_key(name) == key


# The usual examples of Soundex, of which the first five are in the rule's own description.
@pytest.mark.parametrize(
    ("word", "sound"),
    [
        ("Robert", "R163"),
        ("Rupert", "R163"),
        ("Rubin", "R150"),
        ("Ashcraft", "A261"),
        ("Tymczak", "T522"),
        ("Pfister", "P236"),
        ("Honeyman", "H555"),
        ("Lee", "L000"),
        ("Jackson", "J250"),
        ("Okafor", "O216"),
        ("Okafer", "O216"),
        ("明", ""),
    ],
)
def test_how_a_name_sounds(word: str, sound: str) -> None:
    assert keys.sound_key(word) == sound


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("Flat 2, 14 Mill Rd, Leeds LS1 4AB", "flat 2 14 mill road leeds ls14ab"),
        ("flat 2 14 mill road leeds ls14ab", "flat 2 14 mill road leeds ls14ab"),
        ("St. John's Ct", "street johns court"),
        ("", ""),
    ],
)
def test_an_address_is_written_out(address: str, key: str) -> None:
    assert keys.address_key(address) == key


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("0113 496 0001", "01134960001"),
        ("+44 113 496 0001", "01134960001"),
        ("+44 (0)113 496 0001", "01134960001"),
        ("0044 113 496 0001", "01134960001"),
        ("(+44) 113 496-0001", "01134960001"),
        ("4411", "4411"),
        ("the red one", ""),
        ("٣", ""),
    ],
)
def test_a_number_is_as_it_is_dialled_here(number: str, dialled: str) -> None:
    assert keys.digits(number) == dialled


def test_a_text_begins_at_each_of_its_words() -> None:
    assert keys.beginnings("mill road leeds") == ["mill road leeds", "road leeds mill", "leeds mill road"]
    assert keys.beginnings("anna anna") == ["anna anna"]
    assert keys.beginnings("") == []
    assert len(keys.beginnings(" ".join("abcdefghijklmnop"))) == keys.MOST_WORDS


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once_and_a_key_is_never_long(text: str) -> None:
    assert keys.folded(keys.folded(text)) == keys.folded(text)
    for key in (keys.name_key(text), keys.sound_key(text), keys.address_key(text), keys.email_key(text)):
        assert len(key) <= keys.LONGEST
    assert keys.digits(keys.digits(text)) == keys.digits(text)
