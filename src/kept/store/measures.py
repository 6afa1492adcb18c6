"""Which shares did a policy set itself, and were they reached?

    for share in measures(karin, membership, since, until):
        share.clause, share.numerator, share.denominator, share.met      # karin:repairs.7, 12, 50, True

    cases(karin, membership, "karin:repairs.7", since, until, which=NOT_COUNTED)      # the other 38

What a share is of are the clocks of a promise, as `figures` counts them, or things that happened in the
period, as they stand after every correction. Of nothing there is no share: *not measured*, never 100 %. So it
is where a field that decides was left empty: such cases stand apart, and in no share. Two queries, however
much happened and however many measures there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.db import connection
from django.db.models import Count

from kept.casework.history import Happening, History
from kept.casework.permissions import Permission, may
from kept.casework.rules import Rules
from kept.casework.values import DENOMINATOR, Event, Grade
from kept.rulebook.model import Conditions, Counting, Measure
from kept.store import figures, rules, threads
from kept.store.models import Association, Drawn, Membership

_NEVER = datetime(9999, 12, 30, tzinfo=UTC)
_LAST_DAY = date(9999, 12, 30)
ALL, COUNTED, NOT_COUNTED, UNANSWERED = "all", "counted", "not-counted", "unanswered"
_COUNTED_AS = {COUNTED: True, NOT_COUNTED: False, UNANSWERED: None}
_AMENDS = frozenset({"correct", "void", "confirm", "merge"})


@dataclass(frozen=True, slots=True)
class Share:
    """One measure in one period. `unanswered` are those of which nobody said what decides."""

    clause: str
    numerator: int
    denominator: int
    unanswered: int
    at_least: float | None
    at_most: float | None

    @property
    def share(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def met(self) -> bool | None:
        """Whether the target was reached; None where nothing was measured."""
        if self.share is None:
            return None
        reached = self.at_least is None or self.numerator * 100 >= self.at_least * self.denominator
        return reached and (self.at_most is None or self.numerator * 100 <= self.at_most * self.denominator)


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that a share is of: `counted` into the numerator, or not; None where nobody said.

    `event` is what happened (or what started the clock), `proof` the later event that counts it in (or the
    one that ended the clock).
    """

    thread: str
    event: str
    at: datetime
    counted: bool | None
    proof: str | None = None
    root: int = 0


def measures(association: Association, membership: Membership, since: date, until: date) -> tuple[Share, ...]:
    """Every measure of the policy from `since` to `until`, both days included, as the document has them."""
    if not may(membership.role, Permission.FIGURES):
        return ()
    known = rules.rules_of(association)
    asked = known.versions[-1].rulebook.measures
    promised = _of_promises(association, membership, asked, since, until)
    happened: dict[str, list[Counted]] = {}
    for clause, case in _of_events(association, membership, known, asked, since, until):
        happened.setdefault(clause, []).append(case)
    return tuple(
        _share(each, promised.get(clause), happened.get(clause, ())) for clause, each in asked.items()
    )


def cases(
    association: Association,
    membership: Membership,
    clause: str,
    since: date,
    until: date,
    *,
    which: str = ALL,
) -> list[Counted]:
    """What that share is of, the earliest first: all of it, or what is COUNTED, NOT_COUNTED or UNANSWERED."""
    known = rules.rules_of(association)
    measure = known.versions[-1].rulebook.measures.get(clause)
    if measure is None or not may(membership.role, Permission.SEE):
        return []
    found = (
        _clocks(association, membership, measure, since, until)
        if measure.of.promise
        else [each for _, each in _of_events(association, membership, known, {clause: measure}, since, until)]
    )
    chosen = [each for each in found if which == ALL or each.counted is _COUNTED_AS[which]]
    return sorted(chosen, key=lambda each: (each.at, each.event))


def population(association: Association, measure: Measure, since: date, until: date) -> list[Counted]:
    """All that a measure is of, whoever may see it: what a sample is drawn from."""
    if measure.of.promise:
        return _clocks(association, None, measure, since, until)
    asked, known = {measure.clause: measure}, rules.rules_of(association)
    return [each for _, each in _of_events(association, None, known, asked, since, until)]


