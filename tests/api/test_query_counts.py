"""How many queries does a request take? A number that is held here, and that does not grow with the rows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.store.models import Account, Association
from tests import cast
from tests.api.conftest import Machine
from tests.api.test_events import CAME

# One for the token, one for the association, one for the membership, then what the request is about, and now
# and then one to note that the token is in use. Savepoints, and a last one that makes no association active
# again, are there because a test is a transaction.
MOST = {
    "contacts": 5,
    "contacts/{ref}": 9,
    "clocks": 5,
    "performance": 8,
    "promises": 5,
    "event-kinds": 5,
}
RECORDING, BATCH = 13, 13


def queries(machine: Machine, address: str, body: object = None) -> list[str]:
    """What a second request asks of the database: the first reads rulebooks, and notes the token."""
    for _ in range(2):
        with CaptureQueriesContext(connection) as found:
            response = machine.get(address) if body is None else machine.post(address, body)
            assert response.status_code in (200, 201), response.content
    return [each["sql"] for each in found if "SAVEPOINT" not in each["sql"]]


@pytest.mark.parametrize("place", sorted(MOST))
def test_reading_takes_as_many_queries_with_thirty_rows_as_with_one(
    machine: Machine, karin: Association, ann: Account, letter: str, place: str
) -> None:
    address = place.format(ref=letter)
    few = queries(machine, address)
    for n in range(30):
        cast.told(karin, ann, "letter.received", f"Tuesday 2026-04-07 11:{n:02}", from_name=f"Caller {n}")
        cast.told(karin, ann, "note.added", f"Tuesday 2026-04-07 11:{n:02}", thread=letter, note=f"Note {n}")
    many = queries(machine, address)
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= MOST[place], "\n".join(many)


def test_recording_a_contact_takes_at_most_fourteen(machine: Machine, karin: Association) -> None:
    found = queries(machine, "events", CAME)
    assert len(found) <= RECORDING, "\n".join(found)


def test_a_batch_takes_as_many_for_a_hundred_as_for_two(machine: Machine, karin: Association) -> None:
    two = queries(machine, "events/batch", {"events": [CAME] * 2})
    hundred = queries(machine, "events/batch", {"events": [CAME] * 100})
    assert len(hundred) == len(two), "\n".join(hundred)
    assert len(hundred) <= BATCH, "\n".join(hundred)
