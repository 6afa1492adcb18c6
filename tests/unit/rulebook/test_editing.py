"""Is one value changed, and everything else left as it was written?"""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kept.rulebook import files_of, policies_folder
from kept.rulebook.editing import CannotChange, Named, value_at, with_entry, with_value, without
from kept.rulebook.faults import Findings
from kept.rulebook.yamlread import parse_text, plain

CLAUSES = """\
# Letters, “é” and all

- id: a:1      # the first
  says: Letters are answered.
  promise:
    within: 7 working days   # as the Board said
    starts: [letter.received]
    reading: >-
      Counted from the day
      it arrives.

- {id: 'a:2', lines: 52-52, says: "It's \\"here\\"."}
- id: a:3
  says: The last.
"""
FIRST, SECOND = Named("id", "a:1"), Named("id", "a:2")


def data(text: str) -> object:
    findings = Findings()
    found = plain(parse_text(text, "x", findings))
    assert not findings.faults, findings.faults
    return found


def test_a_value_is_read_wherever_it_stands() -> None:
    assert value_at(CLAUSES, (FIRST, "promise", "within")) == "7 working days"
    assert value_at(CLAUSES, (FIRST, "promise", "reading")) == "Counted from the day it arrives."
    assert value_at(CLAUSES, (SECOND, "says")) == 'It\'s "here".'
    assert value_at(CLAUSES, (2, "says")) == "The last."
    assert value_at(CLAUSES, (FIRST, "promise")) is None
    assert value_at(CLAUSES, (FIRST, "promise", "within", "deeper")) is None
    assert value_at(CLAUSES, (Named("id", "a:9"), "says")) is None
    assert value_at("- a\n- [b]\n- {c: d}\n", (Named("id", "a:1"), "says")) is None


def test_another_number_leaves_every_other_character() -> None:
    after = with_value(CLAUSES, (FIRST, "promise", "within"), "5 working days")
    assert after == CLAUSES.replace("7 working days", "5 working days")


def test_words_over_several_lines_become_others_and_the_next_entry_stays() -> None:
    after = with_value(CLAUSES, (FIRST, "promise", "reading"), "Short now.")
    assert after == CLAUSES.replace(">-\n      Counted from the day\n      it arrives.", "Short now.")
    long = " ".join(["Counted from the day on which it arrives, wherever that is"] * 4) + ": always."
    after = with_value(CLAUSES, (FIRST, "promise", "reading"), long)
    assert "    reading: >-\n      Counted" in after
    assert max(len(line) for line in after.splitlines()) <= 118
    assert value_at(after, (FIRST, "promise", "reading")) == long
    assert value_at(after, (SECOND, "lines")) == "52-52"


def test_a_key_that_is_missing_is_added_at_the_end_of_what_it_belongs_to() -> None:
    after = with_value(CLAUSES, (FIRST, "promise", "warn"), "1 working day before")
    assert "      it arrives.\n    warn: 1 working day before\n\n- {id" in after
    after = with_value(CLAUSES, (SECOND, "kind"), "right, or not")
    assert after.count("\n") == CLAUSES.count("\n")
    assert value_at(after, (SECOND, "kind")) == "right, or not"
    assert with_value("a: b", ("c",), "d") == "a: b\nc: d"
    assert with_value("{a: b}", ("a",), True) == "{a: yes}"
    assert with_value("a: b", ("c",), False) == "a: b\nc: no"
    assert with_value("a: b  # why\n", ("c",), "d") == "a: b  # why\nc: d\n"


def test_an_entry_is_taken_out_with_its_line() -> None:
    assert without(CLAUSES, (SECOND,)) == "".join(
        line for line in CLAUSES.splitlines(keepends=True) if not line.startswith("- {")
    )
    assert without(CLAUSES, (FIRST, "says")) == CLAUSES.replace("  says: Letters are answered.\n", "", 1)
    after = without(CLAUSES, (FIRST, "promise", "reading"))
    assert value_at(after, (FIRST, "promise", "reading")) is None
    assert after.endswith(CLAUSES[CLAUSES.index("- {") :])
    assert without("a: b\nc: d", ("c",)) == "a: b\n"


