"""Which words tell of discontent here, and against which rules does the house assess itself?"""

from __future__ import annotations

from kept.rulebook.learning import DISCONTENT, ENFORCEMENT, Learning, learning_of
from kept.rulebook.self_assessing import codes_of, provisions_of
from tests import cast


def test_a_house_has_its_words_and_what_is_looked_at_after_a_complaint() -> None:
    karin = cast.rulebook("karin")
    assert "complain*" in learning_of(karin, DISCONTENT).words
    assert learning_of(karin, DISCONTENT).weekly == 10
    assert learning_of(karin, DISCONTENT).days == 0
    assert learning_of(karin, ENFORCEMENT).days == 90
    assert learning_of(karin, "nothing") == Learning("nothing")


def test_each_house_sees_the_code_of_its_own_nation() -> None:
    assert [each.name for each in codes_of(cast.rulebook("karin"))] == ["housing-ombudsman"]
    assert [each.name for each in codes_of(cast.rulebook("moray"))] == ["mchp"]
    numbers = [each.number for each in provisions_of(cast.rulebook("karin"), "housing-ombudsman")]
    assert numbers[:3] == ["1.2", "1.3", "1.4"]
    assert len(numbers) == len(set(numbers)) > 60
    assert provisions_of(cast.rulebook("moray"), "housing-ombudsman") == ()
