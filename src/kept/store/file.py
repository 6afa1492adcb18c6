"""What is in one customer's file, however long it is?

    person = person_for(membership, "K7F3-9Q2M")    # the only door to a file: Hidden where it is closed
    own = people.contacts(person, membership)       # their threads, of those that this member may see
    timeline(own, Sought(words="damp"), limit=50)   # everything that happened on them, the latest first
    timeline(own, Sought(), before=lines[-1].key)   # what came before that
    facets(own)                                     # which kinds, teams and years there are to choose from

The number of queries is the same for ten entries and ten thousand. Of each thread only as many entries are
read as a page can show, from the index in which they lie in their order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from kept.casework import Event, Grade, Verdict
from kept.store import refs, seers
from kept.store.models import Clock, Membership, Person, Team, Thread
from kept.store.threads import Hidden

CUSTOMER = "customer"
MOST_WORDS = 8
# The place of an entry in the line: when it happened, and the number of its row.
Key = tuple[datetime, int]


def person_for(membership: Membership, typed: str) -> Person | None:
    """The file of that reference, the one that stands where it was joined into another.

    None where there is none; Hidden where this member is connected with whoever it is about.
    """
    ref = refs.tidy(typed)
    if ref is None:
        return None
    rows = Person.objects.select_related("merged_into").filter(association=membership.association_id, ref=ref)
    person = rows.first()
    if person is None:
        return None
    stands = person.merged_into or person
    if {person.pk, stands.pk} & seers.seer(membership).closed:
        raise Hidden(ref, CUSTOMER)
    return stands


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for in a file. Empty, it is everything.

    `words` are all to be in what was written; `event_kinds` are those of a channel; `since` and `until` bound
    when it happened; `open` is True for what is not finished yet; `broken` for what broke a promise.
    """

    words: tuple[str, ...] = ()
    event_kinds: Collection[str] | None = None
    thread_kind: str = ""
    team: str = ""
    since: datetime | None = None
    until: datetime | None = None
    open: bool | None = None
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: what happened, on which thread, and the words beside it (None once they are erased)."""

    event: Event
    key: Key
    ref: str
    thread_kind: str
    open: bool
    words: Mapping[str, object] | None
    erased: tuple[datetime, str] | None = None
    # What was said of it later on the same thread: the kinds of event that correct or strike it.
    later: tuple[str, ...] = ()


_LINES = """
WITH own AS MATERIALIZED ({own}),
part AS (
    SELECT own.id, own.id AS root FROM own
    UNION ALL
    SELECT t.id, t.merged_into_id FROM store_thread t JOIN own ON own.id = t.merged_into_id
    WHERE t.association_id = kept_association() AND t.merged_into_id IS NOT NULL
),
line AS MATERIALIZED (
    SELECT part.root, e.* FROM part CROSS JOIN LATERAL (
        SELECT e.* FROM store_event e
        WHERE e.association_id = kept_association() AND e.thread_id = part.id{only}
        ORDER BY e.happened_at DESC, e.id DESC LIMIT %(limit)s
    ) AS e ORDER BY e.happened_at DESC, e.id DESC LIMIT %(limit)s
),
later AS (
    SELECT c.thread_id, c.corrects, array_agg(c.kind ORDER BY c.id) AS kinds
    FROM store_event c WHERE c.association_id = kept_association()
      AND c.thread_id = ANY(ARRAY(SELECT DISTINCT thread_id FROM line)) AND c.corrects IS NOT NULL
    GROUP BY c.thread_id, c.corrects
)
SELECT e.id, own.ref, own.kind, own.closed_at IS NULL, x.words, x.erased_at, x.erased_by, later.kinds,
    e.uid, e.kind, e.happened_at, e.recorded_at, e.by, e.via, e.grade, e.corrects, e.answers, e.facts
