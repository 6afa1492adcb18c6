"""How many people must answer: held against published figures, and against what must always be so."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.casework.erlang import HALF_HOUR, Load, answered_within, average_wait, needed, waits


def test_the_worked_example_of_360_calls_in_half_an_hour_of_four_minutes_and_55_people() -> None:
    """Published with 48 erlangs, a chance to wait of 0.239, 8.2 seconds on average, 84.6 % within 15."""
    load = Load(360, 240)
    assert load.traffic == pytest.approx(48)
    assert waits(55, 48) == pytest.approx(0.2387, abs=5e-5)
    assert average_wait(55, load) == pytest.approx(8.2, abs=0.05)
    assert answered_within(55, load, 15) == pytest.approx(0.846, abs=5e-4)


def test_the_worked_example_of_200_calls_an_hour_of_three_minutes() -> None:
    """Published as 10 erlangs, 14 people, 17.4 % who wait, 88.8 % within 20 seconds, 20 on the rota."""
    found = needed(Load(200, 180, 3600), share=0.8, within=20, lost=0.3)
    assert (found.people, found.rostered) == (14, 20)
    assert waits(14, 10) == pytest.approx(0.1741, abs=5e-5)
    assert found.share == pytest.approx(0.888, abs=5e-4)
    assert found.wait == pytest.approx(7.8, abs=0.05)
    assert found.busy == pytest.approx(0.714, abs=5e-4)


@pytest.mark.parametrize(
    ("people", "traffic", "published"),
    # From the tables of the delay formula: of one person whoever finds them busy, then exact fractions.
    [
        (1, 0.5, 0.5),
        (2, 1.0, 1 / 3),
        (3, 2.0, 4 / 9),
        (4, 3.0, 0.5094),
        (5, 4.0, 0.5541),
        (10, 8.0, 0.4092),
        (20, 16.0, 0.2561),
    ],
)
def test_the_chance_to_wait_is_that_of_the_tables(people: int, traffic: float, published: float) -> None:
    assert waits(people, traffic) == pytest.approx(published, abs=5e-5)


def test_nobody_is_needed_where_nobody_rings() -> None:
    found = needed(Load(0, 180), share=0.95, within=15)
    assert (found.people, found.rostered, found.share, found.wait, found.busy) == (0, 0, 1.0, 0.0, 0.0)
    assert waits(0, 0) == 0
    assert answered_within(0, Load(0, 180), 15) == 1
    assert average_wait(0, Load(10, 0)) == 0


def test_who_cannot_keep_up_answers_nobody_in_time() -> None:
    load = Load(100, 180)
    assert waits(10, load.traffic) == 1
    assert answered_within(10, load, 1000) == 0
    assert average_wait(10, load) == math.inf


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"share": 1.0}, "between 0 and 1"),
        ({"share": 0.0}, "between 0 and 1"),
        ({"within": -1}, "0 or more"),
        ({"lost": 1.0}, "below 1"),
        ({"lost": -0.1}, "0 or more"),
    ],
)
def test_what_nobody_can_promise_is_refused(asked: dict[str, float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        needed(Load(10, 180), **({"share": 0.9, "within": 15} | asked))


@pytest.mark.parametrize("wrong", [{"arrivals": -1}, {"handling": -1}, {"interval": 0}])
def test_a_load_below_nought_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="below nought"):
        Load(**({"arrivals": 10, "handling": 180} | wrong))


def test_more_people_than_any_landlord_has_are_a_slip_of_the_pen() -> None:
    with pytest.raises(ValueError, match=r"more than 2,000 people"):
        needed(Load(100_000, 3600), share=0.9, within=10)


@given(
    arrivals=st.integers(1, 400),
    handling=st.integers(1, 1200),
    share=st.floats(0.5, 0.99),
    within=st.integers(0, 120),
)
def test_one_fewer_would_not_do_and_one_more_is_never_worse(
    arrivals: int, handling: int, share: float, within: int
) -> None:
    load = Load(arrivals, handling)
    found = needed(load, share=share, within=within)
    assert found.people > load.traffic
    assert found.share >= share
    assert answered_within(found.people - 1, load, within) < share
    assert answered_within(found.people + 1, load, within) >= found.share
    assert 0 < found.busy <= 1
    assert load.interval == HALF_HOUR
