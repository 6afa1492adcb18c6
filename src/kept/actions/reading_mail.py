"""What becomes of an e-mail that somebody reads: it is read, or it is not for us, or it was looked into?

    mark_read(association=karin, mail=17, by="ann", at=now)                 # its row, read once
    not_for_us(association=karin, mail=17, reason="Advertising", by="ann", at=now)   # "K7F3-9Q2M"
    look_into(association=karin, refused=3, by="ann", at=now)               # what could not be taken
    answer_now(association=karin, mail=17, words="It is mended.", checked="…", uid="…", by="ann", at=now)
    count_everywhere(by="kept", at=now)       # how many reached us each day, for the capture rate

1. Reading answers nobody, so it ends no promise and is no event: who read it first, and when, is on its row.
2. What is not for us never was a contact. Its entry is struck out with the reason, which ends what it had
   started; it stays to be read, and to be put right.
3. Each of these, sent twice, is done once.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from kept.actions import composing
from kept.actions.counts import Counts, Told, tell_counts
from kept.actions.telling import Telling, tell
from kept.casework import Refused
from kept.casework.judge import CLOSED
from kept.casework.outside import SOURCES, kinds_of
from kept.casework.permissions import Permission, may
from kept.store import inbox, rules, tenancy
from kept.store.models import (
    Association,
    Event,
    Letter,
    Membership,
    OutsideCount,
    ReceivedMail,
    RefusedMail,
    Thread,
)

STRUCK, SHUT = "event.voided", "thread.closed"
# The letter for an answer of a few words.
SHORT_ANSWER = "short-answer"
LONGEST_REASON = 500
# The count of our own mailbox, and how many days back it is looked at again: people strike out late.
SOURCE, ORIGIN, COUNTED_DAYS = "emails-received", "our mailbox", 14
NO_SUCH = Refused("There is no such e-mail. Go back to the inbox.", "mail")
READS_ONLY = (
    "Your role reads what is on record and does not change it. Ask a colleague who deals with e-mail."
)


def mark_read(
    *, association: Association | str, mail: int, by: str, at: datetime, membership: Membership | None = None
) -> ReceivedMail | Refused:
    """Say that somebody has read it; whoever was first stays so."""
    with tenancy.association(association) as here:
        found = _found(here, mail, membership, Permission.RECORD)
        if isinstance(found, Refused):
            return found
        rows = ReceivedMail.objects.filter(pk=found.pk, association=here, read_at__isnull=True)
        if rows.update(read_at=at.astimezone(UTC), read_by=by):
            found.read_at, found.read_by = at.astimezone(UTC), by
        else:
            found.refresh_from_db(fields=["read_at", "read_by"])
        return found


def not_for_us(
    *,
    association: Association | str,
    mail: int,
    reason: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> str | Refused:
    """Strike it out, with the reason; the reference of its contact, or nothing where it is on none."""
    why = " ".join(reason.replace("\x00", "").split())
    if not why:
        return Refused("Say in a few words why it is not for us, such as: advertising.", "reason")
    if len(why) > LONGEST_REASON:
        return Refused(f"Shorten the reason to {LONGEST_REASON} characters.", "reason")
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        found = _found(here, mail, membership, Permission.CORRECT)
        if isinstance(found, Refused):
            return found
        refused = _struck(here, found, why, by, now, membership)
        if refused is not None:
            return refused
        mark_read(association=here, mail=mail, by=by, at=now, membership=membership)
        return found.thread.ref if found.thread else ""


def _struck(
    here: Association, mail: ReceivedMail, why: str, by: str, at: datetime, membership: Membership | None
) -> Refused | None:
    """Its entry struck out, and its contact closed where nothing else was ever said on it."""
    uid = f"{mail.uid[:60]}-not-for-us"
    if mail.thread is None or not mail.event or Event.objects.filter(association=here, uid=uid).exists():
        return None
    place = mail.thread
    told = [Telling(STRUCK, at, {"reason": why}, uid=uid, thread=place.ref, corrects=mail.event)]
    kinds = rules.rules_of(here).kinds.values()
    exchanged = {each.name for each in kinds if each.channel is not None}
    others = Event.objects.filter(association=here, thread=place.pk, kind__in=exchanged)
    alone = not others.exclude(uid=mail.event).exists()
    open_still = Thread.objects.filter(pk=place.pk, merged_into__isnull=True).exclude(state=CLOSED).exists()
    if alone and open_still:
        told.append(Telling(SHUT, at, uid=f"{uid}-closed", thread=place.ref))
    return tell(told, association=here, by=by, at=at, membership=membership).refused


def answer_now(
    *,
    association: Association | str,
    mail: int,
    words: str,
    checked: str,
    uid: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Letter | Refused:
    """Answer it in a few words, to where it came from, as a letter of ours like any other; or why not.

    `checked` is the mark of the name and address that stood beside the words (see `writing.address_mark`).
    Whatever is refused leaves no draft behind.
    """
    now = at.astimezone(UTC)
    who: dict[str, Any] = {"by": by, "at": now, "membership": membership}
    with tenancy.association(association) as here, transaction.atomic():
        found = _found(here, mail, membership, Permission.RECORD)
        thread = found.thread if isinstance(found, ReceivedMail) else None
        if isinstance(found, Refused) or thread is None:
            return found if isinstance(found, Refused) else NO_SUCH
        root = thread.merged_into or thread
        letter = composing.start(
            association=here, thread=root.ref, template=SHORT_ANSWER, uid=uid, way="email", **who
        )
        if isinstance(letter, Letter) and letter.handed_at is None:
            letter = composing.save(
                association=here,
                letter=letter.ref,
                version=letter.version,
                values={"answer": words},
                # Whoever answers has the whole of it before them, and says that this is the answer.
                asked=[(text, True) for text, _answered in letter.asked],
                to={**letter.to, **inbox.recipient_of(found)},
                way="email",
                **who,
            )
        if isinstance(letter, Letter):
            letter = composing.send(
                association=here, letter=letter.ref, version=letter.version, checked=checked, **who
            )
        if isinstance(letter, Refused):
            transaction.set_rollback(True)
            return letter
        mark_read(association=here, mail=mail, **who)
        return letter


def look_into(
    *,
    association: Association | str,
    refused: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> RefusedMail | Refused:
    """Say that somebody has seen to a message that could not be taken."""
    with tenancy.association(association) as here:
        if membership is not None and not may(membership.role, Permission.RECORD):
            return Refused(READS_ONLY)
        row = RefusedMail.objects.filter(association=here, pk=refused).first()
        if row is None:
            return NO_SUCH
        if row.seen_at is None:
            row.seen_at, row.seen_by = at.astimezone(UTC), by
            row.save(update_fields=["seen_at", "seen_by"])
        return row


def count_everywhere(*, by: str, at: datetime) -> int:
    """Tell how many e-mails reached us on each of the last days, wherever a mailbox is read; how many days.

    What our own server counted stands beside what is on record (practice 13). A count that somebody else told
    for a day is left as it is.
    """
    told = 0
    for each in Association.objects.order_by("pk"):
        with tenancy.association(each) as here:
            rows = ReceivedMail.objects.filter(association=here).order_by("pk")
            earliest = rows.values_list("received_at", flat=True).first()
            if earliest is None:
                continue
            zone = ZoneInfo(here.zone)
            today = at.astimezone(zone).date()
            # Before the first of them nobody counted.
            began = max(earliest.astimezone(zone).date(), here.go_live)
            first = max(today - timedelta(days=COUNTED_DAYS), began)
            kinds = kinds_of(SOURCES[SOURCE], rules.rules_of(here).kinds)
            days = inbox.per_day(here, kinds, since=first, until=today - timedelta(days=1))
            others = OutsideCount.objects.filter(association=here, source=SOURCE, day__gte=first)
            theirs = set(others.exclude(origin=ORIGIN).values_list("day", flat=True))
            counts = [Told(day, SOURCE, n) for day, n in days.items() if day not in theirs]
            done = tell_counts(association=here, counts=counts, by=by, at=at, origin=ORIGIN)
            told += done.new + done.changed if isinstance(done, Counts) else 0
    return told


def _found(
    here: Association, mail: int, membership: Membership | None, needs: Permission
) -> ReceivedMail | Refused:
    if membership is None:
        rows = ReceivedMail.objects.select_related("thread").filter(association=here, pk=mail)
        return rows.first() or NO_SUCH
    if not may(membership.role, needs):
        return Refused(READS_ONLY)
    return inbox.opened(membership, mail) or NO_SUCH
