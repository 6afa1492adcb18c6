"""What may another system do that holds a token?

    granted({"read"}, "officer", Permission.SEE)          # True
    granted({"read"}, "officer", Permission.RECORD)       # False: the token does not carry “record”
    granted({"record"}, "auditor", Permission.RECORD)     # False: its account is an auditor, who reads

A token never does more than the account that it belongs to: what it may is what its scopes name and what the
account's role allows, both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from kept.casework.permissions import Permission, may


class Scope(StrEnum):
    """One thing for which a token is made."""

    READ = "read"
    PERSONAL = "personal"
    RECORD = "record"
    FIGURES = "figures"
    HOOKS = "hooks"


SAYS: Mapping[Scope, str] = {
    Scope.READ: "contacts, their events and their clocks, without anybody's words",
    Scope.PERSONAL: "customers, and the personal words of events",
    Scope.RECORD: "telling what happened, and putting customers on record",
    Scope.FIGURES: "how the promises were kept",
    Scope.HOOKS: "being told of what happens, at an address of one's own",
}
GRANTS: Mapping[Scope, frozenset[Permission]] = {
    Scope.READ: frozenset({Permission.SEE}),
    Scope.PERSONAL: frozenset({Permission.SEE}),
    Scope.RECORD: frozenset({Permission.RECORD, Permission.CORRECT, Permission.EXCUSE}),
    Scope.FIGURES: frozenset({Permission.FIGURES}),
    Scope.HOOKS: frozenset({Permission.SEE}),
}


def granted(scopes: Collection[str], role: str, permission: Permission) -> bool:
    """Whether a token with these scopes, of an account in that role, may do that."""
    carried = any(permission in GRANTS[each] for each in Scope if each.value in scopes)
    return carried and may(role, permission)
