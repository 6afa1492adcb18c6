"""Why this date? Every day or hour counted or skipped, in words that a customer can be shown.

    print("\\n".join(explain(calendar, WorkingDays(2), start).lines))

    Thursday 2 April 2026: the day it began, not counted.
    Friday 3 April 2026: bank holiday (Good Friday), not counted.
    Saturday 4 April 2026: weekend, not counted.
    …
    Due by the end of Wednesday 8 April 2026.

The steps are data, for a page that shows them in its own way; the lines say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from kept.workclock.calendar import Calendar, Segment
from kept.workclock.spans import Before, Every, FromOpening, SameDay, SameDayBy, Span, WorkingDays
from kept.workclock.walk import Due, Step, Walked, Why, walk

_UNITS: Final = (("hour", 3_600), ("minute", 60))


@dataclass(frozen=True, slots=True)
class Explanation:
    """The due of one clock with its proof: `steps` as data, `lines` in words, the last of them the due."""

    span: Span
    start: datetime
    began: datetime
    due: Due
    steps: tuple[Step, ...]
    lines: tuple[str, ...]


def explain(
    calendar: Calendar,
    span: Span,
    start: datetime,
    *,
    pauses: Iterable[Segment] = (),
    from_opening: bool = False,
) -> Explanation:
    """The same due as `due` gives, with every day or hour on the way to it."""
    walked = walk(calendar, span, start, pauses=pauses, from_opening=from_opening)
    lines = [_line(each, span, calendar) for each in walked.steps]
    lines += _conclusion(walked, span, calendar)
    return Explanation(span, start, walked.began, walked.due, walked.steps, tuple(lines))


def _line(step: Step, span: Span, calendar: Calendar) -> str:
    if step.since is not None and step.until is not None:
        return f"{_day(step.day)}{_hours(step.since, step.until, calendar)}: {_stretch(step, calendar)}."
    return f"{_day(step.day)}: {_whole_day(step, span)}."


def _whole_day(step: Step, span: Span) -> str:
    match step.why:
        case Why.START if isinstance(span, Before):
            return "the day counted back from, not counted"
        case Why.START:
            return "the day it began, not counted"
        case Why.COUNTED if step.holiday:
            return f"{_count(step, span)}; {step.holiday} was announced too late to change this date"
        case Why.COUNTED if isinstance(span, SameDay | SameDayBy):
            return "counted, the day itself"
        case Why.COUNTED:
            return _count(step, span)
        case Why.FIXED:
            return "a fixed date"
    return _reason(step)


def _count(step: Step, span: Span) -> str:
    return f"{'working day' if _in_working_days(span) else 'day'} {step.total}"


def _in_working_days(span: Span) -> bool:
    match span:
        case Before(inner) | FromOpening(inner) | Every(inner):
            return isinstance(inner, WorkingDays)
    return isinstance(span, WorkingDays)


def _stretch(step: Step, calendar: Calendar) -> str:
    """What became of a stretch of hours."""
    assert step.since is not None
    assert step.until is not None
    if step.why is not Why.COUNTED:
        return _reason(step)
    length, total = step.until - step.since, step.total
    assert isinstance(total, timedelta)
    so_far = "" if total == length else f", {duration_words(total)} in all"
    before, after = (calendar.local(each).utcoffset() for each in (step.since, step.until))
    change = ""
    if before != after and before is not None and after is not None:
        change = f"; the clocks go {'forward' if after > before else 'back'} in between"
    return f"{duration_words(length)} counted{so_far}{change}"


def _reason(step: Step) -> str:
    match step.why:
        case Why.WEEKEND:
            return "weekend, not counted"
        case Why.HOLIDAY:
            return f"bank holiday ({step.holiday}), not counted"
        case Why.PAUSED:
            return "the clock was paused, not counted"
    return "closed, not counted"


def _conclusion(walked: Walked, span: Span, calendar: Calendar) -> list[str]:
    local = calendar.local(walked.due.at)
    if local.time() != time():
        due = f"Due by {_time(local)} on {_day(local.date())}."
    elif isinstance(span, Before):
        due = f"Due before {_day(local.date())} begins."
    else:
        due = f"Due by the end of {_day((local - timedelta(days=1)).date())}."
    if not walked.due.provisional:
        return [due]
    last = calendar.last
    return [due, f"This is provisional: the bank holidays after {last.day} {last:%B %Y} are not known yet."]


def _hours(since: datetime, until: datetime, calendar: Calendar) -> str:
    """The stretch by the wall clock; nothing where it is the whole day."""
    begins, ends = calendar.local(since), calendar.local(until)
    from_midnight, to_midnight = begins.time() == time(), ends.time() == time()
    if from_midnight and to_midnight:
        return ""
    return (
        f", {'midnight' if from_midnight else _time(begins)} to {'midnight' if to_midnight else _time(ends)}"
    )


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _time(local: datetime) -> str:
    if local.microsecond:
        return f"{local:%H:%M:%S.%f}".rstrip("0")
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


def duration_words(length: timedelta) -> str:
    """ "7 hours 50 minutes"."""
    left, words = length.days * 86_400 + length.seconds, []
    for unit, seconds in _UNITS:
        n, left = divmod(left, seconds)
        if n:
            words.append(f"{n:,} {unit}{'' if n == 1 else 's'}")
    rest = left + length.microseconds / 1_000_000
    if rest or not words:
        words.append(f"{rest:g} second{'' if rest == 1 else 's'}")
    return " ".join(words)
