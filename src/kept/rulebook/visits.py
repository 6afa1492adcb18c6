"""What does a visit need, what is done on every visit, and whom does somebody ring who is out and afraid?

    - {name: arrears, sort: kind, label: Rent and arrears, papers: [Rent account, Benefit form]}
    - {name: police, sort: help, label: Police, number: '999'}
    - {name: back-within, sort: margin, label: Back after a visit, minutes: 15}

In `visits.yaml`, shared by all or an association's own. A kind that `inspects` the home needs notice,
and then nobody's wish not to let us in stands against it.
"""

from __future__ import annotations

from dataclasses import dataclass

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry

KIND, HELP, MARGIN = "kind", "help", "margin"
SORTS = (KIND, HELP, MARGIN)
BACK_WITHIN = "back-within"
_KEYS = {KIND: ("papers", "inspects"), HELP: ("number", "role"), MARGIN: ("minutes",)}
LONGEST_MARGIN = 120


@dataclass(frozen=True, slots=True)
class VisitEntry:
    """One entry; what does not belong to its sort is empty. Help is a `number`, or whoever has the `role`."""

    name: str
    sort: str
    label: str
    papers: tuple[str, ...] = ()
    inspects: bool = False
    number: str = ""
    role: str = ""
    minutes: int = 0


def read_visit(entry: Entry, context: Context) -> VisitEntry | None:
    """One entry; None where it cannot be read."""
    name, label = entry.slug("name"), entry.text("label", limit=120)
    sort = entry.choice("sort", SORTS)
    if name is None or label is None or sort is None:
        return None
    entry.only("name", "sort", "label", *_KEYS[sort])
    minutes = entry.whole("minutes", least=0, most=LONGEST_MARGIN) if sort == MARGIN else 0
    if minutes is None:
        return None
    return VisitEntry(
        name,
        sort,
        label,
        papers=entry.words("papers"),
        inspects=entry.flag("inspects"),
        number=entry.text("number", limit=40, required=False) or "",
        role=entry.slug("role", required=False) or "",
        minutes=minutes,
    )
