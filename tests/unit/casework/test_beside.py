"""What the housing system says against what staff put right, case by case."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.casework.beside import Difference, brakes, corrected, differences, hear, same

AT = datetime(2026, 4, 7, 2, tzinfo=UTC)
LATER = datetime(2026, 4, 8, 2, tzinfo=UTC)
NOTE = {"value": "mine", "by": "ann", "at": AT.isoformat()}


def test_what_they_say_first_fills_what_is_empty() -> None:
    heard = hear({"email": ""}, {"email": "theirs"}, outside={}, overrides={}, at=AT)
    assert (heard.changes, heard.outside, heard.overrides) == ({"email": "theirs"}, {"email": "theirs"}, {})


def test_what_they_say_first_replaces_nothing_that_somebody_put_there() -> None:
    heard = hear({"email": "mine"}, {"email": "theirs"}, outside={}, overrides={}, at=AT)
    assert heard.changes == {}
    assert heard.overrides == {"email": {"value": "mine", "by": "", "at": AT.isoformat()}}


def test_what_was_theirs_follows_them() -> None:
    heard = hear({"email": "old"}, {"email": "new"}, outside={"email": "old"}, overrides={}, at=AT)
    assert (heard.changes, heard.overrides) == ({"email": "new"}, {})


def test_what_was_put_right_stays_whoever_wrote_it_down() -> None:
    for overrides in ({}, {"email": NOTE}):
        heard = hear(
            {"email": "mine"}, {"email": "new"}, outside={"email": "old"}, overrides=overrides, at=LATER
        )
        assert heard.changes == {}
        assert heard.outside == {"email": "new"}
        assert heard.overrides["email"]["value"] == "mine"  # type: ignore[index]


def test_when_they_say_the_same_the_correction_has_done_its_work() -> None:
    heard = hear(
        {"email": "mine"}, {"email": "mine"}, outside={"email": "old"}, overrides={"email": NOTE}, at=AT
    )
    assert (heard.changes, heard.overrides) == ({}, {})


@pytest.mark.parametrize(
    ("field", "changes"),
    [("email", {}), ("phones", {}), ("officer", {"officer": ""}), ("to_on", {"to_on": ""})],
)
def test_a_blank_says_something_only_where_it_is_an_answer(field: str, changes: dict[str, object]) -> None:
    heard = hear({field: "old"}, {field: ""}, outside={field: "old"}, overrides={}, at=AT)
    assert heard.changes == changes


def test_what_staff_change_is_marked_where_the_housing_system_speaks_of_it() -> None:
    outside = {"email": "theirs"}
    found = corrected({"email": "mine", "needs": "a ramp"}, outside=outside, overrides={}, by="ann", at=AT)
    assert found == {"email": NOTE}
    assert corrected({"email": "THEIRS"}, outside=outside, overrides=found, by="ann", at=AT) == {}


def test_the_two_are_shown_beside_each_other() -> None:
    found = differences({"email": "mine"}, outside={"email": "theirs"}, overrides={"email": NOTE})
    assert list(found) == [Difference("email", "theirs", "mine", "ann", AT)]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("14 Mill  Road", "14 mill road ", True),
        (["0113 496 0001"], ["01134960001"], True),
        (["0113 496 0001", "07700 900001"], ["07700900001", "0113 4960001"], True),
        ("0113 496 0001", "0113 496 0002", False),
        (None, "", True),
        ("2026-04-07", "2026-04-08", False),
        ("LS1 4AB", "LS1 4AC", False),
    ],
)
def test_blanks_capitals_and_the_order_of_numbers_say_nothing(
    one: object, other: object, alike: bool
) -> None:
    assert same(one, other) is alike


ANSWERS = st.dictionaries(st.sampled_from(["email", "phones", "officer"]), st.text("ab ", max_size=3))


@given(ours=ANSWERS, theirs=ANSWERS, outside=ANSWERS)
def test_hearing_the_same_again_changes_nothing(
    ours: dict[str, object], theirs: dict[str, object], outside: dict[str, object]
) -> None:
    first = hear(ours, theirs, outside=outside, overrides={}, at=AT)
    again = hear(
        {**ours, **first.changes}, theirs, outside=first.outside, overrides=first.overrides, at=LATER
    )
    assert again.changes == {}
    assert (again.outside, again.overrides) == (first.outside, first.overrides)


@pytest.mark.parametrize(
    ("ending", "running", "stops"),
    [(0, 0, False), (1, 1, False), (2, 20, False), (3, 29, True), (10, 100, False), (11, 100, True)],
)
def test_more_than_one_in_ten_is_looked_at_first(ending: int, running: int, stops: bool) -> None:
    assert brakes(ending, running) is stops
