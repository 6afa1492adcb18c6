"""What do we do about a clause that does not go well enough, and why was it not kept?

    doing_about(here, "karin:letters.1")     # (Doing("A second reader each Friday, by 2026-12-01; …", …),)
    broke_most(here, "karin:letters.1", since, until).rows       # (Reason("Post came late", "4", "40 %"),)

What is done comes from the register of improvements, by the clause that it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.registers import check_may_keep, day_in
from kept.rulebook.registers import Register
from kept.store import reasons, registers
from kept.store.models import RegisterEntry
from kept.store.registers import IMPROVEMENTS
from kept.web.shared.access import Here
from kept.web.shared.reasons_said import Said, said_of
from kept.web.shared.words import day_words

TOP = 3


@dataclass(frozen=True, slots=True)
class Doing:
    """What is done about a standard."""

    says: str
    address: str


def begin(here: Here, clause: str = "") -> str:
    """Where one is begun, about that clause; empty for whoever may not, or where no such register is kept."""
    known = _register(here)
    if known is None or check_may_keep(known, here.membership.role) is not None:
        return ""
    address = reverse("register-new", args=[here.slug, IMPROVEMENTS])
    return f"{address}?{urlencode({'f-standard': clause})}" if clause else address


def _register(here: Here) -> Register | None:
    return next((each for each in here.rulebook.room("registers") if each.name == IMPROVEMENTS), None)


def all_doing(here: Here) -> Mapping[str, list[RegisterEntry]]:
    """What is being done, by the standard that it names; one query."""
    found: dict[str, list[RegisterEntry]] = {}
    for each in registers.current(here.association, IMPROVEMENTS) if _register(here) else ():
        found.setdefault(str(each.facts.get("standard", "")).strip(), []).append(each)
    return found


def doing_about(here: Here, clause: str) -> tuple[Doing, ...]:
    """What is being done about one clause."""
    return tuple(in_a_line(here, each) for each in all_doing(here).get(clause, ()))


def in_a_line(here: Here, entry: RegisterEntry) -> Doing:
    """One improvement in a line."""
    by = day_in(entry.facts, "due_on")
    says = _("%(what)s, by %(day)s; it was %(then)s") % {
        "what": entry.title,
        "day": day_words(by) if by else "",
        "then": entry.facts.get("result_then", ""),
    }
    return Doing(says, reverse("register-entry", args=[here.slug, entry.pk]))


def broke_most(here: Here, clause: str, since: date, until: date) -> Said | None:
    """The reasons given most often for what was not kept; None where nothing was. One query."""
    counted = reasons.reasons(here.association, here.membership, since, until, promises=[clause])
    return said_of(here, counted.get(clause, {}), TOP)
