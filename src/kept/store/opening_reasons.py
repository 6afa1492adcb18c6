"""Must this colleague say why, before they open this file or contact?

    asks(membership, rulebook, "customer", ref, today)     # True where the house asks, and it is not theirs

What is among their own cases, their team's or their patch opens without a word, and so does what they gave a
reason for today.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from kept.casework.disclosing import Around, among_own
from kept.casework.permissions import Permission, may
from kept.rulebook.model import Rulebook
from kept.rulebook.privacy import opening_of
from kept.store.models import Event, Membership, OpeningReason, Patch, Person, Tenancy, Thread
from kept.store.seers import seer

CUSTOMER, CONTACT = "customer", "contact"


def offered(rulebook: Rulebook) -> tuple[str, ...]:
    """The reasons that are given most here."""
    found = opening_of(rulebook)
    return found.reasons if found is not None else ()


def asks(membership: Membership, rulebook: Rulebook, what: str, ref: str, today: date) -> bool:
    """Whether a reason has to be given first; a query where the house asks for none is never made."""
    entry = opening_of(rulebook)
    if entry is None or membership.role not in entry.roles or not may(membership.role, Permission.SEE):
        return False
    given = OpeningReason.objects.filter(account=membership.account_id, what=what, ref=ref, day=today)
    if given.exists():
        return False
    around = _of_customer(membership, ref) if what == CUSTOMER else _of_contact(membership, ref)
    if around is None:
        return False
    return not among_own(seer(membership), membership.account.handle, around)


def _of_contact(membership: Membership, ref: str) -> Around | None:
    rows = Thread.objects.filter(association=membership.association_id, ref=ref)
    thread = rows.select_related("person").first()
    return None if thread is None else _around(membership, [thread], thread.person)


def _of_customer(membership: Membership, ref: str) -> Around | None:
    rows = Person.objects.filter(association=membership.association_id, ref=ref)
    person = rows.first()
    if person is None:
        return None
    threads = Thread.objects.filter(association=membership.association_id, person=person, closed_at=None)
    return _around(membership, list(threads[:50]), person)


def _around(membership: Membership, threads: list[Thread], person: Person | None) -> Around:
    handle = membership.account.handle
    mine = Event.objects.filter(thread__in=[each.pk for each in threads], by=handle)
    if person is not None:
        # Whoever put somebody on record, or changed what it says, works for them.
        mine = mine | Event.objects.filter(thread=person.log_id, by=handle)
    return Around(
        owners={each.owner_id for each in threads if each.owner_id}
        | {each.raised_by_id for each in threads if each.raised_by_id},
        teams={each.team_id for each in threads if each.team_id},
        officers=_officers(person),
        recorders={handle} if mine.exists() else set(),
    )


def _officers(person: Person | None) -> set[int]:
    if person is None:
        return set()
    homes = Tenancy.objects.filter(person=person, to_on=None).values("home__patch")
    hands = Patch.objects.filter(Q(pk__in=homes)).values_list("officer", "deputy")
    return {each for pair in hands for each in pair if each} | (
        {person.officer_id} if person.officer_id else set()
    )
