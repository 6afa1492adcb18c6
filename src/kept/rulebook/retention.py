"""How long are personal words kept, from which moment, and on what ground?

    - name: everyday-contacts
      says: Calls, letters and visits that led to nothing further.
      of: [call, letter, email]        # sorts of contact; without it, the files of customers
      after: 6 years
      from: closed                     # when the contact was closed, or last touched; of a file: left, died
      basis: The time in which somebody can go to court over it.

In `retention.yaml`, shared by all or an association's own. What goes are the words: that something happened,
when, and every clock and figure stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.workclock import Months, Span, Years

ROOM = "retention"
CLOSED, LAST_TOUCHED, LEFT, DIED = "closed", "last-touched", "left", "died"
OF_CONTACTS, OF_FILES = (CLOSED, LAST_TOUCHED), (LEFT, DIED)
_KEYS = ("name", "says", "of", "after", "from", "basis")


@dataclass(frozen=True, slots=True)
class Retention:
    """One line of the schedule. `months` is how long; `of` names sorts of contact, or is empty for files."""

    name: str
    says: str
    of: tuple[str, ...]
    months: int
    since: str
    basis: str


def read_retention(entry: Entry, context: Context) -> Retention | None:
    """One line; None where it cannot be read."""
    entry.only(*_KEYS)
    name, says = entry.slug("name"), entry.text("says", limit=300)
    of, basis = entry.words("of"), entry.text("basis", limit=300)
    opened = sorted({each.opens for each in context.kinds.values() if each.opens})
    for each in of:
        if each not in opened:
            entry.not_among("of", "No contact is of this sort.", each, opened)
    months = _months(entry, entry.span("after"))
    since = entry.choice("from", OF_CONTACTS if of else OF_FILES)
    if name is None or says is None or basis is None or months is None or since is None:
        return None
    return Retention(name, says, of, months, since, basis)


def _months(entry: Entry, span: Span | None) -> int | None:
    if span is None:
        return None
    if isinstance(span, Months | Years):
        return span.n * (12 if isinstance(span, Years) else 1)
    message = "Say in months or years how long it is kept."
    entry.fault("after", message, found=str(span), allowed="such as 6 years")
    return None
