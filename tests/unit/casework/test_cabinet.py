"""Where keys may be, what may happen to them there, and when one is missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.casework import Refused
from kept.casework.cabinet import (
    GONE,
    MOST_KEYS,
    NOWHERE,
    TRANSITIONS,
    Move,
    State,
    after,
    back_fault,
    count_fault,
    draw,
    may_sign,
    next_code,
    shortfall,
)


def test_the_table_names_every_state_and_uses_every_move() -> None:
    assert set(TRANSITIONS) == set(State)
    used = {move for moves in TRANSITIONS.values() for move in moves}
    assert used == set(Move)


def test_whatever_is_ours_can_leave_us_and_what_has_left_stays_gone() -> None:
    for state in State:
        reached, fresh = {state}, {state}
        while fresh:
            fresh = {new for each in fresh for new in TRANSITIONS[each].values()} - reached
            reached |= fresh
        assert reached & GONE
        if state in GONE:
            assert reached == {state}


@pytest.mark.parametrize(
    ("state", "move", "found"),
    [
        (State.IN_HAND, Move.HANG, State.HUNG),
        (State.HUNG, Move.SIGN_OUT, State.OUT),
        (State.OUT, Move.SIGN_IN, State.HUNG),
        (State.OUT, Move.LEAVE, State.LEFT),
        (State.LEFT, Move.SIGN_IN, State.HUNG),
        (State.HUNG, Move.MISS, State.MISSING),
        (State.HUNG, Move.HAND_OVER, State.TENANT),
        (State.HUNG, Move.DISCARD, State.DISCARDED),
    ],
)
def test_keys_go_from_place_to_place(state: State, move: Move, found: State) -> None:
    assert after(state, move) is found


@pytest.mark.parametrize("state", list(State))
def test_what_cannot_be_signed_out_says_why(state: State) -> None:
    found = after(state, Move.SIGN_OUT)
    if state is State.HUNG:
        assert found is State.OUT
    else:
        assert isinstance(found, Refused)
        assert found.sentence.endswith(".")


def test_thrown_away_keys_are_never_given_out_again() -> None:
    assert all(isinstance(after(State.DISCARDED, move), Refused) for move in Move)
    found = after(State.DISCARDED, Move.SIGN_OUT)
    assert isinstance(found, Refused)
    assert "never given out again" in found.sentence


def test_neither_of_the_two_places_is_an_exception() -> None:
    assert set(State) - NOWHERE - GONE == {State.HUNG, State.OUT}


@pytest.mark.parametrize("count", [0, -1, -99])
def test_there_are_never_fewer_keys_than_one(count: int) -> None:
    found = count_fault(count, field="lines.0.count")
    assert found is not None
    assert "fewer than one key" in found.sentence
    assert found.field == "lines.0.count"


@pytest.mark.parametrize("count", ["two", None, 1.5, True])
def test_a_number_of_keys_is_a_whole_number(count: object) -> None:
    found = count_fault(count)
    assert found is not None
    assert "in figures" in found.sentence


def test_there_may_be_many_keys_and_not_more() -> None:
    assert count_fault(1) is None
    assert count_fault(MOST_KEYS) is None
    assert count_fault(MOST_KEYS + 1) is not None


def test_a_key_is_missing_where_fewer_came_back_than_were_given_out() -> None:
    assert shortfall(issued=3, back=2) == 1
    assert shortfall(issued=3, back=3) == 0
    assert shortfall(issued=2, back=3) == 0
    assert shortfall(issued=None, back=0) == 0


def test_what_comes_back_was_out() -> None:
    assert back_fault(out=2, back=2) is None
    assert back_fault(out=2, back=0) is None
    more, fewer = back_fault(out=2, back=3), back_fault(out=2, back=-1)
    assert more is not None
    assert "Only 2 of these were out" in more.sentence
    assert fewer is not None
    assert "cannot come back" in fewer.sentence


def test_who_signs_is_the_role_or_whoever_stands_in_for_it_today() -> None:
    signed_by = ("receptionist",)
    assert may_sign("receptionist", covers=(), signed_by=signed_by)
    assert may_sign("officer", covers=("receptionist",), signed_by=signed_by)
    assert not may_sign("officer", covers=("manager",), signed_by=signed_by)
    assert not may_sign("director", covers=(), signed_by=signed_by)


@given(st.sets(st.text(min_size=1), max_size=30), st.text(), st.integers(min_value=0, max_value=40))
def test_the_same_lot_draws_the_same_keys_again(labels: set[str], seed: str, size: int) -> None:
    found = draw(labels, seed=seed, size=size)
    assert found == draw(sorted(labels), seed=seed, size=size)
    assert len(found) == min(size, len(labels)) == len(set(found))
    assert set(found) <= labels


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        ((), "A01"),
        (("A01", "A12"), "A13"),
        (("A99",), "B01"),
        (("SHED-1", "é12", "A1", "A1x"), "A01"),
        (("Z99",), ""),
    ],
)
def test_the_next_hook_has_the_next_code(codes: tuple[str, ...], found: str) -> None:
    assert next_code(codes) == found
