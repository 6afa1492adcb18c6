"""What may be done with a letter of ours next, and by whom?

    check_act(Act.SEND, standing)     # Refused("This letter needs a director's word first. …", "approval")

1. A letter moves as `MOVES` says and in no other way. Once it is handed over, it changes no more.
2. Where its template or the association asks for somebody's word, it does not go without; whoever wrote it
   never gives it. Whatever is changed after that word asks for it again.
3. The promise to answer runs on while it waits: nobody's time is longer for our own looking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from kept.casework.permissions import LINE, ROLES
from kept.casework.values import Refused

LONGEST_WORDS = 500


class State(StrEnum):
    """Where a letter stands."""

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    HANDED_OVER = "handed_over"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What somebody does with it."""

    SAVE = "save"
    ASK = "ask"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    SEND = "send"
    TAKE_BACK = "take_back"
    GONE = "gone"
    HAND_ON = "hand_on"
    WITHDRAW = "withdraw"


MOVES: Mapping[State, Mapping[Act, State]] = MappingProxyType(
    {
        State.DRAFT: {
            Act.SAVE: State.DRAFT,
            Act.ASK: State.WAITING,
            Act.SEND: State.HANDED_OVER,
            Act.HAND_ON: State.DRAFT,
            Act.WITHDRAW: State.WITHDRAWN,
        },
        State.WAITING: {
            Act.SAVE: State.DRAFT,
            Act.APPROVE: State.APPROVED,
            Act.SEND_BACK: State.DRAFT,
            Act.HAND_ON: State.WAITING,
            Act.WITHDRAW: State.WITHDRAWN,
        },
        State.APPROVED: {
            Act.SAVE: State.DRAFT,
            Act.SEND: State.HANDED_OVER,
            Act.HAND_ON: State.APPROVED,
            Act.WITHDRAW: State.WITHDRAWN,
        },
        # Taken back while it waits to go: it can be changed again, and asks again for what it needs.
        State.HANDED_OVER: {Act.GONE: State.SENT, Act.TAKE_BACK: State.DRAFT},
        State.SENT: {},
        State.WITHDRAWN: {},
    }
)
OPEN = tuple(state for state, moves in MOVES.items() if Act.SAVE in moves)
_STANDS: Mapping[State, str] = MappingProxyType(
    {
        State.DRAFT: "This letter is a draft.",
        State.WAITING: "This letter waits for somebody's word.",
        State.APPROVED: "This letter has the word that it needed.",
        State.HANDED_OVER: "This letter is on its way. Take it back first if it has not gone yet.",
        State.SENT: "This letter has gone. Write another.",
        State.WITHDRAWN: "This letter was thrown away. Write another.",
    }
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A letter as far as it is judged here: its state, whose word it needs, and who asks.

    `needs` is a role; `role` that of whoever acts, `stands_in` the roles of those for whom they stand in
    today.
    """

    state: State
    needs: str = ""
    is_writer: bool = False
    role: str = ""
    stands_in: frozenset[str] = frozenset()


def check_act(act: Act, letter: Standing, *, words: str = "") -> Refused | None:
    """Why this may not be done with it now, by this person; None where it may."""
    if act not in MOVES[letter.state]:
        return Refused(f"{_STANDS[letter.state]} Load the page again.", "state")
    if act is Act.SEND and letter.needs and letter.state is not State.APPROVED:
        return Refused(
            f"This letter needs {who(letter.needs)}'s word before it goes. Ask for it.", "approval"
        )
    if act is Act.ASK and not letter.needs:
        return Refused("Nobody's word is needed for this letter. You can send it.", "approval")
    if act in (Act.APPROVE, Act.SEND_BACK):
        return _check_word(act, letter, words)
    return None


def _check_word(act: Act, letter: Standing, words: str) -> Refused | None:
    if letter.is_writer and act is Act.APPROVE:
        return Refused("You wrote this letter yourself. Somebody else has to read it.", "approval")
    if not letter.is_writer and not may_approve(letter.needs, letter.role, letter.stands_in):
        return Refused(f"This letter waits for {who(letter.needs)}'s word.", "approval")
    if act is Act.SEND_BACK and not words.strip():
        return Refused("Say in a few words what should be different.", "back")
    if len(words) > LONGEST_WORDS:
        return Refused(f"Say it in at most {LONGEST_WORDS} characters.", "back")
    return None


def may_approve(needs: str, role: str, stands_in: frozenset[str] = frozenset()) -> bool:
    """Whether somebody with this role gives the word that is needed: it is theirs, or that of somebody whom
    they stand above, or stand in for.
    """
    roles = {role, *stands_in}
    if needs in roles:
        return True
    return needs in _BELOW and any(each in LINE and _BELOW.index(needs) < _rank(each) for each in roles)


_BELOW = ("receptionist", "officer", *LINE)


def _rank(role: str) -> int:
    return _BELOW.index(role)


def who(role: str) -> str:
    """Whose word, in the middle of a sentence."""
    label = ROLES[role].label.lower() if role in ROLES else role.replace("-", " ")
    return f"{'an' if label[0] in 'aeiou' else 'a'} {label}"


def check_version(known: int, seen: int, by: str) -> Refused | None:
    """Why what was typed may not be written over what somebody saved since; None where nobody did."""
    if known == seen:
        return None
    who_saved = by or "Somebody"
    return Refused(
        f"{who_saved} saved this letter while you had it open. What you typed is below, and theirs beside "
        "it: put them together, and save again.",
        "version",
    )
