"""What if something of a customer's is to go to somebody else, or an address is to be kept back?

    made = ask(association=karin, person=ref, sort="outside", what="Her new address", recipient="The council",
               purpose="To trace what is owed", basis="law", uid="…", by="ann", at=now)
    approve(association=karin, disclosure=made.ref, by="mia", at=now)
    say_told(association=karin, disclosure=made.ref, told="not", why="It would warn him", by="ann", at=now)
    keep_address_back(association=karin, person=ref, seen_by=["ann", "mia"], by="mia", at=now)
    give_reason(association=magna, what="customer", ref=ref, reason="She is on the line", by="bea", at=now)

Nothing goes before somebody else who leads agreed to it; what then goes is on record for good, and shown on
the customer's file.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.filing import check_by, check_may_change, hold
from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.actions.working.whose import nobody
from kept.casework import Refused
from kept.casework.disclosing import CONSENT, LONGEST_LINE, TOLD, Wish, check_may_approve, fault
from kept.casework.housekeeping import (
    ADDRESS_KEPT_BACK,
    ADDRESS_SHOWN,
    DISCLOSURE_APPROVED,
    DISCLOSURE_ASKED,
    DISCLOSURE_REFUSED,
    DISCLOSURE_TOLD,
    OPENED_WITH_REASON,
)
from kept.casework.permissions import Permission, may
from kept.store import consents, kept_addresses, people, refs, tenancy
from kept.store.accounts import people_at
from kept.store.housing import today
from kept.store.models import (
    AddressSeer,
    Association,
    Disclosure,
    KeptAddress,
    Membership,
    OpeningReason,
    Person,
)
from kept.store.threads import visible_to

NO_ROLE = Refused("Only a manager or director does this. Ask one of them.", "by")
GONE = Refused("There is no such disclosure. Look at the list again.", "disclosure")
WHATS = ("customer", "contact")


def ask(
    *,
    association: Association | str,
    sort: str,
    what: str,
    recipient: str,
    purpose: str,
    basis: str,
    uid: str,
    by: str,
    at: datetime,
    person: str | None = None,
    thread: str | None = None,
    service: str = "",
    protocol: str = "",
    membership: Membership | None = None,
) -> Disclosure | Refused:
    """Write down what is to go, to whom and why; it waits for somebody who leads. The same `uid` is once."""
    check_by(by)
    now = at.astimezone(UTC)

    def once() -> Disclosure | Refused:
        with tenancy.association(association) as here:
            before = Disclosure.objects.filter(association=here, uid=uid).first()
            if before is not None:
                return before
            refused = check_may_change(membership)
            if refused is not None and sort != "export":
                return refused
            whom = hold(here, [person], membership)[0] if person else None
            if person and whom is None:
                return nobody(person)
            on = None
            if thread:
                assert membership is None or membership.association_id == here.pk
                rows = visible_to(membership) if membership is not None else None
                on = rows.filter(ref=refs.tidy(thread)).first() if rows is not None else None
                if membership is not None and on is None:
                    return Refused("There is no such contact. Check the reference.", "thread")
            agreed = whom is not None and consents.agreed(whom, "agencies")
            wish = Wish(sort, what, recipient, purpose, basis, protocol, service, agreed)
            wrong = fault(wish)
            if wrong is not None:
                return wrong
            made = Disclosure.objects.create(
                association=here,
                ref=refs.new_ref(),
                uid=uid,
                sort=sort,
                person=whom,
                thread=on,
                what=what.strip(),
                recipient=recipient.strip(),
                service=service.strip(),
                purpose=purpose.strip(),
                basis=basis,
                protocol=protocol.strip(),
                asked_by=by,
                asked_at=now,
            )
            _note(DISCLOSURE_ASKED, here, made, by, now, sort=sort, basis=basis)
            return made

    return once_more(once)


def approve(
    *,
    association: Association | str,
    disclosure: str,
    by: str,
    at: datetime,
    role: str = "manager",
    membership: Membership | None = None,
) -> Disclosure | Refused:
    """Somebody else who leads agrees: from now on it may go."""

    def act(here: Association, row: Disclosure, now: datetime) -> Disclosure | Refused:
        refused = check_may_approve(
            asked_by=row.asked_by, by=by, role=membership.role if membership is not None else role
        )
        if refused is not None:
            return refused
        if row.refused_why:
            return Refused(
                "It was not agreed to. Write down a new one if something has changed.", "disclosure"
            )
        if row.basis == CONSENT and row.person is not None and not consents.agreed(row.person, "agencies"):
            return Refused("They have taken their consent back meanwhile, so it does not go.", "basis")
        if row.approved_at is None:
            row.approved_by, row.approved_at = by, now
            row.save(update_fields=["approved_by", "approved_at"])
            _note(DISCLOSURE_APPROVED, here, row, by, now)
        return row

    return _on(association, disclosure, membership, by, at, act)


def refuse(
    *,
    association: Association | str,
    disclosure: str,
    why: str,
    by: str,
    at: datetime,
    role: str = "manager",
    membership: Membership | None = None,
) -> Disclosure | Refused:
    """Somebody else who leads does not agree, and says why."""

    def act(here: Association, row: Disclosure, now: datetime) -> Disclosure | Refused:
        refused = check_may_approve(
            asked_by=row.asked_by, by=by, role=membership.role if membership is not None else role
        )
        if refused is not None:
            return refused
        if not why.strip() or len(why) > LONGEST_LINE:
            return Refused("Say in a line why it does not go.", "why")
        if row.approved_at is not None:
            return Refused("It was agreed to already.", "disclosure")
        if not row.refused_why:
            row.refused_why = why.strip()
            row.save(update_fields=["refused_why"])
            _note(DISCLOSURE_REFUSED, here, row, by, now)
        return row

    return _on(association, disclosure, membership, by, at, act)


def say_told(
    *,
    association: Association | str,
    disclosure: str,
    told: str,
    by: str,
    at: datetime,
    why: str = "",
    membership: Membership | None = None,
) -> Disclosure | Refused:
    """Whether the customer was told what went to whom; where not, why."""

    def act(here: Association, row: Disclosure, now: datetime) -> Disclosure | Refused:
        if told not in TOLD:
            return Refused("Say whether they were told.", "told")
        if told == "not" and not why.strip():
            return Refused("Say why they are not told.", "why")
        if (row.customer_told, row.told_why_not) != (told, why.strip()):
            row.customer_told, row.told_why_not = told, why.strip()[:LONGEST_LINE]
            row.save(update_fields=["customer_told", "told_why_not"])
            _note(DISCLOSURE_TOLD, here, row, by, now, told=told)
        return row

    refused = check_may_change(membership)
    return refused if refused is not None else _on(association, disclosure, membership, by, at, act)


def _on(
    association: Association | str,
    ref: str,
    membership: Membership | None,
    by: str,
    at: datetime,
    act: object,
) -> Disclosure | Refused:
    check_by(by)
    now = at.astimezone(UTC)

    def once() -> Disclosure | Refused:
        with tenancy.association(association) as here:
            rows = Disclosure.objects.select_for_update(of=("self",)).select_related("person")
            row = rows.filter(association=here, ref=refs.tidy(ref) or ref).first()
            return GONE if row is None else act(here, row, now)  # type: ignore[operator]

    return once_more(once)


def _note(kind: str, here: Association, row: Disclosure, by: str, at: datetime, **more: object) -> None:
    note(kind, here=here, by=by, at=at, facts={"disclosure": row.ref, **more})


def note_confidentially(
    *,
    association: Association | str,
    about: str,
    uid: str,
    by: str,
    at: datetime,
    person: str | None = None,
    belongs_to: str = "",
    membership: Membership | None = None,
) -> str | Refused:
    """Write a note on somebody's personal affairs that few can open; the reference of its own thread."""
    check_by(by)
    now = at.astimezone(UTC)
    facts = {name: value for name, value in (("about", about.strip()), ("belongs_to", belongs_to)) if value}
    first = Telling("confidential.noted", now, facts, uid=uid, person=person)
    told = tell([first], association=association, by=by, at=now, membership=membership).results[0]
    if told.refused is not None:
        return told.refused
    assert told.thread is not None
    done = Telling("confidential.done", now, {}, uid=f"{uid}-done", thread=told.thread)
    tell([done], association=association, by=by, at=now, membership=membership)
    return told.thread


