"""What happens when an office is shut though its hours say that it is open?

    done = close(association=magna, office="main", starts=…, ends=…, reason="unforeseen", …, by="ann", at=now)
    done.tasks, done.customers        # what has to be done for it, and the appointments that it touches
    call_off(association=magna, closing=done.id, by="ann", at=now)
    raise_due(association=magna, by="kept", at=now)       # what the coming bank holidays ask for, each once

The hours of the office are shorter from that moment on, for the diary, the board and every clock that counts
opening time: the threads that this touches are looked at again by the sweep. What was late by then stays so.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import InterfaceError, OperationalError
from django.db.models import Q

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.casework import Grade, Refused
from kept.casework.closing_days import (
    REASONS,
    HolidayAhead,
    Shut,
    Task,
    faults,
    holiday_tasks,
    holidays_ahead,
    new_hours_tasks,
    tasks,
)
from kept.casework.housekeeping import CLOSING_CALLED_OFF, CLOSING_TOLD
from kept.casework.permissions import Permission, may
from kept.rulebook import Rulebook
from kept.store import premises, rules, tenancy
from kept.store.models import Association, Clock, Closing, Membership, Office, Thread
from kept.workclock import Calendar, local_date

log = logging.getLogger("kept.closing_days")

TASK_SET, TASK_DROPPED, THREAD_CLOSED = "office.task_set", "office.task_dropped", "thread.closed"
MACHINE = "machine"
# So long before a bank holiday its tasks are there.
AHEAD = 14


@dataclass(frozen=True, slots=True)
class Closed:
    """A closure on record, the threads of its tasks, and the references of the appointments it touches."""

    id: int
    tasks: tuple[str, ...]
    customers: tuple[str, ...]


def close(
    *,
    association: Association | str,
    office: str | None,
    starts: datetime,
    ends: datetime,
    reason: str,
    uid: str,
    by: str,
    at: datetime,
    words: str = "",
    membership: Membership | None = None,
) -> Closed | Refused:
    """Enter a closure of that office, or of all of them, with its tasks. Entering it twice is once."""
    if not by:
        raise ValueError("Every event says who told it: give `by`.")
    now, starts, ends = at.astimezone(UTC), starts.astimezone(UTC), ends.astimezone(UTC)

    def act() -> Closed | Refused:
        with tenancy.association(association) as here:
            before = Closing.objects.filter(association=here, uid=uid).first()
            if before is not None:
                return _as_it_is(here, before)
            rulebook = rules.current(here)
            place = Office.objects.filter(association=here, slug=office).first() if office else None
            if office and place is None:
                return Refused("There is no such office here. Choose one of the list.", "office")
            calendar = rulebook.calendar_for(office)
            refused = _may_close(membership, starts, calendar, now)
            if refused is not None:
                return refused
            wrong = faults(starts=starts, ends=ends, reason=reason, words=words, calendar=calendar, at=now)
            if wrong:
                return Refused(wrong[0].sentence, wrong[0].field)
            shut = Shut(office, starts, ends, now)
            row = Closing.objects.create(
                association=here,
                uid=uid,
                office=place,
                starts_at=starts,
                ends_at=ends,
                reason=reason,
                words=words,
                planned=starts > now,
                told_at=now,
                told_by=by,
            )
            customers = list(premises.affected(here, office, max(starts, now), ends))
            wanted = tasks(shut, calendar, planned=row.planned, customers=len(customers))
            why = words or REASONS[reason]
            places = [office] if office else [each.slug for each in rulebook.association.offices]
            # Whoever stands before the door sees to it; a day to come is for reception there.
            mine = by if membership is not None and not row.planned else None
            refs = [
                ref
                for each in places
                for ref in _set(here, wanted, f"closing:{uid}", each, why, by, now, owner=mine)
            ]
            facts: dict[str, object] = {"closing": uid, "office": office, "reason": reason}
            facts |= {"starts_at": starts.isoformat(), "ends_at": ends.isoformat(), "planned": row.planned}
            note(CLOSING_TOLD, here=here, by=by, at=now, facts=facts, uid=f"closing:{uid}")
            _look_again(here, shut, now)
            return Closed(row.pk, tuple(refs), tuple(each.thread.ref for each in customers))

    return once_more(act)


def _may_close(
    membership: Membership | None, starts: datetime, calendar: Calendar, now: datetime
) -> Refused | None:
    """Whoever stands before a locked door says so; a day to come is for whoever leads."""
    if membership is None or may(membership.role, Permission.REASSIGN):
        return None
    if not may(membership.role, Permission.RECORD):
        return Refused("Your role reads and does not record. Ask a colleague to enter it.", "office")
    if local_date(calendar, starts) > local_date(calendar, now):
        return Refused(
            "A closure on a day to come is entered by a manager or director. Ask one of them.", "starts"
        )
    return None


def _set(
    here: Association,
    wanted: Sequence[Task],
    name: str,
    office: str,
    why: str,
    by: str,
    at: datetime,
    *,
    owner: str | None = None,
) -> list[str]:
    """The threads of these tasks at that office, each under a name of its own, so that it is set once."""
    owner = owner or premises.keeper_of(here, office, at.date())
    tellings = [
        Telling(
            TASK_SET,
            at,
            {"what": each.what, "sort": each.sort, "due_by": each.due.isoformat(), "why": why},
            uid=f"{name}:{office}:{number}",
            subject=f"{name}:{office}:{number}",
            office=office,
            owner=owner,
            grade=Grade.STAFF,
        )
        for number, each in enumerate(wanted)
    ]
    told = tell(tellings, association=here, by=by, at=at) if tellings else None
    if told is not None and told.refused is not None:
        raise ValueError(told.refused.sentence)
    return [each.thread or "" for each in told.results] if told is not None else []


def _as_it_is(here: Association, row: Closing) -> Closed:
    rows = Thread.objects.filter(association=here, subject__startswith=f"closing:{row.uid}:")
    office = row.office.slug if row.office else None
    customers = premises.affected(here, office, max(row.starts_at, row.told_at), row.ends_at)
    return Closed(
        row.pk,
        tuple(rows.order_by("pk").values_list("ref", flat=True)),
        tuple(each.thread.ref for each in customers),
    )


def _look_again(here: Association, shut: Shut, at: datetime) -> None:
    """Let the sweep judge again whatever falls due once the office is shut."""
    touched = Clock.objects.filter(association=here)
    touched = touched.filter(Q(due_at__gt=shut.binds_from) | Q(act_by__gt=shut.binds_from))
    waiting = Thread.objects.filter(association=here, pk__in=touched.values("thread"))
    waiting.filter(Q(wake_at__isnull=True) | Q(wake_at__gt=at)).update(wake_at=at)


# ---- called off -------------------------------------------------------------------------------------------


def call_off(
    *,
    association: Association | str,
    closing: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Closing | Refused:
    """The office opens after all, or sooner. What is over is over; calling off twice is once."""
    if not by:
        raise ValueError("Every event says who told it: give `by`.")
    now = at.astimezone(UTC)

    def act() -> Closing | Refused:
        with tenancy.association(association) as here:
            row = Closing.objects.select_for_update(of=("self",)).filter(association=here, pk=closing).first()
            if row is None:
                return Refused("There is no such closure. Load the page again.", "closing")
            calendar = rules.current(here).calendar_for(row.office.slug if row.office else None)
            refused = _may_close(membership, row.starts_at, calendar, now)
            if refused is not None:
                return refused
            if row.called_off_at is not None:
                return row
            if row.ends_at <= now:
                return Refused("This closure is over, and stays on record.", "closing")
            before = row.ends_at
            row.called_off_at, row.called_off_by = now, by
            if row.starts_at < now:
                row.ends_at = now
            row.save(update_fields=["called_off_at", "called_off_by", "ends_at"])
            _drop_tasks(here, row, by, now)
            facts = {"closing": row.uid, "ends_at": max(now, row.starts_at).isoformat()}
            note(CLOSING_CALLED_OFF, here=here, by=by, at=now, facts=facts, uid=f"closing-off:{row.uid}")
            office = row.office.slug if row.office else None
            _look_again(here, Shut(office, row.starts_at, before, row.told_at), now)
            return row

    return once_more(act)


def _drop_tasks(here: Association, row: Closing, by: str, at: datetime) -> None:
    """What was to be done before it began; taking the notice down again stays to be done."""
    open_ = Thread.objects.filter(
        association=here, subject__startswith=f"closing:{row.uid}:", closed_at__isnull=True
    )
    refs = dict(open_.order_by("pk").values_list("pk", "ref"))
    if row.starts_at < at or not refs:
        return
    # What is late by then stays late: only what still runs can be taken back.
    running = set(Clock.objects.filter(thread__in=refs, verdict="running").values_list("thread", flat=True))
    reason = {"reason": "The closure was called off"}
    tellings = [
        Telling(TASK_DROPPED, at, reason, uid=f"dropped:{row.uid}:{ref}", thread=ref)
        if pk in running
        else Telling(THREAD_CLOSED, at, {}, uid=f"dropped:{row.uid}:{ref}", thread=ref)
        for pk, ref in refs.items()
    ]
    told = tell(tellings, association=here, by=by, at=at)
    if told.refused is not None:
        raise ValueError(told.refused.sentence)


# ---- bank holidays ----------------------------------------------------------------------------------------


def raise_due(*, association: Association | str, by: str, at: datetime) -> int:
    """Set what the bank holidays of the coming fortnight ask for, at each office, once; how many are new."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    now = at.astimezone(UTC)

    def act() -> int:
        with tenancy.association(association) as here:
            try:
                rulebook = rules.current(here)
            except rules.NoRulebook:
                return 0
            if local_date(rulebook.calendar_for(), now) < here.go_live:
                return 0
            number = sum(_holiday(here, *each, by, now) for each in _ahead(here, rulebook, now))
            return number + sum(_new_hours(here, *each, by, now) for each in _changed(here, now))

    return once_more(act)


