"""What may be told of the complaints of a period, so that nobody can be told by it?"""

from __future__ import annotations

from kept.casework.complaint_figures import Complaint, Group, Part, Timed, compare, figures


def some(n: int, **said: object) -> list[Complaint]:
    return [Complaint(**said) for _ in range(n)]  # type: ignore[arg-type]


def test_what_is_small_is_hidden_and_so_is_what_would_give_it_away() -> None:
    found = figures([*some(30, subject="repairs"), *some(12, subject="rents"), *some(2, subject="staff")])
    assert found.number == 44
    assert found.lists["subject"] == (Part("repairs", 30), Part("rents", None), Part("staff", None))


def test_each_list_says_what_it_is_of() -> None:
    rows = [
        *some(12, outcome="upheld", second=True, channel="call", needs=("braille", "interpreter")),
        *some(12, outcome="", channel=""),
    ]
    found = figures(rows)
    assert found.lists["outcome"] == (Part("upheld", 12), Part("", 12))
    assert found.lists["stage"] == (Part("first", 24), Part("second", 12))
    assert found.lists["channel"] == (Part("call", 12), Part("", 12))
    assert found.lists["need"] == (Part("braille", 12), Part("interpreter", 12), Part("none", 12))


def test_in_time_is_told_only_of_ten_or_more() -> None:
    rows = [*some(9, timed={"law:a": True, "law:b": True}), *some(2, timed={"law:a": False})]
    assert figures(rows).times == (Timed("law:a", 9, 11), Timed("law:b", None, None))
    assert figures([]).times == ()


def test_groups_stand_beside_all_and_the_widest_gap_comes_first() -> None:
    late = some(10, outcome="upheld", timed={"law:a": False})
    quick = some(30, outcome="not_upheld", timed={"law:a": True})
    few = some(2)
    everybody = [*late, *quick, *few]
    found = compare({"braille": late, "": quick}, everybody)
    assert found == (Group("braille", 10, 100, 0, 75), Group("", 30, 0, 100, -25))
    hidden = compare({"braille": few, "": quick}, everybody)
    assert [each.n for each in hidden] == [None, None]
    without = compare({"x": some(12), "": quick}, some(12))
    assert without == (Group("", 30, 0, 100, None), Group("x", 12, None, None, None))
