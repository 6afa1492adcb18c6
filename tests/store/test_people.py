"""Somebody is found by whatever they say first, and by nobody who may not see them."""

from __future__ import annotations

import pytest
from django.db import connection

from kept.store import keys, people, refs, tenancy
from kept.store.models import Person, Thread
from tests.store.making import account, landlord, member, moment, take_in
from tests.unit.casework.small import event

pytestmark = pytest.mark.django_db

TUESDAY = "Tuesday 2026-04-07 10:00"


@pytest.fixture
def red():
    found = landlord("red")
    with tenancy.association(found):
        yield found


@pytest.fixture
def kim(red):
    return member(red, account("kim"))


def person(red, name: str = "", **more) -> Person:
    log = take_in(event("call.received", TUESDAY, id=refs.new_uid()), at=TUESDAY)
    made = Person(
        association=red, ref=refs.new_ref(), name=name, log_id=log.id, added_at=moment(TUESDAY), **more
    )
    made.name_key, made.sound_key = keys.name_key(name), keys.sound_key(name)
    made.address_key = keys.address_key(made.address)
    made.save()
    people.file_under(made)
    return made


def names(text: str, membership, **more) -> list[tuple[str, str]]:
    return [(each.person.name, each.by) for each in people.find(text, membership, **more)]


@pytest.fixture
def okafor(red) -> Person:
    return person(
        red,
        "Ngozi Okafor",
        address="Flat 2, 14 Mill Rd, Leeds LS1 4AB",
        phones=["0113 496 0001", "07700 900123"],
        email="Ngozi@Example.org",
        external_ref="T-1001",
        contact_never="at work",
    )


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        ("ngo", "name"),
        ("oka", "name"),
        ("Okafor, Ngozi", "name"),
        ("mrs okafor", "name"),
        ("okafor 14 mill", "name and address"),
        ("ngozi okafor leeds", "name and address"),
        ("flat 2", "address"),
        ("14 mill road", "address"),
        ("Mill Rd", "address"),
        ("ls1 4ab", "address"),
        ("okafer", "sound"),
        ("engozi okafor", None),
        ("okafer ngosi", "sound"),
        ("0113 496", "phone"),
        ("+44 113 496 0001", "phone"),
        ("496 0001", "phone"),
        ("960001", "phone"),
        ("900123", "phone"),
        ("ngozi@", "email"),
        ("NGOZI@example.ORG", "email"),
        ("T-1001", "reference"),
        ("113", None),
        ("", None),
        ("   ", None),
        ("nobody", None),
        ("x" * 500, None),
        ("%", None),
        ("\U0010ffff", None),
    ],
)
def test_found_by_whatever_is_said_first(kim, okafor, typed: str, by: str | None) -> None:
    person(kim.association, "Bob Tanner", address="9 High Street", phones=["0114 111 1111"])
    found = people.find(typed, kim)
    assert [(each.person, each.by) for each in found] == ([(okafor, by)] if by else [])


def test_found_by_its_own_reference_and_by_that_of_a_contact(red, kim, okafor) -> None:
    assert names(okafor.ref.lower(), kim) == [("Ngozi Okafor", "reference")]
    thread = take_in(event("letter.received", TUESDAY, id="L1"), at=TUESDAY)
    assert names(thread.ref, kim) == []
    Thread.objects.filter(pk=thread.id).update(person=okafor)
    assert names(thread.ref, kim) == [("Ngozi Okafor", "reference")]


def test_the_surest_come_first_and_each_once(red, kim, okafor) -> None:
    person(red, "Okafer Bell")
    person(red, "Ann Bell", address="Okafor House")
    assert names("okafor", kim) == [
        ("Ngozi Okafor", "name"),
        ("Ann Bell", "address"),
        ("Okafer Bell", "sound"),
    ]
    assert names("okafor", kim, limit=2) == [("Ngozi Okafor", "name"), ("Ann Bell", "address")]


def test_how_they_may_never_be_reached_comes_along(kim, okafor) -> None:
    (match,) = people.find("okafor", kim)
    assert match.person.safe_contact.never == "at work"


