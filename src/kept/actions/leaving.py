"""What if something that an absence asks for is seen to, or an appointment is postponed or covered?

    see_to(association=moray, step=4, named="cem", by="mia", at=now)       # Cem has the letters from here
    look(association=moray, step=3, day=…, urgent=1, note="…", by="cem", at=now)
    postpone(association=moray, meeting=9, starts=…, how="by-telephone", by="mia", at=now)
    cover(association=moray, meeting=10, to="cem", briefing="…", by="mia", at=now)
    customer_told(association=moray, meeting=10, by="mia", at=now)

When every customer has heard from us, and everything else is arranged, the thread of whoever leads is closed.
Doing any of it twice does no more than doing it once.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from kept.actions.told import Telling
from kept.actions.working.absent import calendar_of, made, may_lead, settle
from kept.actions.working.booked import Undone
from kept.actions.working.house import note as put_down
from kept.actions.working.meetings_away import (
    arranged,
    decided,
    held_meeting,
    may_cover,
    moved,
    on_record,
    told_to_customer,
)
from kept.actions.working.once_more import once_more
from kept.actions.working.opening import members, not_here
from kept.actions.working.steps_away import (
    check_may,
    colleague_named,
    dates,
    diverted,
    given,
    held_step,
    says_of,
)
from kept.casework import Refused
from kept.casework.housekeeping import ABSENCE_SEEN_TO
from kept.casework.leaving import COVERED, POSTPONED
from kept.store import rules, tenancy
from kept.store.models import AbsenceLook, AbsenceMeeting, AbsenceStep, Association, Membership
from kept.workclock import local_date

LONGEST_NOTE = 1_000
MOST_URGENT = 1_000


def see_to(
    *,
    association: Association | str,
    step: int,
    by: str,
    at: datetime,
    named: str = "",
    on: date | None = None,
    first: date | None = None,
    last: date | None = None,
    divert_place: str = "",
    membership: Membership | None = None,
) -> AbsenceStep | Refused:
    """It is done: on which day, where it was another, and who does it from here, where it names somebody."""
    now = at.astimezone(UTC)

    def act() -> AbsenceStep | Refused:
        try:
            with tenancy.association(association) as here:
                found = held_step(here, step)
                if found.done_at is not None:
                    return found
                says = says_of(here, found)
                check_may(found, says, membership)
                calendar = calendar_of(found.absence, rules.current(here))
                today = local_date(calendar, now)
                facts: dict[str, object] = {"on": (on or today).isoformat()}
                if on is not None and on > today:
                    raise Undone(Refused("That day is still to come. Say it when it is done.", "on"))
                if says.dates:
                    facts |= dates(found.absence, first, last, here)
                who = colleague_named(here, found.absence, says, named, now)
                if says.divert:
                    facts |= diverted(here, found.absence, named, divert_place, now)
                found.named = who if says.names else found.named
                found.facts = {**found.facts, **facts}
                found.done_at, found.done_by = now, by
                found.save(update_fields=["named", "facts", "done_at", "done_by"])
                if who is not None and says.gives:
                    found.facts = {**found.facts, "given": given(here, found, says, who, by=by, at=now)}
                    found.save(update_fields=["facts"])
                said = {"account": found.absence.account.handle, "step": found.title, "named": named or None}
                put_down(ABSENCE_SEEN_TO, here=here, by=by, at=now, facts=said)
                made(found, here, named=who, by=by, at=now)
                settle(found.absence, here, by=by, at=now)
                return found
        except Undone as undone:
            return undone.refused

    return once_more(act)


def look(
    *,
    association: Association | str,
    step: int,
    day: date,
    urgent: int,
    by: str,
    at: datetime,
    note: str = "",
    membership: Membership | None = None,
) -> AbsenceLook | Refused:
    """The day's look at what reached whoever is away: how much of it was urgent, and what was done."""
    now = at.astimezone(UTC)

    def act() -> AbsenceLook | Refused:
        try:
            with tenancy.association(association) as here:
                found = held_step(here, step)
                if not says_of(here, found).daily or found.named is None:
                    return Refused("Nobody is to look at this every day. Name somebody first.", "step")
                mine = membership is None or membership.account_id == found.named_id
                if not mine and not may_lead(membership):
                    return Refused(f"{found.named.name} looks, or whoever leads.", "step")
                if day > now.astimezone(rules.current(here).calendar_for(None).tz).date():
                    return Refused("That day is still to come.", "day")
                if not 0 <= urgent <= MOST_URGENT or len(note) > LONGEST_NOTE:
                    return Refused("Say how many were urgent, and what was done in a few words.", "urgent")
                looked = {"urgent": urgent, "note": note.strip(), "by": by, "at": now}
                made_now, _ = AbsenceLook.objects.update_or_create(
                    association=here, step=found, day=day, defaults=looked
                )
                said = {"account": found.absence.account.handle, "step": found.title, "named": by}
                put_down(ABSENCE_SEEN_TO, here=here, by=by, at=now, facts=said)
                return made_now
        except Undone as undone:
            return undone.refused

    return once_more(act)


