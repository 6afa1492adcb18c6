"""Against which rules for complaints does a house assess itself, and what shows how it keeps each of them?

    - name: housing-ombudsman
      sort: code
      nation: england
      label: Complaint Handling Code
      by: the Housing Ombudsman
      from: 2024-04-01
    - name: ho-6-2
      code: housing-ombudsman
      number: "6.2"
      part: Stages
      says: Each complaint is acknowledged within five working days.
      confirmed: "yes"                # read in the code itself; secondary: told by others; no: not certain
      keepers: [form:complaint.acknowledged/answer_by]
      promises: [law:ho-ack1]

In `self_assessment.yaml`, shared by all; a house of another nation does not see what is not its own. What a
provision says is in our words, never in those of the code. A keeper or promise that is not there is a fault,
so that no answer rests on nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.rulebook.holidays import LIST_OF

if TYPE_CHECKING:
    from kept.rulebook.model import Rulebook

CODE, PROVISION = "code", "provision"
PROMISE, KEEPER = "promise", "keeper"
_CODE_KEYS = ("name", "sort", "nation", "label", "by", "from")
_KEYS = ("name", "sort", "nation", "code", "number", "part", "says", "confirmed", "keepers", "promises")
CONFIRMED = ("yes", "secondary", "no")


@dataclass(frozen=True, slots=True)
class Provision:
    """One rule of a code; or the code itself, whose `label` and `by` name it."""

    name: str
    sort: str
    label: str = ""
    by: str = ""
    binds_from: date | None = None
    code: str = ""
    number: str = ""
    part: str = ""
    says: str = ""
    confirmed: str = "secondary"
    keepers: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()


def codes_of(rulebook: Rulebook) -> tuple[Provision, ...]:
    """The codes that bind the house."""
    return tuple(each for each in rulebook.room("self_assessment") if each.sort == CODE)


def provisions_of(rulebook: Rulebook, code: str) -> tuple[Provision, ...]:
    """The rules of a code, in their order."""
    rows = rulebook.room("self_assessment")
    return tuple(each for each in rows if each.sort == PROVISION and each.code == code)


def read_provision(entry: Entry, context: Context) -> Provision | None:
    """One rule or code; None where it is another nation's, or lacks what none can do without."""
    name = entry.slug("name")
    sort = entry.choice("sort", (CODE, PROVISION), required=False) or PROVISION
    entry.only(*(_CODE_KEYS if sort == CODE else _KEYS))
    nation = entry.choice("nation", LIST_OF)
    if name is None or nation is None or LIST_OF[nation] != LIST_OF[context.association.nation]:
        return None
    if sort == CODE:
        label, by = entry.text("label", limit=120), entry.text("by", limit=120)
        return Provision(name, sort, label or "", by or "", entry.day("from"))
    keepers, promises = entry.words("keepers"), entry.words("promises")
    context.awaited += [(entry, "keepers", each, KEEPER) for each in keepers]
    context.awaited += [(entry, "promises", each, PROMISE) for each in promises]
    return Provision(
        name,
        sort,
        code=entry.slug("code") or "",
        number=entry.text("number", limit=20) or "",
        part=entry.text("part", limit=80) or "",
        says=entry.text("says", limit=400) or "",
        confirmed=entry.choice("confirmed", CONFIRMED, required=False) or "secondary",
        keepers=keepers,
        promises=promises,
    )
