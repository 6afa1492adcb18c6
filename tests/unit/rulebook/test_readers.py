"""Is each room's entry read whole, and is nothing made of one that lacks what it needs?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from kept.rulebook import RulebookFaults, load_folder
from kept.rulebook.answering import Answering, read_answering, who_answers
from kept.rulebook.cabinet import LAST_HOUR, Cabinet, read_cabinet
from kept.rulebook.context import Context
from kept.rulebook.diary import read_diary
from kept.rulebook.entry import Entry, entries
from kept.rulebook.faults import Findings
from kept.rulebook.formats import read_format
from kept.rulebook.leaving import DivertPlace, read_divert, read_step
from kept.rulebook.machines import read_machine
from kept.rulebook.mail_book import MailBook, read_mail_book
from kept.rulebook.plainly import value_of
from kept.rulebook.policy_record import When, read_record
from kept.rulebook.rooms import ROOMS
from kept.rulebook.rotas import read_rota
from kept.rulebook.surveys import Survey, read_survey
from kept.rulebook.visits import read_visit
from kept.rulebook.yamlread import parse_text
from kept.workclock import WorkingDays
from tests import cast
from tests.unit.rulebook.folders import write

Reader = Callable[[Entry, Context], Any]


def read(reader: Reader, text: str) -> tuple[list[Any], list[str]]:
    """What becomes of these entries, and what is said of them."""
    findings, rulebook = Findings(), cast.rulebook("moray")
    context = Context(rulebook.association, rulebook.kinds, {})
    data = parse_text(text, "room.yaml", findings)
    found = [reader(each, context) for each in entries(findings, "room.yaml", data, where="entry")]
    return found, [each.message for each in findings.faults]


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (read_answering, "- {name: managers, who: Managers, role: manager}"),
        (read_cabinet, "- {back: '17:00'}"),
        (read_diary, "- {name: visit, label: Visit}"),
        (
            read_diary,
            "- {name: visit, sort: appointment, label: Visit, minutes: 30, places: [moon],"
            " asks: visit.requested, arranges: visit.arranged}",
        ),
        (read_diary, "- {name: way, sort: travel, label: The way, minutes: 20}"),
        (read_diary, "- {name: flood, sort: matter, label: Flood, category: never}"),
        (read_step, "- {name: told, title: Told}"),
        (read_machine, "- {name: main, label: Main}"),
        (read_record, "- {name: policy}"),
        (read_rota, "- {name: on-call, label: On call}"),
        (read_survey, "- {name: call, label: Calls, says: How did we do?}"),
        (read_format, "- {name: braille, label: Braille}"),
        (read_visit, "- {name: police, label: Police}"),
        (read_visit, "- {name: back-within, sort: margin, label: Back, minutes: soon}"),
    ],
)
def test_an_entry_that_lacks_what_it_needs_is_none_and_said(reader: Reader, text: str) -> None:
    found, faults = read(reader, text)
    assert found == [None]
    assert faults


def test_a_record_keeps_days_and_months_apart_and_in_order() -> None:
    found, faults = read(
        read_record,
        "- {name: policy, says: Why, reviewed: [2008-11, 2007-09-12], effective: 2004-03,"
        " posts: {author: The Board}}",
    )
    assert faults == []
    assert found[0].reviewed == (When(date(2007, 9, 12)), When(date(2008, 11, 1), whole_month=True))
    assert found[0].effective == When(date(2004, 3, 1), whole_month=True)
    assert (found[0].post("author"), found[0].post("answers")) == ("The Board", "")


def test_whoever_names_a_clause_most_closely_answers_for_it() -> None:
    house = Answering("house", "The Board", "director", ("moray:4",))
    calls = Answering("calls", "Managers", "manager", ("moray:4.2", "moray:5.1"))
    assert who_answers((house, calls), "moray:4.2.1") == calls
    assert who_answers((calls, house), "moray:4.6.13") == house
    assert who_answers((house, calls), "moray:5.1") == calls
    # "4.2" is no beginning of "4.20", and of nobody is nobody.
    assert who_answers((calls,), "moray:4.20.1") is None
    assert who_answers((), "moray:4.2.1") is None


def test_post_is_opened_by_whoever_is_there_where_nobody_is_named() -> None:
    found, faults = read(
        read_mail_book, "- {name: post}\n- {opened_by: []}\n- {name: post, opened_by: [Elf]}"
    )
    assert found == [MailBook(), None, MailBook()]
    assert faults[1:] == ["Nobody here has this job."]


def test_rules_of_a_cabinet_that_say_nothing_are_the_usual_ones() -> None:
    found, faults = read(read_cabinet, "- {name: cabinet}\n- {name: other, told: {roles: [manager]}}")
    assert faults == []
    assert found[0] == Cabinet()
    assert (found[1].told_teams, found[1].told_roles) == ((), ("manager",))


def test_in_a_cabinet_somebody_hears_and_an_hour_is_an_hour() -> None:
    found, faults = read(
        read_cabinet, "- {name: cabinet, told: {}, back: late}\n- {name: other, back: '16:30'}"
    )
    assert [each.back for each in found] == [LAST_HOUR, time(16, 30)]
    assert "Say who hears that keys arrived." in faults
    assert "Kept cannot read this as a time of day." in faults


def test_a_round_of_a_machine_that_cannot_be_read_is_left_out() -> None:
    text = """
