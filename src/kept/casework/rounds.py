"""When do the telephones go to the machine and come back, when is it gone through, and may a round be closed?

    diverts(calendar, since, until, closings)        # Divert(start, end, "lunch"), …
    rounds_due("hour", calendar, since, until)       # the moments at which it is to be listened to
    unheard(messages)                                # the numbers that nobody has listened to yet
    not_said(script, "Ring 0800 123 456")            # numbers that hold and are not in it

The schedule is the other half of the opening hours: nobody keeps a second list that could differ from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kept.casework.rotas import minus, open_periods
from kept.workclock import Calendar, Segment

LUNCH, EVENING, WEEKEND, HOLIDAY, CLOSING = "lunch", "evening", "weekend", "holiday", "closing"
OPENING, HOUR, DAY = "opening", "hour", "day"
AN_HOUR = timedelta(hours=1)
_NUMBER = re.compile(r"\+?\d[\d ()-]{1,20}\d", re.ASCII)
_SEPARATORS = re.compile(r"[ ()-]", re.ASCII)
# More messages than a machine holds: whoever types this has mistyped.
MOST_MESSAGES = 200


@dataclass(frozen=True, slots=True)
class Divert:
    """The telephones are with the machine from one moment to another, and why. `reason` is a closing's
    own.
    """

    start: datetime
    end: datetime
    why: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """A stretch in which the office is shut though its hours say otherwise, such as for training."""

    start: datetime
    end: datetime
    reason: str


def diverts(
    calendar: Calendar, since: datetime, until: datetime, closings: Sequence[Closed] = ()
) -> list[Divert]:
    """Every stretch in which the telephones are with the machine that meets the time between two moments.

    A closing lengthens the stretch that it touches, and gives it its reason.
    """
    begin, end = since - timedelta(days=14), until + timedelta(days=14)
    open_ = minus(open_periods(calendar, begin, end), [Segment(each.start, each.end) for each in closings])
    found = []
    for each in minus([Segment(begin, end)], open_):
        if each.start < until and each.end > since:
            reason = next(
                (one.reason for one in closings if one.start < each.end and each.start < one.end), ""
            )
            found.append(Divert(each.start, each.end, CLOSING if reason else why(calendar, each), reason))
    return found


def why(calendar: Calendar, closed: Segment) -> str:
    """What a stretch in which the office is closed is called: by the days that lie in it."""
    first, last = calendar.local(closed.start).date(), calendar.local(closed.end).date()
    if first == last:
        return LUNCH if _opens_before(calendar, closed) and _opens_after(calendar, closed) else EVENING
    between = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    whole = [each for each in between if not calendar.open_on(each.toordinal())]
    if any(each.toordinal() in calendar.working.holidays for each in whole):
        return HOLIDAY
    return WEEKEND if any(each.weekday() >= 5 for each in whole) else EVENING


def _opens_before(calendar: Calendar, closed: Segment) -> bool:
    day = calendar.local(closed.start).toordinal()
    return any(each.end <= closed.start for each in calendar.open_on(day))


def _opens_after(calendar: Calendar, closed: Segment) -> bool:
    day = calendar.local(closed.start).toordinal()
    return any(each.start >= closed.end for each in calendar.open_on(day))


def rounds_due(at: str, calendar: Calendar, since: datetime, until: datetime) -> list[datetime]:
    """When a round is due after `since` and up to `until`: at each opening, each hour of opening
    time, or each day.

    The last hour before closing counts, so that nothing is left for the night that was there by day.
    """
    if at == DAY:
        return _days(calendar, since, until)
    margin = timedelta(days=1)
    found: list[datetime] = []
    for each in open_periods(calendar, since - margin, until + margin):
        if at == OPENING:
            found.append(each.start)
            continue
        moment = each.start + AN_HOUR
        while moment < each.end:
            found.append(moment)
            moment += AN_HOUR
        found.append(each.end)
    return [each for each in found if since < each <= until]


def _days(calendar: Calendar, since: datetime, until: datetime) -> list[datetime]:
    """The first opening of every day; on a day without one, the hour at which the office opens at the
    soonest.
    """
    usual = min((opens for day in calendar.opening.week for opens, _ in day), default=time(9))
    found = []
    for ordinal in range(calendar.local(since).toordinal(), calendar.local(until).toordinal() + 1):
        periods = calendar.open_on(ordinal)
        found.append(periods[0].start if periods else calendar.wall(date.fromordinal(ordinal), usual))
    return [each for each in found if since < each <= until]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a round: heard or not."""

    number: int
    left_at: datetime | None = None
    heard_at: datetime | None = None


def not_said(script: str, held: str) -> list[str]:
    """The numbers among the words that are held which the script does not say, however either spaces them."""
    said = _SEPARATORS.sub("", script)
    found = [match[0].strip() for match in _NUMBER.finditer(held)]
    return [each for each in found if _SEPARATORS.sub("", each) not in said]


def unheard(messages: Iterable[Message]) -> list[int]:
    """The numbers of those that nobody has listened to: while there is one, the round cannot be closed."""
    return sorted(each.number for each in messages if each.heard_at is None)
