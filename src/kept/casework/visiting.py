"""May somebody go to this home, go in, and leave? And what still has to be said before it is on record?

    check_plan(plan, marks=(), card=True)          # Refused("Two of us have to be there. …", "second")
    check_step("visit.arrived", facts, going)      # Refused("Nobody goes in with only children at home. …")
    state_after("planned", "visit.no_access")      # State.NO_ACCESS

1. Nobody goes without a reason that was written down, nor without a card that proves who they are.
2. Nobody goes in without permission or notice; with only children at home nobody goes in at all.
3. Unannounced is for a reason that the policy knows, and a manager agrees first.
4. Nobody goes alone where the file says so, nor against what the customer would rather.
5. Nobody leaves before they came; a visit ends with what was agreed and by when.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from kept.casework.markers import TWO_STAFF, Mark, check_meeting
from kept.casework.values import Refused
from kept.rulebook.diary import HOME

PLANNED, REQUESTED, CONSIDERED = "visit.planned", "visit.requested", "visit.considered"
APPROVED, PACKED, LATE, PASSED_ON = (
    "visit.approved",
    "visit.packed",
    "visit.running_late",
    "visit.late_passed_on",
)
ARRIVED, MADE, LEFT = "visit.arrived", "visit.made", "visit.left"
NO_ACCESS, NOT_ENTERED, MISSED = "visit.no_access", "visit.not_entered", "visit.missed_by_us"
EMERGENCY, DAMAGE, UNSAFE = "visit.emergency_entry", "visit.damage_reported", "visit.felt_unsafe"
STEPS = (
    PACKED, LATE, PASSED_ON, ARRIVED, MADE, LEFT, NO_ACCESS, NOT_ENTERED, EMERGENCY, DAMAGE, UNSAFE, MISSED
)  # fmt: skip
# What is left to do somewhere else after it: each needs to be somebody's, by a day that is named.
NEEDS_A_NEXT_STEP = frozenset({NO_ACCESS, DAMAGE})
OFFICE_INSTEAD, NOT_INSIDE = "meet-at-office", "not-inside"
WISHES = ("meet-at-office", "not-inside", "shoes-off", "same-gender", "prayer-times")
GIVEN, NOTICE, AT_DOOR = "given", "notice", "door"


class State(StrEnum):
    """How one going stands."""

    PLANNED = "planned"
    ARRIVED = "arrived"
    DONE = "done"
    NO_ACCESS = "no-access"
    NOT_ENTERED = "not-entered"
    MISSED = "missed"
    OFF = "off"


class Asked(StrEnum):
    """How it stands with what a customer asked for: from the asking to somebody's having come."""

    REQUESTED = "requested"
    OFFERED = "offered"
    BOOKED = "booked"
    DONE = "done"
    MISSED = "missed"
    REFUSED = "refused"


_AFTER: Mapping[str, State] = MappingProxyType(
    {
        ARRIVED: State.ARRIVED,
        MADE: State.DONE,
        NO_ACCESS: State.NO_ACCESS,
        NOT_ENTERED: State.NOT_ENTERED,
        MISSED: State.MISSED,
    }
)
OPEN = frozenset({State.PLANNED, State.ARRIVED})
_TELLS: tuple[tuple[Asked, frozenset[str]], ...] = (
    (Asked.DONE, frozenset({MADE})),
    (Asked.REFUSED, frozenset({"visit.refused"})),
    (Asked.MISSED, frozenset({MISSED, "appointment.cancelled_by_staff"})),
    (Asked.BOOKED, frozenset({"visit.arranged"})),
    (Asked.OFFERED, frozenset({"appointment.offered", "appointment.offer_declined"})),
)


def state_after(state: str, kind: str) -> State:
    """How the going stands after that step; what only adds to it leaves it as it is."""
    return _AFTER.get(kind, State(state))


def asked_state(kinds: Sequence[str]) -> Asked:
    """How a visit that was asked for stands, by what happened on its thread, in order: the latest holds.

    What was made stays made, whatever is written down afterwards.
    """
    if MADE in kinds:
        return Asked.DONE
    for kind in reversed(kinds):
        for asked, telling in _TELLS:
            if kind in telling:
                return asked
    return Asked.REQUESTED


