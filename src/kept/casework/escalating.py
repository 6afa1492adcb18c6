"""Who is told next where a warning or a breach brings nothing about, and when?

    further(owed, clock, known_at=…, acts=…, calendar=…, at=at)    # ([Owed(… step=2 …)], the next moment)
    told(2, line, but={17})                                         # whom to tell at step 2

Step 1 is the owner's. A breach goes on, whenever the office has been open for four hours without anybody
doing anything about the contact: to the deputy, then to whoever leads the team, then to the director. A
warning goes on to the deputy alone, when half of what is left has passed. Each step is owed once. Minutes and
rings are told to nobody in this way (practice 17), and nobody is told of a contact about themselves (23).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kept.casework.history import IMPORT, Happening, History
from kept.casework.values import Clock, Owed, Verdict
from kept.workclock import Calendar, DateBeforeList, NeverOpen, OfficeHours, due

WARNING, BREACH = "warning", "breach"
OWNER, DEPUTY, MANAGER, DIRECTOR = 1, 2, 3, 4
LAST = {WARNING: DEPUTY, BREACH: DIRECTOR}
PATIENCE = OfficeHours(4)
# What is over within the hour is dealt with where it happens.
AT_THE_COUNTER = timedelta(hours=1)


def worth_telling(clock: Clock) -> bool:
    """Whether its promise is long enough for anybody to be told of it."""
    return abs(clock.first_due_at - clock.started_at) > AT_THE_COUNTER


def _waits(clock: Clock) -> bool:
    """Whether somebody still has to do it; what a manager has excused, nobody is told of again."""
    broken = clock.verdict in (Verdict.BROKEN, Verdict.BROKEN_ATTEMPTED) and clock.stop is None
    return broken or (clock.verdict is Verdict.RUNNING and not clock.paused)


def acts_of(history: History) -> list[datetime]:
    """When something was done about the contact, or at least put on record: not what the customer did."""
    return sorted(
        version.recorded_at
        for each in history.happenings
        if each.act != "chase" and not _comes_from_outside(each, history)
        for version in each.versions
    )


def _comes_from_outside(each: Happening, history: History) -> bool:
    kind = history.kinds.get(each.now.kind)
    return each.now.via == IMPORT or (kind is not None and kind.opens is not None)


def further(
    first: Owed,
    clock: Clock,
    *,
    known_at: datetime,
    acts: Sequence[datetime],
    calendar: Calendar,
    at: datetime,
) -> tuple[list[Owed], datetime | None]:
    """The steps after the first that are owed by now, and the moment of the next, if there is to be one.

    `known_at` is when the start was put on record: nobody can have done anything about it before.
    """
    if not _waits(clock) or not worth_telling(clock):
        return [], None
    steps: list[Owed] = []
    last = max(first.since, known_at)
    for step in range(DEPUTY, LAST.get(first.what, OWNER) + 1):
        moment = _after(last, acts, calendar, clock.due_at if first.what == WARNING else None)
        if moment is None:
            return steps, None
        if moment > at:
            return steps, moment
        steps.append(Owed(first.promise, first.start, first.what, step, moment))
        last = moment
    return steps, None


def _after(
    last: datetime, acts: Sequence[datetime], calendar: Calendar, due_at: datetime | None
) -> datetime | None:
    """When patience with the last act ends, if no other comes meanwhile; None where that is too late."""
    try:
        moment = _patient_until(last, calendar, due_at)
        for act in acts:
            if last < act < moment:
                last, moment = act, _patient_until(act, calendar, due_at)
    except (DateBeforeList, NeverOpen):
        return None
    return moment if due_at is None or moment < due_at else None


def _patient_until(last: datetime, calendar: Calendar, due_at: datetime | None) -> datetime:
    moment = due(calendar, PATIENCE, last).at
    return moment if due_at is None else max(moment, last + (due_at - last) / 2)


@dataclass(frozen=True, slots=True)
class Line:
    """Whom a contact can be told to: accounts by step, in the order in which they answer."""

    owner: tuple[int, ...] = ()
    deputy: tuple[int, ...] = ()
    managers: tuple[int, ...] = ()
    directors: tuple[int, ...] = ()


def told(step: int, line: Line, *, but: Collection[int] = ()) -> tuple[int, ...]:
    """The accounts to tell at that step.

    Where nobody stands at a step, whoever comes next is told instead, and nobody twice: so the steps end
    sooner where the line is short. `but` are those who may not know of it.
    """
    before: set[int] = set(but)
    rungs: list[tuple[int, ...]] = []
    for rung in (line.owner, line.deputy, line.managers, line.directors):
        fresh = tuple(dict.fromkeys(each for each in rung if each not in before))
        before.update(fresh)
        if fresh:
            rungs.append(fresh)
    return rungs[step - 1] if step <= len(rungs) else ()