def postpone(
    *,
    association: Association | str,
    meeting: int,
    starts: datetime,
    how: str,
    by: str,
    at: datetime,
    later_why: str = "",
    despite: tuple[str, ...] = (),
    membership: Membership | None = None,
) -> AbsenceMeeting | Refused:
    """Another time, agreed with the customer, who has heard from us by that. Its clocks stay as they are."""
    now = at.astimezone(UTC)

    def act() -> AbsenceMeeting | Refused:
        try:
            with tenancy.association(association) as here:
                found = held_meeting(here, meeting, membership)
                if found.told_at is not None:
                    return found
                if starts <= now:
                    return Refused("The new time has to be still to come.", "starts")
                facts = {"agreed": True, "agreed_how": how, "later_why": later_why}
                booked = moved(here, found, starts, (), facts, despite, by=by, at=now, membership=membership)
                if booked is None:
                    on_record(
                        here, found, arranged(here, found, starts), by=by, at=now, membership=membership
                    )
                found.booking = booked if booked is not None else found.booking
                found.outcome, found.moved_to = POSTPONED, starts.astimezone(UTC)
                return told_to_customer(here, decided(found, by, now), by=by, at=now)
        except Undone as undone:
            return undone.refused

    return once_more(act)


def cover(
    *,
    association: Association | str,
    meeting: int,
    to: str,
    by: str,
    at: datetime,
    briefing: str = "",
    despite: tuple[str, ...] = (),
    membership: Membership | None = None,
) -> AbsenceMeeting | Refused:
    """A colleague takes it at the same time, with what they should know. The customer is told after it."""
    now = at.astimezone(UTC)

    def act() -> AbsenceMeeting | Refused:
        try:
            with tenancy.association(association) as here:
                found = held_meeting(here, meeting, membership)
                taker = members(here, [to], now).get(to)
                if taker is None:
                    return Refused(not_here(to).sentence, "cover")
                if found.told_at is not None or found.covered_by_id == taker.account_id:
                    return found
                if not briefing.strip() or len(briefing) > LONGEST_NOTE:
                    return Refused("Say in a few words what your colleague should know.", "briefing")
                refused = may_cover(here, found, taker)
                if refused is not None:
                    return refused
                booked = moved(
                    here, found, found.starts_at, (to,), {}, despite, by=by, at=now, membership=membership
                )
                facts = {"covered_by": to, "briefing": briefing.strip()}
                telling = Telling("appointment.covered", now, facts)
                on_record(here, found, telling, by=by, at=now, membership=membership)
                found.booking = booked if booked is not None else found.booking
                found.outcome, found.covered_by = COVERED, taker.account
                found.briefing = briefing.strip()
                return decided(found, by, now)
        except Undone as undone:
            return undone.refused

    return once_more(act)


def customer_told(
    *,
    association: Association | str,
    meeting: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> AbsenceMeeting | Refused:
    """The customer has heard who comes instead."""
    now = at.astimezone(UTC)

    def act() -> AbsenceMeeting | Refused:
        try:
            with tenancy.association(association) as here:
                found = held_meeting(here, meeting, membership)
                if found.told_at is not None:
                    return found
                if not found.outcome:
                    return Refused("Say first whether it is postponed or covered.", "meeting")
                telling = Telling("appointment.customer_told", now)
                on_record(here, found, telling, by=by, at=now, membership=membership)
                return told_to_customer(here, found, by=by, at=now)
        except Undone as undone:
            return undone.refused

    return once_more(act)


__all__ = ["cover", "customer_told", "look", "postpone", "see_to"]
