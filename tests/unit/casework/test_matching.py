"""Who could swap homes with whom, and who may be told?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from kept.casework.matching import Entry, check_entry, check_may_tell, fits, matches

ANN = Entry("A", "Harehills", 2, ("garden",), ("Chapeltown",), 3, 3, ("ground-floor",), may_be_told=True)
BOB = Entry("B", "Chapeltown", 3, ("ground-floor", "lift"), (), 1, 2, (), may_be_told=True)


def test_both_wishes_have_to_be_met() -> None:
    assert fits(BOB, ANN)
    assert fits(ANN, BOB)
    (found,) = matches(ANN, [ANN, BOB])
    assert (found.other.ref, found.may_tell, found.more) == ("B", True, ("lift",))
    assert matches(BOB, [ANN])[0].other.ref == "A"


@pytest.mark.parametrize(
    "other",
    [
        replace(BOB, bedrooms=4),
        replace(BOB, has=()),
        replace(BOB, area="Headingley"),
        replace(BOB, wants_most=1),
        replace(BOB, wants_areas=("Headingley",)),
    ],
)
def test_one_that_does_not_fit_is_not_proposed(other: Entry) -> None:
    assert matches(ANN, [other]) == ()


def test_places_are_alike_however_they_are_written() -> None:
    assert matches(ANN, [replace(BOB, area=" chapeltown")])


def test_whoever_was_told_already_is_not_proposed_again() -> None:
    assert matches(ANN, [BOB], not_again=["B"]) == ()


def test_those_whom_we_may_tell_come_first() -> None:
    shy = replace(BOB, ref="0", may_be_told=False)
    assert [(each.other.ref, each.may_tell) for each in matches(ANN, [shy, BOB])] == [
        ("B", True),
        ("0", False),
    ]


def test_two_are_told_of_one_another_with_the_consent_of_both() -> None:
    assert check_may_tell(ANN, BOB) is None
    shy, far = (
        check_may_tell(ANN, replace(BOB, may_be_told=False)),
        check_may_tell(ANN, replace(BOB, bedrooms=4)),
    )
    assert shy is not None
    assert "Ask them" in shy.sentence
    assert far is not None
    assert "do not fit" in far.sentence


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (replace(ANN, area=" "), "area"),
        (replace(ANN, area="14 Mill Road"), "area"),
        (replace(ANN, bedrooms=12), "bedrooms"),
        (replace(ANN, wants_areas=("x" * 90,)), "wants_areas"),
        (replace(ANN, wants_least=4), "wants_least"),
    ],
)
def test_an_entry_that_cannot_stand_says_why(entry: Entry, field: str) -> None:
    refused = check_entry(entry)
    assert refused is not None
    assert refused.field == field
    assert check_entry(ANN) is None
