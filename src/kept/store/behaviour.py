"""Which incidents are on record, what was decided after them, and what have we ourselves not kept?

    incidents_of(person)                 # every incident of this customer, the oldest first
    broken_to(person)                    # our own broken promises to them, to be listed beside the incidents
    limits_of(person)                    # Limits(restriction, guidance, advice, pending), for who meets them
    lost_by_year(karin)                  # {2026: 340}: minutes of work

What whoever meets somebody has to do is shown to everybody who may open the file; what happened is for those
who may see the contact. An entry that was struck out counts for nothing. Everything runs inside
`tenancy.association(…)`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from kept.casework import incidents, restricting
from kept.casework.values import DENOMINATOR, KEPT_VERDICTS, Verdict
from kept.store.models import (
    Association,
    Clock,
    Event,
    Marker,
    Membership,
    Person,
    Restriction,
    Thread,
    ToRead,
)
from kept.store.threads import visible_to

_BROKEN = [each.value for each in DENOMINATOR - KEPT_VERDICTS]
SINCE_ENDED = (incidents.RANG, "letter.sent")
LAW = "law:"
MOST = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """What whoever meets a customer has to know: the decision that holds, and how to answer them."""

    restriction: Restriction | None = None
    guidance: str = ""
    terms: str = ""
    advice: str = ""
    advice_until: str = ""
    pending: tuple[Event, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.restriction or self.advice or self.pending)


def standing(rows: QuerySet[Event, Any]) -> QuerySet[Event, Any]:
    """Of these, what was neither struck out nor put right by a later entry."""
    later = Event.objects.filter(
        association=OuterRef("association"), thread=OuterRef("thread"), corrects=OuterRef("uid")
    )
    return rows.filter(~Exists(later))


def threads_of(person: Person) -> QuerySet[Thread, Any]:
    """Every contact of this file and of those that were joined into it, whoever may see it."""
    return Thread.objects.filter(_theirs(person), association=person.association_id)


def _theirs(person: Person) -> Q:
    """Of this file, or of one that was joined into it."""
    return Q(person=person) | Q(person__merged_into=person)


def events_of(person: Person, kinds: Collection[str]) -> list[Event]:
    """What of these kinds happened with them, with its words, the oldest first."""
    rows = Event.objects.filter(
        association=person.association_id, kind__in=list(kinds), thread__in=threads_of(person)
    )
    return list(standing(rows).select_related("text", "thread").order_by("happened_at", "id"))


def incidents_of(person: Person) -> list[Event]:
    """Every incident of this customer, the oldest first."""
    return events_of(person, [incidents.REPORTED])


def words_of(event: Event, name: str) -> str:
    """A personal word of that event; nothing where it has none, or none any more."""
    text = getattr(event, "text", None)
    return str(text.words.get(name) or "") if text is not None else ""


def broken_to(person: Person) -> list[Clock]:
    """What we had promised them and not kept, the latest first."""
    rows = Clock.objects.filter(
        association=person.association_id, verdict__in=_BROKEN, thread__in=threads_of(person)
    )
    return list(rows.select_related("thread").order_by("-due_at", "-id")[:MOST])


def owed_to(person: Person) -> list[Clock]:
    """What runs for them, whatever is limited: what the law asks for stands first."""
    rows = Clock.objects.filter(
        association=person.association_id, verdict=Verdict.RUNNING.value, thread__in=threads_of(person)
    )
    found = list(rows.select_related("thread").order_by("due_at", "id")[:MOST])
    return sorted(found, key=lambda each: not each.promise.startswith(LAW))


def held_for(person: Person) -> Restriction | None:
    """The decision that holds for this customer."""
    rows = Restriction.objects.filter(_theirs(person), association=person.association_id, ended_at=None)
    return rows.select_related("thread").order_by("-decided_at").first()


def limits_of(person: Person, at: datetime, zone: str) -> Limits:
    """What whoever opens the file or books a visit is to know; two queries where there is nothing."""
    held = held_for(person)
    kinds = [incidents.ADVICE, restricting.DECIDED, restricting.STEP_TAKEN, *incidents.ENDINGS, *SINCE_ENDED]
    found = events_of(person, kinds)
    if held is None and not found:
        return Limits()
    today = at.astimezone(ZoneInfo(zone)).date()
    advice = next((each for each in reversed(found) if each.kind == incidents.ADVICE), None)
    holds = advice is not None and str(advice.facts.get("until") or "") >= today.isoformat()
    decided = next((each for each in found if held is not None and each.uid == held.event), None)
    granted = next(
        (
            each
            for each in reversed(found)
            if each.kind == restricting.STEP_TAKEN
            and each.facts.get("what") == "injunction"
            and each.facts.get("stage") in ("granted", "ended", "refused")
        ),
        None,
    )
    terms = granted is not None and granted.facts.get("stage") == "granted"
    return Limits(
        restriction=held,
        guidance=words_of(decided, "guidance") if decided is not None else "",
        terms=words_of(granted, "terms") if granted is not None and terms else "",
        advice=words_of(advice, "advice") if advice is not None and holds else "",
        advice_until=str(advice.facts["until"]) if advice is not None and holds else "",
        pending=pending(found),
    )


def pending(found: Sequence[Event]) -> tuple[Event, ...]:
    """The endings after which no manager has been in touch yet."""
    after = {each.thread_id: each.happened_at for each in found if each.kind in SINCE_ENDED}
    ended = [each for each in found if each.kind in incidents.ENDINGS]
    return tuple(
        each for each in ended if each.thread_id not in after or after[each.thread_id] < each.happened_at
    )


def waived(person: Person, on: date) -> bool:
    """Whether the director has set aside for that day what a decision rules out."""
    held = held_for(person)
    return held is not None and held.waived_until is not None and on <= held.waived_until


def seen_by(membership: Membership, kinds: Collection[str], since: datetime | None = None) -> list[Event]:
    """What of these kinds is on contacts that this member may see, the latest first."""
    rows = Event.objects.filter(
        association=membership.association_id,
        kind__in=list(kinds),
        thread__in=visible_to(membership).values("pk"),
    )
    rows = rows.filter(happened_at__gte=since) if since else rows
    found = standing(rows).select_related("text", "thread", "thread__person", "thread__owner")
    return list(found.order_by("-happened_at", "-id"))


def of_association(association: Association, kinds: Collection[str]) -> list[Event]:
    """Everything of these kinds, to be counted: no words with it."""
    rows = Event.objects.filter(association=association, kind__in=list(kinds))
    return list(standing(rows).order_by("happened_at", "id"))


def minutes_of(events: Iterable[Event]) -> int:
    """How many minutes of work these cost."""
    return sum(int(each.facts.get("minutes_lost") or 0) for each in events)


TIMED = (incidents.REPORTED, incidents.PERSON, incidents.UPDATED)


def lost_by_year(association: Association) -> Mapping[int, int]:
    """The minutes of work that incidents cost in each year, the latest year first."""
    zone, found = ZoneInfo(association.zone), dict[int, int]()
    for each in of_association(association, TIMED):
        year = each.happened_at.astimezone(zone).year
        found[year] = found.get(year, 0) + int(each.facts.get("minutes_lost") or 0)
    return dict(sorted(found.items(), reverse=True))


def to_read(membership: Membership) -> list[ToRead]:
    """What this member is asked to read and has not, the oldest first."""
    rows = ToRead.objects.filter(
        association=membership.association_id, account=membership.account_id, read_at=None
    )
    return list(rows.select_related("thread").order_by("asked_at", "id"))


def unread(association: Association) -> list[ToRead]:
    """What somebody was asked to read and has not, the oldest first."""
    rows = ToRead.objects.filter(association=association, read_at=None)
    return list(rows.select_related("thread", "account").order_by("asked_at", "id"))


def readers(thread: Thread, what: str = "") -> list[ToRead]:
    """Who was asked to read of it, and since when they have."""
    rows = ToRead.objects.filter(association=thread.association_id, thread=thread)
    rows = rows.filter(what=what) if what else rows
    return list(rows.select_related("account").order_by("read_at", "account__name", "id"))


def restrictions(association: Association) -> list[Restriction]:
    """Every decision that holds, the one that is over soonest first."""
    rows = Restriction.objects.filter(association=association, ended_at=None)
    found = rows.select_related("thread", "person")
    return sorted(found, key=lambda each: restricting.over_on(each.review_on, each.ends_on))


def markers_near(association: Association, until: date) -> list[Marker]:
    """The markers that end by that day unless somebody renews them, the soonest first."""
    rows = Marker.objects.filter(association=association, ended_at=None, review_on__lte=until)
    return list(rows.select_related("person").order_by("review_on", "id"))


def closed_unanswered(association: Association) -> list[Thread]:
    """Contacts that we ended or whose customer is limited, closed while something promised was not kept."""
    ended = Event.objects.filter(association=association, kind__in=list(incidents.ENDINGS))
    limited = Restriction.objects.filter(association=association).values("person")
    left = Clock.objects.filter(
        association=association, thread=OuterRef("pk"), ended_at=None, verdict__in=_BROKEN
    )
    rows = Thread.objects.filter(association=association, closed_at__isnull=False, merged_into=None)
    rows = rows.filter(Q(pk__in=ended.values("thread")) | Q(person__in=limited))
    return list(rows.filter(Exists(left)).order_by("-closed_at", "-id")[:MOST])


def all_of(thread: Thread, kinds: Collection[str]) -> list[Event]:
    """What of these kinds is on this contact, with its words, the oldest first."""
    rows = Event.objects.filter(association=thread.association_id, thread=thread, kind__in=list(kinds))
    return list(standing(rows).select_related("text").order_by("happened_at", "id"))


def last_of(thread: Thread, kinds: Collection[str]) -> Event | None:
    """The newest of them."""
    return next(reversed(all_of(thread, kinds)), None)
