"""Where may a set of keys be, what may happen to it there, and is a key missing?

    after(State.HUNG, Move.SIGN_OUT)            # State.OUT
    after(State.DISCARDED, Move.SIGN_OUT)       # Refused("These keys were thrown away …")
    shortfall(issued=3, back=2)                 # 1: the locks are to be changed

1. A set hangs on its hook or is out with somebody who is named; wherever else it is, is an exception.
2. What was thrown away, or handed to a tenant, is never signed out again.
3. Fewer keys back than were given out ask for new locks, and until those are in the home is not let.
4. Only whoever signs keys here, or stands in for them today, moves any.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from hashlib import sha256

from kept.casework.values import Refused

MOST_KEYS = 99


class State(StrEnum):
    """Where a set of keys is."""

    IN_HAND = "in-hand"
    HUNG = "hung"
    OUT = "out"
    LEFT = "left"
    MISSING = "missing"
    TENANT = "tenant"
    DISCARDED = "discarded"


class Move(StrEnum):
    """What may happen to it."""

    HANG = "hang"
    SIGN_OUT = "sign-out"
    SIGN_IN = "sign-in"
    LEAVE = "leave"
    MISS = "miss"
    HAND_OVER = "hand-over"
    DISCARD = "discard"


TRANSITIONS: Mapping[State, Mapping[Move, State]] = {
    State.IN_HAND: {Move.HANG: State.HUNG, Move.HAND_OVER: State.TENANT, Move.DISCARD: State.DISCARDED},
    State.HUNG: {
        Move.SIGN_OUT: State.OUT,
        Move.MISS: State.MISSING,
        Move.HAND_OVER: State.TENANT,
        Move.DISCARD: State.DISCARDED,
    },
    State.OUT: {
        Move.SIGN_IN: State.HUNG,
        Move.LEAVE: State.LEFT,
        Move.HAND_OVER: State.TENANT,
        Move.DISCARD: State.DISCARDED,
    },
    State.LEFT: {Move.SIGN_IN: State.HUNG, Move.DISCARD: State.DISCARDED},
    State.MISSING: {Move.HANG: State.HUNG, Move.DISCARD: State.DISCARDED},
    State.TENANT: {},
    State.DISCARDED: {},
}
# Neither on a hook nor with somebody who is named: somebody has to see to it.
NOWHERE = frozenset({State.IN_HAND, State.LEFT, State.MISSING})
# Ours no longer.
GONE = frozenset({State.TENANT, State.DISCARDED})

_WHY: Mapping[State, str] = {
    State.IN_HAND: "These keys are not on their hook yet. Label them and hang them up first.",
    State.HUNG: "These keys hang on their hook already.",
    State.OUT: "These keys are out. Sign them in first.",
    State.LEFT: "These keys were left without a word. Sign them in with whoever had them first.",
    State.MISSING: "These keys are missing. Say that they were found first, or have the locks changed.",
    State.TENANT: "The tenant has these keys. Enter a receipt when they come back.",
    State.DISCARDED: "These keys were thrown away when the locks changed. They are never given out again.",
}


def after(state: State, move: Move) -> State | Refused:
    """Where the set is after that, or why it cannot happen."""
    found = TRANSITIONS[state].get(move)
    return found if found is not None else Refused(_WHY[state], "keys")


def count_fault(count: object, *, field: str = "count") -> Refused | None:
    """What is wrong with a number of keys; None where it can be one."""
    if isinstance(count, bool) or not isinstance(count, int):
        return Refused("Type how many keys there are in figures, such as 2.", field)
    if count < 1:
        return Refused(
            "There cannot be fewer than one key. Type how many there are, or leave the line out.", field
        )
    if count > MOST_KEYS:
        return Refused(f"Enter at most {MOST_KEYS} keys under one label. Make more lines of them.", field)
    return None


def shortfall(*, issued: int | None, back: int) -> int:
    """How many keys are missing of those that were given out; nothing where nobody knows how many."""
    return max(0, issued - back) if issued is not None else 0


def back_fault(*, out: int, back: int) -> Refused | None:
    """What is wrong with the number of keys that came back of those that were out."""
    if back < 0:
        return Refused("Fewer than no key cannot come back. Type 0 where none did.", "count")
    if back > out:
        return Refused(
            f"Only {out} of these were out. Enter a receipt for any other keys that were brought.", "count"
        )
    return None


def may_sign(role: str, *, covers: Collection[str], signed_by: Collection[str]) -> bool:
    """Whether somebody of that role, standing in today for people of other roles, moves keys."""
    return role in signed_by or not set(covers).isdisjoint(signed_by)


def draw(labels: Iterable[str], *, seed: str, size: int) -> tuple[str, ...]:
    """So many of the labels by lot: those whose names, hashed with the seed, come first."""
    mixed = sorted(set(labels), key=lambda each: sha256(f"{seed} {each}".encode()).digest())
    return tuple(mixed[:size])


LAST_OF_A_ROW = 99


def next_code(codes: Collection[str]) -> str:
    """What the next hook is called: after `A12` comes `A13`, after `A99` comes `B01`; empty after `Z99`."""
    letter, number = max(((each[:1], each[1:]) for each in codes if _plain(each)), default=("A", "00"))
    if int(number) < LAST_OF_A_ROW:
        return f"{letter}{int(number) + 1:02d}"
    return f"{chr(ord(letter) + 1)}01" if letter < "Z" else ""


def _plain(code: str) -> bool:
    return len(code) == 3 and "A" <= code[0] <= "Z" and code[1:].isascii() and code[1:].isdigit()
