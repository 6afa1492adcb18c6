"""What is new in an e-mail, and is anything odd about its sender?"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.casework.reading_mail import Sender, Stretch, domain_of, first_words, oddities, stretches


def quoted(text: str) -> list[str]:
    return [each.text for each in stretches(text) if each.quoted]


def test_marked_lines_are_folded_with_the_line_that_says_whose_they_are() -> None:
    text = "Thank you.\n\nOn Tuesday Kept wrote:\n> Dear Ms Okafor\n> yes\n\nAnd the lift?"
    assert stretches(text) == (
        Stretch("Thank you.\n", False),
        Stretch("On Tuesday Kept wrote:\n> Dear Ms Okafor\n> yes\n", True),
        Stretch("And the lift?", False),
    )


def test_a_line_of_whose_that_was_broken_in_two_is_folded_whole() -> None:
    text = "Yes.\nOn Tue, 7 Apr 2026 at 10:00, Karin <office@karin.example>\nwrote:\n\n> Which day?"
    assert quoted(text) == [text.removeprefix("Yes.\n")]


def test_a_colon_before_a_quotation_takes_no_words_of_the_sender_with_it() -> None:
    text = "It says this on page 4.\nI quote:\n> no pets"
    assert quoted(text) == ["I quote:\n> no pets"]
    assert quoted("My list:\n- the lift") == []


@pytest.mark.parametrize(
    "begins",
    [
        "-----Original Message-----\nanything",
        "---------- Forwarded message ---------\nanything",
        "From: Karin\nSent: 7 April\nTo: Ngozi\nSubject: Lift\n\nDear",
        "*From:* Karin\n*Date:* 7 April\n*Subject:* Lift",
        "On 7 April 2026 Karin wrote:\nDear Ms Okafor",
    ],
)
def test_an_earlier_message_below_is_folded_to_the_end(begins: str) -> None:
    assert quoted(f"Thank you.\n{begins}\nand more") == [f"{begins}\nand more"]


def test_a_line_that_only_begins_like_a_head_is_kept() -> None:
    assert quoted("From: my neighbour I heard\nthat it is mended.") == []
    assert quoted("Thanks\n--------\n--\nmessage") == []


def test_where_all_is_quoted_nothing_is_folded() -> None:
    assert stretches("> only this") == (Stretch("> only this", False),)
    assert stretches("") == ()


@given(
    st.lists(
        st.sampled_from(["", "> a", "On 7 April X wrote:", "wrote:", "b", "From: c", "Sent: d", "To: e"])
    )
)
def test_nothing_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = stretches(text)
    assert "\n".join(each.text for each in found) == text
    assert all(one.quoted != other.quoted for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Dear Sir,\n\nThe  lift is\nbroken.", "The lift is broken."),
        ("> Dear\n\nHello\nYes please", "Yes please"),
        ("Hello, the lift is broken.", "Hello, the lift is broken."),
        ("", ""),
        ("word " * 60, ("word " * 60)[:139].rstrip() + "…"),
        ("a" * 139 + "\nb\nc", "a" * 139 + "…"),
    ],
)
def test_the_first_words_of_a_list(text: str, shown: str) -> None:
    assert first_words(text) == shown


@pytest.mark.parametrize(
    ("sender", "odd"),
    [
        (Sender("Ngozi Okafor", "ngozi@example.org"), ()),
        (Sender("ngozi@example.org", "ngozi@example.org", "help@example.org"), ()),
        (Sender("pay@bank.example", "x@else.example"), ("other-name",)),
        (Sender("Ngozi", "n@example.org", "n@else.example"), ("answers-elsewhere",)),
        (Sender("Ngozi", "n@xn--exmple-cua.org"), ("lookalike",)),
        (Sender("Ngozi", "n@exаmple.org"), ("lookalike",)),
        (Sender("Ngozi", "N@example.org", on_file=("n@EXAMPLE.org",)), ()),
        (Sender("Ngozi", "n@example.org", on_file=("ngozi@example.org",)), ("not-on-file",)),
    ],
)
def test_what_is_odd_about_a_sender(sender: Sender, odd: tuple[str, ...]) -> None:
    assert oddities(sender) == odd


def test_what_stands_behind_the_at() -> None:
    assert domain_of("a@b@Example.ORG ") == "example.org"