# ---- before anybody goes ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """What was answered before a visit is booked; `wants` are the customer's needs and wishes by slug."""

    purpose: str
    officer: str
    second: str = ""
    by_phone: bool | None = None
    wants_visit: bool = False
    confidential: bool = False
    office_offered: str = ""
    notice: bool | None = None
    notice_on: str = ""
    because: str = ""
    risk: bool = False
    inspects: bool = False
    wants: frozenset[str] = frozenset()

    @property
    def staff(self) -> int:
        """How many of us go."""
        return len({self.officer, self.second} - {""})


def check_plan(plan: Plan, *, marks: Collection[Mark], uncarded: Sequence[str]) -> Refused | None:
    """Why the visit may not be booked as it is; None where it may. `uncarded` have no card that is valid."""
    return (
        _purpose(plan)
        or _rather_not(plan)
        or _notice(plan)
        or _who(plan, marks)
        or _cards(uncarded)
        or (
            None
            if plan.risk
            else Refused("Look at what could go wrong for whoever goes, and tick it.", "risk")
        )
    )


def _purpose(plan: Plan) -> Refused | None:
    if not plan.purpose.strip():
        return Refused(
            "Say what the visit is for: it stands on the confirmation and on the visit sheet.", "purpose"
        )
    if plan.by_phone is None:
        return Refused("Say whether the telephone would easily do.", "by_phone")
    return None


def _rather_not(plan: Plan) -> Refused | None:
    """What a visit should not be where something else serves the customer better."""
    if plan.by_phone and not plan.wants_visit:
        return Refused(
            "The telephone would do. Offer a call back instead, or tick that the customer wants a visit.",
            "wants_visit",
        )
    if OFFICE_INSTEAD in plan.wants and plan.office_offered not in ("home", "cannot"):
        return Refused(
            "They would rather come to the office. Offer them that; go only if they now want us at home.",
            "office_offered",
        )
    if plan.confidential and plan.office_offered not in ("home", "cannot"):
        return Refused(
            "Offer an appointment in a private room at the office first, and say what they answered.",
            "office_offered",
        )
    return None


def _notice(plan: Plan) -> Refused | None:
    if plan.notice is None:
        return Refused("Say whether they know beforehand that we come.", "notice")
    if plan.inspects and not plan.notice_on:
        return Refused("An inspection needs notice. Say on which day they were told.", "notice_on")
    if not plan.notice and not plan.because:
        return Refused(
            "Nobody is visited unannounced without a reason. Choose it, or tell the customer first.",
            "because",
        )
    return None


def _who(plan: Plan, marks: Collection[Mark]) -> Refused | None:
    if not plan.officer:
        return Refused("Choose who goes.", "officer")
    if plan.officer == plan.second:
        return Refused("Nobody goes with themselves. Choose another colleague.", "second")
    refused = check_meeting(marks, staff=plan.staff, place=HOME)
    if refused is None:
        return None
    return Refused(refused.sentence, "second" if any(each.kind == TWO_STAFF for each in marks) else "officer")


def _cards(uncarded: Sequence[str]) -> Refused | None:
    if not uncarded:
        return None
    names = " and ".join(uncarded)
    has = "has" if len(uncarded) == 1 else "have"
    return Refused(
        f"{names} {has} no identity card that is valid. Choose somebody who has, or enter the card first.",
        "officer",
    )


# ---- on the doorstep and after ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Going:
    """One going as it stands before the next step. `noticed` says that notice is on record."""

    state: str = State.PLANNED
    announced: bool = True
    approved: bool = False
    noticed: bool = False
    inspects: bool = False
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    wants: frozenset[str] = frozenset()


_CURES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        ARRIVED: {
            "introduced": "Say whether you said your name and post.",
            "card_shown": "Say whether you showed your card.",
            "purpose_explained": "Say whether you said what the visit is for.",
            "adult": "Say whether an adult is at home.",
            "permission": "Say whether you may come in.",
        },
        MADE: {
            "where": "Say where you talked.",
            "settled": "Say how it ended.",
            "issues": "Write down what they raised, one to a line.",
            "all_dealt_with": "Ask whether everything was dealt with, and say so.",
            "agreement": "Say whether you agreed.",
            "summary": "Sum up what was agreed, or where things stand.",
            "summary_given": "Say how they have the summary.",
        },
        NO_ACCESS: {"card_left": "Say whether you left a card."},
        LATE: {"expected_at": "Say when you will be there."},
    }
)


def needed(kind: str) -> frozenset[str]:
    """The questions of a step that always want an answer."""
    return frozenset(_CURES.get(kind, ()))


