"""What if the time has come for personal words to go, or they must stay longer?

    erase_due(association=karin, by="kept", at=now)         # what goes tonight: how many contacts and entries
    hold(association=karin, thread="K7F3-9Q2M", reason="A claim", review_on=day, by="mia", at=now)
    lift(association=karin, hold=3, by="mia", at=later)

The schedule is the house's own (`retention.yaml`). Each contact is emptied as by hand, in a transaction of
its own; events, clocks and figures stay exactly as they were. Interrupted, it goes on where it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import transaction

from kept.actions import customers, erasing
from kept.actions.working.house import note
from kept.casework import Refused
from kept.casework.housekeeping import RETENTION_ERASED, RETENTION_HELD, RETENTION_LIFTED
from kept.casework.permissions import Permission, may
from kept.casework.retaining import hold_fault
from kept.store import refs, retention, rules, tenancy
from kept.store.file import person_for
from kept.store.housing import today
from kept.store.models import Association, Membership, Person, RetentionDone, RetentionHold, Thread
from kept.store.threads import visible_to

AT_ONCE = 200
NO_ROLE = Refused("Only a manager or director decides that. Ask one of them.", "by")


@dataclass(frozen=True, slots=True)
class Gone:
    """How many contacts and files were emptied, and how many entries of theirs; `more` is still to go."""

    places: int = 0
    entries: int = 0
    more: bool = False


def erase_due(*, association: Association | str, by: str, at: datetime, limit: int = AT_ONCE) -> Gone:
    """Empty whatever has had its time, the oldest first, as much as goes at once."""
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        found = retention.due(here, rules.current(here), today(here, now), limit=limit)
        counts: dict[str, list[int]] = {}
        for each in found:
            entries = _emptied(here, each, by, now)
            if entries is not None:
                counts.setdefault(each.line.name, []).append(entries)
        for name, entries_of in counts.items():
            facts = {"rule": name, "threads": len(entries_of), "entries": sum(entries_of)}
            note(RETENTION_ERASED, here=here, by=by, at=now, facts=facts)
        places = sum(len(each) for each in counts.values())
        return Gone(places, sum(sum(each) for each in counts.values()), len(found) == limit)


def _emptied(here: Association, due: retention.Due, by: str, at: datetime) -> int | None:
    """How many entries went; None where it is not there any more."""
    reason = f"Its time has come: {due.line.says}"[: erasing.LONGEST_REASON]
    with transaction.atomic():
        if due.what == retention.CONTACT:
            done = erasing.erase(association=here, thread=due.ref, by=by, at=at, reason=reason)
            entries = done.entries if isinstance(done, erasing.Erased) else None
        else:
            erased = customers.erase(association=here, person=due.ref, reason=reason, by=by, at=at)
            entries = 1 if isinstance(erased, Person) else None
        if entries is None:
            return None
        same = {"association": here, "what": due.what, "ref": due.ref, "rule": due.line.name}
        RetentionDone.objects.get_or_create(
            **same, defaults={"entries": entries, "since": due.since, "at": at}
        )
        return entries


def hold(
    *,
    association: Association | str,
    reason: str,
    review_on: date | None,
    by: str,
    at: datetime,
    person: str | None = None,
    thread: str | None = None,
    membership: Membership | None = None,
) -> RetentionHold | Refused:
    """Keep what is held on this customer, or this contact, until the hold is lifted."""
    now = at.astimezone(UTC)
    with transaction.atomic(), tenancy.association(association) as here:
        if membership is not None and not may(membership.role, Permission.EXCUSE):
            return NO_ROLE
        refused = hold_fault(reason, review_on, today=today(here, now))
        if refused is not None:
            return refused
        assert review_on is not None, "hold_fault() asks for it"
        found = _one(here, person, thread, membership)
        if found is None:
            return Refused("There is no such customer or contact. Check the reference.", "ref")
        whole = {"person": found} if isinstance(found, Person) else {"thread": found}
        rows = RetentionHold.objects.filter(association=here, lifted_at__isnull=True)
        before = rows.filter(**whole).first()
        if before is not None:
            return before
        made = RetentionHold.objects.create(
            association=here, reason=reason.strip(), review_on=review_on, by=by, at=now, **whole
        )
        facts = {"what": "customer" if person else "contact", "ref": found.ref, "review_on": str(review_on)}
        note(RETENTION_HELD, here=here, by=by, at=now, facts=facts)
        return made


def _one(
    here: Association, person: str | None, thread: str | None, membership: Membership | None
) -> Person | Thread | None:
    if person is not None:
        if membership is not None:
            return person_for(membership, person)
        return Person.objects.filter(association=here, ref=person).first()
    rows = visible_to(membership) if membership is not None else Thread.objects.filter(association=here)
    return rows.filter(ref=refs.tidy(thread or "")).first()


def lift(
    *,
    association: Association | str,
    hold: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> RetentionHold | Refused:
    """It need not be kept longer: it goes when its time has come, or tonight where that was before."""
    now = at.astimezone(UTC)
    with transaction.atomic(), tenancy.association(association) as here:
        if membership is not None and not may(membership.role, Permission.EXCUSE):
            return NO_ROLE
        rows = RetentionHold.objects.select_for_update(of=("self",)).filter(association=here, pk=hold)
        row = rows.select_related("person", "thread").first()
        if row is None:
            return Refused("There is no such hold. Look at the list again.", "hold")
        if row.lifted_at is None:
            row.lifted_by, row.lifted_at = by, now
            row.save(update_fields=["lifted_by", "lifted_at"])
            whose = row.person or row.thread
            what = "customer" if row.person else "contact"
            facts = {"what": what, "ref": whose.ref if whose else ""}
            note(RETENTION_LIFTED, here=here, by=by, at=now, facts=facts)
        return row
