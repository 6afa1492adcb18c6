"""What does the housing system say tonight, and what of it is new?

    bring([Record("H-17", {"address": "14 Mill Road"})], what="homes", association=karin, by="import", at=now)
    end_missing(["T-9"], what="tenancies", association=karin, by="import", at=now)

Rows are found by the other system's references; they are added, changed and ended, never deleted. What staff
put right stays (see `casework.beside`). The same records again change nothing. Nobody is written to by any of
this; who is to hear of another officer is for `actions.officers`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kept.actions.working.bringing import ENDS, Bringing
from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.actions.working.records import (
    ADDED,
    CHANGED,
    ENDED,
    LEFT,
    SAME,
    Alike,
    Became,
    Brought,
    Record,
)
from kept.casework.housekeeping import HOUSING_IMPORTED
from kept.store import beside, tenancy
from kept.store.beside import SORTS, Names
from kept.store.housing import today
from kept.store.models import Association

__all__ = [
    "ADDED",
    "CHANGED",
    "ENDED",
    "ENDS",
    "LEFT",
    "SAME",
    "Alike",
    "Became",
    "Brought",
    "Record",
    "bring",
]


def bring(
    records: Sequence[Record], *, what: str, association: Association | str, by: str, at: datetime
) -> Brought:
    """Take in what is said of these people, homes, tenancies or patches; what became of each.

    No reference may be named twice in one call.
    """
    _check_by(by)
    now = at.astimezone(UTC)

    def act() -> Brought:
        with tenancy.association(association) as here:
            return Bringing(SORTS[what], here, by=by, at=now).bring(records)

    return once_more(act)


def end_missing(
    refs: Collection[str], *, what: str, association: Association | str, by: str, at: datetime
) -> int:
    """End those that a complete list of the housing system has no more; how many ended.

    They ended by the day before, for the list says only that they are not there any longer.
    """
    _check_by(by)
    now = at.astimezone(UTC)
    sort = SORTS[what]
    answer = ENDS[what]

    def act() -> int:
        with tenancy.association(association) as here:
            work = Bringing(sort, here, by=by, at=now)
            ended = 0
            for row in beside.held(sort, refs).values():
                if getattr(row, answer) is not None or answer in row.overrides:
                    continue
                day = _last_day(row, today(here, now)).isoformat()
                row.outside = {**row.outside, answer: day}
                work.change(row, {answer: day}, Names({}))
                ended += 1
            work.write()
            return ended

    return once_more(act)


def _last_day(row: Any, day: date) -> date:
    before, began = day - timedelta(days=1), getattr(row, "from_on", None)
    return max(before, began) if began else before


def finish(
    *,
    what: str,
    file: str,
    counts: Mapping[str, int],
    association: Association | str,
    by: str,
    at: datetime,
) -> str:
    """Write down that the housing system was read, and what came of it; the event's thread."""
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        return note(HOUSING_IMPORTED, here=here, by=by, at=now, facts={"what": what, "file": file, **counts})


def _check_by(by: str) -> None:
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
