"""What do all acts on transfers, swaps and successions need: the thread, a step, and a letter filled in?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kept.actions import composing
from kept.actions.cases import take
from kept.actions.working.booked import Undone
from kept.casework import Refused
from kept.store.models import Association, Letter, Membership, Thread
from kept.store.threads import visible_to

NOT_THERE = Refused("There is no such case. Check the reference.", "thread")


def held(here: Association, ref: str, membership: Membership | None) -> Thread:
    """The thread of that reference that this member may see; undone where there is none."""
    seen = visible_to(membership) if membership is not None else Thread.objects.filter(association=here)
    found = seen.select_related("person", "person__merged_into", "merged_into").filter(ref=ref).first()
    if found is None:
        raise Undone(NOT_THERE)
    return found.merged_into or found


def begin_letter(
    here: Association,
    thread: str,
    template: str,
    values: Mapping[str, object],
    uid: str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Letter:
    """A letter of that template on the thread with these fields filled in; undone where it is refused."""
    begun = composing.start(
        association=here,
        thread=thread,
        template=template,
        uid=uid,
        by=by,
        at=at,
        membership=membership,
    )
    if isinstance(begun, Refused):
        raise Undone(begun)
    saved = composing.save(
        association=here,
        letter=begun.ref,
        version=begun.version,
        values=values,
        by=by,
        at=at,
        membership=membership,
    )
    if isinstance(saved, Refused):
        raise Undone(saved)
    return saved


def step(
    here: Association,
    row: Thread,
    kind: str,
    facts: Mapping[str, object],
    by: str,
    at: datetime,
    membership: Membership | None,
    uid: str | None,
) -> None:
    """Take the step; undone where it is refused."""
    done = take(
        association=here, thread=row.ref, kind=kind, facts=facts, by=by, at=at, membership=membership, uid=uid
    )
    if isinstance(done, Refused):
        raise Undone(done)
