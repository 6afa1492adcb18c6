"""Who has what, counted by hand; one query however much there is; and whose figures are whose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.actions.reassigning import reassign
from kept.actions.sweeping import sweep
from kept.rulebook import Rulebook
from kept.store import board, tenancy
from kept.store.accounts import membership_of
from kept.store.board import ADRIFT, ASKED, LATE, OPEN, TODAY, WEEK, Crew, Load, Times
from kept.store.models import Account, Association, Membership, Team
from tests import cast
from tests.store.making import account, landlord, member

pytestmark = pytest.mark.django_db

NOW = "Wednesday 2026-04-22 12:00"
DAY = date(2026, 4, 22)


@pytest.fixture
def karin() -> Association:
    return cast.association("karin")


@pytest.fixture
def cora(karin: Association) -> Account:
    """Whoever leads the housing officers; karin's teams are in its association.yaml."""
    return cast.member(karin, "cora", "manager", team="housing")


@pytest.fixture
def mia(karin: Association, cora: Account) -> Iterator[Membership]:
    with tenancy.association(karin):
        found = membership_of(cora, on=DAY)
        assert found is not None
        yield found


@pytest.fixture
def times(rulebook: Rulebook) -> Times:
    return Times.of(rulebook.calendar_for(None), cast.t(NOW))


@pytest.fixture
def rulebook() -> Rulebook:
    return cast.rulebook("karin")


def letter(karin: Association, who: Account, wall: str) -> str:
    return cast.told(karin, who, "letter.received", wall, urgent=False)


def crew(slug: str) -> Crew:
    people = board.people(Association.objects.get(slug="karin"), DAY)
    team = Team.objects.get(slug=slug)
    mine = frozenset(each.account_id for each in people if each.team_id == team.pk)
    return Crew(team.pk, mine, frozenset(each.account_id for each in people))


def test_today_ends_at_midnight_and_the_week_on_sunday(times: Times) -> None:
    assert times.today == cast.t("Thursday 2026-04-23 00:00")
    assert times.week == cast.t("Monday 2026-04-27 00:00")


def test_the_week_of_a_sunday_ends_with_it(rulebook: Rulebook) -> None:
    found = Times.of(rulebook.calendar_for(None), cast.t("Sunday 2026-04-26 12:00"))
    assert found.today == found.week == cast.t("Monday 2026-04-27 00:00")


def test_everybody_has_what_they_have(karin: Association, mia: Membership, times: Times) -> None:
    ann = cast.member(karin, "ann", team="housing")
    letter(karin, ann, "Thursday 2026-04-09 10:00")  # due at the end of Monday 20 April
    letter(karin, ann, "Monday 2026-04-13 10:00")  # today
    letter(karin, ann, "Tuesday 2026-04-14 10:00")  # Thursday
    asked = letter(karin, ann, "Monday 2026-04-20 10:00")  # next week
    cast.told(karin, ann, "contact.chased", "Tuesday 2026-04-21 10:00", thread=asked)
    cast.told(karin, ann, "compliment.received", "Tuesday 2026-04-21 11:00")
    done = letter(karin, ann, "Tuesday 2026-04-14 11:00")
    cast.told(karin, ann, "thread.closed", "Wednesday 2026-04-15 11:00", thread=done)
    sweep(at=cast.t(NOW))
    team = Team.objects.get(slug="housing")
    (load,) = board.loads(mia, times)
    # Late at all: the letter of 9 April; putting it right is an open promise of today or later.
    assert load == Load(team.pk, ann.pk, open=5, late=1, today=1, week=1, adrift=1, asked=1)
    for which in board.LISTS:
        assert len(board.listed(mia, which, times)) == getattr(load, which), which
    assert [each.ref for each in board.listed(mia, ASKED, times, owner=ann.pk)] == [asked]
    assert not board.listed(mia, OPEN, times, owner=mia.account_id).exists()
    assert not board.listed(mia, OPEN, times, nobody=True).exists()


