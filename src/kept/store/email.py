"""Which e-mails are on record, and whose is one that comes in?

conversation(karin, message)            # the thread that it answers, and by what that was told
writers(karin, "ngozi@example.org")     # the customers who write from there: one, several, or none
of_thread(karin, thread.pk)             # what was received on it, in its order
unread(membership)                      # what this member may see and nobody has read, oldest first
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Lower

from kept.casework.housekeeping import HOUSE
from kept.casework.mime import MINUTES, REFERENCE, REPLY, Message, answered, references_in
from kept.casework.values import Verdict
from kept.store import files, keys, refs, seers
from kept.store.models import (
    Association,
    Clock,
    Membership,
    Outgoing,
    Person,
    PersonKey,
    ReceivedMail,
    RefusedMail,
    Representative,
    StoredFile,
    Thread,
)
from kept.store.people import EMAIL
from kept.store.threads import visible_to


@dataclass(frozen=True, slots=True)
class Found:
    """The thread that a message belongs to, and by what that was told."""

    thread: Thread | None = None
    by: str = ""


def sent_of(here: Association, ids: Sequence[str]) -> list[Outgoing]:
    """What we sent under these Message-IDs, in their order."""
    named = [f"<{each}>" for each in ids]
    found = Outgoing.objects.filter(association=here, message_id__in=named) if named else ()
    by_id = {each.message_id: each for each in found}
    return [by_id[each] for each in named if each in by_id]


def conversation(here: Association, message: Message, sent: Sequence[Outgoing]) -> Found:
    """The thread that it answers: by what we `sent`, by what we had from them before, by our reference."""
    for each in sent:
        if each.thread_id is not None and (thread := _root(here, Q(pk=each.thread_id))) is not None:
            return Found(thread, REPLY)
    ids = answered(message)
    if ids:
        before = ReceivedMail.objects.filter(association=here, message_id__in=ids, thread__isnull=False)
        by_id = dict(before.order_by("id").values_list("message_id", "thread"))
        for name in ids:
            if name in by_id and (thread := _root(here, Q(pk=by_id[name]))) is not None:
                return Found(thread, REPLY)
    for ref in references_in(message.subject):
        if refs.is_ref(ref) and (thread := _root(here, Q(ref=ref))) is not None:
            return Found(thread, REFERENCE)
    return Found()


def _root(here: Association, which: Q) -> Thread | None:
    """The contact, or that into which it was joined. The house's own records are nobody's to write to."""
    rows = Thread.objects.select_related("merged_into").filter(which, association=here)
    found = rows.exclude(sensitivity=HOUSE).first()
    return (found.merged_into or found) if found is not None else None


def running_on(thread: Thread) -> list[str]:
    """The promises that run on this contact and on what was joined into it."""
    rows = Clock.objects.filter(thread__in=_family(thread.association_id, thread.pk), verdict=Verdict.RUNNING)
    return sorted(set(rows.values_list("promise", flat=True)))


def _family(here: int, thread: int) -> list[int]:
    """This contact and those joined into it. Asked for first: an `or` would lead past the indexes."""
    joined = Thread.objects.filter(association=here, merged_into=thread)
    return [thread, *joined.values_list("pk", flat=True)]


def writers(here: Association, address: str, on: datetime) -> list[Person]:
    """The customers whose address this is, or for whom somebody writes from there; each once."""
    if not address:
        return []
    stands = Coalesce("person__merged_into", "person")
    keyed = PersonKey.objects.filter(association=here, sort=EMAIL, key=keys.email_key(address))
    found = set(keyed.values_list(stands, flat=True))
    today = on.astimezone(ZoneInfo(here.zone)).date()
    speaking = Representative.objects.annotate(folded=Lower("email")).filter(
        Q(to_on__isnull=True) | Q(to_on__gte=today),
        Q(from_on__isnull=True) | Q(from_on__lte=today),
        association=here,
        folded=address.lower(),
    )
    found |= set(speaking.values_list(stands, flat=True))
    rows = Person.objects.filter(association=here, pk__in=found, erased_at__isnull=True) if found else ()
    return sorted(rows, key=lambda each: each.pk)


def lately(here: Association, address: str, before: datetime) -> int:
    """How many came from this address shortly before."""
    if not address:
        return 0
    since = before - timedelta(minutes=MINUTES)
    rows = ReceivedMail.objects.filter(association=here, from_address=address)
    return rows.filter(received_at__gt=since, received_at__lte=before).count()


def of_thread(here: Association, thread: int) -> QuerySet[ReceivedMail]:
    """What was received on this contact and on what was joined into it."""
    rows = ReceivedMail.objects.filter(association=here, thread__in=_family(here.pk, thread))
    return rows.order_by("received_at", "id")


def seen_by(membership: Membership) -> QuerySet[ReceivedMail]:
    """What this member may see: what is on a contact that they see, and what is on none."""
    seer = seers.seer(membership)
    rows = ReceivedMail.objects.filter(association=membership.association_id)
    if not seer.sees:
        return rows.none()
    threads = visible_to(membership).order_by().values("pk")
    there = Q(thread__in=threads) & (Q(thread__merged_into__isnull=True) | Q(thread__merged_into__in=threads))
    rows = rows.filter(there | Q(thread__isnull=True))
    return rows.exclude(person__in=seer.closed) if seer.closed else rows


def unread(membership: Membership) -> QuerySet[ReceivedMail]:
    """What nobody has read yet, the oldest first."""
    return seen_by(membership).filter(read_at__isnull=True).order_by("received_at", "id")


def refused(membership: Membership) -> QuerySet[RefusedMail]:
    """What could not be taken and was kept aside, newest first; for those who see contacts at all."""
    rows = RefusedMail.objects.filter(association=membership.association_id).select_related("raw")
    return rows.order_by("-id") if seers.seer(membership).sees else rows.none()


def empty(here: Association, uids: Collection[str], *, at: datetime) -> int:
    """Let go of the words, the files and the message itself of what these entries tell: of how many."""
    rows = ReceivedMail.objects.filter(association=here, event__in=list(uids), gone_at__isnull=True)
    found = list(rows.select_related("raw"))
    for mail in found:
        raw: StoredFile | None = mail.raw
        digests = [str(each.get("sha256", "")) for each in mail.parts]
        mail.from_address = mail.from_name = mail.reply_to = mail.subject = mail.text = mail.html = ""
        mail.to, mail.cc, mail.parts, mail.notes, mail.raw, mail.gone_at = [], [], [], [], None, at
        mail.save(update_fields=[*_EMPTIED, "to", "cc", "parts", "notes", "raw", "gone_at"])
        for digest in filter(None, digests):
            files.let_go(here, mail.thread_id or 0, digest, at=at)
        if raw is not None and not ReceivedMail.objects.filter(association=here, raw=raw).exists():
            files.erase(here, raw.sha256, at=at)
    return len(found)


_EMPTIED = ("from_address", "from_name", "reply_to", "subject", "text", "html")
