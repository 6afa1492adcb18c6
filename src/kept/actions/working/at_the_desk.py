"""What do all acts at the front desk need: all of it or nothing, told once, and the room free again?"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from kept.actions import booking
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Refused
from kept.store import reception, tenancy
from kept.store.models import Association, Event, Membership, Thread


class _Undone(Exception):
    """What was told in this act is taken back, since the rest of it is refused."""

    def __init__(self, refused: Refused) -> None:
        self.refused = refused


def whole(association: Association | str, act: Callable[[Association], str | Refused]) -> str | Refused:
    """All of the act, or nothing and the sentence of why not."""
    try:
        with tenancy.association(association) as here, transaction.atomic():
            done = act(here)
            if isinstance(done, Refused):
                raise _Undone(done)
            return done
    except _Undone as undone:
        return undone.refused


def told_before(uid: str | None) -> str | None:
    """The thread on which the same was told before: sent twice, it is one."""
    if uid is None:
        return None
    ref = Event.objects.filter(uid=f"{uid}-0").values_list("thread__ref", flat=True).first()
    return str(ref) if ref is not None else None


def tell_all(
    here: Association,
    thread: str,
    told: Sequence[tuple[str, Mapping[str, object]]],
    by: str,
    at: datetime,
    uid: str | None,
    membership: Membership | None,
) -> str | Refused:
    """Tell these of one thread, in order; empty answers are left out."""
    before = told_before(uid)
    if before is not None:
        return before
    name = uid or uuid.uuid4().hex
    tellings = [
        Telling(
            kind,
            at,
            {key: value for key, value in facts.items() if value not in (None, "")},
            uid=f"{name}-{number}",
            thread=thread,
        )
        for number, (kind, facts) in enumerate(told)
    ]
    done = tell(tellings, association=here, by=by, at=at, membership=membership)
    return done.refused or str(done.results[0].thread)


def free_rooms(
    here: Association, thread: str, *, by: str, at: datetime, membership: Membership | None
) -> None:
    row = Thread.objects.only("pk").get(association=here, ref=thread)
    for slot in reception.taken_by(here, row.pk):
        booking.release(association=here, by=by, at=at, slot=slot.pk, membership=membership)
