"""What happens with a cheque, cash or a passport that somebody sent or brought?

    got = receive(association=karin, sort="passport", what="British passport", from_name="Ms Okafor",
                  witness="bea", settle_by=thursday, by="ann", at=now)       # Valuable(number=12)
    hand(association=karin, number=12, to="bea", by="ann", at=now)
    give_back(association=karin, number=12, how="by_hand", to_name="Ms Okafor", by="bea", at=now)
    settle(association=karin, number=13, how="paid_in", by="bea", at=now)

Each is one numbered receipt and one thread, on the customer's file. Every movement is an event; nothing is
taken out of the book.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from django.db import transaction

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.once_more import once_more
from kept.actions.working.opening import members
from kept.casework import Grade, Refused, valuables
from kept.casework.housekeeping import (
    VALUABLES_PASSED,
    VALUABLES_RECEIVED,
    VALUABLES_RETURNED,
    VALUABLES_SETTLED,
)
from kept.casework.permissions import Permission, may
from kept.store import mail_book as book
from kept.store import refs, seers, tenancy
from kept.store.models import Association, Event, MailItem, Membership, Office, Person, Thread, Valuable
from kept.store.threads import visible_to

T = TypeVar("T")
MACHINE = "machine"
NOT_YOURS = "Your role reads what is on record and does not change it. Ask a colleague at the desk."
NO_SUCH = "There is no such receipt. Check the number."


class _Undone(Exception):
    """What was written in this act is taken back, since the rest of it is refused."""

    def __init__(self, refused: Refused) -> None:
        self.refused = refused


def receive(
    *,
    association: Association | str,
    sort: str,
    what: str,
    witness: str,
    settle_by: datetime,
    by: str,
    at: datetime,
    from_name: str = "",
    amount: str = "",
    person: str | None = None,
    item: int | None = None,
    office: str | None = None,
    received_at: datetime | None = None,
    uid: str | None = None,
    membership: Membership | None = None,
) -> Valuable | Refused:
    """Take it in and write its receipt; done again with the same uid it is the same receipt.

    `item` is the line of the mail book with which it came.
    """
    now = at.astimezone(UTC)
    refused = _may_not(by, membership) or valuables.check_receipt(
        sort=sort, what=what, amount=amount, by=by, witness=witness, settle_by=settle_by, at=now
    )
    if refused is not None:
        return refused
    name = uid or refs.new_uid()

    def act(here: Association) -> Valuable | Refused:
        before = Valuable.objects.filter(association=here, uid=name).first()
        if before is not None:
            return before
        hands = members(here, {by, witness}, now)
        if witness not in hands:
            return Refused("Choose a colleague who was there and saw it.", "witness")
        line = _line(here, item, membership)
        if isinstance(line, Refused):
            return line
        place = _office(here, office, line, membership)
        whose = _whose(here, person, line, membership)
        came = line.received_at if line is not None else (received_at or now).astimezone(UTC)
        if came > now:
            return Refused("This is in the future. Give the time at which it came.", "received_at")
        number = book.next_receipt(here)
        facts: dict[str, object] = {
            "number": number,
            "sort": sort,
            "settle_by": settle_by.isoformat(),
            "from_name": from_name.strip()[: valuables.LONGEST],
            "what": what.strip(),
            "amount": valuables.pounds(found) if (found := valuables.pence(amount)) else "",
            "witness": hands[witness].account.name,
        }
        telling = _telling(VALUABLES_RECEIVED, came, facts, name, office=place.slug if place else None)
        thread = _told(here, telling, by, now, person=whose)
        if isinstance(thread, Refused):
            return thread
        holder = hands[by].account if by in hands else hands[witness].account
        return Valuable.objects.create(
            association=here,
            thread=thread,
            uid=name,
            number=number,
            item=line,
            sort=sort,
            amount=valuables.pence(amount) if amount.strip() else None,
            office=place,
            received_at=came,
            received_by=by,
            witness=hands[witness].account,
            holder=holder,
            settle_by=settle_by,
        )

    return _whole(association, act)


def hand(
    *,
    association: Association | str,
    number: int,
    to: str,
    by: str,
    at: datetime,
    uid: str | None = None,
    membership: Membership | None = None,
) -> Valuable | Refused:
    """Give it into a colleague's hands, who has it from now on."""
    now = at.astimezone(UTC)

    def change(here: Association, row: Valuable) -> Valuable | Refused:
        taker = members(here, {to}, now).get(to)
        if taker is None:
            return Refused("Choose the colleague who has it now.", "to")
        if taker.account_id == row.holder_id:
            return row
        facts = {"from_whom": row.holder.name, "to": taker.account.name}
        told = _told(here, _telling(VALUABLES_PASSED, now, facts, uid, thread=row.thread.ref), by, now)
        if isinstance(told, Refused):
            return told
        row.holder = taker.account
        row.save(update_fields=["holder"])
        return row

    return _changed(
        association, number, change, None, None, "", by, membership, _named(uid, VALUABLES_PASSED)
    )


