"""Which safety alarms stand, whose turn is it, and is the worker alive?

    watch = alarms.watch(membership, roles={"officer"}, alarm=rulebook.association.alarm, at=now)
    watch.calling       # (Calling(ref="K7F3-9Q2M", what="gas", …), …), the longest standing first
    watch.beat_at       # when the worker last showed a sign of life; None where it never did
    watch.unread        # how many notices this member has not read, up to a hundred
    watch.passed        # the calls that were put through to this member and wait for them

An alarm stands from the moment at which it was put on record until somebody says that they see to it. It
calls one role after another by the clock alone, so that it goes on calling when the worker is dead. It is one
query, for it is asked on every page.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from kept.casework.calling import ALARM, ROUNDS
from kept.casework.visibility import SAFEGUARDING
from kept.rulebook.model import Alarm
from kept.store.mailboxes import SILENT_AFTER
from kept.store.models import Membership
from kept.store.seers import seer
from kept.store.threads import visible_to
from kept.workclock.lengths import amount

WORKER = "worker"
# A call that nobody took up by the end of the day is on the line no more; it stays on the Desk.
STANDS = timedelta(hours=8)
ACKNOWLEDGED, STRUCK_OUT = "alarm.acknowledged", "event.voided"


@dataclass(frozen=True, slots=True)
class Calling:
    """One alarm that nobody has answered. `start` is the event that calls, `step` how many were called.

    A `concern` for somebody's safety calls those who lead on that at once, and nobody else.
    """

    ref: str
    start: str
    what: str
    where: str
    since: datetime
    step: int
    role: str
    concern: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """One call on its way to this member: which, of what sort, who sent it when, and who is on the line."""

    ref: str
    sort: str
    by: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Watch:
    """What every page has to know."""

    calling: tuple[Calling, ...]
    beat_at: datetime | None
    unread: int = 0
    passed: tuple[Passed, ...] = ()
    # Since when a mailbox has not been read that should be.
    silent: datetime | None = None


# The sign of life is there even where no alarm is, and costs no second query. A thread that was joined into
# another keeps its events, while what is owed moves: an answer may stand on any of them.
_WATCH = """
    SELECT life.beat_at, life.unread, life.passed, found.ref, found.start, found.since, found.what,
        found.place, found.sensitivity, found.kind, life.silent
    FROM (
        SELECT max(beat_at) AS beat_at, (
            SELECT count(*) FROM (
                SELECT FROM store_notice
                WHERE association_id = kept_association() AND account_id = %s AND read_at IS NULL LIMIT 100
            ) AS few
        ) AS unread, (
            SELECT jsonb_agg(jsonb_build_array(ref, sort, sender, at, who) ORDER BY at) FROM (
                SELECT thread.ref, passed.sort, coalesce(account.name, passed.by) AS sender, passed.at,
                    coalesce(person.name, (
                        SELECT beside.words->>'from_name' FROM store_event AS opening
                        JOIN store_eventtext AS beside ON beside.event_id = opening.id
                            AND beside.association_id = opening.association_id
                        WHERE opening.association_id = thread.association_id AND opening.thread_id = thread.id
                        ORDER BY opening.happened_at, opening.id LIMIT 1), '') AS who
                FROM store_passedcall AS passed
                JOIN store_thread AS thread ON thread.id = passed.thread_id
                LEFT JOIN store_person AS person ON person.id = thread.person_id
                LEFT JOIN store_account AS account ON account.handle = passed.by
                WHERE passed.association_id = kept_association() AND passed.to_id = %s
                    AND passed.taken_at IS NULL AND passed.at > %s AND thread.owner_id = passed.to_id
                    AND thread.closed_at IS NULL
                ORDER BY passed.at DESC LIMIT 5
            ) AS on_its_way
        ) AS passed, (
            SELECT min(coalesce(read_at, begun_at)) FROM store_mailbox
            WHERE association_id = kept_association() AND wanted AND coalesce(read_at, begun_at) <= %s
        ) AS silent
        FROM store_heartbeat WHERE name = %s
    ) AS life
    LEFT JOIN (
        SELECT thread.ref, owed.start, min(owed.since) AS since,
            min(called.facts->>'what') AS what, min(beside.words->>'address') AS place, thread.sensitivity,
            min(called.kind) AS kind
        FROM store_owed AS owed
        JOIN store_thread AS thread ON thread.id = owed.thread_id
        JOIN store_event AS called
            ON called.association_id = owed.association_id AND called.uid = owed.start
        LEFT JOIN store_eventtext AS beside
            ON beside.association_id = owed.association_id AND beside.event_id = called.id
        WHERE owed.association_id = kept_association() AND owed.what = %s AND owed.thread_id IN ({seen})
            AND NOT EXISTS (
                SELECT FROM store_event AS later
                JOIN store_thread AS its ON its.id = later.thread_id
                WHERE later.association_id = owed.association_id
                    AND (its.id = owed.thread_id OR its.merged_into_id = owed.thread_id)
                    AND (later.kind = %s AND later.recorded_at >= owed.since
                            AND (later.answers = '[]'::jsonb OR later.answers @> to_jsonb(owed.start))
                            AND NOT EXISTS (
                                SELECT FROM store_event AS undone
                                WHERE undone.association_id = owed.association_id
                                    AND undone.kind = %s AND undone.corrects = later.uid)
                        OR later.kind = %s AND later.corrects = owed.start
                        -- Whoever was waited for is back: what was set for a moment does not call any more.
                        OR later.kind = ANY(%s) AND later.thread_id = called.thread_id
                            AND later.id > called.id))
        GROUP BY thread.ref, owed.start, thread.sensitivity
    ) AS found ON true
    ORDER BY found.since, found.start
