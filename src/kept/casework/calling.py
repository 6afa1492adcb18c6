"""Whom does something call at once, apart from any clock: a danger, a customer who asks again, or one whom we
reached as they had asked us not to?

    alarms(history, rules, at)      # ([Owed(… what="alarm", step=1 …), …], when the next one is called)
    chased(history)                 # [Owed(… what="chased" …)], a line for the manager
    unsafe(history)                 # [Owed(… what="against" …)], another

A **safety alarm** (practice 20) is owed to one role after another, as the association's `alarm` says,
from the moment at which it was put on record until somebody acknowledges it. When all have been called
the first is called again, `ROUNDS` times in all; after that it still stands, for whoever looks. What is
owed has no promise: its start is the event that calls. Imported history calls nobody.
"""

from __future__ import annotations

from datetime import datetime

from kept.casework.history import IMPORT, Happening, History
from kept.casework.rules import Rules
from kept.casework.values import Owed
from kept.workclock.lengths import amount

ALARM, CHASED, AGAINST = "alarm", "chased", "against"
NO_PROMISE = ""
ROUNDS = 3
CHASERS = 2


def alarms(history: History, rules: Rules, at: datetime) -> tuple[list[Owed], datetime | None]:
    """Every call that is owed by now, and the moment of the next, if there is to be one."""
    alarm = rules.alarm
    after = amount(alarm.after, ring_seconds=1.0)
    most = ROUNDS * len(alarm.chain)
    owed: list[Owed] = []
    wake_at: datetime | None = None
    for kind in rules.alarming & history.by_kind.keys():
        for each in history.by_kind[kind]:
            since = _calls_since(each, history)
            if since is None:
                continue
            answered_at = _answered_at(each, since, history)
            until = at if answered_at is None else min(at, answered_at)
            steps = min(most, (until - since) // after + 1)
            owed += [
                Owed(NO_PROMISE, each.id, ALARM, step, since + (step - 1) * after)
                for step in range(1, steps + 1)
            ]
            if answered_at is None and steps < most:
                wake_at = min((since + steps * after, wake_at or since + steps * after))
    owed.sort(key=lambda each: (each.since, each.start, each.step))
    return owed, wake_at


def _calls_since(each: Happening, history: History) -> datetime | None:
    """When it was first on record that this is a matter of safety; None where it is none, or was imported."""
    alarms = history.kinds[each.now.kind].alarms
    if each.now.via == IMPORT or alarms is None:
        return None
    return next(
        (
            version.recorded_at
            for version in each.versions
            if all(version.facts.get(name) in allowed for name, allowed in alarms)
        ),
        None,
    )


def _answered_at(each: Happening, since: datetime, history: History) -> datetime | None:
    """When somebody first said that they see to it."""
    answers = (
        answer.versions[0].recorded_at
        for answer in history.acting.get("acknowledge", ())
        if not answer.now.answers or each.id in answer.now.answers
    )
    return min((moment for moment in answers if moment >= since), default=None)


def chased(history: History) -> list[Owed]:
    """A line for the manager each time that a customer has asked again twice (practice 11)."""
    asked = [each.now for each in history.acting.get("chase", ()) if each.now.via != IMPORT]
    return [
        Owed(NO_PROMISE, event.id, CHASED, number // CHASERS, event.happened_at)
        for number, event in enumerate(asked, start=1)
        if number % CHASERS == 0
    ]


def unsafe(history: History) -> list[Owed]:
    """A line for the manager each time that a customer was reached against what they asked (practice 21)."""
    reached = (each.now for each in history.acting.get("unsafe", ()) if each.now.via != IMPORT)
    return [Owed(NO_PROMISE, event.id, AGAINST, 1, event.happened_at) for event in reached]
