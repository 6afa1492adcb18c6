"""What goes with an appointment besides its time: confirmed, reminded, interpreted, or not given at all?

    confirm(association=karin, booking=17, how="letter", by="ann", at=now)
    remind(association=karin, booking=17, how="text", by="ann", at=now)
    interpret(association=karin, booking=17, confirmed=True, by="ann", at=now)
    not_given(association=karin, what="room", why="all taken", wanted_at=…, by="ann", at=now)

How somebody may be reached is obeyed: a way that they asked us not to use is refused, with the one to use.
"""

from __future__ import annotations

from datetime import UTC, datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.booked import Undone
from kept.actions.working.diary import found_booking, kept_or_undone, tell_or_undo
from kept.actions.working.house import note
from kept.casework import Refused
from kept.casework.diary import State
from kept.casework.housekeeping import TIME_NOT_GIVEN
from kept.casework.safe_contact import check, rules_of
from kept.store.models import Association, Booking, Membership, Office, Thread, Unmet

WAYS = ("printed", "letter", "email", "text", "telephone")
WANTED = ("time", "room", "visit", "evening")


def confirm(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    booking: int,
    how: str,
    membership: Membership | None = None,
) -> Booking | Refused:
    """The customer has it in their hands: when, where, with whom, and that they may ask for the card."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Booking:
        found = _to_come(here, booking, how, now, membership)
        if found.confirmed_at is None:
            telling = Telling("appointment.confirmed", now, {"how": how})
            tell_or_undo([telling], found.thread.ref, here, by=by, at=now, membership=membership)
            found.confirmed_at = now
            found.save(update_fields=["confirmed_at"])
        return found

    return kept_or_undone(act, association, membership)


def remind(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    booking: int,
    how: str,
    membership: Membership | None = None,
) -> Booking | Refused:
    """Somebody has reminded them."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Booking:
        found = _to_come(here, booking, how, now, membership)
        if found.reminded_at is None:
            telling = Telling("appointment.reminded", now, {"how": how})
            tell_or_undo([telling], found.thread.ref, here, by=by, at=now, membership=membership)
            found.reminded_at = now
            found.save(update_fields=["reminded_at"])
        return found

    return kept_or_undone(act, association, membership)


def interpret(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    booking: int,
    confirmed: bool,
    language: str = "",
    membership: Membership | None = None,
) -> Booking | Refused:
    """An interpreter is asked for, or has said that they will come."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Booking:
        found = found_booking(here, booking, membership)
        if found.state != State.BOOKED:
            raise Undone(Refused("This appointment is not to come any more.", "booking"))
        wanted = "confirmed" if confirmed else "needed"
        if found.interpreter != wanted:
            spoken = language or (found.person.language if found.person else "")
            facts = {"language": spoken, "confirmed": confirmed}
            telling = Telling("interpreter.arranged", now, facts)
            tell_or_undo([telling], found.thread.ref, here, by=by, at=now, membership=membership)
            found.interpreter, found.interpreter_at = wanted, now if confirmed else None
            found.save(update_fields=["interpreter", "interpreter_at"])
        return found

    return kept_or_undone(act, association, membership)


def not_given(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    what: str,
    why: str,
    wanted_at: datetime | None = None,
    minutes: int | None = None,
    office: str | None = None,
    thread: str | None = None,
    membership: Membership | None = None,
) -> Unmet | Refused:
    """Somebody wanted a time, a room or a visit, and we could not or would not. Each is counted."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Unmet:
        if what not in WANTED:
            raise Undone(Refused("Say what was wanted.", "what"))
        if not why.strip() or len(why) > 60:
            raise Undone(Refused("Say why, in a few words.", "why"))
        of = Thread.objects.filter(association=here, ref=thread).first() if thread else None
        if of is not None and what == "visit":
            telling = Telling("visit.refused", now, {"why": why}, thread=of.ref)
            told = tell([telling], association=here, by=by, at=now, membership=membership)
            if told.refused is not None:
                raise Undone(told.refused)
        made = Unmet.objects.create(
            association=here,
            what=what,
            why=why.strip(),
            wanted_at=wanted_at,
            minutes=minutes,
            office=Office.objects.filter(association=here, slug=office).first() if office else None,
            thread=of,
            told_by=by,
            told_at=now,
        )
        when = wanted_at.isoformat() if wanted_at else None
        facts = {"what": what, "why": why.strip(), "wanted_at": when}
        note(TIME_NOT_GIVEN, here=here, by=by, at=now, facts=facts)
        return made

    return kept_or_undone(act, association, membership)


def _to_come(
    here: Association, booking: int, how: str, now: datetime, membership: Membership | None
) -> Booking:
    """The booking, if somebody may be told of it in this way."""
    found = found_booking(here, booking, membership)
    if found.state != State.BOOKED or found.starts_at < now:
        raise Undone(Refused("This appointment is not to come any more.", "booking"))
    if how not in WAYS:
        raise Undone(Refused("Say how they were told.", "how"))
    rules = rules_of(found.person.stands.contact_rules) if found.person else None
    refused = check(rules, how) if rules and how != "printed" else None
    if refused is not None:
        raise Undone(Refused(refused.sentence, "how"))
    return found


__all__ = ["confirm", "interpret", "not_given", "remind"]