def _ahead(here: Association, rulebook: Rulebook, at: datetime) -> list[tuple[str, Calendar, HolidayAhead]]:
    """The holidays of each office whose tasks have not been set yet."""
    found = [
        (each.slug, each.calendar, holiday)
        for each in rulebook.association.offices
        for holiday in holidays_ahead(each.calendar, at, days=AHEAD)
    ]
    names = [f"{_name(holiday)}:{office}:0" for office, _calendar, holiday in found]
    there = set(Thread.objects.filter(association=here, subject__in=names).values_list("subject", flat=True))
    return [each for each, name in zip(found, names, strict=True) if name not in there]


def _name(holiday: HolidayAhead) -> str:
    return f"holiday:{holiday.day.isoformat()}"


def _holiday(
    here: Association, office: str, calendar: Calendar, holiday: HolidayAhead, by: str, at: datetime
) -> int:
    wanted = holiday_tasks(holiday, calendar)
    return len(_set(here, wanted, _name(holiday), office, holiday.name, by, at))


def _changed(here: Association, at: datetime) -> list[tuple[str, Calendar, str]]:
    """The offices whose hours the newest policy changed, with its version; those not yet seen to."""
    versions = [each for each in rules.rules_of(here).versions if each.binds_from <= at]
    if len(versions) < 2 or versions[-1].rulebook.starts_on < here.go_live:
        return []
    now, before = (each.rulebook for each in (versions[-1], versions[-2]))
    old = {each.slug: premises.hours_words(each) for each in before.association.offices}
    name = f"hours:{now.version[:12]}"
    return [
        (each.slug, each.calendar, name)
        for each in now.association.offices
        if old.get(each.slug, ()) != premises.hours_words(each)
        and not Thread.objects.filter(association=here, subject=f"{name}:{each.slug}:0").exists()
    ]


def _new_hours(here: Association, office: str, calendar: Calendar, name: str, by: str, at: datetime) -> int:
    wanted = new_hours_tasks(calendar, at)
    return len(_set(here, wanted, name, office, "The opening hours changed", by, at))


def raise_everywhere(*, by: str, at: datetime) -> int:
    """The same for every association, one after the other; one that fails is logged and holds up no other."""
    number = 0
    for each in Association.objects.order_by("pk"):
        try:
            number += raise_due(association=each, by=by, at=at)
        except (InterfaceError, OperationalError):
            raise  # The database is not there or overloaded: that is no association's fault.
        except Exception:
            log.exception("What the holidays of association %d ask for could not be set.", each.pk)
    return number
