"""Which state of a letter follows which, and whose word it needs."""

from __future__ import annotations

import pytest

from kept.casework.approving import (
    MOVES,
    OPEN,
    Act,
    Standing,
    State,
    check_act,
    check_version,
    may_approve,
    who,
)


def test_every_state_is_in_the_table_every_act_is_used_and_every_open_one_can_end() -> None:
    assert set(MOVES) == set(State)
    assert {act for moves in MOVES.values() for act in moves} == set(Act)
    assert set(OPEN) == {State.DRAFT, State.WAITING, State.APPROVED}
    reached = {State.DRAFT}
    while more := {to for each in reached for to in MOVES[each].values()} - reached:
        reached |= more
    assert reached == set(State)
    assert [each for each in State if not MOVES[each]] == [State.SENT, State.WITHDRAWN]


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("act", list(Act))
def test_what_the_table_does_not_have_is_refused_in_a_sentence(state: State, act: Act) -> None:
    refused = check_act(act, Standing(state, needs="", is_writer=True, role="director"), words="x")
    if act not in MOVES[state]:
        assert refused is not None
        assert refused.field == "state"


def test_without_the_word_that_it_needs_it_does_not_go() -> None:
    draft = Standing(State.DRAFT, needs="director", is_writer=True, role="officer")
    refused = check_act(Act.SEND, draft)
    assert refused is not None
    assert refused.sentence == "This letter needs a director's word before it goes. Ask for it."
    assert check_act(Act.ASK, draft) is None
    assert check_act(Act.SEND, Standing(State.APPROVED, needs="director")) is None
    assert check_act(Act.SEND, Standing(State.DRAFT)) is None
    nobody = check_act(Act.ASK, Standing(State.DRAFT))
    assert nobody is not None
    assert "Nobody's word is needed" in nobody.sentence


def test_nobody_gives_the_word_for_their_own_and_only_whose_it_is_gives_it() -> None:
    own = Standing(State.WAITING, needs="manager", is_writer=True, role="director")
    refused = check_act(Act.APPROVE, own)
    assert refused is not None
    assert "yourself" in refused.sentence
    # Taking back that one asked is everybody's own.
    assert check_act(Act.SEND_BACK, own, words="Not yet") is None
    officer = Standing(State.WAITING, needs="manager", role="officer")
    refused = check_act(Act.APPROVE, officer)
    assert refused is not None
    assert refused.sentence == "This letter waits for a manager's word."
    manager = Standing(State.WAITING, needs="manager", role="manager")
    assert check_act(Act.APPROVE, manager) is None
    for words, said in (("  ", "Say in a few words"), ("x" * 501, "at most 500")):
        refused = check_act(Act.SEND_BACK, manager, words=words)
        assert refused is not None
        assert said in refused.sentence


@pytest.mark.parametrize(
    ("needs", "role", "stands_in", "wanted"),
    [
        ("manager", "manager", frozenset(), True),
        ("manager", "director", frozenset(), True),
        ("director", "manager", frozenset(), False),
        ("director", "manager", frozenset({"director"}), True),
        ("officer", "manager", frozenset(), True),
        ("officer", "receptionist", frozenset(), False),
        ("policy-officer", "director", frozenset(), False),
        ("policy-officer", "policy-officer", frozenset(), True),
    ],
)
def test_whose_word_it_is(needs: str, role: str, stands_in: frozenset[str], *, wanted: bool) -> None:
    assert may_approve(needs, role, stands_in) is wanted


def test_what_somebody_saved_since_is_not_written_over_unseen() -> None:
    assert check_version(3, 3, "Bea") is None
    for by, said in (("Bea", "Bea saved"), ("", "Somebody saved")):
        refused = check_version(4, 3, by)
        assert refused is not None
        assert refused.sentence.startswith(said)
    assert who("officer") == "an officer"
    assert who("head-of-care") == "a head of care"
