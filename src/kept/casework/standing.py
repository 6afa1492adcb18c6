"""How does a thread stand, in the few words that its own row carries?

    standing(events, judgement, own="K7F3-9Q2M", rules=rules, at=at).closed_at      # None while it is open

A thread's row repeats what its events say, so that lists need not judge: its kind and beginning come from the
event that opened it as it now stands, its end from the closing that holds, and the soonest of what it asks
for from its clocks. Like every judgement it can be made again.

What it asks for is a promise that runs, or one that was broken and that nothing has made good. It is `adrift`
where it is open, no promise runs, and nothing has answered it either: nobody would look at it again. What was
imported is history, and drifts in silence. `asked` says how often the customer has asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kept.casework.history import History
from kept.casework.judge import CLOSED
from kept.casework.rules import Rules
from kept.casework.values import KEPT_VERDICTS, Clock, Event, Judgement, Verdict

IMPORT = "import"
_ENDINGS = ("close", "withdraw")
_RAN_OUT = frozenset({Verdict.BROKEN, Verdict.BROKEN_ATTEMPTED, Verdict.EXCUSED})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the row of a thread repeats of its judgement."""

    kind: str
    opened_at: datetime
    closed_at: datetime | None
    state: str
    next_date: datetime | None
    wake_at: datetime | None
    act_by: datetime | None = None
    due_at: datetime | None = None
    adrift: bool = False
    asked: int = 0


def standing(
    events: Sequence[Event], judgement: Judgement, *, own: str, rules: Rules, at: datetime
) -> Standing:
    """The standing of the thread named `own`, whose `events` may include those of threads joined to it.

    `events` must hold at least one of its own. What an opening event has been corrected to counts; one that
    was struck out leaves the thread as it was first recorded, for a thread always has a kind and a beginning.
    """
    if all(_plain(each, rules) for each in events):
        opened_at = min(each.happened_at for each in events)
        first = _first_recorded(events, own, rules)
        closed_at = None
        if judgement.state == CLOSED:
            closed_at = max(each.happened_at for each in events if _act(each, rules) in _ENDINGS)
        return _of(first, first.kind, opened_at, closed_at, judgement, rules)
    history = History.of(events, rules=rules, at=at)
    first = _first_recorded(events, own, rules)
    opening = next((each.now for each in history.happenings if each.id == first.id), first)
    opened_at = min((each.now.happened_at for each in history.happenings), default=first.happened_at)
    closed_at = None
    if judgement.state == CLOSED:
        closed_at = max(each.now.happened_at for act in _ENDINGS for each in history.acting.get(act, ()))
    asked = len(history.acting.get("chase", ()))
    return _of(first, opening.kind, opened_at, closed_at, judgement, rules, asked)


def _of(
    first: Event,
    kind: str,
    opened_at: datetime,
    closed_at: datetime | None,
    judgement: Judgement,
    rules: Rules,
    asked: int = 0,
) -> Standing:
    known = rules.kinds.get(kind)
    opens = known.opens if known and known.opens else kind.split(".")[0]
    open_ = judgement.state != CLOSED
    asks = [each for each in judgement.clocks if asks_for_something(each)] if open_ else []
    late = [each.due_at for each in asks if not each.paused]
    return Standing(
        opens,
        opened_at,
        closed_at,
        judgement.state,
        judgement.next_date,
        judgement.wake_at,
        act_by=min((each.act_by for each in asks), default=None),
        due_at=min(late, default=None),
        # What an alarm is set for is looked at when it comes, if not before.
        adrift=open_ and first.via != IMPORT and not (known and known.alarms_at) and _adrift(judgement, asks),
        asked=asked if open_ else 0,
    )


def asks_for_something(clock: Clock) -> bool:
    """Whether the promise still wants doing: it runs, or it was broken and nothing has made it good."""
    return clock.verdict is Verdict.RUNNING or (clock.verdict in _RAN_OUT and clock.stop is None)


def _adrift(judgement: Judgement, asks: Sequence[Clock]) -> bool:
    if judgement.next_date is not None:
        return False
    return bool(asks) or not any(_answered(each) for each in judgement.clocks)


def _answered(clock: Clock) -> bool:
    """Whether the promise ended with the customer being served, however late, or wanting it no more."""
    ended = clock.verdict in KEPT_VERDICTS or clock.verdict is Verdict.WITHDRAWN
    return ended or (clock.verdict in _RAN_OUT and clock.stop is not None)


def _plain(event: Event, rules: Rules) -> bool:
    """Whether the event is taken as it stands: it changes no other, and nothing on the thread but its end."""
    return event.corrects is None and _act(event, rules) in (None, *_ENDINGS)


def _act(event: Event, rules: Rules) -> str | None:
    known = rules.kinds.get(event.kind)
    return known.acts if known else None


def _first_recorded(events: Sequence[Event], own: str, rules: Rules) -> Event:
    """What began it. Of what was recorded in one moment, that which begins something comes first."""
    mine = [each for each in events if each.thread == own] if len(events) > 1 else events
    return min(mine, key=lambda each: (each.recorded_at, each.happened_at, not _opens(each, rules), each.id))


def _opens(event: Event, rules: Rules) -> bool:
    kind = rules.kinds.get(event.kind)
    return kind is not None and kind.opens is not None
