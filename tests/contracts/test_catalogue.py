"""Is every clause of the five policies here, and every timed one at work?

`catalogue.txt` lists each clause by id and kind, in the order of the documents: the vocabulary of Kept, in
which nothing is ever renamed. A clause that is neither kept nor pending, or an example that is missing, fails
here.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kept.rulebook import Rulebook, load_folder, policies_folder

ASSOCIATIONS = ("karin", "redland", "wessex", "moray", "magna")
CATALOGUE = [line.split() for line in (Path(__file__).parent / "catalogue.txt").read_text().splitlines()]
RULEBOOKS = {name: load_folder(policies_folder() / name) for name in ASSOCIATIONS}


@pytest.fixture(params=ASSOCIATIONS)
def rulebook(request: pytest.FixtureRequest) -> Rulebook:
    return RULEBOOKS[request.param]


def test_catalogue_has_every_clause_once() -> None:
    assert len(CATALOGUE) == 1_339
    assert len({id_ for id_, _ in CATALOGUE}) == 1_339
    assert Counter(kind for _, kind in CATALOGUE)["timed"] == 118


def test_rulebook_has_the_clauses_of_the_catalogue(rulebook: Rulebook) -> None:
    own = {id_: kind for id_, kind in CATALOGUE if id_.startswith(f"{rulebook.association.slug}:")}
    assert {each.id: each.kind for each in rulebook.clauses} == own


def test_every_timed_clause_is_a_promise_with_a_clock(rulebook: Rulebook) -> None:
    timed = {each.id for each in rulebook.clauses if each.kind == "timed"}
    assert set(rulebook.promises) == timed
    assert all(each.keepers for each in rulebook.clauses if each.kind == "timed")


def test_every_other_clause_names_what_will_keep_it(rulebook: Rulebook) -> None:
    assert [each.id for each in rulebook.clauses if not each.keepers and not each.pending] == []


def test_every_promise_has_an_example(rulebook: Rulebook) -> None:
    shown = {example["clause"] for example in rulebook.examples}
    assert sorted(set(rulebook.promises) - shown) == []


def test_every_promise_says_what_is_counted_where_its_words_are_open(rulebook: Rulebook) -> None:
    for clause in rulebook.clauses:
        if clause.promise and clause.ambiguity:
            assert clause.promise.reading


def test_roles_of_rulebooks_are_those_that_may_do_something() -> None:
    from kept.casework.permissions import ROLES
    from kept.rulebook import model

    assert sorted(model.ROLES) == sorted(ROLES)