"""


def watch(
    membership: Membership,
    *,
    roles: Collection[str],
    alarm: Alarm,
    at: datetime,
    calming: Collection[str] = (),
) -> Watch:
    """The alarms that have come to one of `roles` by `at`, of those that this member may see.

    After one of the `calming` kinds what was set for a moment calls no longer.
    """
    try:
        seen, params = visible_to(membership).values("pk").query.sql_with_params()
    except EmptyResultSet:  # whoever sees no contact at all still sees that the worker is dead
        seen, params = "SELECT NULL::bigint WHERE false", ()
    mine = [membership.account_id, membership.account_id, at - STANDS]
    arguments = [*mine, at - SILENT_AFTER, WORKER, ALARM, *params, ACKNOWLEDGED, STRUCK_OUT, STRUCK_OUT]
    arguments.append(list(calming))
    with connection.cursor() as cursor:
        cursor.execute(_WATCH.format(seen=seen), arguments)
        rows = cursor.fetchall()
    beat_at = rows[0][0] if rows else None
    calling = [
        Calling(
            ref,
            start,
            what or "",
            place or "",
            since,
            step,
            alarm.role_at(step),
            sensitivity == SAFEGUARDING,
            kind or "",
        )
        for _beat, _unread, _passed, ref, start, since, what, place, sensitivity, kind, _silent in rows
        if ref is not None
        for step in [steps_by(since, alarm, at)]
    ]
    leads = seer(membership).safeguards
    turned = tuple(
        each for each in calling if (leads if each.concern else _turned_to(each, alarm) & set(roles))
    )
    unread, passed, silent = (rows[0][1], rows[0][2], rows[0][-1]) if rows else (0, None, None)
    return Watch(turned, beat_at, unread, _on_their_way(passed), silent)


def _on_their_way(found: Any) -> tuple[Passed, ...]:
    listed = json.loads(found) if isinstance(found, str) else found or []
    return tuple(
        Passed(ref, sort, by, datetime.fromisoformat(at), who or "") for ref, sort, by, at, who in listed
    )


def steps_by(since: datetime, alarm: Alarm, at: datetime) -> int:
    """How many have been called by `at`."""
    passed = max(0, (at - since) // amount(alarm.after, ring_seconds=1.0))
    return int(min(ROUNDS * len(alarm.chain), passed + 1))


def _turned_to(calling: Calling, alarm: Alarm) -> set[str]:
    """Whoever was called stays called until somebody answers."""
    return set(alarm.chain[: calling.step])
