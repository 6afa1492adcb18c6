"""Roles are short lists with a reason each, and an unknown one has none."""

from __future__ import annotations

import pytest

from kept.casework.permissions import LINE, MEANS, ROLES, Permission, may


def test_every_permission_says_what_it_is_for_and_somebody_has_it() -> None:
    assert set(MEANS) == set(Permission)
    assert all(says.endswith(".") for says in MEANS.values())
    assert {each for role in ROLES.values() for each in role.may} == set(Permission)


@pytest.mark.parametrize("role", ROLES.values(), ids=lambda each: each.slug)
def test_every_role_says_what_it_is_and_why_it_may_no_more(role: object) -> None:
    assert role.says.endswith(".")  # type: ignore[attr-defined]
    assert role.why.endswith(".")  # type: ignore[attr-defined]


def test_whoever_hands_out_rights_sees_no_contacts_and_whoever_checks_records_nothing() -> None:
    assert not may("administrator", Permission.SEE)
    assert [slug for slug in ROLES if may(slug, Permission.PEOPLE)] == ["administrator"]
    assert not may("auditor", Permission.RECORD)


def test_up_the_line_everybody_may_share_out_work() -> None:
    assert all(may(each, Permission.REASSIGN) for each in LINE)


def test_a_role_that_nobody_knows_may_nothing() -> None:
    assert not any(may("queen", each) for each in Permission)
