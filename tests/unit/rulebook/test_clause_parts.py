"""Does a form change of a clause what it offers, where that stands, and nothing else?"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kept.rulebook import files_of, load_files, policies_folder
from kept.rulebook.clause_parts import Parts, file_of_clause, parts_of, with_parts, without_clause
from kept.rulebook.differing import differences
from kept.rulebook.editing import CannotChange
from kept.rulebook.load import beside

KARIN = {
    name: text
    for name, text in files_of(policies_folder() / "karin").items()
    if not name.startswith("shared/") and name != "examples.yaml"
}
SLUGS = ["karin", "magna", "moray", "redland", "wessex"]


def parts(clause: str, files: Mapping[str, str] = KARIN) -> Parts:
    found = parts_of(files, clause)
    assert found is not None
    return found


def told(files: Mapping[str, str]) -> list[str]:
    before, after = (load_files(beside(each)) for each in (KARIN, files))
    return [each.says for each in differences(before, after)]


def test_a_promise_offers_what_it_says() -> None:
    found = parts("karin:letters.1")
    assert found.file == "clauses/06-letters.yaml"
    names = [each.name for each in found.parts]
    assert names == ["says", "within", "aim", "public", "reading", "warn", "owner", "ambiguity"]
    assert found.value("within") == "7 working days"
    assert found.value("aim") == found.value("number") == ""


def test_a_word_without_a_number_offers_the_associations_own() -> None:
    found = parts("karin:telephone.1")
    assert (found.value("within"), found.value("number")) == ("promptly", "5 rings")
    assert "five rings" in found.value("because")


def test_a_duty_and_a_clause_that_a_list_keeps_offer_what_they_have() -> None:
    assert parts("karin:communication.7").value("every") == "year"
    assert [each.name for each in parts("karin:letters.2").parts] == ["says", "ambiguity"]


def test_a_share_offers_the_end_that_it_has() -> None:
    moray = files_of(policies_folder() / "moray")
    names = [each.name for each in parts("moray:2.5.1", moray).parts]
    assert "at_least" in names
    assert "at_most" not in names


def test_what_says_more_than_one_thing_is_left_to_the_file() -> None:
    name = "clauses/06-letters.yaml"
    files = {**KARIN, name: KARIN[name].replace("within: 7 working days", "within: {by: answer_by}")}
    within = next(each for each in parts("karin:letters.1", files).parts if each.name == "within")
    assert within.only_in_file
    assert with_parts(files, "karin:letters.1", {"within": "5 working days"}) == files
    table = KARIN["association.yaml"].replace(
        "    within: 5 rings", "    by: urgent\n    within: {yes: 3 rings}\n    otherwise: 5 rings"
    )
    number = parts("karin:telephone.1", {**KARIN, "association.yaml": table}).parts
    assert [each.only_in_file for each in number if each.name == "number"] == [True]


def test_a_change_is_told_in_plain_words() -> None:
    changed = with_parts(KARIN, "karin:letters.1", {"within": " 5  working days "})
    assert [name for name in KARIN if changed[name] != KARIN[name]] == ["clauses/06-letters.yaml"]
    assert told(changed) == ["Letter answered: 7 working days becomes 5."]


def test_the_number_for_a_word_is_changed_where_it_stands() -> None:
    changed = with_parts(KARIN, "karin:telephone.1", {"number": "4 rings"})
    assert [name for name in KARIN if changed[name] != KARIN[name]] == ["association.yaml"]
    assert told(changed) == ["Call answered: 5 rings becomes 4."]


def test_what_may_be_left_empty_is_taken_out_and_what_may_not_becomes_a_fault() -> None:
    changed = with_parts(KARIN, "karin:letters.1", {"warn": "", "aim": ""})
    assert parts("karin:letters.1", changed).value("warn") == ""
    assert "warn:" not in changed["clauses/06-letters.yaml"].partition("karin:letters.2")[0]
    changed = with_parts(KARIN, "karin:letters.1", {"within": ""})
    assert 'within: ""' in changed["clauses/06-letters.yaml"]


def test_a_clause_is_taken_out_whole() -> None:
    changed = without_clause(KARIN, "karin:letters.2")
    assert parts_of(changed, "karin:letters.2") is None
    assert told(changed) == ["No more: “Translated versions are supplied to people who need them”."]


def test_what_no_file_has_is_told() -> None:
    broken = {"association.yaml": "a: [", "clauses/01-all.yaml": "- ["}
    assert file_of_clause(broken, "karin:letters.1") is None
    assert parts_of(broken, "karin:letters.1") is None
    for act in (lambda: with_parts(broken, "a:1", {}), lambda: without_clause(broken, "a:1")):
        with pytest.raises(CannotChange, match="No file that can be read has this clause"):
            act()
    assert parts("a:1", {**broken, "clauses/02.yaml": "- {id: 'a:1', says: x}"}).value("says") == "x"


@pytest.mark.parametrize("slug", SLUGS)
def test_every_clause_of_a_real_policy_offers_its_parts_and_none_changes_by_itself(slug: str) -> None:
    files = files_of(policies_folder() / slug)
    for clause in load_files(files).clauses[::15]:
        found = parts(clause.id, files)
        assert found.value("says")
        assert with_parts(files, clause.id, {each.name: each.value for each in found.parts}) == files
