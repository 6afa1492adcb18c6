"""How does what was agreed become somebody's to do, by the day that the customer was told?

    write([Action("Send the form", "ann", friday)], of=thread, here=karin, by="ann", at=now, uid="…")

Each action is a thread of its own on its owner's Desk, with the promise that was given; the record of the
interview, the meeting or the visit names them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.booked import Undone
from kept.casework import Refused
from kept.casework.agreeing import Action
from kept.store.models import Account, Agreed, Association, Membership, Thread

ACTION, PROMISED = "action.agreed", "promise.given"


def write(
    actions: Sequence[Action],
    *,
    of: Thread,
    here: Association,
    by: str,
    at: datetime,
    happened_at: datetime,
    uid: str,
    membership: Membership | None,
) -> list[Agreed]:
    """Put them on record; the caller holds the transaction, which `Undone` gives up."""
    owners = {each.handle: each for each in Account.objects.filter(handle__in={one.owner for one in actions})}
    person = of.person.stands.ref if of.person else None
    found = []
    for number, each in enumerate(actions, start=1):
        assert each.due_at is not None
        if each.owner not in owners:
            raise Undone(Refused("Nobody of that name works here. Choose a colleague.", f"owner-{number}"))
        first = f"{uid}-a{number}"
        opening = Telling(
            ACTION,
            happened_at,
            {"what": each.what, "of": of.ref},
            uid=first,
            person=person,
            owner=each.owner,
            sensitivity=of.sensitivity,
            about=of.about.handle if of.about else None,
        )
        told = {"what_told": each.what, "promised_for": each.due_at.isoformat()}
        promise = Telling(PROMISED, happened_at, told, uid=f"{uid}-p{number}", beside=first)
        done = tell([opening, promise], association=here, by=by, at=at, membership=membership)
        if done.refused is not None:
            raise Undone(Refused(done.refused.sentence, f"what-{number}"))
        row, _made = Agreed.objects.get_or_create(
            association=here,
            thread=Thread.objects.get(association=here, ref=done.results[0].thread),
            defaults={
                "of": of,
                "owner": owners[each.owner],
                "due_at": each.due_at,
                "made_by": by,
                "made_at": at,
            },
        )
        found.append(row)
    return found
