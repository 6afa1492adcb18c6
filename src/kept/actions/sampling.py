"""Which of them are looked at? Those on which the lot falls, and everybody can draw it again.

    drawn = draw(association=karin, measure="karin:repairs.7", period=date(2026, 4, 1), by="ann", at=now)
    drawn.of, drawn.threads         # 50, ten references

A measure that says `sample: 20 %` has a fifth of its cases drawn when its period is over, by a seed that is
kept: each case is hashed with it, and those that come first are drawn. Drawing a second time changes nothing.
Each thread that is drawn carries an event that says so.
"""

from __future__ import annotations

import logging
import math
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from django.db import InterfaceError, OperationalError

from kept.actions.working.house import note
from kept.actions.working.judging import appended, moment_for
from kept.actions.working.once_more import JoinedMeanwhile, once_more
from kept.casework import Event, Refused
from kept.casework.housekeeping import SAMPLE_CHOSEN, SAMPLE_DRAWN
from kept.casework.permissions import Permission, may
from kept.casework.recurring import period_of
from kept.rulebook.model import Measure
from kept.store import dockets, measures, refs, rules, tenancy, writing
from kept.store.measures import Counted
from kept.store.models import Association, Drawn, Membership, Sample
from kept.workclock import Months, local_date

log = logging.getLogger("kept.sampling")


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn for a period, out of how many; `new` where it was drawn just now."""

    measure: str
    since: date
    until: date
    of: int
    threads: tuple[str, ...]
    new: bool


def draw(
    *,
    association: Association | str,
    measure: str,
    period: date,
    by: str,
    at: datetime,
    membership: Membership | None = None,
    seed: str | None = None,
) -> Draw | Refused:
    """Draw the sample of that measure for the period in which the day `period` lies, once."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    now = at.astimezone(UTC)
    return once_more(lambda: _drawn(association, measure, period, by, now, membership, seed))


def _drawn(
    association: Association | str,
    clause: str,
    period: date,
    by: str,
    at: datetime,
    membership: Membership | None,
    seed: str | None,
) -> Draw | Refused:
    if membership is not None and not may(membership.role, Permission.EXCUSE):
        return Refused("Only a manager or director draws a sample. Ask one of them.")
    with tenancy.association(association) as here:
        rulebook = rules.current(here)
        measure = rulebook.measures.get(clause)
        if measure is None or measure.sample is None:
            return Refused(f"“{clause[:80]}” asks for no sample. Check the number of the clause.", "measure")
        since, until = period_of(_months(measure), period)
        if until >= local_date(rulebook.calendar_for(), at):
            day = until + timedelta(days=1)
            return Refused(f"The period is not over yet. Draw on or after {day.day} {day:%B %Y}.", "period")
        before = Sample.objects.filter(association=here, measure=clause, period_on=since).first()
        if before is not None:
            rows = sorted(Drawn.objects.filter(sample=before).values_list("event", "thread__ref"))
            return Draw(clause, since, until, before.of, tuple(ref for _, ref in rows), new=False)
        cases = measures.population(here, measure, since, until)
        lot = seed or secrets.token_hex(8)
        chosen = _chosen(cases, measure.sample, lot)
        sample = Sample(association=here, measure=clause, period_on=since, seed=lot, of=len(cases))
        sample.drawn_at, sample.drawn_by = at, by
        sample.save(force_insert=True)
        Drawn.objects.bulk_create(
            Drawn(association=here, sample=sample, thread_id=each.root, event=each.event) for each in chosen
        )
        _mark(here, {each.root for each in chosen}, clause, by, at)
        facts: dict[str, object] = {"measure": clause, "period_on": since.isoformat(), "seed": lot}
        facts |= {"of": len(cases), "drawn": len(chosen)}
        note(SAMPLE_DRAWN, here=here, by=by, at=at, facts=facts)
        return Draw(clause, since, until, len(cases), tuple(each.thread for each in chosen), new=True)


def _chosen(cases: list[Counted], share: float, seed: str) -> list[Counted]:
    """So many of a hundred, rounded up: those whose names, hashed with the seed, come first."""
    number = math.ceil(round(len(cases) * share / 100, 6))
    mixed = sorted(cases, key=lambda each: sha256(f"{seed} {each.event}".encode()).digest())
    return sorted(mixed[:number], key=lambda each: each.event)


def _mark(here: Association, threads: set[int], clause: str, by: str, at: datetime) -> None:
    """An event on each thread that was drawn, however it stands."""
    held = dockets.read(dockets.lock(threads))
    if len(held) < len(threads):
        raise JoinedMeanwhile
    known = rules.rules_of(here)
    outcomes = []
    for docket in held:
        moment = moment_for(docket, at)
        facts = {"measure": clause}
        event = Event(refs.new_uid(), SAMPLE_CHOSEN, moment, moment, by, facts=facts, thread=docket.ref)
        outcomes.append(appended(docket, event, rules=known, at=moment))
    writing.write(outcomes)


def draw_everywhere(*, by: str, at: datetime) -> int:
    """Draw every sample whose period is over, at every association; how many. None holds up another."""
    return sum(_draw_all(each, by, at.astimezone(UTC)) for each in Association.objects.order_by("pk"))


def _draw_all(here: Association, by: str, at: datetime) -> int:
    number = 0
    try:
        for clause, day in _over(here, at):
            done = draw(association=here, measure=clause, period=day, by=by, at=at)
            number += isinstance(done, Draw) and done.new
    except (InterfaceError, OperationalError):
        raise  # The database is not there or overloaded: that is no association's fault.
    except Exception:
        log.exception("The samples of association %d could not be drawn.", here.pk)
    return number


def _over(here: Association, at: datetime) -> list[tuple[str, date]]:
    """The measures that want a sample for their last period, with a day of it: none before the going live."""
    with tenancy.association(here):
        try:
            rulebook = rules.current(here)
        except rules.NoRulebook:
            return []
        today = local_date(rulebook.calendar_for(), at)
        wanted: dict[tuple[str, date], date] = {}
        for clause, measure in rulebook.measures.items():
            last = period_of(_months(measure), today)[0] - timedelta(days=1)
            if measure.sample is not None and last >= here.go_live:
                wanted[clause, period_of(_months(measure), last)[0]] = last
        rows = Sample.objects.filter(association=here, measure__in={clause for clause, _ in wanted})
        drawn = set(rows.values_list("measure", "period_on"))
        return [(clause, last) for (clause, first), last in wanted.items() if (clause, first) not in drawn]


def _months(measure: Measure) -> int:
    assert isinstance(measure.every, Months), "the loader gives the period of a figure in months"
    return measure.every.n
