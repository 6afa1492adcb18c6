"""How the estates did in a quarter, counted and in words."""

from __future__ import annotations

from datetime import date

from kept.casework.tidying import quarter_before, results_of, words_of

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


def test_the_quarter_before_is_whole() -> None:
    assert quarter_before(date(2026, 4, 7)) == (FIRST, LAST)
    assert quarter_before(date(2026, 3, 31)) == (date(2025, 10, 1), date(2025, 12, 31))


def test_what_was_counted_is_told_apart() -> None:
    found = results_of(
        {
            ("estate.reported", "rubbish"): 2,
            ("estate.reported", "litter"): 5,
            ("estate.cleared", ""): 6,
            ("estate.inspected", "good"): 3,
            ("estate.inspected", "untidy"): 1,
            ("estate.vehicle_reported", ""): 1,
            ("graffiti.reported", ""): 2,
            ("graffiti.removed", ""): 2,
        }
    )
    assert found.by_what == (("litter", 5), ("rubbish", 2))
    assert words_of(found, FIRST, LAST).split("\n") == [
        "From 1 January 2026 to 31 March 2026:",
        "Reports of litter, rubbish and the like: 7, cleared: 6.",
        "Reports of abandoned vehicles: 1, gone: 0.",
        "Reports of graffiti: 2, cleaned off: 2.",
        "Gardens and shared parts looked at: 4, in order: 3.",
    ]


def test_a_quarter_without_anything_says_so() -> None:
    said = words_of(results_of({}), FIRST, LAST)
    assert said == "From 1 January 2026 to 31 March 2026: nothing was reported or looked at."
    assert "cleared: 1" in words_of(results_of({("estate.cleared", ""): 1}), FIRST, LAST)
