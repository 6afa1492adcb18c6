"""Which complaints reached us, without anybody in them, and what was begun against whoever had complained?

    complaints(karin, since, until, at=now)          # the complaints of a period, as figures take them
    by_group(karin, since, until, at=now)            # the same by the groups of whoever complained
    soon_after_complaint(membership, rulebook, since=…)    # what was begun against somebody soon after one

Everything runs inside `tenancy.association(…)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kept.casework.complaint_figures import Complaint
from kept.casework.history import History
from kept.casework.housekeeping import ENFORCEMENT_REVIEWED
from kept.casework.learning import (
    ANSWERS,
    COMPLAINT,
    OUTCOME,
    Begun,
    Complained,
    soon_after,
)
from kept.casework.values import DENOMINATOR, KEPT_VERDICTS, Clock
from kept.casework.values import Event as Told
from kept.rulebook import Rulebook
from kept.rulebook.learning import ENFORCEMENT, learning_of
from kept.store import dockets, rules, surveys
from kept.store.counting import midnight
from kept.store.models import Association, Event, Membership, Thread
from kept.store.threads import visible_to

MOST = 200
STARTS = ("complaint.",)
SIGNED, NOT_SAID = "tenancy.signed", "not_said"


def complaints(here: Association, since: date, until: date, *, at: datetime) -> tuple[Complaint, ...]:
    """Every complaint that reached us from one day to another, as it stands at `at`; a few queries."""
    return tuple(each for each, _groups in with_groups(here, since, until, at=at))


def with_groups(
    here: Association, since: date, until: date, *, at: datetime
) -> tuple[tuple[Complaint, tuple[str, ...]], ...]:
    """The same, each beside the groups to which whoever complained belongs, as far as they told us."""
    zone = ZoneInfo(here.zone)
    rows = Event.objects.filter(
        association=here,
        kind=COMPLAINT,
        happened_at__gte=midnight(since, zone),
        happened_at__lt=midnight(until + timedelta(days=1), zone),
    )
    roots = {into or pk for pk, into in rows.values_list("thread", "thread__merged_into").order_by()}
    threads = Thread.objects.filter(association=here, pk__in=roots).select_related("person__merged_into")
    groups = {
        each.pk: surveys.groups_of(each.person.stands) if each.person is not None else () for each in threads
    }
    known = rules.rules_of(here)
    found = []
    for docket in dockets.read(dockets.look(roots)):
        history = History.of(docket.history, rules=known, at=at)
        told = [each.now for each in history.happenings]
        begun = next((each for each in told if each.kind == COMPLAINT), None)
        if begun is not None and docket.id is not None:
            mine = groups.get(docket.id, ())
            found.append((_complaint(begun, told, docket.clocks, mine), mine))
    return tuple(found)


def _complaint(
    begun: Told, told: Iterable[Told], clocks: Iterable[Clock], groups: tuple[str, ...]
) -> Complaint:
    said = list(told)
    outcomes = [str(each.facts[OUTCOME]) for each in said if each.kind in ANSWERS and each.facts.get(OUTCOME)]
    starts = {each.id for each in said if each.kind.startswith(STARTS)}
    timed = {
        each.promise: (each.first_verdict or each.verdict) in KEPT_VERDICTS
        for each in clocks
        if each.start in starts and (each.first_verdict or each.verdict) in DENOMINATOR
    }
    subject = str(begun.facts.get("subject") or "")
    return Complaint(
        subject if subject != NOT_SAID else "",
        outcomes[-1] if outcomes else "",
        begun.facts.get("stage") == "second" or any(each.kind == "complaint.escalated" for each in said),
        str(begun.facts.get("how") or ""),
        tuple(each for each in groups if not each.startswith(surveys.LANGUAGE)),
        timed,
    )


def by_group(
    here: Association, since: date, until: date, *, at: datetime
) -> dict[str, tuple[Complaint, ...]]:
    """The complaints of a period by the groups of whoever complained."""
    found: dict[str, list[Complaint]] = {}
    for each, groups in with_groups(here, since, until, at=at):
        for group in groups or ("",):
            found.setdefault(group, []).append(each)
    return {group: tuple(rows) for group, rows in found.items()}


def lets_by_group(here: Association, since: date, until: date) -> dict[str, int]:
    """How many tenancies were signed in these days, by the groups of whoever signed."""
    zone = ZoneInfo(here.zone)
    rows = Event.objects.filter(
        association=here,
        kind=SIGNED,
        happened_at__gte=midnight(since, zone),
        happened_at__lt=midnight(until + timedelta(days=1), zone),
    )
    found: dict[str, int] = {}
    for each in rows.select_related("thread__person__merged_into"):
        person = each.thread.person
        for group in (surveys.groups_of(person.stands) if person is not None else ()) or ("",):
            found[group] = found.get(group, 0) + 1
    return found


# ---- nobody suffers for complaining ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Followed:
    """What was begun against somebody soon after they had complained; `reviewed` once a manager looked."""

    begun: Begun
    complained: Complained
    ref: str
    sort: str
    reviewed: str


def soon_after_complaint(
    membership: Membership, rulebook: Rulebook, *, since: datetime
) -> tuple[Followed, ...]:
    """Each such beginning since then that this member may see, the newest first; three queries."""
    practice = learning_of(rulebook, ENFORCEMENT)
    mine = Event.objects.filter(association=membership.association_id, thread__person__isnull=False)
    seen = visible_to(membership)
    columns = ("thread__person", "happened_at", "thread__ref", "kind", "thread__kind")
    rows = mine.filter(kind__in=practice.kinds, happened_at__gte=since, thread__in=seen)
    begun = [
        (Begun(person, when, ref, kind), sort)
        for person, when, ref, kind, sort in rows.order_by("-happened_at").values_list(*columns)[:MOST]
    ]
    people = {each.person for each, _sort in begun}
    before = since - timedelta(days=practice.days)
    asked = mine.filter(
        kind=COMPLAINT, thread__person__in=people, happened_at__gte=before, thread__in=seen
    ).values_list("thread__person", "happened_at", "thread__ref")
    pairs = soon_after(
        [Complained(*each) for each in asked], [each for each, _sort in begun], days=practice.days
    )
    refs = {each.thread for each, _complained in pairs}
    looked = Event.objects.filter(
        association=membership.association_id, kind=ENFORCEMENT_REVIEWED, thread__ref__in=refs
    )
    found = {ref: str(facts.get("found", "")) for ref, facts in looked.values_list("thread__ref", "facts")}
    sorts = {each.thread: sort for each, sort in begun}
    return tuple(
        Followed(one, complained, one.thread, sorts[one.thread], found.get(one.thread, ""))
        for one, complained in pairs
    )


def days_after(rulebook: Rulebook) -> int:
    """Within how many days of a complaint something is looked at here."""
    return learning_of(rulebook, ENFORCEMENT).days
