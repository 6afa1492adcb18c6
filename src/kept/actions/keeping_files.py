"""How does a photograph come to belong to a contact, a defect or a visit?

    attach(association=karin, thread="K7F3-9Q2M", brought=[Brought("lift.jpg", stream)], by="ann", at=now)

Each file is kept once by what is in it, tied to the thread, and leaves an event there. Bringing the same one
again changes nothing. One that cannot be kept is refused, and then none of them is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from kept.actions.telling import tell
from kept.actions.working.once_more import once_more
from kept.actions.working.photographs import Brought, keep_all, told_of
from kept.casework import Refused
from kept.casework.permissions import Permission, may
from kept.store import files, tenancy
from kept.store.files import File
from kept.store.models import Association, FileOnThread, Membership, Thread
from kept.store.threads import visible_to

MOST = 10
__all__ = ["Brought", "attach"]


def attach(
    *,
    association: Association | str,
    thread: str,
    brought: Sequence[Brought],
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> list[File] | Refused:
    """Keep the files and let them belong to the thread; the files, or why one of them cannot be kept."""
    if not by:
        raise ValueError("Every event says who told it: give `by`.")
    now = at.astimezone(UTC)
    if membership is not None and not may(membership.role, Permission.RECORD):
        return Refused("Your role reads and does not record. Ask a colleague to add it.", "file")
    if not brought:
        return Refused("Choose a photograph or a file first.", "file")
    if len(brought) > MOST:
        return Refused(f"Choose at most {MOST} files at a time.", "file")
    with tenancy.association(association) as here:
        kept = keep_all(here, brought, by=by, at=now)
    if isinstance(kept, Refused):
        return kept
    return once_more(lambda: _tied(association, thread, kept, brought, by, now, membership))


def _tied(
    association: Association | str,
    ref: str,
    kept: Sequence[File],
    brought: Sequence[Brought],
    by: str,
    at: datetime,
    membership: Membership | None,
) -> list[File] | Refused:
    with tenancy.association(association) as here:
        rows = visible_to(membership) if membership is not None else Thread.objects.filter(association=here)
        row = rows.filter(ref=ref).first()
        if row is None:
            return Refused("There is no such record. Load the page again.", "thread")
        root = row.merged_into_id or row.pk
        there = set(FileOnThread.objects.filter(association=here, thread=root).values_list("file", flat=True))
        tellings = []
        for file, each in zip(kept, brought, strict=True):
            if file.id not in there:
                there.add(file.id)
                tellings.append(told_of(row.ref, file, each.says, at))
                files.tie(here, root, file, by, at, says=each.says)
        done = tell(tellings, association=here, by=by, at=at) if tellings else None
        if done is not None and done.refused is not None:
            raise ValueError(done.refused.sentence)
        return list(kept)
