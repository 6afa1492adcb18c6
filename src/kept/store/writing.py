"""How is what an act changes written, for one thread or for thousands, in a handful of statements?

    write([Outcome(docket, judgement, standing, events=changes.events, written=changes.written)])

The caller holds the dockets' locks and the transaction; all of it is written, or an exception leaves nothing.
Writing the same difference twice writes nothing the second time. A thread under an outside reference that
somebody else has opened meanwhile, and an event under a uid that somebody else has written, are an
IntegrityError: begin the act again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection

from kept.casework.cases import Standing as CaseStanding
from kept.casework.history import CATCH_UP, IMPORT
from kept.casework.standing import Standing
from kept.casework.values import Clock, Event, Judgement
from kept.store import bulk, hooks
from kept.store.dockets import Docket


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to write about one thread.

    `opened` holds owner_id, team_id, person_id, via, sensitivity, about_id and raised_by_id of a thread that
    is new (its docket has no id yet).
    `words` are the personal words of new events, `causes` the events that led to them, both by uid.
    Everything that the judgement owes is written once, however often it is handed over. `person_id` is the
    customer whose contact a thread on record becomes. `cases` are those that its events make of it, or None
    where nothing of them belongs to one.
    """

    docket: Docket
    judgement: Judgement
    standing: Standing
    events: Sequence[Event] = ()
    words: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    causes: Mapping[str, str] = field(default_factory=dict)
    written: Sequence[Clock] = ()
    removed: Sequence[tuple[str, str]] = ()
    opened: Mapping[str, Any] | None = None
    person_id: int | None = None
    cases: tuple[CaseStanding, ...] | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows of each sort were written."""

    opened: int = 0
    events: int = 0
    clocks: int = 0
    removed: int = 0
    owed: int = 0
    threads: int = 0


def write(outcomes: Sequence[Outcome]) -> Written:
    """Write what follows for many threads of the active association, a statement for each table.

    The dockets of new threads get their ids.
    """
    _attach(outcomes)
    opened = _open(outcomes)
    _cases(outcomes)
    return Written(
        opened=opened,
        events=_events(outcomes),
        removed=_removed(outcomes),
        clocks=_clocks(outcomes),
        owed=_owed(outcomes),
        threads=_stand(outcomes),
    )


_STANDING = {
    "kind": "text",
    "state": "text",
    "opened_at": "timestamptz",
    "closed_at": "timestamptz",
    "next_date": "timestamptz",
    "wake_at": "timestamptz",
    "act_by": "timestamptz",
    "due_at": "timestamptz",
    "adrift": "boolean",
    "asked": "integer",
}
_OPENED = {
    "ref": "text",
    "subject": "text",
    "office_id": "bigint",
    "owner_id": "bigint",
    "team_id": "bigint",
    "person_id": "bigint",
    "via": "text",
    "sensitivity": "text",
    "about_id": "bigint",
    "raised_by_id": "bigint",
    **_STANDING,
}


def _open(outcomes: Sequence[Outcome]) -> int:
    new = [each for each in outcomes if each.docket.id is None]
    # In order of their outside references: two batches that bring the same ones do not wait for each other.
    new.sort(key=lambda each: (each.docket.subject or "", each.docket.ref))
    rows = []
    for each in new:
        docket, more = each.docket, each.opened or {}
        of_whom = (
            more.get("owner_id"),
            more.get("team_id"),
            more.get("person_id"),
            more.get("via", "form"),
            more.get("sensitivity", ""),
            more.get("about_id"),
            more.get("raised_by_id"),
        )
        rows.append((docket.ref, docket.subject, docket.office_id, *of_whom, *_standing(each.standing)))
    ids = dict(bulk.insert("store_thread", _OPENED, rows, tail="RETURNING ref, id"))
    for each in new:
        each.docket.id = ids[each.docket.ref]
    return len(rows)


def _standing(now: Standing) -> tuple[Any, ...]:
    return tuple(getattr(now, name) for name in _STANDING)


_EVENT = {
    "thread_id": "bigint",
    "uid": "text",
    "kind": "text",
    "happened_at": "timestamptz",
    "recorded_at": "timestamptz",
    "by": "text",
    "via": "text",
    "grade": "text",
    "corrects": "text",
    "answers": "jsonb",
    "facts": "jsonb",
    "cause": "text",
}


_EVENT_VALUES = attrgetter(
    "id", "kind", "happened_at", "recorded_at", "by", "via", "grade", "corrects", "answers"
)


def _events(outcomes: Sequence[Outcome]) -> int:
    rows, words = [], []
    for each in outcomes:
        for event in each.events:
            cause = each.causes.get(event.id)
            rows.append((each.docket.id, *_EVENT_VALUES(event), dict(event.facts), cause))
            if each.words.get(event.id):
                words.append((event.id, dict(each.words[event.id])))
    written = bulk.insert("store_event", _EVENT, rows, tail=f"RETURNING uid, id, {hooks.STANDS}")
    ids = {uid: event for uid, event, _ in written}
    beside = [(ids[uid], text) for uid, text in words]
    bulk.insert("store_eventtext", {"event_id": "bigint", "words": "jsonb"}, beside)
    if any(hooked for *_, hooked in written):
        told = [event for each in outcomes for event in each.events if event.via not in (IMPORT, CATCH_UP)]
        hooks.queue([(ids[each.id], each.id, each.kind, each.recorded_at) for each in told])
    return len(rows)


_CLOCK = {
    "thread_id": "bigint",
    "office_id": "bigint",
    "promise": "text",
    "start": "text",
    "version": "text",
    "started_at": "timestamptz",
    "due_at": "timestamptz",
    "first_due_at": "timestamptz",
    "act_by": "timestamptz",
    "act_by_open": "boolean",
    "verdict": "text",
    "aim_at": "timestamptz",
    "provisional": "boolean",
    "stop": "text",
    "ended_at": "timestamptz",
    "breached_at": "timestamptz",
    "first_verdict": "text",
    "grade": "text",
    "took": "float8",
    "took_days": "integer",
    "owner": "text",
    "unanswered": "jsonb",
    "paused": "boolean",
}
_CLOCK_KEY = ("thread_id", "promise", "start")
_CLOCK_AGAIN = "ON CONFLICT (association_id, thread_id, promise, start) DO UPDATE SET " + ", ".join(
    f'"{name}" = EXCLUDED."{name}"' for name in _CLOCK if name not in _CLOCK_KEY
)


_CLOCK_VALUES = attrgetter(*list(_CLOCK)[2:])


def _clocks(outcomes: Sequence[Outcome]) -> int:
    rows = [
        (each.docket.id, each.docket.office_id, *_CLOCK_VALUES(clock))
        for each in outcomes
        for clock in each.written
    ]
    bulk.insert("store_clock", _CLOCK, rows, tail=_CLOCK_AGAIN)
    return len(rows)


_REMOVE = """
    DELETE FROM store_clock AS old USING {new}
    WHERE old.association_id = kept_association()
      AND old.thread_id = new.thread_id AND old.promise = new.promise AND old.start = new.start
