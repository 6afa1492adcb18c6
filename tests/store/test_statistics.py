"""After an import the database plans for what there is, without being told by its owner."""

from __future__ import annotations

import psycopg
import pytest

from kept.store import statistics, tenancy
from tests.store.making import landlord, take_in
from tests.unit.casework.small import event

pytestmark = pytest.mark.django_db(transaction=True)

TUESDAY = "Tuesday 2026-04-07 10:00"


def known_rows(owner: psycopg.Connection, table: str) -> float:
    row = owner.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table]).fetchone()
    assert row is not None
    return float(row[0])


def test_it_looks_at_the_tables_and_changes_nothing(owner: psycopg.Connection) -> None:
    red = landlord("red")
    with tenancy.association(red):
        for number in range(5):
            take_in(event("letter.received", TUESDAY, id=f"L{number}"), at=TUESDAY)
    assert known_rows(owner, "store_thread") <= 0
    statistics.gather()
    assert [known_rows(owner, f"store_{each}") for each in ("thread", "event", "clock")] == [5, 5, 15]
