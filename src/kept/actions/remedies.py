"""Is money due for a promise that was missed, or a complaint in which they were right?

    decide(association=wessex, thread="K7F3-9Q2M", facts={"due": True, "amount": 25, "procedure": "3.2",
           "reason": "A missed visit", "pay_by": "2026-04-24"}, by="mia", at=now)

Somebody who leads decides, and never about a contact of their own. What is over is opened for it, and closed
again where nothing is due; where money is due it stays open until it is paid.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.booked import Undone
from kept.actions.working.diary import kept_or_undone
from kept.casework import Refused
from kept.casework.complaining import COMPENSATION_DECIDED, sound_compensation
from kept.casework.permissions import Permission, may
from kept.casework.values import Event
from kept.store import refs
from kept.store.models import Association, Membership, Thread
from kept.store.threads import visible_to

REOPENED, CLOSED = "thread.reopened", "thread.closed"
NOT_THERE = Refused("There is no such contact. Check the reference.", "thread")
NOT_YOURS = Refused("A manager or director decides about compensation. Ask one of them.", "by")
YOUR_OWN = Refused("This contact is yours, so somebody else who leads decides about money. Ask them.", "by")


def decide(
    *,
    association: Association | str,
    thread: str,
    facts: Mapping[str, object],
    by: str,
    at: datetime,
    uid: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """Put on record whether compensation is due, how much and why; the reference of the contact."""
    now = at.astimezone(UTC)
    name = uid or refs.new_uid()

    def act(here: Association) -> str:
        if membership is not None and not may(membership.role, Permission.EXCUSE):
            raise Undone(NOT_YOURS)
        seen = visible_to(membership) if membership is not None else Thread.objects.filter(association=here)
        row = seen.select_related("owner", "merged_into").filter(ref=thread).first()
        if row is None:
            raise Undone(NOT_THERE)
        row = row.merged_into or row
        if row.owner is not None and row.owner.handle == by:
            raise Undone(YOUR_OWN)
        wrong = sound_compensation((), Event(name, COMPENSATION_DECIDED, now, now, by, facts=facts))
        if wrong is not None:
            raise Undone(Refused(wrong[1], wrong[0]))
        said = {"reason": "To decide about compensation."}
        acts = [Telling(COMPENSATION_DECIDED, now, facts, uid=name, thread=row.ref)]
        if row.closed_at is not None:
            acts.insert(0, Telling(REOPENED, now, said, uid=f"{name}-open", thread=row.ref))
            if facts.get("due") is not True:
                acts.append(Telling(CLOSED, now, {}, uid=f"{name}-shut", thread=row.ref))
        told = tell(acts, association=here, by=by, at=now, membership=membership)
        if told.refused is not None:
            raise Undone(told.refused)
        return row.ref

    return kept_or_undone(act, association, membership)