"""


def _removed(outcomes: Sequence[Outcome]) -> int:
    rows = [(each.docket.id, *key) for each in outcomes for key in each.removed]
    return bulk.change(_REMOVE, {name: _CLOCK[name] for name in _CLOCK_KEY}, rows)


_OWED = {
    "thread_id": "bigint",
    "promise": "text",
    "start": "text",
    "what": "text",
    "step": "integer",
    "since": "timestamptz",
}


def _owed(outcomes: Sequence[Outcome]) -> int:
    rows = [
        (each.docket.id, owed.promise, owed.start, owed.what, owed.step, owed.since)
        for each in outcomes
        for owed in each.judgement.owed
    ]
    return len(bulk.insert("store_owed", _OWED, rows, tail="ON CONFLICT DO NOTHING RETURNING id"))


_STAND = f"""
    UPDATE store_thread AS old SET {", ".join(f"{name} = new.{name}" for name in _STANDING)} FROM {{new}}
    WHERE old.association_id = kept_association() AND old.id = new.id
"""


def _stand(outcomes: Sequence[Outcome]) -> int:
    """Bring the rows of threads up to date that stand otherwise than they were read."""
    rows = [
        (each.docket.id, *_standing(each.standing))
        for each in outcomes
        if each.docket.standing is not None and each.docket.standing != each.standing
    ]
    return bulk.change(_STAND, {"id": "bigint", **_STANDING}, rows)


_CASE = {
    "thread_id": "bigint",
    "type": "text",
    "state": "text",
    "ended": "boolean",
    "opened_at": "timestamptz",
    "since_at": "timestamptz",
}
_CASE_AGAIN = (
    "ON CONFLICT (association_id, thread_id, type) DO UPDATE SET state = EXCLUDED.state,"
    " ended = EXCLUDED.ended, opened_at = EXCLUDED.opened_at, since_at = EXCLUDED.since_at"
    " WHERE (store_case.state, store_case.ended, store_case.opened_at, store_case.since_at)"
    " IS DISTINCT FROM (EXCLUDED.state, EXCLUDED.ended, EXCLUDED.opened_at, EXCLUDED.since_at)"
)
_NO_CASE = """
    DELETE FROM store_case AS old USING {new}
    WHERE old.association_id = kept_association() AND old.thread_id = new.thread_id
      AND NOT old.type = ANY (new.types)
