"""What do we do about a clause that does not go well enough, and why was it not kept?

    doing_about(here, "karin:letters.1")     # (Doing("A second reader each Friday, by 2026-12-01; …", …),)
    broke_most(here, "karin:letters.1", since, until).causes     # (Cause("Post came late", "4", "40 %"),)

What is done comes from the register of improvements, by the clause that it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.registers import check_may_keep
from kept.rulebook.reasons import reasons_of
from kept.rulebook.registers import Register
from kept.store import reasons, registers
from kept.store.models import RegisterEntry
from kept.store.registers import IMPROVEMENTS
from kept.web.shared.access import Here
from kept.web.shared.shares import percent

TOP = 3


@dataclass(frozen=True, slots=True)
class Doing:
    """What is done about a standard."""

    says: str
    address: str


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason: how often, and which share of what was not kept."""

    words: str
    number: str
    share: str


@dataclass(frozen=True, slots=True)
class BrokeMost:
    """What weighed most. `not_said` is a sentence about what nobody has given a reason for yet."""

    causes: tuple[Cause, ...]
    not_said: str


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
    says = _("%(what)s, by %(day)s; it was %(then)s") % {
        "what": entry.title,
        "day": entry.facts.get("due_on", ""),
        "then": entry.facts.get("result_then", ""),
    }
    return Doing(says, reverse("register-entry", args=[here.slug, entry.pk]))


def broke_most(here: Here, clause: str, since: date, until: date) -> BrokeMost | None:
    """The reasons given most often for what was not kept; None where nothing was. One query."""
    counted = reasons.reasons(here.association, here.membership, since, until, promises=[clause]).get(clause)
    if not counted:
        return None
    names, of = reasons_of(here.rulebook), sum(counted.values())
    given = [(slug, n) for slug, n in counted.items() if slug != reasons.NOT_SAID]
    given.sort(key=lambda each: (-each[1], each))
    without = counted.get(reasons.NOT_SAID, 0)
    return BrokeMost(
        tuple(Cause(names.get(slug, slug), f"{n:,}", percent(n, of)) for slug, n in given[:TOP]),
        _("%(n)s of %(of)s have no reason yet.") % {"n": f"{without:,}", "of": f"{of:,}"} if without else "",
    )
