"""What may happen next on a thread?

First an apology where one is owed and what its running promises wait for, then what may be said of any
contact, then what usually goes with such a thread, then what settles it (waiting, more time, closing), and
behind a fold everything else. What would be refused is not offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from kept.casework import Clock, Verdict
from kept.casework.cases.roles import needed_for
from kept.casework.judge import CLOSED
from kept.rulebook.model import AFTER_ANY, EventKind, Promise, Rulebook
from kept.web.shared.access import Here
from kept.web.shared.recording import recordable
from kept.web.thread.fetch import Record

BY_ENTRY = frozenset({"correct", "void", "confirm"})
SETTLING = frozenset(
    {"classify", "pause", "resume", "extend", "withdraw", "explain", "excuse", "close", "reopen"}
)
# What may be said of any contact at any time, and what is owed after a breach.
EVERYDAY = ("contact.chased", "promise.given", "note.added")
PUTTING_RIGHT = ("apology.made", "apology.not_made")
KEYS = {"contact.chased": "g", "promise.given": "i", "apology.made": "s"}
BUTTONS = 3
WHEN_CLOSED = frozenset({"reopen", "excuse", "explain"})
BREACHED = frozenset({Verdict.BROKEN, Verdict.BROKEN_ATTEMPTED, Verdict.EXCUSED})


@dataclass(frozen=True, slots=True)
class Next:
    """One kind that may be recorded now."""

    label: str
    says: str
    address: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Nexts:
    """The kinds in order of nearness."""

    sorry: tuple[Next, ...]
    waited_for: tuple[Next, ...]
    everyday: tuple[Next, ...]
    usual: tuple[Next, ...]
    settling: tuple[Next, ...]
    others: tuple[Next, ...]


def nexts(here: Here, record: Record) -> Nexts:
    """What this person may record on the thread now."""
    closed = record.thread.state == CLOSED
    offered = [each for each in here.rulebook.kinds.values() if _offered(each, record, here, closed)]
    waited = _waited_for(record, here.rulebook)
    usual = _usual(record, here.rulebook)
    near = _families(record)
    foreign = _families_of(here.rulebook.kinds) - near
    acts = [each for each in offered if each.acts in SETTLING and each.name.split(".")[0] not in foreign]
    sorry = [each for each in offered if each.name in PUTTING_RIGHT] if owes_apology(record) else []
    everyday = [each for each in offered if each.name in EVERYDAY]
    acts = [each for each in acts if each not in everyday]
    apart = [*acts, *sorry, *everyday]
    plain = [each for each in offered if each not in apart and each.name not in PUTTING_RIGHT]
    wanted = sorted(
        (each for each in plain if each.name in waited),
        # An answer stands before what only says that one will come.
        key=lambda each: (
            each.name.split(".")[0] not in near,
            each.counts_with is not None,
            waited.index(each.name),
        ),
    )
    first = [each for each in wanted if each.name.split(".")[0] in near][:BUTTONS] or wanted[:BUTTONS]
    second = [*(each for each in wanted if each not in first)]
    second += [each for each in plain if each.name in usual and each not in wanted]
    rest = [each for each in plain if each not in first and each not in second]
    groups = (sorry, first, everyday, second, acts, rest)
    keys = KEYS | {each.name: "y" for each in first[:1]}
    return Nexts(*(tuple(_next(here, record, each, keys) for each in group) for group in groups))


def _next(here: Here, record: Record, kind: EventKind, keys: Mapping[str, str]) -> Next:
    address = reverse("thread-next", args=[here.slug, record.thread.ref, kind.name])
    return Next(kind.label, kind.says, address, keys.get(kind.name, ""))


def owes_apology(record: Record) -> bool:
    """Whether a promise to this customer was broken and nobody has said sorry yet, or why not."""
    return any(
        promise is not None and promise.after == AFTER_ANY and clock.stop is None
        for clock in record.clocks
        if clock.verdict in (Verdict.RUNNING, Verdict.BROKEN)
        for promise in [promise_of(clock, record)]
    )


def _offered(kind: EventKind, record: Record, here: Here, closed: bool) -> bool:
    if kind.acts in BY_ENTRY or not recordable(kind) or not here.may(needed_for(kind, here.rulebook)):
        return False
    if closed:
        sorry = kind.name in PUTTING_RIGHT and owes_apology(record)
        return sorry or (kind.acts in WHEN_CLOSED and _fits(kind, record, here))
    return _fits(kind, record, here)


def _fits(kind: EventKind, record: Record, here: Here) -> bool:
    """Whether the act has something to act on."""
    running = [each for each in record.clocks if each.verdict is Verdict.RUNNING]
    match kind.acts:
        case "reopen":
            return record.thread.state == CLOSED
        case "acknowledge":
            return any(each.kind in record.rules.alarming for each in record.events)
        case "pause":
            return any(_pauses(each, record) and not each.paused for each in running)
        case "resume":
            return any(each.paused for each in running)
        case "extend":
            return any(here.at < each.due_at for each in running)
        case "withdraw":
            return bool(running)
        case "excuse":
            return any(each.verdict in (Verdict.BROKEN, Verdict.BROKEN_ATTEMPTED) for each in record.clocks)
        case "explain":
            return any(each.verdict in BREACHED for each in record.clocks)
    return True


def _pauses(clock: Clock, record: Record) -> bool:
    promise = promise_of(clock, record)
    return promise is not None and bool(promise.pauses)


def promise_of(clock: Clock, record: Record) -> Promise | None:
    """The promise under the rules with which the clock started."""
    version = record.rules.when(clock.started_at)
    return version.rulebook.promises.get(clock.promise) if version else None


def _waited_for(record: Record, rulebook: Rulebook) -> list[str]:
    """The kinds that would stop, or count as trying to keep, what is running or still owed."""
    found: list[str] = []
    todo = [
        each
        for each in record.clocks
        if each.verdict is Verdict.RUNNING or (each.breached_at and not each.stop)
    ]
    for clock in sorted(todo, key=lambda each: each.act_by):
        promise = promise_of(clock, record) or rulebook.promises.get(clock.promise)
        if promise is not None:
            found += [*promise.stops, *promise.attempts, *promise.no_access, *promise.offers]
    return list(dict.fromkeys(found))


def _usual(record: Record, rulebook: Rulebook) -> set[str]:
    """Kinds of the same family as what is on the thread, and those that its promises mention."""
    here = {each.kind for each in record.events}
    families = _families(record)
    mentioned: set[str] = set()
    for promise in rulebook.promises.values():
        if here & set(promise.starts):
            mentioned |= {*promise.stops, *promise.attempts, *promise.no_access, *promise.offers}
    return mentioned | {
        each.name
        for each in rulebook.kinds.values()
        if each.opens is None and each.name.split(".")[0] in families | {"note", "contact"}
    }


def _families(record: Record) -> set[str]:
    """The first words of the kinds that began the thread: a letter is answered as a letter."""
    opening = {name for name, kind in record.rules.kinds.items() if kind.opens is not None}
    return {each.kind.split(".")[0] for each in record.events if each.kind in opening}


def _families_of(kinds: Mapping[str, EventKind]) -> set[str]:
    """The first words of all kinds that begin something: what settles a duty settles no letter."""
    return {name.split(".")[0] for name, kind in kinds.items() if kind.opens is not None}


def stopped_by(kind: EventKind, record: Record) -> Iterable[Clock]:
    """The clocks that an event of that kind would stop or act on: running ones, or those it explains."""
    if kind.acts == "explain":
        yield from (each for each in record.clocks if each.verdict in BREACHED)
        return
    for clock in record.clocks:
        promise = promise_of(clock, record)
        if (
            clock.verdict is Verdict.RUNNING
            and promise
            and (kind.name in promise.stops or kind.acts not in (None, "approve"))
        ):
            yield clock
