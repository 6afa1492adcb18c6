"""Which of the law and the policy leads, where the same event starts a promise of both?

    beside(here, clause).lines      # each with the date that it would give, the earliest marked

Both clocks run and the earlier date leads. Instants are compared for one moment, never numbers: ten working
days may end after fourteen days, or before them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.rulebook.model import LAW, POLICY, Clause, Promise, SpanBy, UntilTold
from kept.web.clauses.keepers import name_of
from kept.web.shared.access import Here
from kept.web.shared.words import due_words, moment_words
from kept.workclock import Before, ByDate, DateBeforeList, due, is_working_day

TEN = time(10)


@dataclass(frozen=True, slots=True)
class Line:
    """One promise: what it would be due, and whether it leads."""

    id: str
    name: str
    source: str
    address: str
    due: str
    leads: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """The comparison, for the event named and one moment."""

    sample: str
    lines: tuple[Line, ...]


def beside(here: Here, clause: Clause) -> Beside | None:
    """The comparison; None where nothing of the other sort starts from the same event."""
    other = {POLICY: LAW, LAW: POLICY}.get(clause.source)
    at = _sample(here)
    if clause.promise is None or other is None or not _binds(clause.promise, here.calendar.local(at).date()):
        return None
    others = [each for each in _others(here, clause, other) if each.promise]
    if not others:
        return None
    dues = [(each, _due(here, each, at)) for each in (clause, *others)]
    earliest = min((moment for _each, moment in dues if moment), default=None)
    kinds = [
        each for each in clause.promise.starts if any(each in o.promise.starts for o in others if o.promise)
    ]
    label = here.rulebook.kinds[kinds[0]].label if kinds[0] in here.rulebook.kinds else kinds[0]
    said = {"event": label, "when": moment_words(at, here.calendar)}
    lines = tuple(_line(here, each, moment, earliest) for each, moment in dues)
    return Beside(_("If this happened at %(when)s: %(event)s") % said, lines)


def _others(here: Here, clause: Clause, source: str) -> Iterable[Clause]:
    assert clause.promise is not None
    today = here.calendar.local(_sample(here)).date()
    mine = set(clause.promise.starts)
    for each in (*here.rulebook.clauses, *here.rulebook.common):
        if each.source != source or each.promise is None or each.promise.duty is not None:
            continue
        if mine & set(each.promise.starts) and _binds(each.promise, today):
            yield each


def _binds(promise: Promise, day: date) -> bool:
    begun = promise.binds_from is None or promise.binds_from <= day
    return begun and (promise.repealed is None or day < promise.repealed) and promise.duty is None


def _sample(here: Here) -> datetime:
    """Ten o'clock on the first working day from today on."""
    day = here.calendar.local(here.at).date()
    while not is_working_day(here.calendar, day):
        day += timedelta(days=1)
    return datetime.combine(day, TEN, ZoneInfo(here.zone))


def _due(here: Here, clause: Clause, at: datetime) -> datetime | None:
    """When it would be due; None where that depends on a date that is told."""
    assert clause.promise is not None
    within = clause.promise.within
    if isinstance(within, SpanBy):
        within = within.otherwise
    if isinstance(within, UntilTold | Before | ByDate) or clause.promise.after is not None:
        return None
    try:
        return due(here.calendar, within, at, from_opening=clause.promise.from_opening).at
    except DateBeforeList:
        return None


def _line(here: Here, clause: Clause, moment: datetime | None, earliest: datetime | None) -> Line:
    return Line(
        id=clause.id,
        name=name_of(clause),
        source=_("The law") if clause.source == LAW else _("The policy"),
        address=reverse("clauses-one", args=[here.slug, clause.id]),
        due=due_words(moment, here.calendar) if moment else _("by a date that depends on what was told"),
        leads=moment is not None and moment == earliest,
    )
