"""How does a run end: kept, broken, or one of the honest words between?

`clock_of(run, history=, …)` looks for what stopped the run and gives its `Clock`. The order of the questions
is the policy of practice 4: a stop in time and on record (kept) · a back-dated one with proof (kept, recorded
late) · withdrawn or attended without access in time · a later date that the customer chose · broken, with
what softens it.

A duty that was overdue before it began here is *found overdue at the start*, and in no figure.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta
from itertools import islice

from kept.casework.history import Happening, History, happened
from kept.casework.running import Run, moment_of
from kept.casework.values import Clock, Event, Verdict
from kept.rulebook.model import DUTY_BEGAN, DUTY_DONE, Promise, Tries, UntilTold
from kept.workclock import (
    Calendar,
    WorkingDays,
    act_by,
    due,
    elapsed_working_days,
    is_working_day,
    local_date,
)


def clock_of(run: Run, *, history: History, calendar: Calendar, at: datetime, version: str) -> Clock:
    """The clock of that run as known at `at`."""
    if run.due_at is None or run.started_at is None:
        return not_measured(run.promise, run.event, run.start.id, version=version, unanswered=run.unanswered)
    if run.promise.duty and run.due_at <= run.started_at and run.start.now.kind == DUTY_BEGAN:
        return found_overdue(run, history, version=version)
    stop = stop_of(run, history)
    verdict, ended_at, closing = _verdict(run, stop, history=history, calendar=calendar, at=at)
    open_by = act_by(calendar, run.started_at, run.due_at)
    stopped = stop is not None and verdict is not Verdict.WITHDRAWN and verdict is not Verdict.NO_ACCESS
    took = took_days = None
    if stopped and ended_at is not None:
        took = max(0.0, (ended_at - run.started_at).total_seconds())
        if type(run.promise.within) is WorkingDays:
            took_days = elapsed_working_days(calendar, run.started_at, max(ended_at, run.started_at))
    return Clock(
        promise=run.promise.clause,
        start=run.start.id,
        version=version,
        started_at=run.started_at,
        due_at=run.due_at,
        first_due_at=run.first_due_at or run.due_at,
        act_by=open_by.at,
        act_by_open=open_by.in_hours,
        verdict=verdict,
        aim_at=due(calendar, run.promise.aim, run.started_at).at if run.promise.aim else None,
        provisional=run.provisional,
        stop=closing.id if closing else None,
        ended_at=ended_at,
        breached_at=run.due_at if verdict in _BREACHED else None,
        first_verdict=_first_verdict(run, ended_at, at) if run.extended else None,
        grade=closing.grade if closing else None,
        took=took,
        took_days=took_days,
        owner=run.promise.owner,
        unanswered=run.unanswered,
        paused=run.paused_from is not None and verdict is Verdict.RUNNING,
    )


_BREACHED = frozenset({Verdict.BROKEN, Verdict.BROKEN_ATTEMPTED, Verdict.EXCUSED, Verdict.KEPT_LATE_RECORDED})


def not_measured(
    promise: Promise, event: Event, start: str, *, version: str, unanswered: tuple[str, ...] = ()
) -> Clock:
    """The clock of a promise that applied but that nobody could time (practice 12)."""
    return Clock(
        promise=promise.clause,
        start=start,
        version=version,
        started_at=event.happened_at,
        due_at=event.happened_at,
        first_due_at=event.happened_at,
        act_by=event.happened_at,
        act_by_open=True,
        verdict=Verdict.NOT_MEASURED,
        grade=None,
        owner=promise.owner,
        unanswered=unanswered,
    )


def found_overdue(run: Run, history: History, *, version: str) -> Clock:
    """The clock of a duty that was overdue when it began here: still to be done, and in no figure
    (practice 29).

    It is known by its due, which is not after its start. It runs until it is done, and is then not measured.
    """
    assert run.started_at is not None
    assert run.due_at is not None
    since = run.event.happened_at
    over = [each for each in history.acting.get("withdraw", ()) if each.now.happened_at >= since]
    stops = [*_stops(run, history), *(each for each in over if _meant_for(run, each.now))]
    stop = min(stops, key=lambda each: (each.now.happened_at, each.id), default=None)
    verdict = Verdict.RUNNING
    if stop is not None:
        verdict = Verdict.WITHDRAWN if stop in over else Verdict.NOT_MEASURED
    return Clock(
        promise=run.promise.clause,
        start=run.start.id,
        version=version,
        started_at=run.started_at,
        due_at=run.due_at,
        first_due_at=run.due_at,
        act_by=run.due_at,
        act_by_open=True,
        verdict=verdict,
        stop=stop.now.id if stop else None,
        ended_at=stop.now.happened_at if stop else None,
        grade=stop.now.grade if stop else None,
        owner=run.promise.owner,
    )


def stop_of(run: Run, history: History) -> Happening | None:
    """What stopped the run: the earliest stop that may count in time, else the earliest of all."""
    found = _stops(run, history)
    if not found:
        return None
    return next((each for each in found if _in_time(run, each, history) is not None), found[0])


def stopped_in_time(run: Run, history: History) -> bool:
    """Whether a stop on record before the due had already ended the run as it stands."""
    return any(_in_time(run, each, history) is Verdict.KEPT for each in _stops(run, history))


def _stops(run: Run, history: History) -> list[Happening]:
    """Every event that stops this run, in order of happening; what counts only with a date needs one.

    What was done when a promise was given does not keep it: that takes something afterwards.
    """
    promise, since = run.promise, run.event.happened_at
    if promise.duty is not None:
        return _done(run, history)
    if promise.after is not None and run.started_at is not None:
        since = run.started_at
    elif promise.counts_first and run.started_at is not None:
        since = min(since, run.started_at)
    afterwards = isinstance(promise.within, UntilTold)
    found: list[Happening] = []
    for kind in promise.stops:
        for each in history.by_kind.get(kind, ()):
            event = each.now
            if event.happened_at < since or not _meant_for(run, event):
                continue
            if afterwards and event.happened_at == since:
                continue
            if _counts(promise, event, history):
                found.append(each)
    if len(found) > 1:
        found.sort(key=lambda each: (each.now.happened_at, each.now.recorded_at, each.id))
    return found


def _done(run: Run, history: History) -> list[Happening]:
    """The times at which a duty was done after this start: the next one, and any more before the due.

    No event stops the clock that it starts. A duty may be done ten thousand times: only these are looked at.
    """
    every = history.by_kind.get(DUTY_DONE, [])
    since = run.event.happened_at
    if run.start.now.kind == DUTY_DONE:
        first = bisect_right(every, happened(run.start), key=happened)
    else:
        first = bisect_left(every, since, key=lambda each: each.now.happened_at)
    found: list[Happening] = []
    for each in islice(every, first, None):
        if found and run.due_at is not None and each.now.happened_at >= run.due_at:
            break
        if _meant_for(run, each.now):
            found.append(each)
    return found


def _meant_for(run: Run, event: Event) -> bool:
    return not event.answers or run.start.id in event.answers or run.promise.clause in event.answers


def _counts(promise: Promise, event: Event, history: History) -> bool:
    kind = history.kinds[event.kind]
    if kind.automatic and not promise.automatic_counts:
        return False
    return kind.counts_with is None or event.facts.get(kind.counts_with) not in (None, "")


def _in_time(run: Run, stop: Happening, history: History) -> Verdict | None:
    """Kept, kept but recorded late, or None where the stop does not save the promise."""
    due_at = run.due_at
    if run.paused_from is not None and stop.now.happened_at >= run.paused_from:
        return Verdict.KEPT
    if due_at is None or stop.now.happened_at >= due_at:
        return None
    if run.known_at >= due_at:
        return Verdict.KEPT
    thread = run.event.thread
    if any(each.happened_at < due_at and history.known_on(thread, each) < due_at for each in stop.versions):
        return Verdict.KEPT
    return Verdict.KEPT_LATE_RECORDED if stop.strong else None


def _verdict(
    run: Run, stop: Happening | None, *, history: History, calendar: Calendar, at: datetime
) -> tuple[Verdict, datetime | None, Event | None]:
    """The verdict, when the run ended, and the event that ended it."""
    saved = _in_time(run, stop, history) if stop else None
    if stop and saved:
        gone = _ended_by(run, history.acting.get("withdraw", ()), history)
        if gone is None or gone.now.happened_at > stop.now.happened_at:
            return saved, stop.now.happened_at, stop.now
    if not history.acting and not run.promise.no_access and not run.promise.offers and not run.promise.tries:
        return _out_of_time(run, stop, history, at)
    gone = _ended_by(run, history.acting.get("withdraw", ()), history)
    if gone:
        return Verdict.WITHDRAWN, gone.now.happened_at, gone.now
    nobody_in = _ended_by(run, _of_kinds(run.promise.no_access, history), history)
    if nobody_in:
        return Verdict.NO_ACCESS, nobody_in.now.happened_at, nobody_in.now
    verdict, ended_at, closing = _out_of_time(run, stop, history, at)
    if verdict is Verdict.RUNNING:
        return verdict, ended_at, closing
    declined = _declined(run, history, calendar)
    if declined:
        chose = _in_time(run, declined, history) is Verdict.KEPT
        kept = Verdict.KEPT_CUSTOMER_CHOSE if chose else Verdict.KEPT_LATE_RECORDED
        return kept, ended_at or declined.now.happened_at, closing or declined.now
    if run.promise.tries and stop is None and _tried(run, run.promise.tries, history, calendar):
        return Verdict.KEPT, run.due_at, None
    if verdict in (Verdict.BROKEN, Verdict.BROKEN_ATTEMPTED) and _excused(run, closing, history):
        return Verdict.EXCUSED, ended_at, closing
    return verdict, ended_at, closing


def _out_of_time(
    run: Run, stop: Happening | None, history: History, at: datetime
) -> tuple[Verdict, datetime | None, Event | None]:
    """Running while there is time or a pause, then broken; *attempted* where somebody tried in time."""
    if run.due_at is None or (stop is None and (at < run.due_at or run.paused_from is not None)):
        return Verdict.RUNNING, None, None
    tried = _of_kinds((*run.promise.attempts, *run.promise.no_access), history)
    unsafe = against(history)
    in_time = any(
        run.event.happened_at <= each.now.happened_at < run.due_at and each.id not in unsafe for each in tried
    )
    verdict = Verdict.BROKEN_ATTEMPTED if in_time else Verdict.BROKEN
    return verdict, stop.now.happened_at if stop else None, stop.now if stop else None


def _of_kinds(kinds: tuple[str, ...], history: History) -> list[Happening]:
    return [each for kind in kinds for each in history.by_kind.get(kind, ())]


def against(history: History) -> frozenset[object]:
    """The entries by which we reached a customer as they had asked us not to: such a try is none."""
    if not history.acting:
        return frozenset()
    return frozenset(each.now.facts.get("entry") for each in history.acting.get("unsafe", ()))


def _ended_by(
    run: Run, endings: list[Happening] | tuple[Happening, ...], history: History
) -> Happening | None:
    """The first of these that ended the run before it ran out, and was on record by then.

    No proof that comes later undoes a breach by these: they would take it out of the figures.
    """
    for each in endings:
        event = each.now
        if event.happened_at < run.event.happened_at or not _meant_for(run, event):
            continue
        if _in_time(run, each, history) is Verdict.KEPT:
            return each
    return None


def _declined(run: Run, history: History, calendar: Calendar) -> Happening | None:
    """An offer inside the time that the customer turned down for a later one; its date is on record."""
    for each in _of_kinds(run.promise.offers, history):
        offered = each.now.facts.get("first_offer")
        if offered is None or run.due_at is None or not _in_time(run, each, history):
            continue
        if moment_of(offered, calendar) < run.due_at and each.now.happened_at >= run.event.happened_at:
            return each
    return None


def _tried(run: Run, tries: Tries, history: History, calendar: Calendar) -> bool:
    """Whether enough attempts were made on every working day between the start's day and the due."""
    assert run.started_at is not None, "a clock that could be timed has a start"
    assert run.due_at is not None, "a clock that could be timed has a due"
    tally: dict[object, int] = {}
    unsafe = against(history)
    for each in history.by_kind.get(tries.of, ()):
        if each.id in unsafe:
            continue
        day = local_date(calendar, each.now.happened_at)
        tally[day] = tally.get(day, 0) + 1
    day, last = local_date(calendar, run.started_at) + timedelta(days=1), local_date(calendar, run.due_at)
    wanted = []
    while day < last:
        if is_working_day(calendar, day):
            wanted.append(day)
        day += timedelta(days=1)
    return bool(wanted) and all(tally.get(each, 0) >= tries.per_day for each in wanted)


def _excused(run: Run, closing: Event | None, history: History) -> bool:
    """Excused by somebody who neither took it in nor closed it: nobody excuses their own (practice 5)."""
    own = {run.event.by, closing.by if closing else run.event.by}
    excuses = history.acting.get("excuse", ())
    return any(each.now.by not in own and _meant_for(run, each.now) for each in excuses)


def _first_verdict(run: Run, ended_at: datetime | None, at: datetime) -> Verdict:
    """How it stands against the due before any extension."""
    first = run.first_due_at
    if first is None or (ended_at is None and at < first):
        return Verdict.RUNNING
    return Verdict.KEPT if ended_at is not None and ended_at < first else Verdict.BROKEN