FROM line e JOIN own ON own.id = e.root LEFT JOIN store_eventtext x ON x.event_id = e.id
LEFT JOIN later ON later.thread_id = e.thread_id AND later.corrects = e.uid
ORDER BY e.happened_at DESC, e.id DESC
"""
_WRITTEN = """ AND EXISTS (
    SELECT FROM store_eventtext x CROSS JOIN LATERAL (
        SELECT lower(string_agg(w.value, ' ')) AS said FROM jsonb_each_text(x.words) AS w
    ) AS beside WHERE x.event_id = e.id AND {each}
)"""


@dataclass(slots=True)
class _Asked:
    """The conditions on single entries, with their parameters."""

    sql: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    def add(self, sql: str, **params: Any) -> None:
        self.sql += sql
        self.params |= params


def timeline(
    own: QuerySet[Thread], sought: Sought, *, before: Key | None = None, limit: int = 50
) -> list[Line]:
    """What happened on these threads, the latest first; one query."""
    asked = _Asked()
    if before is not None:
        asked.add(" AND (e.happened_at, e.id) < (%(at)s, %(id)s)", at=before[0], id=before[1])
    if sought.since is not None:
        asked.add(" AND e.happened_at >= %(since)s", since=sought.since)
    if sought.until is not None:
        asked.add(" AND e.happened_at < %(until)s", until=sought.until)
    if sought.event_kinds is not None:
        asked.add(" AND e.kind = ANY(%(kinds)s)", kinds=list(sought.event_kinds))
    if sought.words:
        words = sought.words[:MOST_WORDS]
        each = " AND ".join(f"position(%(word{n})s in beside.said) > 0" for n in range(len(words)))
        asked.add(_WRITTEN.format(each=each), **{f"word{n}": word.lower() for n, word in enumerate(words)})
    chosen = _threads(own, sought).order_by().values("id", "ref", "kind", "closed_at")
    rows, params = chosen.query.sql_with_params()
    named = {f"own{n}": value for n, value in enumerate(params)}
    sql = _LINES.format(own=rows % tuple(f"%({each})s" for each in named), only=asked.sql)
    with connection.cursor() as cursor:
        cursor.execute(sql, {**named, **asked.params, "limit": limit})
        return [_line(row) for row in cursor.fetchall()]


def _threads(own: QuerySet[Thread], sought: Sought) -> QuerySet[Thread]:
    if sought.thread_kind:
        own = own.filter(kind=sought.thread_kind)
    if sought.team:
        own = own.filter(team__slug=sought.team)
    if sought.open is not None:
        own = own.filter(closed_at__isnull=sought.open)
    if sought.broken:
        broken = Clock.objects.filter(
            association=OuterRef("association"), thread=OuterRef("pk"), breached_at__isnull=False
        )
        own = own.filter(Exists(broken))
    return own


def _line(row: Sequence[Any]) -> Line:
    id_, ref, kind, running, words, erased_at, erased_by, later, *event = row
    uid, name, happened_at, recorded_at, by, via, grade, corrects, answers, facts = event
    told = Event(
        uid,
        name,
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
    gone = (erased_at, str(erased_by or "")) if erased_at is not None else None
    said = None if gone else orjson.loads(words or "{}")
    return Line(told, (happened_at, id_), ref, kind, running, said, gone, tuple(later or ()))


@dataclass(frozen=True, slots=True)
class Facets:
    """What there is to choose from, and how many contacts there are."""

    contacts: int
    open: int
    asked: int
    kinds: tuple[str, ...]
    teams: tuple[tuple[str, str], ...]
    since: datetime | None


_FACETS = """
WITH own AS ({own})
SELECT count(*), count(*) FILTER (WHERE closed_at IS NULL),
    coalesce(sum(asked), 0), min(opened_at), array_agg(DISTINCT kind),
    array_agg(DISTINCT team_id) FILTER (WHERE team_id IS NOT NULL)
FROM own
"""


def facets(own: QuerySet[Thread]) -> Facets:
    """Two queries at most."""
    rows, params = (
        own.order_by().values("closed_at", "asked", "opened_at", "kind", "team_id").query.sql_with_params()
    )
    with connection.cursor() as cursor:
        cursor.execute(_FACETS.format(own=rows), params)
        total, still_open, asked, since, kinds, teams = cursor.fetchone()
    named = Team.objects.filter(pk__in=teams).order_by("name").values_list("slug", "name") if teams else ()
    return Facets(total, still_open, asked, tuple(sorted(kinds or ())), tuple(named), since)


def promises(own: QuerySet[Thread], limit: int = 20) -> list[Clock]:
    """What still has to be kept for them, the soonest first, and what is overdue and not done."""
    late = Q(breached_at__isnull=False, stop__isnull=True, thread__closed_at__isnull=True)
    rows = Clock.objects.filter(Q(verdict=Verdict.RUNNING) | late, thread__in=own.order_by().values("pk"))
    return list(rows.select_related("thread", "thread__owner", "office").order_by("act_by", "id")[:limit])
