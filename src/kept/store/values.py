"""How does a row become a value of casework?

    event_of(row, thread="K7F3-9Q2M")    # casework.Event, its personal words left where they lie
    clock_of(row)                        # casework.Clock
    plain(facts)                         # facts as they come back from the database

What is written and read again is equal to what was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from kept.casework.values import Clock, Event, Grade, Verdict
from kept.store import models


def event_of(row: models.Event, *, thread: str) -> Event:
    """The event of that row; `thread` is the reference of its thread."""
    return Event(
        id=row.uid,
        kind=row.kind,
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        by=row.by,
        grade=Grade(row.grade),
        facts=row.facts,
        corrects=row.corrects,
        answers=tuple(row.answers),
        thread=thread,
        via=row.via,
    )


def clock_of(row: models.Clock) -> Clock:
    """The clock of that row."""
    return Clock(
        promise=row.promise,
        start=row.start,
        version=row.version,
        started_at=row.started_at,
        due_at=row.due_at,
        first_due_at=row.first_due_at,
        act_by=row.act_by,
        act_by_open=row.act_by_open,
        verdict=Verdict(row.verdict),
        aim_at=row.aim_at,
        provisional=row.provisional,
        stop=row.stop,
        ended_at=row.ended_at,
        breached_at=row.breached_at,
        first_verdict=Verdict(row.first_verdict) if row.first_verdict is not None else None,
        grade=Grade(row.grade) if row.grade is not None else None,
        took=row.took,
        took_days=row.took_days,
        owner=row.owner,
        unanswered=tuple(row.unanswered),
        paused=row.paused,
    )


def plain(facts: Mapping[str, object]) -> dict[str, Any]:
    """The facts as they come back from the database: moments and dates as text, sequences as lists.

    An act passes its facts through this before it decides, so that what it decided on is what is on record.
    """
    return {name: _plain(value) for name, value in facts.items()}


def _plain(value: object) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return plain(value)
    return value
