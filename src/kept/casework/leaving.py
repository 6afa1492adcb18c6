"""What has to be seen to because somebody is away, by when, and what do people read who write to them?

    asked(steps, kind="leave", starts=…, ends=…, told_at=now, calendar=…)      # Ask(step, due_at), in order
    reply(words, association="Moray", name="Bea Malik", back_on=…, cover="Cem Kaya", number="01343 555 010")

Rules that hold here:

1. An absence that is longer than so many working days has at least one more of them in it. One without an end
   may become that long, so it asks for the same, by the end of the last day that would still pass.
2. What is known beforehand is seen to before the first day away; what begins now, by the end of today.
3. Somebody who is ill today has customers today: all of them hear from us before noon.
4. An appointment keeps its first date whatever becomes of it: postponed or covered, never left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kept.casework.values import Refused
from kept.rulebook.leaving import LeaveStep
from kept.workclock import Calendar, is_working_day, local_date, local_midnight
from kept.workclock.spans import Days

LEAVE, SICKNESS, TRAINING, OTHER = "leave", "sickness", "training", "other"
POSTPONED, COVERED, STANDS = "postponed", "covered", "stands"
ONE_DAY = timedelta(days=1)
# How far ahead a day of work is looked for: no office is closed for longer.
FAR = 60


@dataclass(frozen=True, slots=True)
class Ask:
    """One step that this absence asks for, and by when."""

    step: LeaveStep
    due_at: datetime


def asked(
    steps: Iterable[LeaveStep],
    *,
    kind: str,
    starts: datetime,
    ends: datetime | None,
    told_at: datetime,
    calendar: Calendar,
) -> tuple[Ask, ...]:
    """What this absence asks for, in the order of the list."""
    found = []
    for step in steps:
        if step.kinds and kind not in step.kinds:
            continue
        if step.longer_than is not None and not _longer(step, starts, ends, calendar):
            continue
        found.append(Ask(step, _due(step, starts, ends, told_at, calendar)))
    return tuple(found)


def days_away(starts: datetime, ends: datetime, calendar: Calendar) -> tuple[date, ...]:
    """The working days on which they are away, for at least a part of each."""
    first, last = local_date(calendar, starts), local_date(calendar, ends - timedelta(microseconds=1))
    days = (first + timedelta(days=n) for n in range(min((last - first).days + 1, 4_000)))
    return tuple(each for each in days if is_working_day(calendar, each))


def _longer(step: LeaveStep, starts: datetime, ends: datetime | None, calendar: Calendar) -> bool:
    if ends is None:
        return True
    assert step.longer_than is not None
    if isinstance(step.longer_than, Days):
        first, last = local_date(calendar, starts), local_date(calendar, ends - timedelta(microseconds=1))
        return (last - first).days + 1 > step.longer_than.n
    return len(days_away(starts, ends, calendar)) > step.longer_than.n


def _due(
    step: LeaveStep, starts: datetime, ends: datetime | None, told_at: datetime, calendar: Calendar
) -> datetime:
    if starts > told_at and local_date(calendar, starts) > local_date(calendar, told_at):
        return starts
    if step.longer_than is not None and ends is None:
        return _end_of_nth(starts, step.longer_than.n, calendar)
    return local_midnight(calendar, local_date(calendar, told_at) + ONE_DAY)


def _end_of_nth(starts: datetime, n: int, calendar: Calendar) -> datetime:
    """The end of the nth working day away."""
    day, left = local_date(calendar, starts), n
    for _ in range(FAR):
        left -= is_working_day(calendar, day)
        if left <= 0:
            break
        day += ONE_DAY
    return local_midnight(calendar, day + ONE_DAY)


def back_on(ends: datetime, calendar: Calendar) -> date:
    """The first working day on which they are here again."""
    day = local_date(calendar, ends)
    for _ in range(FAR):
        if is_working_day(calendar, day):
            break
        day += ONE_DAY
    return day


def reply(
    words: str, *, association: str, name: str, back: date | None, cover: str = "", number: str = ""
) -> str:
    """The automatic reply. Without a day of return or a cover it says so plainly, and names us instead."""
    return words.format(
        association=association,
        name=name,
        return_day=f"{back:%A} {back.day} {back:%B}" if back else "a day that is not known yet",
        cover=cover or association,
        cover_number=f" ({number})" if number else "",
    )


def days_to_look(
    starts: datetime, ends: datetime | None, calendar: Calendar, today: date
) -> tuple[date, ...]:
    """The working days, up to today, on which somebody has to look at what reaches whoever is away."""
    until = local_midnight(calendar, today + ONE_DAY)
    last = until if ends is None else min(ends, until)
    return days_away(starts, last, calendar) if last > starts else ()


def first_day(starts: datetime, told_at: datetime, calendar: Calendar) -> bool:
    """Whether the illness began on the day on which it was told."""
    return local_date(calendar, starts) == local_date(calendar, told_at)


def after_noon(told_at: datetime, calendar: Calendar) -> bool:
    """Whether it was told after noon, when the day's customers can no longer hear before it."""
    return calendar.local(told_at).hour >= 12


def check_covers(cover: int, whose: int, *, away: bool, busy: bool) -> Refused | None:
    """Refuse a colleague who cannot take an appointment."""
    if cover == whose:
        return Refused("They are away themselves. Choose a colleague.", "cover")
    if away:
        return Refused("This colleague is away then too. Choose somebody else.", "cover")
    if busy:
        return Refused("This colleague has something else at that time. Choose somebody else.", "cover")
    return None


def ranked(
    people: Sequence[tuple[int, str]], *, busy: Iterable[int], skilled: Iterable[int]
) -> tuple[tuple[int, str, bool], ...]:
    """Who could take an appointment, by account and name: those who can do it first, those who are busy not.

    The last of each says whether they are known to have what it needs.
    """
    taken, able = set(busy), set(skilled)
    free = [(account, name, account in able) for account, name in people if account not in taken]
    return tuple(sorted(free, key=lambda each: (not each[2], each[1].casefold())))
