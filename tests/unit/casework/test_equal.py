"""Is a group that is less satisfied found, and is nobody told what a few of them said?"""

from __future__ import annotations

from kept.casework.equal import Compared, compare, spoken
from kept.casework.surveying import Counted


def test_a_gap_beyond_what_the_house_lets_pass_is_found_and_comes_first() -> None:
    found = compare([("braille", 10, 9), ("language:pl", 20, 10)], whole=(100, 85), most=10)
    assert found == (
        Compared("language:pl", 20, 50.0, 35.0, True),
        Compared("braille", 10, 90.0, -5.0, False),
    )
    assert not compare([("braille", 20, 15)], whole=(100, 85), most=10)[0].less


def test_few_answers_say_nothing_and_neither_does_what_would_give_them_away() -> None:
    found = compare([("a", 4, 0), ("b", 6, 6), ("c", 30, 30), ("d", 0, 0)], whole=(40, 36), most=10)
    assert [(each.group, each.n, each.gap) for each in found] == [
        ("c", 30, -10.0),
        ("a", 0, None),
        ("b", 0, None),
    ]


def test_nobody_answered() -> None:
    assert compare([], whole=(0, 0), most=10) == ()
    assert compare([("a", 9, 9)], whole=(0, 0), most=10)[0].gap is None
    assert spoken([Counted(5, 4), Counted(3, 1)]) == (8, 5)
