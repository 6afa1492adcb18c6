"""Nobody answered. What is the next step, and when?

    next_step(attempts, practice, rules=rules, calendar=calendar, at=now)
    # Step(RING, not_before=…), until the days of trying are over; then Step(WRITE)

1. Whoever may not be rung is not rung: the step is another way, the one that they allow.
2. A time that they asked for comes before any of ours.
3. Trying begins at once and goes on for as many working days as the house says, so many times on each, an
   hour apart at the least, within the hours that they named. Those who are in only in the evening are rung
   then, and a try by day does not count.
4. Once the days are over without a word, the house writes, or does what it has said comes then.
5. Where word may be left, it is left once: with an adult or on their own machine, a name and a number only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kept.casework.safe_contact import LETTER, TELEPHONE, Rules
from kept.casework.values import Event
from kept.rulebook.telephone import Practice, Telephone
from kept.workclock import Calendar, due, is_working_day, local_date

ATTEMPTED, RETURNED, WISH = "callback.attempted", "message.returned", "callback.wish"
RING, EVENING, WRITE, ANOTHER_WAY, OTHER_NUMBER = "ring", "evening", "write", "another-way", "other-number"
APART = timedelta(hours=1)
NINE = time(9)
MACHINE, ADULT, WRONG_NUMBER = "machine", "adult", "wrong_number"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: when, what came of it, and whether it counts."""

    at: datetime
    result: str = ""
    left_word: bool = False
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, from when, and until when trying goes on. `tried` is how often already, on how many days.

    With `leave_word`, word may be left if an adult or a machine answers.
    """

    what: str
    not_before: datetime
    until: datetime | None = None
    tried: int = 0
    today: int = 0
    leave_word: bool = False


def attempts_of(events: Iterable[Event], against: Iterable[object] = ()) -> tuple[Attempt, ...]:
    """The tries since we last spoke to them. Those made `against` what they asked do not count."""
    listed = sorted(events, key=lambda each: (each.happened_at, each.recorded_at))
    spoken = max((each.happened_at for each in listed if each.kind == RETURNED), default=None)
    unsafe = set(against)
    return tuple(
        Attempt(
            each.happened_at,
            str(each.facts.get("result") or ""),
            each.facts.get("left_word") is True,
            each.id not in unsafe,
        )
        for each in listed
        if each.kind == ATTEMPTED and (spoken is None or each.happened_at > spoken)
    )


def evenings_only(rules: Rules, telephone: Telephone) -> bool:
    """Whether they are in only in the evening, by the hours that they named."""
    return rules.hours is not None and rules.hours[0] >= telephone.evening[0]


def next_step(
    attempts: Sequence[Attempt],
    telephone: Telephone,
    *,
    rules: Rules,
    calendar: Calendar,
    at: datetime,
    wish: datetime | None = None,
) -> Step:
    """The next step at the moment `at`."""
    practice = telephone["ringing-back"]
    counted = [each for each in attempts if each.counts]
    today = sum(local_date(calendar, each.at) == local_date(calendar, at) for each in counted)
    if TELEPHONE not in rules.allowed:
        return Step(ANOTHER_WAY, at, None, len(attempts), today)
    if wish is not None and wish > at and not any(each.at >= wish for each in attempts):
        return Step(RING, wish, None, len(attempts), today, _may_leave(attempts, rules))
    what = EVENING if practice.evenings and evenings_only(rules, telephone) else RING
    if not counted:
        return Step(
            what, _within(at, rules, calendar), None, len(attempts), today, not rules.leave_no_message
        )
    until = _until(counted[0].at, practice, calendar)
    if until is not None and at >= until:
        written = practice.then and LETTER in rules.allowed
        return Step(WRITE if written else ANOTHER_WAY, at, until, len(attempts), today)
    if counted[-1].result == WRONG_NUMBER:
        return Step(OTHER_NUMBER, at, until, len(attempts), today)
    if today >= practice.each_day:
        begins = _opens(_next_working_day(at, calendar), calendar)
    else:
        begins = max(at, counted[-1].at + APART)
    not_before = _within(begins, rules, calendar)
    return Step(what, not_before, until, len(attempts), today, _may_leave(attempts, rules))


def _until(first: datetime, practice: Practice, calendar: Calendar) -> datetime | None:
    """When the days of trying are over: so many whole working days after the first try."""
    return None if practice.over is None else due(calendar, practice.over, first).at


def _may_leave(attempts: Sequence[Attempt], rules: Rules) -> bool:
    return not rules.leave_no_message and not any(each.left_word for each in attempts)


def _within(moment: datetime, rules: Rules, calendar: Calendar) -> datetime:
    """The first moment from there on at which they may be rung, by the hours that they named."""
    if rules.hours is None:
        return moment
    begins, ends = rules.hours
    local = calendar.local(moment)
    if local.time() < begins:
        return calendar.wall(local.date(), begins)
    if local.time() < ends:
        return moment
    return calendar.wall(_next_working_day(moment, calendar), begins)


def _next_working_day(moment: datetime, calendar: Calendar) -> date:
    day = local_date(calendar, moment) + timedelta(days=1)
    while not is_working_day(calendar, day):
        day += timedelta(days=1)
    return day


def _opens(day: date, calendar: Calendar) -> datetime:
    """When the office opens on that day; at nine where it does not."""
    found = calendar.open_on(day.toordinal())
    return found[0].start if found else calendar.wall(day, NINE)
