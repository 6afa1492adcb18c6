"""A firm that has not signed is sent nowhere new, and a look at its work is counted as it was found."""

from __future__ import annotations

from datetime import date

import pytest

from kept.casework.contracting import (
    LONGEST_LINE,
    Card,
    Firm,
    Score,
    line_fault,
    points_of,
    refusal,
    run_out,
    scored,
    to_give,
    uncarried,
)
from kept.rulebook.contractors import BriefingPart

SPRING, SUMMER = date(2026, 4, 1), date(2026, 7, 1)
CODE = BriefingPart("code", "Code of conduct", SPRING, ("Say who you are.",), signed=True)
DRESS = BriefingPart("dress", "How to dress", SPRING, ("Wear the clothes of your firm.",))
WORK = BriefingPart("standard", "Good work", SPRING, ("It is neat.", "It is clean."), scored=True)
PARTS = (CODE, DRESS, WORK)


def test_what_is_missing_or_was_given_in_an_older_edition_is_given() -> None:
    assert to_give(PARTS, {}) == PARTS
    assert to_give(PARTS, {"code": SPRING, "dress": date(2025, 1, 1), "standard": SUMMER}) == (DRESS,)


def test_only_what_is_signed_keeps_a_firm_away() -> None:
    assert refusal(PARTS, Firm("Reid", {"code": SPRING})) is None
    unsigned = refusal(PARTS, Firm("Reid", {"dress": SPRING}))
    assert unsigned is not None
    assert unsigned.sentence.startswith(
        "Reid has not signed “Code of conduct” of 1 April 2026. Have it signed"
    )
    ended = refusal(PARTS, Firm("Reid", {"code": SPRING}, ended=True))
    assert ended is not None
    assert "does not work for us any more" in ended.sentence


def test_a_look_counts_what_was_looked_at() -> None:
    assert points_of(PARTS) == (("standard-1", "It is neat."), ("standard-2", "It is clean."))
    assert scored(PARTS, {"standard-1": True, "other": True}) == Score(1, 1)
    assert scored(PARTS, {"standard-1": True, "standard-2": False}).share == 50
    assert scored(PARTS, {}).share is None


def test_a_card_is_valid_on_its_last_day() -> None:
    card = Card("Jo", "C-1", SPRING)
    assert run_out([card], SPRING) == ()
    assert uncarried("Reid", [card], SPRING) is None
    late = uncarried("Reid", [card], SUMMER)
    assert late is not None
    assert "valid on 1 July 2026" in late.sentence
    assert uncarried("Reid", [], SPRING) is not None


@pytest.mark.parametrize(
    ("said", "field"), [("", "name"), ("x" * (LONGEST_LINE + 1), "name"), ("two\nlines", "name")]
)
def test_a_line_that_cannot_be_kept_is_named(said: str, field: str) -> None:
    refused = line_fault("Name", said, required=True)
    assert refused is not None
    assert refused.field == field
    assert line_fault("Name", "Reid Plumbing", required=True) is None
    assert line_fault("Trade", "") is None
