"""One promise by language, need, age and channel, with small groups hidden."""

from __future__ import annotations

from datetime import date

import pytest

from kept.casework.permissions import ROLES, Permission
from kept.rulebook.people import people_lists
from kept.store import splits, tenancy
from kept.store.models import Person
from kept.store.splits import NO_NEED, Part
from tests.store.making import account, landlord, member, moment, take_in
from tests.unit.casework.small import RULES, event

pytestmark = pytest.mark.django_db

QUARTER, TODAY = date(2026, 4, 20), date(2026, 7, 1)
LETTER = "small:letter"


@pytest.fixture
def red():
    found = landlord("red")
    with tenancy.association(found):
        yield found


@pytest.fixture
def mia(red):
    return member(red, account("mia"), "manager")


def person(red, number: int, **more) -> Person:
    log = take_in(
        event("visitor.arrived", "Monday 2026-04-13 09:00", id=f"N{number}"), at="Monday 2026-04-13 09:00"
    )
    return Person.objects.create(
        association=red,
        ref=f"P{number:08}",
        log_id=log.id,
        added_at=moment("Monday 2026-04-13 09:00"),
        **more,
    )


def letters(red, first: int, many: int, *, kept: bool = True, each: int = 1, **more) -> None:
    """Letters of so many people, one each or more."""
    for number in range(first, first + many):
        who = person(red, number, **more)
        for again in range(each):
            uid = f"L{number}-{again}"
            told = [event("letter.received", "Monday 2026-04-13 10:00", id=uid)]
            if kept:
                told.append(event("letter.answered", "Tuesday 2026-04-14 10:00", id=f"{uid}-a"))
            at = "Tuesday 2026-04-14 10:00" if kept else "Monday 2026-06-01 10:00"
            take_in(*told, at=at, person_id=who.pk)


def found(red, who, today: date = TODAY) -> dict[str, tuple[Part, ...]]:
    kinds, people = RULES.kinds, people_lists()
    all_of_them = splits.splits(red, who, LETTER, QUARTER, today=today, kinds=kinds, people=people)
    return {each.by: each.rows for each in all_of_them}


def test_each_group_with_its_share_and_what_is_small_hidden(red, mia) -> None:
    letters(red, 100, 12, language="en", born_on=date(1950, 1, 1))
    letters(red, 200, 6, kept=False, language="pl", need_kinds=["large-print"], born_on=date(1990, 1, 1))
    letters(red, 300, 5, language="so", need_kinds=["large-print", "interpreter"])
    parts = found(red, mia)
    assert parts["language"] == (Part("en", 12, 12), Part("pl", None, None), Part("so", None, None))
    assert parts["need"] == (
        Part("interpreter", None, None),
        Part("large-print", None, None),
        Part(NO_NEED, 12, 12),
    )
    assert parts["age"] == (Part("35-to-44", None, None), Part("75-and-over", 12, 12), Part("", None, None))


def test_ten_promises_to_one_person_are_one_person(red, mia) -> None:
    letters(red, 100, 12, language="en")
    letters(red, 200, 11, language="cy")
    letters(red, 300, 1, each=11, language="pl")
    assert found(red, mia)["language"] == (
        Part("cy", None, None),
        Part("en", 12, 12),
        Part("pl", None, None),
    )


def test_fewer_than_ten_in_all_are_not_split(red, mia) -> None:
    letters(red, 100, 9, language="en")
    assert set(found(red, mia).values()) == {()}


def test_a_quarter_that_is_not_over_is_not_split(red, mia) -> None:
    letters(red, 100, 12, language="en")
    assert found(red, mia, today=date(2026, 6, 30)) == {}
    assert splits.quarters(red, date(2026, 6, 30))[0][0] == date(2026, 1, 1)
    assert splits.quarters(red, TODAY)[0] == (date(2026, 4, 1), date(2026, 6, 30))


@pytest.mark.parametrize("role", ROLES)
def test_splits_are_for_those_who_may(red, role) -> None:
    letters(red, 100, 12, language="en")
    who = member(red, account("kim"), role)
    assert bool(found(red, who)) is (Permission.SPLITS in ROLES[role].may)


def test_quarters_are_those_of_the_calendar() -> None:
    assert splits.quarter_of(date(2026, 2, 28)) == (date(2026, 1, 1), date(2026, 3, 31))
    assert splits.quarter_of(date(2026, 12, 31)) == (date(2026, 10, 1), date(2026, 12, 31))
