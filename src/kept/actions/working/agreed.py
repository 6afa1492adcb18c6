"""How does what was agreed become somebody's to do, by the day that the customer was told?

    write([Action("Send the form", "ann", friday)], of=thread, here=karin, by="ann", at=now, uid="…")

Each action is a thread of its own on its owner's Desk, with the promise that was given; the record of the
interview, the meeting or the visit names them all. Where `of` itself stays open with nothing next on it, as a
visit does at which nobody was in, the soonest action is its next step: it is promised there, and whoever does
it has the thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kept.actions.handing import hand_over
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
    stays_open: bool = False,
) -> list[Agreed]:
    """Put them on record; the caller holds the transaction, which `Undone` gives up."""
    owners = {each.handle: each for each in Account.objects.filter(handle__in={one.owner for one in actions})}
    person = of.person.stands.ref if of.person else None
    next_step = _next_step(actions, of) if stays_open else None
    found = []
    for number, each in enumerate(actions, start=1):
        assert each.due_at is not None
        if each.owner not in owners:
            raise Undone(Refused("Nobody of that name works here. Choose a colleague.", f"owner-{number}"))
        first = f"{uid}-a{number}"
        said = {"what": each.what, "of": of.ref}
        if each is next_step:
            opening = Telling(ACTION, happened_at, said, uid=first, thread=of.ref)
        else:
            opening = Telling(
                ACTION,
                happened_at,
                said,
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
        ref = str(done.results[0].thread)
        if each is next_step:
            handed = hand_over(association=here, thread=ref, to=each.owner, by=by, at=at)
            if isinstance(handed, Refused):
                raise Undone(Refused(handed.sentence, f"owner-{number}"))
        said_of = {"owner": owners[each.owner], "due_at": each.due_at, "made_by": by, "made_at": at}
        thread = Thread.objects.get(association=here, ref=ref)
        row, made = Agreed.objects.get_or_create(
            association=here, thread=thread, defaults={"of": of, **said_of}
        )
        if not made:
            # Missed a second time: a visit has one next step, the one that was agreed last.
            Agreed.objects.filter(pk=row.pk).update(**said_of)
            row.refresh_from_db()
        found.append(row)
    return found


def _next_step(actions: Sequence[Action], of: Thread) -> Action | None:
    """The soonest of them, where nothing else is next on the thread: nothing open is ever without a date."""
    if not actions or not Thread.objects.filter(pk=of.pk, adrift=True).exists():
        return None
    return min(actions, key=lambda each: each.due_at.timestamp() if each.due_at else 0.0)
