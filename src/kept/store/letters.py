"""Which letters of ours are being written, which wait for whose word, and how does each of a thread stand?

    being_written(membership)           # the drafts of this member, the one saved last first
    to_approve(membership, at)          # what waits for the word of whoever sits here
    standing(letter, outgoing)          # "sent", or "came_back" where it did not arrive

A letter is seen by whoever sees its thread, and by nobody else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from kept.casework.approving import OPEN, State, may_approve
from kept.casework.dispatching import CANCELLED, DELIVERED, FAILED, HELD, SENT
from kept.store import files, notices, people
from kept.store.absences import covered_by
from kept.store.accounts import people_at
from kept.store.letter_making import document_of
from kept.store.models import Association, Letter, Membership, Outgoing, Person
from kept.store.models import Event as EventRow
from kept.store.threads import visible_to

BESIDE = ("thread", "thread__office", "person", "person__merged_into", "written_by", "decided_by", "file")
CAME_BACK, HELD_UP, ARRIVED = "came_back", "held_up", "arrived"
# Where an answer that takes longer is told of, and the choice that says why.
DELAYS, REASON = ("delay.explained", "letter.acknowledged", "email.acknowledged"), "reason"


def seen(membership: Membership) -> QuerySet[Letter]:
    """Every letter whose thread this member may see."""
    rows = Letter.objects.filter(association=membership.association_id, thread__in=visible_to(membership))
    return rows.select_related(*BESIDE)


def find(membership: Membership, ref: str) -> Letter | None:
    """One letter, if this member may see its thread."""
    return seen(membership).filter(ref=ref).first()


def being_written(membership: Membership) -> QuerySet[Letter]:
    """What this member is writing, the one saved last first."""
    rows = seen(membership).filter(written_by=membership.account_id, state__in=OPEN)
    return rows.order_by("-saved_at", "-id")


def to_approve(membership: Membership, at: datetime) -> list[Letter]:
    """What waits for the word of this member, their own letters left out, the longest wait first."""
    rows = list(seen(membership).filter(state=State.WAITING).order_by("asked_at", "id"))
    rows = [each for each in rows if each.written_by_id != membership.account_id]
    if not rows:
        return []
    stands_in = roles_stood_in_for(membership, at)
    return [each for each in rows if may_approve(each.approval, membership.role, stands_in)]


def approvers(association: Association, letter: Letter, at: datetime) -> list[int]:
    """The accounts of those whose word this letter waits for, and of whoever covers for them today."""
    there = notices.people(association, at)
    asked = {account for account, each in there.members.items() if may_approve(letter.approval, each.role)}
    asked |= {there.covers[account] for account in asked if account in there.covers}
    return sorted(asked - {letter.written_by_id})


def roles_stood_in_for(membership: Membership, at: datetime) -> frozenset[str]:
    """The roles of those who are away today and for whom this member answers."""
    away = covered_by(membership.association, membership.account_id, at)
    if not away:
        return frozenset()
    rows = Membership.objects.filter(association=membership.association_id, account__in=away)
    return frozenset(rows.filter(to_on__isnull=True).values_list("role", flat=True))


def left_behind(membership: Membership, at: datetime) -> QuerySet[Letter]:
    """What somebody was writing who does not work here any more: a colleague takes it over."""
    day = at.astimezone(ZoneInfo(membership.association.zone)).date()
    here = [each.account_id for each in people_at(membership.association, day)]
    rows = seen(membership).filter(state__in=OPEN).exclude(written_by__in=here)
    return rows.order_by("-saved_at", "-id")


def of_thread(membership: Membership, thread: int) -> list[Letter]:
    """The letters of one thread, the latest first."""
    return list(seen(membership).filter(thread=thread).order_by("-id"))


def of_person(membership: Membership, person: Person, *, most: int = 50) -> list[Letter]:
    """The letters to one customer, whichever file of theirs they were written to, the latest first."""
    return list(seen(membership).filter(person__in=people.family(person)).order_by("-id")[:most])


def outgoing_of(association: Association | int, letters: Iterable[Letter]) -> Mapping[int, Outgoing]:
    """What the dispatch says of each of these that was handed to it; one query."""
    wanted = [each.outgoing for each in letters if each.outgoing is not None]
    if not wanted:
        return {}
    rows = Outgoing.objects.filter(association=association, pk__in=wanted)
    return {each.letter: each for each in rows if each.letter is not None}


def standing(letter: Letter, outgoing: Outgoing | None) -> str:
    """How it stands: as it says itself, until the dispatch knows better."""
    if outgoing is None or letter.state not in (State.HANDED_OVER, State.SENT):
        return letter.state
    known = {
        FAILED: CAME_BACK,
        HELD: HELD_UP,
        DELIVERED: ARRIVED,
        SENT: str(State.SENT),
        CANCELLED: str(State.DRAFT),
    }
    return known.get(outgoing.state, str(State.HANDED_OVER))


def business_before(association: Association, person: Person) -> bool:
    """Whether the last letter to them went to them as a business."""
    rows = Letter.objects.filter(association=association, person__in=people.family(person))
    return bool(rows.order_by("-id").values_list("business", flat=True).first())


def reasons_of_delay(membership: Membership, since: datetime) -> list[tuple[str, int]]:
    """Why answers took longer, by the choice that was made, the commonest first; none is an empty word."""
    rows = EventRow.objects.filter(
        association=membership.association_id,
        kind__in=DELAYS,
        happened_at__gte=since,
        thread__in=visible_to(membership).values("pk"),
    )
    found = Counter(str(facts.get(REASON) or "") for facts in rows.values_list("facts", flat=True))
    return sorted(found.items(), key=lambda each: (-each[1], each[0]))


def forget(association: Association, thread: int, *, at: datetime) -> int:
    """Empty the words of every letter of that thread, and take their copies off the shelf; how many."""
    rows = Letter.objects.filter(association=association, thread=thread)
    copies = list(rows.filter(file__isnull=False).values_list("file__sha256", flat=True))
    kept = rows.exclude(values={}, asked=[], to={}, subject="", text="", html="", back="", file=None)
    emptied = kept.update(values={}, asked=[], to={}, subject="", text="", html="", back="", file=None)
    for each in copies:
        files.let_go(association, thread, each, at=at)
    return emptied


__all__ = [
    "being_written",
    "document_of",
    "find",
    "forget",
    "left_behind",
    "of_person",
    "of_thread",
    "outgoing_of",
    "reasons_of_delay",
    "seen",
    "standing",
    "to_approve",
]
