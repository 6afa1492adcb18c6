"""What begins, and what ends, with an absence: its steps, its appointments, and the thread of whoever leads?

begun(absence, here, by="mia", at=now)        # steps, appointments and, where it asks for any, a thread
settle(absence, here, by="mia", at=now)       # is everything seen to? Then the thread is closed
over(absence, here, by="mia", at=now)         # back: what is still open is not needed any more

The caller has made the association active and holds the transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import leaving as casework
from kept.casework.housekeeping import (
    ABSENCE_ARRANGED,
    ABSENCE_TO_ARRANGE,
    ARRANGEMENT_MADE,
    ARRANGEMENT_NEEDED,
    ARRANGEMENT_NOT_NEEDED,
)
from kept.casework.leaving import LEAVE, SICKNESS, STANDS
from kept.casework.permissions import Permission, may
from kept.rulebook import Rulebook
from kept.rulebook.leaving import MANAGER, SELF, LeaveStep
from kept.store import absences, leaving, notices, refs, registers, rules
from kept.store.models import Absence, AbsenceMeeting, AbsenceStep, Account, Association, Membership, Thread
from kept.workclock import Calendar

SICK, ALL_TOLD = "staff.reported_sick", "appointments.customers_told"
MACHINE = "machine"
# What the line manager sees to where customers were to be met.
MEETINGS = "appointments"
MEETINGS_TITLE = "Every customer with an appointment told"
RECEPTIONIST = "receptionist"


def begun(absence: Absence, here: Association, *, by: str, at: datetime) -> Absence:
    """Write down what it asks for, list whom they were to meet, and give whoever leads a thread for it."""
    rulebook = rules.current(here)
    calendar = calendar_of(absence, rulebook)
    asked = casework.asked(
        rulebook.room("leave"),
        kind=absence.kind,
        starts=absence.from_at,
        ends=absence.to_at,
        told_at=at,
        calendar=calendar,
    )
    leads = leader_of(absence, here, at)
    meetings = leaving.appointments_of(here, absence.account_id, since=absence.from_at, until=absence.to_at)
    needed = [(each.step.name, each.step.title, each.due_at) for each in asked if each.step.by == MANAGER]
    if meetings:
        needed.append((MEETINGS, MEETINGS_TITLE, max(meetings[0].starts_at, at)))
    uids = {name: refs.new_uid() for name, _, _ in needed}
    if needed or absence.kind == SICKNESS:
        absence.thread = _opened(absence, here, leads, needed, uids, calendar, by=by, at=at)
        absence.save(update_fields=["thread"])
    rows = [_row(absence, here, each.step, each.due_at, leads, uids) for each in asked]
    if meetings:
        due = max(meetings[0].starts_at, at)
        rows.append(_meeting_row(absence, here, due, leads, uids[MEETINGS]))
    AbsenceStep.objects.bulk_create(rows)
    AbsenceMeeting.objects.bulk_create(
        [
            AbsenceMeeting(
                association=here,
                absence=absence,
                thread_id=each.thread,
                booking=each.booking,
                starts_at=each.starts_at,
            )
            for each in meetings
        ]
    )
    _tell_reception(absence, here, calendar, at)
    if absence.kind == SICKNESS and not meetings:
        all_told(absence, here, by=by, at=at)
        settle(absence, here, by=by, at=at)
    return absence


def calendar_of(absence: Absence, rulebook: Rulebook) -> Calendar:
    """The days and hours of the office of whoever is away."""
    rows = Membership.objects.filter(association=absence.association_id, account=absence.account_id)
    member = rows.select_related("office").order_by("from_on", "id").last()
    return rulebook.calendar_for(member.office.slug if member is not None and member.office else None)


def leader_of(absence: Absence, here: Association, at: datetime) -> Account | None:
    """Who leads them: by their record, else of their team; somebody who is here and may record."""
    said = registers.line_manager_of(here, absence.account_id)
    if said is not None and said.pk != absence.account_id and not _away(here, said.pk, at):
        return said
    found = absences.leader_of(here, absence.account_id, at)
    return Account.objects.filter(pk=found).first() if found is not None else None


def _away(here: Association, account: int, at: datetime) -> bool:
    return absences.away_at(here, at).filter(account=account).exists()


def _row(
    absence: Absence,
    here: Association,
    step: LeaveStep,
    due: datetime,
    leads: Account | None,
    uids: dict[str, str],
) -> AbsenceStep:
    owner = {SELF: absence.account_id, MANAGER: leads.pk if leads else None}.get(step.by)
    facts = {"needed": uids[step.name]} if step.name in uids else {}
    return AbsenceStep(
        association=here,
        absence=absence,
        step=step.name,
        title=step.title,
        due_at=due,
        owner_id=owner,
        facts=facts,
        thread=absence.thread,
    )


def _meeting_row(
    absence: Absence, here: Association, due: datetime, leads: Account | None, uid: str
) -> AbsenceStep:
    return AbsenceStep(
        association=here,
        absence=absence,
        step=MEETINGS,
        title=MEETINGS_TITLE,
        due_at=due,
        owner=leads,
        facts={"needed": uid},
        thread=absence.thread,
    )


def _opened(
    absence: Absence,
    here: Association,
    leads: Account | None,
    needed: Sequence[tuple[str, str, datetime]],
    uids: dict[str, str],
    calendar: Calendar,
    *,
    by: str,
    at: datetime,
) -> str:
    """The thread on which whoever leads sees what is to be done; its reference."""
    begins = refs.new_uid()
    owner = leads.handle if leads is not None else None
    if absence.kind == SICKNESS:
        facts = {
            "first_day": casework.first_day(absence.from_at, at, calendar),
            "after_noon": casework.after_noon(at, calendar),
        }
        first = Telling(SICK, at, facts, uid=begins, owner=owner)
    else:
        first = Telling(ABSENCE_TO_ARRANGE, at, uid=begins, owner=owner, via=MACHINE)
    rest = [
        Telling(
            ARRANGEMENT_NEEDED,
            at,
            {"what": title, "needed_by": due.isoformat()},
            uid=uids[name],
            beside=begins,
            via=MACHINE,
        )
        for name, title, due in needed
    ]
    told = tell([first, *rest], association=here, by=by, at=at)
    if told.refused is not None:
        raise RuntimeError(told.refused.sentence)
    return str(told.results[0].thread)


def _tell_reception(absence: Absence, here: Association, calendar: Calendar, at: datetime) -> None:
    """Reception is told of every absence: a notice, which goes by e-mail with the next digest too."""
    people = notices.people(here, at).of_role(RECEPTIONIST)
    first = calendar.local(absence.from_at)
    until = (
        f"until {casework.back_on(absence.to_at, calendar):%-d %B}"
        if absence.to_at
        else "until further notice"
    )
    what = "on leave" if absence.kind == LEAVE else "away"
    said = f"{absence.account.name} is {what} from {first:%-d %B} {until}."
    if absence.covered_by is not None:
        said += f" {absence.covered_by.name} answers for them."
    notices.tell(
        [each for each in people if each != absence.account_id],
        what="absence",
        key=f"absence:{absence.pk}",
        said=said,
        at=at,
    )


def made(step: AbsenceStep, here: Association, *, named: Account | None, by: str, at: datetime) -> None:
    """The arrangement is made: its clock ends."""
    if step.thread and "needed" in step.facts:
        facts = {"what": step.title} | ({"named": named.handle} if named is not None else {})
        _on_thread(step, here, ARRANGEMENT_MADE, facts, by=by, at=at)


def not_needed(step: AbsenceStep, here: Association, *, by: str, at: datetime) -> None:
    """They are back: the arrangement is not needed any more."""
    if step.thread and "needed" in step.facts:
        _on_thread(step, here, ARRANGEMENT_NOT_NEEDED, {"what": step.title}, by=by, at=at)


def _on_thread(
    step: AbsenceStep, here: Association, kind: str, facts: Mapping[str, object], *, by: str, at: datetime
) -> None:
    answers = (str(step.facts["needed"]),)
    _tell(
        Telling(kind, at, dict(facts), thread=step.thread, answers=answers, via=MACHINE), here, by=by, at=at
    )


def _tell(telling: Telling, here: Association, *, by: str, at: datetime) -> None:
    told = tell([telling], association=here, by=by, at=at)
    if told.refused is not None:
        raise RuntimeError(told.refused.sentence)


def all_told(absence: Absence, here: Association, *, by: str, at: datetime) -> None:
    """Every customer of somebody who is ill has heard from us."""
    if absence.kind == SICKNESS and absence.thread:
        _tell(Telling(ALL_TOLD, at, thread=absence.thread), here, by=by, at=at)


def settle(absence: Absence, here: Association, *, by: str, at: datetime) -> None:
    """Close the thread of whoever leads once nothing that it asked for is open."""
    if not absence.thread:
        return
    asks = AbsenceStep.objects.filter(association=here, absence=absence, facts__has_key="needed")
    if asks.filter(done_at=None).exists():
        return
    if Thread.objects.filter(association=here, ref=absence.thread, closed_at=None).exists():
        _tell(Telling(ABSENCE_ARRANGED, at, thread=absence.thread, via=MACHINE), here, by=by, at=at)


def over(absence: Absence, here: Association, *, by: str, at: datetime) -> None:
    """They are back: what is still to come is as it was, and nothing more is asked for."""
    meetings = AbsenceMeeting.objects.filter(association=here, absence=absence, told_at=None)
    meetings.filter(outcome="", starts_at__gte=at).update(
        outcome=STANDS, decided_at=at, decided_by=by, told_at=at, told_by=by
    )
    left = meetings.filter(told_at=None).exists()
    steps = AbsenceStep.objects.filter(association=here, absence=absence, done_at=None)
    for each in steps.order_by("id"):
        if each.step == MEETINGS and left:
            continue
        not_needed(each, here, by=by, at=at)
        each.done_at, each.done_by = at, by
        each.facts = {**each.facts, "not_needed": True}
        each.save(update_fields=["done_at", "done_by", "facts"])
        if each.step == MEETINGS:
            all_told(absence, here, by=by, at=at)
    settle(absence, here, by=by, at=at)


def may_lead(membership: Membership | None) -> bool:
    """Whether they lead; Kept itself may."""
    return membership is None or may(membership.role, Permission.REASSIGN)
