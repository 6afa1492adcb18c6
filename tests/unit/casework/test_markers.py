"""What has to be observed whenever somebody is met."""

from __future__ import annotations

from datetime import date, timedelta

from kept.casework.markers import (
    APART,
    INSTRUCTIONS,
    NO_CALLS,
    NOT_AT_OFFICE,
    OFFICE_ONLY,
    REASONS,
    TWO_STAFF,
    VIOLENT,
    Mark,
    There,
    check_apart,
    check_mark,
    check_meeting,
)
from tests.unit.casework.small import t

TWO = t("Thursday 2026-04-09 14:00")
TODAY = date(2026, 4, 8)


def met(*kinds: str, staff: int = 1, place: str = "home") -> str:
    found = check_meeting([Mark(each) for each in kinds], staff=staff, place=place)
    return found.sentence if found else ""


def test_nobody_goes_alone_where_two_are_needed() -> None:
    assert "Two of us have to be there" in met(TWO_STAFF)
    assert "Two of us have to be there" in met(TWO_STAFF, place="office")
    assert met(TWO_STAFF, staff=2) == ""
    assert met(TWO_STAFF, place="telephone") == ""
    assert met() == ""


def test_whoever_is_met_at_the_office_only_is_offered_it_unless_it_is_closed_to_them() -> None:
    assert "Offer them a time at the office" in met(OFFICE_ONLY, staff=2)
    assert met(OFFICE_ONLY, place="office") == ""
    assert "speak on the telephone" in met(OFFICE_ONLY, NOT_AT_OFFICE)
    assert "They are not met at the office" in met(NOT_AT_OFFICE, place="office")
    assert met(NOT_AT_OFFICE) == ""
    assert "Write to them instead" in met(OFFICE_ONLY, NOT_AT_OFFICE, NO_CALLS)


def test_who_may_not_be_rung_is_reached_by_the_way_that_stays_open() -> None:
    assert "Use the way that stays open" in met(NO_CALLS, place="telephone")
    assert met(NO_CALLS, VIOLENT) == ""


def test_people_to_be_kept_apart_are_never_in_one_waiting_hour() -> None:
    mine = There(1, 7, TWO)
    near, far = There(2, 7, TWO + timedelta(minutes=60)), There(2, 7, TWO + timedelta(minutes=61))
    elsewhere, somebody = There(2, 8, TWO), There(3, 7, TWO)
    found = check_apart({2}, mine, [near])
    assert found is not None
    assert "Choose another hour" in found.sentence
    assert check_apart({2}, mine, [far, elsewhere, somebody]) is None


def test_a_marker_says_what_and_why_and_when_it_is_looked_at_again() -> None:
    def set_(kind: str = TWO_STAFF, why: str = "threats", asked: bool = True, days: int = 90) -> str:
        found = check_mark(kind, why, asked_after=asked, review_on=TODAY + timedelta(days=days), today=TODAY)
        return found.field or "" if found else ""

    assert set_() == ""
    assert set_("rude") == "kind"
    assert set_(why="cheek") == "why"
    assert set_(asked=False) == "asked_after"
    assert set_(APART, "own-wish", asked=False) == ""
    assert {set_(VIOLENT), set_(NO_CALLS), set_(OFFICE_ONLY, "abuse")} == {"kind"}, "the director's alone"
    assert set_(NOT_AT_OFFICE, "order") == ""
    assert set_(days=0) == "review_on"
    assert set_(days=400) == "review_on"
    assert set(INSTRUCTIONS) == {TWO_STAFF, OFFICE_ONLY, NOT_AT_OFFICE, APART, VIOLENT, NO_CALLS}
    assert "own-wish" in REASONS
