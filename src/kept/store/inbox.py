"""Which e-mails has nobody read yet, and what was written back and forth on a contact?

    listed(membership, TO_READ, Narrowed(owners={3}))     # of those that this member may see, oldest first
    counts(membership, Narrowed())                        # Counts(to_read=4, nobodys=1, automatic=2)
    opened(membership, 17)                                # one of them; None where there is none for them
    written(karin, thread)                                # Written(received=(…), sent=(…)), in their order

What was joined is read where it was joined to. Who may see which is said in `email.seen_by`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from kept.casework.mime import PERSON
from kept.store.counting import midnight
from kept.store.email import seen_by
from kept.store.models import (
    Association,
    Event,
    FileOnThread,
    Membership,
    Outgoing,
    ReceivedMail,
    RefusedMail,
    Thread,
)
from kept.store.threads import visible_to

STRUCK = "event.voided"
# What we sent is told under this and its own reference (see `dispatching`).
OUT = "out:"
TO_READ, NOBODYS, AUTOMATIC, READ = "to-read", "nobodys", "automatic", "read"
LISTS = (TO_READ, NOBODYS, AUTOMATIC, READ)
# So far a list that only grows is looked through.
MOST = 2_000
_WITH = (
    "person__merged_into",
    "thread__person__merged_into",
    "thread__owner",
    "thread__team",
    "thread__office",
    "thread__merged_into__person__merged_into",
    "thread__merged_into__owner",
    "thread__merged_into__team",
    "thread__merged_into__office",
)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Whose: the accounts of the owners, or the team. Empty, it is everybody's."""

    owners: frozenset[int] = frozenset()
    team: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is: to be read, of nobody on record, and automatic and not looked at."""

    to_read: int
    nobodys: int
    automatic: int


@dataclass(frozen=True, slots=True)
class Written:
    """What was written on a contact, both ways, each in the order in which it went."""

    received: tuple[ReceivedMail, ...]
    sent: tuple[Outgoing, ...]
    files: tuple[FileOnThread, ...]


def listed(membership: Membership, which: str, narrowed: Narrowed) -> QuerySet[ReceivedMail]:
    """One list, with what a row of it shows: what waits, the oldest first; what is done with, the latest."""
    rows = _narrowed(seen_by(membership), narrowed).filter(_OF[which]).select_related(*_WITH)
    return rows.defer("html").order_by(*(_WAITING if which in (TO_READ, NOBODYS) else _DONE))


_WAITING, _DONE = ("received_at", "id"), ("-received_at", "-id")
_OF_NOBODY = Q(person__isnull=True, thread__person__isnull=True, thread__merged_into__person__isnull=True)
_OF = {
    TO_READ: Q(sort=PERSON, read_at__isnull=True),
    NOBODYS: Q(sort=PERSON, thread__closed_at__isnull=True, gone_at__isnull=True) & _OF_NOBODY,
    AUTOMATIC: ~Q(sort=PERSON),
    READ: Q(sort=PERSON, read_at__isnull=False),
}


def _narrowed(rows: QuerySet[ReceivedMail], narrowed: Narrowed) -> QuerySet[ReceivedMail]:
    if narrowed.owners:
        own = Q(thread__owner__in=narrowed.owners, thread__merged_into__isnull=True)
        rows = rows.filter(own | Q(thread__merged_into__owner__in=narrowed.owners))
    if narrowed.team is not None:
        own = Q(thread__team=narrowed.team, thread__merged_into__isnull=True)
        rows = rows.filter(own | Q(thread__merged_into__team=narrowed.team))
    return rows


def counts(membership: Membership, narrowed: Narrowed) -> Counts:
    """How much is on each list, in two queries; what is automatic only as far as nobody looked at it."""
    rows = _narrowed(seen_by(membership), narrowed)
    unread = rows.filter(read_at__isnull=True).aggregate(
        to_read=Count("pk", filter=_OF[TO_READ]), automatic=Count("pk", filter=_OF[AUTOMATIC])
    )
    nobodys = rows.filter(_OF[NOBODYS])[: MOST + 1].count()
    return Counts(unread["to_read"], nobodys, unread["automatic"])


def opened(membership: Membership, number: int) -> ReceivedMail | None:
    """One e-mail with its contact; None where there is none of that number for them."""
    return seen_by(membership).select_related("raw", *_WITH).filter(pk=number).first()


def following(membership: Membership, mail: ReceivedMail, narrowed: Narrowed) -> int | None:
    """The number of the next e-mail to be read after this one, where there is one."""
    rows = _narrowed(seen_by(membership), narrowed).filter(_OF[TO_READ]).exclude(pk=mail.pk)
    later = Q(received_at__gt=mail.received_at) | Q(received_at=mail.received_at, pk__gt=mail.pk)
    following = rows.filter(later).order_by(*_WAITING).values_list("pk", flat=True).first()
    return following or rows.order_by(*_WAITING).values_list("pk", flat=True).first()


def written(association: Association, thread: int) -> Written:
    """What was written on this contact and on what was joined into it; four queries."""
    joined = Thread.objects.filter(association=association.pk, merged_into=thread)
    # Asked for first: a condition with "or" over two tables would lead past the index by thread.
    own = {"association": association.pk, "thread__in": [thread, *joined.values_list("pk", flat=True)]}
    received = ReceivedMail.objects.filter(**own).order_by("received_at", "id")
    sent = Outgoing.objects.filter(**own).select_related("file")
    files = FileOnThread.objects.filter(**own, file__gone_at__isnull=True)
    return Written(
        tuple(received.select_related("raw")),
        tuple(sent.order_by("id")),
        tuple(files.select_related("file").order_by("id")),
    )


@dataclass(frozen=True, slots=True)
class Headed:
    """What stands over something written: its subject, and where it is read. `mail` is the number of an
    e-mail that reached us, `sent` the reference of what we sent.
    """

    subject: str
    mail: int | None = None
    sent: str = ""


def headings(association: Association, uids: Collection[str]) -> dict[str, Headed]:
    """The subjects of what was written, by the entry that tells of it; two queries."""
    named = {uid: uid.removeprefix(OUT) for uid in uids if uid.startswith(OUT)}
    came = ReceivedMail.objects.filter(association=association.pk, event__in=list(uids), gone_at=None)
    went = Outgoing.objects.filter(association=association.pk, ref__in=list(named.values()), erased_at=None)
    subjects = dict(went.values_list("ref", "subject"))
    found = {uid: Headed(subjects[ref], sent=ref) for uid, ref in named.items() if ref in subjects}
    return found | {
        uid: Headed(subject, mail=number)
        for uid, subject, number in came.exclude(event="").values_list("event", "subject", "pk")
    }


def recipient_of(mail: ReceivedMail) -> dict[str, str]:
    """To whom an answer goes: to where it came from, by the name on their file where we know whose it is."""
    thread = mail.thread.merged_into or mail.thread if mail.thread is not None else None
    person = (thread.person if thread is not None else None) or mail.person
    name = person.stands.name if person is not None else ""
    return {"name": name or mail.from_name, "email": mail.from_address}


def per_day(association: Association, kinds: Collection[str], *, since: date, until: date) -> dict[date, int]:
    """How many contacts of these kinds people began by e-mail on each of these local days.

    A contact counts once a day, as it does on record; what was struck out as not for us does not, and what
    could not be taken does until somebody has seen to it.
    """
    zone = ZoneInfo(association.zone)
    day = TruncDate("received_at", tzinfo=zone)
    begins, ends = midnight(since, zone), midnight(until + timedelta(days=1), zone)
    rows = ReceivedMail.objects.filter(
        association=association.pk, sort=PERSON, received_at__gte=begins, received_at__lt=ends
    )
    struck = Event.objects.filter(
        association=association.pk, thread=OuterRef("thread"), corrects=OuterRef("event"), kind=STRUCK
    )
    root = Coalesce("thread__merged_into", "thread")
    began = Event.objects.filter(association=association.pk, uid=OuterRef("event"), kind__in=list(kinds))
    taken = rows.filter(Exists(began)).exclude(Exists(struck)).annotate(day=day, root=root)
    counted = taken.order_by().values("day").annotate(n=Count("root", distinct=True))
    found = {since + timedelta(days=n): 0 for n in range((until - since).days + 1)}
    found |= {each["day"]: each["n"] for each in counted}
    aside = RefusedMail.objects.filter(
        association=association.pk, seen_at__isnull=True, received_at__gte=begins, received_at__lt=ends
    )
    for moment in aside.values_list("received_at", flat=True):
        found[moment.astimezone(zone).date()] += 1
    return found


def others(membership: Membership, people: Collection[int], *, but: int) -> list[tuple[str, int]]:
    """The open contacts of these people with which it could be filed: (reference, id), newest first."""
    rows = visible_to(membership).filter(person__in=people, closed_at__isnull=True, merged_into__isnull=True)
    return list(rows.exclude(pk=but).order_by("-opened_at", "-id").values_list("ref", "pk")[:MOST_OTHERS])


MOST_OTHERS = 8
