"""What anybody is told of a promise tells of nobody, and its total gives nothing away."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kept.casework.in_public import (
    HIDDEN,
    NOT_DUE,
    NOT_MEASURED,
    TOLD,
    Number,
    Told,
    of_nobody,
    public_promises,
    tell,
    together,
)
from kept.casework.small_numbers import LEAST
from tests.cast import rulebook

CLAUSES = ("a", "b", "c", "d", "e")
numbers = st.builds(
    lambda counted, kept, unseen: Number(counted, min(counted, kept), unseen),
    st.integers(0, 40),
    st.integers(0, 40),
    st.integers(0, 3),
)


def test_each_state_and_its_numbers() -> None:
    found = tell(
        {
            "a": Number(50, 47),
            "b": Number(LEAST - 1, 9),
            "c": Number(0, 0, 4),
            "d": Number(0, 0),
            "e": Number(4, 3),
        },
        ("e", "a", "b", "c", "d", "f"),
        nobody={"e"},
    )
    assert list(found) == ["e", "a", "b", "c", "d", "f"]
    assert found["a"] == Told(TOLD, 50, 47)
    assert (found["a"].missed, found["a"].share) == (3, 0.94)
    assert found["b"] == Told(HIDDEN)
    assert (found["b"].missed, found["b"].share) == (0, None)
    assert found["c"] == Told(NOT_MEASURED)
    assert found["d"] == found["f"] == Told(NOT_DUE)
    # Whether the newsletter came out four times tells of nobody.
    assert found["e"] == Told(TOLD, 4, 3)
    assert together(found.values()) == Number(54, 50)


@given(st.dictionaries(st.sampled_from(CLAUSES), numbers))
def test_few_are_never_told_and_never_in_the_total(known: dict[str, Number]) -> None:
    found = tell(known, CLAUSES)
    told = [each for each in found.values() if each.state == TOLD]
    assert all((each.counted or 0) >= LEAST for each in told)
    assert all(each.counted is None for each in found.values() if each.state != TOLD)
    # Whoever takes what is told from the total is left with nothing.
    total = together(found.values())
    assert total.counted - sum(each.counted or 0 for each in told) == 0
    assert total.kept - sum(each.kept or 0 for each in told) == 0


def test_the_policy_and_the_law_of_the_day_are_shown_and_what_kept_asks_is_not() -> None:
    karin = rulebook("karin")
    shown = public_promises(karin, date(2026, 4, 8))
    assert shown[:3] == ("karin:communication.6", "karin:communication.7", "karin:telephone.1")
    assert "law:ho-r1" in shown
    assert not [each for each in shown if each.startswith("kept:")]
    # Forty days were the law of another time, and the second list of dangers is not yet.
    assert "law:sar-1998" not in shown
    later = {
        clause
        for clause, each in karin.promises.items()
        if each.binds_from and each.binds_from > date(2026, 4, 8)
    }
    assert later
    assert not later & set(shown)
    assert later <= set(public_promises(karin, date(2030, 1, 1)))


def test_a_duty_of_the_house_is_about_nobody_and_one_of_a_home_is_about_somebody() -> None:
    found = of_nobody(rulebook("karin"))
    assert "karin:communication.6" in found
    assert "karin:repairs.6" not in found
    assert "karin:letters.1" not in found
