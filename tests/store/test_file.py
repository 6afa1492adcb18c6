"""One file holds everything that happened with one customer, and reads as quickly when it is long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.store import file, people, refs, tenancy
from kept.store.file import Sought
from kept.store.models import Person, Thread
from kept.store.threads import Hidden
from tests.store.making import account, landlord, member, moment, take_in
from tests.store.test_people import person
from tests.unit.casework.small import event

pytestmark = pytest.mark.django_db

TUESDAY = "Tuesday 2026-04-07 10:00"
NOW = "Friday 2026-05-29 10:00"


@pytest.fixture
def red():
    found = landlord("red")
    with tenancy.association(found):
        yield found


@pytest.fixture
def kim(red):
    return member(red, account("kim"))


@pytest.fixture
def okafor(red) -> Person:
    return person(red, "Ngozi Okafor")


def theirs(whose: Person, *events, words=None, **more) -> Thread:
    docket = take_in(*events, at=NOW, words=words, person_id=whose.pk, **more)
    return Thread.objects.get(pk=docket.id)


def letter(whose: Person, day: int, uid: str, said: str = "", answered: int | None = None, **more) -> Thread:
    when = moment("Wednesday 2026-04-01 10:00") + timedelta(days=day)
    told = [event("letter.received", f"{when:%A %Y-%m-%d} 10:00", id=uid)]
    if answered is not None:
        then = moment("Wednesday 2026-04-01 10:00") + timedelta(days=answered)
        told.append(event("letter.answered", f"{then:%A %Y-%m-%d} 10:00", id=f"{uid}-a"))
    return theirs(whose, *told, words={uid: {"about": said}} if said else None, **more)


def uids(whose, membership, sought=None, **more) -> list[str]:
    own = people.contacts(whose, membership)
    return [each.event.id for each in file.timeline(own, sought or Sought(), **more)]


def test_everything_stands_in_one_line_the_latest_first(kim, okafor) -> None:
    letter(okafor, 1, "L1", answered=9)
    letter(okafor, 4, "L2")
    letter(person(kim.association, "Bob Tanner"), 5, "L3")
    assert uids(okafor, kim) == ["L1-a", "L2", "L1"]


def test_a_page_goes_on_where_the_one_before_ended(kim, okafor) -> None:
    for day in range(7):
        letter(okafor, day, f"L{day}")
    own = people.contacts(okafor, kim)
    first = file.timeline(own, Sought(), limit=3)
    second = file.timeline(own, Sought(), before=first[-1].key, limit=3)
    assert [each.event.id for each in (*first, *second)] == ["L6", "L5", "L4", "L3", "L2", "L1"]


def test_words_are_found_whatever_their_case_and_all_of_them_must_be_there(kim, okafor) -> None:
    letter(okafor, 1, "L1", "Damp in the BEDROOM, again")
    letter(okafor, 2, "L2", "Damp in the hall")
    letter(person(kim.association, "Bob Tanner"), 3, "L3", "Damp in the bedroom")
    assert uids(okafor, kim, Sought(words=("damp",))) == ["L2", "L1"]
    assert uids(okafor, kim, Sought(words=("bedroom", "damp"))) == ["L1"]
    # The names of our own fields are no words that anybody wrote, and a sign for anything finds nothing.
    assert uids(okafor, kim, Sought(words=("about",))) == []
    assert uids(okafor, kim, Sought(words=("%",))) == []


def test_it_can_be_narrowed_in_every_way_that_the_page_offers(kim, okafor) -> None:
    letter(okafor, 1, "L1", answered=2)
    letter(okafor, 4, "L2")
    call = theirs(okafor, event("call.received", TUESDAY, id="C1"))
    Thread.objects.filter(pk=call.pk).update(closed_at=moment(NOW))
    may = moment("Friday 2026-05-01 00:00")
    assert uids(okafor, kim, Sought(event_kinds=["call.received"])) == ["C1"]
    assert uids(okafor, kim, Sought(thread_kind="letter")) == ["L2", "L1-a", "L1"]
    assert uids(okafor, kim, Sought(open=True)) == ["L2", "L1-a", "L1"]
    assert uids(okafor, kim, Sought(open=False)) == ["C1"]
    assert uids(okafor, kim, Sought(broken=True)) == ["L2", "L1-a", "L1"]
    assert uids(okafor, kim, Sought(since=may)) == []
    assert len(uids(okafor, kim, Sought(until=may))) == 4
    assert uids(okafor, kim, Sought(team="none")) == []


def test_what_is_hidden_from_somebody_is_not_in_their_line_nor_counted(red, kim, okafor) -> None:
    letter(okafor, 1, "L1")
    letter(okafor, 2, "L2", sensitivity="confidential")
    lead = member(red, account("mo"), "manager")
    assert uids(okafor, kim) == ["L1"]
    assert uids(okafor, lead) == ["L2", "L1"]
    assert file.facets(people.contacts(okafor, kim)).contacts == 1
    assert file.facets(people.contacts(okafor, lead)).contacts == 2


def test_files_that_are_one_are_read_as_one(kim, okafor) -> None:
    letter(okafor, 1, "L1")
    other = person(kim.association, "N Okafor")
    letter(other, 2, "L2")
    Person.objects.filter(pk=other.pk).update(merged_into=okafor)
    assert uids(okafor, kim) == ["L2", "L1"]
    assert file.person_for(kim, other.ref) == okafor
    assert [each.person for each in people.find("N Okafor", kim)] == [okafor]


def test_what_was_told_on_a_contact_that_was_joined_is_in_the_line(kim, okafor) -> None:
    one, other = letter(okafor, 1, "L1"), letter(okafor, 2, "L2")
    Thread.objects.filter(pk=other.pk).update(merged_into=one)
    own = people.contacts(okafor, kim)
    assert [(each.event.id, each.ref) for each in file.timeline(own, Sought())] == [
        ("L2", one.ref),
        ("L1", one.ref),
    ]


def test_what_there_is_to_choose_from(kim, okafor) -> None:
    assert file.facets(people.contacts(okafor, kim)).contacts == 0
    letter(okafor, 1, "L1", answered=2)
    theirs(okafor, event("call.received", TUESDAY, id="C1"))
    found = file.facets(people.contacts(okafor, kim))
    assert (found.contacts, found.open, found.kinds) == (2, 2, ("call", "letter"))
    assert found.since == moment("Thursday 2026-04-02 10:00")


def test_what_is_promised_comes_by_when_it_must_be_done(kim, okafor) -> None:
    letter(okafor, 50, "L1")
    letter(okafor, 1, "L2")
    found = file.promises(people.contacts(okafor, kim))
    assert {each.start for each in found} == {"L1", "L2"}
    assert [each.act_by for each in found] == sorted(each.act_by for each in found)
    letter(person(kim.association, "Bob Tanner"), 1, "L3")
    assert len(file.promises(people.contacts(okafor, kim))) == len(found)


@pytest.mark.parametrize("typed", ["", "nobody", "K7F3-9Q2M"])
def test_a_file_that_is_not_there(kim, typed: str) -> None:
    assert file.person_for(kim, typed) is None


def test_the_file_of_whoever_a_colleague_is_connected_with_is_closed_to_them(red, kim, okafor) -> None:
    from kept.store.models import Connection

    Connection.objects.create(
        association=red,
        person=okafor,
        account=kim.account,
        kind="relative",
        from_on=moment(TUESDAY).date(),
        told_by="kim",
        told_at=moment(TUESDAY),
    )
    again = type(kim).objects.get(pk=kim.pk)
    with pytest.raises(Hidden):
        file.person_for(again, okafor.ref)
    assert people.find("Okafor", again) == ()


def test_the_number_of_queries_is_the_same_however_long_the_file_is(kim, okafor) -> None:
    letter(okafor, 0, "L")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            own = people.contacts(okafor, kim)
            file.timeline(own, Sought(words=("damp",)))
            file.timeline(own, Sought())
            file.facets(own)
            file.promises(own)
        return len(queries)

    short = asked()
    for day in range(40):
        letter(okafor, day, refs.new_uid(), "Damp")
    assert asked() == short


def test_entries_are_read_from_the_index_in_their_order(owner, kim, okafor) -> None:
    thread = letter(okafor, 1, "L1")
    with connection.cursor() as cursor:
        cursor.execute(_MANY, [thread.association_id, thread.pk])
    own = people.contacts(okafor, kim)
    queries: list[tuple[str, object]] = []

    def noted(run, sql, params, many, context):
        queries.append((sql, params))
        return run(sql, params, many, context)

    with connection.execute_wrapper(noted):
        lines = file.timeline(own, Sought(), before=(moment("Sunday 2026-03-01 00:00"), 0), limit=50)
    assert len(lines) == 50
    with connection.cursor() as cursor:
        ((sql, params),) = queries[-1:]
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, COSTS OFF) {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "event_of_thread" in plan, plan
    assert "Seq Scan on store_event e" not in plan, plan


_MANY = """
    INSERT INTO store_event (association_id, thread_id, uid, kind, happened_at, recorded_at, by, via, grade,
        answers, facts)
    SELECT %s, %s, 'many-' || n, 'call.made', '2026-01-01'::timestamptz + n * interval '1 second',
        '2026-01-01'::timestamptz + n * interval '1 second', 'kim', 'form', 'staff', '[]', '{}'
    FROM generate_series(1, 3000) AS n
"""
