"""How are our promises told to programs? Columns that stay as they are.

clause, promise, period, counted, kept, share, hidden
karin:letters.1, "Write to us …", 2026-01-01/2026-03-31, 50, 47, 0.94, no

`period` is its first and last day. `counted`, `kept` and `share` are empty where nothing is told; `hidden`
says whether that is because they are so few that they could tell of somebody.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from kept.casework.in_public import HIDDEN, Told
from kept.casework.small_numbers import LEAST
from kept.web.promises.fetching import Promised
from kept.web.shared.tablefile import harmless

COLUMNS = ("clause", "promise", "period", "counted", "kept", "share", "hidden")


def table_text(found: Promised) -> bytes:
    """The table. It begins with its heads and nothing before them, for programs read it."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for row in _rows(found):
        told = {**row, "hidden": "yes" if row["hidden"] else "no"}
        writer.writerow([harmless(told[each]) for each in COLUMNS])
    return target.getvalue().encode()


def values_text(found: Promised, address: str) -> bytes:
    """The same and what it is of."""
    total, quarter = found.total, found.quarter
    values = {
        "association": found.here.slug,
        "name": found.here.name,
        "page": address,
        "period": _period(found),
        "final": found.final,
        "version": found.rulebook.version,
        "in_force_from": found.rulebook.starts_on.isoformat(),
        "published_at": quarter.published_at.isoformat() if quarter and quarter.published_at else None,
        "hidden_below": LEAST,
        "counted": total.counted,
        "kept": total.kept,
        "promises": [{**row, "page": f"{address}#{row['clause']}"} for row in _rows(found)],
    }
    return json.dumps(values, ensure_ascii=False, indent=1).encode()


def _rows(found: Promised) -> Iterator[dict[str, Any]]:
    for clause, told in found.told.items():
        yield {
            "clause": clause,
            "promise": found.rulebook.promises[clause].public,
            "period": _period(found),
            **_numbers(told),
        }


def _numbers(told: Told) -> dict[str, Any]:
    return {
        "counted": told.counted,
        "kept": told.kept,
        "share": told.share,
        "hidden": told.state == HIDDEN,
    }


def _period(found: Promised) -> str | None:
    quarter = found.quarter
    return f"{quarter.since.isoformat()}/{quarter.until.isoformat()}" if quarter else None
