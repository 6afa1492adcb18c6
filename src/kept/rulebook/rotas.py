"""Which rotas does the house keep, and when must somebody be on them?

    - name: on-call
      label: On call out of hours
      covers: closed             # while the office is closed; `open`, or `always`

In `rotas.yaml`, shared by all or an association's own. `each_office` keeps one for every office.
"""

from __future__ import annotations

from dataclasses import dataclass

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry

CLOSED, OPEN, ALWAYS = "closed", "open", "always"
COVERS = (CLOSED, OPEN, ALWAYS)


@dataclass(frozen=True, slots=True)
class Rota:
    """One rota; `covers` says when there must be no gap in it."""

    name: str
    label: str
    covers: str
    each_office: bool = False


def read_rota(entry: Entry, context: Context) -> Rota | None:
    """One rota; None where it has no name or nothing to cover."""
    entry.only("name", "label", "covers", "each_office")
    name, label = entry.slug("name"), entry.text("label", limit=60)
    covers = entry.choice("covers", COVERS)
    if not (name and label and covers):
        return None
    return Rota(name, label, covers, entry.flag("each_office"))
