"""Is every clause of the five policies here, and every one with a number or a cycle at work?

`catalogue.txt` lists each clause by id and kind, in the order of the documents: the vocabulary of Kept, in
which nothing is ever renamed. `numbered.txt` lists those of kind monitoring and customer that carry a number
or a cycle, or for which a cycle was read. A clause that is neither kept nor pending, or an example that is
missing, fails here.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kept.rulebook import Rulebook, load_folder, policies_folder
from kept.rulebook.model import LAW

ASSOCIATIONS = ("karin", "redland", "wessex", "moray", "magna")
CATALOGUE = [line.split() for line in (Path(__file__).parent / "catalogue.txt").read_text().splitlines()]
NUMBERED = frozenset((Path(__file__).parent / "numbered.txt").read_text().split())
RULEBOOKS = {name: load_folder(policies_folder() / name) for name in ASSOCIATIONS}


@pytest.fixture(params=ASSOCIATIONS)
def rulebook(request: pytest.FixtureRequest) -> Rulebook:
    return RULEBOOKS[request.param]


def test_catalogue_has_every_clause_once() -> None:
    assert len(CATALOGUE) == 1_339
    assert len({id_ for id_, _ in CATALOGUE}) == 1_339
    kinds = Counter(kind for _, kind in CATALOGUE)
    assert (kinds["timed"], kinds["periodic"], kinds["threshold"]) == (118, 45, 14)


def test_numbered_clauses_are_in_the_catalogue() -> None:
    assert {id_ for id_, kind in CATALOGUE if kind in ("monitoring", "customer")} >= NUMBERED
    assert len(NUMBERED) == 53


def test_rulebook_has_the_clauses_of_the_catalogue(rulebook: Rulebook) -> None:
    own = {id_: kind for id_, kind in CATALOGUE if id_.startswith(f"{rulebook.association.slug}:")}
    assert {each.id: each.kind for each in rulebook.clauses} == own


def test_what_is_pending_waits_for_a_part_of_kept_that_is_still_to_come(rulebook: Rulebook) -> None:
    coming = {"homes", "involvement", "portal", "reports", "surveys"}
    assert {each.id: each.pending for each in rulebook.clauses if each.pending not in {None, *coming}} == {}


def test_every_timed_clause_is_a_promise_with_a_clock(rulebook: Rulebook) -> None:
    timed = {each.id for each in rulebook.clauses if each.kind == "timed"}
    assert {each.id for each in rulebook.clauses if each.promise and not each.promise.duty} == timed


def test_every_clause_with_a_number_or_a_cycle_is_kept(rulebook: Rulebook) -> None:
    asked = {each.id for each in rulebook.clauses if each.kind in ("timed", "periodic", "threshold")} | {
        each.id for each in rulebook.clauses if each.id in NUMBERED
    }
    kept = {each.id for each in rulebook.clauses if each.promise or each.measure}
    assert kept == asked
    assert [
        each.id for each in rulebook.clauses if each.id in asked and (each.pending or not each.keepers)
    ] == []


def test_what_recurs_is_a_duty_and_what_is_a_share_is_a_measure(rulebook: Rulebook) -> None:
    """One clause of a cycle is better kept by a share, and says why in its reading."""
    for clause in rulebook.clauses:
        if clause.kind == "periodic" and clause.id != "wessex:6a.10":
            assert clause.promise, clause.id
            assert clause.promise.duty, clause.id
        if clause.kind == "threshold":
            assert clause.measure, clause.id


def test_every_measure_has_a_target_and_every_duty_an_owner(rulebook: Rulebook) -> None:
    for clause in rulebook.clauses:
        if clause.measure:
            assert (clause.measure.at_least is None) != (clause.measure.at_most is None)
            assert clause.measure.owner
        if clause.promise and clause.promise.duty:
            assert clause.promise.owner


def test_every_clause_of_the_law_says_where_it_stands_and_how_surely(rulebook: Rulebook) -> None:
    law = [each for each in rulebook.common if each.source == LAW]
    assert law
    for clause in law:
        assert clause.cites
        assert clause.confirmed in ("yes", "secondary", "no")
        # What the law lets or forbids without a number is kept by what can be opened, or waits.
        assert clause.promise or clause.held or clause.pending, clause.id
        assert clause.binds_from, clause.id


def test_every_other_clause_names_what_will_keep_it(rulebook: Rulebook) -> None:
    assert [each.id for each in rulebook.clauses if not each.keepers and not each.pending] == []


def test_every_promise_and_duty_has_an_example(rulebook: Rulebook) -> None:
    shown = {example["clause"] for example in rulebook.examples}
    assert [each.id for each in rulebook.clauses if each.promise and each.id not in shown] == []


def test_every_keeper_says_what_is_counted_where_its_words_are_open(rulebook: Rulebook) -> None:
    for clause in (*rulebook.clauses, *rulebook.common):
        keeper = clause.promise or clause.measure
        if keeper and clause.ambiguity:
            assert keeper.reading


def test_roles_of_rulebooks_are_those_that_may_do_something() -> None:
    from kept.casework.permissions import ROLES
    from kept.rulebook import model

    assert sorted(model.ROLES) == sorted(ROLES)
