"""Does each promise stand where a customer looks for it, whatever the house calls it?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kept.casework.in_public import public_promises
from kept.rulebook import Rulebook, load_folder, policies_folder
from kept.rulebook.headings import ROOM, Heading, by_heading
from tests.cast import rulebook

HARBOUR = Path(__file__).parents[2] / "sixth" / "harbour"
FIVE = ("karin", "redland", "wessex", "moray", "magna")


def placed(read: Rulebook) -> dict[str, str]:
    return {clause: each.heading.name for each in by_heading(read) for clause in each.clauses}


@pytest.mark.parametrize("slug", FIVE)
def test_every_promise_of_the_five_has_a_subject_that_is_not_the_rest(slug: str) -> None:
    read = rulebook(slug)
    found = by_heading(read, public_promises(read, read.starts_on.replace(year=2026)))
    assert "other" not in {each.heading.name for each in found}
    clauses = [clause for each in found for clause in each.clauses]
    assert sorted(clauses) == sorted(public_promises(read, read.starts_on.replace(year=2026)))


def test_where_a_customer_looks() -> None:
    karin, moray = placed(rulebook("karin")), placed(rulebook("moray"))
    assert karin["karin:telephone.1"] == "telephone"
    assert karin["karin:letters.1"] == "writing"
    assert karin["karin:telephone.4"] == "any-way"
    assert karin["karin:communication.6"] == "information"
    assert karin["karin:review.4"] == "checking"
    assert karin["law:ho-r1"] == "complaints"
    # It follows from another promise, and stands beside it.
    assert moray["moray:4.2.39"] == moray["moray:4.2.37"] == "telephone"
    # A message that was left: more of what starts it is a visitor or a call.
    assert moray["moray:2.4.1"] == "telephone"


def test_a_house_with_kinds_of_its_own_has_them_under_the_rest() -> None:
    read = load_folder(HARBOUR, shared=policies_folder())
    found = by_heading(read)
    assert sum(len(each.clauses) for each in found) == len(read.promises)
    assert found[-1].heading.name == "other"


def test_without_subjects_everything_stands_together_and_nothing_is_lost() -> None:
    karin = rulebook("karin")
    bare = replace(karin, rooms={**karin.rooms, ROOM: ()})
    (only,) = by_heading(bare)
    assert only.heading == Heading("", "")
    assert only.clauses == tuple(karin.promises)
    few = replace(karin, rooms={**karin.rooms, ROOM: (Heading("post", "Post", ("letter",)),)})
    assert [each.heading.name for each in by_heading(few, ["karin:letters.1", "karin:review.4"])] == [
        "post",
        "",
    ]
