"""One row becomes the events that it stands for, or a sentence that names the column and the cure."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kept.actions.told import Telling
from kept.casework import Grade
from kept.importing.files import Row
from kept.importing.rows import RowReader
from tests.importing.reading import HEAD, SIMPLE, mapping_of

NINE, TEN = datetime(2026, 4, 7, 8, tzinfo=UTC), datetime(2026, 4, 7, 9, tzinfo=UTC)


def read(tmp_path: Path, mapping: str, **values: str) -> list[Telling] | str:
    reader = RowReader(mapping_of(tmp_path, mapping), list(values))
    return reader.read(Row(2, list(values.values())))


def facts_of(tmp_path: Path, facts: str, **values: str) -> object:
    events = f"      - {{kind: letter.received, at: came, facts: {facts}}}\n"
    text = f"{HEAD}cases:\n  - name: one\n    events:\n{events}"
    found = read(tmp_path, text, **{"ref": "A1", "came": "2026-04-07T09:00", **values})
    return found if isinstance(found, str) else found[0].facts


def test_a_row_becomes_its_events(tmp_path: Path) -> None:
    found = read(tmp_path, SIMPLE, ref="A1", came="2026-04-07T09:00", answered="2026-04-07 10:00")
    assert found == [
        Telling(
            "letter.received", NINE, uid="old:A1:came", subject="old:A1", grade=Grade.DOCUMENT, via="import"
        ),
        Telling(
            "letter.answered",
            TEN,
            uid="old:A1:answered",
            subject="old:A1",
            grade=Grade.DOCUMENT,
            via="import",
        ),
    ]


def test_what_has_not_happened_yet_is_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, SIMPLE, ref="A1", came="2026-04-07T09:00", answered=" ")
    assert [each.kind for each in found if isinstance(each, Telling)] == ["letter.received"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"came": ""}, "“came” is empty, so nobody can say when “letter.received” happened. Fill it in."),
        ({"ref": ""}, "“ref” is empty, and it makes the reference. Give the row one."),
        (
            {"ref": "x" * 10_000_000},
            "“ref” is 10,000,000 characters long. A reference has 120 at most; shorten it.",
        ),
        ({"came": "soon"}, "“came” is “soon”, which is not a time such as 2017-12-27T13:36:22."),
        (
            {"came": "2026-03-29T01:30"},
            "“came” is 01:30 on Sunday 29 March 2026, which never was: the clocks",
        ),
        ({"came": "2026-10-25T01:30"}, "“came” is 01:30 on Sunday 25 October 2026, which came twice"),
        ({"came": "0001-01-01"}, "“came” is in the year 1. Check the year."),
        ({"came": "9999-12-31"}, "“came” is in the year 9999. Check the year."),
        (
            {"answered": "2026-04-07T08:59:30"},
            "“answered” (08:59:30 on Tuesday 7 April 2026) is before “came” (09:00 on Tuesday 7 April",
        ),
        ({"ref": "A\x001"}, "“ref” has a NUL character. Take it out, or name the right encoding."),
        ({"other": "\udc81"}, "“other” has a character that its encoding does not have."),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(tmp_path: Path, values: dict[str, str], said: str) -> None:
    whole = {"ref": "A1", "came": "2026-04-07T09:00", "answered": "2026-04-07T10:00", "other": "", **values}
    found = read(tmp_path, SIMPLE, **whole)
    assert isinstance(found, str)
    assert found.startswith(said)


def test_a_row_that_could_not_be_read_keeps_its_fault(tmp_path: Path) -> None:
    reader = RowReader(mapping_of(tmp_path, SIMPLE), ["ref", "came", "answered"])
    assert reader.read(Row(2, ["x"], "The row has 1 column; the heading has 3.")) == (
        "The row has 1 column; the heading has 3."
    )


CASES = (
    HEAD
    + """
empty: [NULL]
known: {status: [open, shut]}
cases:
  - {name: junk, when: {sort: junk}, reject: This is advertising.}
  - name: by its kind
    when: {sort: post}
    events:
      - kind: {column: what, values: {L: letter.received, C: call.received}}
        at: came
        facts: {about: {column: text}}
