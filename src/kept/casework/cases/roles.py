"""What must somebody be allowed to do to tell an event, the steps of cases included?

    needed_for(kinds["restriction.decided"], rulebook)      # Permission.DECIDE

Where an event is a step of several sorts of case, the one that asks least counts here; what the case at hand
asks is looked at when the step is taken.
"""

from __future__ import annotations

from collections.abc import Mapping

from kept.casework.cases.model import NEEDED, Step, Who
from kept.casework.cases.tables import TYPES
from kept.casework.permissions import Permission, may, needed_to_record
from kept.casework.values import Refused
from kept.rulebook.cases import practice_of
from kept.rulebook.model import EventKind, Rulebook

_BY_STRENGTH = (Who.RECORDS, Who.LEADS, Who.PROTECTS_DATA, Who.DECIDES)


def _asked() -> Mapping[str, tuple[tuple[str, Who], ...]]:
    found: dict[str, tuple[tuple[str, Who], ...]] = {}
    for each in TYPES.values():
        for step in each.steps:
            found[step.kind] = (*found.get(step.kind, ()), (each.name, step.who))
    return found


_ASKED = _asked()
_WHOM_TO_ASK: Mapping[Who, str] = {
    Who.RECORDS: "Ask a colleague who records contacts: your role reads them.",
    Who.LEADS: "Ask a manager: only whoever leads takes this step.",
    Who.PROTECTS_DATA: "Ask whoever answers for personal data here: only they take this step.",
    Who.DECIDES: "Ask the director: only they take this step, and sign it with their name.",
}


def who_takes(step: Step, case_type: str, rulebook: Rulebook) -> Who:
    """Whose step it is at this house: by the table, or by the house where it is stricter."""
    return _stricter(step.who, practice_of(rulebook, case_type).step(step.kind).who)


def may_take(step: Step, case_type: str, role: str, rulebook: Rulebook) -> Refused | None:
    """Why somebody of this role may not take that step here; None where they may."""
    who = who_takes(step, case_type, rulebook)
    return None if may(role, NEEDED[who]) else Refused(_WHOM_TO_ASK[who], "by")


def needed_for(kind: EventKind, rulebook: Rulebook) -> Permission:
    """The permission that telling an event of this kind takes."""
    asked = [
        _stricter(who, practice_of(rulebook, name).step(kind.name).who)
        for name, who in _ASKED.get(kind.name, ())
    ]
    least = min(asked, key=_BY_STRENGTH.index, default=Who.RECORDS)
    return needed_to_record(kind.acts) if least is Who.RECORDS else NEEDED[least]


def _stricter(table: Who, house: str) -> Who:
    return max(table, Who(house), key=_BY_STRENGTH.index) if house else table
