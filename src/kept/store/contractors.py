"""Which firms does the association send out, what have they been given, and what became of their work?

    parts_of(rulebook)                          # the briefing pack
    firm(contractor)                            # as casework.contracting decides about it
    tallies(here, since)                        # contacts, complaints, kept and broken, by firm
    of_thread(here, thread)                     # the firms that a contact is about

Everything runs inside `tenancy.association(…)`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from kept.casework import Refused
from kept.casework.contracting import Card, Firm, refusal, uncarried
from kept.rulebook.contractors import BriefingPart
from kept.rulebook.model import Rulebook
from kept.store.models import (
    Association,
    Clock,
    Contractor,
    ContractorOnThread,
    Membership,
    Operative,
    Resource,
    Thread,
)
from kept.store.threads import visible_to
from kept.workclock import local_date

COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Tally:
    """What stands against one firm's name."""

    contacts: int = 0
    complaints: int = 0
    kept: int = 0
    broken: int = 0


def parts_of(rulebook: Rulebook) -> tuple[BriefingPart, ...]:
    """The parts of the briefing pack."""
    return tuple(each for each in rulebook.room("contractors") if isinstance(each, BriefingPart))


def given(contractor: Contractor) -> Mapping[str, date]:
    """The edition of each part that they have."""
    return {name: date.fromisoformat(edition) for name, (edition, _on, _by) in contractor.given.items()}


def firm(contractor: Contractor) -> Firm:
    """The firm, as it is decided about."""
    return Firm(contractor.name, given(contractor), ended=contractor.ended_at is not None)


def standing(association: Association) -> QuerySet[Contractor]:
    """Those who work for us, by name."""
    return Contractor.objects.filter(association=association, ended_at__isnull=True).order_by("name")


def of_resources(association: Association, resources: Collection[int]) -> list[Contractor]:
    """The firms that stand in the diary as these resources."""
    return list(Contractor.objects.filter(association=association, resource__in=list(resources)))


def not_to_be_sent(
    association: Association, rulebook: Rulebook, resources: Sequence[Resource], at: datetime
) -> Refused | None:
    """Why one of the firms that stand in the diary as these may not go then: unsigned, or without a card."""
    if not resources:
        return None
    parts, on = parts_of(rulebook), local_date(rulebook.calendar_for(), at)
    for each in of_resources(association, [row.pk for row in resources]):
        refused = refusal(parts, firm(each)) or uncarried(each.name, cards_of(each), on)
        if refused is not None:
            return refused
    return None


def cards_of(contractor: Contractor) -> tuple[Card, ...]:
    """The cards of those who work for them now."""
    rows = Operative.objects.filter(
        association=contractor.association_id, contractor=contractor, ended_at__isnull=True
    )
    return tuple(Card(each.name, each.card, each.until) for each in rows.order_by("name", "id"))


def of_thread(association: Association, thread: int) -> list[Contractor]:
    """The firms that this contact is about."""
    rows = ContractorOnThread.objects.filter(association=association, thread=thread)
    return [each.contractor for each in rows.select_related("contractor").order_by("id")]


def threads_about(membership: Membership, contractor: Contractor) -> QuerySet[Thread]:
    """The contacts about this firm that the member may see, the newest first."""
    ties = ContractorOnThread.objects.filter(association=membership.association_id, contractor=contractor)
    return visible_to(membership).filter(pk__in=ties.values("thread")).order_by("-opened_at", "-id")


def tallies(association: Association, since: datetime) -> dict[int, Tally]:
    """What stands against each firm's name since then: two queries, however many there are."""
    rows = ContractorOnThread.objects.filter(association=association, tied_at__gte=since)
    contacts = {
        each["contractor"]: (each["n"], each["complaints"])
        for each in rows.values("contractor").annotate(
            n=Count("id"), complaints=Count("id", filter=Q(thread__kind=COMPLAINT))
        )
    }
    verdicts: dict[int, dict[str, int]] = {}
    pairs = list(rows.values_list("contractor", "thread"))
    clocks = Clock.objects.filter(association=association, thread__in={thread for _firm, thread in pairs})
    counted: dict[int, dict[str, int]] = {}
    for thread, verdict, n in clocks.values_list("thread", "verdict").annotate(n=Count("id")):
        counted.setdefault(thread, {})[verdict] = n
    for who, thread in pairs:
        mine = verdicts.setdefault(who, {})
        for verdict, n in counted.get(thread, {}).items():
            mine[verdict] = mine.get(verdict, 0) + n
    return {
        who: Tally(
            n, complaints, verdicts.get(who, {}).get("kept", 0), verdicts.get(who, {}).get("broken", 0)
        )
        for who, (n, complaints) in contacts.items()
    }


def named(parts: Iterable[BriefingPart], name: str) -> BriefingPart | None:
    """The part of that name."""
    return next((each for each in parts if each.name == name), None)
