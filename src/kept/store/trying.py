"""Which threads does a draft of the policy touch, what is on record of them, and what has been tried?

    held = threads_since("karin", begins, at)           # how many
    for docket, team in histories_since("karin", begins, at):
        docket.history
    stretch_since("karin", begins, at, last=4711)       # the next few after that thread
    trials_of(draft)                                    # the newest first

Threads are read some at a time, each batch in a transaction of its own that may not write, so that memory
stays flat and staff can go on working. What was recorded after the moment of the trial is no part of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from kept.store import dockets, tenancy
from kept.store.dockets import Docket
from kept.store.models import Association, PolicyDraft, PolicyTrial, Thread

AT_ONCE = 500
KEPT_RULEBOOKS = 4
# Nothing that began before can be another under the draft, so what was quiet since then is left out. Each
# thread is looked up by its index: an EXISTS would gather all events of the association for every stretch.
_TOUCHED = """
FROM store_thread t
WHERE t.association_id = kept_association() AND t.merged_into_id IS NULL AND t.id > %(last)s AND (
    (SELECT true FROM store_event e WHERE e.association_id = t.association_id AND e.thread_id = t.id
        AND e.happened_at >= %(since)s AND e.recorded_at <= %(at)s LIMIT 1)
    OR (SELECT true FROM store_thread told JOIN store_event e
            ON e.association_id = told.association_id AND e.thread_id = told.id
        WHERE told.association_id = t.association_id AND told.merged_into_id = t.id
        AND e.happened_at >= %(since)s AND e.recorded_at <= %(at)s LIMIT 1)
)
"""
_HOW_MANY = f"SELECT count(*) {_TOUCHED}"
_NEXT = f"SELECT t.id {_TOUCHED} ORDER BY t.id LIMIT %(most)s"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some threads with their histories and the names of their teams, which may be empty. `last` is the
    thread up to which they go, and `more` whether others may come after it.
    """

    found: Sequence[tuple[Docket, str]]
    last: int
    more: bool


def threads_since(association: Association | str | int, since: datetime, at: datetime) -> int:
    """How many threads have something that happened since then, as known at `at`."""
    with _reading(association):
        [(number,)] = _rows(_HOW_MANY, {"last": 0, "since": since, "at": at})
        return int(number)


def stretch_since(
    association: Association | str | int, since: datetime, at: datetime, *, last: int = 0
) -> Stretch:
    """The next few of these threads after that one."""
    with _reading(association):
        which = {"last": last, "since": since, "at": at, "most": AT_ONCE}
        ids = [row[0] for row in _rows(_NEXT, which)]
        held = dockets.histories(dockets.look(ids)) if ids else []
        teams: dict[int | None, str | None] = dict(
            Thread.objects.filter(pk__in=ids).values_list("pk", "team__name")
        )
    found = [(docket, teams.get(docket.id) or "") for docket in held]
    return Stretch(found, ids[-1] if ids else last, len(ids) == AT_ONCE)


def histories_since(
    association: Association | str | int, since: datetime, at: datetime
) -> Iterator[tuple[Docket, str]]:
    """Each of these threads."""
    stretch = Stretch((), 0, more=True)
    while stretch.more:
        stretch = stretch_since(association, since, at, last=stretch.last)
        yield from stretch.found


# ---- what has been tried --------------------------------------------------------------------


def trials_of(draft: PolicyDraft) -> list[PolicyTrial]:
    """The trials of a draft, the newest first, without what they counted on the way."""
    return list(PolicyTrial.objects.filter(draft=draft).defer("held").order_by("-id"))


def trial_of(draft: PolicyDraft, trial: int) -> PolicyTrial | None:
    """That one of them."""
    return PolicyTrial.objects.filter(draft=draft, pk=trial).defer("held").first()


@contextmanager
def _reading(association: Association | str | int) -> Iterator[None]:
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
