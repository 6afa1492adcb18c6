"""When must somebody act, when are they warned, and how many working days did it take?

act_by(calendar, started_at, due_at)         # ActBy(the last closing time before the due, in_hours=True)
warn_at(calendar, parse_span("2 working days before"), due_at, started_at)
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from kept.workclock.calendar import Calendar, DateBeforeList
from kept.workclock.due import due
from kept.workclock.spans import Before, Simple, Span


class ActBy(NamedTuple):
    """The last moment to act. Not `in_hours`: the office does not open before it; the on-call role has it."""

    at: datetime
    in_hours: bool


def act_by(calendar: Calendar, started_at: datetime, due_at: datetime) -> ActBy:
    """The last moment the office is open before the due; the due itself if it does not open in between."""
    ordinal = calendar.local(due_at).toordinal()
    earliest = calendar.local(started_at).toordinal() - 1
    while ordinal >= earliest:
        for each in reversed(calendar.open_on(ordinal)):
            if each.start < due_at:
                closes = min(each.end, due_at)
                return ActBy(closes, True) if closes > started_at else ActBy(due_at, False)
        ordinal -= 1
    return ActBy(due_at, False)


def warn_at(calendar: Calendar, span: Span, due_at: datetime, started_at: datetime) -> datetime:
    """So long before the due, and never before the start. A span without "before" is read as if it had it."""
    back = span if isinstance(span, Before) else Before(span) if isinstance(span, Simple) else Before()
    try:
        return max(due(calendar, back, due_at).at, started_at)
    except DateBeforeList:
        return started_at


def elapsed_working_days(calendar: Calendar, start: datetime, end: datetime) -> int:
    """The working days after the day of `start`, up to and with the day of `end`."""
    table = calendar.working
    first, last = calendar.day_of(start) - table.base, calendar.local(end).toordinal() - table.base
    if last < first:
        return 0
    return table.upto[min(last, len(table.upto) - 1)] - table.upto[first]
