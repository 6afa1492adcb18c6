"""Where is a policy weaker than the law, in conflict with it, or silent on it?

    for each in lawful(rulebook, date(2026, 12, 1)).found: print(each.how, each.law.id, each.clause)

    weaker law:sar magna:10.2.1      # 40 days against a month, later on every day that was tried

A clause of the policy answers to a law where the same event starts both and the same one ends them first,
or where the law's clock starts later in the same matter: then the law is taken to start at once, as it may.
What the law is about may also reach us as something else, such as a letter that turns out to be a complaint:
where the law says as what (`arrives_as`), the clauses about that are tried too, for those alone.
What is due when is computed for each awkward moment of a year (see `awkward`), never read off the numbers:
ten working days are sooner than fourteen days in most weeks, and later over Christmas. A law counts by the
day on which its clock starts; one that comes into force after the day asked for is told apart, with its
day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from kept.casework.awkward import TEN, Moment, awkward
from kept.rulebook.model import LAW, Clause, Conditions, Promise, Rulebook, SpanBy, UntilTold
from kept.rulebook.subjects import AGAIN, subject_of
from kept.workclock import Before, ByDate, Calendar, Every, NeverOpen, Span, due

CONFLICT, WEAKER, SILENT, UNTOLD, SAME, STRICTER, TIMELESS = (
    "conflict",
    "weaker",
    "silent",
    "untold",
    "same",
    "stricter",
    "timeless",
)
ORDER = (CONFLICT, WEAKER, SILENT, UNTOLD, SAME, STRICTER, TIMELESS)


@dataclass(frozen=True, slots=True)
class Worked:
    """One moment, and by when each would be due."""

    moment: Moment
    policy: datetime
    law: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """How one clause of the policy stands to one of the law; `clause` is None where the policy is silent.

    It is weaker on the moments of `weaker`, out of `tried`. `part` says that it binds only part of what the
    law does, `begins` that the law's clock starts later in the matter, `arrives` as which kind of event the
    policy knows what may turn out to be the law's. `because` is what is done instead where the law forbids
    it. A law without a clock is no matter of dates: it stands alone, as `timeless`.
    """

    how: str
    law: Clause
    clause: Clause | None = None
    weaker: tuple[Moment, ...] = ()
    stricter: tuple[Moment, ...] = ()
    tried: int = 0
    worked: Worked | None = None
    part: bool = False
    begins: bool = False
    because: str = ""
    arrives: str = ""

    @property
    def always(self) -> bool:
        """Whether it is weaker whenever it begins."""
        return bool(self.weaker) and len(self.weaker) == self.tried


@dataclass(frozen=True, slots=True)
class Lawful:
    """The policy beside the law that binds on a day, and what of the law binds later, by its day."""

    on: date
    found: tuple[Found, ...]
    coming: tuple[tuple[date, tuple[Found, ...]], ...]

    def of(self, how: str) -> tuple[Found, ...]:
        """Those that stand like that."""
        return tuple(each for each in self.found if each.how == how)


def lawful(rulebook: Rulebook, on: date) -> Lawful:
    """The policy beside the law. Raises DateBeforeList for a day before the list of bank holidays."""
    calendar = rulebook.calendar_for()
    laws = [each for each in rulebook.common if each.source == LAW]
    now = [law for law in laws if law.binds(on)]
    found = [each for law in now for each in _beside(rulebook, calendar, law, on)]
    found += list(_conflicts(rulebook, now))
    coming: dict[date, list[Found]] = {}
    for law in laws:
        if law.binds_from is not None and law.binds_from > on:
            since = law.binds_from
            coming.setdefault(since, []).extend(_beside(rulebook, calendar, law, since))
    ordered = sorted(found, key=lambda each: ORDER.index(each.how))
    later = tuple((day, tuple(each)) for day, each in sorted(coming.items()))
    return Lawful(on, tuple(ordered), later)


def _conflicts(rulebook: Rulebook, laws: Iterable[Clause]) -> Iterator[Found]:
    known = {each.id: each for each in laws}
    for clause in rulebook.clauses:
        for id_, because in clause.against:
            if id_ in known:
                yield Found(CONFLICT, known[id_], clause, because=because)


def _beside(rulebook: Rulebook, calendar: Calendar, law: Clause, on: date) -> Iterator[Found]:
    """Every clause of the policy that answers to this law; that it is silent where none does."""
    if law.promise is None:
        yield Found(TIMELESS, law)
        return
    moments = awkward(calendar, on, law.repealed) or (Moment("that day", calendar.wall(on, TEN)),)
    timed = [each for each in rulebook.clauses if each.promise]
    answering = [each for each in timed if each.promise and _answers(each.promise, law.promise, rulebook)]
    for clause in answering:
        yield _compared(clause, law, moments, calendar, rulebook)
    if not answering:
        yield Found(SILENT, law, tried=len(moments), worked=_alone(law.promise, moments[0], calendar))
    others = [each for each in timed if each not in answering]
    for clause, kind in _arriving(others, law):
        found = _compared(clause, law, moments, calendar, rulebook)
        yield replace(found, part=True, begins=False, arrives=kind)


def _arriving(clauses: Iterable[Clause], law: Clause) -> list[tuple[Clause, str]]:
    """The clauses about what may turn out to be the law's, each with the kind that begins it.

    The closest answer comes first in the law's list. Where a clause takes that, those that are content with
    a later one alone are about something else.
    """
    found: list[tuple[Clause, str, bool]] = []
    for clause in clauses:
        policy = clause.promise
        if policy is None or policy.tries is not None or policy.after is not None:
            continue
        for kind, stops in law.arrives_as:
            if kind in policy.starts and policy.stops[0] in stops:
                found.append((clause, kind, stops[0] in policy.stops))
                break
    closest = any(close for _clause, _kind, close in found)
    return [(clause, kind) for clause, kind, close in found if close or not closest]


def _answers(policy: Promise, law: Promise, rulebook: Rulebook) -> bool:
    """Whether keeping the one is an answer to the other."""
    if policy.duty is not None or law.duty is not None:
        if policy.duty is None or law.duty is None:
            return False
        subjects = {subject_of(policy, rulebook).name, subject_of(law, rulebook).name}
        return len(subjects) == 1 and AGAIN not in subjects
    if not _may_meet(policy.when, law.when) or policy.tries is not None or policy.after is not None:
        return False
    if policy.stops[0] not in law.stops or law.stops[0] not in policy.stops:
        return False
    return _same_start(policy, law) or _starts_later(policy, law, rulebook)


def _same_start(policy: Promise, law: Promise) -> bool:
    return bool(set(policy.starts) & set(law.starts))


def _starts_later(policy: Promise, law: Promise, rulebook: Rulebook) -> bool:
    """Whether the law's clock starts in the middle of a matter with whose beginning the policy's starts."""
    matters = {each.partition(".")[0] for each in policy.starts if _opens(each, rulebook)}
    return all(
        each.partition(".")[0] in matters and not _opens(each, rulebook) for each in law.starts
    ) and bool(law.starts)


def _opens(kind: str, rulebook: Rulebook) -> bool:
    return kind in rulebook.kinds and rulebook.kinds[kind].opens is not None


def _may_meet(one: Conditions, other: Conditions) -> bool:
    """Whether one event may meet both conditions."""
    asked = dict(other)
    return all(set(values) & set(asked.get(field, values)) for field, values in one)


def _covers(policy: Conditions, law: Conditions) -> bool:
    """Whether whatever the law binds is bound by the policy too."""
    asked = dict(law)
    return all(field in asked and set(asked[field]) <= set(values) for field, values in policy)


def _compared(
    clause: Clause, law: Clause, moments: tuple[Moment, ...], calendar: Calendar, rulebook: Rulebook
) -> Found:
    """The two clauses at each moment."""
    policy, bound = clause.promise, law.promise
    assert policy is not None
    assert bound is not None
    part = not _covers(policy.when, bound.when)
    begins = not _same_start(policy, bound)
    tried = [each for moment in moments if (each := _at(policy, bound, moment, calendar))]
    if not tried:
        return Found(UNTOLD, law, clause, part=part, begins=begins)
    weaker = [each for each in tried if each.policy > each.law]
    stricter = [each for each in tried if each.policy < each.law]
    how = WEAKER if weaker else STRICTER if stricter else SAME
    shown = max(weaker or stricter or tried[:1], key=lambda each: abs(each.policy - each.law))
    return Found(
        how,
        law,
        clause,
        tuple(each.moment for each in weaker),
        tuple(each.moment for each in stricter),
        len(tried),
        shown,
        part,
        begins,
    )


def _at(policy: Promise, law: Promise, moment: Moment, calendar: Calendar) -> Worked | None:
    """When each would be due; None where one is told a date, or both are no times of the same sort."""
    if isinstance(policy.within, Before) != isinstance(law.within, Before):
        return None
    mine = instants(policy, moment.at, calendar, law.when)
    theirs = instants(law, moment.at, calendar, policy.when)
    return Worked(moment, max(mine), min(theirs)) if mine and theirs else None


def _alone(law: Promise, moment: Moment, calendar: Calendar) -> Worked | None:
    """What the law asks where the policy says nothing."""
    found = instants(law, moment.at, calendar, ())
    return Worked(moment, min(found), min(found)) if found else None


def instants(promise: Promise, at: datetime, calendar: Calendar, when: Conditions) -> tuple[datetime, ...]:
    """When what begins at that moment would be due: one instant for each span that the promise may have
    where the start meets the conditions. None where it is told a date, or counts the hours of an office
    without any.
    """
    found = (_due(calendar, each, at, promise.from_opening) for each in spans(promise, when))
    return tuple(each for each in found if each is not None)


def spans(promise: Promise, when: Conditions = ()) -> tuple[Span, ...]:
    """The spans that the promise may have."""
    within = promise.within
    if isinstance(within, UntilTold | ByDate):
        return ()
    if not isinstance(within, SpanBy):
        return (within,)
    asked = dict((*promise.when, *when)).get(within.field)
    if asked is not None:
        return tuple(within.choose(each) for each in asked)
    return (*(span for _, span in within.spans), within.otherwise)


def _due(calendar: Calendar, span: Span, at: datetime, from_opening: bool) -> datetime | None:
    try:
        return due(calendar, span, at, from_opening=from_opening and not isinstance(span, Before | Every)).at
    except NeverOpen:
        return None
