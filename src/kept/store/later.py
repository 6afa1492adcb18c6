"""What stands otherwise today than it was published, and what was recorded since?

    for change in later(association, membership, published):
        change.promise, change.was, change.now, change.because      # … "broken", "kept-late-recorded", (…,)

A clock is known by its promise and the event that started it, whichever thread has it now. What comes with a
difference is read from the ledger: what was recorded on its thread since, and otherwise what changed for all
(another version of the policy, with a new reading or holidays). Where nothing was, time itself has passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from kept.casework.housekeeping import POLICY_LOADED, READING_ADOPTED, READING_WITHDRAWN
from kept.store import threads
from kept.store.counting import span_of
from kept.store.models import Association, Event, Membership, Published, Thread
from kept.store.publishing import month_end

FOR_ALL = (POLICY_LOADED, READING_ADOPTED, READING_WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Because:
    """An event recorded after the month was published. `thread` is empty for what changed for all."""

    uid: str
    kind: str
    happened_at: datetime
    recorded_at: datetime
    by: str
    thread: str


@dataclass(frozen=True, slots=True)
class Later:
    """One clock that stands otherwise: `was` and `now` are its verdicts, None where it is not of the month.

    `moved` says that the first due lies in another month now; `other` names columns that differ besides.
    """

    promise: str
    start: str
    thread: str
    was: str | None
    now: str | None
    moved: bool
    other: tuple[str, ...]
    because: tuple[Because, ...]


# The clocks of the month by today's reckoning beside those that were published; and where one is no longer
# of the month, what became of it, by way of the event that started it.
_DIFFER = """
WITH RECURSIVE every AS (
    (SELECT min(promise) AS promise FROM store_clock WHERE association_id = kept_association())
    UNION ALL
    SELECT (SELECT min(promise) FROM store_clock
        WHERE association_id = kept_association() AND promise > every.promise)
    FROM every WHERE every.promise IS NOT NULL
), today AS MATERIALIZED (
    SELECT c.promise, c.start, c.thread_id, coalesce(o.slug, '') AS office, c.verdict, c.grade, c.took,
        c.took_days
    FROM every JOIN store_clock c ON c.promise = every.promise
    LEFT JOIN store_office o ON o.id = c.office_id
    WHERE c.association_id = kept_association() AND c.first_due_at > %(begins)s AND c.first_due_at <= %(ends)s
), told AS MATERIALIZED (
    SELECT * FROM store_publishedclock
    WHERE association_id = kept_association() AND published_id = %(published)s
)
SELECT coalesce(told.promise, today.promise), coalesce(told.start, today.start), told.thread, today.thread_id,
    told.verdict, today.verdict, told.grade IS DISTINCT FROM today.grade,
    kept_fine(told.took) IS DISTINCT FROM kept_fine(today.took)
        OR told.took_days IS DISTINCT FROM today.took_days,
    told.office IS DISTINCT FROM today.office
FROM told FULL JOIN today ON today.promise = told.promise AND today.start = told.start
WHERE told.verdict IS DISTINCT FROM today.verdict OR told.grade IS DISTINCT FROM today.grade
    OR kept_fine(told.took) IS DISTINCT FROM kept_fine(today.took)
    OR told.took_days IS DISTINCT FROM today.took_days OR told.office IS DISTINCT FROM today.office
ORDER BY 1, 2
"""
_OTHER = ("evidence", "time", "office")


def later(association: Association, membership: Membership, published: Published) -> list[Later]:
    """Every clock that stands otherwise, as far as this member may open its thread; in five queries."""
    span = span_of(association, published.month, month_end(published.month))
    params: dict[str, Any] = {"begins": span.begins, "ends": span.ends, "published": published.pk}
    with connection.cursor() as cursor:
        cursor.execute(_DIFFER, params)
        rows = cursor.fetchall()
    if not rows:
        return []
    roots = _roots(association, rows)
    seen = dict(threads.visible_to(membership).filter(pk__in=set(roots.values())).values_list("pk", "ref"))
    since = _since(association, seen, published.published_at)
    for_all = _for_all(association, published.published_at)
    gone = _elsewhere([each for each in rows if each[5] is None])
    found = []
    for promise, start, ref, thread, was, now, *differs in rows:
        root = roots.get(thread if thread is not None else ref)
        if root not in seen:
            continue
        moved = now is None and (promise, start) in gone
        other = (
            ()
            if was is None or now is None
            else tuple(name for name, different in zip(_OTHER, differs, strict=True) if different)
        )
        because = since.get(root, ()) or for_all
        found.append(Later(promise, start, seen[root], was, now, moved, other, tuple(because)))
    return found


def _roots(association: Association, rows: Sequence[tuple[Any, ...]]) -> dict[object, int]:
    """The thread that now has each, by the id or the reference by which it was known."""
    ids = {each[3] for each in rows if each[3] is not None}
    refs = {each[2] for each in rows if each[3] is None}
    here = Thread.objects.filter(association=association.pk)
    found: dict[object, int] = {
        pk: root or pk for pk, root in here.filter(pk__in=ids).values_list("pk", "merged_into")
    }
    for ref, pk, root in here.filter(ref__in=refs).values_list("ref", "pk", "merged_into") if refs else ():
        found[ref] = root or pk
    return found


def _since(association: Association, roots: Iterable[int], at: datetime) -> dict[int, list[Because]]:
    """What was recorded on each of these threads, and on those joined into them, after that moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(t.merged_into_id, t.id), e.uid, e.kind, e.happened_at, e.recorded_at, e.by,"
            " t.ref"
            " FROM store_thread t JOIN store_event e"
            " ON e.association_id = kept_association() AND e.thread_id = t.id"
            " WHERE t.association_id = kept_association()"
            " AND (t.id = ANY(%(roots)s) OR t.merged_into_id = ANY(%(roots)s)) AND e.recorded_at > %(at)s"
            " ORDER BY e.recorded_at, e.id",
            {"roots": list(roots), "at": at},
        )
        found: dict[int, list[Because]] = {}
        for root, *event in cursor.fetchall():
            found.setdefault(root, []).append(Because(*event))
        return found


def _for_all(association: Association, at: datetime) -> list[Because]:
    """What changed for every thread after that moment."""
    rows = Event.objects.filter(association=association.pk, kind__in=FOR_ALL, recorded_at__gt=at)
    columns = ("uid", "kind", "happened_at", "recorded_at", "by")
    found = rows.order_by("recorded_at", "id").values_list(*columns)
    return [Because(uid, kind, happened, recorded, by, "") for uid, kind, happened, recorded, by in found]


def _elsewhere(rows: Sequence[tuple[Any, ...]]) -> set[tuple[str, str]]:
    """Of clocks that are no longer of the month, those that there still are."""
    if not rows:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.promise, c.start FROM store_event e JOIN store_thread t ON t.id = e.thread_id"
            " JOIN store_clock c ON c.association_id = kept_association()"
            " AND c.thread_id = coalesce(t.merged_into_id, t.id) AND c.start = e.uid"
            " WHERE e.association_id = kept_association() AND e.uid = ANY(%s) AND c.promise = ANY(%s)",
            [sorted({each[1] for each in rows}), sorted({each[0] for each in rows})],
        )
        return set(cursor.fetchall())
