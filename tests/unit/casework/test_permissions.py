"""Who may do what, role by role."""

from __future__ import annotations

import pytest

from kept.casework.permissions import ROLES, Permission, may, needed_to_record
from kept.rulebook import model

EVERYTHING = set(Permission)
DESK = {Permission.SEE, Permission.RECORD, Permission.CORRECT, Permission.FIGURES}
READING = {Permission.SEE, Permission.FIGURES, Permission.EXPORT}


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("receptionist", DESK),
        ("officer", DESK),
        ("manager", EVERYTHING - {Permission.READINGS}),
        ("director", EVERYTHING),
        ("policy-officer", READING | {Permission.READINGS}),
        ("auditor", READING),
        ("administrator", {Permission.FIGURES}),
        ("nobody-knows-this", set()),
        ("", set()),
    ],
)
def test_what_each_role_may_do(role: str, allowed: set[Permission]) -> None:
    assert {each for each in Permission if may(role, each)} == allowed


def test_policies_name_the_roles_that_there_are_and_each_says_what_it_is() -> None:
    assert set(ROLES) == set(model.ROLES)
    assert all(slug == role.slug and role.label and role.says.endswith(".") for slug, role in ROLES.items())


@pytest.mark.parametrize(
    ("acts", "needed"),
    [
        (None, Permission.RECORD),
        ("pause", Permission.RECORD),
        ("correct", Permission.CORRECT),
        ("void", Permission.CORRECT),
        ("excuse", Permission.EXCUSE),
    ],
)
def test_what_recording_takes(acts: str | None, needed: Permission) -> None:
    assert needed_to_record(acts) is needed
