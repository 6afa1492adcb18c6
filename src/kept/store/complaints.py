"""Where is compensation still to be decided, what was decided and paid, and which promises were missed here?

to_decide(membership, since=…)     # [Undecided(thread, why="missed", …), …], the oldest first
decided(membership, since=…)       # [Decision(thread, due=True, amount=25, …), …], the newest first
missed_on(thread)                  # the clocks of one contact that were broken

A promise to a person that was broken, and a complaint in which they were right, each ask for a decision, even
that nothing is due. What one may not see is in none of these lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from kept.casework.complaining import ANSWERS, COMPENSATION_DECIDED, COMPENSATION_PAID, RIGHT, day_of
from kept.store.models import Case, Clock, Event, Membership, Thread
from kept.store.threads import visible_to

MOST = 100
HOUSE = "kept:"
MISSED, UPHELD = "missed", "upheld"


@dataclass(frozen=True, slots=True)
class Undecided:
    """A contact that asks for a decision: why, which promise was missed, and since when."""

    thread: Thread
    why: str
    since: datetime
    promise: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, by whom and when, and whether it is paid."""

    thread: Thread
    due: bool
    amount: int
    procedure: str
    reason: str
    by: str
    decided_at: datetime
    pay_by: date | None
    paid_at: datetime | None


def missed_on(thread: Thread) -> Sequence[Clock]:
    """The promises of policy and law that were broken on this contact, the first broken first."""
    rows = Clock.objects.filter(association=thread.association_id, thread=thread, breached_at__isnull=False)
    return list(rows.exclude(promise__startswith=HOUSE).order_by("breached_at", "promise"))


def _event(*kinds: str, outcome: Sequence[str] = ()) -> Exists:
    rows = Event.objects.filter(association=OuterRef("association"), thread=OuterRef("pk"), kind__in=kinds)
    return Exists(rows.filter(facts__outcome__in=outcome) if outcome else rows)


def to_decide(membership: Membership, *, since: datetime) -> list[Undecided]:
    """What asks for a decision since then."""
    here = membership.association_id
    open_ = visible_to(membership).filter(~_event(COMPENSATION_DECIDED), merged_into=None)
    broken = Clock.objects.filter(association=here, breached_at__gte=since, verdict__startswith="broken")
    broken = broken.exclude(promise__startswith=HOUSE).order_by("breached_at", "id")
    found: dict[int, Undecided] = {}
    complaints = Case.objects.filter(association=here, type="complaint").values("thread")
    right = open_.filter(_event(*ANSWERS, outcome=RIGHT), opened_at__gte=since, pk__in=complaints)
    for thread in right.select_related("person").order_by("opened_at", "id")[:MOST]:
        found[thread.pk] = Undecided(thread, UPHELD, thread.opened_at)
    people = open_.filter(Q(person__isnull=False) | Q(pk__in=complaints))
    for clock in broken.filter(thread__in=people).select_related("thread", "thread__person")[:MOST]:
        missed_at = clock.breached_at or clock.due_at
        found.setdefault(clock.thread_id, Undecided(clock.thread, MISSED, missed_at, clock.promise))
    return sorted(found.values(), key=lambda each: (each.since, each.thread.pk))


def decided(membership: Membership, *, since: datetime) -> list[Decision]:
    """What was decided since then."""
    here = membership.association_id
    rows = Event.objects.filter(association=here, kind=COMPENSATION_DECIDED, happened_at__gte=since)
    rows = rows.filter(thread__in=visible_to(membership)).select_related("thread")
    events = list(rows.order_by("-happened_at", "-id")[:MOST])
    threads = [each.thread_id for each in events]
    paid = Event.objects.filter(association=here, kind=COMPENSATION_PAID, thread__in=threads)
    paid_at = dict(paid.order_by("happened_at").values_list("thread", "happened_at"))
    return [_decision(each, paid_at.get(each.thread_id)) for each in events]


def _decision(event: Event, paid_at: datetime | None) -> Decision:
    facts = event.facts
    due = facts.get("due") is True
    return Decision(
        event.thread,
        due,
        int(facts.get("amount") or 0) if due else 0,
        str(facts.get("procedure") or ""),
        str(facts.get("reason") or ""),
        event.by,
        event.happened_at,
        day_of(facts.get("pay_by")),
        paid_at if due else None,
    )
