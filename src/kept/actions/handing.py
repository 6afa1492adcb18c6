"""What if a colleague takes it on from here?

    hand_over(association=karin, thread="K7F3-9Q2M", to="bea", by="ann", at=now, note="She rings at noon")

Nothing open is ever without an owner: a thread goes from one hand straight into another's, and the handing
over is an event on it. Handing it to whoever has it already changes nothing.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from kept.actions.working.judging import appended, moment_for
from kept.actions.working.marks import may_hold
from kept.actions.working.once_more import JoinedMeanwhile, once_more
from kept.actions.working.opening import members, not_here
from kept.casework import Event, Refused
from kept.casework.housekeeping import HANDED_OVER
from kept.casework.permissions import Permission, may
from kept.store import dockets, looking, refs, rules, tenancy, writing
from kept.store.models import Association, Membership, Thread

LONGEST_NOTE = 2_000
_STRAY = re.compile("[\x00\ud800-\udfff]")


def hand_over(
    *,
    association: Association | str,
    thread: str,
    to: str,
    by: str,
    at: datetime,
    note: str = "",
    membership: Membership | None = None,
) -> str | Refused:
    """Let the colleague with the handle `to` own the thread; its reference."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    now = at.astimezone(UTC)
    return once_more(lambda: _handed(association, thread, to, by, now, note.strip(), membership))


def _handed(
    association: Association | str,
    ref: str,
    to: str,
    by: str,
    at: datetime,
    note: str,
    membership: Membership | None,
) -> str | Refused:
    if membership is not None and not may(membership.role, Permission.RECORD):
        return Refused(
            "Your role reads what is on record and does not change it. Ask a colleague at the desk."
        )
    if len(note) > LONGEST_NOTE or _STRAY.search(note):
        return Refused(f"Say what they should know in at most {LONGEST_NOTE:,} characters.", "note")
    with tenancy.association(association) as here:
        place = next(iter(dockets.find(here.pk, refs=[ref]).places), None)
        if place is None or not looking.sees(membership, place.root, ref, at):
            return Refused("There is no such contact. Check the reference.", "thread")
        taker = members(here, [to], at).get(to)
        if taker is None:
            return not_here(to)
        held = dockets.read(dockets.lock([place.root]))
        if not held:
            raise JoinedMeanwhile
        docket = held[0]
        row = Thread.objects.select_related("owner").get(pk=place.root)
        if not may_hold(taker, about=row.about_id, person=row.person_id):
            return not_here(to)
        if row.owner_id == taker.account_id:
            return docket.ref
        if row.closed_at is not None:
            return Refused("This contact is closed. Reopen it first, then hand it over.", "thread")
        moment = moment_for(docket, at)
        facts = {"to": to} | ({"from_whom": row.owner.handle} if row.owner else {})
        event = Event(refs.new_uid(), HANDED_OVER, moment, moment, by, facts=facts, thread=docket.ref)
        words = {event.id: {"note": note}} if note else {}
        writing.write([appended(docket, event, rules=rules.rules_of(here), at=moment, words=words)])
        Thread.objects.filter(pk=place.root).update(owner=taker.account_id, team=taker.team_id)
        return docket.ref