def test_out_of_a_list_on_one_line_its_comma_goes_too() -> None:
    assert without("{a: 1, b: 2, c: 3}\n", ("a",)) == "{b: 2, c: 3}\n"
    assert without("{a: 1, b: 2, c: 3}\n", ("b",)) == "{a: 1, c: 3}\n"
    assert without("{a: 1, b: 2, c: 3}\n", ("c",)) == "{a: 1, b: 2}\n"
    assert without("{a: 1}\n", ("a",)) == "{}\n"
    assert without("[x, y]\n", (1,)) == "[x]\n"


def test_what_is_not_there_cannot_be_taken_out() -> None:
    assert without(CLAUSES, (Named("id", "a:9"), "says")) == CLAUSES
    assert without(CLAUSES, (FIRST, "kind")) == CLAUSES


@pytest.mark.parametrize(
    ("text", "path", "sentence"),
    [
        ("a: [", ("a",), "The file cannot be read"),
        (CLAUSES, (Named("id", "a:9"), "says"), "no such place"),
        (CLAUSES, (Named("id", "a:1"),), "no such place"),
        (CLAUSES, (FIRST, "says", "more"), "no such place"),
        (CLAUSES, (FIRST, "promise"), "more than one value"),
        ("- a\n", ("b",), "no such place"),
        ("a: {}\n", ("a", "b"), "no such place"),
    ],
)
def test_what_cannot_be_changed_says_so(
    text: str, path: tuple[str | int | Named, ...], sentence: str
) -> None:
    with pytest.raises(CannotChange, match=sentence):
        with_value(text, path, "x")


def test_an_entry_is_added_at_the_end() -> None:
    after = with_entry(CLAUSES, "- id: a:4\n  says: One more.\n\n")
    assert after.endswith("  says: The last.\n\n- id: a:4\n  says: One more.\n")
    assert value_at(after, (Named("id", "a:4"), "says")) == "One more."


WORDS = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufeff\ufffe\uffff"), min_size=1
)


@example("a\u2028b\u2029c")
@given(
    WORDS
    | st.from_regex(r"[a-z0-9:#,'\"{}\[\]&*!|>%@` -]{1,40}", fullmatch=True)
    | st.text("ab #'\":-", min_size=120)
)
def test_whatever_is_written_is_read_again_and_nothing_else_changes(words: str) -> None:
    paths: list[tuple[tuple[str | int | Named, ...], list[object]]] = [
        ((FIRST, "promise", "within"), [0, "promise", "within"]),
        ((FIRST, "promise", "reading"), [0, "promise", "reading"]),
        ((FIRST, "promise", "warn"), [0, "promise", "warn"]),
        ((SECOND, "says"), [1, "says"]),
        ((SECOND, "kind"), [1, "kind"]),
        ((2, "says"), [2, "says"]),
    ]
    for path, way in paths:
        after = with_value(CLAUSES, path, words)
        assert value_at(after, path) == words
        expected: object = data(CLAUSES)
        holder = expected
        for step in way[:-1]:
            holder = holder[step]  # type: ignore[index]
        found: object = data(after)
        read = found
        for step in way:
            read = read[step]  # type: ignore[index]
        assert str(read) == words
        holder[way[-1]] = read  # type: ignore[index]
        assert found == expected


@pytest.mark.parametrize("slug", ["karin", "magna", "moray", "redland", "wessex"])
def test_each_clause_of_a_real_policy_can_be_changed_alone(slug: str) -> None:
    for name, text in files_of(policies_folder() / slug).items():
        if not name.startswith("clauses/"):
            continue
        was = data(text)
        assert isinstance(was, list)
        middle = len(was) // 2
        after = data(with_value(text, (middle, "says"), "Said: otherwise."))
        was[middle]["says"] = "Said: otherwise."
        assert after == was, name
        less = data(without(text, (middle,))) if len(was) > 1 else None
        if less is not None:
            del was[middle]
            assert less == was, name
