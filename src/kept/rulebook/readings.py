"""How is a clause counted whose words may be read in more than one way, and is it still the same reading?

    reading_of(clause)      # Reading("Counted from the day the letter arrives …", mark="9f2c11d0a4b7")

A reading is *proposed by Kept* until the association adopts it. What it adopts are these words with this
number: the `mark` is another as soon as either is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from kept.rulebook.model import Clause, Promise, SpanBy

MARK_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading that is counted. `number` is set where the policy gives a word and we the number."""

    words: str
    number: str = ""
    because: str = ""

    @property
    def mark(self) -> str:
        """What tells this reading from any other of the same clause."""
        said = "\n".join((self.words, self.number, self.because))
        return hashlib.sha256(said.encode()).hexdigest()[:MARK_LENGTH]


def reading_of(clause: Clause) -> Reading | None:
    """The clause's reading; None where its words can be read in one way only, or nothing keeps it yet."""
    promise, measure = clause.promise, clause.measure
    if promise is not None and promise.own_number:
        return Reading(promise.reading or "", number_of(promise), promise.own_because or "")
    words = promise.reading if promise is not None else measure.reading if measure is not None else None
    return Reading(words) if words else None


def number_of(promise: Promise) -> str:
    """The span that is counted, as a rulebook writes it; the whole table where a field chooses one."""
    within = promise.within
    if not isinstance(within, SpanBy):
        return str(within)
    named = [f"{value}: {span}" for value, span in within.spans]
    return ", ".join([*named, f"otherwise: {within.otherwise}"])
