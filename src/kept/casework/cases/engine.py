"""Where does a case stand, what may come next, and why may this not?

    standing_of(COMPLAINT, events)         # Standing(state=stage-one, since=…); None where none has begun
    refusal(event, known, rules, judged)   # Refused("…") where the event is out of order

A case is what its events say. They are read in the order of happening, as they now stand: one that was
voided counts as if it had not been, and a late or corrected one takes its place. An event that is not in
order where it stands is on record and moves nothing. What is imported was another system's to check, and is
never refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from kept.casework.cases.model import CaseType, Opening, State, Step
from kept.casework.cases.tables import TYPES
from kept.casework.history import IMPORT, History
from kept.casework.rules import Rules
from kept.casework.values import Clock, Event, Judgement, Refused, Verdict
from kept.rulebook.cases import practice_of

_ANY_RUNNING = (
    "{count} still here: {names}. Keep what was promised, or record that they withdrew, and then end it."
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one case stands: its state and since when, and what happened to it so far, in order."""

    type: CaseType
    state: State
    since: datetime
    opened: Event
    events: tuple[Event, ...]

    def last(self, kind: str) -> Event | None:
        """The newest event of that kind that belongs to this case; None where there is none."""
        return next((each for each in reversed(self.events) if each.kind == kind), None)


def standing_of(case_type: CaseType, events: Iterable[Event]) -> Standing | None:
    """How the case of this type stands by `events`, in order of happening; None where none has begun."""
    found: Standing | None = None
    for _moment, together in groupby(events, key=lambda each: each.happened_at):
        left = list(together)
        while left:
            # Of what was told for one and the same moment, what is in order comes first.
            following = (each for each in left if _may_follow(case_type, found, each))
            event = next(following, left[0]) if len(left) > 1 else left[0]
            left.remove(event)
            found = _moved(case_type, found, event)
    return found


def standings(events: Sequence[Event]) -> tuple[Standing, ...]:
    """Every case that these events, in order of happening, began: one thread may be of several sorts."""
    kinds = {each.kind for each in events}
    begun = [each for each in TYPES.values() if kinds.intersection(one.kind for one in each.opens)]
    return tuple(found for each in begun if (found := standing_of(each, events)) is not None)


def cases_of(events: Sequence[Event], *, rules: Rules, at: datetime) -> tuple[Standing, ...] | None:
    """The cases that a thread's events make of it by `at`; None where no kind among them begins one."""
    if _OPENING_KINDS.isdisjoint(each.kind for each in events):
        return None
    return standings(current(events, rules=rules, at=at))


def steps_from(standing: Standing) -> tuple[Step, ...]:
    """What may happen next, in the order of the table."""
    return tuple(each for each in standing.type.steps if standing.state.name in each.leaves)


def step_for(standing: Standing, event: Event) -> Step | None:
    """The step that this event is where the case stands; None where it is none."""
    return next((each for each in steps_from(standing) if _is(each, event)), None)


def refusal(
    event: Event, known: Sequence[Event], judged: Callable[[], Judgement], *, rules: Rules, at: datetime
) -> Refused | None:
    """Why `event` may not happen to the cases of this thread; None where it may.

    It is refused where a case has begun to which events of its kind belong, and none of those may follow in
    the state in which it stood then.
    """
    if event.via == IMPORT or event.corrects is not None:
        return None
    kind = rules.kinds.get(event.kind)
    closing = kind is not None and kind.acts == "close"
    if event.kind not in _STEP_KINDS and not closing:
        return None
    before = _happened(known, rules, at, until=event.happened_at)
    open_cases = standings(before)
    if closing and event.kind not in _STEP_KINDS:
        return _closing(event, open_cases)
    concerned = [each for each in open_cases if event.kind in _kinds_of(each.type)]
    if not concerned:
        return None
    taken = [(each, step) for each in concerned if (step := step_for(each, event)) is not None]
    if not taken:
        return _out_of_order(event, concerned[0], rules)
    for standing, step in taken:
        refused = _of_step(event, standing, step, judged, rules)
        if refused is not None:
            return refused
    return None


def _may_follow(case_type: CaseType, standing: Standing | None, event: Event) -> bool:
    if standing is None:
        return any(_begins(each, event) for each in case_type.opens)
    return event.kind in _kinds_of(case_type) and step_for(standing, event) is not None


def _moved(case_type: CaseType, standing: Standing | None, event: Event) -> Standing | None:
    opening = next((each for each in case_type.opens if _begins(each, event)), None)
    if standing is None:
        if opening is None:
            return None
        return Standing(case_type, case_type.state(opening.to), event.happened_at, event, (event,))
    if event.kind not in _kinds_of(case_type):
        return standing
    events = (*standing.events, event)
    step = step_for(standing, event)
    if step is None or not step.to:
        return Standing(case_type, standing.state, standing.since, standing.opened, events)
    return Standing(case_type, case_type.state(step.to), event.happened_at, standing.opened, events)


def _begins(opening: Opening, event: Event) -> bool:
    return opening.kind == event.kind and _among(opening.when, event)


