"""How does a command say a moment and a due date, by the clock of the house?

day_words(date(2027, 3, 12))        ->  "Friday 12 March 2027"
due_words(instant, calendar)        ->  "by the end of Friday 12 March 2027"
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kept.workclock import Calendar


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
