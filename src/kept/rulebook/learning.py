"""Which words tell that somebody is not content, and what is looked at when it follows a complaint?

    - name: discontent               # of a week's contacts with such words, some are read again
      words: [not happy, let down, disgust*]
      weekly: 10
    - name: enforcement              # begun so soon after a complaint, it is looked at by whoever leads
      kinds: [restriction.decided]
      within: 90 days

In `learning.yaml`, shared by all or an association's own. A word that ends in a star stands for all that
begin like it; words are found whole, whichever capitals they have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.rulebook.faults import NO_SUCH_KIND, SEE_EVENTS
from kept.workclock import Span
from kept.workclock.spans import Days

if TYPE_CHECKING:
    from kept.rulebook.model import Rulebook

DISCONTENT, ENFORCEMENT = "discontent", "enforcement"
_KEYS = {DISCONTENT: ("words", "weekly"), ENFORCEMENT: ("kinds", "within")}
MOST = 200


@dataclass(frozen=True, slots=True)
class Learning:
    """One practice of learning. Which of its parts it has, its name says."""

    name: str
    words: tuple[str, ...] = ()
    weekly: int = 0
    kinds: tuple[str, ...] = ()
    within: Span | None = None

    @property
    def days(self) -> int:
        """Within how many days of a complaint something is looked at."""
        return self.within.n if isinstance(self.within, Days) else 0


def learning_of(rulebook: Rulebook, name: str) -> Learning:
    """The practice of that name; an empty one where the house has none."""
    rows = rulebook.room("learning")
    return next((each for each in rows if each.name == name), Learning(name))


def read_learning(entry: Entry, context: Context) -> Learning | None:
    """One practice; None where it has no name that means something here."""
    name = entry.choice("name", _KEYS)
    if name is None:
        return None
    entry.only("name", *_KEYS[name])
    words = entry.words("words", required=name == DISCONTENT)
    weekly = entry.whole("weekly", least=1, most=MOST) if name == DISCONTENT else 0
    kinds = entry.words("kinds", required=name == ENFORCEMENT)
    for each in kinds:
        if each not in context.kinds:
            entry.not_among("kinds", NO_SUCH_KIND, each, context.kinds, see=SEE_EVENTS)
    return Learning(name, words, weekly or 0, kinds, _within(entry) if name == ENFORCEMENT else None)


def _within(entry: Entry) -> Span | None:
    span = entry.span("within")
    if span is not None and not isinstance(span, Days):
        message = "Say in days how soon after a complaint."
        entry.fault("within", message, found=str(span), allowed="such as 90 days")
        return None
    return span
