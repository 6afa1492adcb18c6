"""Whose address is kept back, and who may see it?

    keep_back(person)                       # what was put where an address stands goes where few see it
    address_for(membership, person)         # the address for those who are named, "" for everybody else
    may_see(person, account)

The customer's own row holds no address meanwhile, but the words that it is kept back: whatever shows, finds,
prints or hands on an address shows those words, and nothing needs to know of it. The address lies in a table
that this file alone reads.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet

from kept.casework.disclosing import KEPT_BACK
from kept.store import keys
from kept.store.models import (
    Account,
    AddressSeer,
    CustomerDetails,
    Disclosure,
    KeptAddress,
    Membership,
    Person,
    Tenancy,
)


def keep_back(person: Person) -> None:
    """Take off the row whatever address was put there, where it is kept back; the caller saves the row."""
    if not person.address_hidden:
        return
    if person.address not in ("", KEPT_BACK):
        KeptAddress.objects.filter(person=person).update(address=person.address)
    person.address, person.address_key = KEPT_BACK, ""


def aside(person: Person, answers: dict[str, object]) -> None:
    """Take the address out of what is said of somebody whose address is kept back, before it is on record."""
    if person.address_hidden and "address" in answers:
        said = str(answers.pop("address") or "")
        if said not in ("", KEPT_BACK):
            KeptAddress.objects.filter(person=person).update(address=said)


def seers_of(person: Person) -> QuerySet[AddressSeer]:
    """Who may see it, in the order in which they were named."""
    return AddressSeer.objects.filter(person=person).select_related("account").order_by("id")


def may_see(person: Person, account: int) -> bool:
    """Whether that account is named."""
    return AddressSeer.objects.filter(person=person, account=account).exists()


def may_write_to(person: Person | None, handle: str) -> bool:
    """Whether this colleague may have something printed for them: the envelope is theirs to address."""
    if person is None or not person.address_hidden:
        return False
    account = Account.objects.filter(handle=handle).values_list("pk", flat=True).first()
    return account is not None and may_see(person, account)


def address_for(membership: Membership, person: Person) -> str:
    """Where they live, for those who are named; nothing for anybody else."""
    if not person.address_hidden or not may_see(person, membership.account_id):
        return ""
    row = KeptAddress.objects.filter(person=person).first()
    lines = [row.address] if row is not None and row.address else []
    homes = Tenancy.objects.filter(person=person, to_on=None).select_related("home").order_by("id")
    lines += [each.home.address for each in homes if each.home.address and each.home.address not in lines]
    return "\n".join(lines)


def without_hidden(rows: QuerySet[Tenancy]) -> QuerySet[Tenancy]:
    """Of these tenancies, those that give nobody away whose address is kept back."""
    # They are few and have an index of their own: asked for once, whatever they are left out of.
    hidden = Person.objects.filter(address_hidden=True).values("pk")
    theirs = Person.objects.filter(merged_into__in=hidden).values("pk")
    return rows.exclude(person__in=hidden).exclude(person__in=theirs)


_FORGET = """
    UPDATE store_eventtext AS beside SET words = beside.words - 'address'
    FROM store_event AS event
    WHERE event.association_id = kept_association() AND event.thread_id = %s
    AND beside.association_id = kept_association() AND beside.event_id = event.id
    AND beside.words ? 'address'
"""


def forget_in_log(person: Person) -> None:
    """Take the address out of what the file's own log said of it."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [person.log_id])


def known_again(person: Person) -> None:
    """Let a row whose address is shown again be found by it; the caller saves the row."""
    person.address_key = keys.address_key(person.address)


def forget(person: Person) -> None:
    """Let go of everything beside a file that is erased: its address, who lives there, to whom what went.

    That something went, when, and on what ground stays. The caller saves the row.
    """
    person.address_hidden = False
    AddressSeer.objects.filter(person=person).delete()
    KeptAddress.objects.filter(person=person).delete()
    CustomerDetails.objects.filter(person=person).update(household="", disability="", support="")
    Disclosure.objects.filter(person=person).update(what="", recipient="", told_why_not="")
