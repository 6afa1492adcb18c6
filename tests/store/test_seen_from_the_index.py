"""Who may see what costs no list its index: the Desk is read in its order, and what is hidden has its own.

200,000 threads, of which some hundreds are kept for few and some are of a customer with whom the looker is
connected.
"""

from __future__ import annotations

import pytest
from django.db import connection

from kept.store import desk, seers, tenancy, threads
from kept.store.desk import ADRIFT, TO_DO
from kept.store.models import Connection, Membership, Person, Team
from tests.store.making import account, landlord, member, moment, take_in
from tests.unit.casework.small import event

NOW = moment("Wednesday 2026-04-08 10:00")
TUESDAY = "Tuesday 2026-04-07 10:00"
_MANY = """
    INSERT INTO store_thread (association_id, ref, kind, owner_id, about_id, person_id, state, sensitivity,
        opened_at, via, act_by, due_at, adrift, asked)
    SELECT %(here)s, lpad(n::text, 9, '0'), 'letter', CASE WHEN n %% 100 = 0 THEN %(kim)s END,
        CASE WHEN n %% 1000 = 1 THEN %(kim)s END, CASE WHEN n %% 5000 = 2 THEN %(sister)s END, 'open',
        CASE WHEN n %% 1000 = 1 THEN 'about-staff' WHEN n %% 1000 = 3 THEN 'safeguarding' ELSE '' END,
        moment, 'form', CASE WHEN n %% 10 = 0 THEN moment END, moment, n %% 2000 = 0, 0
    FROM generate_series(1, 200000) AS n, LATERAL (
        SELECT %(now)s::timestamptz + (n - 50000) * interval '1 minute' AS moment
    ) AS its
"""


@pytest.mark.django_db(transaction=True)
def test_what_is_closed_to_some_is_left_out_in_the_order_of_the_index(owner) -> None:
    red = landlord("red")
    with tenancy.association(red):
        kim, mia = account("kim"), account("mia")
        team = Team.objects.create(association=red, slug="desk", name="Desk")
        log = take_in(event("letter.received", TUESDAY, id="log"), at=TUESDAY, sensitivity="house")
        sister = Person.objects.create(association=red, ref="S", name="S", log_id=log.id, added_at=NOW)
        for who in (kim, mia):
            Connection.objects.create(
                association=red,
                account=who,
                person=sister,
                kind="family",
                from_on="2026-01-01",
                told_by="kim",
                told_at=NOW,
            )
        with connection.cursor() as cursor:
            cursor.execute(_MANY, {"here": red.pk, "kim": kim.pk, "sister": sister.pk, "now": NOW})
        officer, manager = member(red, kim, "officer", team=team), member(red, mia, "manager")
    owner.execute("ANALYZE store_thread, store_account, store_office, store_person")
    with tenancy.association(red):
        for each in (officer, manager):
            whose = seers.knowing(Membership.objects.filter(pk=each.pk)).get()
            assert seers.seer(whose).closed == {sister.pk}
            for which, narrowed, index in (
                (TO_DO, {}, "thread_to_do"),
                (TO_DO, {"owner": kim.pk}, "thread_to_do_of_owner"),
                (ADRIFT, {}, "thread_adrift"),
            ):
                plan = desk.listed(whose, which, at=NOW, **narrowed)[:40].explain()
                assert f"using {index} on store_thread" in plan, plan
                assert "Sort" not in plan, plan
            hidden = threads.hidden_from(whose)
            plan = hidden.values("id").explain()
            assert "Seq Scan on store_thread" not in plan, plan
            # Those about her, the concerns, her sister's, and what is noted of the sister.
            assert hidden.count() == {"officer": 200, "manager": 0}[each.role] + 200 + 40 + 1
