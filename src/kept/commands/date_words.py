"""How does a command say a moment and a due date, by the clock of the house?

day_words(date(2027, 3, 12))        ->  "Friday 12 March 2027"
due_words(instant, calendar)        ->  "by the end of Friday 12 March 2027"

What depends on a day is worked out for the day that was asked for: `on_day("2026-12-01", calendar, work)`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from kept.workclock import Calendar, DateBeforeList, local_date

Worked = TypeVar("Worked")


def on_day(on: str | None, calendar: Calendar, work: Callable[[date], Worked]) -> tuple[date, Worked] | None:
    """The day asked for, by default today, and what comes of it; None, and why on standard error, where it
    cannot be used.
    """
    try:
        day = date.fromisoformat(on) if on else local_date(calendar, datetime.now(UTC))
        return day, work(day)
    except DateBeforeList as problem:
        print(f"kept policy: {problem} Ask for a later day.", file=sys.stderr)
    except ValueError:
        print(f"kept policy: “{on}” is no date. Write it like 2026-12-01.", file=sys.stderr)
    return None


def day_words(day: date) -> str:
    """The weekday and the date."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def moment_words(instant: datetime, calendar: Calendar) -> str:
    """The day and the time."""
    local = calendar.local(instant)
    return f"{day_words(local.date())}, {local:%H:%M}"


def due_words(instant: datetime, calendar: Calendar) -> str:
    """By when; a day that is over is told by its own date, not as the midnight after it."""
    local = calendar.local(instant)
    if local.time() == time():
        return f"by the end of {day_words((local - timedelta(days=1)).date())}"
    # Rings are a matter of seconds.
    return (
        f"by {local:%H:%M:%S} on {day_words(local.date())}"
        if local.second
        else (f"by {local:%H:%M} on {day_words(local.date())}")
    )
