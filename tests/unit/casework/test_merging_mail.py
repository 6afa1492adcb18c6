"""Who on a list gets the letter, who does not and why, and how a list is read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kept.casework.answering_mail import Reached, acknowledgement, away_longer, out_of_office, speaks
from kept.casework.merging_mail import MOST, Candidate, Row, kept_back, read_list
from kept.casework.safe_contact import Rules
from kept.workclock.spans import WorkingDays
from tests.unit.casework.small import CALENDAR, t

TO = {"name": "Ann", "lines": ["Ann", "1 Mill Lane"], "email": "ann@example.org"}


def why(**more: object) -> str:
    one = Candidate(1, **({"to": TO, "home": 7, "lived": True} | more))  # type: ignore[arg-type]
    found = kept_back([one], way="post", statutory=bool(more.get("statutory")))
    return found[1][0] if found else ""


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, ""),
        ({"died_on": date(2026, 4, 1), "home": None}, "died"),
        ({"home": None}, "moved-out"),
        ({"home": None, "lived": False}, ""),
        ({"rules": Rules(never=frozenset({"letter"}))}, "unsafe"),
        ({"to": {"name": "Ann", "lines": []}}, "no-address"),
        ({"opted_out": True}, "opted-out"),
    ],
)
def test_whoever_is_left_out_has_the_gravest_reason(more: dict[str, object], reason: str) -> None:
    assert why(**more) == reason


def test_what_must_be_told_goes_to_those_who_want_no_mailings() -> None:
    one = Candidate(1, TO, opted_out=True)
    assert kept_back([one], way="post", statutory=True) == {}


def test_one_for_each_home_goes_to_whoever_has_lived_there_longest() -> None:
    people = [
        Candidate(1, TO, home=7, since=date(2021, 1, 1)),
        Candidate(2, TO, home=7, since=date(2020, 1, 1)),
        Candidate(3, TO, home=8),
        Candidate(4, TO),
        Candidate(5, TO),
        # Whoever is left out does not stand for their home.
        Candidate(6, TO, home=9, since=date(2000, 1, 1), died_on=date(2026, 1, 1)),
        Candidate(7, TO, home=9),
    ]
    found = kept_back(people, way="post", statutory=False, one_a_home=True)
    assert {each: name for each, (name, _) in found.items()} == {1: "same-home", 6: "died"}


def test_a_list_is_read_with_or_without_the_names_of_its_columns() -> None:
    rows, faults = read_list(
        "\ufeffreference;rent_new\n\nk7f3-9q2m;95.00\nT-000000000014;96", ["rent_now", "rent_new"]
    )
    assert faults == []
    assert rows == [
        Row(3, "K7F3-9Q2M", {"rent_new": "95.00"}),
        Row(4, "T-000000000014", {"rent_new": "96"}),
    ]
    plain, none = read_list("T-1\t90\t95\nT-2", ["rent_now", "rent_new"])
    assert none == []
    assert plain == [Row(1, "T-1", {"rent_now": "90", "rent_new": "95"}), Row(2, "T-2", {})]


def test_what_is_wrong_with_a_list_is_told_line_by_line() -> None:
    _, faults = read_list("ref;colour\nT-1;a;b;c\nT-1\nT-2;" + "x" * 501, ["rent_new"])
    assert faults == [
        "Line 1: the letter has nothing called “colour”.",
        "Line 2: there is more in it than the letter has room for.",
        "Line 3: T-1 stands in line 2 already.",
        "Line 4: there is more in it than the letter has room for.",
    ]
    _, many = read_list("\n".join(f"T-{each}" for each in range(MOST + 1)), [])
    assert many == ["The list has 20,001 lines, and the most is 20,000. Split it."]


def test_a_machine_answers_people_alone_and_no_complaint() -> None:
    fine = {"sort": "person", "kind": "email", "ours": False, "odd": False}
    assert speaks(**fine)  # type: ignore[arg-type]
    for other in ({"sort": "automatic"}, {"kind": "complaint"}, {"ours": True}, {"odd": True}):
        assert not speaks(**(fine | other))  # type: ignore[arg-type]


def test_a_day_off_and_a_weekend_ask_for_no_reply() -> None:
    friday, monday, tuesday = (
        t("Friday 2026-04-10 00:00"),
        t("Monday 2026-04-13 00:00"),
        t("Tuesday 2026-04-14 00:00"),
    )
    one = WorkingDays(1)
    assert not away_longer(friday, monday, one, CALENDAR)
    assert away_longer(friday, tuesday, one, CALENDAR)
    assert away_longer(friday, None, one, CALENDAR)
    assert away_longer(friday, monday, None, CALENDAR)
    assert datetime(2026, 4, 9, 23, tzinfo=UTC) == friday


def test_the_reply_says_plainly_what_is_not_known() -> None:
    words = "{association} {reference} {name} {return_day} {cover}{cover_reached}"
    given = {"association": "Karin", "reference": "K7", "name": "Bea"}
    known = out_of_office(
        words, back=date(2026, 4, 20), cover=Reached("Cem", "0113", "c@example.org"), **given
    )
    assert known == "Karin K7 Bea Monday 20 April Cem (0113, c@example.org)"
    unknown = out_of_office(words, back=None, cover=Reached("Karin"), **given)
    assert unknown == "Karin K7 Bea a day that is not known yet Karin"
    assert acknowledgement("{association}: {reference}", association="Karin", reference="K7") == "Karin: K7"
