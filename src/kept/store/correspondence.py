"""Everything that was written to us, in one register: when, by which way, from whom, and about what.

    kinds_of(rulebook.kinds)                              # every kind with which something written begins
    rows = entered(membership, kinds, since=…, until=…)   # the latest first, of what this member may see
    beside(karin, rows[:50])                              # their words, subjects and numbers; four queries

It is read from what was told and kept nowhere else, so that nothing can be missing from it that is on record.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from kept.casework.mime import PERSON
from kept.rulebook.model import EventKind
from kept.store.models import Association, Event, EventText, MailItem, Membership, ReceivedMail
from kept.store.threads import visible_to

# The ways in which people write, or have somebody write or sign for them; speaking is no correspondence.
WRITTEN = ("letter", "fax", "email", "text", "web", "social", "relay")
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Beside:
    """What belongs to an entry: its words (None once erased), its e-mail, its line in the mail book."""

    words: Mapping[str, Mapping[str, object] | None]
    mails: Mapping[str, ReceivedMail]
    numbers: Mapping[str, MailItem]
    struck: Collection[str]


def kinds_of(kinds: Mapping[str, EventKind]) -> tuple[str, ...]:
    """The kinds with which something that was written to us begins, by the way in which it came."""
    return tuple(name for name, kind in kinds.items() if kind.opens and kind.channel in WRITTEN)


def entered(
    membership: Membership, kinds: Collection[str], *, since: datetime, until: datetime, mails: bool = True
) -> QuerySet[Event]:
    """What came in that time, the latest first, with its contact; one query more for the e-mails.

    An e-mail is correspondence whatever began with it: to another mailbox it may be a complaint, and what
    goes on with a contact begins nothing.
    """
    seen = visible_to(membership).order_by().values("pk")
    there = Q(thread__in=seen) & (Q(thread__merged_into__isnull=True) | Q(thread__merged_into__in=seen))
    told = Q(kind__in=list(kinds))
    if mails:
        came = ReceivedMail.objects.filter(association=membership.association_id, sort=PERSON)
        came = came.filter(received_at__gte=since, received_at__lt=until).exclude(event="")
        told |= Q(uid__in=list(came.order_by("-id").values_list("event", flat=True)[:MOST]))
    rows = Event.objects.filter(there, told, association=membership.association_id, corrects__isnull=True)
    rows = rows.filter(happened_at__gte=since, happened_at__lt=until)
    shown = ("thread__person__merged_into", "thread__merged_into", "thread__owner")
    return rows.select_related(*shown).order_by("-happened_at", "-id")


def beside(association: Association, rows: Sequence[Event], voids: Collection[str]) -> Beside:
    """What stands beside these entries; four queries."""
    uids = [each.uid for each in rows]
    texts = EventText.objects.filter(event__in=[each.pk for each in rows]).select_related("event")
    mails = ReceivedMail.objects.filter(association=association.pk, event__in=uids)
    items = MailItem.objects.filter(association=association.pk, event__in=uids)
    threads = {each.thread_id for each in rows}
    struck = Event.objects.filter(
        association=association.pk, thread__in=threads, kind__in=list(voids), corrects__in=uids
    )
    return Beside(
        {each.event.uid: None if each.erased_at else each.words for each in texts},
        {each.event: each for each in mails.only("event", "subject", "from_name", "from_address", "gone_at")},
        {each.event: each for each in items},
        {str(each) for each in struck.values_list("corrects", flat=True)},
    )