def test_a_crew_has_what_its_people_have_what_nobody_took_and_what_somebody_left(
    karin: Association, mia: Membership, times: Times
) -> None:
    ann = cast.member(karin, "ann", team="housing")
    bob = cast.member(karin, "bob", team="repairs")
    gone = cast.member(karin, "gone", team="housing", to_on=date(2026, 4, 10))
    own = letter(karin, ann, "Monday 2026-04-20 10:00")
    left = letter(karin, gone, "Thursday 2026-04-09 10:00")
    theirs = letter(karin, bob, "Monday 2026-04-20 11:00")
    crew_ = crew("housing")
    on_board = {each.ref for each in board.listed(mia, OPEN, times, crew=crew_)}
    assert on_board == {own, left}
    loads = board.loads(mia, times)
    assert {each.owner for each in loads if crew_.holds(each)} == {ann.pk, gone.pk}
    reassign(association=karin, threads=[left], to="bob", by="cora", at=cast.t(NOW))
    assert {each.ref for each in board.listed(mia, OPEN, times, crew=crew("repairs"))} == {theirs, left}
    counted = [each for each in board.loads(mia, times) if crew("repairs").holds(each)]
    assert board.total(counted).open == 2


def test_narrowed_by_office_and_by_what_one_may_see(db: None, rulebook: Rulebook) -> None:
    moray = cast.association("moray")
    olga, nell = cast.member(moray, "olga", "manager"), cast.member(moray, "nell", "officer")
    cast.told(moray, olga, "letter.received", "Tuesday 2026-04-21 10:00", office="main")
    there = cast.told(moray, olga, "letter.received", "Tuesday 2026-04-21 11:00", office="switchboard")
    times = Times.of(cast.rulebook("moray").calendar_for(None), cast.t(NOW))
    with tenancy.association(moray):
        leads = membership_of(olga, on=DAY)
        admin = Membership(association=moray, account=nell, role="administrator", from_on=DAY)
        assert [each.ref for each in board.listed(leads, OPEN, times, office="switchboard")] == [there]
        assert [each.open for each in board.loads(leads, times, office="main")] == [1]
        assert board.loads(admin, times) == ()


def test_the_board_is_counted_in_one_query_and_listed_in_two(
    karin: Association, mia: Membership, times: Times, django_assert_num_queries
) -> None:
    ann = cast.member(karin, "ann", team="housing")
    for number in (1, 9):
        for n in range(number):
            letter(karin, ann, f"Monday 2026-04-20 {9 + number}:0{n}")
        crew_ = crew("housing")
        with django_assert_num_queries(1):
            board.loads(mia, times, office="main")
        with django_assert_num_queries(1):
            list(board.listed(mia, WEEK, times, crew=crew_)[:40])


def test_who_leads_whom(karin: Association, mia: Membership) -> None:
    own = Team.objects.get(slug="housing").pk
    other = Team.objects.get(slug="repairs").pk
    assert board.leads(mia, own)
    assert not board.leads(mia, other)
    for role, all_ in (("director", True), ("officer", False), ("auditor", False)):
        without = Membership(association=karin, account=mia.account, role=role, from_on=DAY)
        assert board.leads(without, own) is all_


@pytest.mark.django_db(transaction=True)
def test_the_numbers_come_from_one_index_alone_however_much_is_on_record(
    owner: psycopg.Connection,
) -> None:
    red = landlord("red")
    with tenancy.association(red):
        kim = member(red, account("kim"), "manager")
        teams = [Team.objects.create(association=red, slug=f"t{n}", name=f"T{n}").pk for n in range(4)]
        with connection.cursor() as cursor:
            cursor.execute(_MANY, [red.pk, kim.account_id, teams, cast.t(NOW)])
    owner.execute("VACUUM ANALYZE store_thread")
    times = Times.of(cast.rulebook("karin").calendar_for(None), cast.t(NOW))
    with tenancy.association(red):
        with CaptureQueriesContext(connection) as asked:
            found = board.loads(kim, times)
        assert board.total(found).open == 2_000
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + asked.captured_queries[-1]["sql"])
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "Index Only Scan using thread_board" in plan, plan


# One in ten is open; the rest is what there has been.
_MANY = """
    INSERT INTO store_thread (association_id, ref, kind, owner_id, team_id, state, sensitivity, opened_at,
        closed_at, via, act_by, due_at, adrift, asked)
    SELECT %s, lpad(n::text, 9, '0'), 'letter', CASE WHEN n %% 3 = 0 THEN %s END, (%s::bigint[])[1 + n %% 4],
        'open', '', moment, CASE WHEN n %% 10 > 0 THEN moment END, 'form',
        CASE WHEN n %% 10 = 0 THEN moment END, CASE WHEN n %% 10 = 0 THEN moment END, false, 0
    FROM generate_series(1, 20000) AS n, LATERAL (
        SELECT %s::timestamptz + (n - 10000) * interval '1 minute' AS moment
    ) AS its
"""


def test_the_lists_have_the_lengths_that_the_board_says() -> None:
    assert {LATE, TODAY, WEEK, ADRIFT, ASKED, OPEN} == set(board.LISTS)
