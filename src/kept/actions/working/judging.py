"""What is to be written about a thread that is held, whoever holds it?

    rejudged(docket, rules=rules, calendar=calendar, at=at)     # an Outcome for `writing.write`

Telling, the sweep, recomputing, joining and the loading of a policy all end here: one judgement, one
difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kept.casework import Changes, Event, Rules, difference, judge
from kept.casework.cases import cases_of
from kept.casework.standing import standing
from kept.store.dockets import Docket
from kept.store.writing import Outcome
from kept.workclock import Calendar


def moment_for(docket: Docket, at: datetime) -> datetime:
    """The moment as which an act on this thread counts.

    Whoever waited for the lock comes after the one who held it, whatever the clocks of their machines say.
    """
    return max([at, *(each.recorded_at for each in docket.history)]) if docket.history else at


def outcome(
    docket: Docket,
    changes: Changes,
    *,
    rules: Rules,
    at: datetime,
    words: Mapping[str, Mapping[str, object]] | None = None,
    opened: Mapping[str, object] | None = None,
) -> Outcome:
    """The changes as the store takes them.

    Everything owed is handed over, not only what is newly owed: what is on record already is not written
    twice, and what fell due while the sweep was late would otherwise be owed by nobody.
    """
    events = [*docket.history, *changes.events]
    now = standing(events, changes.judgement, own=docket.ref, rules=rules, at=at)
    return Outcome(
        docket,
        changes.judgement,
        now,
        events=changes.events,
        words=words or {},
        written=changes.written,
        removed=changes.removed,
        opened=opened,
        cases=cases_of(events, rules=rules, at=at),
    )


def rejudged(docket: Docket, *, rules: Rules, calendar: Calendar, at: datetime) -> Outcome:
    """What follows by `at` from what is on record, as a difference to what is stored."""
    at = moment_for(docket, at)
    judgement = judge(docket.history, rules=rules, calendar=calendar, at=at)
    written, removed = difference(docket.clocks, judgement)
    return outcome(docket, Changes((), judgement, written, removed, judgement.owed), rules=rules, at=at)


def appended(
    docket: Docket,
    event: Event,
    *,
    rules: Rules,
    at: datetime,
    opened: Mapping[str, object] | None = None,
    words: Mapping[str, Mapping[str, object]] | None = None,
) -> Outcome:
    """What follows from one event that Kept itself writes with an act, whatever the state of the thread."""
    return all_appended(docket, [event], rules=rules, at=at, opened=opened, words=words)


def all_appended(
    docket: Docket,
    events: Sequence[Event],
    *,
    rules: Rules,
    at: datetime,
    opened: Mapping[str, object] | None = None,
    words: Mapping[str, Mapping[str, object]] | None = None,
) -> Outcome:
    """The same from several."""
    calendar = rules.versions[-1].rulebook.calendar_for(docket.office)
    judgement = judge([*docket.history, *events], rules=rules, calendar=calendar, at=at)
    written, removed = difference(docket.clocks, judgement)
    changes = Changes(tuple(events), judgement, written, removed, judgement.owed)
    return outcome(docket, changes, rules=rules, at=at, opened=opened, words=words)
