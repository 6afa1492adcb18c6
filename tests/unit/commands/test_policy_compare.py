"""What does `kept policy compare` print, and how does it end?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from kept.cli import main
from kept.commands import policy_compare
from kept.rulebook.shipped import carried

Capture = pytest.CaptureFixture[str]


def test_two_policies_side_by_side(capsys: Capture) -> None:
    assert main(["policy", "compare", "redland", "magna", "--on", "2026-11-26"]) == 0
    told = capsys.readouterr().out
    assert (
        "\nAppointments given\n    Redland: appointment arranged, 3 days (redland:2.4.8)\n"
        "    Magna: officer request answered, 2 working days (magna:3.6.1)\n"
        "    Kinder to the customer: it depends on the day. Redland: Christmas Eve" in told
    )
    assert (
        "Christmas Eve, Thursday 24 December 2026, 15:00: Redland by the end of Sunday 27 December 2026; "
        "Magna by the end of Wednesday 30 December 2026." in told
    )
    assert "neither, they promise the same" not in told.split("Telephone answered")[1].split("\n\n")[0]
    assert "“promptly”, counted as 1 office hour (redland:2.5.5)" in told
    assert "Magna: says nothing" in told


def test_all_of_them_in_one_table_as_json(capsys: Capture) -> None:
    assert main(["policy", "compare", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["associations"] == ["karin", "magna", "moray", "redland", "wessex"]
    rows = {each["subject"]: each for each in answer["subjects"]}
    telephone = rows["telephone"]
    assert telephone["kindest"] == ["karin", "moray", "redland", "wessex"]
    assert [len(each) for each in telephone["promises"]] == [2, 1, 5, 1, 1]
    assert {each["vague"] for each in rows["complaints-answered"]["promises"][0]} == {"own-number"}
    assert "by 10:00:21" in telephone["example"]
    assert answer["differences"] == []


def test_part_of_them_is_kind_on_every_day_and_others_at_times(capsys: Capture) -> None:
    assert main(["policy", "compare", "karin", "wessex", "--on", "2026-11-26"]) == 0
    told = capsys.readouterr().out
    assert "it depends on the day. Wessex on each of the days tried; at times as kind: Karin." in told


def test_two_versions_of_one_policy_are_told_by_their_differences(capsys: Capture) -> None:
    magna = carried()["magna"]
    later = replace(magna, starts_on=date(2027, 1, 1), clauses=magna.clauses[1:])
    assert policy_compare.compare([magna, later], None, as_json=False) == 0
    told = capsys.readouterr().out
    assert "beside the version from Friday 1 January 2027.\nNo more: “" in told
    assert policy_compare.compare([magna, magna], "2026-12-01", as_json=False) == 0
    assert "Nothing is different." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["magna"], "name two policies or versions, or none for all of them."),
        (["magna", "moray", "--on", "soon"], "“soon” is no date. Write it like 2026-12-01."),
        (["magna", "moray", "--on", "1990-01-01"], "Ask for a later day."),
        (["magna@soon", "moray"], "“soon” is no date. Write it like magna@2026-04-01."),
    ],
)
def test_what_cannot_be_compared(asked: list[str], says: str, capsys: Capture) -> None:
    assert main(["policy", "compare", *asked]) == 2
    assert says in capsys.readouterr().err


def test_a_policy_of_another_name_is_told(capsys: Capture) -> None:
    with pytest.raises(SystemExit, match="there is no association “mgna”"):
        main(["policy", "compare", "mgna", "moray"])
