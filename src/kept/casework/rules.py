"""Which rulebook binds something that happened at a given moment?

A policy is revised from a date: what started before keeps the promise it was given. `Rules.of(rulebook)` is
the usual case of one version; `rules.when(instant)` gives the version in force, or None before the first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from kept.rulebook.model import (
    AFTER_ANY,
    ANY,
    DUTY_BEGAN,
    DUTY_DONE,
    Alarm,
    EventKind,
    Promise,
    Rulebook,
    UntilTold,
)


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """One rulebook in force from `binds_from`, with the look-ups that a judgement makes on every event.

    `corrected` holds the faulty versions with the same start that this one put right, each with the
    moment of its correction: clocks that had finished by then stay as the faulty version judged them.
    `begun_by` names, for an event that stops something and starts none of it, the kinds that start what
    it stops. Duties are found by the clause that a thread's beginning names, and so cost nothing
    elsewhere; `told` names the fields of a kind that say by when; `puts_right` is what any breach of a
    promise to a person starts, the policy's own before the house's.
    """

    rulebook: Rulebook
    binds_from: datetime
    starting: Mapping[str, tuple[Promise, ...]]
    unmeasured: Mapping[str, tuple[Promise, ...]]
    after: Mapping[str, tuple[Promise, ...]]
    begun_by: Mapping[str, frozenset[str]]
    duties: Mapping[str, Promise]
    told: Mapping[str, tuple[str, ...]]
    puts_right: Promise | None
    kinds: Mapping[str, EventKind]
    corrected: tuple[tuple[datetime, Version], ...] = ()

    @classmethod
    def of(cls, rulebook: Rulebook, *, corrected: tuple[tuple[datetime, Version], ...] = ()) -> Version:
        """The version that this rulebook makes."""
        starting: dict[str, tuple[Promise, ...]] = {}
        unmeasured: dict[str, tuple[Promise, ...]] = {}
        after: dict[str, tuple[Promise, ...]] = {}
        begun_by: dict[str, frozenset[str]] = {}
        told: dict[str, tuple[str, ...]] = {}
        duties = rulebook.duties
        if duties:
            begun_by[DUTY_DONE] = frozenset((DUTY_BEGAN,))
        for promise in rulebook.promises.values():
            if promise.duty:
                continue
            for kind in promise.starts:
                starting[kind] = (*starting.get(kind, ()), promise)
            for kind in promise.unmeasured:
                unmeasured[kind] = (*unmeasured.get(kind, ()), promise)
            if promise.after and promise.after.promise != ANY:
                after[promise.after.promise] = (*after.get(promise.after.promise, ()), promise)
            if isinstance(promise.within, UntilTold):
                # Whatever answers the contact keeps what was told meanwhile, so it may come before that was.
                for kind in promise.starts:
                    told[kind] = (*told.get(kind, ()), *promise.within.fields)
                continue
            for kind in promise.stops:
                begun_by[kind] = begun_by.get(kind, frozenset()).union(promise.starts)
        begun_by = {kind: starts for kind, starts in begun_by.items() if starts and kind not in starts}
        puts_right = next((each for each in rulebook.promises.values() if each.after == AFTER_ANY), None)
        zone = ZoneInfo(rulebook.association.zone)
        binds_from = datetime.combine(rulebook.starts_on, time(), zone).astimezone(UTC)
        return cls(
            rulebook=rulebook,
            binds_from=binds_from,
            starting=starting,
            unmeasured=unmeasured,
            after=after,
            begun_by=begun_by,
            duties=duties,
            told=told,
            puts_right=puts_right,
            kinds=rulebook.kinds,
            corrected=corrected,
        )


@dataclass(frozen=True, eq=False)
class Rules:
    """The versions of one association's rulebook, oldest first."""

    versions: tuple[Version, ...]

    @classmethod
    def of(cls, *rulebooks: Rulebook) -> Rules:
        """Rules from one rulebook or several; each binds from its `starts_on`."""
        return cls(tuple(sorted((Version.of(each) for each in rulebooks), key=lambda each: each.binds_from)))

    def when(self, instant: datetime) -> Version | None:
        """The version that binds what starts at that instant; None before the first."""
        last = self.versions[-1]
        if instant >= last.binds_from:
            return last
        found = bisect_right(self.versions, instant, key=lambda each: each.binds_from)
        return self.versions[found - 1] if found else None

    @cached_property
    def kinds(self) -> Mapping[str, EventKind]:
        """Every event kind, by the newest version that has it: what an event means does not lapse."""
        return {name: kind for version in self.versions for name, kind in version.kinds.items()}

    @cached_property
    def alarming(self) -> frozenset[str]:
        """The kinds of event that may call somebody at once."""
        return frozenset(name for name, kind in self.kinds.items() if kind.alarms is not None)

    @property
    def alarm(self) -> Alarm:
        """Whom a matter of safety calls today."""
        return self.versions[-1].rulebook.association.alarm

    def named(self, version: str) -> Version | None:
        """The version that a clock names. Clocks judged by a faulty one, since put right, name it still."""
        return self._by_name.get(version)

    @cached_property
    def _by_name(self) -> Mapping[str, Version]:
        faulty = [each for version in self.versions for _, each in version.corrected]
        return {each.rulebook.version: each for each in (*faulty, *self.versions)}
