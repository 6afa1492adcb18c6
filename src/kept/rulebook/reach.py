"""Which promises can nobody keep for some hours of arrival, since no office opens before they are due?

    unkeepable(rulebook)      ->   {"moray:4.2.8": 0.78, …}: the share of the week, by clause

Such a promise has no act by: it belongs to whoever is on call, and where there is none, to nobody. A promise
with a table of spans counts by the shortest, and one that asks that the office be open has no such times.
Every half-hour of an ordinary week is looked at: one without a holiday.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from kept.rulebook.model import Promise, Rulebook, SpanBy, UntilTold
from kept.workclock import Before, ByDate, Calendar, Span, act_by, due, local_midnight

STEP = timedelta(minutes=30)
STEPS = 7 * 48
CLEAR_WEEKS = 3
OPEN_ONLY = ("out_of_hours", (False,))


def unkeepable(rulebook: Rulebook) -> dict[str, float]:
    """The share of the week at which a promise is out of everybody's hours, for each that has such times."""
    calendar = rulebook.calendar_for(None)
    starts = _ordinary_week(calendar)
    shares: dict[Span, float] = {}
    found: dict[str, float] = {}
    for promise in rulebook.promises.values():
        for span in _spans(promise):
            if span not in shares:
                shares[span] = _share(calendar, span, starts)
            if shares[span] > found.get(promise.clause, 0.0):
                found[promise.clause] = shares[span]
    return found


def _spans(promise: Promise) -> list[Span]:
    """What the promise may count from its start; nothing where it counts from, or to, a date that was
    told.
    """
    within = promise.within
    if isinstance(within, UntilTold):
        return []
    spans = (
        [*(span for _, span in within.spans), within.otherwise] if isinstance(within, SpanBy) else [within]
    )
    if promise.from_opening or OPEN_ONLY in promise.when:
        return []
    return [each for each in spans if not isinstance(each, Before | ByDate)]


def _share(calendar: Calendar, span: Span, starts: list[datetime]) -> float:
    missed = [
        start for start in starts if not act_by(calendar, start, due(calendar, span, start).at).in_hours
    ]
    return len(missed) / len(starts)


def _ordinary_week(calendar: Calendar) -> list[datetime]:
    """Every half-hour of the first week that has no holiday in it or near it."""
    held = {each.day for each in calendar.holidays}
    day = calendar.first + timedelta(days=28 - calendar.first.weekday())
    while any(day + timedelta(days=each) in held for each in range(-7, 7 * CLEAR_WEEKS)):
        day += timedelta(days=7)
    midnight = local_midnight(calendar, day)
    return [midnight + STEP * each for each in range(STEPS)]
