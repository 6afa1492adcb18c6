"""What was published of a month, and is it still what its clocks made of it?

    freeze(association, month, by="ann", at=now, version=sha, beside={…})     # a Published; once
    figures_of(published, membership)       # the figures as they were told
    reproduced(published)                   # True: counted again from its clocks it is the same to the digit

A published month is a copy of its clocks and of the figures that they made. Nothing changes either; what came
later is listed beside them (see `store.later`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import F, Func, IntegerField

from kept.casework.permissions import Permission, may
from kept.casework.values import DENOMINATOR
from kept.store import threads
from kept.store.counting import Counted, Times, next_month, span_of
from kept.store.figures import Figure, figure_of, of_period
from kept.store.models import (
    Association,
    Membership,
    Published,
    PublishedClock,
    PublishedFigure,
    Thread,
)

_COUNTED = frozenset(each.value for each in DENOMINATOR)
EVERY_OFFICE = ""

_FREEZE = """
INSERT INTO store_publishedclock (association_id, published_id, promise, start, thread, version, office,
    first_due_at, verdict, grade, took, took_days)
SELECT c.association_id, %s, c.promise, c.start, t.ref, c.version, coalesce(o.slug, ''),
    c.first_due_at, c.verdict, c.grade, c.took, c.took_days
FROM store_clock c JOIN store_thread t ON t.id = c.thread_id LEFT JOIN store_office o ON o.id = c.office_id
WHERE c.association_id = kept_association() AND c.first_due_at > %s AND c.first_due_at <= %s
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What a figure needs of a clock."""

    promise: str
    office: str
    thread: str
    verdict: str
    grade: str | None
    took: int | None
    took_days: int | None


def month_end(month: date) -> date:
    """The last day of the month."""
    return next_month(month) - timedelta(days=1)


def freeze(
    association: Association,
    month: date,
    *,
    by: str,
    at: datetime,
    version: str,
    beside: Mapping[str, object],
) -> Published:
    """Copy the clocks of that month and what they come to, while the caller lets nobody act."""
    made = Published.objects.create(
        association=association,
        month=month,
        published_at=at,
        published_by=by,
        version=version,
        clocks=of_period(association, None, month, month_end(month)).count(),
        beside=dict(beside),
    )
    span = span_of(association, month, month_end(month))
    with connection.cursor() as cursor:
        cursor.execute(_FREEZE, [made.pk, span.begins, span.ends])
    PublishedFigure.objects.bulk_create(
        PublishedFigure(association=association, published=made, promise=promise, office=office, **columns)
        for (promise, office), columns in _figures(rows_of(made)).items()
    )
    return made


def rows_of(published: Published) -> list[Row]:
    """Its clocks as they stood, with times as fine as the tallies keep them."""
    fine = Func(F("took"), function="kept_fine", output_field=IntegerField())
    rows = PublishedClock.objects.filter(association=published.association_id, published=published)
    columns = ("promise", "office", "thread", "verdict", "grade", "fine", "took_days")
    return [Row(*each) for each in rows.annotate(fine=fine).values_list(*columns)]


def _figures(rows: Iterable[Row]) -> dict[tuple[str, str], dict[str, object]]:
    """By promise and office, and by promise alone (EVERY_OFFICE), as the table has them."""
    by_key: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        for office in {EVERY_OFFICE, row.office}:
            by_key.setdefault((row.promise, office), []).append(row)
    found = {}
    for (promise, office), each in sorted(by_key.items()):
        counted = count((promise,), each)
        found[promise, office] = {
            "verdicts": dict(counted.verdicts),
            "grades": dict(counted.grades),
            "ended": counted.ended,
            "median_seconds": counted.seconds.median,
            "p90_seconds": counted.seconds.p90,
            "median_days": counted.days.median,
            "p90_days": counted.days.p90,
        }
    return found


def count(key: tuple[object, ...], rows: Sequence[Row]) -> Counted:
    """What these clocks come to, one by one."""
    known = (each.grade for each in rows if each.grade is not None and each.verdict in _COUNTED)
    seconds = sorted(each.took for each in rows if each.took is not None)
    days = sorted(each.took_days for each in rows if each.took_days is not None)
    return Counted(
        key,
        Counter(each.verdict for each in rows),
        Counter(known),
        len(seconds),
        Times(centile(seconds, 5), centile(seconds, 9)),
        Times(centile(days, 5), centile(days, 9)),
    )


def centile(values: Sequence[int], tenths: int) -> float | None:
    """The value below which so many tenths of them lie, as the tallies count it; they come in order."""
    if not values:
        return None
    place = (len(values) - 1) * tenths
    low, high = values[place // 10], values[-(-place // 10)]
    return low + place % 10 / 10 * (high - low)


# ---- as it was told --------------------------------------------------------------------------------------


def figures_of(published: Published, membership: Membership, office: str = EVERY_OFFICE) -> list[Figure]:
    """The figures as they were published, less the clocks that may not be counted for this member."""
    if not may(membership.role, Permission.FIGURES):
        return []
    hidden = _hidden(membership)
    if hidden:
        rows = [each for each in rows_of(published) if each.thread not in hidden]
        found = {key: columns for key, columns in _figures(rows).items() if key[1] == office}
        return [_figure(promise, columns) for (promise, _), columns in found.items()]
    stored = PublishedFigure.objects.filter(published=published, office=office).order_by("promise")
    return [
        _figure(each.promise, {name: getattr(each, name) for name in _COLUMNS})
        for each in stored.filter(association=published.association_id)
    ]


_COLUMNS = ("verdicts", "grades", "ended", "median_seconds", "p90_seconds", "median_days", "p90_days")


def _figure(promise: str, columns: Mapping[str, object]) -> Figure:
    counted = Counted(
        (promise,),
        columns["verdicts"],  # type: ignore[arg-type]
        columns["grades"],  # type: ignore[arg-type]
        columns["ended"],  # type: ignore[arg-type]
        Times(columns["median_seconds"], columns["p90_seconds"]),  # type: ignore[arg-type]
        Times(columns["median_days"], columns["p90_days"]),  # type: ignore[arg-type]
    )
    return figure_of({"promise": promise}, counted)


def _hidden(membership: Membership) -> frozenset[str]:
    """The references of threads that may not be counted for this member and have clocks."""
    found = set(threads.hidden_with_clocks(membership).values_list("ref", flat=True))
    # What was joined into one of them counts as it does.
    joined = Thread.objects.filter(association=membership.association_id, merged_into__ref__in=found)
    return frozenset(found | set(joined.values_list("ref", flat=True)))


def reproduced(published: Published) -> bool:
    """Whether its clocks, counted again, give the figures that were published, to the digit."""
    stored = PublishedFigure.objects.filter(association=published.association_id, published=published)
    told = {(e.promise, e.office): {name: getattr(e, name) for name in _COLUMNS} for e in stored}
    rows = rows_of(published)
    return len(rows) == published.clocks and told == _figures(rows)
