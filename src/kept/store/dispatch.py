"""What waits to go out, what is going, what failed, and from whom does it come?

sender(karin).email                     # the address in the association's own data
by_message_id(karin, "<9f….kept@karin.example>")    # the Outgoing that a bounce names, or None
not_working(okafor)                     # the addresses of theirs at which nothing arrives
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from kept.casework.dispatching import DELIVERED, FAILED, GOING, SENT, WAITING
from kept.rulebook import Rulebook
from kept.store import people, rules
from kept.store.models import Association, Membership, Outgoing, Person, Representative
from kept.store.threads import visible_to

# After a while we ask, and give up asking when Notify itself no longer knows.
ASKED_AFTER, ASKED_FOR, MOST_ASKED = timedelta(minutes=30), timedelta(days=7), 250


@dataclass(frozen=True, slots=True)
class Sender:
    """From whom an e-mail comes: the name of the landlord and an address of its own."""

    name: str
    email: str

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.email.rpartition("@")[2]


def sender(here: Association, rulebook: Rulebook | None = None) -> Sender:
    """From whom this association's e-mail comes; the server's own address where its data names none."""
    found = (rulebook or rules.current(here)).room("letterheads")
    named = next((each.from_email for each in found if getattr(each, "from_email", "")), "")
    fallback = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip("> ")
    return Sender(here.name, named or fallback)


def message_id(here: Association, uid: str, domain: str) -> str:
    """What an e-mail carries, the same for the same `uid` however often it is sent."""
    digest = hashlib.sha256(f"{here.pk}:{uid}".encode()).hexdigest()[:24]
    return f"<{digest}.kept@{domain}>"


def by_message_id(here: Association, named: str) -> Outgoing | None:
    """The one that carries this Message-ID, with or without its brackets."""
    wanted = f"<{named.strip().strip('<>')}>"
    return Outgoing.objects.filter(association=here, message_id=wanted).first()


def by_their_ref(here: Association, theirs: str) -> Outgoing | None:
    """The one that the other system calls so."""
    if not theirs:
        return None
    return Outgoing.objects.filter(association=here, their_ref=theirs).order_by("id").last()


def waiting_one(here: Association, outgoing: int) -> Outgoing | None:
    """This one, while it has not gone."""
    rows = Outgoing.objects.select_related("file").filter(association=here, pk=outgoing)
    return rows.filter(state__in=[WAITING, GOING]).first()


def notify_templates(rulebook: Rulebook) -> Mapping[str, str]:
    """What GOV.UK Notify calls the association's template of each sort."""
    found = next((each for each in rulebook.room("dispatch") if each.name == "notify"), None)
    return dict(found.templates) if found is not None else {}


def without_receipt(here: Association, *, at: datetime) -> list[str]:
    """What GOV.UK Notify calls that of which we have not heard whether it arrived, the oldest first."""
    rows = Outgoing.objects.filter(association=here, state=SENT, way__startswith="notify_")
    rows = rows.filter(sent_at__gte=at - ASKED_FOR, sent_at__lt=at - ASKED_AFTER).exclude(their_ref="")
    return list(rows.order_by("id").values_list("their_ref", flat=True)[:MOST_ASKED])


def seen_by(membership: Membership) -> QuerySet[Outgoing]:
    """What this member may see: what belongs to a thread that they may see, or to none."""
    rows = Outgoing.objects.filter(association=membership.association_id)
    seen = visible_to(membership).values("pk")
    return rows.filter(thread__isnull=True) | rows.filter(thread__in=seen)


def of_thread(here: Association, thread: int) -> Sequence[Outgoing]:
    """What went out about this thread, in the order in which it was asked for."""
    return list(Outgoing.objects.filter(association=here, thread=thread).order_by("id"))


def speaking(person: Person) -> tuple[str, ...]:
    """The names of those who speak for a customer today."""
    rows = Representative.objects.filter(association=person.association_id, person__in=people.family(person))
    return tuple(each.name for each in rows.filter(to_on__isnull=True).order_by("id") if each.name)


@dataclass(frozen=True, slots=True)
class NotWorking:
    """An address at which nothing arrives: by which way, since when, and why."""

    way: str
    address: str
    since: datetime
    fault: str
    ref: str


def not_working(person: Person) -> tuple[NotWorking, ...]:
    """The addresses of this customer whose last news was that they do not work; one query."""
    rows = Outgoing.objects.filter(association=person.association_id, person=person.pk)
    rows = rows.filter(state__in=[DELIVERED, FAILED]).exclude(address="").order_by("address", "way", "-id")
    found = []
    for each in rows.distinct("address", "way"):
        if each.state == FAILED and each.for_good and each.failed_at is not None:
            found.append(NotWorking(each.way, each.address, each.failed_at, each.fault, each.ref))
    return tuple(found)
