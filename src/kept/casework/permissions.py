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


@dataclass(frozen=True, slots=True)
class Role:
    """What an account is at an association, in words, and what that lets it do."""

    slug: str
    label: str
    says: str
    may: frozenset[Permission]


_DESK = frozenset({Permission.SEE, Permission.RECORD, Permission.CORRECT, Permission.FIGURES})
_LEADING = _DESK | {Permission.EXCUSE, Permission.EXPORT}
_READING = frozenset({Permission.SEE, Permission.FIGURES, Permission.EXPORT})

ROLES: Mapping[str, Role] = {
    role.slug: role
    for role in (
        Role(
            "receptionist",
            "Receptionist",
            "Takes what reaches the office and answers what can be answered.",
            _DESK,
        ),
        Role("officer", "Officer", "Deals with customers' contacts, visits and cases.", _DESK),
        Role(
            "manager",
            "Manager",
            "Leads a team and may excuse a broken promise that is not their own.",
            _LEADING,
        ),
        Role("director", "Director", "Answers for the figures.", _LEADING | {Permission.READINGS}),
        Role(
            "policy-officer",
            "Policy officer",
            "Keeps the policy, reads how it is kept, and records which readings of it are adopted.",
            _READING | {Permission.READINGS},
        ),
        Role("auditor", "Auditor", "Reads everything and changes nothing.", _READING),
        Role(
            "administrator",
            "Administrator",
            "Looks after accounts and sees figures, not contacts.",
            frozenset({Permission.FIGURES}),
        ),
    )
}

NEEDED_FOR_ACT: Mapping[str, Permission] = {
    "correct": Permission.CORRECT,
    "void": Permission.CORRECT,
    "excuse": Permission.EXCUSE,
}


def may(role: str, permission: Permission) -> bool:
    """Whether that role has that permission. An unknown role has none."""
    known = ROLES.get(role)
    return known is not None and permission in known.may


def needed_to_record(acts: str | None) -> Permission:
    """The permission that recording an event takes, by what its kind does to the thread."""
    return NEEDED_FOR_ACT.get(acts or "", Permission.RECORD)
