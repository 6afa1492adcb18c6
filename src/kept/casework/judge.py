"""What follows from one thread's events?

`judge` is the only engine: actions, the sweep, recomputing and replay are this function and a difference.

    judge(events, rules=Rules.of(rulebook), calendar=rulebook.calendar_for(None), at=now).clocks

It is pure: the same events in any order or batching, with any repeated, give the same judgement.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from kept.casework.calling import alarms, chased, unsafe
from kept.casework.escalating import acts_of, further
from kept.casework.history import IMPORT, Happening, History
from kept.casework.rules import Rules, Version
from kept.casework.running import Run, in_force, run_of
from kept.casework.values import Clock, Event, Judgement, Owed, Verdict
from kept.casework.verdicts import clock_of, not_measured, stopped_in_time
from kept.rulebook.model import AFTER_ANY, DUTY_BEGAN, DUTY_DONE, Promise
from kept.workclock import Before, Calendar, warn_at

OPEN, CLOSED = "open", "closed"


def judge(events: Iterable[Event], *, rules: Rules, calendar: Calendar, at: datetime) -> Judgement:
    """Everything that follows from one thread's events as known at `at` (an aware instant in UTC).

    The clocks come in order of start, then of promise. Events of unknown kinds start and stop nothing. Raises
    `DateBeforeList` where a working day is asked for before the list of bank holidays begins.
    """
    listed = list(events)
    history = History.of(listed, rules=rules, at=at)
    clocks = _Bench(history, rules, calendar, at).clocks()
    for version in rules.versions:
        for corrected_at, faulty in version.corrected:
            clocks = _keep_finished(clocks, listed, rules, version, (corrected_at, faulty), calendar, at)
    return _judgement(clocks, history, rules, calendar, at)


class _Bench:
    """One judgement being made: collects clocks start by start."""

    def __init__(self, history: History, rules: Rules, calendar: Calendar, at: datetime) -> None:
        self.history, self.rules, self.calendar, self.at = history, rules, calendar, at
        self.found: list[Clock] = []
        self.once: set[str] = set()
        self.broken: dict[str, tuple[Clock, Happening, Version]] = {}

    def clocks(self) -> list[Clock]:
        """The clocks of everything that happened, in no order."""
        for start in self.history.happenings:
            version = self.rules.when(start.versions[0].happened_at)
            if version is None:
                continue
            for promise in version.starting.get(start.now.kind, ()):
                self._start(promise, start, version)
        for start in self.history.happenings:
            version = self.rules.when(start.versions[0].happened_at)
            for promise in version.unmeasured.get(start.now.kind, ()) if version else ():
                self._unmeasured(promise, start, version)
        if DUTY_BEGAN in self.history.by_kind:
            self._duties()
        for clock, start, version in list(self.broken.values()):
            if version.puts_right is not None:
                self._start(version.puts_right, start, version, begins=clock.due_at)
        return self.found

    def _duties(self) -> None:
        """The clocks of duties: only those that a beginning on this thread names, each from one time to
        the next.
        """
        late: set[tuple[str, str]] = set()
        clauses: dict[str, None] = {}
        for start in self.history.happenings:
            event = start.now
            if event.kind == DUTY_BEGAN:
                clauses[str(event.facts.get("duty"))] = None
                named = [str(event.facts.get("duty"))]
            elif event.kind == DUTY_DONE:
                named = [each for each in clauses if not event.answers or each in event.answers]
            else:
                continue
            version = self.rules.when(start.versions[0].happened_at)
            for clause in named if version else ():
                assert version is not None
                promise = version.duties.get(clause)
                if promise is None or event.kind not in promise.starts:
                    continue
                clock = self._start(promise, start, version, late=(clause, start.id) in late)
                if clock and clock.stop and clock.ended_at and clock.ended_at >= clock.due_at:
                    late.add((clause, clock.stop))

    def _start(
        self,
        promise: Promise,
        start: Happening,
        version: Version,
        begins: datetime | None = None,
        late: bool = False,
    ) -> Clock | None:
        if promise.once and promise.clause in self.once:
            return None
        run = run_of(
            promise,
            start,
            history=self.history,
            calendar=self.calendar,
            stopped_by=self._stopped,
            begins=begins,
            late=late,
        )
        if run is None:
            return None
        self.once.add(promise.clause)
        clock = clock_of(
            run, history=self.history, calendar=self.calendar, at=self.at, version=version.rulebook.version
        )
        self.found.append(clock)
        for chained in version.after.get(promise.clause, ()):
            if _expired(clock, self.at):
                self._start(chained, start, version, begins=clock.due_at)
        if clock.verdict in _LET_DOWN and _to_put_right(promise, clock, start):
            first = self.broken.get(start.id)
            if first is None or clock.due_at < first[0].due_at:
                self.broken[start.id] = (clock, start, version)
        return clock

    def _stopped(self, run: Run) -> bool:
        return stopped_in_time(run, self.history)

    def _unmeasured(self, promise: Promise, start: Happening, version: Version | None) -> None:
        if version is None or any(each.promise == promise.clause for each in self.found):
            return
        if not in_force(promise, start.now.happened_at, self.calendar):
            return
        facts = start.now.facts
        if all(facts.get(name) is None or facts[name] in allowed for name, allowed in promise.when):
            self.found.append(not_measured(promise, start.now, start.id, version=version.rulebook.version))


_LET_DOWN = frozenset({Verdict.BROKEN, Verdict.BROKEN_ATTEMPTED, Verdict.EXCUSED})
AT_THE_COUNTER = timedelta(hours=1)


def _to_put_right(promise: Promise, clock: Clock, start: Happening) -> bool:
    """Whether a breach is owed an apology on a clock of its own (practice 10).

    Not where the promise is to nobody outside, nor for an hour or less, which is put right at the
    counter; and imported history wakes nothing.
    """
    if not promise.put_right or promise.after == AFTER_ANY or start.now.via == IMPORT:
        return False
    long = clock.first_due_at - clock.started_at > AT_THE_COUNTER
    return long or isinstance(promise.within, Before)


def _expired(clock: Clock, at: datetime) -> bool:
    """Whether the clock's time ran out before anything stopped it, which is what a chained promise waits for.

    What comes too late does not undo it. A promise to try is kept by trying to the end, and has run out all
    the same.
    """
    if clock.verdict is Verdict.KEPT:
        return clock.stop is None
    return clock.verdict in _LET_DOWN and clock.due_at <= at


def _keep_finished(
    clocks: list[Clock],
    events: list[Event],
    rules: Rules,
    version: Version,
    correction: tuple[datetime, Version],
    calendar: Calendar,
    at: datetime,
) -> list[Clock]:
    """Clocks that had finished before a faulty encoding was put right stay as they were judged then."""
    corrected_at, faulty = correction
    if at < corrected_at:
        corrected_at = at
    before = Rules(
        tuple(replace(faulty, corrected=()) if each is version else each for each in rules.versions)
    )
    then = History.of(events, rules=before, at=corrected_at)
    as_then = _Bench(then, before, calendar, corrected_at).clocks()
    finished = {
        (each.promise, each.start)
        for each in as_then
        if each.verdict is not Verdict.RUNNING and each.version == faulty.rulebook.version
    }
    if not finished:
        return clocks
    today = _Bench(History.of(events, rules=before, at=at), before, calendar, at).clocks()
    old = [each for each in today if (each.promise, each.start) in finished]
    return [each for each in clocks if (each.promise, each.start) not in finished] + old


def _judgement(
    clocks: list[Clock], history: History, rules: Rules, calendar: Calendar, at: datetime
) -> Judgement:
    owed: list[Owed] = []
    quiet, silent = history.quiet(), history.silent_until()
    patience: _Patience | None = None
    state = _state(history)
    next_date = wake_at = None
    for clock in clocks:
        running = clock.verdict is Verdict.RUNNING
        if running and (next_date is None or clock.due_at < next_date):
            next_date = clock.due_at
        begun = running and not clock.paused and clock.due_at > clock.started_at
        warns = _warns_at(clock, rules, calendar) if begun else None
        # The due before an extension still comes: from then on the first verdict is broken.
        first = clock.first_due_at if running and clock.first_verdict is Verdict.RUNNING else None
        for moment in (warns, first, clock.due_at if running and not clock.paused else None):
            if moment is not None and moment > at and (wake_at is None or moment < wake_at):
                wake_at = moment
        for said in _owed(clock, warns, quiet, at):
            if clock.start in silent and said.since <= silent[clock.start]:
                continue
            owed.append(said)
            if state == OPEN:
                patience = patience or _Patience(history, calendar, at)
                steps, next_at = patience.further(said, clock)
                owed += steps
                if next_at is not None and (wake_at is None or next_at < wake_at):
                    wake_at = next_at
    if not rules.alarming.isdisjoint(history.by_kind):
        called, calls_at = alarms(history, rules, at)
        owed.extend(called)
        if calls_at is not None and (wake_at is None or calls_at < wake_at):
            wake_at = calls_at
    owed.extend(chased(history))
    owed.extend(unsafe(history))
    ordered = sorted(clocks, key=lambda each: (each.started_at, each.start, each.promise))
    return Judgement(tuple(ordered), tuple(owed), state, next_date, wake_at)


class _Patience:
    """Who is told next, for the clocks of one thread that warn or are broken: most threads have none."""

    def __init__(self, history: History, calendar: Calendar, at: datetime) -> None:
        self.acts = acts_of(history)
        self.known = {each.id: each.versions[0].recorded_at for each in history.happenings}
        self.calendar, self.at = calendar, at

    def further(self, first: Owed, clock: Clock) -> tuple[list[Owed], datetime | None]:
        """The steps after the first, and when the next one is due."""
        known_at = self.known.get(clock.start, clock.started_at)
        return further(first, clock, known_at=known_at, acts=self.acts, calendar=self.calendar, at=self.at)


def _warns_at(clock: Clock, rules: Rules, calendar: Calendar) -> datetime | None:
    version = rules.named(clock.version)
    promise = version.rulebook.promises.get(clock.promise) if version else None
    if promise is None or promise.warn is None:
        return None
    return warn_at(calendar, promise.warn, clock.due_at, clock.started_at)


def _owed(clock: Clock, warns: datetime | None, quiet: frozenset[str], at: datetime) -> list[Owed]:
    """A warning while it runs, a breach once it broke; nothing for imported history (practice 29)."""
    if clock.start in quiet:
        return []
    if warns is not None and warns <= at:
        return [Owed(clock.promise, clock.start, "warning", 1, warns)]
    if clock.breached_at is not None:
        return [Owed(clock.promise, clock.start, "breach", 1, clock.breached_at)]
    return []


def _state(history: History) -> str:
    """Closed by the latest closing or withdrawal, unless reopened or begun again since."""
    closings = [*history.acting.get("close", ()), *history.acting.get("withdraw", ())]
    if not closings:
        return OPEN
    closed = max(each.now.happened_at for each in closings)
    reopened = [each.now.happened_at for each in history.acting.get("reopen", ())]
    return OPEN if any(each >= closed for each in reopened) else CLOSED
