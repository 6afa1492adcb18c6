"""What did happen on a thread, once corrections, returns and merges are taken in?

The ledger only grows: a correction, a void (a letter that came back, a slip of the pen) and a confirmation by
a second person are events too. `History.of(events, rules=, at=)` reads them all, in the order in which they
were recorded, and says for each thing that happened how it now stands and how it stood before:

    happening.now.happened_at        # by the latest correction
    happening.told_before(due)       # was a version of it on record by then?
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from kept.casework.rules import Rules
from kept.casework.values import Event, Grade
from kept.rulebook.model import EventKind

IMPORT = "import"
# Slips written while the line was down, typed afterwards (practice 18).
CATCH_UP = "catch-up"
STRONG = frozenset({Grade.MACHINE, Grade.DOCUMENT})


@dataclass(slots=True)
class Happening:
    """One thing that happened: `versions` in the order recorded, the last of which holds.

    `id` is that of the first version, and so the identity of any clock that it starts.
    """

    id: str
    versions: list[Event]
    act: str | None = None
    confirmed: bool = False

    @property
    def now(self) -> Event:
        """How it stands by what is known."""
        return self.versions[-1]

    @property
    def strong(self) -> bool:
        """Whether it is proved by a machine, a document or a second person (practice 4)."""
        return self.confirmed or self.now.grade in STRONG


@dataclass(slots=True)
class History:
    """What happened on one thread, by role. Lists are in order of happening."""

    happenings: list[Happening]
    by_kind: dict[str, list[Happening]]
    acting: dict[str, list[Happening]]
    kinds: Mapping[str, EventKind]
    joined: dict[tuple[str, str], datetime] = field(default_factory=dict)

    @classmethod
    def of(cls, events: Iterable[Event], *, rules: Rules, at: datetime) -> History:
        """The history as known at `at`. The order and repetition of `events` make no difference."""
        known = {each.id: each for each in events if each.recorded_at <= at}
        ordered = list(known.values())
        if len(ordered) > 1:
            ordered.sort(key=_recorded)
        kinds = rules.kinds
        chains: dict[str, Happening] = {}
        root_of: dict[str, str] = {}
        amending: list[tuple[str, Event]] = []
        for event in ordered:
            kind = kinds.get(event.kind)
            act = kind.acts if kind else None
            if act in ("void", "confirm"):
                amending.append((act, event))
                root_of[event.id] = event.id
            elif event.corrects is not None and event.corrects in root_of:
                root = root_of[event.id] = root_of[event.corrects]
                if root in chains:
                    chains[root].versions.append(_corrected(chains[root].now, event, act))
            else:
                root_of[event.id] = event.id
                chains[event.id] = Happening(event.id, [event], act)
        if amending:
            _amend(chains, root_of, amending)
        return cls._sorted(chains, kinds)

    @classmethod
    def _sorted(cls, chains: Mapping[str, Happening], kinds: Mapping[str, EventKind]) -> History:
        happenings = list(chains.values())
        if len(happenings) > 1:
            happenings.sort(key=happened)
        history = cls(happenings, {}, {}, kinds)
        for each in happenings:
            history.by_kind.setdefault(each.now.kind, []).append(each)
            if each.act is not None:
                history.acting.setdefault(each.act, []).append(each)
        if "merge" in history.acting:
            history.joined = _joined(history.acting["merge"])
        return history

    def quiet(self) -> frozenset[str]:
        """What was imported: it owes nobody a message (practice 29)."""
        return frozenset(each.id for each in self.happenings if each.now.via == IMPORT)

    def silent_until(self) -> Mapping[str, datetime]:
        """What was caught up with sends nothing of what was over when it was typed: until when, by its id."""
        return {each.id: each.versions[0].recorded_at for each in self.happenings if each.now.via == CATCH_UP}

    def known_on(self, thread: str, event: Event) -> datetime:
        """When what runs on `thread` knew of it: at its recording, or at the merge that brought it."""
        if event.thread == thread or not self.joined:
            return event.recorded_at
        return max(event.recorded_at, self.joined.get((thread, event.thread), event.recorded_at))


def _recorded(event: Event) -> tuple[datetime, datetime, str]:
    return (event.recorded_at, event.happened_at, event.id)


def happened(each: Happening) -> tuple[datetime, datetime, str]:
    """The order in which things happened."""
    return (each.now.happened_at, each.now.recorded_at, each.id)


def _corrected(before: Event, event: Event, act: str | None) -> Event:
    """What a correction makes of it: `acts: correct` keeps the kind and lays its facts over the old ones."""
    if act == "correct":
        return replace(event, kind=before.kind, facts={**before.facts, **event.facts}, thread=before.thread)
    return replace(event, thread=before.thread)


def _amend(
    chains: dict[str, Happening], root_of: Mapping[str, str], amending: list[tuple[str, Event]]
) -> None:
    """Take in voids, newest first since a void may itself be voided, and confirmations by a second person."""
    voided: set[str] = set()
    for act, event in reversed(amending):
        if act == "void" and event.id not in voided:
            target = root_of.get(event.corrects) if event.corrects else _last_before(chains, event)
            if target is not None:
                voided.add(target)
    for act, event in amending:
        target = root_of.get(event.corrects) if event.corrects else None
        if act == "confirm" and event.id not in voided and target in chains:
            chain = chains[target]
            chain.confirmed = chain.confirmed or event.by != chain.now.by
    for root in voided:
        chains.pop(root, None)


def _last_before(chains: Mapping[str, Happening], event: Event) -> str | None:
    """What a return without a reference is about: the latest thing on its thread before it came."""
    sent = [
        each for each in chains.values() if each.act is None and each.now.happened_at <= event.happened_at
    ]
    sent = [each for each in sent if each.now.thread == event.thread]
    return max(sent, key=happened).id if len(sent) > 1 else None


def _joined(merges: list[Happening]) -> dict[tuple[str, str], datetime]:
    """From which moment each two threads have known of one another."""
    groups: dict[str, set[str]] = {}
    since: dict[tuple[str, str], datetime] = {}
    for each in sorted(merges, key=lambda one: _recorded(one.versions[0])):
        event = each.versions[0]
        here = groups.setdefault(event.thread, {event.thread})
        origin = str(event.facts.get("from_thread", event.thread))
        there = groups.setdefault(origin, {origin})
        if here is there:
            continue
        for one in here:
            for other in there:
                since[one, other] = since[other, one] = event.recorded_at
        here |= there
        for member in there:
            groups[member] = here
    return since
