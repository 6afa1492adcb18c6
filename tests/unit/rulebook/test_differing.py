"""Is what changed between two versions of a policy told in words that a policy officer would use?"""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from kept.rulebook import differing, files_of, load_files
from kept.rulebook.differing import CLAUSE, GONE, NEW, differences
from kept.rulebook.model import Association, Clause, Measure, Promise, Rulebook
from tests.unit.rulebook.folders import GOOD

FILES = files_of(GOOD / "small", shared=GOOD / "shared")
del FILES["examples.yaml"]
SMALL = load_files(FILES)
GUIDANCE = "- {name: shoes, at: [desk], says: Ask first.}\n- {name: hats, at: [desk], says: Ask.}\n"
ALL, HOUSE = "clauses/01-all.yaml", "association.yaml"


def edited(file: str, was: str, now: str) -> Rulebook:
    assert was in FILES[file]
    return load_files({**FILES, file: FILES[file].replace(was, now, 1)})


def told(file: str, was: str, now: str) -> list[str]:
    return [each.says for each in differences(SMALL, edited(file, was, now))]


CHANGES = [
    (ALL, "within: 10 days", "within: 5 days", "Letter answered: 10 days becomes 5."),
    (ALL, "within: 10 days", "within: 5 working days", "Letter answered: 10 days becomes 5 working days."),
    (ALL, "aim: 5 working days\n    ", "", "Letter answered: our aim: no longer “5 working days”."),
    (ALL, "warn: 2 w", "warn: 3 w", "“2 working days before” becomes “3 working days before”"),
    (ALL, "owner: officer", "owner: manager", "Told before: whose it is: “officer” becomes “manager”."),
    (ALL, "    attempts: [call.tried]\n", "", "Letter answered: no longer takes as a try "),
    (ALL, "stops: [visit.made]\n    within: quickly", "stops: [visit.made, letter.sent]\n    within: quickly",
     "Visited: also ends with "),
    (ALL, "says: Letters are answered.", "says: All letters are answered.", "our words for it: “Letters are"),
    (ALL, "every: quarter, calendar", "every: month, calendar",
     "every 3 calendar months becomes every calendar month"),
    (ALL, "by: 2021-10-21", "by: 2022-10-21", "by 21 October 2021 becomes by 21 October 2022"),
    (ALL, "    once: yes\n", "", "Visited: begins only once: “yes” becomes “no”."),
    (ALL, "counting_from: opening", "put_right: no", "put right when missed: “yes” becomes “no”"),
    (ALL, "tries: {of: call.tried, per_day: 2}", "tries: {of: call.tried, per_day: 3}",
     "“of: call.tried, per day: 2” becomes “of: call.tried, per day: 3”"),
    (ALL, "when: {urgent: yes}", "when: {urgent: no}", "Written: when it holds: "),
    (ALL, "lines: 12-12", "lines: 13-13", "its lines in the document: “12 and 12” becomes “13 and 13”."),
    (HOUSE, "within: 15 minutes", "within: 5 minutes", "Passed on: 15 minutes becomes 5."),
    (HOUSE, "because: The caller is waiting", "because: They wait", "why we took that number"),
    (HOUSE, "{yes: 1 day, no: 5 days}", "{yes: 1 day, no: 4 days}", "Visited: no: 5 days becomes 4."),
    (HOUSE, "{1: 1 week, 2: 2 weeks}\n    otherwise: 3 weeks", "{1: 1 week}\n    otherwise: 4 weeks",
     "Parcel fetched: 2: 2 weeks becomes 4; otherwise: 3 weeks becomes 4."),
    (HOUSE, "{1: 1 week, 2: 2 weeks}", "{2: 2 weeks, 1: 1 week}", "the same table, in another order"),
    (HOUSE, "by: size\n    within: {1: 1 week, 2: 2 weeks}\n    otherwise: 3 weeks", "within: 2 weeks",
     "Parcel fetched: by size (1: 1 week; 2: 2 weeks; otherwise: 3 weeks) becomes 2 weeks."),
    (HOUSE, "friday: 09:00-12:00", "friday: 09:00-12:30",
     "Main office, Friday: “09:00 to 12:00” becomes “09:00 to 12:30”."),
    (HOUSE, "2021-12-29: closed", "2021-12-30: closed", "30 December 2021: “as every week” becomes “closed”"),
    (HOUSE, "name: Night desk", "name: Late desk", "name of an office: “Night desk” becomes “Late desk”."),
    (HOUSE, "  night:\n", "  late:\n", "Offices: now “Night desk”."),
    (HOUSE, "starts_on: 2020-01-01", "starts_on: 2021-01-01", "“1 January 2020” becomes “1 January 2021”"),
    (HOUSE, "alarm: {after: 90 s", "alarm: {after: 60 s", "whom a matter of safety calls"),
    (HOUSE, "notes: [The policy bears no date.]\n", "", "Small Homes: the notes: no longer “The policy "),
]  # fmt: skip


