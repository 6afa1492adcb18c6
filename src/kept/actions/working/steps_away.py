"""What does seeing to one step of an absence take: who may, whom it names, and what goes to whom?

    says_of(here, step)                          # what the house says of it
    colleague_named(here, absence, says, …)      # somebody who is there while the other is away
    given(here, step, says, cem, …)              # the letters are Cem's from here

The caller holds the transaction; `Undone` says why not, so that nothing of it stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from kept.actions.reassigning import Reassigned, reassign
from kept.actions.working.absent import MEETINGS, RECEPTIONIST, may_lead
from kept.actions.working.booked import Undone
from kept.actions.working.opening import members, not_here
from kept.casework import Refused
from kept.casework import leaving as casework
from kept.rulebook.leaving import RECEPTION, SELF, LeaveStep
from kept.store import rules
from kept.store.leaving import away_then
from kept.store.models import Absence, AbsenceStep, Account, Association, Membership, Thread

GIVES = {"letters": ("letter", "email"), "messages": ("message", "call")}
_GONE = "There is no such step here. Load the page again."


def held_step(here: Association, pk: int) -> AbsenceStep:
    rows = AbsenceStep.objects.select_for_update(of=("self",)).filter(association=here, pk=pk)
    found = rows.select_related("absence__account", "absence__covered_by", "named").first()
    if found is None:
        raise Undone(Refused(_GONE, "step"))
    return found


def says_of(here: Association, found: AbsenceStep) -> LeaveStep:
    """What the house says of this step; one that it no longer has is only ticked."""
    known = {each.name: each for each in rules.current(here).room("leave")}
    if found.step == MEETINGS:
        raise Undone(Refused("It is done when each customer on the list has been told.", "step"))
    return known.get(found.step) or LeaveStep(found.step, found.title, "", SELF)


def check_may(found: AbsenceStep, says: LeaveStep, membership: Membership | None) -> None:
    if membership is None or may_lead(membership):
        return
    if says.by == RECEPTION and membership.role == RECEPTIONIST:
        return
    if says.by == SELF and membership.account_id == found.absence.account_id:
        return
    who = {RECEPTION: "Reception says", SELF: "Whoever is away says"}.get(says.by, "Whoever leads says")
    raise Undone(Refused(f"{who} when this is done.", "step"))


def dates(absence: Absence, first: date | None, last: date | None, here: Association) -> Mapping[str, object]:
    """The first and last day of the automatic reply, which are those of the absence."""
    zone = rules.current(here).calendar_for(None).tz
    begins = absence.from_at.astimezone(zone).date()
    if first is None or first > begins:
        raise Undone(Refused(f"The reply has to be on from {begins:%-d %B %Y} at the latest.", "first"))
    if absence.to_at is None:
        return {"first": first.isoformat(), "last": last.isoformat() if last else None}
    ends = (absence.to_at - timedelta(microseconds=1)).astimezone(zone).date()
    if last is None or last < ends:
        raise Undone(Refused(f"The reply has to stay on until {ends:%-d %B %Y}.", "last"))
    return {"first": first.isoformat(), "last": last.isoformat()}


def colleague_named(
    here: Association, absence: Absence, says: LeaveStep, handle: str, at: datetime
) -> Account | None:
    """The colleague who is named: somebody who works here and is there while the other is away."""
    if not handle:
        if says.names:
            raise Undone(Refused("Choose the colleague who does it.", "named"))
        return None
    found = members(here, [handle], at).get(handle)
    if found is None:
        raise Undone(Refused(not_here(handle).sentence, "named"))
    gone = away_then(here, found.account_id, absence.from_at, absence.to_at)
    refused = casework.check_covers(found.account_id, absence.account_id, away=gone, busy=False)
    if refused is not None:
        raise Undone(Refused(refused.sentence, "named"))
    return found.account


def diverted(
    here: Association, absence: Absence, named: str, place: str, at: datetime
) -> Mapping[str, object]:
    """Where the telephone rings from now on: at a colleague's, or a place of the list."""
    places = {each.name for each in rules.current(here).room("diverts")}
    if not named and place not in places:
        raise Undone(Refused("Say where the telephone rings now.", "divert_place"))
    if named:
        absence.covered_by = members(here, [named], at)[named].account
    absence.divert_place = "" if named else place
    absence.save(update_fields=["covered_by", "divert_place"])
    return {"divert_place": place} if not named else {"divert_to": named}


def given(
    here: Association, found: AbsenceStep, says: LeaveStep, who: Account, *, by: str, at: datetime
) -> int:
    """What is open of that sort goes to the colleague, clocks unchanged: how many."""
    absence = found.absence
    if says.gives == "messages":
        # What comes meanwhile is theirs too: they answer for whoever is away.
        absence.covered_by = who
        absence.save(update_fields=["covered_by"])
    rows = Thread.objects.filter(association=here, owner=absence.account_id, closed_at=None, merged_into=None)
    refs = list(rows.filter(kind__in=GIVES[says.gives]).order_by("id").values_list("ref", flat=True))
    done = reassign(association=here, threads=refs, to=who.handle, by=by, at=at) if refs else None
    if isinstance(done, Refused):
        raise Undone(Refused(done.sentence, "named"))
    return len(done.moved) if isinstance(done, Reassigned) else 0
