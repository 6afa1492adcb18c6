"""May this happen, here and now? If not, which sentence says what to do instead?

`refusal(event, history, …)` looks at one new event against what is on record. A refusal is a sentence for the
person at the counter: it names what is wrong and the cure, and is the same for page, API and import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from kept.casework import before_closing, complaint_time
from kept.casework.calling import ALARM
from kept.casework.cases import engine as cases
from kept.casework.history import History
from kept.casework.judge import CLOSED
from kept.casework.rules import Rules
from kept.casework.running import end_of
from kept.casework.values import Clock, Event, Judgement, Refused, Verdict
from kept.casework.wrapping_up import NOT_READ_BACK, unread
from kept.rulebook.faults import shown
from kept.rulebook.model import AFTER_ANY, DUTY_BEGAN, DUTY_DONE, EventKind, Promise
from kept.workclock import Calendar, local_date

CLOCK_SKEW = timedelta(minutes=2)
# That it was no complaint after all is never decided by whoever took it in.
COMPLAINT = "complaint.received"
TOOK_IT_IN = (
    "You took this complaint in, so somebody else says whether it was none. Ask a colleague to strike it "
    "out, or a manager to decide that we do not take it on."
)
STILL_ALLOWED_WHEN_CLOSED = frozenset(
    {"reopen", "correct", "void", "confirm", "excuse", "merge", "acknowledge", "explain", "unsafe"}
)
ENDINGS = frozenset({"close", "withdraw"})
_LOOKS_AT_CLOCKS = frozenset({"extend", "pause", "resume", "excuse", "explain", "withdraw", "acknowledge"})
_NEEDS_A_TARGET = {"confirm": "confirm", "correct": "correct"}


def refusal(
    event: Event,
    known: Sequence[Event],
    judged: Callable[[], Judgement],
    *,
    rules: Rules,
    calendar: Calendar,
    at: datetime,
) -> Refused | None:
    """Why `event` may not follow what is `known` at `at`; None where it may. `judged` judges it."""
    kind = rules.kinds.get(event.kind)
    if kind is None:
        return _no(
            event,
            f"“{event.kind}” is not something that this association records. Choose another kind.",
            "kind",
        )
    return (
        _moment(event, calendar, at)
        or _place(event, kind, known, judged, rules)
        or _target(event, kind, known)
        or misses(event, (each.id for each in known), rules)
        or _follows(event, kind, known, rules, at)
        or _order(event, known, rules, calendar, at)
        or _told(event, rules, calendar)
        or _duty(event, known)
        or _end_of_a_call(event, kind, known, rules)
        or _act(event, kind, judged, rules, calendar, at)
        or before_closing.refusal(event, kind, known, judged, rules)
        or complaint_time.refusal(event, known, judged, rules=rules, calendar=calendar, at=at)
        or cases.refusal(event, known, judged, rules=rules, at=at)
    )


def _no(event: Event, sentence: str, field: str | None = None) -> Refused:
    return Refused(sentence, field, event.id)


def _moment(event: Event, calendar: Calendar, at: datetime) -> Refused | None:
    if event.happened_at > at + CLOCK_SKEW:
        return _no(event, "This is in the future. Give the time at which it happened.", "happened_at")
    first = calendar.first
    if local_date(calendar, event.happened_at) < first:
        return _no(
            event,
            f"Kept counts from {first.day} {first:%B %Y}, where its bank holidays begin. Check the year.",
            "happened_at",
        )
    return None


def _place(
    event: Event, kind: EventKind, known: Sequence[Event], judged: Callable[[], Judgement], rules: Rules
) -> Refused | None:
    if not known and kind.opens is None:
        return _no(
            event, f"“{kind.label}” continues something. Open the contact that it belongs to first.", "kind"
        )
    if not known or kind.acts in STILL_ALLOWED_WHEN_CLOSED or event.corrects is not None:
        return None
    kinds = rules.kinds
    ended = any(each.kind in kinds and kinds[each.kind].acts in ENDINGS for each in known)
    if ended and judged().state == CLOSED and not _puts_right(event, judged(), rules):
        return _no(event, "This contact is closed. Reopen it first, then record this.", "kind")
    return None


def _puts_right(event: Event, judged: Judgement, rules: Rules) -> bool:
    """Whether the event says sorry for a breach, which may still be owed when all else is over."""
    return any(event.kind in promise.stops for promise in _owed_apologies(judged, rules))


def _owed_apologies(judged: Judgement, rules: Rules) -> list[Promise]:
    """The promises running here that a breach of another started."""
    running = [each for each in judged.clocks if each.verdict is Verdict.RUNNING]
    found = [_promise(each, rules) for each in running]
    return [each for each in found if each is not None and each.after == AFTER_ANY]


def _promise(clock: Clock, rules: Rules) -> Promise | None:
    version = rules.named(clock.version)
    return version.rulebook.promises.get(clock.promise) if version else None


def _target(event: Event, kind: EventKind, known: Sequence[Event]) -> Refused | None:
    if event.corrects is None and kind.acts not in _NEEDS_A_TARGET:
        return None
    return about(event, kind, next((each for each in known if each.id == event.corrects), None))


def about(event: Event, kind: EventKind, target: Event | None) -> Refused | None:
    """Why the event may not be about `target`: it must be on record, and nobody confirms their own."""
    if event.corrects is None:
        return _no(event, f"Say which entry you want to {_NEEDS_A_TARGET[kind.acts or '']}.", "corrects")
    if target is None:
        return _no(
            event,
            "The entry that this refers to is not on this contact. Choose one of its entries.",
            "corrects",
        )
    if kind.acts == "confirm" and target.by == event.by:
        return _no(event, "You recorded this yourself. Ask a colleague who saw it to confirm it.", "corrects")
    if kind.acts == "void" and target.kind == COMPLAINT and target.by == event.by:
        return _no(event, TOOK_IT_IN, "corrects")
    return None


def misses(event: Event, known: Iterable[str], rules: Rules) -> Refused | None:
    """Why the event cannot answer what it names: no such promise is there, and no such entry."""
    if not event.answers:
        return None
    there = frozenset(known)
    for name in event.answers:
        if name not in there and all(name not in each.rulebook.promises for each in rules.versions):
            return _no(
                event,
                f"{shown(name)} is no promise here and no entry of this contact. Name one that is.",
                "answers",
            )
    return None


def _follows(
    event: Event, kind: EventKind, known: Sequence[Event], rules: Rules, at: datetime
) -> Refused | None:
    """What can only come after something else: a visit is left after somebody arrived."""
    if not kind.follows or event.corrects is not None:
        return None
    history = History.of(known, rules=rules, at=at)
    before = (each.now.happened_at for name in kind.follows for each in history.by_kind.get(name, ()))
    if any(moment <= event.happened_at for moment in before):
        return None
    first = listed_or([f"“{rules.kinds[name].label}”" for name in kind.follows if name in rules.kinds])
    return _no(event, f"Nothing is on record that it could follow. Record {first} first.", "happened_at")


def listed_or(names: Sequence[str]) -> str:
    """The names with "or" before the last."""
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]


def _order(
    event: Event, known: Sequence[Event], rules: Rules, calendar: Calendar, at: datetime
) -> Refused | None:
    """A stop cannot come before everything that it could stop."""
    version = rules.when(event.happened_at)
    kinds = version.begun_by.get(event.kind) if version and event.corrects is None else None
    if not kinds:
        return None
    if all(each.corrects is None for each in known):
        starts = [each.happened_at for each in known if each.kind in kinds]
    else:
        history = History.of(known, rules=rules, at=at)
        starts = [each.now.happened_at for kind in kinds for each in history.by_kind.get(kind, ())]
    return before_it_began(event, min(starts), calendar) if starts else None


def before_it_began(event: Event, began_at: datetime, calendar: Calendar) -> Refused | None:
    """Why a stop may not have happened before the first thing that it could stop."""
    if event.happened_at >= began_at:
        return None
    began = calendar.local(began_at)
    when = f"{began:%H:%M} on {began:%A} {began.day} {began:%B %Y}"
    return _no(event, f"This would be before it began, at {when}. Check the date and time.", "happened_at")


def _told(event: Event, rules: Rules, calendar: Calendar) -> Refused | None:
    """What is promised by a date is promised for later than now."""
    version = rules.when(event.happened_at)
    for name in version.told.get(event.kind, ()) if version and event.corrects is None else ():
        value = event.facts.get(name)
        if value is not None and end_of(value, calendar) <= event.happened_at:
            return _no(
                event, "This is before it was promised. Give a date or time that is still to come.", name
            )
    return None


def _duty(event: Event, known: Sequence[Event]) -> Refused | None:
    """A duty begins once, and is done where it began."""
    if event.corrects is not None or event.kind not in (DUTY_BEGAN, DUTY_DONE):
        return None
    begun = [each.facts.get("duty") for each in known if each.kind == DUTY_BEGAN]
    if event.kind == DUTY_DONE and not begun:
        return _no(event, "No duty runs here. Begin it first, or record this where it began.", "kind")
    if event.kind == DUTY_BEGAN and event.facts.get("duty") in begun:
        return _no(event, "This duty has begun here already. Record that it was done.", "duty")
    return None


def _end_of_a_call(event: Event, kind: EventKind, known: Sequence[Event], rules: Rules) -> Refused | None:
    """What a caller raised is read back to them before the call is closed."""
    if kind.acts != "close" or not unread(known, rules.kinds):
        return None
    return _no(event, NOT_READ_BACK, "kind")


def _act(
    event: Event,
    kind: EventKind,
    judged: Callable[[], Judgement],
    rules: Rules,
    calendar: Calendar,
    at: datetime,
) -> Refused | None:
    if kind.acts not in _LOOKS_AT_CLOCKS:
        return None
    running = [each for each in judged().clocks if each.verdict is Verdict.RUNNING and _meant(event, each)]
    match kind.acts:
        case "extend":
            return _extension(event, _to_extend(running, rules), calendar, at)
        case "pause":
            return _pause(event, running, rules)
        case "acknowledge" if not any(each.what == ALARM for each in judged().owed):
            return _no(event, "Nobody is being called here. Record what you do as a note.", "kind")
        case "resume" if not any(each.paused for each in running):
            return _no(event, "Nothing is paused here, so there is nothing to take up again.", "kind")
        case "excuse" | "explain":
            return _broken(event, judged(), kind.acts)
        case "withdraw" if not running:
            return _no(
                event,
                "No promise is running here, so there is nothing to withdraw. Close it instead.",
                "kind",
            )
    return None


def _meant(event: Event, clock: Clock) -> bool:
    return not event.answers or clock.promise in event.answers or clock.start in event.answers


def _to_extend(running: list[Clock], rules: Rules) -> list[Clock]:
    """Those that may be put off at all: an apology may not."""
    promises = ((each, _promise(each, rules)) for each in running)
    return [each for each, promise in promises if promise is None or promise.after != AFTER_ANY]


def _extension(event: Event, running: list[Clock], calendar: Calendar, at: datetime) -> Refused | None:
    in_time = [each for each in running if at < each.due_at]
    if not in_time:
        return _no(
            event,
            "The promised time has passed, so it cannot be extended. "
            "Answer now, and say sorry for the delay.",
            "new_due",
        )
    if event.facts.get("customer_told") is not True:
        return _no(event, "Tell the customer the new date first, then record that you did.", "customer_told")
    if event.facts.get("new_due") is None:
        return _no(event, "Give the new date that you told the customer.", "new_due")
    if end_of(event.facts["new_due"], calendar) <= min(each.due_at for each in in_time):
        return _no(event, "The new date must be later than the one promised.", "new_due")
    return None


def _pause(event: Event, running: list[Clock], rules: Rules) -> Refused | None:
    allowed: set[str] = set()
    for clock in running:
        promise = _promise(clock, rules)
        allowed.update(promise.pauses if promise else ())
    if not allowed:
        return _no(
            event,
            "No promise running here may be paused. Extend it, with a date that you tell the customer.",
            "kind",
        )
    if event.facts.get("reason") not in allowed:
        named = ", ".join(sorted(allowed))
        return _no(event, f"The policy allows a pause here only for: {named}.", "reason")
    return None


def _broken(event: Event, judged: Judgement, what: str) -> Refused | None:
    broken = [each for each in judged.clocks if each.breached_at is not None and _meant(event, each)]
    if not broken:
        return _no(event, f"No promise was broken here, so there is nothing to {what}.", "kind")
    return None
