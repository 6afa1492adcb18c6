"""How well are promises kept, and how much comes in, over a year? Winter is worse and a change helps.

season = Season(seed, since, until)
season.keeps("karin:letters.1", moment)     # 0.91
season.load(day)                            # how much more than usual comes in that day
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b

WINTER = {11: 0.02, 12: 0.07, 1: 0.07, 2: 0.04}
BUSY = {11: 1.1, 12: 1.15, 1: 1.25, 2: 1.1, 7: 0.9, 8: 0.8}
OF_THE_WEEK = (1.3, 1.1, 1.0, 1.0, 0.85, 0.12, 0.08)


@dataclass(frozen=True, slots=True)
class Season:
    """The year of one association, from `since` to `until`."""

    seed: str
    since: date
    until: date

    def keeps(self, promise: str, at: datetime) -> float:
        """The share of that promise which is kept of what begins then."""
        usual = 0.875 + 0.09 * self._lot("usual", promise)
        usual -= WINTER.get(at.month, 0.0) + (
            0.09 if self.storm <= at.date() < self.storm + timedelta(9) else 0.0
        )
        if self._lot("changed", promise) < 0.3:
            # Somebody looked at these and changed how they are done.
            usual += 0.03 if at.date() >= self.change else -0.05
        return max(0.7, min(0.975, usual))

    @property
    def storm(self) -> date:
        """The first day of a week in which everything came at once."""
        winter = date(self.until.year, 1, 8) if date(self.until.year, 1, 8) < self.until else self.since
        return winter + timedelta(days=int(20 * self._lot("storm", "")))

    @property
    def change(self) -> date:
        """The day from which some things were done differently, and better."""
        return self.since + (self.until - self.since) * (0.5 + 0.15 * self._lot("change", ""))

    def load(self, day: date, *, open_: bool) -> float:
        """How much comes in that day, where 1 is an ordinary Wednesday."""
        usual = OF_THE_WEEK[day.weekday()] if open_ else 0.1
        storm = 1.7 if self.storm <= day < self.storm + timedelta(days=7) else 1.0
        return usual * BUSY.get(day.month, 1.0) * storm

    def _lot(self, what: str, promise: str) -> float:
        digest = blake2b(f"{self.seed}:{what}:{promise}".encode(), digest_size=4).digest()
        return int.from_bytes(digest, "big") / 2**32
