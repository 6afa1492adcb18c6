"""How long is the way, and can both visits be kept?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from kept.casework.travel import Stop, minutes_between, parts, too_tight, ways_of
from tests.unit.casework.small import t

WAYS = ways_of(
    [
        (("SAME",), 5),
        (("SECTOR",), 10),
        (("DISTRICT",), 15),
        (("AREA",), 30),
        (("OTHER",), 60),
        (("IV30", "IV36"), 25),
        (("IV30 1", "IV30 8"), 12),
    ]
)
TWO = t("Thursday 2026-04-09 14:00")


@pytest.mark.parametrize(
    ("one", "other", "minutes"),
    [
        ("IV30 1AA", "iv30 1aa", 5),
        ("IV30 1AA", "IV301AB", 10),
        ("IV30 1", "IV30 1", 10),
        ("IV30 1AA", "IV30 4DD", 15),
        ("IV30 1AA", "IV30 8ZZ", 12),
        ("IV30 4AA", "IV36 2BB", 25),
        ("IV30 1AA", "IV63 1AA", 30),
        ("IV30 1AA", "AB10 1AA", 60),
        ("IV30", "IV30", 15),
        ("Elgin", "IV30 1AA", None),
        ("IV30 1AA", "", None),
    ],
)
def test_minutes_follow_from_what_was_said_and_else_from_how_like_the_postcodes_are(
    one: str, other: str, minutes: int | None
) -> None:
    assert minutes_between(one, other, WAYS) == minutes


def test_a_postcode_is_read_as_far_as_it_is_told() -> None:
    assert parts("iv301aa") == ("IV", "IV30", "IV30 1", "IV30 1AA")
    assert parts("IV30 1") == ("IV", "IV30", "IV30 1")
    assert parts("IV30") == ("IV", "IV30")
    assert parts("no postcode") is None


def test_two_visits_are_too_tight_where_the_way_takes_longer_than_there_is() -> None:
    first = Stop(TWO, TWO + timedelta(minutes=30), "IV30 1AA")
    close = Stop(TWO + timedelta(minutes=40), TWO + timedelta(minutes=70), "IV36 2BB")
    unknown = Stop(TWO + timedelta(minutes=31), TWO + timedelta(minutes=40), "")
    (found,) = too_tight([close, unknown, first], WAYS)
    assert (found.before, found.after, found.needs, found.there) == (first, close, 25, 10)
    later = Stop(TWO + timedelta(minutes=55), TWO + timedelta(minutes=70), "IV36 2BB")
    assert too_tight([first, later], WAYS) == ()
    nowhere = Stop(TWO + timedelta(minutes=31), TWO + timedelta(minutes=40), "Elgin")
    assert too_tight([first, nowhere], WAYS) == ()
