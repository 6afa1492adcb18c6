"""Which contacts of a week have words of discontent, and were not called a complaint? Which are to be read?

    week = told_in(karin, rulebook, monday)       # Week(contacts=214, found=(Telling("K7F3-9Q2M", …), …))
    waiting(membership)                           # what this member may read again and nobody has yet

Everything runs inside `tenancy.association(…)`. Whoever is not to see a contact is not given it to read.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from kept.casework.housekeeping import HOUSE, by_hand
from kept.casework.learning import COMPLAINT, discontent
from kept.rulebook import Rulebook
from kept.rulebook.learning import DISCONTENT, learning_of
from kept.rulebook.model import EventKind
from kept.store.counting import midnight
from kept.store.models import Association, Event, EventText, Membership, WordsToRead
from kept.store.threads import visible_to

# What is a complaint already, or has a way of its own by which it is looked into.
NOT_LOOKED_AT = frozenset({"complaint", "conduct", "concern", "handling", "lesson", "failure", HOUSE})
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Telling:
    """One contact whose words tell of discontent: which, who had a part in it, and with what it began."""

    thread: int
    ref: str
    event: str
    because: tuple[str, ...]
    part: frozenset[str]


@dataclass(frozen=True, slots=True)
class Week:
    """How many contacts a week had, and which of them tell of discontent without being a complaint."""

    contacts: int
    found: tuple[Telling, ...]


def told_in(here: Association, rulebook: Rulebook, monday: date) -> Week:
    """The contacts that began in that week; three queries."""
    zone = ZoneInfo(here.zone)
    since, until = midnight(monday, zone), midnight(monday + timedelta(days=7), zone)
    kinds = [each.name for each in rulebook.kinds.values() if _from_outside(each)]
    rows = Event.objects.filter(
        association=here,
        kind__in=kinds,
        happened_at__gte=since,
        happened_at__lt=until,
        thread__merged_into__isnull=True,
    )
    begun = {each.thread_id: each for each in rows.select_related("thread__owner").order_by("-id")[:MOST]}
    complaints = set(
        Event.objects.filter(association=here, kind=COMPLAINT, thread__in=list(begun)).values_list(
            "thread", flat=True
        )
    )
    words: dict[int, list[str]] = defaultdict(list)
    part: dict[int, set[str]] = defaultdict(set)
    texts = EventText.objects.filter(association=here, event__thread__in=list(begun), erased_at__isnull=True)
    for text in texts.select_related("event").order_by("event__id"):
        words[text.event.thread_id] += [str(each) for each in text.words.values() if isinstance(each, str)]
        part[text.event.thread_id].add(text.event.by)
    wanted = learning_of(rulebook, DISCONTENT).words
    found = []
    for pk, event in begun.items():
        because = discontent("\n".join(words[pk]), wanted) if pk not in complaints else ()
        if because:
            owner = {event.thread.owner.handle} if event.thread.owner else set()
            found.append(
                Telling(pk, event.thread.ref, event.uid, because, frozenset(part[pk] | owner | {event.by}))
            )
    return Week(len(begun), tuple(sorted(found, key=lambda each: each.event)))


def _from_outside(kind: EventKind) -> bool:
    """Whether a contact of somebody outside begins with it, in words of theirs."""
    ours = kind.opens is None or kind.opens in NOT_LOOKED_AT
    return not ours and by_hand(kind) and kind.field("about") is not None


def waiting(membership: Membership) -> QuerySet[WordsToRead]:
    """What nobody has read again yet and this member may: theirs first."""
    return _seen(membership).filter(found="")


def read_already(membership: Membership) -> QuerySet[WordsToRead]:
    """What was read again and this member may see."""
    return _seen(membership).exclude(found="")


def _seen(membership: Membership) -> QuerySet[WordsToRead]:
    rows = WordsToRead.objects.filter(
        association=membership.association_id, thread__in=visible_to(membership)
    )
    return rows.select_related("draw", "reader", "read_by", "thread").order_by("-draw__week", "number")


def one(membership: Membership, number: int) -> WordsToRead | None:
    """That one, where this member may see it."""
    return _seen(membership).filter(pk=number).first()


def words_of(row: WordsToRead) -> tuple[str, ...]:
    """What was written or said there, as far as nobody erased it."""
    texts = EventText.objects.filter(
        association=row.association_id, event__thread=row.thread_id, erased_at__isnull=True
    )
    return tuple(
        str(words)
        for each in texts.order_by("event__id")
        for name, words in each.words.items()
        if isinstance(words, str) and name not in ("from_name", "phone", "home_phone", "mobile_phone")
    )


def took_part(row: WordsToRead) -> frozenset[str]:
    """The handles of whoever told something of that contact, or owns it."""
    told = Event.objects.filter(association=row.association_id, thread=row.thread_id)
    owner = {row.thread.owner.handle} if row.thread.owner else set()
    return frozenset(told.values_list("by", flat=True)) | owner
