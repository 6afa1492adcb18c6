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

from datetime import UTC, datetime

from kept.casework.history import IMPORT, Happening, History
from kept.casework.rules import Rules
from kept.casework.values import Owed
from kept.workclock.lengths import amount

ALARM, CHASED, AGAINST = "alarm", "chased", "against"
# What a member of staff is told at once, though no clock asks for it (see actions.calling).
MESSAGE, HEATED = "message", "heated"
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
            calmed_at = _calmed_at(each, history)
            if calmed_at is not None and calmed_at <= since:
                continue
            if since > at:
                wake_at = _sooner(wake_at, since)
                continue
            answered_at = _sooner(_answered_at(each, since, history), calmed_at)
            until = at if answered_at is None else min(at, answered_at)
            steps = min(most, (until - since) // after + 1)
            owed += [
                Owed(NO_PROMISE, each.id, ALARM, step, since + (step - 1) * after)
                for step in range(1, steps + 1)
            ]
            if answered_at is None and steps < most:
                wake_at = _sooner(wake_at, since + steps * after)
    owed.sort(key=lambda each: (each.since, each.start, each.step))
    return owed, wake_at


def _sooner(known: datetime | None, other: datetime | None) -> datetime | None:
    return min((each for each in (known, other) if each is not None), default=None)


def _calls_since(each: Happening, history: History) -> datetime | None:
    """When it was first on record that this is a matter of safety; None where it is none, or was imported.

    One that was set for a moment, as somebody's being back from a visit, calls from that moment on.
    """
    kind = history.kinds[each.now.kind]
    alarms = kind.alarms
    if each.now.via == IMPORT or alarms is None:
        return None
    if kind.alarms_at is not None:
        told = each.now.facts.get(kind.alarms_at)
        set_for = datetime.fromisoformat(str(told)).astimezone(UTC) if told else None
        return max(set_for, each.versions[0].recorded_at) if set_for else None
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


def _calmed_at(each: Happening, history: History) -> datetime | None:
    """When what the alarm waited for was put on record: the first that came after it, and never itself."""
    first = _in_order(each)
    calmed = (
        calm.versions[0].recorded_at
        for name in history.kinds[each.now.kind].calmed_by
        for calm in history.by_kind.get(name, ())
        if _in_order(calm) > first
    )
    return min(calmed, default=None)


def _in_order(each: Happening) -> tuple[datetime, datetime, str]:
    """Of two that were recorded at once, the one that happened later comes later."""
    first = each.versions[0]
    return (first.recorded_at, first.happened_at, first.id)


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
