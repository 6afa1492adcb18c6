"""How many queries does a page take? A number that is held here, and that does not grow with the rows."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.store.models import Account, Association
from tests import cast
from tests.web.conftest import LETTER

# Two for the session and the account, two for where they work, one for the association, one for the
# membership, one or more for the rulebook, one for alarms and the worker, and then what the page is about.
# Savepoints are there because a test is a transaction.
MOST = {
    "/karin/board": 20,
    "/karin/board?list=unexplained": 20,
    "/karin/capture": 8,
    "/karin/capture/letter.received": 16,
    "/karin/clauses": 15,
    "/karin/clauses?q=letter&keeper=promise": 15,
    "/karin/clauses/compare?with=moray": 9,
    "/karin/clauses/karin:letters.1": 14,
    "/karin/clauses/law": 9,
    "/karin/desk": 15,
    "/karin/mine": 13,
    "/karin/morning": 38,
    "/karin/now/call.received": 16,
    "/karin/odd": 13,
    "/karin/performance": 18,
    "/karin/performance/karin:letters.1": 11,
    "/karin/saved/{ref}": 13,
    # One each for the survey, the firms, the letters, owed forms and translations that go with it, and who
    # looked; four for what was written on it, both ways, and its files.
    "/karin/thread/{ref}": 25,
    "/karin/thread/{ref}/letter.answered": 23,
    "/karin/thread/{ref}/why?clause=karin:letters.1&start=" + LETTER: 14,
}


@pytest.fixture
def desk(karin: Association) -> Client:
    return cast.client(cast.member(karin, "bea", "manager"))


def counted(desk: Client, address: str) -> list[str]:
    desk.get(address)  # rulebooks are read once in a process
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert desk.get(address).status_code == 200
    return [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]


def test_a_page_takes_as_many_queries_with_thirty_rows_as_with_one(
    desk: Client, karin: Association, ann: Account, letter: str
) -> None:
    addresses = {place: place.format(ref=letter) for place in MOST}
    few = {place: counted(desk, address) for place, address in addresses.items()}
    for n in range(30):
        cast.told(karin, ann, "letter.received", f"Tuesday 2026-04-07 11:{n:02}", from_name=f"Caller {n}")
        cast.told(karin, ann, "note.added", f"Tuesday 2026-04-07 11:{n:02}", thread=letter, note=f"Note {n}")
    many = {place: counted(desk, address) for place, address in addresses.items()}
    # Every page is looked at before one is held against us; what it asks stands below its address.
    grown = {place: asked for place, asked in many.items() if len(asked) != len(few[place])}
    assert not grown, _told(grown)
    dear = {place: asked for place, asked in many.items() if len(asked) > MOST[place]}
    assert not dear, _told(dear)


def _told(pages: Mapping[str, list[str]]) -> str:
    return "\n\n".join("\n".join([f"{place}: {len(asked)}", *asked]) for place, asked in pages.items())
