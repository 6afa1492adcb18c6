"""One row for each thread that asks for something, soonest first; who waits; what nobody would look at."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from kept.store import desk, tenancy
from kept.store.accounts import membership_of
from kept.store.desk import ADRIFT, ASKED, LATE, NOBODY, RUNNING, TO_DO, Counts
from kept.store.models import Office, Team
from tests import cast
from tests.store.making import account, again, landlord, member, moment, take_in
from tests.unit.casework.small import event

pytestmark = pytest.mark.django_db

TUESDAY = "Tuesday 2026-04-07 10:00"
MONDAY = "Monday 2026-04-20 10:00"
NOW = moment(MONDAY)


@pytest.fixture
def red():
    found = landlord("red")
    with tenancy.association(found):
        yield found


@pytest.fixture
def kim(red):
    return member(red, account("kim"))


def repair(uid: str, wall: str = TUESDAY, at: str = MONDAY, **more):
    return take_in(event("repair.reported", wall, id=uid), at=at, **more)


def letter(uid: str, at: str = TUESDAY, **more):
    return take_in(event("letter.received", TUESDAY, id=uid), at=at, **more)


def refs(membership, which: str = TO_DO, **narrowed) -> list[str]:
    return [each.ref for each in desk.listed(membership, which, at=NOW, **narrowed)]


def test_one_row_a_thread_by_the_earliest_of_its_promises(kim) -> None:
    later = repair("R1", "Wednesday 2026-04-08 10:00")
    sooner = letter("L1")
    assert refs(kim) == [sooner.ref, later.ref]
    rows = desk.listed(kim, TO_DO, at=NOW)
    asking = desk.clocks_of(rows)[sooner.id]
    assert [each.promise for each in asking] == ["small:robot", "small:urgent", "small:letter"]
    assert rows[0].act_by == asking[0].act_by == moment("Tuesday 2026-04-07 11:00")
    assert desk.clocks_of(()) == {}


def test_what_was_kept_is_gone_and_what_was_broken_stays_until_it_is_made_good(kim) -> None:
    kept, broken, late = (repair(name, at=TUESDAY) for name in ("R1", "R2", "R3"))
    done = "Wednesday 2026-04-08 10:00"
    again(kept.id, event("repair.done", done, id="D1"), at=done)
    over = "Friday 2026-06-12 10:00"
    again(broken.id, at=over)
    again(late.id, at=over)
    assert set(refs(kim)) == {broken.ref, late.ref}
    again(late.id, event("repair.done", over, id="D3"), at=over)
    assert refs(kim) == [broken.ref]


def test_a_closed_thread_asks_for_nothing_and_a_reopened_one_again(kim) -> None:
    done = repair("R1", at=TUESDAY)
    closed = "Wednesday 2026-04-08 10:00"
    again(done.id, event("thread.closed", closed, id="C1"), at=closed)
    assert (refs(kim), refs(kim, ADRIFT)) == ([], [])
    reopened = "Thursday 2026-04-09 10:00"
    again(done.id, event("thread.reopened", reopened, id="O1"), at=reopened)
    assert refs(kim) == [done.ref]


def test_threads_due_at_the_same_moment_are_neither_lost_nor_repeated_between_pages(kim) -> None:
    made = {repair(f"R{number}").ref for number in range(5)}
    found = desk.listed(kim, TO_DO, at=NOW)
    shown = [each.ref for start in (0, 2, 4) for each in found[start : start + 2]]
    assert sorted(shown) == sorted(made)


def test_narrowed_by_kind_office_team_owner_and_what_is_late(red, kim) -> None:
    second = Office.objects.create(association=red, slug="second", name="Second office")
    team = Team.objects.create(association=red, slug="desk", name="Desk")
    mine = repair("R1", owner_id=kim.account_id)
    there = repair("R2", office=second.pk, team_id=team.pk)
    late = letter("L1")
    assert refs(kim, owner=kim.account_id) == [mine.ref]
    assert set(refs(kim, owner=NOBODY)) == {there.ref, late.ref}
    assert refs(kim, office="second") == [there.ref]
    assert refs(kim, team=team.pk) == [there.ref]
    assert refs(kim, kind="letter") == [late.ref]
    assert refs(kim, kind="visit") == []
    assert refs(kim, when=LATE) == [late.ref]
    assert set(refs(kim, when=RUNNING)) == {mine.ref, there.ref}
    assert refs(kim, without={late.id, mine.id}) == [there.ref]


def test_what_may_not_be_seen_is_neither_listed_nor_counted(red, kim) -> None:
    repair("R1", sensitivity="confidential")
    assert refs(kim) == []
    assert desk.counts(kim, at=NOW) == Counts(0, 0, 0, 0)
    manager = member(red, account("mia"), "manager")
    assert desk.counts(manager, at=NOW).to_do == 1
    assert refs(member(red, account("ada"), "administrator")) == []


def test_adrift_is_what_is_open_and_has_no_next_date_and_no_answer(kim) -> None:
    note = take_in(event("call.received", TUESDAY, id="N1"), at=TUESDAY)
    broken = repair("R1", at=TUESDAY)
    over = "Friday 2026-06-12 10:00"
    again(broken.id, at=over)
    running, answered = repair("R2"), repair("R3", at=TUESDAY)
    again(answered.id, event("repair.done", over, id="D3"), at=over)
    assert running.ref not in refs(kim, ADRIFT)
    assert set(refs(kim, ADRIFT)) == {note.ref, broken.ref}
    assert set(refs(kim)) == {broken.ref, running.ref}


def test_what_was_imported_drifts_in_silence(kim) -> None:
    take_in(event("call.received", TUESDAY, id="N1", via="import"), at=TUESDAY)
    assert refs(kim, ADRIFT) == []


def test_lists_are_counted_in_one_query_and_only_so_far(kim, monkeypatch, django_assert_num_queries) -> None:
    monkeypatch.setattr(desk, "MOST", 2)
    for number in range(4):
        letter(f"L{number}")
    repair("R1")
    with django_assert_num_queries(1):
        counted = desk.counts(kim, at=NOW)
    assert counted == Counts(to_do=3, late=3, adrift=0, asked=0)
    assert desk.counts(kim, at=NOW, kind="repair") == Counts(to_do=1, late=0, adrift=0, asked=0)
    assert desk.counts(kim, at=NOW, when=RUNNING) == Counts(to_do=1, late=0, adrift=0, asked=0)


@pytest.mark.parametrize("number", [1, 30])
def test_a_page_takes_two_queries_however_long_it_is(kim, number, django_assert_num_queries) -> None:
    for each in range(number):
        letter(f"L{each}", owner_id=kim.account_id)
    with django_assert_num_queries(2):
        rows = list(desk.listed(kim, TO_DO, at=NOW)[:50])
        asking = desk.clocks_of(rows)
        assert [each.owner.handle for each in rows] == ["kim"] * number
        assert {each.office for each in rows} == {None}
        assert len(asking) == number


def test_who_asked_again_is_listed_until_it_is_closed_and_counted_without_slips(kim) -> None:
    once, twice, never = letter("L1"), letter("L2"), letter("L3")
    again(once.id, event("contact.chased", MONDAY, id="A1"), at=MONDAY)
    for number in (2, 3, 4):
        again(twice.id, event("contact.chased", MONDAY, id=f"A{number}"), at=MONDAY)
    again(twice.id, event("event.voided", MONDAY, id="V4", corrects="A4"), at=MONDAY)
    asked = {each.ref: each.asked for each in desk.listed(kim, ASKED, at=NOW)}
    assert asked == {once.ref: 1, twice.ref: 2}
    assert never.ref not in asked
    again(twice.id, event("thread.closed", MONDAY, id="C2"), at=MONDAY)
    assert refs(kim, ASKED) == [once.ref]


@pytest.fixture
def karin():
    return cast.association("karin")


def came(karin, ann, wall: str, kind: str = "visitor.arrived", **more) -> str:
    return cast.told(karin, ann, kind, wall, **more)


def waits(karin, ann, wall: str, **more) -> list[str]:
    with tenancy.association(karin):
        member_ = membership_of(ann, on=date(2026, 4, 8))
        found = desk.waiting(member_, cast.rulebook("karin"), at=cast.t(wall), **more)
        return [each.thread.ref for each in found]


def test_who_came_in_or_rings_waits_until_seen_or_answered_the_longest_first(karin) -> None:
    ann = cast.member(karin, "ann", "receptionist")
    came(karin, ann, "Tuesday 2026-04-07 16:58")
    first = came(karin, ann, "Wednesday 2026-04-08 10:00")
    second = came(karin, ann, "Wednesday 2026-04-08 10:03")
    rings = came(karin, ann, "Wednesday 2026-04-08 10:05", "call.rang")
    came(karin, ann, "Wednesday 2026-04-08 10:05", "letter.received")
    assert waits(karin, ann, "Wednesday 2026-04-08 10:20") == [first, second, rings]
    assert waits(karin, ann, "Wednesday 2026-04-08 10:20", most=1) == [first]
    assert waits(karin, ann, "Wednesday 2026-04-08 10:20", office="nowhere") == []
    cast.told(karin, ann, "visitor.seen", "Wednesday 2026-04-08 10:21", thread=first)
    cast.told(karin, ann, "call.answered", "Wednesday 2026-04-08 10:21", thread=rings)
    assert waits(karin, ann, "Wednesday 2026-04-08 10:22") == [second]
    assert waits(karin, ann, "Thursday 2026-04-09 09:00") == []


def test_who_waits_takes_as_many_queries_for_three_as_for_one(karin, django_assert_num_queries) -> None:
    ann = cast.member(karin, "ann", "receptionist")
    for minute in range(3):
        came(karin, ann, f"Wednesday 2026-04-08 10:0{minute}")
    with tenancy.association(karin):
        member_ = membership_of(ann, on=date(2026, 4, 8))
        with django_assert_num_queries(3):
            found = desk.waiting(member_, cast.rulebook("karin"), at=cast.t("Wednesday 2026-04-08 10:20"))
            assert {each.thread.owner.handle for each in found} == {"ann"}


@pytest.mark.django_db(transaction=True)
def test_the_desk_reads_an_index_in_its_order_however_much_there_is_to_do(owner) -> None:
    red = landlord("red")
    with tenancy.association(red):
        kim = member(red, account("kim"))
        team = Team.objects.create(association=red, slug="desk", name="Desk")
        with connection.cursor() as cursor:
            cursor.execute(_MANY, [red.pk, kim.account_id, team.pk, NOW])
    owner.execute("ANALYZE store_thread, store_account, store_office")
    with tenancy.association(red):
        assert desk.counts(kim, at=NOW) == Counts(desk.MOST + 1, desk.MOST + 1, 100, 50)
        for which, narrowed, index in (
            (TO_DO, {}, "thread_to_do"),
            (TO_DO, {"when": LATE}, "thread_to_do"),
            (TO_DO, {"owner": kim.account_id}, "thread_to_do_of_owner"),
            (TO_DO, {"kind": "complaint"}, "thread_to_do_of_kind"),
            (TO_DO, {"team": team.pk}, "thread_to_do_of_team"),
            (ADRIFT, {}, "thread_adrift"),
        ):
            plan = desk.listed(kim, which, at=NOW, **narrowed)[:40].explain()
            assert f"using {index} on store_thread" in plan, plan
            assert "Sort" not in plan, plan


_MANY = """
    INSERT INTO store_thread (association_id, ref, kind, owner_id, team_id, state, sensitivity, opened_at,
        via, act_by, due_at, adrift, asked)
    SELECT %s, lpad(n::text, 9, '0'), CASE WHEN n %% 20 = 0 THEN 'complaint' ELSE 'letter' END,
        CASE WHEN n %% 100 = 0 THEN %s END, CASE WHEN n %% 100 = 1 THEN %s END, 'open', '', moment, 'form',
        moment, moment, n %% 200 = 0, CASE WHEN n %% 400 = 0 THEN 1 ELSE 0 END
    FROM generate_series(1, 20000) AS n, LATERAL (
        SELECT %s::timestamptz + (n - 5000) * interval '1 minute' AS moment
    ) AS its
"""
