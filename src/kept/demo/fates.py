"""What becomes of a promise once its clock runs? The lot decides once, and the agenda says what follows.

    plan(course, judgement, now)        # every clock not planned yet gets its steps

Most are kept, early rather than late. The rest are what life makes of them: too late, tried in vain, nobody
in, put off with the customer's knowledge, waiting for somebody else, written down too late, not wanted any
more. A breach is followed by an apology, now and then by a good reason that a manager accepts.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kept.casework import Clock, Grade, Judgement
from kept.casework.standing import asks_for_something
from kept.demo import cases, hours, words
from kept.rulebook.model import AFTER_ANY, Promise, UntilTold
from kept.workclock import local_date

if TYPE_CHECKING:
    from kept.demo.course import Course

SORRY, NOT_SORRY = "apology.made", "apology.not_made"
ONE_DAY = timedelta(days=1)
OFTEN = timedelta(days=9)
# Of what is not simply kept or late, how often each happens where the promise allows it.
NO_ACCESS, WITHDRAWN, EXTENDED, PAUSED, CHOSE_LATER, FILED_LATE = 0.07, 0.012, 0.03, 0.15, 0.12, 0.012
# Turns that a contact of one sort may take, though nothing on it says so.
TURNS = {
    "callback.promised": ("message.taken", "enquiry.received"),
    "message.heard": ("message.left",),
    "staff.returned_to_office": ("message.taken",),
    "delay.foreseen": ("letter.received", "email.received"),
    "enquiry.needs_time": ("enquiry.received", "call.received"),
}
HOW_OFTEN = 0.3


def plan(course: Course, judgement: Judgement, now: datetime) -> None:
    """Put on the agenda what becomes of each clock that has not been thought of yet."""
    for clock in judgement.clocks:
        key = (clock.promise, clock.start)
        if key in course.planned:
            continue
        course.planned.add(key)
        promise = course.stage.promise(clock)
        if promise is None or not asks_for_something(clock):
            continue
        if promise.after == AFTER_ANY:
            _say_sorry(course, clock, promise, now)
        elif promise.duty is not None:
            _do_again(course, clock, now)
        else:
            _decide(course, clock, promise, now)


def turns(course: Course, kind: str) -> list[str]:
    """What a contact of that kind now and then turns into, by the promises that begin there."""
    version = course.stage.rules.versions[-1]
    found = []
    for turn, of in TURNS.items():
        if kind in of and turn in version.starting and course.rng.random() < HOW_OFTEN:
            found.append(turn)
    return found


def _decide(course: Course, clock: Clock, promise: Promise, now: datetime) -> None:
    rng, calendar = course.rng, course.calendar
    due = clock.due_at
    # What takes minutes is over before anybody has written down that it began.
    since = clock.started_at if due - clock.started_at <= hours.QUICK else max(clock.started_at, now)
    key, stop = (clock.promise, clock.start), _stop(course, promise)
    if stop is None:
        return
    span = due - clock.started_at
    lot = rng.random()
    keeps = course.stage.season.keeps(clock.promise, clock.started_at)
    if isinstance(promise.within, UntilTold):
        keeps = min(0.96, keeps + 0.02)
    long = span >= 2 * ONE_DAY
    if due <= since or lot > keeps:
        _broken(course, clock, promise, stop, since)
        return
    if promise.no_access and rng.random() < NO_ACCESS:
        course.later(hours.within(rng, calendar, since, due), promise.no_access[0], clock=key)
    elif promise.offers and rng.random() < CHOSE_LATER:
        _chose_later(course, clock, promise, stop, since)
        return
    elif long and rng.random() < WITHDRAWN:
        course.later(hours.within(rng, calendar, since, due), "contact.withdrawn", clock=key)
    elif promise.pauses and rng.random() < PAUSED:
        _paused(course, clock, promise, stop, since)
        return
    elif long and not isinstance(promise.within, UntilTold) and rng.random() < EXTENDED:
        _extended(course, clock, stop, since)
        return
    elif long and rng.random() < FILED_LATE and due - since > ONE_DAY:
        at = hours.within(rng, calendar, since, due)
        filed = hours.into_hours(rng, calendar, due + timedelta(hours=rng.randrange(2, 40)))
        course.later(at, stop, clock=key, grade=Grade.DOCUMENT, recorded_at=filed, by=None)
        return
    at = hours.within(rng, calendar, since, due)
    if promise.attempts and rng.random() < 0.15:
        course.later(since + (at - since) * 0.5, promise.attempts[0], clock=key)
    course.later(at, stop, clock=key)


def _broken(course: Course, clock: Clock, promise: Promise, stop: str, since: datetime) -> None:
    rng, calendar, due = course.rng, course.calendar, clock.due_at
    key = (clock.promise, clock.start)
    tried = (*promise.attempts, *promise.no_access)
    if tried and due > since and rng.random() < 0.45:
        course.later(hours.within(rng, calendar, since, due), tried[0], clock=key)
    at = hours.after(rng, calendar, min(clock.started_at, since), max(due, since))
    course.later(at, stop, clock=key)
    if due - clock.started_at > ONE_DAY and rng.random() < 0.3:
        for _ in range(rng.choice((1, 1, 2))):
            asked = hours.into_hours(rng, calendar, due + (at - due) * rng.random())
            if since < asked < at:
                course.later(asked, "contact.chased", clock=key)
    behind = at + timedelta(hours=rng.randrange(3, 60))
    if rng.random() < 0.8:
        course.later(hours.into_hours(rng, calendar, behind), "breach.explained", always=True, clock=key)
    if rng.random() < 0.09:
        excusing = hours.into_hours(rng, calendar, behind + ONE_DAY)
        own = [each.by for each in course.known] + [course.owner]
        by = course.stage.crew.leading(rng, excusing, own).handle
        reason = words.reason(rng)
        course.later(excusing, "breach.excused", always=True, clock=key, by=by, wanted={"reason": reason})


def _chose_later(course: Course, clock: Clock, promise: Promise, stop: str, since: datetime) -> None:
    rng, calendar, due = course.rng, course.calendar, clock.due_at
    key = (clock.promise, clock.start)
    first = hours.within(rng, calendar, since, due)
    offered = since + (first - since) * 0.3
    wanted = {"first_offer": calendar.local(first).isoformat()}
    course.later(offered, promise.offers[0], clock=key, wanted=wanted)
    course.later(hours.after(rng, calendar, clock.started_at, due), stop, clock=key, always=True)


def _paused(course: Course, clock: Clock, promise: Promise, stop: str, since: datetime) -> None:
    rng, calendar = course.rng, course.calendar
    key, span = (clock.promise, clock.start), clock.due_at - since
    stopped = hours.into_hours(rng, calendar, since + span * 0.2)
    resumed = hours.into_hours(rng, calendar, since + span * (0.35 + 0.5 * rng.random()))
    course.later(stopped, "clock.paused", clock=key, wanted={"reason": promise.pauses[0]})
    course.later(resumed, "clock.resumed", clock=key)
    course.later(hours.into_hours(rng, calendar, resumed + span * 0.5), stop, clock=key)


def _extended(course: Course, clock: Clock, stop: str, since: datetime) -> None:
    rng, calendar = course.rng, course.calendar
    key, due = (clock.promise, clock.start), clock.due_at
    told = hours.before(rng, calendar, since + (due - since) * 0.9, since) or since + (due - since) * 0.5
    later = hours.working_day(calendar, local_date(calendar, due), rng.randrange(2, 7))
    wanted = {"new_due": later.isoformat(), "customer_told": True, "reason": words.reason(rng)}
    course.later(told, "clock.extended", clock=key, wanted=wanted)
    by_then = calendar.midnight(later.toordinal() + 1)
    course.later(hours.within(rng, calendar, max(due, told), by_then), stop, clock=key)


def _say_sorry(course: Course, clock: Clock, promise: Promise, now: datetime) -> None:
    """What was broken is put right: mostly in time, now and then with a reason why no apology is due."""
    rng, calendar = course.rng, course.calendar
    since = max(now, clock.started_at)
    if clock.due_at > since and rng.random() < 0.9:
        at = hours.within(rng, calendar, since, clock.due_at)
    else:
        at = hours.after(rng, calendar, min(since, clock.started_at), max(clock.due_at, since))
    kind = SORRY if rng.random() < 0.92 or NOT_SORRY not in promise.stops else NOT_SORRY
    if kind not in promise.stops:
        kind = promise.stops[0]
    course.later(at, kind, clock=(clock.promise, clock.start), wanted={"reason": words.reason(rng)})


def new_date(course: Course, judgement: Judgement, at: datetime) -> dict[str, object]:
    """The date that an apology gives, where the customer still waits: the one on which it will be done."""
    waiting = {(each.promise, each.start) for each in judgement.clocks if asks_for_something(each)}
    coming = [each.at for each in course.agenda if each.clock in waiting and each.kind != SORRY]
    today = local_date(course.calendar, at)
    days: list[date] = [local_date(course.calendar, each) for each in coming]
    later = [each for each in days if each > today]
    if not later:
        return {"new_date": None}
    return {"new_date": min(later).isoformat()}


def _do_again(course: Course, clock: Clock, now: datetime) -> None:
    """A duty is mostly done in the last third of its time, and now and then when that is over."""
    rng, calendar = course.rng, course.calendar
    since, due = max(clock.started_at, now), clock.due_at
    key = (clock.promise, clock.start)
    kept = rng.random() < course.stage.season.keeps(clock.promise, now)
    often = due - clock.started_at < OFTEN
    if due <= since:
        at = since + (due - clock.started_at if often else timedelta(days=rng.randrange(3, 25)))
    elif kept and often:
        at = hours.within(rng, calendar, since, due)
    elif kept:
        at = since + (due - since) * (0.62 + 0.33 * rng.random())
    else:
        at = due + (timedelta(hours=10) if often else timedelta(days=rng.randrange(1, 15)))
    at = hours.into_hours(rng, calendar, at)
    if kept and since < due <= at:
        at = hours.before(rng, calendar, due - hours.WRITING_DOWN, since) or at
    course.later(at, "duty.done", clock=key)


def _stop(course: Course, promise: Promise) -> str | None:
    """By what it is stopped: something of the sort that began it, and more often the whole answer."""
    kinds = course.kinds
    stops = [each for each in promise.stops if each in kinds and not kinds[each].automatic]
    stops = [each for each in stops if kinds[each].reaches not in course.who.never]
    stops = [each for each in stops if not cases.hardly_ever(each)] or stops
    if not stops:
        return None
    told = [each.kind for each in course.known]
    sorts = {each.split(".")[0] for each in told}
    alike = [each for each in stops if each.split(".")[0] in sorts]
    if not alike and any(kinds[each].counts_as for each in told):
        alike = [each for each in stops if each.startswith("reply.")]
    chosen = alike or stops[:2]
    dated = [each for each in chosen if kinds[each].counts_with]
    whole = [each for each in chosen if not kinds[each].counts_with]
    if dated and (not whole or course.rng.random() < 0.35):
        return course.rng.choice(dated)
    return course.rng.choice(whole or chosen)


__all__ = ["SORRY", "new_date", "plan", "turns"]
