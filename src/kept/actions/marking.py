"""What if it turns out later for whom alone a contact is to be kept?

    mark(association=karin, thread="K7F3-9Q2M", sensitivity="confidential", by="ann", at=now)
    mark(association=karin, thread="K7F3-9Q2M", sensitivity="about-staff", about="bea", by="ann", at=now)

Whoever sees a contact may close it further; only those who lead open it again. Where it turns out to be about
whoever has it, it goes to somebody who leads, and from then on it is as if it were not there for them.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import Q

from kept.actions.working.judging import appended, moment_for
from kept.actions.working.marks import CHOSEN, Mark, lead, leader, no_colleague, staff
from kept.actions.working.once_more import JoinedMeanwhile, once_more
from kept.casework import Event, Refused
from kept.casework.housekeeping import CONTACT_MARKED
from kept.casework.permissions import Permission, may
from kept.casework.visibility import ABOUT_STAFF, SAFEGUARDING, closest
from kept.store import dockets, looking, refs, rules, tenancy, writing
from kept.store.models import Account, Association, Membership, Thread


def mark(
    *,
    association: Association | str,
    thread: str,
    sensitivity: str,
    by: str,
    at: datetime,
    about: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """Say for whom it is kept, and which colleague it is about; the thread's reference."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    now = at.astimezone(UTC)
    return once_more(lambda: _marked(association, thread, sensitivity, about or None, by, now, membership))


def _marked(
    association: Association | str,
    ref: str,
    sensitivity: str,
    handle: str | None,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> str | Refused:
    if membership is not None and not may(membership.role, Permission.RECORD):
        return Refused("Your role reads what is on record and does not change it. Ask a colleague.")
    if sensitivity not in (*CHOSEN, ABOUT_STAFF):
        return Refused(f"Choose one of: {', '.join(filter(None, CHOSEN))}.", "sensitivity")
    with tenancy.association(association) as here:
        place = next(iter(dockets.find(here.pk, refs=[ref]).places), None)
        if place is None or not looking.sees(membership, place.root, ref, at):
            return Refused("There is no such contact. Check the reference.", "thread")
        accounts = staff(here, [handle]) if handle else {}
        if handle and handle not in accounts:
            return no_colleague(handle)
        if sensitivity == ABOUT_STAFF and not handle:
            return Refused("Say which colleague it is about.", "about")
        held = dockets.read(dockets.lock([place.root]))
        if not held:
            raise JoinedMeanwhile
        docket = held[0]
        row = Thread.objects.select_related("about").get(pk=place.root)
        closed = closest([sensitivity, ABOUT_STAFF]) if handle else sensitivity
        wanted = Mark(closed, accounts[handle] if handle else None, handle)
        if (row.sensitivity, row.about_id) == (wanted.sensitivity, wanted.about):
            return docket.ref
        if membership is not None and not may(membership.role, Permission.EXCUSE) and _opens(row, wanted):
            return Refused(
                "Only a manager or director lets more people see this. Ask one of them.", "sensitivity"
            )
        moment = moment_for(docket, at)
        event = Event(
            refs.new_uid(), CONTACT_MARKED, moment, moment, by, facts=wanted.facts, thread=docket.ref
        )
        writing.write([appended(docket, event, rules=rules.rules_of(here), at=moment)])
        changed: dict[str, object] = {"sensitivity": wanted.sensitivity, "about": wanted.about}
        changed |= _elsewhere(here, row, wanted, by, moment)
        Thread.objects.filter(Q(pk=place.root) | Q(merged_into=place.root)).update(**changed)
        return docket.ref


def _opens(row: Thread, wanted: Mark) -> bool:
    """Whether more people would see it than do now."""
    less = closest([row.sensitivity, wanted.sensitivity]) != wanted.sensitivity
    return less or (row.about_id is not None and row.about_id != wanted.about)


def _elsewhere(here: Association, row: Thread, wanted: Mark, by: str, at: datetime) -> dict[str, object]:
    """Whose it is from now on, where it cannot stay where it is."""
    changed: dict[str, object] = {}
    whose = None
    if wanted.sensitivity == SAFEGUARDING and row.sensitivity != SAFEGUARDING:
        raiser = Account.objects.filter(handle=by).values_list("pk", flat=True).first()
        changed["raised_by"] = raiser if raiser != wanted.about else None
        whose = lead(here, at, but=wanted.about)
    elif wanted.about is not None and row.owner_id == wanted.about:
        whose = leader(here, at, but=wanted.about)
    if whose is not None:
        return changed | {"owner": whose.account_id, "team": whose.team_id}
    if wanted.about is not None and row.owner_id == wanted.about:
        changed["owner"] = None
    if wanted.about is not None and row.raised_by_id == wanted.about:
        changed["raised_by"] = None
    return changed
