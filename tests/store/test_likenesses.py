"""Who may be on record twice is found by what they share, never by comparing everybody with everybody."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.store import likenesses, people, tenancy
from kept.store.models import Likeness, NotSame, Person
from tests.store.making import account, landlord, member, moment
from tests.store.test_people import MANY_PEOPLE, THEIR_KEYS, TUESDAY, person

pytestmark = pytest.mark.django_db

ON = date(2026, 4, 8)


@pytest.fixture
def red():
    found = landlord("red")
    with tenancy.association(found):
        yield found


@pytest.fixture
def kim(red):
    return member(red, account("kim"))


def pairs() -> list[tuple[str, str, int, list[str]]]:
    rows = Likeness.objects.select_related("one", "other").order_by("-strength", "id")
    return [(each.one.name, each.other.name, each.strength, each.reasons) for each in rows]


def test_a_name_that_sounds_alike_beside_a_home_a_number_or_a_day(red) -> None:
    person(red, "Ngozi Okafor", address="14 Mill Road", phones=["0113 496 0001"], born_on=date(1980, 5, 1))
    assert pairs() == []
    person(red, "Okafer, Ngosi", address="14 Mill Rd")
    person(red, "Ngozi Okafor", phones=["+44 113 496 0001"])
    person(red, "Ngozi Okafor", born_on=date(1980, 5, 1))
    person(red, "Ngozi Okafor")
    assert pairs() == [
        ("Ngozi Okafor", "Ngozi Okafor", 65, ["name", "born"]),
        ("Ngozi Okafor", "Ngozi Okafor", 50, ["name", "phone"]),
        ("Ngozi Okafor", "Okafer, Ngosi", 40, ["name", "address"]),
    ]


def test_a_household_is_none_of_it(red) -> None:
    person(red, "Ngozi Okafor", address="14 Mill Road", phones=["0113 496 0001"])
    person(red, "Ada Okafor", address="14 Mill Road", phones=["0113 496 0001"])
    assert pairs() == []


def test_the_last_digits_alone_are_no_number_in_common(red) -> None:
    person(red, "Ngozi Okafor", phones=["0113 496 0001"], email="n@example.org")
    person(red, "Bob Tanner", phones=["0114 496 0001"], email="b@example.org")
    assert pairs() == []


def test_two_numbers_in_common_say_it_whatever_the_name(red) -> None:
    person(red, "Ngozi Okafor", phones=["0113 496 0001"], email="n@example.org")
    person(red, "Ngozi Bell", phones=["0113 496 0001"], email="N@Example.org")
    assert pairs() == [("Ngozi Okafor", "Ngozi Bell", 45, ["phone", "email"])]


def test_what_no_longer_agrees_is_no_pair(red) -> None:
    person(red, "Ngozi Okafor", phones=["0113 496 0001"])
    other = person(red, "Ngozi Okafor", phones=["0113 496 0001"])
    assert len(pairs()) == 1
    other.phones = ["0113 496 0002"]
    other.save()
    people.file_under(other)
    assert pairs() == []


def test_what_was_decided_or_is_closed_to_somebody_is_not_asked(red, kim) -> None:
    one = person(red, "Ngozi Okafor", phones=["0113 496 0001"])
    other = person(red, "Ngozi Okafor", phones=["0113 496 0001"])
    assert [each for each, _row in likenesses.of_person(one, kim, ON)] == [other]
    row = NotSame.objects.create(association=red, one=one, other=other, by="kim", at=moment(TUESDAY))
    assert not likenesses.strongest(kim, ON).exists()
    row.until = date(2026, 4, 9)
    row.save()
    assert not likenesses.strongest(kim, ON).exists()
    assert likenesses.strongest(kim, date(2026, 4, 9)).exists()


def test_those_who_share_an_office_number_are_not_all_compared(red) -> None:
    for n in range(60):
        person(red, f"{chr(97 + n % 26)}am {chr(97 + n // 26)}ell", phones=["0113 496 0001"])
    assert pairs() == []


def test_the_number_of_queries_is_the_same_however_many_are_compared(red) -> None:
    def asked(ids: list[int]) -> int:
        with CaptureQueriesContext(connection) as queries:
            likenesses.refresh(ids)
        return len(queries)

    for _ in range(12):
        person(red, "Ngozi Okafor", phones=["0113 496 0001"])
    ids = list(Person.objects.values_list("pk", flat=True))
    assert asked(ids) == asked(ids[:2])
    assert asked([]) == 0


@pytest.mark.django_db(transaction=True)
def test_those_who_are_like_each_other_are_found_from_an_index(owner) -> None:
    red = landlord("red")
    with tenancy.association(red):
        one = person(
            red, "Ngozi Okafor", address="14 Mill Road", phones=["0113 496 0001"], born_on=date(1980, 5, 1)
        )
        with connection.cursor() as cursor:
            cursor.execute(MANY_PEOPLE, [red.pk, one.log_id, moment(TUESDAY)])
            cursor.execute(THEIR_KEYS)
    # The plan of a table with a handful of rows says nothing: it hangs on who was counted last.
    owner.execute("ANALYZE store_person, store_personkey")
    queries: list[tuple[str, object]] = []

    def noted(run, sql, params, many, context):
        queries.append((sql, params))
        return run(sql, params, many, context)

    with tenancy.association(red), connection.cursor() as cursor:
        with connection.execute_wrapper(noted):
            likenesses.refresh([one.pk])
        sql, params = queries[0]
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan" not in plan, plan
    assert "person_born" in plan, plan
    assert "personkey_found" in plan, plan