- name: main
  label: Main
  runs: closed
  rounds:
    - {name: morning, label: Morning, at: opening}
    - {name: evening, label: Evening}
"""
    found, faults = read(read_machine, text)
    assert found[0].parts == ("morning",)
    assert faults


def test_a_team_and_a_section_are_those_of_the_house() -> None:
    team = cast.rulebook("moray").association.teams[0][0]
    text = f"- {{name: m, who: Managers, role: manager, teams: [{team}, none], sections: ['karin:1']}}"
    found, faults = read(read_answering, text)
    assert found[0].teams == (team, "none")
    assert faults == [
        "There is no team of this name here.",
        "Write a section as the ids of its clauses begin.",
    ]


@pytest.mark.parametrize("words", ["Back {never}.", "Back {.", "Back {}."])
def test_a_reply_leaves_nothing_open(words: str) -> None:
    text = f"- {{name: reply, title: Reply, says: Write it., by: self, words: '{words}'}}"
    _found, faults = read(read_step, text)
    assert faults == ["The reply has a blank that nothing fills."]


def test_a_step_and_a_divert_are_read_whole() -> None:
    text = "- {name: post, title: Post, says: Open it., by: self, for: [never], longer_than: 2 working days,"
    text += " names: yes, daily: yes, words: Back soon.}"
    found, faults = read(read_step, text)
    assert faults == ["No absence is of this kind."]
    assert (found[0].longer_than, found[0].daily) == (WorkingDays(2), True)
    found, faults = read(read_divert, "- {name: desk, title: The desk, phone: '200'}\n- {name: none}")
    assert found == [DivertPlace("desk", "The desk", "200"), None]
    assert len(faults) == 1


def test_hours_are_no_days() -> None:
    text = "- {name: post, title: Post, says: Open it., by: self, longer_than: 2 office hours}"
    found, faults = read(read_step, text)
    assert faults == ["Say in days how long an absence is."]
    assert found[0].longer_than is None


def test_somebody_is_named_who_does_it_each_day() -> None:
    _found, faults = read(read_step, "- {name: post, title: Post, says: Open it., by: self, daily: yes}")
    assert faults == ["Say that the one who does it is named."]


SURVEY = """
- name: calls
  label: Calls
  says: How did we do?
  questions:
    polite: {asks: Was the person polite?, answer: yes_no}
"""


def test_a_survey_knows_its_questions() -> None:
    (found,), faults = read(read_survey, SURVEY)
    assert faults == []
    assert isinstance(found, Survey)
    assert found.parts == ("polite",)
    assert not found.shop
    assert not found.review
    assert replace(found, channels=("web",)).shop
    assert replace(found, of="colleague").review
    polite = found.question("polite")
    assert polite is not None
    assert polite.asks == "Was the person polite?"
    assert found.question("rude") is None


def test_what_speaks_for_us_is_among_the_choices() -> None:
    text = """
- name: calls
  label: Calls
  says: How did we do?
  questions:
    how: {asks: How?, answer: choice, choices: {well: Well, badly: Badly}, good: [well, never]}
"""
    _found, faults = read(read_survey, text)
    assert faults == ["No choice has this name."]


def test_a_survey_says_which_name_is_none_of_those_known() -> None:
    found, faults = read(read_survey, SURVEY + "  ways: [paper, pigeon]\n")
    assert faults == ["“ways” does not take this word."]
    assert found[0].ways == ("paper",)


def test_a_place_in_another_system_is_found_by_its_reference() -> None:
    found = replace(
        cast.rulebook("moray").association,
        housing_system=(("tenancy", "https://homes.example.org/t/{ref}"),),
    )
    assert found.outside("tenancy", "T 1/2") == "https://homes.example.org/t/T%201%2F2"
    assert found.outside("tenancy", "") == ""
    assert found.outside("patch", "P1") == ""


@dataclass(frozen=True)
class Shelf:
    """One of whatever a room may hold."""

    name: str
    within: WorkingDays
    days: tuple[date, ...] = ()
    pair: tuple[str, int] = ("", 0)
    anything: object = None


def test_what_is_plain_already_stays_as_it_is() -> None:
    data = {
        "name": "x",
        "days": ["2026-04-07"],
        "pair": ["a", 1],
        "within": "3 working days",
        "anything": {"k": [1]},
        "later": 1,
    }
    assert value_of(Shelf, data) == Shelf("x", WorkingDays(3), (date(2026, 4, 7),), ("a", 1), {"k": [1]})


def test_a_room_says_what_its_entries_are_called() -> None:
    assert repr(ROOMS["checklists"]) == "Room(checklist)"


def test_two_entries_of_one_name_are_said(tmp_path: Path) -> None:
    twice = b"- {name: shoes, at: [visit], says: Off.}\n- {name: shoes, at: [visit], says: On.}\n"
    with pytest.raises(RulebookFaults) as found:
        load_folder(write(tmp_path, {"guidance.yaml": twice}))
    assert "Something in this file has this name already." in str(found.value.faults[0])
