"""Rows come out of files of any layout, and none is lost."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.importing.files import FileFault, Layout, open_table
from tests.importing.reading import rows_of


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_finds_the_delimiter_by_the_columns_that_are_wanted(tmp_path: Path, delimiter: str) -> None:
    rows = rows_of(
        tmp_path,
        f"a{delimiter}b\n1{delimiter}2,3;4\n" if delimiter == "|" else f"a{delimiter}b\n1{delimiter}2\n",
    )
    assert rows[0].values[0] == "1"
    assert rows[0].line == 2


def test_the_delimiter_of_the_mapping_is_not_guessed_at(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "a;b,c\n1;2,3\n", wanted={"a;b"}, delimiter=",")
    assert rows[0].values == ["1;2", "3"]


def test_a_quoted_field_may_hold_anything(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, 'a,b\r\n"one, ""two""\r\nthree",4\r\n5,6\r\n')
    assert [each.values for each in rows] == [['one, "two"\r\nthree', "4"], ["5", "6"]]
    assert [each.line for each in rows] == [2, 4]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8-sig", b""), ("cp1252", b""), ("utf-16", b""), ("utf-16-le", b"\xff\xfe")],
)
def test_finds_the_encoding(tmp_path: Path, encoding: str, mark: bytes) -> None:
    rows = rows_of(tmp_path, mark + "a,b\n£5 café,2\n".encode(encoding))
    assert rows[0].values == ["£5 café", "2"]


def test_a_mark_at_the_beginning_is_surer_than_the_mapping(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "a\ncafé\n".encode("utf-8-sig"), encoding="cp1252")[0].values == ["café"]


def test_bytes_that_the_encoding_does_not_have_are_carried_along(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, b"a,b\n1,\x81\n2,x\n", encoding="utf-8")
    assert [each.values[0] for each in rows] == ["1", "2"]
    assert rows[0].values[1] == "\udc81"


def test_one_broken_byte_does_not_spoil_the_names_in_the_other_rows(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "a\nŁukasz Żółć\nZoë\n".encode() + b"caf\xe9\n\xe2\x82")
    assert [each.values for each in rows] == [["Łukasz Żółć"], ["Zoë"], ["caf\udce9"], ["\udce2\udc82"]]
    mostly_windows = "a\ncafé\nnaïve £5\n".encode("cp1252")
    assert [each.values for each in rows_of(tmp_path, mostly_windows)] == [["café"], ["naïve £5"]]


def test_a_wide_encoding_cut_short_is_a_fault_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match=r"After line 1 .* Save it again as UTF-8"):
        rows_of(tmp_path, "a\n1\n".encode("utf-16")[:-1], encoding="utf-16")


def test_blank_rows_are_no_rows(tmp_path: Path) -> None:
    assert [each.values for each in rows_of(tmp_path, "\n\na,b\n1,2\n\n,\n3,4\n")] == [["1", "2"], ["3", "4"]]


def test_too_few_and_too_many_columns_are_faults_of_their_row(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "a,b\n1\n1,2\n1,2,3\n")
    assert [each.fault for each in rows] == [
        "The row has 1 column; the heading has 2.",
        None,
        "The row has 3 columns; the heading has 2.",
    ]
    assert rows[2].values == ["1", "2", "3"]


def test_a_quotation_mark_that_is_never_closed_costs_its_own_line_alone(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, 'a,b\n1,2\n3,"four\n5,6\n7,8\n')
    assert [(each.line, bool(each.fault)) for each in rows] == [(2, False), (3, True), (4, False), (5, False)]
    assert rows[1].values == ['3,"four']
    assert "never closed" in (rows[1].fault or "")


def test_two_stray_quotation_marks_do_not_swallow_what_is_between(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, 'a,b,c\n1,2,3\n4,"5,6\n7,8,9\n10,11",12,13\n13,14,15\n')
    assert [each.line for each in rows] == [2, 3, 4, 5, 6]
    assert [each.line for each in rows if each.fault is None] == [2, 4, 6]


def test_a_field_of_ten_megabytes_is_read(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    rows = rows_of(tmp_path, "a,b\n" + "x" * 10_000_000 + ",2\n3,4\n")
    assert [len(each.values[0]) for each in rows] == [10_000_000, 1]
    assert csv.field_size_limit() == before


def test_a_column_that_is_missing_is_named_with_the_likely_spelling(tmp_path: Path) -> None:
    with pytest.raises(FileFault) as caught:
        rows_of(tmp_path, "recieved,b\n1,2\n", wanted={"received"})
    assert str(caught.value) == (
        "in.csv does not have the column “received”. It has: b, recieved. Did you mean “recieved”?"
    )


def test_a_wanted_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="two columns with the name “a”"):
        rows_of(tmp_path, "a,a\n1,2\n")


@pytest.mark.parametrize(
    ("content", "said"), [("", "is empty"), ("\n\n", "is empty"), ('"a\n', "cannot be read")]
)
def test_a_file_without_a_heading_is_refused(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(FileFault, match=said):
        rows_of(tmp_path, content)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(FileFault, match="cannot be opened: No such file"),
        open_table(tmp_path / "none.csv", Layout(), wanted={"a"}),
    ):
        pass


def test_json_lines_are_rows_too(tmp_path: Path) -> None:
    content = '{"a": 1, "b": null, "c": "é"}\n\n[1]\nnot json\n{"a": {"x": true}}\n'
    rows = rows_of(tmp_path, content, wanted={"a", "b", "c"}, name="in.jsonl")
    assert [each.values for each in rows] == [["1", "", "é"], [], [], ['{"x": true}', "", ""]]
    assert [each.line for each in rows] == [1, 3, 4, 5]
    assert rows[1].fault == "This line is JSON, but not an object with names and values."
    assert rows[2].fault == "This line is not JSON."


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS).filter(any), max_size=8), st.sampled_from([",", ";", "\t", "|"])
)
def test_whatever_a_spreadsheet_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], delimiter: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "in.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerows([("a", "b", "c"), *rows])
    with open_table(path, Layout(), wanted={"a", "b", "c"}) as table:
        found = list(table)
    assert [tuple(each.values) for each in found] == rows
    assert not any(each.fault for each in found)


@given(st.lists(st.text('ab,"\n', max_size=12), max_size=12))
def test_every_line_of_a_broken_file_comes_out_somewhere(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    text = "".join(f"{line}\n" for line in lines)
    path = tmp_path_factory.mktemp("csv") / "in.csv"
    path.write_text("a,b\n" + text)
    with open_table(path, Layout(), wanted={"a"}) as table:
        found = list(table)
    read = "".join(value for row in found for value in row.values)
    assert (read.count("a"), read.count("b")) == (text.count("a"), text.count("b"))
    assert [each.line for each in found] == sorted(each.line for each in found)