def keep_address_back(
    *,
    association: Association | str,
    person: str,
    seen_by: Sequence[str],
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Person | Refused:
    """From now on only these colleagues see where this customer lives. Said again, these take their place."""
    check_by(by)
    now = at.astimezone(UTC)

    def once() -> Person | Refused:
        with tenancy.association(association) as here:
            if membership is not None and not may(membership.role, Permission.EXCUSE):
                return NO_ROLE
            (whom,) = hold(here, [person], membership)
            if whom is None:
                return nobody(person)
            named = {
                each.account.handle: each.account_id
                for each in people_at(here, today(here, now))
                if each.account.handle in seen_by and may(each.role, Permission.SEE)
            }
            if not named:
                return Refused("Name at least one colleague who may see it.", "seen_by")
            if not whom.address_hidden:
                _put_away(whom, by, now)
            AddressSeer.objects.filter(person=whom).exclude(account__in=named.values()).delete()
            for account in named.values():
                AddressSeer.objects.get_or_create(
                    association=here, person=whom, account_id=account, defaults={"by": by, "at": now}
                )
            facts = {"customer": whom.ref, "seen_by": ", ".join(sorted(named))}
            note(ADDRESS_KEPT_BACK, here=here, by=by, at=now, facts=facts)
            return whom

    return once_more(once)


def _put_away(whom: Person, by: str, at: datetime) -> None:
    KeptAddress.objects.create(
        association_id=whom.association_id, person=whom, address=whom.address, by=by, at=at
    )
    whom.address_hidden = True
    # What the housing system said of it would stand beside it, and the log keeps what was written before.
    whom.outside = {name: value for name, value in whom.outside.items() if name != "address"}
    whom.overrides = {name: value for name, value in whom.overrides.items() if name != "address"}
    kept_addresses.keep_back(whom)
    whom.save()
    kept_addresses.forget_in_log(whom)
    people.file_under(whom)


def show_address(
    *,
    association: Association | str,
    person: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Person | Refused:
    """Everybody who serves this customer sees again where they live."""
    check_by(by)
    now = at.astimezone(UTC)

    def once() -> Person | Refused:
        with tenancy.association(association) as here:
            if membership is not None and not may(membership.role, Permission.EXCUSE):
                return NO_ROLE
            (whom,) = hold(here, [person], membership)
            if whom is None:
                return nobody(person)
            if not whom.address_hidden:
                return whom
            row = KeptAddress.objects.filter(person=whom).first()
            whom.address_hidden = False
            whom.address = row.address if row is not None else ""
            kept_addresses.known_again(whom)
            whom.save()
            AddressSeer.objects.filter(person=whom).delete()
            KeptAddress.objects.filter(person=whom).delete()
            people.file_under(whom)
            note(ADDRESS_SHOWN, here=here, by=by, at=now, facts={"customer": whom.ref})
            return whom

    return once_more(once)


def give_reason(
    *,
    association: Association | str,
    what: str,
    ref: str,
    reason: str,
    by: str,
    at: datetime,
    membership: Membership,
) -> OpeningReason | Refused:
    """Say why one opens what is not among one's own cases: once for the day, and listed for whoever leads."""
    now = at.astimezone(UTC)

    def once() -> OpeningReason | Refused:
        with tenancy.association(association) as here:
            if what not in WHATS:
                return Refused("Open the file or contact again.", "what")
            if not reason.strip() or len(reason) > LONGEST_LINE or "\x00" in reason:
                return Refused("Say in a line why you open it.", "reason")
            row, made = OpeningReason.objects.get_or_create(
                association=here,
                account_id=membership.account_id,
                what=what,
                ref=ref[:9],
                day=now.astimezone(ZoneInfo(here.zone)).date(),
                defaults={"reason": reason.strip(), "at": now},
            )
            if made:
                note(OPENED_WITH_REASON, here=here, by=by, at=now, facts={"what": what, "ref": ref})
            return row

    return once_more(once)
