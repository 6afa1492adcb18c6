"""What is a promise about, so that promises of different houses stand side by side?

    - name: letters-answered
      label: Letters and e-mails answered
      starts: [letter.received, email.received]    # any of these begins it
      stops: [letter.answered, email.answered]     # and it ends first of all with one of these; left out: any
    - name: gas
      label: Gas checks
      names: [gas-safety-checked]                  # or it is this promise or duty, by name
    - name: trying-again
      label: Trying again
      starts: [callback.attempted]
      later: yes                                   # whoever tries longer is kinder here

In `subjects.yaml`, shared by all or an association's own. The first subject that fits is taken, those by name
before the others. What no subject fits is about what starts it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.rulebook.model import Promise, Rulebook
from kept.rulebook.promises import read_kinds_named

ROOM = "subjects"
AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Subject:
    """What promises may be about. `later` says that a later date is the kinder one."""

    name: str
    label: str
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    later: bool = False

    def fits(self, promise: Promise) -> bool:
        """Whether a promise with a start of its own is about this."""
        begins = any(each in self.starts for each in promise.starts)
        return begins and (not self.stops or promise.stops[0] in self.stops)


def read_subject(entry: Entry, context: Context) -> Subject | None:
    """One subject; None where it cannot be read."""
    entry.only("name", "label", "starts", "stops", "names", "later")
    name, label = entry.slug("name"), entry.text("label", limit=80)
    starts, stops = (read_kinds_named(entry, key, context) for key in ("starts", "stops"))
    names = entry.words("names")
    if not starts and not names and "starts" not in entry:
        entry.missing("starts")
    if name is None or label is None:
        return None
    return Subject(name, label, starts, stops, names, entry.flag("later"))


def subject_of(promise: Promise, rulebook: Rulebook) -> Subject:
    """What the promise is about; what starts it where no subject fits."""
    subjects: Iterable[Subject] = rulebook.room(ROOM)
    for each in subjects:
        if promise.name in each.names:
            return each
    if promise.duty is not None:
        return Subject(AGAIN, "Other things done again and again")
    for each in subjects:
        if each.fits(promise):
            return each
    kind = promise.starts[0] if promise.starts else promise.stops[0]
    found = rulebook.kinds.get(kind)
    return Subject(kind, found.label if found else kind)
