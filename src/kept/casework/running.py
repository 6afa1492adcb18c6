"""From when to when does one promise run, given everything told about its start?

A start may be corrected, classified, paused and extended after the fact. Each such revision is taken in the
order in which it was recorded, and one that arrives after the clock was seen to run out changes nothing: **a
breach stays a breach** (practice 4). `Run` is where the clock stands after all of them.

Rules that hold here:

1. Seen to run out means: the start was on record before the due, the due came, nothing had stopped or paused
   it.
2. A correction that arrives later than that counts only with proof: a machine, a document or a second person.
3. A pause or an extension counts only if recorded before the due as it stood without it; one whose start was
   itself recorded after the due is judged by when it happened.
4. While a pause is open the clock cannot run out; its due is the one without that pause until it ends.
5. What the law asks it asks by the day of what set it off, where a promise says from or until when it binds.
6. A duty done late by the calendar stands for the period that had run out: the next is due when this one
   ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from kept.casework.history import STRONG, Happening, History
from kept.casework.values import Event
from kept.rulebook.model import AFTER_ANY, DUTY_BEGAN, Promise, SpanBy, UntilTold
from kept.workclock import Before, Calendar, Due, Every, Segment, due, local_date, local_midnight


@dataclass(slots=True)
class Run:
    """One promise running from one start. `due_at` is None while what the span counts from is unknown."""

    promise: Promise
    start: Happening
    event: Event
    known_at: datetime
    facts: Mapping[str, object]
    applies: bool = False
    started_at: datetime | None = None
    due_at: datetime | None = None
    first_due_at: datetime | None = None
    provisional: bool = False
    extended: bool = False
    pauses: list[Segment] = field(default_factory=list)
    paused_from: datetime | None = None
    unanswered: tuple[str, ...] = ()
    late: bool = False


def run_of(
    promise: Promise,
    start: Happening,
    *,
    history: History,
    calendar: Calendar,
    stopped_by: Callable[[Run], bool],
    begins: datetime | None = None,
    late: bool = False,
) -> Run | None:
    """The run of that promise from that start, or None where its conditions are not met.

    `stopped_by` says whether a stop on record in time had ended the run as it stands. `begins` is the
    moment from which a chained promise counts instead of the start's own. `late` says that the start is a
    duty done after its due. What is to be put right after a breach is never put off.
    """
    first = start.versions[0]
    run = Run(promise, start, first, begins or first.recorded_at, first.facts, late=late)
    _take_start(run, first, calendar, begins)
    if (len(start.versions) == 1 and not history.acting) or promise.after == AFTER_ANY:
        return run if run.applies else None
    for known_at, act, event in _revisions(run, history):
        if _seen_to_run_out(run, known_at, stopped_by) and not _proven(run, act, event):
            continue
        if act == "correct":
            _take_start(run, event, calendar, begins, known_at)
        elif act == "classify":
            run.facts = {**run.facts, **event.facts}
            _recount(run, calendar, begins, known_at)
        elif act == "pause":
            _pause(run, event, known_at)
        elif act == "resume":
            _resume(run, event, calendar, begins)
        else:
            _extend(run, event, known_at, calendar)
    return run if run.applies else None


def _revisions(run: Run, history: History) -> list[tuple[datetime, str, Event]]:
    """What was told about the run after its start, in the order in which it became known to its thread."""
    thread = run.event.thread
    found = [(event.recorded_at, "correct", event) for event in run.start.versions[1:]]
    for act in ("classify", "pause", "resume", "extend"):
        for each in history.acting.get(act, ()):
            event = each.now
            if not event.answers or run.promise.clause in event.answers or run.start.id in event.answers:
                found.append((history.known_on(thread, event), act, event))
    found.sort(key=lambda each: (each[0], each[2].happened_at, each[2].id))
    return found


def _seen_to_run_out(run: Run, by: datetime, stopped_by: Callable[[Run], bool]) -> bool:
    if not run.applies or run.due_at is None or run.paused_from is not None:
        return False
    return run.known_at < run.due_at <= by and not stopped_by(run)


def _proven(run: Run, act: str, event: Event) -> bool:
    return act == "correct" and (event.grade in STRONG or run.start.confirmed)


def _take_start(
    run: Run, event: Event, calendar: Calendar, begins: datetime | None, known_at: datetime | None = None
) -> None:
    """Count from this version of the start; what was classified since stays classified."""
    run.facts = event.facts if known_at is None else {**run.facts, **event.facts}
    run.event = event
    _recount(run, calendar, begins, known_at)


def _recount(run: Run, calendar: Calendar, begins: datetime | None, known_at: datetime | None = None) -> None:
    """Work out conditions, start and due again. An extension once given is not taken back by it."""
    applied = run.applies
    run.applies, run.unanswered = _conditions(run.promise, run.facts)
    if run.applies and not applied and known_at is not None:
        run.known_at = known_at
    if not run.applies:
        return
    base = _base(run, calendar, begins)
    if base is None:
        run.started_at, run.due_at, run.first_due_at = run.event.happened_at, None, None
        return
    span = run.promise.within
    if isinstance(span, UntilTold):
        told = next((run.facts[name] for name in span.fields if run.facts.get(name) is not None), None)
        if told is None:
            run.applies = False
            return
        found = Due(end_of(told, calendar), False)
    else:
        if isinstance(span, SpanBy):
            span = span.choose(run.facts.get(span.field))
        found = due(calendar, span, base, pauses=run.pauses, from_opening=run.promise.from_opening)
    own_moment = isinstance(span, Before) or run.promise.duty is not None
    run.started_at = run.event.happened_at if own_moment else base
    if not in_force(run.promise, run.started_at, calendar):
        run.applies = False
        return
    run.provisional = found.provisional
    run.first_due_at = found.at
    if not run.extended or run.due_at is None or found.at > run.due_at:
        run.due_at = found.at


def in_force(promise: Promise, moment: datetime, calendar: Calendar) -> bool:
    """Whether the promise binds what began at that moment: a law does so from a day, and until its repeal."""
    since, until = promise.binds_from, promise.repealed
    if since is None and until is None:
        return True
    day = local_date(calendar, moment)
    return (since is None or since <= day) and (until is None or day < until)


def _conditions(promise: Promise, facts: Mapping[str, object]) -> tuple[bool, tuple[str, ...]]:
    """Whether `when` and `members` hold, and which of their fields nobody answered: those count as met."""
    if not promise.when and not promise.members:
        return True, ()
    unanswered = []
    asked: tuple[tuple[str, tuple[object, ...]], ...] = promise.when
    if promise.members:
        asked = (*asked, ("member", promise.members))
    for name, allowed in asked:
        value = facts.get(name)
        if value is None:
            unanswered.append(name)
        elif value not in allowed:
            return False, ()
    return True, tuple(unanswered)


def _base(run: Run, calendar: Calendar, begins: datetime | None) -> datetime | None:
    """The instant that the span counts from: the later, or the first, of its sources that are known."""
    if begins is not None:
        return begins
    promise, event, facts = run.promise, run.event, run.facts
    if promise.duty is not None:
        return _duty_base(run, calendar)
    if promise.counts_from == ("happened_at",):
        return event.happened_at
    known = [
        event.happened_at if source == "happened_at" else moment_of(facts[source], calendar)
        for source in promise.counts_from
        if source == "happened_at" or facts.get(source) is not None
    ]
    if promise.counts_first:
        return known[0] if known else None
    return max(known, default=None)


def _duty_base(run: Run, calendar: Calendar) -> datetime:
    """What a duty counts from: when it was last done, or else when it began."""
    happened_at = run.event.happened_at
    last_done = run.facts.get("last_done") if run.event.kind == DUTY_BEGAN else None
    if last_done is not None:
        return moment_of(last_done, calendar)
    span = run.promise.within
    if run.late and isinstance(span, Every) and span.by_calendar:
        return due(calendar, Before(span.period), happened_at).at
    return happened_at


def moment_of(value: object, calendar: Calendar) -> datetime:
    """The instant that a date or moment field means: a date is the start of that local day."""
    text = str(value)
    if len(text) == len("2026-04-07"):
        return local_midnight(calendar, date.fromisoformat(text))
    return datetime.fromisoformat(text).astimezone(UTC)


def end_of(value: object, calendar: Calendar) -> datetime:
    """The instant by which something is due on a date or at a moment: a date runs to its midnight."""
    text = str(value)
    if len(text) == len("2026-04-07"):
        return local_midnight(calendar, date.fromisoformat(text) + timedelta(days=1))
    return moment_of(value, calendar)


def _counts_in_time(run: Run, event: Event, known_at: datetime) -> bool:
    """Rule 3: on record before the due, or, where the start itself came late on record, done before it."""
    if run.due_at is None or event.happened_at >= run.due_at:
        return False
    return known_at < run.due_at or run.known_at >= run.due_at


def _pause(run: Run, event: Event, known_at: datetime) -> None:
    named = event.facts.get("reason") in run.promise.pauses
    if named and run.applies and run.paused_from is None and _counts_in_time(run, event, known_at):
        run.paused_from = event.happened_at


def _resume(run: Run, event: Event, calendar: Calendar, begins: datetime | None) -> None:
    if run.paused_from is None:
        return
    if event.happened_at > run.paused_from:
        run.pauses.append(Segment(run.paused_from, event.happened_at))
    run.paused_from = None
    _recount(run, calendar, begins)


def _extend(run: Run, event: Event, known_at: datetime, calendar: Calendar) -> None:
    told = event.facts.get("customer_told") is True
    if not told or event.facts.get("new_due") is None or not run.applies:
        return
    if not _counts_in_time(run, event, known_at):
        return
    later = end_of(event.facts["new_due"], calendar)
    if run.due_at is not None and later > run.due_at:
        run.due_at, run.extended = later, True
