"""What does `kept policy law` print, and how does it end?"""

from __future__ import annotations

import json

import pytest

from kept.cli import main

Capture = pytest.CaptureFixture[str]


def test_the_law_beside_magna_in_words(capsys: Capture) -> None:
    assert main(["policy", "law", "magna", "--on", "2026-11-26"]) == 0
    told = capsys.readouterr().out
    assert "for what begins from Thursday 26 November 2026" in told
    assert "WEAKER THAN THE LAW: 1\nmagna:10.2.1  own information supplied, 40 days\n" in told
    assert "On each of the " in told
    assert (
        "The last day of January, Sunday 31 January 2027, 10:00: the law asks for it by the end of Sunday 28 "
        "February 2027, the policy by the end of Friday 12 March 2027." in told
    )
    assert "IN CONFLICT WITH THE LAW: 5" in told
    assert "    Here: No money is asked for." in told
    assert told.index("Monday 30 November 2026:") < told.index("law:aw-s1-p2") < told.index("1 April 2027:")
    assert told.index("Thursday 1 April 2027:") < told.index("law:stairs-2")


def test_a_number_of_our_own_and_a_clock_that_starts_later_are_told(capsys: Capture) -> None:
    assert main(["policy", "law", "karin", "--on", "2027-04-01"]) == 0
    told = capsys.readouterr().out
    assert "The number is the house's own reading; the policy has a word." in told
    assert "The law's clock starts later in the matter" in told
    assert "COMING INTO FORCE" not in told


def test_the_same_as_json(capsys: Capture) -> None:
    assert main(["policy", "law", "magna", "--on", "2026-12-01", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["association"], answer["on"], answer["counts"]["weaker"]) == ("magna", "2026-12-01", 1)
    weaker = next(each for each in answer["found"] if each["how"] == "weaker")
    assert (weaker["law"], weaker["clause"]) == ("law:sar", "magna:10.2.1")
    assert weaker["example"]["law"] < weaker["example"]["policy"]
    assert len(weaker["weaker_on"]) == weaker["tried"]
    assert "law:aw-s1-p2" in {each["law"] for each in answer["found"]}
    assert [each["from"] for each in answer["coming"]] == ["2027-04-01"]


def test_today_is_the_day_where_none_is_named(capsys: Capture) -> None:
    assert main(["policy", "law", "moray", "--json"]) == 0
    assert {each["how"] for each in json.loads(capsys.readouterr().out)["found"]} >= {"conflict", "silent"}


@pytest.mark.parametrize(
    ("on", "says"),
    [
        ("tomorrow", "“tomorrow” is no date. Write it like 2026-12-01."),
        ("1990-01-01", "Ask for a later day."),
    ],
)
def test_a_day_that_cannot_be_used(on: str, says: str, capsys: Capture) -> None:
    assert main(["policy", "law", "magna", "--on", on]) == 2
    assert says in capsys.readouterr().err
