"""How far has a change of the policy come, and what may be done with it next?

    Draft(state=WRITING, …)
    why_not(APPROVE, draft)         # "Ask residents first, or say why this change was not put to them."
    stage(draft, today)             # "consulted": the last day for comments has passed

From a draft to a policy that is superseded:

    written  →  put to residents  →  every comment answered  →  approved  →  in force from its day
             →  due for review  →  superseded

Rules that hold here:

1. Only what is in order, and changes something, is put to residents, approved or taken into force.
2. What residents said is answered, each of it, before the board approves.
3. Approved is one edition. Whoever wants to change it takes the approval back first, and says why.
4. A change binds from today or later, and after the policy that it changes: what is past keeps its rules.
   A version that only puts the encoding of the same policy right is not made here.
5. Staff are asked to read what another version changed, not what was merely put right in one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kept.rulebook.differing import CLAUSE, Difference

WRITING, CONSULTING, APPROVED, LOADED, DROPPED = "writing", "consulting", "approved", "loaded", "dropped"
STATES = (WRITING, CONSULTING, APPROVED, LOADED, DROPPED)
# Consulting becomes consulted by the day alone.
CONSULTED = "consulted"

CHANGE, CONSULT, COMMENT, ANSWER = "change", "consult", "comment", "answer"
TAKE_OVER = "take-over"
APPROVE, TAKE_BACK, LOAD, DROP = "approve", "take-back", "load", "drop"
ACTS = (CHANGE, TAKE_OVER, CONSULT, COMMENT, ANSWER, APPROVE, TAKE_BACK, LOAD, DROP)

# In which states each may be done at all.
_IN: Mapping[str, tuple[str, ...]] = {
    CHANGE: (WRITING, CONSULTING),
    TAKE_OVER: (WRITING, CONSULTING),
    CONSULT: (WRITING, CONSULTING),
    COMMENT: (CONSULTING,),
    ANSWER: (CONSULTING,),
    APPROVE: (WRITING, CONSULTING),
    TAKE_BACK: (APPROVED,),
    LOAD: (APPROVED,),
    DROP: (WRITING, CONSULTING, APPROVED),
}
_NEEDS_ORDER = (CONSULT, APPROVE, LOAD)

# For whom somebody spoke: never a name, since it is published what was said.
WHO: Mapping[str, str] = {
    "resident": "A resident",
    "applicant": "An applicant for a home",
    "group": "A residents' or tenants' group",
    "panel": "The residents' panel or scrutiny group",
    "staff": "A colleague",
    "partner": "A council, contractor or other partner",
}
HOW: Mapping[str, str] = {
    "meeting": "At a meeting",
    "in-person": "In person",
    "telephone": "On the telephone",
    "letter": "By letter",
    "email": "By e-mail",
    "survey": "In a survey",
    "online": "Online",
}
CHANGED, UNCHANGED = "changed", "unchanged"
OUTCOMES: Mapping[str, str] = {
    CHANGED: "We changed the draft",
    UNCHANGED: "We left it as it is",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What decides what may be done with a draft. `faults` and `differences` are how many there are.

    It is overtaken where the policy that it changes was itself changed since.
    """

    state: str
    today: date
    faults: int = 0
    differences: int = 0
    edition: int = 1
    approved_edition: int | None = None
    consult_until: date | None = None
    unanswered: int = 0
    starts_on: date | None = None
    base_starts_on: date | None = None
    overtaken: bool = False

    @property
    def asked(self) -> bool:
        """Whether residents were asked, and the last day for comments has passed."""
        return self.consult_until is not None and self.consult_until < self.today


def stage(draft: Draft) -> str:
    """How far it has come: one of the states, or consulted."""
    return CONSULTED if draft.state == CONSULTING and draft.asked else draft.state


def may_be_done(act: str, draft: Draft) -> bool:
    """Whether the state allows it at all, so that a page offers it."""
    return draft.state in _IN[act]


