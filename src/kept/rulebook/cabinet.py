"""How does a house look after keys: who signs them, who hears of them, how many are looked at each month?

    - name: cabinet
      signed_by: [receptionist]       # and whoever is named as their cover
      told: {teams: [housing]}        # whom an e-mail reaches when keys arrive; or {roles: [officer]}
      back: 17:00                     # when keys are due back, where nobody says otherwise
      looks_at: 10                    # so many sets are drawn by lot for the monthly look
      duty: key-cabinet-checked       # the promise that such a look keeps, where the policy makes one

In `cabinet.yaml`, shared by all or an association's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.rulebook.facts import ISO_TIME
from kept.rulebook.model import ROLES

LAST_HOUR = time(17)
A_LOOK, MOST = 10, 200


@dataclass(frozen=True, slots=True)
class Cabinet:
    """The house's rules for its key cabinets. `duty` is the promise that a look through them keeps."""

    name: str = "cabinet"
    signed_by: tuple[str, ...] = ("receptionist",)
    told_teams: tuple[str, ...] = ()
    told_roles: tuple[str, ...] = ("officer",)
    back: time = LAST_HOUR
    looks_at: int = A_LOOK
    duty: str = ""


def read_cabinet(entry: Entry, context: Context) -> Cabinet | None:
    """The rules; None where they have no name."""
    entry.only("name", "signed_by", "told", "back", "looks_at", "duty")
    name = entry.slug("name")
    signed_by = _among(entry, "signed_by", ROLES, "No role has this name.") or Cabinet().signed_by
    told = entry.inner("told", where="“told”")
    teams: tuple[str, ...] = ()
    roles = Cabinet().told_roles
    if told is not None:
        told.only("teams", "roles")
        known = [slug for slug, _name in context.association.teams]
        teams = _among(told, "teams", known, "There is no team of this name here.")
        roles = _among(told, "roles", ROLES, "No role has this name.")
        if not teams and not roles:
            told.fault(None, "Say who hears that keys arrived.", allowed="teams: […] or roles: […]")
    looks_at = entry.whole("looks_at", least=1, most=MOST) if "looks_at" in entry else A_LOOK
    if name is None:
        return None
    duty = entry.slug("duty", required=False) or ""
    return Cabinet(name, signed_by, teams, roles, _back(entry), looks_at or A_LOOK, duty)


def _among(entry: Entry, key: str, known: Iterable[str], message: str) -> tuple[str, ...]:
    names = list(known)
    found = entry.words(key)
    for each in found:
        if each not in names:
            entry.not_among(key, message, each, names)
    return tuple(each for each in found if each in names)


def _back(entry: Entry) -> time:
    said = entry.text("back", limit=5, required=False)
    if said is None:
        return LAST_HOUR
    if not ISO_TIME.match(said):
        entry.fault(
            "back", "Kept cannot read this as a time of day.", found=said, allowed="such as 16:30, in quotes"
        )
        return LAST_HOUR
    return time.fromisoformat(said)
