"""One row for each thread that asks for something, soonest first."""

from __future__ import annotations

import pytest

from kept.store import due, tenancy
from kept.store.models import Office
from tests.store.making import account, again, landlord, member, moment, take_in
from tests.unit.casework.small import event

pytestmark = pytest.mark.django_db

TUESDAY = "Tuesday 2026-04-07 10:00"
MONDAY = "Monday 2026-04-20 10:00"


@pytest.fixture
def red():
    found = landlord("red")
    with tenancy.association(found):
        yield found


@pytest.fixture
def kim(red):
    return member(red, account("kim"))


def repair(uid: str, wall: str, at: str = MONDAY, **more):
    return take_in(event("repair.reported", wall, id=uid), at=at, **more)


def refs_of(page: due.DuePage) -> list[str]:
    return [each.thread.ref for each in page.rows]


def test_one_row_a_thread_by_the_earliest_of_its_promises(kim) -> None:
    later = repair("R1", "Wednesday 2026-04-08 10:00")
    letter = take_in(event("letter.received", TUESDAY, id="L1"), at=TUESDAY)
    page = due.rows(kim)
    assert refs_of(page) == [letter.ref, later.ref]
    assert [each.promise for each in page.rows[0].clocks] == ["small:robot", "small:urgent", "small:letter"]
    assert page.rows[0].act_by == moment("Tuesday 2026-04-07 11:00")
    assert page.next is None
    assert due.to_do(kim).count() == 2


def test_what_was_kept_is_gone_and_what_was_broken_stays_until_it_is_made_good(kim) -> None:
    kept, broken, late = (repair(name, TUESDAY, at=TUESDAY) for name in ("R1", "R2", "R3"))
    again(
        kept.id, event("repair.done", "Wednesday 2026-04-08 10:00", id="D1"), at="Wednesday 2026-04-08 10:00"
    )
    over = "Friday 2026-06-12 10:00"
    again(broken.id, at=over)
    again(late.id, at=over)
    assert set(refs_of(due.rows(kim))) == {broken.ref, late.ref}
    again(late.id, event("repair.done", over, id="D3"), at=over)
    assert refs_of(due.rows(kim)) == [broken.ref]


def test_a_closed_thread_asks_for_nothing(kim) -> None:
    done = repair("R1", TUESDAY, at=TUESDAY)
    again(
        done.id,
        event("thread.closed", "Wednesday 2026-04-08 10:00", id="C1"),
        at="Wednesday 2026-04-08 10:00",
    )
    assert due.rows(kim).rows == ()


def test_pages_follow_one_another_whatever_is_answered_between(kim) -> None:
    made = [repair(f"R{number}", f"Wednesday 2026-04-08 10:{number:02}") for number in range(7)]
    first = due.rows(kim, limit=3)
    assert refs_of(first) == [each.ref for each in made[:3]]
    again(made[0].id, event("repair.done", MONDAY, id="D0"), at=MONDAY)
    second = due.rows(kim, limit=3, after=first.next)
    assert refs_of(second) == [each.ref for each in made[3:6]]
    third = due.rows(kim, limit=3, after=second.next)
    assert (refs_of(third), third.next) == ([made[6].ref], None)
    assert refs_of(due.rows(kim, limit=2, skip=4)) == [each.ref for each in made[5:]]


def test_threads_due_at_the_same_moment_are_neither_lost_nor_repeated_between_pages(kim) -> None:
    made = {repair(f"R{number}", TUESDAY).ref for number in range(5)}
    found: list[str] = []
    page = due.rows(kim, limit=2)
    while True:
        found += refs_of(page)
        if page.next is None:
            break
        page = due.rows(kim, limit=2, after=page.next)
    assert sorted(found) == sorted(made)


def test_narrowed_by_kind_office_owner_and_moment(red, kim) -> None:
    second = Office.objects.create(association=red, slug="second", name="Second office")
    mine = repair("R1", TUESDAY, owner_id=kim.account_id)
    there = repair("R2", TUESDAY, office=second.pk)
    letter = take_in(event("letter.received", TUESDAY, id="L1"), at=TUESDAY)
    assert refs_of(due.rows(kim, mine=True)) == [mine.ref]
    assert refs_of(due.rows(kim, office="second")) == [there.ref]
    assert refs_of(due.rows(kim, kind="letter")) == [letter.ref]
    assert refs_of(due.rows(kim, before=moment("Wednesday 2026-04-08 00:00"))) == [letter.ref]
    assert due.rows(kim, kind="visit").rows == ()


def test_what_may_not_be_seen_is_not_listed(red, kim) -> None:
    repair("R1", TUESDAY, sensitivity="confidential")
    assert due.rows(kim).rows == ()
    assert len(due.rows(member(red, account("mia"), "manager")).rows) == 1
    assert due.rows(member(red, account("ada"), "administrator")).rows == ()


@pytest.mark.parametrize("number", [1, 30])
def test_a_page_takes_two_queries_however_long_it_is(red, kim, number, django_assert_num_queries) -> None:
    for each in range(number):
        take_in(event("letter.received", TUESDAY, id=f"L{each}"), at=TUESDAY, owner_id=kim.account_id)
    with django_assert_num_queries(2):
        page = due.rows(kim, limit=50)
        assert [each.thread.owner.handle for each in page.rows] == ["kim"] * number
        assert {each.thread.office for each in page.rows} == {None}
