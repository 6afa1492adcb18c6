"""What happens when an e-mail reaches us?

    receive(association=karin, raw=raw, received_at=now, by="kept", at=now)
    # Received("K7F3-9Q2M", 17, "person", again=False), or Refused("This message is empty.")

1. The message is kept whole before anything is told of it, and told and kept in one transaction: whoever
   handed it to us may let go of it once this has returned, and not before. The same message is taken once.
2. It belongs to the contact that it answers: by what we sent, by our reference in its subject. A new one is
   the customer's whose address it came from, where that is one customer's; else somebody says whose it is.
3. It counts from when it reached our server, whatever its sender says (practice 9).
4. What a machine sent starts, acknowledges and stops nothing. What came back undelivered voids the stop that
   it was (see `handing_over.failed`).
5. What cannot be taken is kept aside with the reason. None is lost.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from django.db import DataError

from kept.actions import answering_by_itself
from kept.actions.working.mail_in import WHOLE, WHOLE_NAME, Received, Taking
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.mime import BROKEN, PERSON, Message, read, too_large
from kept.casework.permissions import Permission, may
from kept.store import email, files, tenancy
from kept.store.files import File
from kept.store.models import Association, Membership, ReceivedMail, RefusedMail

__all__ = ["LARGEST_ASIDE", "Received", "left_where_it_is", "receive", "take_in"]
# Beyond this not even a copy is kept aside: it stays where it came from.
LARGEST_ASIDE = 100 * 1024 * 1024
UNREADABLE = Refused(
    "Kept cannot read this message. It is kept aside whole; tell the makers of Kept of it.", "message"
)


def receive(
    *,
    association: Association | str,
    raw: bytes | Path,
    received_at: datetime,
    by: str,
    at: datetime,
    came_to: Sequence[str] = (),
) -> Received | Refused:
    """Take an e-mail in. `came_to` are addresses of ours under which it is known to have come."""
    if not by:
        raise ValueError("Every event says who told it: give `by`.")
    now = at.astimezone(UTC)
    reached_at = min(received_at.astimezone(UTC), now)
    size = raw.stat().st_size if isinstance(raw, Path) else len(raw)
    large = too_large(size)
    content = b"" if large is not None else raw.read_bytes() if isinstance(raw, Path) else raw
    message = large or _read(content)
    if isinstance(message, Refused):
        return _aside(association, raw, size, message, reached_at, by, now)
    message = replace(message, came_to=tuple(dict.fromkeys([*message.came_to, *came_to])))
    taking = Taking(message, content, reached_at, by, now)
    try:
        done = once_more(lambda: taking.taken(association))
    except DataError:
        # Something in it is more than the database can hold: a fault of ours, by which no message is lost.
        done = UNREADABLE
    if isinstance(done, Refused):
        return _aside(association, raw, size, done, reached_at, by, now)
    if done.sort == PERSON and not done.again:
        answering_by_itself.answer(association=association, mail=done.mail, by=by, at=now)
    return done


def _read(content: bytes) -> Message | Refused:
    """The message; what nothing here can read is kept aside like any other that cannot be taken."""
    try:
        return read(content)
    except BROKEN:
        return UNREADABLE


def left_where_it_is(
    *,
    association: Association | str,
    uid: str,
    size: int,
    where: str,
    received_at: datetime,
    by: str,
    at: datetime,
) -> RefusedMail:
    """A message so large that it was not even fetched: it lies in `where`, and somebody should look."""
    if not by:
        raise ValueError("Every event says who told it: give `by`.")
    refused = too_large(size)
    assert refused is not None, "only what is too large is left"
    with tenancy.association(association) as here:
        row, _ = RefusedMail.objects.get_or_create(
            association=here,
            uid=uid,
            defaults={
                "reason": refused.sentence,
                "size": size,
                "where": where,
                "received_at": min(received_at, at).astimezone(UTC),
            },
        )
    return row


def take_in(
    *,
    association: Association | str,
    mail: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Received | Refused:
    """What seemed to be a machine's was a person's: it begins a contact now, from when it reached us."""
    if not by:
        raise ValueError("Every event says who told it: give `by`.")
    if membership is not None and not may(membership.role, Permission.RECORD):
        return Refused("Your role reads and does not record. Ask a colleague to take it in.", "mail")
    now = at.astimezone(UTC)

    def act() -> Received | Refused:
        with tenancy.association(association) as here:
            seen = email.seen_by(membership) if membership is not None else ReceivedMail.objects.all()
            row = seen.select_related("raw").filter(association=here, pk=mail).first()
            if row is None or row.raw is None:
                return Refused("There is no such e-mail. Load the page again.", "mail")
            if row.sort == PERSON:
                thread = row.thread.ref if row.thread else None
                return Received(thread, row.pk, row.sort, again=True)
            with files.open(here, row.raw.sha256) as stream:
                message = read(stream.read())
            assert isinstance(message, Message), "it was read before"
            why = "Somebody looked at it, and a person wrote it."
            theirs = replace(message, sort=PERSON, why=why)
            return Taking(theirs, b"", row.received_at, by, now).taken_after_all(here, row)

    return once_more(act)


def _aside(
    association: Association | str,
    raw: bytes | Path,
    size: int,
    refused: Refused,
    reached_at: datetime,
    by: str,
    at: datetime,
) -> Refused:
    """Keep what cannot be taken where somebody can look at it, and say why."""
    with tenancy.association(association) as here:
        kept: File | Refused | None = None
        if 0 < size <= LARGEST_ASIDE:
            with io.BytesIO(raw) if isinstance(raw, bytes) else raw.open("rb") as stream:
                kept = files.keep_sent(here, stream, WHOLE_NAME, by, at, most=LARGEST_ASIDE, type_=WHOLE)
        uid = kept.sha256 if isinstance(kept, File) else _digest(raw)
        RefusedMail.objects.get_or_create(
            association=here,
            uid=uid,
            defaults={
                "reason": refused.sentence,
                "size": size,
                "raw_id": kept.id if isinstance(kept, File) else None,
                "received_at": reached_at,
            },
        )
    return refused


def _digest(raw: bytes | Path) -> str:
    digest = hashlib.sha256()
    with io.BytesIO(raw) if isinstance(raw, bytes) else raw.open("rb") as stream:
        while piece := stream.read(1024 * 1024):
            digest.update(piece)
    return digest.hexdigest()
