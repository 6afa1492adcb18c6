"""How often was each promise kept in a period, without counting a year of clocks?

    counted(association, membership, since, until, keys=("promise", "office"))     # rows of counts and times

A figure is the tallies of the whole months, and what has changed since they were added up, and the clocks of
the days before and after them, less those of threads that may not be counted for this member. All four are
read by one statement, so that what is being added up meanwhile is counted once.

Counts are exact, and times in working days. Times in seconds are kept to the second under a minute, to ten
seconds under ten minutes, to the minute under an hour, to a tenth of an hour under two days and to a tenth of
a day beyond, as pages show them: half of that is the most by which a median is out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from kept.casework.values import DENOMINATOR
from kept.store import threads
from kept.store.models import Association, Membership

LAST_DAY = date(9999, 11, 30)
KEYS = ("promise", "office", "month", "team")
_COUNTED = [each.value for each in DENOMINATOR]

# What a clock is counted as, whoever counts it.
OF_CLOCK = """c.promise, kept_month(c.first_due_at, {zone}) AS month, c.office_id,
    (SELECT t.team_id FROM store_thread t WHERE t.id = c.thread_id) AS team_id, c.verdict, c.grade,
    kept_fine(c.took) AS took, c.took_days"""


@dataclass(frozen=True, slots=True)
class Times:
    """The middle and the ninth of ten, in seconds or in working days; None where nothing ended."""

    median: float | None = None
    p90: float | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """One row of a figure: by verdict, and of what is in the fraction by grade."""

    key: tuple[Any, ...]
    verdicts: Mapping[str, int]
    grades: Mapping[str, int]
    ended: int
    seconds: Times = Times()
    days: Times = Times()


@dataclass(frozen=True, slots=True)
class Span:
    """The instants of a period, and the whole local months in it (first days), if there are any."""

    begins: datetime
    ends: datetime
    first: date | None
    last: date | None
    whole_begins: datetime | None
    whole_ends: datetime | None

    @property
    def edges(self) -> bool:
        """Whether any day of it lies outside the whole months."""
        return self.first is None or self.begins != self.whole_begins or self.ends != self.whole_ends


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The beginning of that local day."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def span_of(association: Association, since: date, until: date) -> Span:
    """The period as far as it is counted: from the going live on."""
    zone = ZoneInfo(association.zone)
    since, until = min(max(since, association.go_live), LAST_DAY), min(until, LAST_DAY)
    after = until + timedelta(days=1)
    first = since if since.day == 1 else next_month(since)
    past = after if after.day == 1 else until.replace(day=1)
    begins, ends = midnight(since, zone), midnight(after, zone)
    if first >= past:
        return Span(begins, ends, None, None, None, None)
    last = (past - timedelta(days=1)).replace(day=1)
    return Span(begins, ends, first, last, midnight(first, zone), midnight(past, zone))


def next_month(day: date) -> date:
    """The first day of the month after this one's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def counted(
    association: Association,
    membership: Membership | None,
    since: date,
    until: date,
    *,
    keys: Sequence[str] = ("promise",),
    promises: Collection[str] | None = None,
    times: bool = True,
) -> list[Counted]:
    """The counts from `since` to `until`, both included, by `keys` of KEYS; in one query.

    By team there are no times: a team is no stopwatch.
    `membership` None counts everything, as for what nobody looks at.
    """
    if unknown := set(keys) - set(KEYS):
        raise ValueError(f"There is no {', '.join(sorted(unknown))} to count by.")
    span = span_of(association, since, until)
    if span.begins >= span.ends:
        return []
    statement, params = _statement(
        association, membership, span, keys, promises, times and "team" not in keys
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(_rows(cursor.fetchall(), len(keys)))


def _years(span: Span, *, split: bool) -> dict[str, date | None]:
    """The first and the last whole year among the whole months, and the day after; none of them by month."""
    if span.first is None or span.last is None:
        return {}
    first = span.first.year + (span.first.month > 1)
    last = span.last.year - (span.last.month < 12)
    if split or last < first:
        first, last = 9999, 9998
    past = date(min(last + 1, 9999), 1, 1)
    return {"year": date(first, 1, 1), "last_year": date(last, 1, 1), "past_year": past}


_COLUMN = {"promise": "promise", "office": "office_id", "month": "month", "team": "team_id"}
_SHOWN = {
    "promise": "s.promise",
    "office": "(SELECT slug FROM store_office WHERE id = s.office_id)",
    "month": "s.month",
    "team": "(SELECT slug FROM store_team WHERE id = s.team_id)",
}


def _statement(
    association: Association,
    membership: Membership | None,
    span: Span,
    keys: Sequence[str],
    promises: Collection[str] | None,
    times: bool,
) -> tuple[str, dict[str, Any]]:
    params: dict[str, Any] = {
        # The one that was asked for; of another than the active one nothing is seen.
        "association": association.pk,
        "zone": association.zone,
        "begins": span.begins,
        "ends": span.ends,
        "first": span.first,
        "last": span.last,
        "whole_begins": span.whole_begins,
        "whole_ends": span.whole_ends,
        **_years(span, split="month" in keys),
        "promises": sorted(promises) if promises is not None else None,
        "counted": _COUNTED,
    }
    hidden, more = hidden_from(membership)
    params |= more
    named = "" if promises is None else "AND c.promise = ANY(%(promises)s)"
    parts = [_whole(named)] if span.first else []
    if span.edges:
        parts.append(_edges(named, whole=span.first is not None))
    if hidden:
        parts.append(_less(named, hidden))
    by = ", ".join(_COLUMN[each] for each in keys)
    shown = ", ".join(_SHOWN[each] for each in keys)
    loose = " UNION ALL ".join(parts)
    took = [_OF_TALLY_TOOK.format(named=named)] if span.first else []
    statement = _READ.format(
        loose=loose,
        by=by,
        shown=shown,
        tallied=" UNION ALL ".join([*([_OF_TALLY.format(named=named)] if span.first else []), _COUNTS]),
        times=_TIMES.format(by=by, shown=shown) if times else "",
        ranks=_RANKS.format(by=by, took=" UNION ALL ".join([*took, _OF_LOOSE])) if times else "",
    )
    return statement.replace("{zone}", "%(zone)s"), params


# Every clock that no tally has, one by one or as so many alike: never more than a month or two of them.
_READ = """
WITH RECURSIVE every AS (
    (SELECT min(promise) AS promise FROM store_clock WHERE association_id = %(association)s)
    UNION ALL
    SELECT (SELECT min(promise) FROM store_clock
        WHERE association_id = %(association)s AND promise > every.promise)
    FROM every WHERE every.promise IS NOT NULL
), loose (promise, month, office_id, team_id, verdict, grade, took, took_days, n) AS MATERIALIZED ({loose}
), tallied (promise, office_id, month, team_id, verdict, grade, n, ended) AS ({tallied}
), counts AS (
    SELECT {by}, verdict, grade, sum(n)::bigint AS n, sum(ended)::bigint AS ended FROM tallied
    GROUP BY {by}, verdict, grade HAVING sum(n) <> 0
){ranks}
SELECT {shown}, s.verdict, s.grade, NULL::boolean, s.n, s.ended, NULL::integer, NULL::integer, NULL::integer,
    NULL::integer FROM counts s
{times}
"""
_OF_TALLY = """
    SELECT promise, office_id, month, team_id, verdict, grade, n, ended FROM store_tally c
    WHERE association_id = %(association)s AND month BETWEEN %(first)s AND %(last)s {named}"""
_COUNTS = """
    SELECT promise, office_id, month, team_id, verdict, grade, n, CASE WHEN took IS NULL THEN 0 ELSE n END
    FROM loose"""
_OF_TALLY_TOOK = """
    SELECT promise, office_id, month, in_days, took, n FROM store_tallytook c
    WHERE association_id = %(association)s AND of_year AND month BETWEEN %(year)s AND %(last_year)s {named}
    UNION ALL
    SELECT promise, office_id, month, in_days, took, n FROM store_tallytook c
    WHERE association_id = %(association)s AND NOT of_year AND month >= %(first)s
        AND month < %(year)s AND month <= %(last)s {named}
    UNION ALL
    SELECT promise, office_id, month, in_days, took, n FROM store_tallytook c
    WHERE association_id = %(association)s AND NOT of_year AND month >= %(first)s
        AND month >= %(past_year)s AND month <= %(last)s {named}"""
_OF_LOOSE = """
    SELECT promise, office_id, month, in_days, one, n
    FROM loose CROSS JOIN LATERAL (VALUES (false, took), (true, took_days)) AS times (in_days, one)
    WHERE one IS NOT NULL"""
# The values between which the middle lies, and the ninth of ten.
_RANKS = """, took (promise, office_id, month, in_days, took, n) AS ({took}
), ended AS (
    SELECT {by}, in_days, took, sum(n) AS n FROM took GROUP BY {by}, in_days, took HAVING sum(n) <> 0
), ranked AS (
    SELECT *, sum(n) OVER (PARTITION BY {by}, in_days ORDER BY took)::bigint AS upto,
        sum(n) OVER (PARTITION BY {by}, in_days)::bigint AS of FROM ended
)"""
_TIMES = """UNION ALL
SELECT {shown}, NULL, NULL, s.in_days, s.of, NULL,
    min(took) FILTER (WHERE upto > floor((of - 1) * 0.5)),
    min(took) FILTER (WHERE upto > ceil((of - 1) * 0.5)),
    min(took) FILTER (WHERE upto > floor((of - 1) * 0.9)),
    min(took) FILTER (WHERE upto > ceil((of - 1) * 0.9))
FROM ranked s GROUP BY {by}, s.in_days, s.of"""


def _whole(named: str) -> str:
    """What has changed in the whole months since it was added up."""
    return f"""
    SELECT promise, month, office_id, team_id, verdict, grade, took, took_days, n FROM store_tallychange c
    WHERE association_id = %(association)s AND month BETWEEN %(first)s AND %(last)s {named}"""


def _edges(named: str, *, whole: bool) -> str:
    """The clocks of the days outside the whole months, promise by promise, as their index has them."""
    inside = (
        "AND NOT (c.first_due_at > %(whole_begins)s AND c.first_due_at <= %(whole_ends)s)" if whole else ""
    )
    return f"""
    SELECT {OF_CLOCK}, 1 AS n FROM every JOIN store_clock c ON c.promise = every.promise
    WHERE c.association_id = %(association)s {inside}
        AND c.first_due_at > %(begins)s AND c.first_due_at <= %(ends)s {named}"""


def _less(named: str, hidden: str) -> str:
    """Once less each clock that may not be counted for this member."""
    return f"""
    SELECT {OF_CLOCK}, -1 FROM store_clock c
    WHERE c.association_id = %(association)s AND c.thread_id IN ({hidden})
        AND c.first_due_at > %(begins)s AND c.first_due_at <= %(ends)s {named}"""


def hidden_from(membership: Membership | None) -> tuple[str, dict[str, Any]]:
    """The threads that may not be counted for this member, as SQL; empty where there are none of them."""
    if membership is None:
        return "", {}
    rows = threads.hidden_with_clocks(membership)
    text, values = rows.order_by().values("id").query.sql_with_params()
    names = [f"hidden_{number}" for number in range(len(values))]
    pieces = text.split("%s")
    named = "".join(f"{piece}%({name})s" for piece, name in zip(pieces, names, strict=False)) + pieces[-1]
    return named, dict(zip(names, values, strict=True))


def _rows(found: Sequence[tuple[Any, ...]], width: int) -> Iterator[Counted]:
    """Each key once, with its verdicts, grades and times."""
    verdicts: dict[tuple[Any, ...], dict[str, int]] = {}
    grades: dict[tuple[Any, ...], dict[str, int]] = {}
    ended: dict[tuple[Any, ...], int] = {}
    times: dict[tuple[Any, ...], dict[bool, Times]] = {}
    for row in found:
        key, (verdict, grade, in_days, n, done, *ranks) = row[:width], row[width:]
        if verdict is None:
            times.setdefault(key, {})[in_days] = _times(n, *ranks)
            continue
        mine = verdicts.setdefault(key, {})
        mine[verdict] = mine.get(verdict, 0) + n
        ended[key] = ended.get(key, 0) + done
        if grade is not None and verdict in _COUNTED:
            known = grades.setdefault(key, {})
            known[grade] = known.get(grade, 0) + n
    for key in sorted(verdicts, key=lambda each: [(part is None, part) for part in each]):
        took = times.get(key, {})
        yield Counted(
            key,
            verdicts[key],
            grades.get(key, {}),
            ended[key],
            took.get(False, Times()),
            took.get(True, Times()),
        )


def _times(of: int, low: int, high: int, low9: int, high9: int) -> Times:
    """Between the two values by the same share as PERCENTILE_CONT."""
    middle, ninth = (int(of) - 1) * 5 % 10 / 10, (int(of) - 1) * 9 % 10 / 10
    return Times(low + middle * (high - low), low9 + ninth * (high9 - low9))