def why_not(act: str, draft: Draft) -> str | None:
    """Why this is not to be done with the draft now, as a sentence; None where it may be."""
    if not may_be_done(act, draft):
        return _gone_by(draft)
    if act in _NEEDS_ORDER and draft.faults:
        return "The draft is not in order yet. Put right what the check found first."
    if act in _NEEDS_ORDER and not draft.differences:
        return "The draft says the same as the policy in force. Change something first."
    if act in _NEEDS_ORDER and draft.overtaken:
        return "The policy was changed since this draft was begun. Take over what changed, then go on."
    return {APPROVE: _why_not_approved, LOAD: _why_not_loaded}.get(act, _nothing)(draft)


def _gone_by(draft: Draft) -> str:
    return {
        WRITING: "The draft is still being written. Put it to residents, or have it approved, first.",
        CONSULTING: "The draft is with residents. It is not approved yet.",
        APPROVED: "This was approved as it is. Take the approval back before anything of it is changed.",
        LOADED: "This draft has become the policy. Begin another one to change it.",
        DROPPED: "This draft was given up. Begin another one.",
    }[draft.state]


def _nothing(_draft: Draft) -> str | None:
    return None


def _why_not_approved(draft: Draft) -> str | None:
    if draft.state == CONSULTING and not draft.asked:
        return "Residents can still comment. Wait until their last day has passed, or name an earlier one."
    if draft.unanswered:
        some = "One comment is" if draft.unanswered == 1 else f"{draft.unanswered} comments are"
        return f"{some} not answered yet. Everybody who said something gets an answer first."
    return _why_not_from(draft)


def _why_not_loaded(draft: Draft) -> str | None:
    if draft.approved_edition != draft.edition:
        return "What was approved is another edition of this draft. Have this one approved."
    return _why_not_from(draft)


def _why_not_from(draft: Draft) -> str | None:
    """A change binds from today or later, and after what it changes."""
    starts = draft.starts_on
    if starts is None or starts < draft.today:
        return "A change binds from today or later: what is past keeps its rules. Choose another first day."
    if draft.base_starts_on is not None and starts <= draft.base_starts_on:
        return "It would begin no later than the policy that it changes. Choose a later first day."
    return None


# What of a clause residents would notice; the rest is how we work.
_NOTICED = frozenset(
    {
        "",
        "within",
        "aim",
        "every",
        "at_least",
        "at_most",
        "sample",
        "says",
        "public",
        "promise",
        "measure",
        "repealed",
    }
)


def for_residents(changes: Iterable[Difference]) -> list[str]:
    """What of these changes residents would notice, in plain words."""
    return [each.says for each in changes if each.about == CLAUSE and each.part in _NOTICED]


# What a notice to read a change is called; the name of the version follows in its key.
POLICY_CHANGES = "policy-changes"


# ---- versions ----------------------------------------------------------------------------------------------

IN_FORCE, TO_COME, SUPERSEDED, PUT_RIGHT = "in-force", "to-come", "superseded", "put-right"


@dataclass(frozen=True, slots=True)
class Loaded:
    """One version that was loaded: `corrects` is the version of the same first day that it puts right."""

    id: int
    starts_on: date
    loaded_at: datetime
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a version stands on a day, until which day it binds, and which one it follows.

    `to_read` says whether staff are asked to read what it changed.
    """

    id: int
    how: str
    until: date | None
    after: int | None
    to_read: bool


def how_they_stand(versions: Iterable[Loaded], today: date) -> tuple[Stands, ...]:
    """Every version, the newest first."""
    rows = sorted(versions, key=lambda each: (each.starts_on, each.id))
    put_right = {each.corrects for each in rows}
    standing = [each for each in rows if each.id not in put_right]
    return tuple(_stands(each, standing, today) for each in reversed(rows))


def _stands(row: Loaded, standing: Sequence[Loaded], today: date) -> Stands:
    following = next((each for each in standing if each.starts_on > row.starts_on), None)
    before = [each for each in standing if each.starts_on < row.starts_on]
    after = row.corrects if row.corrects is not None else (before[-1].id if before else None)
    to_read = row.corrects is None and bool(before)
    until = following.starts_on if following is not None else None
    if row not in standing:
        return Stands(row.id, PUT_RIGHT, until, after, to_read)
    if row.starts_on > today:
        return Stands(row.id, TO_COME, until, after, to_read)
    how = SUPERSEDED if until is not None and until <= today else IN_FORCE
    return Stands(row.id, how, until, after, to_read)
