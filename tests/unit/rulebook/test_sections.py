"""The document of a policy is its files in order, each with a title; every clause stands in one of them."""

from __future__ import annotations

import pytest

from kept.rulebook import files_of, load_files, policies_folder
from kept.rulebook.sections import Section, sections

ASSOCIATIONS = sorted(each.parent.name for each in policies_folder().glob("*/association.yaml"))


def test_a_title_stands_in_the_first_line_or_else_in_the_name_of_the_file() -> None:
    files = {
        "clauses/10-letters.yaml": "# Post and e-mail: lines 3 to 4.\n- id: a:1\n- {id: 'a:2'}\n",
        "clauses/02-home-visits.yaml": "- id: a:3\n",
        "association.yaml": "# Nothing: of this sort\n",
    }
    assert sections(files) == (
        Section("Home visits", ("a:3",)),
        Section("Post and e-mail", ("a:1", "a:2")),
    )


def test_a_file_that_holds_no_list_is_an_empty_section() -> None:
    assert sections({"clauses/a.yaml": "id: a:1\n", "clauses/b.yaml": "- [\n"}) == (
        Section("A", ()),
        Section("B", ()),
    )


@pytest.mark.parametrize("slug", ASSOCIATIONS)
def test_every_clause_of_a_policy_stands_in_one_section_in_order(slug: str) -> None:
    files = files_of(policies_folder() / slug)
    found = sections(files)
    assert [clause for each in found for clause in each.clauses] == [
        clause.id for clause in load_files(files).clauses
    ]
    assert all(each.title and each.title[0].isupper() for each in found)
    assert len({each.title for each in found}) == len(found)