"""
)


def test_the_first_case_that_fits_is_the_one(tmp_path: Path) -> None:
    row = {
        "ref": "A1",
        "came": "2026-04-07T09:00",
        "status": "open",
        "what": "L",
        "sort": "post",
        "text": "x",
    }
    letter = read(tmp_path, CASES, **row)
    assert isinstance(letter, list)
    assert (letter[0].kind, letter[0].facts) == ("letter.received", {"about": "x"})
    call = read(tmp_path, CASES, **{**row, "what": "C"})
    assert isinstance(call, list)
    assert (call[0].kind, call[0].facts) == ("call.received", {})
    assert read(tmp_path, CASES, **{**row, "sort": "junk"}) == "This is advertising."
    assert read(tmp_path, CASES, **{**row, "what": "X"}) == (
        "“what” is “X”, for which the mapping has no event kind. The mapping has: C, L."
    )
    assert read(tmp_path, CASES, **{**row, "status": "NULL"}) == (
        "“status” is empty, which the mapping does not know. It knows: open, shut."
    )
    assert read(tmp_path, CASES, **{**row, "sort": "other"}) == (
        "No case of the mapping takes such a row: “sort” is “other”."
    )


@pytest.mark.parametrize(
    ("facts", "values", "found"),
    [
        ("{urgent: no, classified: general}", {}, {"urgent": False, "classified": "general"}),
        ("{about: {columns: [x, y, z], joined: ', '}}", {"x": "a", "y": "", "z": "b"}, {"about": "a, b"}),
        ("{about: {column: x}}", {"x": ""}, {}),
        ("{about: {column: x}}", {"x": "מכתב 𝔘𝔫𝔦 👩‍🔧"}, {"about": "מכתב 𝔘𝔫𝔦 👩‍🔧"}),
        ("{urgent: {column: x}}", {"x": "Yes"}, {"urgent": True}),
        ("{urgent: {column: x, values: {J: yes}, otherwise: no}}", {"x": ""}, {"urgent": False}),
        ("{urgent: {column: x, values: {J: yes}}}", {"x": ""}, {}),
        ("{pages: {column: x}}", {"x": "3"}, {"pages": 3}),
        ("{dated: {column: x}}", {"x": "2026-04-01"}, {"dated": "2026-04-01"}),
        ("{wanted_by: {column: x}}", {"x": "2026-04-09T12:00"}, {"wanted_by": "2026-04-09T12:00:00+01:00"}),
    ],
)
def test_facts_are_kept_in_their_one_spelling(
    tmp_path: Path, facts: str, values: dict[str, str], found: object
) -> None:
    assert facts_of(tmp_path, facts, **values) == found


@pytest.mark.parametrize(
    ("facts", "value", "said"),
    [
        ("{urgent: {column: x}}", "perhaps", "“x” cannot be taken: “urgent” takes true or false"),
        (
            "{urgent: {column: x, values: {J: yes}}}",
            "K",
            "“x” is “K”, which the mapping does not have. It has: J.",
        ),
        ("{pages: {column: x}}", "three", "“x” is “three”, which is not a number."),
        ("{pages: {column: x}}", "inf", "“x” cannot be taken: “pages” takes a number of a sensible size."),
        ("{dated: {column: x}}", "31/4", "“x” is “31/4”, which is not a time such as"),
        (
            "{wanted_by: {column: x}}",
            "2026-03-29T01:30",
            "“x” is 01:30 on Sunday 29 March 2026, which never was",
        ),
        (
            "{email: {column: x}}",
            "nowhere",
            "“x” cannot be taken: “email” takes an e-mail address with one @",
        ),
        ("{from_name: {column: x}}", "y" * 501, "“x” cannot be taken: “from_name” is 501 characters long"),
        (
            "{about: {column: x}}",
            "y" * 10_000_000,
            "“x” cannot be taken: “about” is 10,000,000 characters long",
        ),
    ],
)
def test_a_fact_that_cannot_be_taken_rejects_its_row(
    tmp_path: Path, facts: str, value: str, said: str
) -> None:
    found = facts_of(tmp_path, facts, x=value)
    assert isinstance(found, str)
    assert found.startswith(said)
    assert len(found) < 300


def test_the_office_comes_from_the_row(tmp_path: Path) -> None:
    text = SIMPLE + "office: {column: area, values: {N: north}, otherwise: main}\n"
    row = {"ref": "A1", "came": "2026-04-07T09:00", "answered": ""}
    found = [read(tmp_path, text, **row, area=each) for each in ("N", "S")]
    assert [each[0].office for each in found if isinstance(each, list)] == ["north", "main"]


def test_rows_of_one_contact_are_told_apart_by_more_columns(tmp_path: Path) -> None:
    found = read(tmp_path, SIMPLE + "row: [ref, n]\n", ref="A1", came="2026-04-07T09:00", answered="", n="7")
    assert isinstance(found, list)
    assert (found[0].subject, found[0].uid) == ("old:A1", "old:A1/7:came")