_CONDUCT = {
    "asked_first": "Say whether you asked before using anything of theirs.",
    "no_smoking": "Say whether nobody of us smoked there.",
    "no_calls": "Say whether there were no calls but those about the visit.",
}
Facts = Mapping[str, object]


def check_step(kind: str, facts: Facts, going: Going, *, happened_at: datetime) -> Refused | None:
    """Why that step may not be written down as it is; None where it may."""
    for name, cure in _CURES.get(kind, {}).items():
        if facts.get(name) in (None, ""):
            return Refused(cure, name)
    return _order(kind, going, happened_at) or _RULES.get(kind, _nothing)(facts, going)


def _nothing(facts: Facts, going: Going) -> Refused | None:
    return None


def _order(kind: str, going: Going, happened_at: datetime) -> Refused | None:
    if kind == ARRIVED and going.arrived_at is not None:
        return Refused(
            "The arrival is on record already. Put that entry right if it is wrong.", "happened_at"
        )
    if kind in (MADE, LEFT, NOT_ENTERED) and going.arrived_at is None:
        return Refused(
            "Nobody has arrived yet. Check in first, with the time at which you came.", "happened_at"
        )
    if going.arrived_at is not None and kind in (MADE, LEFT, NOT_ENTERED) and happened_at < going.arrived_at:
        return Refused("This is before you arrived. Check the time.", "happened_at")
    if kind == LEFT and going.left_at is not None:
        return Refused("The visit is over already. Put that entry right if it is wrong.", "happened_at")
    if kind in (NO_ACCESS, MISSED) and going.arrived_at is not None:
        return Refused(
            "Somebody opened the door: say that it was made, or why you did not go in.", "happened_at"
        )
    return None


def _arrived(facts: Facts, going: Going) -> Refused | None:
    goes_in = facts["permission"] in (GIVEN, NOTICE)
    if not going.announced and not going.approved:
        return Refused(
            "A manager has to agree to an unannounced visit first. Ask them to approve it.", "permission"
        )
    if facts["adult"] is False and goes_in:
        return Refused(
            "Nobody goes in with only children at home. Stay outside, and agree on another time.",
            "permission",
        )
    if facts["permission"] == GIVEN and not facts.get("permission_by"):
        return Refused("Say who let you in.", "permission_by")
    if facts["permission"] == NOTICE and not going.noticed:
        return Refused("No notice is on record. Ask to be let in, or talk at the door.", "permission")
    if facts["permission"] == NOTICE and NOT_INSIDE in going.wants and not going.inspects:
        return Refused(
            "They do not want us in their home. Talk at the door: that is a visit too.", "permission"
        )
    return None


def _made(facts: Facts, going: Going) -> Refused | None:
    if facts["where"] == "inside":
        for name, cure in _CONDUCT.items():
            if facts.get(name) is None:
                return Refused(cure, name)
    if facts.get("breaches"):
        if facts.get("breaches_told") is None:
            return Refused("Say whether you told the tenant what you noticed.", "breaches_told")
        if not facts.get("breaches_next"):
            return Refused("Say what comes of what you noticed.", "breaches_next")
    return None


def _no_access(facts: Facts, going: Going) -> Refused | None:
    if facts["card_left"] and not facts.get("card_at"):
        return Refused("Say at what time you left the card.", "card_at")
    if not facts["card_left"] and not facts.get("card_note"):
        return Refused("Say why there is no card.", "card_note")
    return None


def _late(facts: Facts, going: Going) -> Refused | None:
    if facts.get("told") == "reached" and not facts.get("choice"):
        return Refused("Ask whether they wait or would rather have another time.", "choice")
    if facts.get("choice") == "too_late" and not facts.get("too_late_because"):
        return Refused("Say why it is too late today.", "too_late_because")
    return None


_RULES: Mapping[str, Callable[[Facts, Going], Refused | None]] = MappingProxyType(
    {ARRIVED: _arrived, MADE: _made, NO_ACCESS: _no_access, LATE: _late}
)


def wishes_among(needs: Iterable[str]) -> tuple[str, ...]:
    """Of somebody's needs, those that say how they want to be visited, in the order of the list."""
    known = frozenset(needs)
    return tuple(each for each in WISHES if each in known)


def open_after(kind: str, facts: Facts) -> bool:
    """Whether something has to come of it."""
    if kind == MADE:
        return facts.get("settled") in ("part", "open") or facts.get("all_dealt_with") is False
    return kind in NEEDS_A_NEXT_STEP
