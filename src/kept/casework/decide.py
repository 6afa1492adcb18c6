"""What would this act change? Decide first, write afterwards.

    match decide(history, new, rules=rules, calendar=calendar, at=at, stored=clocks):
        case Refused(sentence): …
        case Changes() as changes: …      # write its events, clocks and owed in one transaction, or nothing

Nothing is read or written here: the caller holds the lock on the thread and hands over what is on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from kept.casework.admit import refusal
from kept.casework.judge import judge
from kept.casework.rules import Rules
from kept.casework.values import Changes, Clock, Event, Judgement, Refused
from kept.workclock import Calendar, DateBeforeList


def decide(
    history: Sequence[Event],
    new: Sequence[Event],
    *,
    rules: Rules,
    calendar: Calendar,
    at: datetime,
    stored: Iterable[Clock] | None = None,
) -> Refused | Changes:
    """Admit `new` and judge, or say in one sentence why not. All of `new` is taken, or none of it.

    An event already in `history` under its id is left out when it says the same, and refused when it does not.
    `stored` are the thread's clocks as written; without it the difference is against `history` judged at `at`.
    """
    known = list(history)
    by_id = {each.id: each for each in known}
    fresh: list[Event] = []
    before = judged = judge(known, rules=rules, calendar=calendar, at=at)
    for event in new:
        if event.id in by_id:
            if _says_the_same(by_id[event.id], event):
                continue
            return Refused("An entry with this reference is on record with other details. Correct that one.", "id", event.id)
        try:
            refused = refusal(event, known, judged, rules=rules, calendar=calendar, at=at)
            if refused:
                return refused
            known.append(event)
            by_id[event.id] = event
            fresh.append(event)
            judged = judge(known, rules=rules, calendar=calendar, at=at)
        except DateBeforeList as problem:
            return Refused(f"{problem} Check the year.", "happened_at", event.id)
    written, removed = difference(before.clocks if stored is None else stored, judged)
    owed = tuple(each for each in judged.owed if each not in before.owed)
    return Changes(tuple(fresh), judged, written, removed, owed)


def difference(
    stored: Iterable[Clock], judged: Judgement
) -> tuple[tuple[Clock, ...], tuple[tuple[str, str], ...]]:
    """The clocks to write and the (promise, start) pairs to remove, so that what is stored is what was judged.

    Writing it twice writes nothing the second time.
    """
    had = {(each.promise, each.start): each for each in stored}
    now = {(each.promise, each.start): each for each in judged.clocks}
    written = tuple(clock for key, clock in now.items() if had.get(key) != clock)
    return written, tuple(key for key in had if key not in now)


def _says_the_same(one: Event, other: Event) -> bool:
    """Whether two tellings agree in all but who passed them on, and when."""
    return replace(other, recorded_at=one.recorded_at, by=one.by, via=one.via, grade=one.grade, thread=one.thread) == one
