"""Which procedure details which clause, and which standards have none?

    attached(procedures, "wessex:5a.4")     # those for the clause, its section, or the whole of the policy

They are entries of the register `procedures`, where an association keeps one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from kept.rulebook.model import Clause
from kept.store import registers
from kept.store.models import RegisterEntry
from kept.web.clauses.keepers import name_of
from kept.web.shared.access import Here

REGISTER = "procedures"


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure, and where its entry is."""

    title: str
    section: str
    address: str


@dataclass(frozen=True, slots=True)
class Bare:
    """One standard to which no procedure is attached."""

    name: str
    clause: str
    address: str


def procedures(here: Here) -> tuple[Procedure, ...] | None:
    """Every procedure that holds; None where the association keeps no such register."""
    if not any(each.name == REGISTER for each in here.rulebook.room("registers")):
        return None
    return tuple(_procedure(here, each) for each in registers.current(here.association, REGISTER))


def _procedure(here: Here, entry: RegisterEntry) -> Procedure:
    version = str(entry.facts.get("version", ""))
    title = f"{entry.title} ({version})" if version else entry.title
    address = reverse("register-entry", args=[here.slug, entry.pk])
    return Procedure(title, str(entry.facts.get("section", "")).strip(), address)


def attached(held: Iterable[Procedure], clause: str) -> tuple[Procedure, ...]:
    """The procedures that detail the clause or its section."""
    return tuple(
        each for each in held if each.section and (clause + ".").startswith(each.section.rstrip(".") + ".")
    )


def bare(here: Here, held: Sequence[Procedure]) -> tuple[Bare, ...]:
    """The standards, clauses with a time or a share, that no procedure details."""
    return tuple(
        Bare(name_of(each), each.id, reverse("clauses-one", args=[here.slug, each.id]))
        for each in here.rulebook.clauses
        if _is_standard(each) and not attached(held, each.id)
    )


def _is_standard(clause: Clause) -> bool:
    return clause.promise is not None or clause.measure is not None
