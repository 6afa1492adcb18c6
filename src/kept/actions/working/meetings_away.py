"""What does an appointment take that somebody who is away cannot keep?

    moved(here, meeting, starts, ("cem",), {}, …)      # the same in the diary, with Cem in their place
    told_to_customer(here, meeting, by=…, at=…)        # the customer knows; the last of them ends the promise

The caller holds the transaction; `Undone` says why not, so that nothing of it stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from kept.actions import booking as diary_acts
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.absent import MEETINGS, all_told, made, may_lead, settle
from kept.actions.working.booked import Booked, Undone
from kept.casework import Refused
from kept.casework import leaving as casework
from kept.store import absences
from kept.store import diary as diary_store
from kept.store.leaving import away_then
from kept.store.models import (
    AbsenceMeeting,
    AbsenceStep,
    Association,
    Booking,
    Membership,
    Resource,
    Slot,
)
from kept.store.models.diary import STAFF
from kept.store.threads import visible_to

_NO_MEETING = "There is no such appointment here. Load the page again."


def held_meeting(here: Association, pk: int, membership: Membership | None) -> AbsenceMeeting:
    rows = AbsenceMeeting.objects.select_for_update(of=("self",)).filter(association=here, pk=pk)
    if membership is not None:
        rows = rows.filter(thread__in=visible_to(membership))
    found = rows.select_related("absence__account", "thread", "covered_by").first()
    if found is None:
        raise Undone(Refused(_NO_MEETING, "meeting"))
    if not may_lead(membership) and not _covers(here, found, membership):
        raise Undone(Refused("Whoever leads, or covers for them, settles this.", "meeting"))
    return found


def _covers(here: Association, found: AbsenceMeeting, membership: Membership | None) -> bool:
    assert membership is not None
    mine = {found.absence.covered_by_id, found.covered_by_id}
    covers = absences.covering(here, found.absence.from_at)
    return membership.account_id in {*mine, covers.get(found.absence.account_id)}


def may_cover(here: Association, found: AbsenceMeeting, taker: Membership) -> Refused | None:
    starts = found.starts_at
    gone = away_then(here, taker.account_id, starts, starts + timedelta(microseconds=1))
    busy = Slot.objects.filter(
        association=here,
        released_at=None,
        resource__account=taker.account_id,
        starts_at__lte=starts,
        ends_at__gt=starts,
    ).exists()
    return casework.check_covers(taker.account_id, found.absence.account_id, away=gone, busy=busy)


def moved(
    here: Association,
    found: AbsenceMeeting,
    starts: datetime,
    covered_by: tuple[str, ...],
    facts: Mapping[str, object],
    despite: tuple[str, ...],
    *,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> int | None:
    """The same in the diary at that time, with whoever covers in the other's place; None where it is not
    there.
    """
    old = Booking.objects.filter(association=here, pk=found.booking or 0).first()
    if old is None:
        return None
    words = diary_store.words_of([old]).get(old.event, {})
    said = diary_store.facts_of([old]).get(old.event, {})
    before = {
        "agreed": old.agreed,
        "agreed_how": old.agreed_how,
        "not_agreed": old.not_agreed,
        "later_why": old.later,
        "people": old.people,
        "needs": tuple(old.needs),
    }
    kept = {name: value for name, value in {**said, **words}.items() if name != "booked_for"}
    done = diary_acts.move(
        association=here,
        by=by,
        at=at,
        booking=old.pk,
        starts=starts,
        ends=starts + (old.ends_at - old.starts_at),
        resources=_resources(old, found.absence.account_id, covered_by),
        wished_by="us",
        facts={**kept, **before, **{name: value for name, value in facts.items() if value}},
        despite=despite,
        membership=membership,
    )
    if not isinstance(done, Booked):
        raise Undone(done)
    return done.id


def _resources(old: Booking, whose: int, covered_by: tuple[str, ...]) -> tuple[int | str, ...]:
    """What was booked, with the colleague who covers in place of whoever is away."""
    slots = Slot.objects.filter(association=old.association_id, booking=old)
    rows = Resource.objects.filter(association=old.association_id, pk__in=slots.values("resource"))
    instead = covered_by
    others = [
        each.pk for each in rows if not (covered_by and each.kind == STAFF and each.account_id == whose)
    ]
    return (*others, *(f"@{handle}" for handle in instead))


def arranged(here: Association, found: AbsenceMeeting, starts: datetime) -> Telling:
    """The new time, in the words of the kind of contact that it is."""
    kind = "visit.arranged" if found.thread.kind == "visit" else "appointment.arranged"
    return Telling(kind, found.absence.told_at, {"booked_for": starts.isoformat()})


def on_record(
    here: Association,
    found: AbsenceMeeting,
    telling: Telling,
    *,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> None:
    given = Telling(telling.kind, at, telling.facts, thread=found.thread.ref)
    done = tell([given], association=here, by=by, at=at, membership=membership)
    if done.refused is not None:
        raise Undone(done.refused)


def decided(found: AbsenceMeeting, by: str, at: datetime) -> AbsenceMeeting:
    found.decided_at, found.decided_by = at, by
    found.save(
        update_fields=[
            "booking",
            "outcome",
            "moved_to",
            "covered_by",
            "briefing",
            "decided_at",
            "decided_by",
        ]
    )
    return found


def told_to_customer(here: Association, found: AbsenceMeeting, *, by: str, at: datetime) -> AbsenceMeeting:
    """The customer knows; where they were the last, so does everybody."""
    found.told_at, found.told_by = at, by
    found.save(update_fields=["told_at", "told_by"])
    absence = found.absence
    if not AbsenceMeeting.objects.filter(association=here, absence=absence, told_at=None).exists():
        all_told(absence, here, by=by, at=at)
        steps = AbsenceStep.objects.filter(association=here, absence=absence, step=MEETINGS, done_at=None)
        for each in steps:
            each.done_at, each.done_by = at, by
            each.save(update_fields=["done_at", "done_by"])
            made(each, here, named=None, by=by, at=at)
        settle(absence, here, by=by, at=at)
    return found
