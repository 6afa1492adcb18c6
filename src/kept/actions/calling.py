"""What of a call reaches a colleague at once, with what they must know?

    put_through(association=karin, thread="K7F3-9Q2M", to="bea", facts={…}, by="ann", at=now, uid="…")
    escalate(association=karin, thread="K7F3-9Q2M", note="…", by="ann", at=now, uid="…")
    heated(association=karin, thread="K7F3-9Q2M", note="…", by="ann", at=now, uid="…")
    take_up(association=karin, thread="K7F3-9Q2M", by="bea", at=now, uid="…")

A call that is put through is the colleague's from that moment: it is on their Desk, and stands on every page
that they have open until they say that they have it. Each of these, sent twice, is done once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.db import transaction

from kept.actions.handing import hand_over
from kept.actions.telling import tell
from kept.actions.told import REPEATED, Telling
from kept.actions.working.opening import members, not_here
from kept.casework import Refused
from kept.casework.calling import HEATED as HEATED_TOLD
from kept.casework.calling import MESSAGE
from kept.store import calls, tenancy
from kept.store.models import Association, Membership
from kept.store.models.telephone import ESCALATION, TRANSFER

TRANSFERRED, ESCALATED, HEATED, ANSWERED = (
    "call.transferred",
    "contact.escalated",
    "contact.heated",
    "call.answered",
)
TAKEN_UP = "escalation.taken_up"
NOBODY_LEADS = "Nobody above you is on record here. Tell a manager yourself, and ask for one to be named."


def put_through(
    *,
    association: Association | str,
    thread: str,
    to: str,
    facts: Mapping[str, object],
    by: str,
    at: datetime,
    uid: str,
    membership: Membership | None = None,
) -> str | Refused:
    """Put the call through to the colleague with that handle, and let it be theirs; its reference."""
    with tenancy.association(association) as here:
        taker = members(here, [to], at).get(to)
        if taker is None:
            return not_here(to)
        said = {**facts, "to_team": taker.account.name}
        telling = Telling(TRANSFERRED, at, said, uid=uid, thread=thread)
        note = str(facts.get("passed_on") or "")
        return _passed(here, telling, taker, TRANSFER, note, by, at, membership)


def escalate(
    *,
    association: Association | str,
    thread: str,
    note: str,
    by: str,
    at: datetime,
    uid: str,
    membership: Membership | None = None,
) -> str | Refused:
    """Call in the line manager of whoever asks for it; the contact is theirs from here."""
    with tenancy.association(association) as here:
        manager = calls.line_manager(here, by, at)
        if manager is None:
            return Refused(NOBODY_LEADS, "thread")
        facts = {"to": manager.account.name} | ({"note": note} if note else {})
        telling = Telling(ESCALATED, at, facts, uid=uid, thread=thread)
        return _passed(here, telling, manager, ESCALATION, note, by, at, membership)


def _passed(
    here: Association,
    telling: Telling,
    taker: Membership,
    sort: str,
    note: str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> str | Refused:
    """Tell it, hand it over and let it stand on the taker's screen: all of it or nothing."""
    now = at.astimezone(UTC)
    try:
        with transaction.atomic():
            ref, repeated = _told(here, telling, by, now, membership)
            if not repeated:
                done = hand_over(
                    association=here,
                    thread=ref,
                    to=taker.account.handle,
                    by=by,
                    at=now,
                    note=note,
                    membership=membership,
                )
                if isinstance(done, Refused):
                    raise _Undone(done)
                calls.pass_on(here, ref, uid=str(telling.uid), sort=sort, to=taker.account_id, by=by, at=now)
            return ref
    except _Undone as undone:
        return undone.refused


def heated(
    *,
    association: Association | str,
    thread: str,
    note: str,
    by: str,
    at: datetime,
    uid: str,
    membership: Membership | None = None,
) -> str | Refused:
    """Note that the talk grew heated, and tell the line manager at once; the contact's reference."""
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        facts: dict[str, object] = {"note": note} if note else {}
        telling = Telling(HEATED, now, facts, uid=uid, thread=thread)
        try:
            with transaction.atomic():
                ref, _repeated = _told(here, telling, by, now, membership)
        except _Undone as undone:
            return undone.refused
        managers = calls.line_managers(here, by, now)
        calls.tell(here, ref, managers, what=HEATED_TOLD, key=f"{HEATED_TOLD}:{uid}", at=now)
        return ref


def take_up(
    *,
    association: Association | str,
    thread: str,
    by: str,
    at: datetime,
    uid: str,
    membership: Membership | None = None,
) -> str | Refused:
    """Say that one has what was passed on to one: the call is answered, or the manager is at it."""
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        waiting = calls.waiting_on(here, thread, by)
        if waiting is None:
            return Refused("Nothing waits for you here. Go on with the call.", "thread")
        kind = TAKEN_UP if waiting.sort == ESCALATION else ANSWERED
        try:
            with transaction.atomic():
                ref, _repeated = _told(here, Telling(kind, now, uid=uid, thread=thread), by, now, membership)
        except _Undone as undone:
            return undone.refused
        calls.taken(waiting, now)
        return ref


def take_message(
    tellings: Sequence[Telling],
    *,
    to: str,
    association: Association | str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> str | Refused:
    """Put a message on record, let it be the colleague's whom it is for, and tell them and their deputy.

    The reference of its contact.
    """
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        try:
            with transaction.atomic():
                told = tell(tellings, association=here, by=by, at=now, membership=membership)
                if told.refused is not None:
                    raise _Undone(told.refused)
                ref = str(told.results[0].thread)
                if told.results[0].outcome == REPEATED:
                    return ref
                done = hand_over(association=here, thread=ref, to=to, by=by, at=now, membership=membership)
                if isinstance(done, Refused):
                    raise _Undone(done)
        except _Undone as undone:
            return undone.refused
        deliver(association=here, thread=ref, event=str(told.results[0].event), by=by, at=now)
        return ref


def deliver(
    *, association: Association | str, thread: str, event: str, by: str, at: datetime
) -> tuple[int, ...]:
    """Let whoever a message is for know of it, and whoever stands in for them: their accounts."""
    with tenancy.association(association) as here:
        whom = calls.addressees(here, thread, at)
        calls.tell(here, thread, whom, what=MESSAGE, key=f"{MESSAGE}:{event}", at=at)
        return whom


class _Undone(Exception):
    """What was begun is taken back, for the reason that is carried along."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.sentence)
        self.refused = refused


def _told(
    here: Association, telling: Telling, by: str, at: datetime, membership: Membership | None
) -> tuple[str, bool]:
    """The thread's reference, and whether it had been told before. Raises what was refused."""
    told = tell([telling], association=here, by=by, at=at, membership=membership)
    result = told.results[0]
    if result.refused is not None:
        raise _Undone(result.refused)
    return str(result.thread), result.outcome == REPEATED
