"""In which order does everything happen? As it was recorded: told in batches, with what is done in between.

    play = Playing("karin", karin.pk, since=first, until=now)
    play.do(moment, partial(handing.hand_over, association=karin, thread=…, to=…, by=…))
    play.tell(course.acts)
    play.run()

A batch is all that was recorded up to the next thing that is done by another action, or two weeks. After
these the sweep comes by, so that breaches, warnings and what follows from them are there with their dates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from kept.actions import rehearsing
from kept.actions.notices import tell_owed
from kept.actions.rehearsing import Act
from kept.actions.sweeping import sweep_association
from kept.casework import Refused
from kept.store import statistics

BY = "kept"
ROUND = timedelta(days=14)
AT_ONCE = 1_500
# The database plans by what was in its tables when it last looked: it is told to while they fill.
LOOKED_AT = frozenset({1, 3, 8, 16})
# An action that wants to know when; where it answers with a sentence, it was not done.
Do = Callable[..., object]


class Playing:
    """One association's year, in order."""

    def __init__(self, slug: str, number: int, *, since: datetime, until: datetime) -> None:
        self.slug, self.number, self.since, self.until = slug, number, since, until
        self.acts: list[Act] = []
        self.deeds: list[tuple[datetime, int, Do]] = []
        self.threads: dict[str, str] = {}
        self.refused: list[str] = []
        self.rounds = 0

    def tell(self, acts: Iterable[Act]) -> None:
        """Have that told, each act when it was recorded."""
        self.acts.extend(acts)

    def do(self, at: datetime, what: Do) -> None:
        """Have that done at that moment, after all that was recorded before."""
        if self.since <= at <= self.until:
            self.deeds.append((at, len(self.deeds), what))

    def run(self, progress: Callable[[datetime, int], None] = lambda at, told: None) -> int:
        """Play it all: how many acts are on record."""
        self.acts.sort(key=lambda each: (each.recorded_at, each.telling.uid or ""))
        deeds = self.deeds + [(at, -1, self._sweep) for at in self._rounds()]
        deeds.sort(key=lambda each: (each[0], each[1]))
        told = 0
        for at, _, do in deeds:
            told = self._up_to(at, told)
            done = do(at=at)
            if isinstance(done, Refused):
                self.refused.append(done.sentence)
            if do == self._sweep:
                progress(at, told)
        return told

    def _rounds(self) -> list[datetime]:
        found, at = [], self.since + ROUND
        while at < self.until:
            found.append(at)
            at += ROUND
        return [*found, self.until]

    def _up_to(self, at: datetime, told: int) -> int:
        batch: list[Act] = []
        while told + len(batch) < len(self.acts) and self.acts[told + len(batch)].recorded_at <= at:
            batch.append(self.acts[told + len(batch)])
            if len(batch) >= AT_ONCE:
                self._told(batch)
                told, batch = told + len(batch), []
        if batch:
            self._told(batch)
        return told + len(batch)

    def _told(self, batch: list[Act]) -> None:
        done = rehearsing.play(batch, association=self.slug, by=BY, at=batch[-1].recorded_at)
        if isinstance(done, Refused):
            raise RuntimeError(done.sentence)
        for act, result in zip(batch, done.results, strict=True):
            if result.refused is not None:
                self.refused.append(f"{act.telling.kind}: {result.refused.sentence}")
            elif result.thread is not None and act.telling.uid is not None:
                self.threads[act.telling.uid] = result.thread

    def _sweep(self, *, at: datetime) -> None:
        self.rounds += 1
        if self.rounds in LOOKED_AT:
            statistics.gather()
        sweep_association(association=self.slug, at=at, by=BY)
        while tell_owed(by=BY, at=at, only=self.number).more:
            pass
