"""When is it due? Counting by the calendar and the clock of one office: pure, and the standard library alone.

    calendar = Calendar(nation="england", zone="Europe/London", holidays=…, first=…, last=…, opening=…)
    due(calendar, parse_span("7 working days"), start).at

The counting rules are those of the decision record "How Kept counts". `kept.workclock.bulk` does the same for
a million starts at a time; it alone needs numpy, so it is not imported here.
"""

from kept.workclock.acting import ActBy, act_by, elapsed_working_days, warn_at
from kept.workclock.calendar import (
    Calendar,
    DateBeforeList,
    DateBeyondReach,
    Holiday,
    NeverOpen,
    Opening,
    Segment,
    is_working_day,
    local_date,
    local_midnight,
)
from kept.workclock.due import due
from kept.workclock.explain import Explanation, explain
from kept.workclock.spans import (
    Before,
    ByDate,
    Days,
    Every,
    FromOpening,
    Hours,
    Minutes,
    Months,
    OfficeHours,
    OfficeMinutes,
    Rings,
    SameDay,
    SameDayBy,
    Seconds,
    Span,
    SpanError,
    Weeks,
    WorkingDays,
    Years,
    parse_span,
)
from kept.workclock.walk import Due, Step, Why

__all__ = [
    "ActBy",
    "Before",
    "ByDate",
    "Calendar",
    "DateBeforeList",
    "DateBeyondReach",
    "Days",
    "Due",
    "Every",
    "Explanation",
    "FromOpening",
    "Holiday",
    "Hours",
    "Minutes",
    "Months",
    "NeverOpen",
    "OfficeHours",
    "OfficeMinutes",
    "Opening",
    "Rings",
    "SameDay",
    "SameDayBy",
    "Seconds",
    "Segment",
    "Span",
    "SpanError",
    "Step",
    "Weeks",
    "Why",
    "WorkingDays",
    "Years",
    "act_by",
    "due",
    "elapsed_working_days",
    "explain",
    "is_working_day",
    "local_date",
    "local_midnight",
    "parse_span",
    "warn_at",
]
