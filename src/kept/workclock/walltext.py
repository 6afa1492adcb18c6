"""How does the wall clock read at each of a million instants?

texts(calendar, dues)      # ["2026-04-17T00:00:00+01:00", …], as `calendar.local(due).isoformat()` has it
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from kept.workclock.calendar import Calendar
from kept.workclock.grid import EPOCH, MICROS, Instants, Ticks

WEEK: Final = 7 * 86_400


def texts(calendar: Calendar, instants: Instants) -> list[str]:
    """Each instant (datetime64[s] or [us], in UTC) in the calendar's zone, with its offset."""
    if not instants.size:
        return []
    scale = 1 if np.datetime_data(instants.dtype)[0] == "s" else MICROS
    ticks = np.ascontiguousarray(instants).view(np.int64)
    seconds = ticks // scale
    first, last = int(seconds.min()) // WEEK, int(seconds.max()) // WEEK + 1
    changes, offsets, suffixes = _changes(calendar.tz, first, last)
    which = np.searchsorted(changes, seconds, "right")
    local = (seconds + offsets[which]).view("datetime64[s]")
    stamps: list[str] = np.datetime_as_string(local).tolist()
    for index in np.flatnonzero(ticks - seconds * scale):
        stamps[index] += f".{int(ticks[index]) % scale:06d}"
    return [stamp + suffixes[each] for stamp, each in zip(stamps, which.tolist(), strict=True)]


@lru_cache(maxsize=64)
def _changes(zone: ZoneInfo, first: int, last: int) -> tuple[Ticks, Ticks, list[str]]:
    """When the clocks change between two weeks; the offset before and after each change, and in writing."""
    moments: list[int] = []
    local = [_local(zone, first * WEEK)]
    for week in range(first, last):
        early, late = week * WEEK, (week + 1) * WEEK
        after = _local(zone, late)
        if after.utcoffset() == local[-1].utcoffset():
            continue
        while late - early > 1:
            middle = (early + late) // 2
            if _local(zone, middle).utcoffset() == after.utcoffset():
                late = middle
            else:
                early = middle
        moments.append(late)
        local.append(after)
    offsets = [each.utcoffset() or timedelta() for each in local]
    suffixes = [each.isoformat()[len("2026-04-17T00:00:00") :] for each in local]
    return np.array(moments, np.int64), np.array([each // timedelta(seconds=1) for each in offsets]), suffixes


def _local(zone: ZoneInfo, seconds: int) -> datetime:
    return (EPOCH + timedelta(seconds=seconds)).astimezone(zone)
