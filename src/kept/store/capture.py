"""How much of what reached us is on record, measured against what others counted?

    look(karin, since=monday, until=friday, at=now)        # count again what is on record for those days
    for rate in rates(karin, since, until):
        rate.source, rate.office, rate.recorded, rate.counted, rate.share    # "mail-book", None, 38, 50, 0.76

A contact counts on the local day on which it reached us, once, unless it was struck out; whoever asks, it is
counted, since only their number is told. Only days that somebody counted are compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, F, Sum
from django.db.models.functions import TruncMonth

from kept.casework.outside import SOURCES, kinds_of
from kept.store import bulk, rules
from kept.store.models import Association, OutsideCount


@dataclass(frozen=True, slots=True)
class Rate:
    """One source at one office (None: all of them), over the days that were counted."""

    source: str
    office: str | None
    counted: int
    recorded: int
    days: int
    month: date | None = None

    @property
    def share(self) -> float | None:
        """From 0 up; above 1 where more is on record than was counted. None of nothing."""
        return self.recorded / self.counted if self.counted else None


_ON_RECORD = """
SELECT (e.happened_at AT TIME ZONE %(zone)s)::date, t.office_id,
    count(DISTINCT coalesce(t.merged_into_id, t.id))
FROM store_event e JOIN store_thread t ON t.id = e.thread_id
WHERE e.association_id = kept_association() AND e.kind = ANY(%(kinds)s)
    AND e.happened_at >= (%(since)s::timestamp AT TIME ZONE %(zone)s)
    AND e.happened_at < (%(past)s::timestamp AT TIME ZONE %(zone)s)
    AND NOT EXISTS (SELECT FROM store_event v WHERE v.association_id = kept_association()
        AND v.thread_id = e.thread_id AND v.corrects = e.uid AND v.kind = ANY(%(voids)s))
GROUP BY 1, 2
"""
_LOOKED = """
UPDATE store_outsidecount AS old SET recorded = new.recorded, looked_at = new.looked_at FROM {new}
WHERE old.association_id = kept_association() AND old.id = new.id
"""


def look(association: Association, *, since: date, until: date, at: datetime) -> int:
    """Count what is on record for each count of these days; how many counts. The association is active."""
    rows = OutsideCount.objects.filter(association=association, day__range=(since, until)).order_by("id")
    counts = list(rows.values_list("id", "day", "source", "office_id"))
    if not counts:
        return 0
    first, last = min(each[1] for each in counts), max(each[1] for each in counts)
    kinds = rules.current(association).kinds
    voids = sorted(name for name, kind in kinds.items() if kind.acts == "void")
    found: dict[tuple[str, date, int | None], int] = {}
    with connection.cursor() as cursor:
        for source in {each[2] for each in counts}:
            params: dict[str, Any] = {
                "zone": association.zone,
                "kinds": sorted(kinds_of(SOURCES[source], kinds)) if source in SOURCES else [],
                "voids": voids,
                "since": first,
                "past": last + timedelta(days=1),
            }
            cursor.execute(_ON_RECORD, params)
            for day, office, number in cursor.fetchall():
                found[source, day, office] = number
                whole = (source, day, -1)
                found[whole] = found.get(whole, 0) + number
    new = [
        (pk, found.get((source, day, -1 if office is None else office), 0), at)
        for pk, day, source, office in counts
    ]
    columns = {"id": "bigint", "recorded": "integer", "looked_at": "timestamptz"}
    return bulk.change(_LOOKED, columns, new)


def rates(association: Association, since: date, until: date, *, by_month: bool = False) -> list[Rate]:
    """Each source and office from `since` to `until`, both included, as it was looked at last; one query."""
    rows = OutsideCount.objects.filter(
        association=association, day__range=(max(since, association.go_live), until), looked_at__isnull=False
    )
    keys = ["source", "office__slug"]
    if by_month:
        rows, keys = rows.annotate(month=TruncMonth("day")), [*keys, "month"]
    found = rows.values(*keys).annotate(
        counted=Sum("n"), recorded_in_all=Sum("recorded"), days=Count("day", distinct=True)
    )
    return [
        Rate(
            each["source"],
            each["office__slug"],
            each["counted"],
            each["recorded_in_all"],
            each["days"],
            each.get("month"),
        )
        for each in found.order_by(*(F(key).asc(nulls_first=True) for key in keys))
    ]


def in_all(found: Iterable[Rate], source: str, office: str = "") -> Rate | None:
    """One source at that office, or at all of them together; None where nobody counted."""
    among = [e for e in found if e.source == source and (not office or e.office in (office, None))]
    if office and any(each.office == office for each in among):
        among = [each for each in among if each.office == office]
    if not among:
        return None
    return Rate(
        source,
        office or None,
        sum(each.counted for each in among),
        sum(each.recorded for each in among),
        max(each.days for each in among),
    )


def as_data(found: Iterable[Rate]) -> list[dict[str, object]]:
    """As a published month keeps it."""
    return [
        {
            "source": each.source,
            "office": each.office,
            "counted": each.counted,
            "recorded": each.recorded,
            "days": each.days,
        }
        for each in found
    ]
