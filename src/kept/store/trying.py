"""Which threads does a draft of the policy touch, and what is on record of them?

    held = threads_since("karin", begins)           # how many
    for docket, team in histories_since("karin", begins):
        docket.history

They are read some at a time, each batch in a transaction of its own that may not write, so that memory stays
flat and staff can go on working.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection

from kept.store import dockets, tenancy
from kept.store.dockets import Docket
from kept.store.models import Association, Thread

AT_ONCE = 500
# Nothing that began before can be another under the draft, so what was quiet since then is left out.
_TOUCHED = """
FROM store_thread t
WHERE t.association_id = kept_association() AND t.merged_into_id IS NULL AND t.id > %(last)s AND (
    EXISTS (SELECT FROM store_event e WHERE e.association_id = t.association_id AND e.thread_id = t.id
        AND e.happened_at >= %(since)s)
    OR EXISTS (SELECT FROM store_thread told JOIN store_event e
            ON e.association_id = told.association_id AND e.thread_id = told.id
        WHERE told.association_id = t.association_id AND told.merged_into_id = t.id
        AND e.happened_at >= %(since)s)
)
"""
_HOW_MANY = f"SELECT count(*) {_TOUCHED}"
_NEXT = f"SELECT t.id {_TOUCHED} ORDER BY t.id LIMIT %(most)s"


def threads_since(association: Association | str, since: datetime) -> int:
    """How many threads have something that happened since then."""
    with _reading(association):
        [(number,)] = _rows(_HOW_MANY, {"last": 0, "since": since})
        return int(number)


def histories_since(association: Association | str, since: datetime) -> Iterator[tuple[Docket, str]]:
    """Each of these threads with its history, and the name of its team, which may be empty."""
    last = 0
    while True:
        with _reading(association):
            ids = [row[0] for row in _rows(_NEXT, {"last": last, "since": since, "most": AT_ONCE})]
            held = dockets.histories(dockets.look(ids)) if ids else []
            teams: dict[int | None, str | None] = dict(
                Thread.objects.filter(pk__in=ids).values_list("pk", "team__name")
            )
        if not ids:
            return
        for docket in held:
            yield docket, teams.get(docket.id) or ""
        last = ids[-1]


@contextmanager
def _reading(association: Association | str) -> Iterator[None]:
    """The association for one transaction; one of our own cannot write."""
    with tenancy.association(association):
        if len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
        yield


def _rows(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
