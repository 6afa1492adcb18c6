"""Where does opening time lead from any of a million moments?

    grid = Grid.over(calendar, first_day, last_day, need, scale)
    grid.at(moments)      # so much opening time later; earlier if `need` is negative; the next opening if 0

Time is cut into steps of equal length that divide every opening and closing. Within one step the answer
either moves with the moment or stands still, so that it is two look-ups and a sum. Where a step would be too
short to be worth it (an office that opens at 7 seconds past), each moment is looked up among the stretches
themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kept.workclock.calendar import Calendar

Ticks = NDArray[np.int64]
Instants = NDArray[np.datetime64]
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICRO: Final = timedelta(microseconds=1)
MICROS: Final = 1_000_000
BLOCK: Final = 32_768  # the steps of one block stay in the processor's cache
LARGEST: Final = 4_000_000


def ticks_of(instant: datetime, scale: int) -> int:
    """The instant as a number of ticks, so many to a second."""
    return (instant - EPOCH) // MICRO * scale // MICROS


@dataclass(frozen=True)
class Openings:
    """Stretches of opening time in order: where each begins and ends, and how much lies before it."""

    begins: Ticks
    ends: Ticks
    before: Ticks
    need: int

    def exact(self, moments: Ticks) -> Ticks:
        """The answer for each moment, by looking among the stretches."""
        here = np.searchsorted(self.ends, moments, "right")
        inside = np.maximum(moments - self.begins[here], 0)
        if self.need == 0:
            opened: Ticks = self.begins[here] + inside
            return opened
        target = self.before[here] + inside + self.need
        if self.need > 0:
            # A span that ends exactly at closing is due at closing, hence "left".
            there = np.searchsorted(self.before + (self.ends - self.begins), target, "left")
        else:
            there = np.maximum(np.searchsorted(self.before, target, "right") - 1, 0)
        found: Ticks = self.begins[there] + (target - self.before[there])
        return found


@dataclass(frozen=True)
class Grid:
    """`adds` and `moves` by step: the answer is `adds`, plus the moment itself where it moves with it."""

    openings: Openings
    step: int
    first: int
    adds: Ticks
    moves: Ticks

    @classmethod
    def over(cls, calendar: Calendar, first_day: int, last_day: int, need: int, scale: int) -> Grid:
        """The grid for moments from the beginning of one local day to the end of another."""
        lowest = ticks_of(calendar.midnight(first_day), scale)
        highest = ticks_of(calendar.midnight(last_day + 1), scale)
        openings = _openings(calendar, first_day, highest, need, scale)
        edges = np.concatenate([openings.begins, openings.ends])
        step = int(np.gcd.reduce(edges, initial=np.gcd(abs(need), 3_600 * scale)))
        first, last = lowest // step - 1, highest // step + 1
        if last - first > LARGEST:
            nothing = np.empty(0, np.int64)
            return cls(openings, step, first, nothing, nothing)
        begins = np.arange(first, last, dtype=np.int64) * step
        # Counting forward, a step holds its end and not its beginning: a start at closing belongs before it.
        asked = begins + step if need > 0 else begins
        known = openings.exact(asked)
        here = np.searchsorted(openings.ends, begins, "right")
        moves = (openings.begins[here] <= begins).astype(np.int64)
        return cls(openings, step, first, known - asked * moves, moves)

    def at(self, moments: Ticks) -> Ticks:
        """The answer for each moment."""
        if not self.adds.size:
            return self.openings.exact(moments)
        found = np.empty_like(moments)
        for begin in range(0, moments.size, BLOCK):
            block = moments[begin : begin + BLOCK]
            steps = (block - 1 if self.openings.need > 0 else block) // self.step
            steps -= self.first
            out = found[begin : begin + BLOCK]
            np.multiply(block, self.moves.take(steps), out=out)
            out += self.adds.take(steps)
        return found


def _openings(calendar: Calendar, first_day: int, until: int, need: int, scale: int) -> Openings:
    """Opening time around the moments asked about, with as much after or before them as is needed.

    The last stretch stands for time that never comes: an answer in it means that there is not enough.
    """
    ordinal = first_day - 1 if need >= 0 else calendar.working.base
    begins: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    total, beyond = 0, 0
    while beyond <= max(need, 0) and ordinal <= calendar.last_open:
        for each in calendar.open_on(ordinal):
            begin, end = ticks_of(each.start, scale), ticks_of(each.end, scale)
            begins.append(begin)
            ends.append(end)
            before.append(total)
            total += end - begin
            beyond += end - begin if begin >= until else 0
        ordinal += 1
    never = ticks_of(calendar.midnight(calendar.working.days[-1] + 2), scale)
    begins.append(never)
    ends.append(never + abs(need) + 86_400 * scale)
    before.append(total)
    return Openings(np.array(begins), np.array(ends), np.array(before), need)
