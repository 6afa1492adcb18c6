"""For which reasons may a promise not have been kept, and what are they called here?

    reasons_of(rulebook)["holiday_not_covered"]        # "Leave or sickness without cover"

The list that all share is with the event that says so, `breach.explained`. An association adds its own under
`reasons:` in its `association.yaml`; they stand before "Something else", which comes last. A reason excuses
nothing: it is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kept.rulebook.faults import Findings
from kept.rulebook.model import BREACH_EXPLAINED, EventKind, Rulebook

WHY = "why"
OTHER = "other"


def with_reasons(
    findings: Findings, file: str, kinds: Mapping[str, EventKind], own: tuple[tuple[str, str], ...]
) -> dict[str, EventKind]:
    """The kinds, the one that explains a breach with the association's own reasons among its choices."""
    found = dict(kinds)
    kind = found.get(BREACH_EXPLAINED)
    field = kind.field(WHY) if kind else None
    if not own:
        return found
    if kind is None or field is None:
        findings.add(
            file,
            1,
            "No event here takes a reason. Add breach.explained to events.yaml, or leave “reasons” out.",
        )
        return found
    shared = dict(field.choices)
    for slug, _words in own:
        if slug in shared:
            findings.add(
                file, 1, "Every association has this reason already. Choose another name.", found=slug
            )
    last = [each for each in field.choices if each[0] == OTHER]
    first = [each for each in field.choices if each[0] != OTHER]
    choices = (*first, *(each for each in own if each[0] not in shared), *last)
    fields = tuple(replace(each, choices=choices) if each.name == WHY else each for each in kind.fields)
    found[BREACH_EXPLAINED] = replace(kind, fields=fields)
    return found


def reasons_of(rulebook: Rulebook) -> Mapping[str, str]:
    """Every reason by its short name, in the order in which it is offered."""
    kind = rulebook.kinds.get(BREACH_EXPLAINED)
    field = kind.field(WHY) if kind else None
    return dict(field.choices) if field else {}
