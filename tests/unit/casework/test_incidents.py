"""What is an incident, how many make a pattern, and what has to be said of one?"""

from __future__ import annotations

from datetime import date

import pytest

from kept.casework.incidents import (
    MOST_PEOPLE,
    SUMMARY,
    VIOLENCE,
    Note,
    Somebody,
    by_quarter,
    check_incident,
    check_people,
    drafted_account,
    drafted_outcome,
    is_violence,
    months_before,
    pattern,
    quarter_of,
)

WHOLE = {"what": "threat", "where": "reception", "about": "He raised his fist", "outcome": "left"}


def test_abuse_threat_and_assault_alone_count_as_violence() -> None:
    assert {
        each for each in ("abusive", "threat", "assault", "rude", "other") if is_violence(each)
    } == VIOLENCE


def test_the_months_roll_back_from_the_latest() -> None:
    on = date(2026, 4, 30)
    days = [date(2026, 1, 30), date(2026, 1, 31), date(2026, 4, 30), date(2026, 5, 1)]
    assert pattern(days, on=on, months=3) == 2
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 1) == date(2025, 12, 15)
    assert months_before(date(2027, 1, 31), 1) == date(2026, 12, 31)


def test_they_are_counted_by_sort_and_quarter() -> None:
    found = by_quarter(
        [(date(2026, 3, 31), "rude"), (date(2026, 4, 1), "threat"), (date(2026, 6, 30), "threat")]
    )
    assert list(found) == ["2026 Q2", "2026 Q1"]
    assert found["2026 Q2"]["threat"] == 2
    assert quarter_of(date(2026, 12, 1)) == "2026 Q4"


@pytest.mark.parametrize("left_out", list(WHOLE))
def test_what_where_what_happened_and_how_it_ended_are_always_said(left_out: str) -> None:
    found = check_incident({**WHOLE, left_out: " "})
    assert found is not None
    assert found.field == left_out


def test_whoever_called_the_police_or_asked_them_to_leave_is_named() -> None:
    assert check_incident(WHOLE) is None
    for more in ({"police": True}, {"asked_to_leave": True}):
        found = check_incident({**WHOLE, **more})
        assert found is not None
        assert found.field in ("police_by", "leave_by")
    assert (
        check_incident(
            {**WHOLE, "police": True, "police_by": "Ann", "asked_to_leave": True, "leave_by": "Bob"}
        )
        is None
    )


@pytest.mark.parametrize(
    ("people", "field"),
    [
        ([Somebody("victim", "Ann")], ""),
        ([Somebody("guest", "Ann")], "role-0"),
        ([Somebody("victim", "Ann"), Somebody("witness", " ")], "name-1"),
        ([Somebody("victim", "A" * 301)], "name-0"),
        ([Somebody("victim", "Ann", minutes_lost=-1)], "minutes-0"),
        ([Somebody("victim", "Ann")] * (MOST_PEOPLE + 1), "people"),
    ],
)
def test_everybody_who_was_there_has_a_role_and_a_name(people: list[Somebody], field: str) -> None:
    found = check_people(people)
    assert (found.field if found else "") == field


def test_a_report_begins_with_every_note_in_order() -> None:
    notes = [
        Note(date(2026, 4, 2), "A threat", "Ann", "x" * (SUMMARY + 5), "They left"),
        Note(date(2026, 3, 1), "Rudeness", "Bob", "He  shouted", "They left"),
    ]
    first, second = drafted_account(notes).splitlines()
    assert first == "1 March 2026, Rudeness, noted by Bob: He shouted"
    assert second.endswith("x…")
    assert drafted_outcome(notes) == "They left: 2"
