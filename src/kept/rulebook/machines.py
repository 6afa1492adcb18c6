"""Which machines take calls, and when are they gone through?

    - name: answerphone
      label: Answering machine
      runs: closed               # while the telephones are closed; or `busy`, when nobody is free
      office: switchboard        # whose hours it follows; unset: every office has one
      tried_daily: yes           # somebody rings it each working day and listens
      rounds:
        - {name: first-thing, label: First thing, at: opening, does: 'redland:2.8.2.5'}

In `machines.yaml`, shared by all or an association's own. A round is at every `opening`, every `hour` that
the office is open, or every `day`, closed days included. Closing it is also the duty that it `does`.
"""

from __future__ import annotations

from dataclasses import dataclass

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry, entries

CLOSED, BUSY = "closed", "busy"
OPENING, HOUR, DAY = "opening", "hour", "day"


@dataclass(frozen=True, slots=True)
class Round:
    """One going through of a machine: `at` every opening, every hour, or every day. `does` is the clause
    of its duty.
    """

    name: str
    label: str
    at: str
    does: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """One sort of machine; without an `office`, every office has one."""

    name: str
    label: str
    runs: str
    office: str = ""
    rounds: tuple[Round, ...] = ()
    tried_daily: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of its rounds."""
        return tuple(each.name for each in self.rounds)


def read_machine(entry: Entry, context: Context) -> Machine | None:
    """One machine; None where it has no name."""
    entry.only("name", "label", "runs", "office", "tried_daily", "rounds")
    name, label = entry.slug("name"), entry.text("label", limit=60)
    runs = entry.choice("runs", (CLOSED, BUSY))
    office = entry.slug("office", required=False) or ""
    data = entry.get("rounds")
    found = entries(entry.findings, entry.file, data, where="round") if data is not None else ()
    rounds = tuple(each for each in map(_round, found) if each is not None)
    if not (name and label and runs):
        return None
    return Machine(name, label, runs, office, rounds, entry.flag("tried_daily"))


def _round(entry: Entry) -> Round | None:
    entry.only("name", "label", "at", "does")
    name, label = entry.slug("name"), entry.text("label", limit=60)
    at = entry.choice("at", (OPENING, HOUR, DAY))
    does = entry.text("does", limit=120, required=False) or ""
    return Round(name, label, at, does) if name and label and at else None