def give_back(
    *,
    association: Association | str,
    number: int,
    how: str,
    by: str,
    at: datetime,
    to_name: str = "",
    note: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> Valuable | Refused:
    """It is back with whoever it belongs to."""
    facts = {"how": how, "to_name": to_name.strip()[: valuables.LONGEST], "note": note.strip()}
    ways = valuables.RETURNED
    return _ended(association, number, VALUABLES_RETURNED, "returned", facts, ways, by, at, uid, membership)


def settle(
    *,
    association: Association | str,
    number: int,
    how: str,
    by: str,
    at: datetime,
    note: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> Valuable | Refused:
    """It went where it was meant to go: paid in, or sent on outside."""
    facts = {"how": how, "note": note.strip()}
    ways = valuables.SETTLED
    return _ended(association, number, VALUABLES_SETTLED, "settled", facts, ways, by, at, uid, membership)


def _ended(
    association: Association | str,
    number: int,
    kind: str,
    ended_as: str,
    facts: Mapping[str, str],
    ways: Mapping[str, str],
    by: str,
    at: datetime,
    uid: str | None,
    membership: Membership | None,
) -> Valuable | Refused:
    now = at.astimezone(UTC)

    def change(here: Association, row: Valuable) -> Valuable | Refused:
        told = _told(here, _telling(kind, now, facts, uid, thread=row.thread.ref), by, now)
        if isinstance(told, Refused):
            return told
        row.ended_at, row.ended_as = now, ended_as
        row.save(update_fields=["ended_at", "ended_as"])
        return row

    return _changed(
        association, number, change, facts["how"], ways, facts["note"], by, membership, _named(uid, kind)
    )


def _changed(
    association: Association | str,
    number: int,
    change: Callable[[Association, Valuable], Valuable | Refused],
    how: str | None,
    ways: Mapping[str, str] | None,
    note: str,
    by: str,
    membership: Membership | None,
    name: str | None,
) -> Valuable | Refused:
    refused = _may_not(by, membership)
    if refused is not None:
        return refused

    def act(here: Association) -> Valuable | Refused:
        rows = Valuable.objects.select_for_update(of=("self",)).filter(association=here, number=number)
        row = rows.select_related("thread", "holder").first()
        if row is None or not _sees(membership, row.thread_id):
            return Refused(NO_SUCH, "number")
        if name is not None and Event.objects.filter(association=here, uid=name).exists():
            # Sent twice, it is one.
            return row
        refused = valuables.check_move(ended=row.ended_at is not None, how=how, ways=ways, note=note)
        return refused or change(here, row)

    return _whole(association, act)


def _may_not(by: str, membership: Membership | None) -> Refused | None:
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    if membership is None or may(membership.role, Permission.RECORD):
        return None
    return Refused(NOT_YOURS)


def _sees(membership: Membership | None, thread: int) -> bool:
    return membership is None or visible_to(membership).filter(pk=thread).exists()


def _line(here: Association, item: int | None, membership: Membership | None) -> MailItem | Refused | None:
    if item is None:
        return None
    row = (
        MailItem.objects.filter(association=here, pk=item).select_related("office", "thread__person").first()
    )
    if row is None or row.struck_at is not None or not _sees(membership, row.thread_id):
        return Refused("There is no such line in the mail book. Leave it out, or look it up again.", "item")
    return row


def _whose(
    here: Association, person: str | None, line: MailItem | None, membership: Membership | None
) -> str | None:
    """The customer whom it belongs to: whoever was chosen, else whoever the letter is from."""
    if person is None:
        return line.thread.person.stands.ref if line is not None and line.thread.person else None
    closed = seers.seer(membership).closed if membership is not None else ()
    found = Person.objects.filter(association=here, ref=person).exclude(pk__in=closed).first()
    return found.stands.ref if found is not None else None


def _office(
    here: Association, slug: str | None, line: MailItem | None, membership: Membership | None
) -> Office | None:
    if slug:
        named: Office | None = Office.objects.filter(association=here, slug=slug).first()
        return named
    found: Office | None = line.office if line is not None else None
    found = found or (membership.office if membership else None)
    return found or Office.objects.filter(association=here).order_by("pk").first()


def _telling(
    kind: str,
    happened_at: datetime,
    facts: Mapping[str, object],
    uid: str | None,
    *,
    thread: str | None = None,
    office: str | None = None,
) -> Telling:
    said = {name: value for name, value in facts.items() if value not in (None, "")}
    name = _named(uid, kind) if thread else uid
    return Telling(
        kind, happened_at, said, uid=name, thread=thread, grade=Grade.STAFF, via=MACHINE, office=office
    )


def _named(uid: str | None, kind: str) -> str | None:
    return f"{uid}:{kind}" if uid else None


def _told(
    here: Association, telling: Telling, by: str, at: datetime, *, person: str | None = None
) -> Thread | Refused:
    """The thread on which it was told. Whoever took it in has it on their Desk."""
    owner = by if telling.thread is None and by in members(here, {by}, at) else None
    named = replace(telling, person=person, owner=owner)
    told = tell([named], association=here, by=by, at=at)
    if told.refused is not None:
        return told.refused
    return Thread.objects.get(association=here, ref=told.results[0].thread)


def _whole(association: Association | str, act: Callable[[Association], T | Refused]) -> T | Refused:
    """All of the act, or nothing and the sentence of why not."""

    def once() -> T:
        with tenancy.association(association) as here, transaction.atomic():
            done = act(here)
            if isinstance(done, Refused):
                raise _Undone(done)
            return done

    try:
        return once_more(once)
    except _Undone as undone:
        return undone.refused