def test_who_may_not_see_contacts_finds_nobody(red, okafor) -> None:
    ada = member(red, account("ada"), "administrator")
    assert people.find("okafor", ada) == ()
    assert people.likely(ada, name="Ngozi Okafor") == ()


def test_nobody_of_another_association_is_found(red, okafor) -> None:
    with tenancy.association(landlord("blue")) as blue:
        leo = member(blue, account("leo"))
        assert people.find("okafor", leo) == ()
        assert people.find(okafor.ref, leo) == ()


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ({"external_ref": "T-1001", "name": "Somebody"}, "reference"),
        ({"name": "Somebody", "phones": ["+44 7700 900123"]}, "phone"),
        ({"email": "ngozi@example.org"}, "email"),
        ({"name": "Okafor Ngozi"}, "name"),
        ({"name": "Ngosi Okafer"}, "sound"),
        ({"address": "Flat 2 14 Mill Road, Leeds, LS1 4AB"}, "address"),
        ({"name": "Ngozi"}, None),
        ({"name": "李"}, None),
        ({"phones": ["none"]}, None),
        ({}, None),
    ],
)
def test_who_may_be_the_same_already(kim, okafor, said, by: str | None) -> None:
    found = people.likely(kim, **said)
    assert [(each.person, each.by) for each in found] == ([(okafor, by)] if by else [])


def test_keys_follow_the_row(red, kim, okafor) -> None:
    okafor.name, okafor.phones = "Ngozi Bell", []
    okafor.save()
    people.file_under(okafor)
    assert names("okafor", kim) == []
    assert names("0113 496", kim) == []
    assert names("bell", kim) == [("Ngozi Bell", "name")]
    before = set(people.keys_of(okafor))
    people.file_under(okafor)
    assert set(people.keys_of(okafor)) == before


@pytest.mark.parametrize("number", [2, 40])
def test_three_queries_at_most_however_many_there_are(red, kim, number, django_assert_num_queries) -> None:
    for each in range(number):
        person(red, f"Ngozi Okafor {each}", address=f"{each} Mill Lane")
    with django_assert_num_queries(3):
        assert len(people.find("okafor mill", kim, limit=50)) == number
    with django_assert_num_queries(2):
        assert len(people.find("okafor", kim, limit=50)) == number


@pytest.mark.django_db(transaction=True)
def test_it_reads_an_index_however_many_are_on_record(owner) -> None:
    red = landlord("red")
    with tenancy.association(red):
        kim = member(red, account("kim"))
        log = take_in(event("call.received", TUESDAY, id="C1"), at=TUESDAY)
        with connection.cursor() as cursor:
            cursor.execute(MANY_PEOPLE, [red.pk, log.id, moment(TUESDAY)])
            cursor.execute(THEIR_KEYS)
    owner.execute("ANALYZE store_person, store_personkey")
    with tenancy.association(red), connection.cursor() as cursor:
        assert len(people.find("name1700", kim)) == 11
        queries: list[tuple[str, list[object]]] = []

        def noted(run, sql, params, many, context):
            queries.append((sql, params))
            return run(sql, params, many, context)

        with connection.execute_wrapper(noted):
            people.find("name17 lane", kim)
        for sql, params in queries:
            cursor.execute(f"EXPLAIN {sql}", params)
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "Seq Scan on store_person" not in plan, plan


MANY_PEOPLE = """
    INSERT INTO store_person (association_id, ref, name, name_key, sound_key, address, address_key, phones,
        email, language, needs, contact_how, contact_when, contact_never, log_id, added_at,
        need_kinds, preferred_channel, contact_rules, outside, overrides)
    SELECT %s, lpad(n::text, 9, '0'), 'name' || n, 'name' || n, '', n || ' lane', n || ' lane', '[]',
        '', '', '', '', '', '', %s, %s, '[]', '', '{}', '{}', '{}' FROM generate_series(1, 20000) AS n
"""
THEIR_KEYS = """
    INSERT INTO store_personkey (association_id, person_id, sort, key)
    SELECT association_id, id, sort, key FROM store_person, LATERAL (
        VALUES ('name', name_key), ('address', 'lane ' || id), ('address', address_key)
    ) AS each (sort, key) ON CONFLICT DO NOTHING
"""
