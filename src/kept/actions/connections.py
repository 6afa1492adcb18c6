"""What if a member of staff is connected with a customer: family, a friend, a neighbour?

    declare(association=karin, account="ann", person=okafor.ref, kind="family", by="ann", at=now)
    end(association=karin, connection=17, by="mia", at=later)

Anybody declares their own, and whoever leads declares another's. From that moment the file and its contacts
are closed to them, and what they had of it goes to somebody who leads. Only somebody else who leads opens it
again: nobody settles that for themselves.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from kept.actions.working.house import note
from kept.actions.working.marks import no_colleague
from kept.actions.working.their_own import give_away
from kept.actions.working.whose import nobody
from kept.casework import Refused
from kept.casework.housekeeping import CONNECTION_DECLARED, CONNECTION_ENDED
from kept.casework.permissions import Permission, may
from kept.store import seers, tenancy
from kept.store.models import Account, Association, Connection, Home, Membership, Person, Thread

KINDS = ("family", "friend", "neighbour", "business", "own-home", "other")


def declare(
    *,
    association: Association | str,
    account: str,
    kind: str,
    by: str,
    at: datetime,
    person: str | None = None,
    home: str | None = None,
    membership: Membership | None = None,
) -> Connection | Refused:
    """Close to that account the file of the person, or of everybody who lives at the home."""
    _check_by(by)
    if kind not in KINDS:
        return Refused(f"Choose one of: {', '.join(KINDS)}.", "kind")
    if (person is None) == (home is None):
        return Refused("Say with which customer, or with which home.", "person")
    if membership is not None and account != by and not may(membership.role, Permission.EXCUSE):
        return Refused("Only a manager or director declares this for somebody else.", "account")
    now = at.astimezone(UTC)
    with transaction.atomic(), tenancy.association(association) as here:
        return _declared(here, account, kind, by, now, person, home)


def _declared(
    here: Association, handle: str, kind: str, by: str, at: datetime, person: str | None, home: str | None
) -> Connection | Refused:
    whose = Membership.objects.filter(association=here, account__handle=handle).order_by("id").last()
    if whose is None:
        return no_colleague(handle)
    somebody = Person.objects.filter(association=here, ref=person).first() if person else None
    somewhere = Home.objects.filter(association=here, ref=home).first() if home else None
    if person and somebody is None:
        return nobody(person)
    if home and somewhere is None:
        return Refused("There is no such home. Check the reference.", "home")
    tied = {"association": here, "account": whose.account_id, "person": somebody, "home": somewhere}
    before = Connection.objects.filter(**tied, to_on=None).first()
    if before is not None:
        return before
    today = at.astimezone(ZoneInfo(here.zone)).date()
    made = Connection.objects.create(
        association=here,
        account_id=whose.account_id,
        person=somebody,
        home=somewhere,
        kind=kind,
        from_on=today,
        told_by=by,
        told_at=at,
    )
    facts = {"account": handle, "kind": kind, "person": person, "home": home}
    note(CONNECTION_DECLARED, here=here, by=by, at=at, facts=facts)
    closed = seers.seer(seers.knowing(Membership.objects.filter(pk=whose.pk)).get()).closed
    theirs = Thread.objects.filter(owner=whose.account_id, person__in=closed)
    give_away(theirs, here, by=by, at=at)
    return made


def end(
    *,
    association: Association | str,
    connection: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Connection | Refused:
    """Open to that account again what was closed to it; done once, however often it is asked."""
    _check_by(by)
    now = at.astimezone(UTC)
    with transaction.atomic(), tenancy.association(association) as here:
        rows = Connection.objects.select_for_update(of=("self",)).filter(association=here, pk=connection)
        found = rows.select_related("account", "person", "home").first()
        if found is None:
            return Refused("There is no such connection. Look at the list again.", "connection")
        if found.to_on is not None:
            return found
        if membership is not None and not may(membership.role, Permission.EXCUSE):
            return Refused("Only a manager or director opens it again. Ask one of them.", "connection")
        if Account.objects.filter(pk=found.account_id, handle=by).exists():
            return Refused("Nobody settles this for themselves. Ask somebody else who leads.", "connection")
        found.to_on = max(found.from_on, now.astimezone(ZoneInfo(here.zone)).date())
        found.save(update_fields=["to_on"])
        facts = {
            "account": found.account.handle,
            "person": found.person.ref if found.person else None,
            "home": found.home.ref if found.home else None,
        }
        note(CONNECTION_ENDED, here=here, by=by, at=now, facts=facts)
        return found


def _check_by(by: str) -> None:
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
