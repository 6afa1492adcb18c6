"""A mapping is checked whole before the first row is looked at, and every fault has its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.casework import Grade
from kept.importing.mapping import read_mapping
from kept.importing.times import END, SECOND
from kept.rulebook import RulebookFaults
from tests.importing.reading import HEAD, SIMPLE, mapping_of


def faults(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(RulebookFaults) as caught:
        mapping_of(tmp_path, text)
    return [str(each) for each in caught.value.faults]


def case(events: str, head: str = HEAD) -> str:
    return f"{head}cases:\n  - name: one\n    events:\n{events}"


def test_a_small_mapping_says_what_it_reads(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, SIMPLE)
    assert mapping.columns == {"ref", "came", "answered"}
    assert mapping.row == ("ref",)
    assert mapping.grade is Grade.DOCUMENT
    assert [each.key for each in mapping.cases[0].steps] == ["came", "answered"]


def test_everything_that_a_mapping_can_say(tmp_path: Path) -> None:
    mapping = mapping_of(
        tmp_path,
        """
source: old-system
file: {format: csv, encoding: cp1252, delimiter: tab, quote: "'"}
zone: Europe/Dublin
times: ["%d/%m/%Y %H:%M", "%d/%m/%Y"]
ambiguous: second
date_means: end of day
reference: [area, number]
row: [area, number, line]
grade: machine
empty: [NULL, "-"]
known: {status: [open, shut]}
office: {column: area, values: {N: north}, otherwise: main}
cases:
  - name: never taken
    when: {sort: junk}
    reject: This is advertising.
  - name: by a column
    when: {sort: [in, out]}
    events:
      - kind: {column: what, values: {L: letter.received, C: call.received}}
        at: came
        as: start
        facts:
          about: {columns: [title, body], joined: ": "}
          urgent: {column: fast, values: {"Y": yes, "N": no}, otherwise: no}
          classified: general
afterwards:
  - {kind: letter.answered, at: gone, when: {status: shut}, optional: yes}
""",
    )
    assert mapping.layout.delimiter == "\t"
    assert (mapping.times.zone.key, mapping.times.ambiguous, mapping.times.date_means) == (
        "Europe/Dublin",
        SECOND,
        END,
    )
    assert mapping.columns == {
        *("area", "number", "line", "status", "sort", "what", "came", "title", "body", "fast", "gone")
    }
    assert mapping.cases[0].reject == "This is advertising."
    step, after = mapping.cases[1].steps
    assert (step.key, step.kind_column, sorted(step.kinds)) == ("start", "what", ["C", "L"])
    assert step.facts["urgent"].table == {"Y": True, "N": False}
    assert after.optional


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Nothing stands in this file"),
        ("[1, 2]", "A mapping must have names and values"),
        (HEAD, "“cases” is missing from a mapping"),
        (SIMPLE + "refrence: x\n", "Did you mean “reference”?"),
        (SIMPLE.replace("letter.received", "letter.recieved"), "Did you mean “letter.received”?"),
        (SIMPLE.replace("reference: ref", ""), "“reference” is missing"),
        (SIMPLE.replace("source: old", "source: Old System"), "“source” takes a short name"),
        (SIMPLE + "zone: Europe/Lundun\n", "This is not a time zone"),
        (SIMPLE + "zone: ../../etc/passwd\n", "This is not a time zone"),
        (SIMPLE + "times: '%H:%M'\n", "The format must have the year, the month and the day"),
        (SIMPLE + "ambiguous: guess\n", "“ambiguous” does not take this word"),
        (SIMPLE + "grade: rumour\n", "“grade” does not take this word"),
        (SIMPLE + "file: {encoding: utf-9}\n", "This is not an encoding"),
        (SIMPLE + "file: {encoding: base64}\n", "This is not an encoding"),
        (SIMPLE + "file: {delimiter: ', '}\n", "“delimiter” takes one character"),
        (SIMPLE + "office: {column: a, values: {N: west}}\n", "This association has no such office"),
        (SIMPLE + "known: {status: {a: b}}\n", "takes a word, or several"),
        (case("      - {kind: letter.received}\n"), "“at” is missing"),
        (case("      - {at: came}\n"), "“kind” is missing"),
        (
            case("      - {kind: letter.received, at: came, facts: {abut: x}}\n"),
            "The event has no such field. Found: “abut”",
        ),
        (
            case("      - {kind: letter.received, at: came, facts: {urgent: maybe}}\n"),
            "“urgent” takes true or false",
        ),
        (
            case(
                "      - {kind: letter.received, at: a, facts: {classified: {column: a, values: {x: y}}}}\n"
            ),
            "“classified” takes one of general, data",
        ),
        (
            case(
                "      - {kind: letter.received, at: came, facts: {urgent: {column: a, values: {no: no}}}}\n"
            ),
            "Kept reads this as yes, no or a number, and a name belongs here. Put it in quotes",
        ),
        (
            case("      - {kind: letter.received, at: came}\n      - {kind: letter.answered, at: came}\n"),
            "Two events of this case come from the same column",
        ),
        (HEAD + "cases:\n  - {name: neither}\n", "either events, or a sentence"),
        (HEAD + "cases: []\n", "“cases” is missing"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    found = faults(tmp_path, text)
    assert any(said in each for each in found), found
    assert all(each.startswith("map.yaml, line ") for each in found)


def test_all_faults_are_told_in_one_run(tmp_path: Path) -> None:
    text = SIMPLE.replace("letter.received", "a.b").replace("letter.answered", "c.d") + "grade: x\nzone: y\n"
    lines = [each.partition(": ")[0] for each in faults(tmp_path, text)]
    assert lines == [f"map.yaml, line {number}" for number in (8, 9, 10, 11)]


def test_a_mapping_that_is_not_there_is_a_fault_like_any_other(tmp_path: Path) -> None:
    with pytest.raises(RulebookFaults, match=r"Kept cannot open this file \(No such file"):
        read_mapping(tmp_path / "none.yaml", kinds={}, zone="Europe/London", offices=())
