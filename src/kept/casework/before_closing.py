"""What has to be done before somebody closes a contact here?

    before_closing: {'moray:4.2.14': [letter.sent], 'kept:put-right': []}      # in association.yaml

While a promise named there still wants doing, nobody closes the contact, unless one of the kinds beside it
has happened since (moray:2.5.2: spoken with, or written to; wessex:p7.1: told why). What a customer takes
back wants nothing more. What a machine or an import closes is history, and is not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kept.casework.rules import Rules
from kept.casework.standing import asks_for_something
from kept.casework.values import Clock, Event, Judgement, Refused
from kept.rulebook.model import EventKind, Promise

BY_HAND = "form"


def refusal(
    event: Event, kind: EventKind, known: Sequence[Event], judged: Callable[[], Judgement], rules: Rules
) -> Refused | None:
    """Why it may not be closed yet; None where it may."""
    if kind.acts != "close" or kind.opens is not None or event.via != BY_HAND:
        return None
    version = rules.when(event.happened_at)
    first = version.rulebook.association.before_closing if version is not None else ()
    for clause, instead in first:
        for clock in judged().clocks:
            if clock.promise == clause and asks_for_something(clock) and not _done(clock, instead, known):
                assert version is not None
                return _first(version.rulebook.promises[clause], instead, rules, event.id)
    return None


def _done(clock: Clock, instead: Sequence[str], known: Sequence[Event]) -> bool:
    return any(each.kind in instead and each.happened_at >= clock.started_at for each in known)


def _first(promise: Promise, instead: Sequence[str], rules: Rules, event: str) -> Refused:
    ways = [f"“{rules.kinds[each].label}”" for each in (*promise.stops, *instead)]
    listed = " or ".join(filter(None, (", ".join(ways[:-1]), ways[-1])))
    name = promise.name.replace("-", " ")
    return Refused(f"Before this is closed: {name}. Record {listed} first, then close it.", "kind", event)
