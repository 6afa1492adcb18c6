"""What is to be said, and whom to ring, when somebody is in danger?

    read_dangers(findings, "shared/danger.yaml", data, kinds, landlord.dangers)
    # (Danger("gas", script=("Go outside now …", …), ring=(("National Gas …", "0800 111 999"), …)), …)

The words and numbers that hold everywhere lie in `danger.yaml` beside the associations. One association's own
are under `danger:` in its `association.yaml`: its numbers come before the common ones, its words in their
place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kept.rulebook.entry import Entry, entries
from kept.rulebook.faults import Findings
from kept.rulebook.model import HAZARD_MARKED, Danger, EventKind


def read_dangers(
    findings: Findings, file: str, data: object, kinds: Mapping[str, EventKind], own: Iterable[Entry]
) -> tuple[Danger, ...]:
    """Every danger in the order of the file, with what the association says of it."""
    marked = kinds.get(HAZARD_MARKED)
    what = marked.field("what") if marked else None
    known = [slug for slug, _label in what.choices] if what else []
    found: dict[str, Danger] = {}
    for entry in entries(findings, file, data, where="danger") if data is not None else ():
        entry.only("what", "emergency", "ring", "script")
        name = entry.choice("what", known)
        script, ring = entry.words("script", required=True), tuple(entry.pairs("ring", names=False))
        if name is not None:
            found[name] = Danger(name, script, ring, entry.flag("emergency", default=True))
    for entry in own:
        entry.only("ring", "script")
        script, ring = entry.words("script"), tuple(entry.pairs("ring", names=False))
        if entry.name not in known:
            entry.not_among(None, "No danger has this name.", entry.name, known)
            continue
        before = found.get(entry.name, Danger(entry.name, (), ()))
        found[entry.name] = replace(before, script=script or before.script, ring=(*ring, *before.ring))
    return tuple(found.values())
