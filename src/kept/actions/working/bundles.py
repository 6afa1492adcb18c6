"""What do the acts on a bundle share: holding it, who may, and what is told of it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.booked import Undone
from kept.casework import Refused
from kept.casework.bundling import FOUND, MADE, MAKING
from kept.store import bundles
from kept.store.models import Association, Gathering, Membership, Thread
from kept.store.threads import visible_to

MACHINE = "machine"
NO_DATA = Refused("Only a manager or director gathers what is held on somebody. Ask one of them.", "by")
NOTHING = Refused("There is no such gathering. Load the page again.", "gathering")


def not_to_come(day: date, now: datetime, here: Association, field: str) -> None:
    if day > now.astimezone(ZoneInfo(here.zone)).date():
        raise Undone(Refused("That day is still to come.", field))


def check_allowed(membership: Membership | None, sort: str) -> None:
    if membership is not None and not bundles.may_gather(membership, sort):
        raise Undone(NO_DATA)


def held(
    here: Association,
    ref: str,
    membership: Membership | None,
    ready: Sequence[str] = (FOUND, MADE, MAKING),
) -> Gathering:
    rows = Gathering.objects.select_for_update(of=("self",)).filter(association=here, ref=ref)
    row = rows.select_related("thread", "pdf", "data").first()
    if row is None or (membership is not None and bundles.of_ref(membership, ref) is None):
        raise Undone(NOTHING)
    if row.erased_at is not None:
        raise Undone(Refused("Its words were erased. Begin another.", "gathering"))
    if row.state not in ready:
        raise Undone(Refused("It is not ready yet. Wait until all of it is found.", "gathering"))
    return row


def thread_named(here: Association, ref: str, membership: Membership | None) -> Thread:
    rows = visible_to(membership) if membership is not None else Thread.objects.filter(association=here)
    found = rows.select_related("person__merged_into").filter(ref=ref).first()
    if found is None:
        raise Undone(Refused("There is no such contact. Check the reference.", "thread"))
    return found


def note(
    here: Association, row: Gathering, kind: str, facts: Mapping[str, object], by: str, at: datetime
) -> None:
    given = {"gathering": row.ref, **facts}
    telling = Telling(kind, at, given, thread=row.thread.ref, via=MACHINE)
    told = tell([telling], association=here, by=by, at=at)
    if told.refused is not None:
        raise Undone(told.refused)
