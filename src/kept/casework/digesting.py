"""May a digest go now, and up to when does it tell?

    cut = cut_of(calendar, at, midday=False)   # Cut("2026-04-08 morning", <nine o'clock>); None outside hours

One goes on the morning of a working day, as soon as the office is open, and tells what there was to be told
by then; whoever wants it gets a second one at midday. Nothing goes while the office is closed, and what could
not go in the morning goes in the afternoon.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from kept.workclock import Calendar, local_date

NOON = time(12)


@dataclass(frozen=True, slots=True)
class Cut:
    """One digest of one day: its name, and the moment up to which it tells."""

    name: str
    at: datetime


def cut_of(calendar: Calendar, at: datetime, *, midday: bool) -> Cut | None:
    """The latest digest whose time has come, while the office is open."""
    day = local_date(calendar, at)
    hours = calendar.open_on(day.toordinal())
    if not any(each.start <= at < each.end for each in hours):
        return None
    noon = calendar.wall(day, NOON)
    if midday and at >= noon:
        return Cut(f"{day} midday", noon)
    return Cut(f"{day} morning", hours[0].start)
