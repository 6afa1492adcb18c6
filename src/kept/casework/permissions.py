"""Who may do what?

A role is code, stored as a short slug; a slug that nobody knows grants nothing. Who is settled here, when in
`admit`.

    may("receptionist", Permission.RECORD)     # True
    may("auditor", Permission.RECORD)          # False: an auditor reads
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """One thing that a member of staff may do at an association."""

    SEE = "see"
    RECORD = "record"
    CORRECT = "correct"
    EXCUSE = "excuse"
    FIGURES = "figures"
    EXPORT = "export"
    READINGS = "readings"
    REASSIGN = "reassign"
    PEOPLE = "people"
    CHECK = "check"
    MERGE_PEOPLE = "merge-people"
    HOUSING = "housing"
    SPLITS = "splits"
    PUBLISH = "publish"
    ATTEMPTS = "attempts"
    DECIDE = "decide"
    DATA = "data"


# What each lets somebody do, and why not everybody may.
MEANS: Mapping[Permission, str] = {
    Permission.SEE: "See contacts and customers. Whoever only looks after accounts need not know of them.",
    Permission.RECORD: "Record what happened. Whoever checks the record must not write it too.",
    Permission.CORRECT: "Put entries right, and join or part contacts. It needs the eye of whoever records.",
    Permission.EXCUSE: "Excuse a broken promise, or erase words. Both weigh heavily: whoever leads does it.",
    Permission.FIGURES: "See figures and the clauses. They are no secret from whoever works here.",
    Permission.EXPORT: "Take figures and cases away as a file. Files travel: it is for who answers for them.",
    Permission.READINGS: "Adopt a reading of the policy. It changes how everybody is counted, so few may.",
    Permission.REASSIGN: "Give contacts to somebody else. Whoever leads a team shares out its work.",
    Permission.PEOPLE: "Invite people and give roles. Whoever hands out rights need see no contacts.",
    Permission.CHECK: "Agree or not with closed promises drawn by chance: a second pair of eyes.",
    Permission.MERGE_PEOPLE: "Say that two customers are one, or undo it. Whoever records knows them best.",
    Permission.HOUSING: "Say whose a patch is, and settle with the housing system: it moves much work.",
    Permission.SPLITS: "Split figures by need, age and language. What is few enough to know stays with few.",
    Permission.PUBLISH: "Publish the figures of a month. Whoever answers for them says when they are told.",
    Permission.ATTEMPTS: "See who tried to open what is closed to them. It is for who answers for that.",
    Permission.DECIDE: "Limit how somebody may reach us, or go to court. It is signed by one name alone.",
    Permission.DATA: "Gather all that is held on a person, release or erase it. It opens every file at once.",
}


@dataclass(frozen=True, slots=True)
class Role:
    """What an account is at an association, in words, what that lets it do, and why that and no more."""

    slug: str
    label: str
    says: str
    may: frozenset[Permission]
    why: str


_DESK = frozenset(
    {
        Permission.SEE,
        Permission.RECORD,
        Permission.CORRECT,
        Permission.FIGURES,
        Permission.MERGE_PEOPLE,
    }
)
_LEADING = _DESK | {
    Permission.EXCUSE,
    Permission.EXPORT,
    Permission.REASSIGN,
    Permission.CHECK,
    Permission.HOUSING,
    Permission.SPLITS,
    Permission.ATTEMPTS,
    Permission.DATA,
}
_READING = frozenset({Permission.SEE, Permission.FIGURES, Permission.EXPORT, Permission.SPLITS})

ROLES: Mapping[str, Role] = {
    role.slug: role
    for role in (
        Role(
            "receptionist",
            "Receptionist",
            "Takes what reaches the office and answers what can be answered.",
            _DESK,
            "At the counter nothing may stand in the way of writing down what happened.",
        ),
        Role(
            "officer",
            "Officer",
            "Deals with customers' contacts, visits and cases.",
            _DESK,
            "Whoever answers customers needs what the counter needs; what weighs more goes to whoever leads.",
        ),
        Role(
            "manager",
            "Manager",
            "Leads a team and may excuse a broken promise that is not their own.",
            _LEADING,
            "Shares out work and answers for it, so may judge what went wrong, but never in their own case.",
        ),
        Role(
            "director",
            "Director",
            "Answers for the figures.",
            _LEADING | {Permission.READINGS, Permission.PUBLISH, Permission.DECIDE},
            "Answers to the Board and to tenants, so settles how is counted and when figures are told.",
        ),
        Role(
            "policy-officer",
            "Policy officer",
            "Keeps the policy, reads how it is kept, and records which readings of it are adopted.",
            _READING | {Permission.READINGS, Permission.PUBLISH},
            "Whoever says how is counted must not write what is counted.",
        ),
        Role(
            "auditor",
            "Auditor",
            "Reads everything, and says of promises drawn by chance whether they were kept.",
            _READING | {Permission.CHECK, Permission.ATTEMPTS},
            "Nobody checks what they could have written, so an auditor records nothing about a customer.",
        ),
        Role(
            "administrator",
            "Administrator",
            "Looks after accounts and sees figures, not contacts.",
            frozenset({Permission.FIGURES, Permission.PEOPLE, Permission.ATTEMPTS}),
            "Whoever can let people in must not gain customers' words by it.",
        ),
    )
}

# Up the line: who answers where an officer and their deputy cannot.
LINE: tuple[str, ...] = ("manager", "director")

NEEDED_FOR_ACT: Mapping[str, Permission] = {
    "correct": Permission.CORRECT,
    "void": Permission.CORRECT,
    "excuse": Permission.EXCUSE,
    "approve": Permission.EXCUSE,
}


def may(role: str, permission: Permission) -> bool:
    """Whether that role has that permission. An unknown role has none."""
    known = ROLES.get(role)
    return known is not None and permission in known.may


def needed_to_record(acts: str | None) -> Permission:
    """The permission that recording an event takes, by what its kind does to the thread."""
    return NEEDED_FOR_ACT.get(acts or "", Permission.RECORD)
