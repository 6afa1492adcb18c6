"""How far has a mailbox been read, and which have been silent for too long?

place = at(karin, "care@mail.example.org:993/INBOX", now)
taken(place, uid=417)                 # after its message is on record, and not before
silent(karin.pk, now)                 # the mailboxes to be read that have not been for 15 minutes
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection

from kept.store import tenancy
from kept.store.models import Association, Mailbox

SILENT_AFTER = timedelta(minutes=15)
LONGEST_FAULT = 200
# A number of our own among the advisory locks of the database, and one mailbox within it.
_LOCK = "SELECT pg_try_advisory_lock(7305, hashtext(%s))"
_UNLOCK = "SELECT pg_advisory_unlock(7305, hashtext(%s))"


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Whether nobody else reads this mailbox now; if so, nobody else begins to."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [name])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute(_UNLOCK, [name])


def at(here: Association, name: str, now: datetime) -> Mailbox:
    """The row of this mailbox, made the first time that it is read."""
    with tenancy.association(here):
        row, _ = Mailbox.objects.get_or_create(association=here, name=name, defaults={"begun_at": now})
        if not row.wanted:
            row.wanted, row.read_at = True, None
            row.save(update_fields=["wanted", "read_at"])
        return row


def numbered(row: Mailbox, validity: int) -> None:
    """The server numbers its messages anew: what is known of the old numbers means nothing."""
    row.validity, row.uid = validity, 0
    _save(row, "validity", "uid")


def taken(row: Mailbox, uid: int) -> None:
    """Everything up to this one is on record."""
    row.uid = uid
    _save(row, "uid")


def read(row: Mailbox, now: datetime) -> None:
    """It was read to its end."""
    row.read_at, row.fault = now, ""
    _save(row, "read_at", "fault")


def failed(row: Mailbox, fault: str) -> None:
    """It could not be read, and why."""
    row.fault = fault[:LONGEST_FAULT]
    _save(row, "fault")


def _save(row: Mailbox, *fields: str) -> None:
    with tenancy.association(row.association_id):
        row.save(update_fields=list(fields))


def only(here: Association, names: Collection[str]) -> int:
    """Of this association's, only these are wanted any more: how many are let go."""
    with tenancy.association(here):
        rows = Mailbox.objects.filter(association=here, wanted=True).exclude(name__in=list(names))
        return rows.update(wanted=False)


def silent(here: int, now: datetime) -> list[Mailbox]:
    """The mailboxes that are to be read and have not been for a while."""
    rows = Mailbox.objects.filter(association=here, wanted=True, begun_at__lte=now - SILENT_AFTER)
    return list(rows.exclude(read_at__gt=now - SILENT_AFTER).order_by("name"))
