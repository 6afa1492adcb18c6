"""What is on record about some threads, all of it at once, and held still while we decide?

    for docket in dockets.read(dockets.lock([17, 4])):
        docket.ref, docket.history, docket.clocks

A docket is what one act or one sweep needs of one thread: its row, the events of it and of the threads joined
to it, and its clocks as stored. However many threads are asked for, the number of queries stays the same.
Everything here runs inside `tenancy.association(…)`.

A rule that must hold: **history is read after the lock**, never before it, or a writer decides on what
another has just changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from kept.casework.standing import Standing
from kept.casework.values import Clock, Event, Grade, Owed, Verdict
from kept.store.models import Thread


@dataclass(slots=True)
class Docket:
    """One thread with everything that a judgement of it needs. A new thread has no id until it is written.

    `standing` is how its row says that it stands; `members` are the threads joined into it, ids by reference.
    """

    id: int | None
    ref: str
    subject: str | None = None
    office_id: int | None = None
    office: str | None = None
    standing: Standing | None = None
    person_id: int | None = None
    members: dict[str, int] = field(default_factory=dict)
    history: list[Event] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is on record: a thread, and the one that it has been joined into."""

    id: int
    ref: str
    subject: str | None
    into: int | None

    @property
    def root(self) -> int:
        """The id of the thread that now stands for this one."""
        return self.into or self.id


@dataclass(frozen=True, slots=True)
class OnRecord:
    """An event already written, its personal words beside it (None once they are erased)."""

    event: Event
    words: dict[str, object] | None
    place: Place


@dataclass(frozen=True, slots=True)
class Found:
    """What is on record of the names that an act uses: threads by reference or subject, events by uid."""

    places: tuple[Place, ...]
    events: dict[str, OnRecord]


_EVENT = "e.uid, e.kind, e.happened_at, e.recorded_at, e.by, e.via, e.grade, e.corrects, e.answers, e.facts"
_NO_EVENT = ", ".join(["NULL"] * 10)
_PLACE = "t.id, t.ref, t.subject, t.merged_into_id"

# One query for everything that an act names. It also holds off a rulebook that is being loaded, until we are
# done: whoever loads one takes the same lock for himself alone, and judges again what we have written.
_FIND = f"""
WITH waited AS MATERIALIZED (
    SELECT pg_advisory_xact_lock_shared(1801811060, (%(a)s %% 2147483647)::int) IS NULL AS in_vain
)
SELECT {_PLACE}, t.ref, {_EVENT}, x.words, x.erased_at
FROM store_event e JOIN store_thread t ON t.association_id = e.association_id AND t.id = e.thread_id
LEFT JOIN store_eventtext x ON x.event_id = e.id
WHERE e.association_id = %(a)s AND e.uid = ANY(%(uids)s)
UNION ALL
SELECT {_PLACE}, NULL, {_NO_EVENT}, NULL, NULL FROM store_thread t
WHERE t.association_id = %(a)s AND t.ref = ANY(%(refs)s)
UNION ALL
SELECT {_PLACE}, NULL, {_NO_EVENT}, NULL, NULL FROM store_thread t
WHERE t.association_id = %(a)s AND t.subject = ANY(%(subjects)s)
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, {_NO_EVENT}, NULL, NULL FROM waited WHERE in_vain
"""
STANDING = tuple(Standing.__dataclass_fields__)
_ALONE = "SELECT pg_advisory_xact_lock(1801811060, (%s %% 2147483647)::int)"

_HISTORY = f"""
SELECT coalesce(t.merged_into_id, t.id), t.id, t.ref, {_EVENT}
FROM store_thread t JOIN store_event e ON e.association_id = t.association_id AND e.thread_id = t.id
WHERE t.association_id = kept_association() AND (t.id = ANY(%(ids)s) OR t.merged_into_id = ANY(%(ids)s))
ORDER BY e.id
"""
_CLOCKS = """
SELECT thread_id, promise, start, version, started_at, due_at, first_due_at, act_by, act_by_open, verdict,
aim_at,
    provisional, stop, ended_at, breached_at, first_verdict, grade, took, took_days, owner, unanswered, paused
FROM store_clock WHERE association_id = kept_association() AND thread_id = ANY(%s)
"""
_OWED = """
SELECT thread_id, promise, start, what, step, since
FROM store_owed WHERE association_id = kept_association() AND thread_id = ANY(%s)
"""


