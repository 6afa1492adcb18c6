"""What has to be observed when somebody is met, and does a booking observe it?

    check_meeting([Mark(TWO_STAFF)], staff=1, place="home")     # Refused("Two of us have to be there. …")
    met_beside(mine, others)                                    # whom they must not meet in the waiting room

1. A marker belongs to the person. Whoever meets them sees the instruction, never the story.
2. Where two of us are needed, nobody books, or goes, alone.
3. Somebody who is met at the office only is never visited; whoever may not come to it is met elsewhere.
4. People to be kept apart are never asked to one office within the same waiting hour.
5. Before a marker is set, somebody asks after the customer: illness, disability, abuse, what we ourselves
   owe them. And each is looked at again on a day that is named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from kept.casework.values import Refused
from kept.rulebook.diary import HOME, OFFICE, OTHER, TELEPHONE

TWO_STAFF, OFFICE_ONLY, NOT_AT_OFFICE, APART = "two-staff", "office-only", "not-at-office", "apart"
VIOLENT, NO_CALLS = "violent", "no-calls"
INSTRUCTIONS: Mapping[str, str] = MappingProxyType(
    {
        TWO_STAFF: "Two of us are there whenever they are met.",
        OFFICE_ONLY: "Met at the office only: no visit at home.",
        NOT_AT_OFFICE: "Not met at the office: by telephone, in writing or elsewhere.",
        APART: "Kept apart from somebody: never both at one office within the same hour.",
        VIOLENT: "One of us was threatened: read the guidance on their file before you meet them.",
        NO_CALLS: "Not by telephone, but in an emergency: the way that stays open is on their file.",
    }
)
# Why a marker is set, in words that say what happened and nothing about the person.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "threats": "Threats of violence",
        "violence": "Violence",
        "abuse": "Abuse of staff",
        "animal": "An animal that is not held",
        "allegation": "An allegation was made about somebody who was alone",
        "order": "A court has ordered it",
        "own-wish": "They asked for it themselves",
    }
)
# What closes a way to us, or calls somebody violent, is for the director alone, on what is on record.
BY_DECISION = frozenset({VIOLENT, NO_CALLS})
CLOSES_A_WAY = frozenset({OFFICE_ONLY, NOT_AT_OFFICE})
BEHAVIOUR = frozenset({"threats", "violence", "abuse"})
WAITING = timedelta(hours=1)
LONGEST_REVIEW = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Mark:
    """One marker that holds. `other` is whom they are kept apart from."""

    kind: str
    other: int | None = None


@dataclass(frozen=True, slots=True)
class There:
    """Somebody is expected at an office at a moment."""

    person: int
    office: int | None
    starts_at: datetime


def check_meeting(marks: Iterable[Mark], *, staff: int, place: str) -> Refused | None:
    """Why they may not be met so; None where they may."""
    kinds = {each.kind for each in marks}
    if OFFICE_ONLY in kinds and place in (HOME, OTHER):
        if NOT_AT_OFFICE in kinds:
            instead = "Write to them" if NO_CALLS in kinds else "Agree to speak on the telephone"
            return Refused(f"They are neither visited nor met at the office. {instead} instead.", "place")
        return Refused(
            "They are not visited, for our safety. Offer them a time at the office, with two of us there.",
            "place",
        )
    if NOT_AT_OFFICE in kinds and place == OFFICE:
        return Refused(
            "They are not met at the office. Agree on the telephone, or on another place, instead.", "place"
        )
    if NO_CALLS in kinds and place == TELEPHONE:
        return Refused(
            "They are not rung, but in an emergency. Use the way that stays open to them.",
            "place",
        )
    if TWO_STAFF in kinds and staff < 2 and place in (HOME, OFFICE, OTHER):
        return Refused("Two of us have to be there. Choose a second colleague, or another time.", "with")
    return None


def met_beside(apart_from: Collection[int], mine: There, others: Iterable[There]) -> There | None:
    """Whom of those to be kept apart they could meet in the waiting room; None where nobody."""
    for each in others:
        near = abs(each.starts_at - mine.starts_at) <= WAITING
        if each.person in apart_from and each.office == mine.office and near:
            return each
    return None


def check_apart(apart_from: Collection[int], mine: There, others: Iterable[There]) -> Refused | None:
    """Why they may not come to that office at that hour. It names nobody."""
    if met_beside(apart_from, mine, others) is None:
        return None
    return Refused(
        "Somebody whom they must not meet is expected at this office within an hour. Choose another hour, "
        "another office or another place.",
        "starts",
    )


def check_mark(kind: str, why: str, *, asked_after: bool, review_on: date, today: date) -> Refused | None:
    """Why the marker may not be set as it is."""
    if kind not in INSTRUCTIONS:
        return Refused("Choose what has to be observed.", "kind")
    if why not in REASONS:
        return Refused("Say why, in one of the words on the list.", "why")
    if kind in BY_DECISION or (kind in CLOSES_A_WAY and why in BEHAVIOUR):
        return Refused(
            "The director alone decides this, on an incident that is on record. Record the incident first.",
            "kind",
        )
    if not asked_after and why != "own-wish":
        return Refused(
            "First ask after them: are they ill, disabled, frightened, or let down by us? Tick that you did.",
            "asked_after",
        )
    if review_on <= today or review_on > today + LONGEST_REVIEW:
        return Refused("Name a day within a year on which this is looked at again.", "review_on")
    return None
