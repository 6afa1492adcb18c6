"""Who sits at the desk, who is called next, and when is nobody there?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.casework import front_rota
from kept.casework.front_rota import BREAK, COVER, DESK, DUTY, Turn

NINE = datetime(2026, 4, 8, 8, tzinfo=UTC)
ANN, BEA, CEM = 1, 2, 3


def h(hours: float) -> datetime:
    return NINE + timedelta(hours=hours)


def turn(account: int, part: str, begins: float, ends: float, **more: object) -> Turn:
    return Turn(account, part, h(begins), h(ends), **more)  # type: ignore[arg-type]


def test_whoever_has_a_break_is_covered_and_called_back_afterwards() -> None:
    turns = [turn(ANN, DESK, 0, 8), turn(ANN, BREAK, 3, 4, cover=BEA), turn(CEM, COVER, 0, 8)]
    assert front_rota.at_the_desk(turns, h(1)) == (ANN,)
    assert front_rota.at_the_desk(turns, h(3)) == (BEA,)
    assert front_rota.at_the_desk(turns, h(9)) == ()
    assert front_rota.second(turns, h(1)) == (CEM,)


def test_without_cover_the_second_at_the_desk_is_called() -> None:
    two = [turn(ANN, DESK, 0, 8), turn(BEA, DESK, 0, 8)]
    assert front_rota.second(two, h(1)) == (BEA,)
    assert front_rota.second([*two, turn(CEM, COVER, 0, 8), turn(CEM, BREAK, 0, 2, cover=ANN)], h(1)) == (
        BEA,
    )
    assert front_rota.second([turn(ANN, DESK, 0, 8), turn(ANN, COVER, 0, 8)], h(1)) == ()


def test_a_duty_officer_on_a_break_is_not_called() -> None:
    turns = [turn(BEA, DUTY, 0, 8, team="housing"), turn(CEM, DUTY, 0, 8, team="housing")]
    assert front_rota.on_duty(turns, "housing", h(1)) == (BEA, CEM)
    assert front_rota.on_duty([*turns, turn(BEA, BREAK, 0, 2, cover=ANN)], "housing", h(1)) == (CEM,)
    assert front_rota.on_duty(turns, "repairs", h(1)) == ()


def test_the_hours_that_nobody_has_are_told() -> None:
    turns = [turn(ANN, DESK, 1, 3), turn(BEA, DESK, 2, 4), turn(CEM, DESK, 9, 10), turn(CEM, COVER, 4, 8)]
    assert front_rota.gaps([(h(0), h(6))], turns) == [(h(0), h(1)), (h(4), h(6))]
    assert front_rota.gaps([(h(1), h(3))], turns) == []
    assert front_rota.gaps([], turns) == []


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8)), max_size=8))
def test_every_open_moment_is_staffed_or_in_a_gap(pairs: list[tuple[int, int]]) -> None:
    turns = [turn(ANN, DESK, begins, begins + length) for begins, length in pairs]
    gaps = front_rota.gaps([(h(2), h(18))], turns)
    for half in range(4, 36):
        moment = h(half / 2 + 0.25)
        staffed = any(each.holds(moment) for each in turns)
        inside = h(2) <= moment < h(18)
        assert inside is (staffed and inside) or any(start <= moment < end for start, end in gaps)
        assert not (staffed and any(start <= moment < end for start, end in gaps))


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (turn(ANN, "sleeping", 1, 2), "part"),
        (turn(ANN, DESK, 2, 1), "to_at"),
        (turn(ANN, DESK, -3, -1), "to_at"),
        (turn(ANN, DESK, 0, 13), "to_at"),
        (turn(ANN, DUTY, 1, 2), "team"),
        (turn(ANN, BREAK, 1, 2), "cover"),
        (turn(ANN, BREAK, 1, 2, cover=ANN), "cover"),
        (turn(ANN, BREAK, 4, 5, cover=BEA), "cover"),
        (turn(ANN, BREAK, 1, 2, cover=BEA), None),
        (turn(CEM, DESK, 1, 2), "from_at"),
        (turn(CEM, COVER, 1, 2), None),
        (turn(ANN, DUTY, 1, 2, team="housing"), None),
    ],
)
def test_a_turn_is_refused_with_what_is_at_fault(wanted: Turn, field: str | None) -> None:
    others = [turn(BEA, BREAK, 4, 5, cover=CEM), turn(CEM, DESK, 0, 3)]
    refused = front_rota.check_turn(wanted, others, at=NINE)
    assert (refused.field if refused else None) == field
