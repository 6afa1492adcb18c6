"""Why is it due on this date?

The clause in its own words with the lines of the policy that hold it, how it is read, from when it counts,
and every day or hour on the way, counted or skipped and why: a proof that a customer can be shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework import Clock, Version
from kept.casework.running import Run, run_of
from kept.casework.verdicts import stopped_in_time
from kept.rulebook.model import Clause, SpanBy, UntilTold
from kept.web.shared.access import Here
from kept.web.shared.promising import promise_name
from kept.web.shared.words import due_words, moment_words
from kept.web.thread.fetch import Record
from kept.workclock import Before, DateBeforeList, Span
from kept.workclock.explain import explain
from kept.workclock.walk import Why


@dataclass(frozen=True, slots=True)
class Step:
    """One day or stretch of hours: in words, and whether it counted."""

    words: str
    counted: bool


@dataclass(frozen=True, slots=True)
class WhyPage:
    """The page."""

    back: str
    ref: str
    name: str
    clause: str
    lines: str
    says: str
    public: str
    span: str
    reading: str
    own_number: str
    began: str
    started_by: str
    steps: tuple[Step, ...]
    conclusion: tuple[str, ...]
    due: str
    extended: str
    errors: tuple[str, ...] = ()


def why_page(here: Here, record: Record, clause_id: str, start: str) -> WhyPage | None:
    """The page for one clock of the thread; None where there is no such clock."""
    clock = next((each for each in record.clocks if (each.promise, each.start) == (clause_id, start)), None)
    version = _version(record, clock) if clock else None
    clause = version.rulebook.clause_by_id.get(clause_id) if version else None
    if clock is None or version is None or clause is None or clause.promise is None:
        return None
    run = _run(record, clock, clause)
    span = _span(clause, run)
    steps, conclusion = _steps(record, clause, run, span, clock)
    promise = clause.promise
    first, last = clause.lines
    extended = clock.due_at != clock.first_due_at and clock.first_verdict is not None
    event = record.by_id.get(clock.start)
    kind = record.rules.kinds.get(event.kind) if event else None
    return WhyPage(
        back=reverse("thread", args=[here.slug, record.thread.ref]),
        ref=record.thread.ref,
        name=promise_name(promise, clause_id),
        clause=clause.id,
        lines=_("line %(n)s") % {"n": first}
        if first == last
        else _("lines %(first)s to %(last)s")
        % {
            "first": first,
            "last": last,
        },
        says=clause.says,
        public=promise.public,
        span=promise.within_text,
        reading=promise.reading or "",
        own_number=_because(promise.own_because) if promise.own_number else "",
        began=moment_words(clock.started_at, record.calendar),
        started_by=kind.label if kind else "",
        steps=steps,
        conclusion=conclusion,
        due=due_words(clock.due_at, record.calendar),
        extended=_extended(record, clock) if extended else "",
    )


def _because(because: str | None) -> str:
    says = _("The policy names no number here, so this one is our reading.")
    return f"{says} {because}" if because else says


def _extended(record: Record, clock: Clock) -> str:
    calendar = record.calendar
    said = {"new": due_words(clock.due_at, calendar), "first": due_words(clock.first_due_at, calendar)}
    return _("More time was agreed with the customer: it was due %(first)s and is now due %(new)s.") % said


def _version(record: Record, clock: Clock) -> Version | None:
    """The rulebook under which the clock started."""
    versions = [
        *record.rules.versions,
        *(old for each in record.rules.versions for _when, old in each.corrected),
    ]
    named = next((each for each in versions if each.rulebook.version == clock.version), None)
    return named or record.rules.when(clock.started_at)


def _run(record: Record, clock: Clock, clause: Clause) -> Run | None:
    """The clock's run again, for its pauses and the facts that it counted from."""
    assert clause.promise is not None
    start = next((each for each in record.history.happenings if each.id == clock.start), None)
    if start is None:
        return None
    return run_of(
        clause.promise,
        start,
        history=record.history,
        calendar=record.calendar,
        stopped_by=lambda run: stopped_in_time(run, record.history),
        begins=clock.started_at if clause.promise.after else None,
    )


def _span(clause: Clause, run: Run | None) -> Span | None:
    """The span that was counted; None where the date itself was told and nothing had to be counted."""
    assert clause.promise is not None
    within = clause.promise.within
    if isinstance(within, SpanBy):
        return within.choose(run.facts.get(within.field) if run else None)
    return None if isinstance(within, UntilTold) else within


def _steps(
    record: Record, clause: Clause, run: Run | None, span: Span | None, clock: Clock
) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    assert clause.promise is not None
    base = _base(record, clause, run, span, clock)
    if base is None or span is None:
        return (), ()
    try:
        found = explain(
            record.calendar,
            span,
            base,
            pauses=tuple(run.pauses) if run else (),
            from_opening=clause.promise.from_opening,
        )
    except DateBeforeList as problem:
        return (), (str(problem),)
    counted = (Why.COUNTED, Why.FIXED)
    steps = [Step(words, step.why in counted) for step, words in zip(found.steps, found.lines, strict=False)]
    return tuple(steps), tuple(found.lines[len(found.steps) :])


def _base(
    record: Record, clause: Clause, run: Run | None, span: Span | None, clock: Clock
) -> datetime | None:
    """What the span counts from: for a span before something that is
    the thing itself, not the clock's start.
    """
    if not isinstance(span, Before):
        return clock.started_at
    from kept.casework.running import moment_of

    assert clause.promise is not None
    facts = run.facts if run else {}
    known = [
        moment_of(facts[each], record.calendar)
        for each in clause.promise.counts_from
        if each != "happened_at" and facts.get(each) is not None
    ]
    return max(known, default=None)