def drawn(
    association: Association, membership: Membership, clause: str, since: date, until: date
) -> list[Counted]:
    """What was drawn to be looked at, of the periods that begin from `since` to `until`; `counted` if so."""
    rows = Drawn.objects.filter(association=association.pk, sample__measure=clause)
    uids = set(rows.filter(sample__period_on__range=(since, until)).values_list("event", flat=True))
    found = cases(association, membership, clause, since, _LAST_DAY) if uids else []
    return [each for each in found if each.event in uids]


def _share(measure: Measure, promised: tuple[int, int] | None, found: Sequence[Counted]) -> Share:
    if measure.of.promise:
        numerator, denominator = promised or (0, 0)
        unanswered = 0
    else:
        numerator = sum(1 for each in found if each.counted)
        unanswered = sum(1 for each in found if each.counted is None)
        denominator = len(found) - unanswered
    return Share(measure.clause, numerator, denominator, unanswered, measure.at_least, measure.at_most)


# ---- shares of the clocks of a promise -------------------------------------------------------------------


def _of_promises(
    association: Association,
    membership: Membership,
    asked: Mapping[str, Measure],
    since: date,
    until: date,
) -> Mapping[str, tuple[int, int]]:
    """Numerator and denominator of each measure that is of a promise; in one query."""
    of = {clause: each for clause, each in asked.items() if each.of.promise}
    if not of:
        return {}
    rows = figures.of_period(association, membership, since, until)
    rows = rows.filter(
        promise__in={each.of.promise for each in of.values()},
        verdict__in=[each.value for each in DENOMINATOR],
    )
    counts: dict[tuple[str, str], int] = {
        (promise, verdict): number
        for promise, verdict, number in rows.values_list("promise", "verdict").annotate(number=Count("id"))
    }
    found: dict[str, tuple[int, int]] = {}
    for clause, each in of.items():
        mine = {verdict: n for (promise, verdict), n in counts.items() if promise == each.of.promise}
        numerator = sum(n for verdict, n in mine.items() if verdict in each.counting.verdicts)
        found[clause] = numerator, sum(mine.values())
    return found


def _clocks(
    association: Association, membership: Membership | None, measure: Measure, since: date, until: date
) -> list[Counted]:
    rows = figures.of_period(association, membership, since, until)
    rows = rows.filter(promise=measure.of.promise, verdict__in=[each.value for each in DENOMINATOR])
    columns = ("thread__ref", "start", "first_due_at", "verdict", "stop", "thread_id")
    return [
        Counted(thread, start, at, verdict in measure.counting.verdicts, stop, root)
        for thread, start, at, verdict, stop, root in rows.values_list(*columns)
    ]


# ---- shares of what happened -----------------------------------------------------------------------------

# The threads on which anything happened in the period that such a share may be of, or was corrected to have
# happened then; and of these, and of what was joined into them, all that decides.
_HAPPENED = """
WITH begun AS MATERIALIZED (
    SELECT DISTINCT coalesce(t.merged_into_id, t.id) AS id
    FROM store_event e JOIN store_thread t ON t.id = e.thread_id
    WHERE e.association_id = kept_association() AND e.kind = ANY(%(begin)s)
        AND e.happened_at >= %(since)s AND e.happened_at < %(until)s
), members AS MATERIALIZED (
    SELECT id, id AS root FROM begun
    UNION ALL
    SELECT t.id, t.merged_into_id FROM store_thread t
    WHERE t.association_id = kept_association() AND t.merged_into_id IN (SELECT id FROM begun)
)
SELECT members.root, root.ref, t.ref, e.uid, e.kind, e.happened_at, e.recorded_at, e.by, e.via, e.grade,
    e.corrects, e.facts
FROM members
JOIN store_thread root ON root.id = members.root
JOIN store_thread t ON t.id = members.id
JOIN store_event e ON e.association_id = kept_association() AND e.thread_id = members.id
WHERE e.kind = ANY(%(kinds)s) AND NOT EXISTS (SELECT FROM ({hidden}) AS closed WHERE closed.id = root.id)
ORDER BY members.root, e.id
"""


