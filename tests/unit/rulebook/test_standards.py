"""Which standards does a policy set, and where does it set none?"""

from __future__ import annotations

from dataclasses import replace

from kept.rulebook.sections import Section
from kept.rulebook.standards import is_standard, standards, unowned, ways, without
from tests import cast


def test_every_way_has_its_times_and_levels() -> None:
    found = {each.name: each for each in ways(cast.rulebook("wessex"))}
    assert {"call", "letter", "email", "visitor", "visit"} <= set(found)
    assert {"wessex:5c.2", "wessex:5c.5"} <= set(found["letter"].timed)
    assert all(
        cast.rulebook("wessex").clause_by_id[each].measure for way in found.values() for each in way.levels
    )
    moray = {each.name: each for each in ways(cast.rulebook("moray"))}
    assert "moray:2.5.1" in moray["call"].levels


def test_parts_without_a_standard_are_named_and_empty_ones_are_not() -> None:
    rulebook = cast.rulebook("karin")
    known = [each.id for each in standards(rulebook)]
    other = next(each.id for each in rulebook.clauses if not is_standard(each))
    sections = (Section("Timed", (known[0], other)), Section("Untimed", (other,)), Section("Empty", ()))
    assert without(rulebook, sections) == ("Untimed",)


def test_a_standard_without_an_owner_is_named_unless_somebody_answers_for_it() -> None:
    known = standards(cast.rulebook("karin"))
    promise = next(each for each in known if each.promise)
    assert promise.promise is not None
    bare = replace(promise, promise=replace(promise.promise, owner=None))
    assert unowned([bare], ()) == (bare,)
    assert unowned([bare], [bare.id]) == ()
    assert unowned([promise], ()) == ()
    other = next(each for each in cast.rulebook("karin").clauses if not is_standard(each))
    assert unowned([other], ()) == (other,)
