"""Who may do what, role by role."""

from __future__ import annotations

import pytest

from kept.casework.permissions import LINE, MEANS, ROLES, Permission, may, needed_to_record
from kept.rulebook import model

DESK = {Permission.SEE, Permission.RECORD, Permission.CORRECT, Permission.FIGURES, Permission.MERGE_PEOPLE}
LEADING = DESK | {
    Permission.EXCUSE,
    Permission.EXPORT,
    Permission.REASSIGN,
    Permission.CHECK,
    Permission.HOUSING,
    Permission.SPLITS,
    Permission.ATTEMPTS,
    Permission.DATA,
}
SETTLING = {Permission.READINGS, Permission.PUBLISH}
READING = {Permission.SEE, Permission.FIGURES, Permission.EXPORT, Permission.SPLITS}


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("receptionist", DESK),
        ("officer", DESK),
        ("manager", LEADING),
        ("director", LEADING | SETTLING | {Permission.DECIDE}),
        ("policy-officer", READING | SETTLING),
        ("auditor", READING | {Permission.CHECK, Permission.ATTEMPTS}),
        ("administrator", {Permission.FIGURES, Permission.PEOPLE, Permission.ATTEMPTS}),
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


def test_every_permission_says_what_it_is_for_and_somebody_has_it() -> None:
    assert set(MEANS) == set(Permission)
    assert all(says.endswith(".") for says in MEANS.values())
    assert {each for role in ROLES.values() for each in role.may} == set(Permission)


def test_every_role_says_why_it_may_that_and_no_more() -> None:
    assert all(role.why.endswith(".") for role in ROLES.values())


def test_whoever_hands_out_rights_sees_no_contacts_and_whoever_checks_records_nothing() -> None:
    assert not may("administrator", Permission.SEE)
    assert [slug for slug in ROLES if may(slug, Permission.PEOPLE)] == ["administrator"]
    assert not may("auditor", Permission.RECORD)


def test_up_the_line_everybody_may_share_out_work() -> None:
    assert all(may(each, Permission.REASSIGN) for each in LINE)
