"""When do the words of a contact or a file go?

    line = line_for(schedule, "complaint")            # the line that this sort of contact stands under
    goes_on(line, since=date(2020, 4, 7))             # 7 April 2026
    due(line, since=date(2020, 4, 7), today=date(2026, 4, 8), held=False)      # True

1. The day on which they go is the same date so many months on, or that month's last day.
2. What is held for a court, an ombudsman or an inquiry stays, whatever its day.
3. Only words go: that something happened, when, and every clock and figure stay as they are.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from kept.casework.values import Refused
from kept.rulebook.retention import Retention

LONGEST_REASON = 500


def line_for(schedule: Iterable[Retention], sort: str) -> Retention | None:
    """The line for this sort of contact: the first that names it; None where nothing is said of it."""
    return next((each for each in schedule if sort in each.of), None)


def goes_on(line: Retention, *, since: date) -> date:
    """The day on which the words go that have been kept since then."""
    months = since.year * 12 + since.month - 1 + line.months
    year, month = divmod(months, 12)
    return date(year, month + 1, min(since.day, monthrange(year, month + 1)[1]))


def due(line: Retention, *, since: date, today: date, held: bool) -> bool:
    """Whether they go today."""
    return not held and goes_on(line, since=since) <= today


def kept_since(line: Retention, *, today: date) -> date:
    """What ended on this day or before goes today: the same, asked the other way round."""
    months = today.year * 12 + today.month - 1 - line.months
    year, month = divmod(months, 12)
    last = monthrange(year, month + 1)[1]
    # On a month's last day, whatever is clipped to it goes too.
    day = 31 if today.day == monthrange(today.year, today.month)[1] else today.day
    return date(year, month + 1, min(day, last))


def hold_fault(reason: str, review_on: date | None, *, today: date) -> Refused | None:
    """Why something cannot be kept longer for this reason; None where it can."""
    if not reason.strip() or len(reason) > LONGEST_REASON or "\x00" in reason:
        return Refused("Say for what it is kept longer, such as a claim or an inquiry.", "reason")
    if review_on is None or review_on <= today:
        return Refused("Say by which day that is looked at again.", "review_on")
    return None