def find(
    association: int,
    *,
    refs: Collection[str] = (),
    subjects: Collection[str] = (),
    uids: Collection[str] = (),
) -> Found:
    """What is on record under these names."""
    places: dict[int, Place] = {}
    events: dict[str, OnRecord] = {}
    named = {"a": association, "refs": list(refs), "subjects": list(subjects), "uids": list(uids)}
    for row in _rows(_FIND, named):
        place = places.setdefault(row[0], Place(*row[:4]))
        if row[5] is not None:
            event = _event(row[4:15])
            words = None if row[16] is not None else orjson.loads(row[15] or "{}")
            events[event.id] = OnRecord(event, words, place)
    return Found(tuple(places.values()), events)


def alone(association: int) -> None:
    """Wait until nobody acts on the rules of this association, and keep others waiting until we are done."""
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [association])


def lock(ids: Iterable[int], *, skip_locked: bool = False, due_by: datetime | None = None) -> list[Docket]:
    """Hold these threads until the transaction ends, by their ids so that no two acts wait for each other.

    Left out are threads that have been joined into another; with `skip_locked` those that somebody else
    holds; with `due_by` those that need no waking by then. A joined thread is held through the one that it
    was joined into.
    """
    return _dockets(Thread.objects.select_for_update(of=("self",), skip_locked=skip_locked), ids, due_by)


def look(ids: Iterable[int], *, joined: bool = False) -> list[Docket]:
    """The same without holding anything. `joined` gives the rows of joined threads too."""
    return _dockets(Thread.objects.all(), ids, None, joined=joined)


def _dockets(rows: Any, ids: Iterable[int], due_by: datetime | None, *, joined: bool = False) -> list[Docket]:
    wanted = set(ids)
    if not wanted:
        return []
    if due_by is not None:
        rows = rows.filter(wake_at__lte=due_by)
    found = rows.filter(pk__in=wanted).select_related("office").order_by("pk")
    return [_docket(row) for row in found if joined or row.merged_into_id is None]


def _docket(row: Thread) -> Docket:
    standing = Standing(**{name: getattr(row, name) for name in STANDING})
    office = row.office.slug if row.office else None
    return Docket(row.pk, row.ref, row.subject, row.office_id, office, standing, row.person_id)


def read(held: Sequence[Docket], *, owed: bool = False) -> Sequence[Docket]:
    """Fill in what is on record of threads that are held: history, clocks and, if asked for, what is owed."""
    by_id = {each.id: each for each in held}
    if not by_id:
        return held
    ids = list(by_id)
    for row in _rows(_HISTORY, {"ids": ids}):
        docket = by_id[row[0]]
        docket.history.append(_event(row[2:]))
        if row[0] != row[1]:
            docket.members[row[2]] = row[1]
    for row in _rows(_CLOCKS, [ids]):
        by_id[row[0]].clocks.append(_clock(row))
    for row in _rows(_OWED, [ids]) if owed else ():
        by_id[row[0]].owed.append(Owed(*row[1:]))
    return held


def histories(held: Sequence[Docket]) -> Sequence[Docket]:
    """Fill in the history alone, for whoever judges it by rules other than those in force."""
    by_id = {each.id: each for each in held}
    for row in _rows(_HISTORY, {"ids": list(by_id)}):
        by_id[row[0]].history.append(_event(row[2:]))
    return held


def _rows(sql: str, params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _event(row: tuple[Any, ...]) -> Event:
    ref, uid, kind, happened_at, recorded_at, by, via, grade, corrects, answers, facts = row
    return Event(
        uid,
        kind,
        happened_at,
        recorded_at,
        by,
        Grade(grade),
        orjson.loads(facts),
        corrects,
        tuple(orjson.loads(answers)),
        ref,
        via,
    )


def _clock(row: tuple[Any, ...]) -> Clock:
    values = list(row[1:])
    values[8] = Verdict(values[8])
    values[14] = Verdict(values[14]) if values[14] else None
    values[15] = Grade(values[15]) if values[15] else None
    values[19] = tuple(orjson.loads(values[19]))
    return Clock(*values)
