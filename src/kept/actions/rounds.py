"""Who goes through the answering machine, and does anything stay on it unheard?

    note_machine(association=moray, office="switchboard", machine="answerphone", what="on", for_at=…, …)
    begun = begin_round(association=moray, office=…, machine=…, name="after-closing", for_at=…, messages=3, …)
    hear_message(association=moray, round_id=begun, number=1, found="message", left_at=…, facts={…}, …)
    close_round(association=moray, round_id=begun, by="ann", at=now)

Each message becomes a contact that counts from when it was left, not from when it was heard. A round is
closed when every message of it was heard, and closing it is also the duty that the policy makes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from django.db.models import Max

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.housekeeping import MACHINE_GONE_THROUGH, MACHINE_NOTED
from kept.casework.permissions import Permission, may
from kept.casework.recurring import subject_of
from kept.casework.rotas import is_open
from kept.casework.rounds import MOST_MESSAGES, Message, unheard
from kept.rulebook import Rulebook
from kept.rulebook.machines import Machine, Round
from kept.rulebook.model import DUTY_DONE
from kept.store import dockets, rounds, rules, tenancy
from kept.store.models import (
    Account,
    Association,
    MachineMessage,
    MachineNote,
    MachineRound,
    Membership,
    Office,
)

T = TypeVar("T")
LEFT, HEARD, PASSED_ON = "message.left", "message.heard", "message.passed_on"
LONGEST = 2_000
NOT_YOURS = "Your role reads what is on record and does not change it. Ask a colleague at the desk."
GONE = "There is no such round here. Open the machine's page again."


def note_machine(
    *,
    association: Association | str,
    office: str,
    machine: str,
    what: str,
    by: str,
    at: datetime,
    for_at: datetime | None = None,
    clear: bool | None = None,
    words: str = "",
    membership: Membership | None = None,
) -> bool | Refused:
    """Write down that the machine was switched over, tried, found faulty or mended; False where it was
    before.

    `for_at` is the time of the schedule that a switching confirms.
    """

    def act(here: Association, rulebook: Rulebook, now: datetime) -> bool | Refused:
        found = _place(here, rulebook, office, machine)
        if isinstance(found, Refused):
            return found
        if what not in rounds.NOTES:
            return Refused(f"Choose one of {', '.join(rounds.NOTES)}.", "what")
        said = words.strip()[:LONGEST]
        if what == rounds.TESTED and clear is None:
            return Refused("Say whether the announcement could be understood.", "clear")
        if what in (rounds.FAULT, rounds.MENDED) and not said:
            return Refused("Write what was wrong, or what was done about it.", "words")
        where = {"association": here, "office": found, "machine": machine}
        if for_at is not None and MachineNote.objects.filter(**where, what=what, for_at=for_at).exists():
            return False
        MachineNote.objects.create(
            **where,
            what=what,
            happened_at=now,
            for_at=for_at,
            clear=clear,
            words=said,
            told_by=by,
            told_at=now,
        )
        facts = {
            "office": office,
            "machine": machine,
            "what": what,
            "words": said or None,
            "planned_for": for_at.isoformat() if for_at else None,
        }
        note(MACHINE_NOTED, here=here, by=by, at=now, facts=facts)
        return True

    return _done(act, association, by, at, membership)


def begin_round(
    *,
    association: Association | str,
    office: str,
    machine: str,
    name: str,
    for_at: datetime,
    messages: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> int | Refused:
    """Begin to go through the machine, which says that it has so many messages; the round's number.

    Begun again it is the same round, and may turn out to have more messages.
    """

    def act(here: Association, rulebook: Rulebook, now: datetime) -> int | Refused:
        found = _place(here, rulebook, office, machine)
        if isinstance(found, Refused):
            return found
        if _round(rulebook, machine, name) is None:
            return Refused("The policy has no such round of this machine.", "name")
        if for_at > now:
            return Refused("That round is still to come. Begin it when its time is there.", "for_at")
        if not 0 <= messages <= MOST_MESSAGES:
            return Refused(f"Give the number that the machine shows, from 0 to {MOST_MESSAGES}.", "messages")
        where = {"association": here, "office": found, "machine": machine, "round": name, "for_at": for_at}
        row = MachineRound.objects.select_for_update().filter(**where).first()
        if row is None:
            row = MachineRound.objects.create(**where, begun_at=now, begun_by=by)
        elif row.closed_at is not None:
            return row.pk
        rows = MachineMessage.objects.filter(association=here, round=row)
        last = rows.aggregate(last=Max("number"))["last"] or 0
        MachineMessage.objects.bulk_create(
            MachineMessage(association=here, round=row, number=number)
            for number in range(last + 1, messages + 1)
        )
        return row.pk

    return _done(act, association, by, at, membership)


def hear_message(
    *,
    association: Association | str,
    round_id: int,
    number: int,
    found: str,
    by: str,
    at: datetime,
    left_at: datetime | None = None,
    facts: Mapping[str, object] | None = None,
    owner: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """Write down one message as it is heard; the contact that it became, empty where nobody spoke.

    `found` is `message`, `silent` where nobody spoke, or `none` where the machine had miscounted. With
    an `owner` other than whoever listens, it is passed on to them at once.
    """

    def act(here: Association, rulebook: Rulebook, now: datetime) -> str | Refused:
        row = MachineRound.objects.select_for_update().filter(association=here, pk=round_id).first()
        rows = MachineMessage.objects.filter(association=here, round=round_id, number=number)
        line = rows.first() if row is not None else None
        if row is None or line is None:
            return Refused(GONE)
        if line.heard_at is not None:
            return line.thread
        if found not in rounds.FOUND:
            return Refused("Say whether somebody spoke.", "found")
        thread = ""
        if found == rounds.MESSAGE:
            if left_at is None:
                return Refused("Give the time at which the machine says it was left.", "left_at")
            told = _told(here, rulebook, row, number, now, left_at, facts or {}, owner, by, membership)
            if isinstance(told, Refused):
                return told
            thread = told
        rows.update(left_at=left_at, heard_at=now, heard_by=by, found=found, thread=thread)
        return thread

    return _done(act, association, by, at, membership)


def _told(
    here: Association,
    rulebook: Rulebook,
    row: MachineRound,
    number: int,
    now: datetime,
    left_at: datetime,
    facts: Mapping[str, object],
    owner: str | None,
    by: str,
    membership: Membership | None,
) -> str | Refused:
    """The contact: left when the machine says, heard now, and with whoever it is for."""
    office = row.office.slug
    uid = f"machine:{row.pk}:{number}"
    closed = not is_open(rulebook.calendar_for(office), left_at)
    said = {**facts, "out_of_hours": closed}
    tellings = [
        Telling(LEFT, left_at, said, uid=uid, office=office, owner=owner),
        Telling(HEARD, now, uid=f"{uid}:heard", beside=uid),
    ]
    if owner and owner != by:
        name = Account.objects.filter(handle=owner).values_list("name", flat=True).first()
        tellings.append(Telling(PASSED_ON, now, {"to_team": name or owner}, uid=f"{uid}:passed", beside=uid))
    done = tell(tellings, association=here, by=by, at=now, membership=membership)
    if done.refused is not None:
        return done.refused
    return done.results[0].thread or ""


def close_round(
    *,
    association: Association | str,
    round_id: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> bool | Refused:
    """Close a round of which every message was heard; False where it was closed before."""

    def act(here: Association, rulebook: Rulebook, now: datetime) -> bool | Refused:
        row = MachineRound.objects.select_for_update().filter(association=here, pk=round_id).first()
        if row is None:
            return Refused(GONE)
        if row.closed_at is not None:
            return False
        lines = rounds.messages_of(here, row.pk)
        left = unheard(Message(each.number, each.left_at, each.heard_at) for each in lines)
        if left:
            numbers = ", ".join(str(each) for each in left)
            what = f"Message {numbers} has" if len(left) == 1 else f"Messages {numbers} have"
            return Refused(
                f"{what} not been heard. Listen first, then close the round.", f"message-{left[0]}"
            )
        MachineRound.objects.filter(association=here, pk=row.pk).update(closed_at=now, closed_by=by)
        known = _round(rulebook, row.machine, row.round)
        if known is not None and known.does:
            _did(here, known.does, row.pk, now, by)
        facts = {
            "office": row.office.slug,
            "machine": row.machine,
            "round": row.round,
            "planned_for": row.for_at.isoformat(),
            "messages": sum(1 for each in lines if each.found == rounds.MESSAGE),
        }
        note(MACHINE_GONE_THROUGH, here=here, by=by, at=now, facts=facts)
        return True

    return _done(act, association, by, at, membership)


def _did(here: Association, clause: str, number: int, at: datetime, by: str) -> None:
    """Say on the duty's own thread that it was done, where the duty has begun."""
    subject = subject_of(clause)
    if dockets.find(here.pk, subjects=[subject]).places:
        done = Telling(DUTY_DONE, at, uid=f"machine:{number}:{clause}", subject=subject)
        tell([done], association=here, by=by, at=at)


def _done(
    act: Callable[[Association, Rulebook, datetime], T | Refused],
    association: Association | str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> T | Refused:
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    if membership is not None and not may(membership.role, Permission.RECORD):
        return Refused(NOT_YOURS)
    now = at.astimezone(UTC)

    def once() -> T | Refused:
        with tenancy.association(association) as here:
            return act(here, rules.current(here), now)

    return once_more(once)


def _place(here: Association, rulebook: Rulebook, office: str, machine: str) -> Office | Refused:
    known = {(each.machine.name, each.office) for each in rounds.places(rulebook)}
    if (machine, office) not in known:
        return Refused("There is no such machine at this office. Open the machine's page again.", "machine")
    return Office.objects.get(association=here, slug=office)


def _round(rulebook: Rulebook, machine: str, name: str) -> Round | None:
    known: Machine | None = next((each for each in rulebook.room("machines") if each.name == machine), None)
    return next((each for each in known.rounds if each.name == name), None) if known else None
