"""What came of an interview, a meeting or a visit, and may it be written down as it is?

    check_actions([Action("Send the form", "ann", friday)], at=now, needed=True)     # None: it may
    check_record("interview.held", facts, Aftermath())     # Refused("Write down what they raised.", "issues")

1. Whatever is to be done is somebody's, by a day that the customer was told.
2. What is private is talked about in private; only threatened violence and a manager change that.
3. Nobody is sent away with nothing: it goes on, or they have the complaint form and the procedure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from kept.casework.values import Refused

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to be done: what, by whom, and by when they were told it is done."""

    what: str
    owner: str
    due_at: datetime | None


LONGEST_WHAT, MOST_ACTIONS = 500, 20
FURTHEST = timedelta(days=2 * 366)


def check_actions(actions: Sequence[Action], *, at: datetime, needed: bool) -> Refused | None:
    """Why these may not be written down; `needed` where at least one must come of it."""
    if needed and not actions:
        return Refused("Something is still open. Say what is to be done, by whom and by when.", "what-1")
    if len(actions) > MOST_ACTIONS:
        return Refused(
            f"These are more than {MOST_ACTIONS} actions. Write the rest down in a second record.", "what-1"
        )
    for number, each in enumerate(actions, start=1):
        if not each.what or len(each.what) > LONGEST_WHAT:
            return Refused(f"Say in at most {LONGEST_WHAT} characters what is to be done.", f"what-{number}")
        if not each.owner:
            return Refused("Say who of us does it.", f"owner-{number}")
        if each.due_at is None:
            return Refused("Say by when it is done: that is what the customer was told.", f"when-{number}")
        if not at < each.due_at <= at + FURTHEST:
            return Refused(
                "That day is not still to come within two years. Check the date.", f"when-{number}"
            )
    return None


INTERVIEW, MEETING = "interview.held", "meeting.held"
EXCEPTION = "interview.exception"
_RECORD: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        INTERVIEW: {
            "from_name": "Write down the customer's name.",
            "address": "Write down where the customer lives, or that they would not say.",
            "place": "Say where it was.",
            "private": "Say whether it was confidential, or whether they asked for a private room.",
            "named_self": "Say whether you said your name and post.",
            "issues": "Write down what they raised.",
            "recommendations": "Write down what we recommended, or “None”.",
            "summary": "Sum it up, in words that they can take away.",
            "read_back": "Say whether you said the summary back to them.",
            "outcome": "Say how it ended.",
            "minutes": "Say how many minutes it took.",
        },
        MEETING: {
            "about": "Say which meeting it was.",
            "place": "Say where it was.",
            "present": "Write down who was there.",
            "issues": "Write down which issues came up.",
            "recommendations": "Write down what was recommended, or “None”.",
        },
    }
)


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What belongs to a record besides its own answers: an exception that was approved, the complaint pack
    that was handed over (its format), and whether the next appointment is in the diary, or declined.
    """

    exception: bool = False
    pack: str = ""
    next_booked: bool = False
    next_declined: bool = False


def check_record(kind: str, facts: Facts, after: Aftermath) -> Refused | None:
    """Why the record of an interview or a meeting may not be written down as it is."""
    for name, cure in _RECORD[kind].items():
        if facts.get(name) in (None, ""):
            return Refused(cure, name)
    return _interview(facts, after) if kind == INTERVIEW else None


def _interview(facts: Facts, after: Aftermath) -> Refused | None:
    if facts["private"] and facts["place"] == "reception" and not after.exception:
        return Refused(
            "What is private is not talked about in reception. Only where violence was threatened, and a "
            "manager agreed to it in writing, may it be.",
            "place",
        )
    unsettled = facts["outcome"] in ("not_settled", "cannot")
    if unsettled and not facts.get("tried"):
        return Refused("Say what was tried.", "tried")
    if facts["outcome"] == "not_settled" and not (after.next_booked or after.next_declined):
        return Refused(
            "It goes on: offer an appointment at the office or at home and book it, or say that they want "
            "none.",
            "next",
        )
    if facts["outcome"] == "cannot" and not after.pack:
        return Refused(
            "Give them the complaint form with the procedure, and say in which form they have it.", "pack"
        )
    return None