def _is(step: Step, event: Event) -> bool:
    return step.kind == event.kind and _among(step.when, event)


def _among(when: Mapping[str, tuple[object, ...]], event: Event) -> bool:
    return all(event.facts.get(name) in wanted for name, wanted in when.items())


def _kinds_of(case_type: CaseType) -> frozenset[str]:
    return _KINDS.get(case_type.name) or _steps_of(case_type)


def _steps_of(case_type: CaseType) -> frozenset[str]:
    return frozenset(each.kind for each in case_type.steps)


def _happened(known: Sequence[Event], rules: Rules, at: datetime, *, until: datetime) -> tuple[Event, ...]:
    history = History.of(known, rules=rules, at=at)
    return tuple(each.now for each in history.happenings if each.now.happened_at <= until)


def current(known: Sequence[Event], *, rules: Rules, at: datetime) -> tuple[Event, ...]:
    """What happened as it now stands by `at`, in order of happening: what `standings` reads."""
    return tuple(each.now for each in History.of(known, rules=rules, at=at).happenings)


def _closing(event: Event, open_cases: Sequence[Standing]) -> Refused | None:
    going_on = [each for each in open_cases if not each.state.ended]
    if not going_on:
        return None
    first = going_on[0]
    ways = [f"“{each.label}”" for each in steps_from(first) if each.to and first.type.state(each.to).ended]
    how = f" Take one of these first: {', '.join(ways)}." if ways else " Take its next step first."
    return Refused(
        f"This {first.type.label.lower()} has not come to its end: {first.state.label.lower()}.{how}",
        "kind",
        event.id,
    )


def _out_of_order(event: Event, standing: Standing, rules: Rules) -> Refused:
    said = next(
        (each.out_of_order for each in standing.type.steps if _is(each, event) and each.out_of_order), ""
    )
    if not said:
        # What leads on comes first; what may be put down at any time would hide it.
        onwards = [each for each in steps_from(standing) if each.to] or steps_from(standing)
        steps = list(dict.fromkeys(f"“{each.label}”" for each in onwards))
        what = rules.kinds[event.kind].label
        now = standing.state.label.lower()
        said = f"“{what}” does not follow here: this {standing.type.label.lower()} is {now}."
        said += f" What may come next: {', '.join(steps)}." if steps else " Nothing more happens to it."
    return Refused(said, "kind", event.id)


def _of_step(
    event: Event, standing: Standing, step: Step, judged: Callable[[], Judgement], rules: Rules
) -> Refused | None:
    for name, says in step.needs:
        if event.facts.get(name) in (None, "", False):
            return Refused(says, name, event.id)
    for wanted in step.after:
        if not any(each.kind == wanted.kind and _among(wanted.when, each) for each in standing.events):
            return Refused(wanted.says, "kind", event.id)
    for kind, says in _asked_first(event, standing, rules).items():
        if not any(each.kind == kind for each in standing.events):
            return Refused(says, "kind", event.id)
    for kind in step.not_by:
        earlier = standing.last(kind)
        if earlier is not None and earlier.by == event.by:
            return Refused(step.not_by_says, "by", event.id)
    withdraws = rules.kinds[event.kind].acts == "withdraw"
    if step.check is not None and (wrong := step.check(standing.events, event)) is not None:
        return Refused(wrong[1], wrong[0], event.id)
    if step.to and standing.type.state(step.to).ended and not standing.state.ended and not withdraws:
        return _still_running(event, judged(), rules)
    return None


def _asked_first(event: Event, standing: Standing, rules: Rules) -> Mapping[str, str]:
    """What this house wants to be on record before that step."""
    version = rules.when(event.happened_at)
    practice = practice_of(version.rulebook, standing.type.name) if version is not None else None
    return practice.step(event.kind).after if practice is not None else {}


def _still_running(event: Event, judgement: Judgement, rules: Rules) -> Refused | None:
    """What was promised is kept or withdrawn before a case ends; what this event keeps is no hindrance."""
    left = [
        each for each in judgement.clocks if each.verdict is Verdict.RUNNING and not _ends(event, each, rules)
    ]
    if not left:
        return None
    names = ", ".join(f"“{_named(each, rules)}”" for each in left[:3])
    count = "1 promise runs" if len(left) == 1 else f"{len(left)} promises run"
    return Refused(_ANY_RUNNING.format(count=count, names=names), "kind", event.id)


def _ends(event: Event, clock: Clock, rules: Rules) -> bool:
    version = rules.named(clock.version)
    promise = version.rulebook.promises.get(clock.promise) if version else None
    return promise is None or event.kind in promise.stops


def _named(clock: Clock, rules: Rules) -> str:
    version = rules.named(clock.version)
    promise = version.rulebook.promises.get(clock.promise) if version else None
    return promise.public if promise is not None and promise.public else clock.promise


_KINDS: Mapping[str, frozenset[str]] = {each.name: _steps_of(each) for each in TYPES.values()}
_OPENING_KINDS = frozenset(opening.kind for each in TYPES.values() for opening in each.opens)
_STEP_KINDS = frozenset().union(*_KINDS.values()) if _KINDS else frozenset()
