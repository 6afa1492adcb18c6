"""How much was done with people's data: breaches, disclosures, checks of identity, what is out of the house?

evidence(karin, membership, at)["breaches"]         # of the last year, by the names of `rulebook.privacy`
breaches(karin, membership)                         # the register, the newest first, each as its case stands
identity(karin, at)                                 # [("It is them", 41), ("It could not be confirmed", 2)]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet

from kept.casework.cases import TYPES, Standing
from kept.store import rules, seers
from kept.store.cases import standings_of
from kept.store.models import (
    Association,
    DataConsent,
    Disclosure,
    Event,
    Look,
    Membership,
    OpeningReason,
    Person,
    RegisterEntry,
    RetentionDone,
    StatementGiven,
    Thread,
)
from kept.store.threads import visible_to

YEAR = timedelta(days=365)
TOLD_WITHIN = timedelta(hours=72)
BREACH, FOUND, REPORTED, NOT_REPORTED, JUDGED = (
    "data-breach",
    "data_breach.found",
    "data_breach.reported",
    "data_breach.not_reported",
    "data_breach.judged",
)
CHECKED, ASKED, REQUESTED = "identity.checked", "correction.requested", "personal_data.requested"
FILES_OUT = "files-out"
# The lists of the house that belong to this page.
REGISTERS = frozenset(
    {
        FILES_OUT,
        "undertakings",
        "legislation",
        "data-held",
        "confidentiality-policy",
        "access-policy",
        "it-policy",
        "staff-connections",
    }
)
MOST = 50


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach: how it stands, since when we know, and whether the regulator was told."""

    ref: str
    found_at: datetime
    known_at: datetime
    what: str
    state: str
    risk: bool
    told_at: datetime | None
    untold: bool
    ended: bool

    def late(self, at: datetime) -> bool:
        """Whether the regulator was not told in time, as far as they have to be."""
        return self.risk and not self.untold and (self.told_at or at) > self.known_at + TOLD_WITHIN

    def regulator(self, at: datetime) -> str:
        """What the regulator knows, in words."""
        if self.told_at is not None:
            hours = int((self.told_at - self.known_at).total_seconds() // 3600)
            return f"Told after {hours} hours"
        if self.untold:
            return "Not told; why is on record"
        if not self.risk:
            return "No risk seen, so not told"
        left = self.known_at + TOLD_WITHIN - at
        hours = int(abs(left.total_seconds()) // 3600)
        return f"{hours} hours left of 72" if left > timedelta(0) else f"{hours} hours over the 72"


def breaches(here: Association, membership: Membership) -> list[Breach]:
    """The register as this member may see it, the newest first."""
    rows = visible_to(membership).filter(kind="data_breach", merged_into=None).order_by("-opened_at")
    return [found for each in rows[:MOST] if (found := _breach(here, each)) is not None]


def _breach(here: Association, thread: Thread) -> Breach | None:
    at = thread.closed_at or datetime.max.replace(tzinfo=thread.opened_at.tzinfo)
    standing = next((each for each in standings_of(here, thread, at) if each.type.name == BREACH), None)
    if standing is None:
        return None
    facts = standing.opened.facts
    aware = facts.get("aware_at")
    told, untold = standing.last(REPORTED), standing.last(NOT_REPORTED)
    kind = rules.current(here).kinds[FOUND].field("what")
    sorts = dict(kind.choices) if kind is not None else {}
    return Breach(
        thread.ref,
        standing.opened.happened_at,
        datetime.fromisoformat(str(aware)) if aware else standing.opened.happened_at,
        sorts.get(str(facts.get("what")), TYPES[BREACH].label),
        standing.state.label,
        _risk(standing),
        told.happened_at if told is not None else None,
        untold is not None,
        standing.state.ended,
    )


def _risk(standing: Standing) -> bool:
    judged = standing.last(JUDGED)
    if judged is not None:
        return judged.facts.get("likely") != "unlikely"
    return standing.opened.facts.get("risk") is not False


def evidence(here: Association, membership: Membership, at: datetime) -> dict[str, int]:
    """How much there is of each sort of proof; a handful of counts."""
    since = at - YEAR
    kinds = (FOUND, CHECKED, ASKED, REQUESTED)
    rows = Event.objects.filter(association=here, kind__in=kinds, happened_at__gte=since)
    told = dict(rows.order_by().values_list("kind").annotate(n=Count("id")))
    return {
        "breaches": told.get(FOUND, 0),
        "identity": told.get(CHECKED, 0),
        "corrections": told.get(ASKED, 0),
        "requests": told.get(REQUESTED, 0),
        "consents": DataConsent.objects.filter(association=here).count(),
        "purposes": StatementGiven.objects.filter(association=here).count(),
        "disclosures": Disclosure.objects.filter(association=here, asked_at__gte=since).count(),
        "looks": Look.objects.filter(association=here, day__gte=since.date()).count(),
        "retention": RetentionDone.objects.filter(association=here).count(),
    }


def identity(here: Association, at: datetime) -> tuple[tuple[str, int], ...]:
    """How often each result came of checking who somebody is, in a year: failures are counted too."""
    rows = Event.objects.filter(association=here, kind=CHECKED, happened_at__gte=at - YEAR)
    found = dict(rows.order_by().values_list("facts__result").annotate(n=Count("id")))
    field = rules.current(here).kinds[CHECKED].field("result")
    return tuple((label, found.get(name, 0)) for name, label in (field.choices if field else ()))


def reasons(here: Association, membership: Membership) -> QuerySet[OpeningReason]:
    """With what reason somebody opened what is not their own, but for what this member is not to know of."""
    rows = OpeningReason.objects.filter(association=here)
    closed = Person.objects.filter(pk__in=seers.seer(membership).closed)
    rows = rows.exclude(what="customer", ref__in=closed.values("ref"))
    return rows.select_related("account").order_by("-at", "-id")


def files_out(here: Association) -> Iterable[tuple[str, str, str, date]]:
    """Files that are out of the house: which, with whom, where kept, and when due back; the soonest first."""
    rows = RegisterEntry.objects.filter(association=here, register=FILES_OUT, ended_on=None)
    found = []
    for each in rows.select_related("account"):
        due = each.facts.get("due_back")
        if due:
            who = each.account.name if each.account else ""
            found.append(
                (each.title, who, str(each.facts.get("kept_at") or ""), date.fromisoformat(str(due)))
            )
    return sorted(found, key=lambda each: each[3])