def _of_events(
    association: Association,
    membership: Membership | None,
    known: Rules,
    asked: Mapping[str, Measure],
    since: date,
    until: date,
) -> Iterator[tuple[str, Counted]]:
    """Each thing that a measure of events is of, with the clause of the measure; in one query."""
    of = {clause: each for clause, each in asked.items() if each.of.event}
    if not of:
        return
    zone = ZoneInfo(association.zone)
    begins = _midnight(max(since, association.go_live), zone)
    ends = _midnight(min(until, _LAST_DAY) + timedelta(days=1), zone)
    begin = {kind for each in of.values() for kind in _kinds(each.of.event, known)}
    proofs = {kind for each in of.values() for kind in _kinds(each.counting.event, known)}
    amends = {name for name, kind in known.kinds.items() if kind.acts in _AMENDS}
    corrects = {name for name, kind in known.kinds.items() if kind.acts == "correct"}
    params = {
        "begin": sorted(begin | corrects),
        "kinds": sorted(begin | proofs | amends),
        "since": begins,
        "until": ends,
    }
    for ref, root, events in _by_thread(params, membership):
        history = History.of(events, rules=known, at=_NEVER)
        for clause, each in of.items():
            for happening in _happenings(history, _kinds(each.of.event, known)):
                now = happening.now
                if begins <= now.happened_at < ends and _holds(each.of.when, now.facts):
                    yield clause, _counted(each.counting, happening, history, known, ref, root)


def _hidden(membership: Membership | None) -> tuple[str, dict[str, Any]]:
    """What this member may not even count, as a part of a query whose values have names."""
    if membership is None:
        return "SELECT NULL::bigint AS id WHERE false", {}
    sql, values = threads.hidden_from(membership).values("id").query.sql_with_params()
    named = {f"hidden{place}": value for place, value in enumerate(values)}
    return sql % tuple(f"%({name})s" for name in named), named


def _by_thread(
    params: Mapping[str, Any], membership: Membership | None
) -> Iterator[tuple[str, int, list[Event]]]:
    hidden, named = _hidden(membership)
    with connection.cursor() as cursor:
        cursor.execute(_HAPPENED.format(hidden=hidden), {**params, **named})
        rows = cursor.fetchall()
    current: int | None = None
    ref, events = "", list[Event]()
    for row in rows:
        if row[0] != current:
            if current is not None:
                yield ref, current, events
            current, ref, events = row[0], row[1], []
        thread, uid, kind, happened_at, recorded_at, by, via, grade, corrects, facts = row[2:]
        told = orjson.loads(facts)
        events.append(
            Event(uid, kind, happened_at, recorded_at, by, Grade(grade), told, corrects, (), thread, via)
        )
    if current is not None:
        yield ref, current, events


def _kinds(kind: str | None, known: Rules) -> tuple[str, ...]:
    """The kind, and those that count as it."""
    if kind is None:
        return ()
    return (kind, *(name for name, each in known.kinds.items() if each.counts_as == kind))


def _happenings(history: History, kinds: Collection[str]) -> Iterator[Happening]:
    for kind in kinds:
        yield from history.by_kind.get(kind, ())


def _counted(
    counting: Counting, happening: Happening, history: History, known: Rules, ref: str, root: int
) -> Counted:
    now = happening.now
    if counting.event is None:
        return Counted(ref, happening.id, now.happened_at, _by_field(counting, now.facts), root=root)
    later = (
        each
        for each in _happenings(history, _kinds(counting.event, known))
        if each is not happening and each.now.happened_at >= now.happened_at
        if _holds(counting.when, each.now.facts)
    )
    proof = min(later, key=lambda each: (each.now.happened_at, each.id), default=None)
    return Counted(ref, happening.id, now.happened_at, proof is not None, proof.id if proof else None, root)


def _holds(conditions: Conditions, facts: Mapping[str, object]) -> bool:
    """Whether somebody said that each condition holds: what nobody said is no part of a share."""
    return all(facts.get(name) in allowed for name, allowed in conditions)


def _by_field(counting: Counting, facts: Mapping[str, object]) -> bool | None:
    value = facts.get(counting.field or "")
    if value is None:
        return None
    if counting.values:
        return value in counting.values
    number = float(str(value))
    return (counting.at_least is None or number >= counting.at_least) and (
        counting.at_most is None or number <= counting.at_most
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
