"""Who belongs where, and on which days."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from kept.store import tenancy
from kept.store.accounts import membership_of, memberships_of
from kept.store.models import Account
from tests.store.making import account, landlord, member

pytestmark = pytest.mark.django_db

DAY = date(2026, 4, 7)


def test_the_places_of_an_account_are_known_before_one_is_chosen() -> None:
    red, blue, green = landlord("red"), landlord("blue"), landlord("green")
    kim, lee = account("kim"), account("lee")
    for place, who, role in ((red, kim, "officer"), (blue, kim, "auditor"), (green, lee, "director")):
        with tenancy.association(place):
            member(place, who, role)
    found = memberships_of(kim, DAY)
    assert [(each.slug, each.name, each.role) for each in found] == [
        ("blue", "Blue", "auditor"),
        ("red", "Red", "officer"),
    ]
    assert found[0].association == blue
    assert tenancy.active() is None


def test_asking_takes_one_query(django_assert_num_queries) -> None:
    red, kim = landlord("red"), account("kim")
    with tenancy.association(red):
        mine = member(red, kim)
    with django_assert_num_queries(1):
        assert [each.membership for each in memberships_of(kim, DAY)] == [mine.pk]


@pytest.mark.parametrize(
    ("from_on", "to_on", "belongs"),
    [
        (date(2026, 4, 7), None, True),
        (date(2026, 4, 8), None, False),
        (date(2026, 1, 1), date(2026, 4, 7), True),
        (date(2026, 1, 1), date(2026, 4, 6), False),
        (date(2026, 4, 7), date(2026, 4, 7), True),
    ],
)
def test_a_membership_holds_from_its_first_day_to_its_last(from_on, to_on, belongs) -> None:
    red, kim = landlord("red"), account("kim")
    with tenancy.association(red):
        member(red, kim, from_on=from_on, to_on=to_on)
        found = membership_of(kim, DAY)
        assert (found is not None) is belongs
    assert bool(memberships_of(kim, DAY)) is belongs


def test_the_membership_of_the_active_association_is_found_with_all_that_a_page_needs(
    django_assert_num_queries,
) -> None:
    red, blue, kim = landlord("red"), landlord("blue"), account("kim")
    with tenancy.association(blue):
        member(blue, kim, "director")
    with tenancy.association(red):
        member(red, kim, "receptionist", from_on=date(2020, 1, 1))
        member(red, kim, "manager", from_on=date(2024, 1, 1))
        with django_assert_num_queries(1):
            found = membership_of(kim, DAY)
            assert (found.role, found.account.handle, found.association.slug) == ("manager", "kim", "red")
            assert (found.team, found.office) == (None, None)


def test_a_membership_cannot_end_before_it_begins() -> None:
    red, kim = landlord("red"), account("kim")
    refused = pytest.raises(IntegrityError, match="membership_days_in_order")
    with tenancy.association(red), refused, transaction.atomic():
        member(red, kim, from_on=DAY, to_on=date(2026, 4, 6))


def test_an_address_belongs_to_one_account_in_capitals_or_not() -> None:
    account("kim")
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create_user("KIM@example.org", handle="kim2", name="Kim")
    assert Account.objects.get_by_natural_key("Kim@Example.org").handle == "kim"


def test_an_account_without_a_password_lets_nobody_in() -> None:
    kim = account("kim")
    assert not kim.has_usable_password()
    assert not kim.check_password("")