"""


def _cases(outcomes: Sequence[Outcome]) -> None:
    """Bring the rows of cases up to date; one whose beginning was voided goes."""
    rows, left = [], []
    for each in outcomes:
        if each.cases is None:
            continue
        for one in each.cases:
            state = (one.state.name, one.state.ended)
            rows.append((each.docket.id, one.type.name, *state, one.opened.happened_at, one.since))
        if any(event.corrects is not None for event in each.events):
            left.append((each.docket.id, [one.type.name for one in each.cases]))
    bulk.insert("store_case", _CASE, rows, tail=_CASE_AGAIN)
    bulk.change(_NO_CASE, {"thread_id": "bigint", "types": "text[]"}, left)


_ATTACH = """
    UPDATE store_thread AS old SET person_id = new.person_id FROM {new}
    WHERE old.association_id = kept_association() AND old.id = new.id
"""


def _attach(outcomes: Sequence[Outcome]) -> int:
    rows = [(each.docket.id, each.person_id) for each in outcomes if each.person_id is not None]
    return bulk.change(_ATTACH, {"id": "bigint", "person_id": "bigint"}, rows)


_MERGE = (
    "UPDATE store_thread SET merged_into_id = %(root)s, wake_at = NULL, next_date = NULL,"
    " act_by = NULL, due_at = NULL, adrift = false, asked = 0"
    " WHERE association_id = kept_association() AND (id = %(thread)s OR merged_into_id = %(thread)s)",
    "UPDATE store_clock SET thread_id = %(root)s"
    " WHERE association_id = kept_association() AND thread_id = %(thread)s",
    "UPDATE store_owed SET thread_id = %(root)s"
    " WHERE association_id = kept_association() AND thread_id = %(thread)s",
)


def merge(thread: int, *, into: int) -> None:
    """Let `thread`, and all that was joined into it, live on in `into`: clocks and what is owed move there.

    Both must be held, and `into` must not be joined into another. What then follows is for casework to judge.
    """
    if thread == into:
        raise ValueError("A thread cannot be joined into itself.")
    with connection.cursor() as cursor:
        for statement in _MERGE:
            cursor.execute(statement, {"root": into, "thread": thread})


def erase_words(uids: Iterable[str], *, by: str, at: datetime) -> int:
    """Erase the personal words of these events, and note who did it and when: how many had any."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE store_eventtext AS beside SET words = '{}', erased_at = %s, erased_by = %s"
            " FROM store_event AS event"
            " WHERE event.association_id = kept_association() AND event.uid = ANY(%s::text[])"
            " AND beside.association_id = kept_association() AND beside.event_id = event.id"
            " AND beside.erased_at IS NULL",
            [at, by, list(uids)],
        )
        return int(cursor.rowcount)
