"""When is an office open?

    open:
      monday: [09:00-13:00, 14:00-17:00]
      friday: 09:00-13:00
    closures:
      2026-12-24: [09:00-12:00]     # a short day
      2026-12-29: closed

A day that is not named is closed. Hours that end at or before their beginning run into the next day, as do
those of a service that is there all day, `00:00-24:00`. `read_opening(entry, closures)` gives the week;
closures are the association's own and an office's, and change the hours of a day without making it any less a
working day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from kept.rulebook.entry import Entry
from kept.rulebook.meant import hours_meant
from kept.rulebook.yamlread import Seq
from kept.workclock import Opening

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOSED = "closed"
HOURS = "such as 09:00-17:00"
_RANGE = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)\Z", re.ASCII)

Hours = tuple[tuple[time, time], ...]


def read_opening(entry: Entry, closures: Mapping[date, Hours]) -> Opening | None:
    """The hours of the office that `entry` describes; None where they cannot be read."""
    week = entry.inner("open", where="“open”", required=True, allowed="such as {monday: [09:00-17:00]}")
    own = read_closures(entry)
    if week is None:
        return None
    week.only(*DAYS)
    days: Any = tuple(_hours(week, day) if day in week else () for day in DAYS)
    if not any(days):
        entry.fault(
            "open",
            "The office never opens. Say when it does.",
            allowed=f"a day of the week with its hours, {HOURS}",
        )
        return None
    return Opening(days, {**closures, **own})


def read_closures(entry: Entry) -> dict[date, Hours]:
    """The days on which the hours are others than those of the week."""
    inner = entry.inner("closures", where="“closures”")
    found: dict[date, Hours] = {}
    for key, value in inner.data.items.items() if inner else ():
        assert inner is not None
        day = inner.day_of(key, key)
        if day is not None:
            found[day] = () if value == CLOSED else _hours(inner, key)
    return found


def _hours(entry: Entry, key: object) -> Hours:
    value = entry.get(key)
    found: list[tuple[time, time]] = []
    for each in value.items if isinstance(value, Seq) else [value]:
        match = _RANGE.match(each) if isinstance(each, str) else None
        if match is None:
            allowed, close = f"from-to, {HOURS}", hours_meant(each)
            entry.fault(key, "Kept cannot read these hours.", found=each, allowed=allowed, close=close)
            continue
        begins, ends = time(int(match[1]), int(match[2])), time(int(match[3] or 0), int(match[4] or 0))
        if found and (begins < found[-1][1] or found[-1][1] <= found[-1][0]):
            entry.fault(key, "Put the hours of one day in order, with time between them.", found=each)
        else:
            found.append((begins, ends))
    return tuple(found)
