"""Which readings of the policy has the association made its own?

    standing(karin, {"karin:letters.1"})["karin:letters.1"].minute      # "Board of 12 May 2026, item 7"

A clause that is not in the answer has a reading *proposed by Kept*. Everything about the reading of one
clause lies on one thread, found by its subject; it is about the house and no customer, so whoever reads the
policy may know it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from kept.casework.housekeeping import READING_ADOPTED, READING_WITHDRAWN
from kept.store.models import Account, Association, Event

SUBJECT = "reading:"


@dataclass(frozen=True, slots=True)
class Adopted:
    """That a reading was adopted: of which words (`mark`), where it is minuted, and who recorded it when."""

    clause: str
    mark: str
    minute: str
    by: str
    name: str
    at: datetime


def subject_of(clause: str) -> str:
    """The name of the thread on which the reading of this clause is settled."""
    return f"{SUBJECT}{clause}"


def standing(association: Association, clauses: Collection[str]) -> Mapping[str, Adopted]:
    """The adoptions of these clauses that hold, by clause; in one query."""
    whose = Account.objects.filter(handle=OuterRef("by")).values("name")[:1]
    rows = Event.objects.filter(
        association=association.pk,
        thread__subject__in=[subject_of(each) for each in clauses],
        kind__in=(READING_ADOPTED, READING_WITHDRAWN),
    )
    rows = rows.annotate(whose=Subquery(whose)).order_by("recorded_at", "id")
    found: dict[str, Adopted] = {}
    for kind, facts, by, at, name in rows.values_list("kind", "facts", "by", "happened_at", "whose"):
        clause = str(facts.get("clause"))
        if kind == READING_WITHDRAWN:
            found.pop(clause, None)
        else:
            mark, minute = str(facts.get("mark")), str(facts.get("minute"))
            found[clause] = Adopted(clause, mark, minute, by, name or by, at)
    return found
