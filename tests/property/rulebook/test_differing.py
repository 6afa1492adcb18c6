"""Does a difference between two versions show exactly where there is one, whatever it is?"""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kept.rulebook import compiled, load_folder
from kept.rulebook.differing import GONE, NEW, differences
from kept.rulebook.model import Clause, Promise, Rulebook
from kept.workclock import Days, Hours, Months, Rings, SameDay, Weeks, WorkingDays
from tests.unit.rulebook.folders import GOOD

SMALL = load_folder(GOOD / "small", shared=GOOD / "shared")
SPANS = st.one_of(
    st.builds(WorkingDays, st.integers(1, 9)),
    st.builds(Days, st.integers(1, 9)),
    st.builds(Weeks, st.integers(1, 3)),
    st.builds(Months, st.integers(1, 3)),
    st.builds(Hours, st.integers(1, 3)),
    st.builds(Rings, st.integers(1, 3)),
    st.just(SameDay()),
)
WORDS = st.sampled_from(["", "A word.", "Two words."])
KINDS = st.lists(st.sampled_from(sorted(SMALL.kinds)), min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def promises(draw: st.DrawFn, promise: Promise) -> Promise:
    """The promise with some of its parts drawn anew."""
    return replace(
        promise,
        within=draw(st.one_of(st.just(promise.within), SPANS)),
        stops=draw(st.one_of(st.just(promise.stops), KINDS)),
        public=draw(st.one_of(st.just(promise.public), WORDS)),
        once=draw(st.booleans()),
        owner=draw(st.sampled_from([promise.owner, None, "manager"])),
    )


@st.composite
def versions(draw: st.DrawFn) -> Rulebook:
    """A version of the small policy: clauses left out, and parts of others drawn anew."""
    found: list[Clause] = []
    for clause in SMALL.clauses:
        how = draw(st.sampled_from(["same", "same", "gone", "drawn"]))
        if how == "gone":
            continue
        if how == "drawn":
            promise = draw(promises(clause.promise)) if clause.promise else None
            says = draw(st.sampled_from([clause.says, "Something else."]))
            clause = replace(clause, promise=promise, says=says)
        found.append(clause)
    return replace(SMALL, clauses=tuple(found))


def written(rulebook: Rulebook) -> str:
    return json.dumps(compiled(rulebook), default=str)


@given(versions(), versions())
def test_there_is_a_difference_exactly_where_there_is_one(before: Rulebook, after: Rulebook) -> None:
    found = differences(before, after)
    assert bool(found) == (written(before) != written(after))
    assert all(each.says.endswith((".", ".”")) and "\n" not in each.says for each in found)
    assert len(set(found)) == len(found)


@given(versions(), versions())
def test_there_and_back_tells_the_same_clauses(before: Rulebook, after: Rulebook) -> None:
    there, back = differences(before, after), differences(after, before)
    turned = {NEW: GONE, GONE: NEW}
    assert {(turned.get(each.sort, each.sort), each.clause, each.part) for each in there} == {
        (each.sort, each.clause, each.part) for each in back
    }
