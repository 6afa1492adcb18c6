"""What a token may is what its scopes name and what the role of its account allows."""

from __future__ import annotations

import pytest

from kept.casework.permissions import Permission
from kept.casework.scopes import GRANTS, SAYS, Scope, granted


@pytest.mark.parametrize(
    ("scopes", "role", "allowed"),
    [
        ({"read"}, "manager", {Permission.SEE}),
        ({"personal"}, "officer", {Permission.SEE}),
        ({"record"}, "officer", {Permission.RECORD, Permission.CORRECT}),
        ({"record"}, "manager", {Permission.RECORD, Permission.CORRECT, Permission.EXCUSE}),
        ({"record", "figures"}, "auditor", {Permission.FIGURES}),
        ({"read", "figures"}, "administrator", {Permission.FIGURES}),
        (set(), "director", set()),
        ({"everything"}, "director", set()),
        (set(Scope), "nobody-knows-this", set()),
    ],
)
def test_scopes_and_role_together(scopes: set[str], role: str, allowed: set[Permission]) -> None:
    assert {each for each in Permission if granted(scopes, role, each)} == allowed


def test_every_scope_says_what_it_is_for_and_grants_something() -> None:
    assert set(SAYS) == set(GRANTS) == set(Scope)
    assert all(SAYS.values())
    assert all(GRANTS.values())