@pytest.mark.parametrize(("file", "was", "now", "says"), CHANGES)
def test_a_change_is_told(file: str, was: str, now: str, says: str) -> None:
    found = told(file, was, now)
    assert any(says in each for each in found), found


def test_nothing_changed_says_nothing() -> None:
    assert differences(SMALL, load_files(FILES)) == ()


def test_what_is_new_and_what_is_gone_mirror_each_other() -> None:
    less = replace(SMALL, clauses=SMALL.clauses[1:])
    gone, new = differences(SMALL, less), differences(less, SMALL)
    assert [(each.sort, each.clause, each.says) for each in gone] == [
        (GONE, "small:1.1", "No more: letter answered, 10 days.")
    ]
    assert [(each.sort, each.says) for each in new] == [(NEW, "New: letter answered, 10 days.")]


def test_a_clause_gains_and_loses_its_clock() -> None:
    first, promised = SMALL.clauses[0], SMALL.clauses[0].promise
    bare = replace(SMALL, clauses=(replace(first, promise=None, pending="letters"), *SMALL.clauses[1:]))
    lost, gained = differences(SMALL, bare), differences(bare, SMALL)
    assert lost[0].says == "Letter answered, 10 days: is a promise with a clock no longer."
    assert gained[0].says == "Letter answered, 10 days: becomes a promise with a clock."
    assert promised is not None
    assert {each.about for each in (*lost, *gained)} == {CLAUSE}
    without = replace(SMALL, clauses=(replace(bare.clauses[0], says="Nothing."), *SMALL.clauses[1:]))
    assert differences(without, replace(without, clauses=SMALL.clauses[1:]))[0].says == "No more: “Nothing”."


def test_the_law_is_told_as_the_law() -> None:
    law = replace(SMALL.clauses[0], id="law:x", source="law")
    assert differences(SMALL, replace(SMALL, common=(law,)))[0].says == (
        "New: by law, letter answered, 10 days."
    )


def test_order_alone_is_told_where_it_matters() -> None:
    first = SMALL.clauses[0]
    assert first.promise is not None
    turned = replace(first, promise=replace(first.promise, stops=first.promise.stops[::-1]))
    said = differences(SMALL, replace(SMALL, clauses=(turned, *SMALL.clauses[1:])))
    assert [each.says for each in said] == ["Letter answered: ends with the same, in another order."]
    house = replace(SMALL.association, offices=SMALL.association.offices[::-1])
    found = differences(SMALL, replace(SMALL, association=house))
    assert [each.part for each in found] == ["offices"]
    assert "The order of the offices" in found[0].says


def test_bank_holidays_events_rooms_and_the_day_are_told() -> None:
    name = "shared/holidays/england.yaml"
    listing = SMALL.association.offices[0].calendar.holidays
    offices = tuple(
        replace(each, calendar=replace(each.calendar, holidays=listing[1:], last=listing[-1].day))
        for each in SMALL.association.offices
    )
    fewer = replace(SMALL, association=replace(SMALL.association, offices=offices))
    found = [each.says for each in differences(SMALL, fewer)]
    assert name in FILES
    assert found[0].startswith("The last day of the list of bank holidays: ")
    assert found[1].startswith("Bank holiday on ")
    assert "no longer" in found[1]
    kind = next(iter(SMALL.kinds.values()))
    named = replace(SMALL, kinds={**SMALL.kinds, kind.name: replace(kind, label="Something else")})
    assert "The event “Something else” is changed: label." in [
        each.says for each in differences(SMALL, named)
    ]
    without = replace(SMALL, kinds={key: each for key, each in SMALL.kinds.items() if key != kind.name})
    assert f"The event “{kind.label}” is no more." in [each.says for each in differences(SMALL, without)]
    shoes = load_files({**FILES, "guidance.yaml": GUIDANCE})
    hats = load_files({**FILES, "guidance.yaml": GUIDANCE.replace("Ask first.", "Take them off.")})
    assert "The piece of guidance “shoes” is new." in [each.says for each in differences(SMALL, shoes)]
    assert [each.says for each in differences(shoes, hats)] == [
        "The piece of guidance “shoes” is changed: says."
    ]
    moved = replace(SMALL, starts_on=SMALL.starts_on.replace(year=2030))
    assert [each.says for each in differences(SMALL, moved)] == [
        "In force from: “1 January 2020” becomes “1 January 2030”."
    ]


@pytest.mark.parametrize(
    ("kind", "table", "elsewhere"),
    [
        (Promise, differing.PROMISE, {"clause", "binds_from", "repealed"}),
        (Measure, differing.MEASURE, {"clause"}),
        (Clause, differing.WORDED, {"id", "promise", "measure"}),
        (Association, differing.LANDLORD, {"offices"}),
    ],
)
def test_no_part_is_left_out(kind: type, table: dict[str, str], elsewhere: set[str]) -> None:
    assert {each.name for each in fields(kind)} == set(table) | elsewhere
