"""When does somebody get in touch, and when does somebody answer? Most of it while the office is open.

moment = arrival(rng, calendar, day)            # mornings are busiest; some come at night
answered = within(rng, calendar, since, due)    # before the due, while somebody is there
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from kept.workclock import Calendar, Segment, is_working_day, local_date

QUICK = timedelta(hours=2)
WRITING_DOWN = timedelta(minutes=8)
# Over a day while the office is open: the first hours, a dip at noon, a second wave.
_WHEN_OPEN = ((0.0, 10), (0.12, 16), (0.25, 18), (0.37, 13), (0.5, 7), (0.62, 11), (0.75, 13), (0.87, 9))
_OF_NIGHT = (2, 1, 1, 1, 1, 2, 4, 7, 9, 4, 3, 3, 5, 4, 3, 3, 4, 6, 10, 11, 10, 8, 6, 4)


def open_stretches(calendar: Calendar, day: date) -> tuple[Segment, ...]:
    """When the office is open on that day."""
    return calendar.open_on(day.toordinal())


def arrival(rng: Random, calendar: Calendar, day: date, *, when_closed: float = 0.0) -> datetime:
    """A moment of that day at which somebody gets in touch; `when_closed` is the share of those who do so
    while nobody is in.
    """
    stretches = open_stretches(calendar, day)
    if not stretches or rng.random() < when_closed:
        hour = rng.choices(range(24), _OF_NIGHT)[0]
        begins = calendar.midnight(day.toordinal())
        return begins + timedelta(hours=hour, minutes=rng.randrange(60), seconds=rng.randrange(60))
    first, last = stretches[0].start, stretches[-1].end
    share, _ = rng.choices(_WHEN_OPEN, [weight for _, weight in _WHEN_OPEN])[0]
    found = first + (last - first) * min(0.999, share + rng.random() * 0.12)
    return _second(into_hours(rng, calendar, found))


def into_hours(rng: Random, calendar: Calendar, moment: datetime, *, days: int = 14) -> datetime:
    """That moment, where the office is open then; otherwise soon after it opens again."""
    day = local_date(calendar, moment).toordinal()
    for number in range(day - 1, day + days):
        for each in calendar.open_on(number):
            if each.start <= moment < each.end:
                return moment
            if each.start > moment:
                length = min(each.end - each.start, timedelta(hours=3))
                return _second(each.start + length * (0.02 + 0.9 * rng.random()))
    return moment


def before(rng: Random, calendar: Calendar, moment: datetime, since: datetime) -> datetime | None:
    """A moment of opening time after `since` and before `moment`, late rather than early; None if none is."""
    day = local_date(calendar, moment).toordinal()
    for number in range(day, day - 15, -1):
        for each in reversed(calendar.open_on(number)):
            begins, ends = max(each.start, since), min(each.end, moment)
            if begins < ends:
                return _second(ends - (ends - begins) * (0.03 + 0.6 * rng.random()))
            if each.end < since:
                return None
    return None


def within(rng: Random, calendar: Calendar, since: datetime, due: datetime) -> datetime:
    """A moment after `since` and before `due`, while the office is open where it opens in between."""
    span = due - since
    share = min(0.97, 0.02 + 0.93 * rng.betavariate(1.5, 2.3))
    wanted = since + span * share
    if span <= QUICK:
        return max(_second(wanted), since + min(timedelta(seconds=1), span / 2))
    found = into_hours(rng, calendar, wanted)
    # What is done must be on record before the due as well.
    if found >= due - WRITING_DOWN:
        found = before(rng, calendar, due - WRITING_DOWN, since) or wanted
    return found


def after(rng: Random, calendar: Calendar, since: datetime, due: datetime) -> datetime:
    """A moment after the due: a little where the span was short, days where it was long."""
    span = max(due - since, timedelta(seconds=10))
    late = min(span * (0.08 + rng.expovariate(2.2)), timedelta(days=16))
    if span <= QUICK:
        return _second(due + late) + timedelta(seconds=1)
    return into_hours(rng, calendar, due + max(late, timedelta(minutes=20)))


def working_day(calendar: Calendar, day: date, ahead: int) -> date:
    """The day so many working days after that one."""
    while ahead > 0:
        day += timedelta(days=1)
        ahead -= is_working_day(calendar, day)
    return day


def at_wall(calendar: Calendar, day: date, hour: int, minute: int = 0) -> datetime:
    """That wall time as an instant."""
    from datetime import time

    return calendar.wall(day, time(hour, minute))


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
