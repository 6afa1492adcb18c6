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

    An event already in `history` under its id is left out when it says the same, and refused when it does
    not. `stored` are the thread's clocks as written; without it the difference is against `history` judged at
    `at`.
    """
    known = list(history)
    by_id = {each.id: each for each in known}
    fresh: list[Event] = []
    judged = _Judged(known, rules, calendar, at)
    try:
        for event in new:
            if event.id in by_id:
                if _says_the_same(by_id[event.id], event):
                    continue
                return Refused(_OTHER_DETAILS, "id", event.id)
            refused = refusal(event, known, judged, rules=rules, calendar=calendar, at=at)
            if refused:
                return refused
            known.append(event)
            by_id[event.id] = event
            fresh.append(event)
        now = judged()
    except DateBeforeList as problem:
        return Refused(
            f"{problem} Check the year.", "happened_at", _too_early(history, fresh, rules, calendar, at)
        )
    before = (
        judge(history, rules=rules, calendar=calendar, at=at)
        if history and (stored is None or now.owed)
        else None
    )
    written, removed = difference(stored if stored is not None else before.clocks if before else (), now)
    owed = tuple(each for each in now.owed if before is None or each not in before.owed)
    return Changes(tuple(fresh), now, written, removed, owed)


_OTHER_DETAILS = "An entry with this reference is on record with other details. Correct that one."


class _Judged:
    """The judgement of a growing history, made when it is asked for: most events are admitted without one."""

    def __init__(self, known: list[Event], rules: Rules, calendar: Calendar, at: datetime) -> None:
        self.known, self.rules, self.calendar, self.at = known, rules, calendar, at
        self.counted = -1

    def __call__(self) -> Judgement:
        if self.counted != len(self.known):
            self.found = judge(self.known, rules=self.rules, calendar=self.calendar, at=self.at)
            self.counted = len(self.known)
        return self.found


def _too_early(
    history: Sequence[Event], fresh: Sequence[Event], rules: Rules, calendar: Calendar, at: datetime
) -> str | None:
    """The first new event with which the history reaches back before the list of bank holidays."""
    for count, event in enumerate(fresh, start=1):
        try:
            judge([*history, *fresh[:count]], rules=rules, calendar=calendar, at=at)
        except DateBeforeList:
            return event.id
    return None


def difference(
    stored: Iterable[Clock], judged: Judgement
) -> tuple[tuple[Clock, ...], tuple[tuple[str, str], ...]]:
    """The clocks to write and the (promise, start) pairs to remove, so that the stored are the judged.

    Writing it twice writes nothing the second time.
    """
    had = {(each.promise, each.start): each for each in stored}
    now = {(each.promise, each.start): each for each in judged.clocks}
    written = tuple(clock for key, clock in now.items() if had.get(key) != clock)
    return written, tuple(key for key in had if key not in now)


def _says_the_same(one: Event, other: Event) -> bool:
    """Whether two tellings agree in all but who passed them on, and when."""
    return (
        replace(
            other, recorded_at=one.recorded_at, by=one.by, via=one.via, grade=one.grade, thread=one.thread
        )
        == one
    )
