"""Who holds the key of the cabinet, and is its spare in the safe?

    pass_on(association=moray, office="main", to="bea", by="ann", at=now)
    take_spare(association=moray, office="main", reason="The key is at the bank", by="mia", at=now)
    return_spare(association=moray, office="main", by="mia", at=now)

The receptionist holds it, and hands it to whoever stands in for them; each time is on record.
"""

from __future__ import annotations

from datetime import UTC, datetime

from kept.actions.working.key_moves import KeyDesk, words_fault
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.store import tenancy
from kept.store.accounts import people_at
from kept.store.housing import today
from kept.store.models import Association, CabinetKey, Membership, Office

MAIN, SPARE = "main", "spare"
NO_OFFICE = "Choose the office whose cabinet it is."


def pass_on(
    *,
    association: Association | str,
    office: str,
    to: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> CabinetKey | Refused:
    """Say that the colleague with the handle `to` holds the key of the cabinet from now on."""
    now = at.astimezone(UTC)

    def once() -> CabinetKey | Refused:
        with tenancy.association(association) as here:
            desk = KeyDesk(here, by, now, membership, office)
            place = Office.objects.filter(association=here, slug=office).first()
            if (refused := desk.may_not_record) is not None:
                return refused
            if place is None:
                return Refused(NO_OFFICE, "office")
            taker = _member(desk, to)
            if taker is None:
                return Refused("Choose the colleague who holds the key from now on.", "to")
            key = _key(here, place, MAIN)
            before = key.holder if key else None
            if key is not None and key.holder_id == taker.account_id:
                return key
            facts = {"office": office, "to": to, "from_whom": before.handle if before else None}
            told = desk.tell("cabinet.key_passed", facts)
            if told.refused is not None:
                return told.refused
            key = key or CabinetKey(association=here, office=place, sort=MAIN)
            key.holder, key.in_safe, key.since = taker.account, False, now
            _save(key)
            desk.moved(told, "cabinet-key", cabinet_key=key)
            return key

    return once_more(once)


def take_spare(
    *,
    association: Association | str,
    office: str,
    reason: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> CabinetKey | Refused:
    """Take the spare key from the safe, oneself; it is to be back soon."""
    now = at.astimezone(UTC)

    def once() -> CabinetKey | Refused:
        with tenancy.association(association) as here:
            desk = KeyDesk(here, by, now, membership, office)
            place = Office.objects.filter(association=here, slug=office).first()
            if (refused := desk.may_not_record) is not None:
                return refused
            taker = _member(desk, by)
            if place is None or taker is None:
                return Refused(NO_OFFICE, "office")
            key = _key(here, place, SPARE)
            if key is not None and key.holder is not None:
                if key.holder_id == taker.account_id:
                    return key
                return Refused(f"{key.holder.name} has the spare key. Ask them for it.", "office")
            refused = words_fault(reason, "reason", "Say why the spare key is needed.")
            if refused is not None:
                return refused
            told = desk.tell(
                "cabinet.spare_taken", {"office": office, "to": by, "reason": reason.strip()}, owner=by
            )
            if told.refused is not None:
                return told.refused
            key = key or CabinetKey(association=here, office=place, sort=SPARE)
            key.holder, key.in_safe, key.since, key.thread = taker.account, False, now, desk.thread(told)
            _save(key)
            desk.moved(told, "spare-taken", cabinet_key=key)
            return key

    return once_more(once)


def return_spare(
    *,
    association: Association | str,
    office: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> CabinetKey | Refused:
    """Put the spare key into the safe: for the first time, or back."""
    now = at.astimezone(UTC)

    def once() -> CabinetKey | Refused:
        with tenancy.association(association) as here:
            desk = KeyDesk(here, by, now, membership, office)
            place = Office.objects.filter(association=here, slug=office).first()
            if (refused := desk.may_not_record) is not None:
                return refused
            if place is None:
                return Refused(NO_OFFICE, "office")
            key = _key(here, place, SPARE)
            if key is not None and key.in_safe:
                return key
            thread = key.thread.ref if key is not None and key.thread else None
            if thread is None:
                begun = desk.tell("cabinet.spare_taken", {"office": office, "to": by})
                thread = begun.thread
            told = desk.tell("cabinet.spare_returned", {"office": office}, thread=thread)
            if told.refused is not None:
                return told.refused
            key = key or CabinetKey(association=here, office=place, sort=SPARE)
            key.holder, key.in_safe, key.since, key.thread = None, True, now, None
            _save(key)
            desk.moved(told, "spare-back", cabinet_key=key)
            return key

    return once_more(once)


def _member(desk: KeyDesk, handle: str) -> Membership | None:
    members = people_at(desk.here, today(desk.here, desk.at))
    return next((each for each in members if each.account.handle == handle), None)


def _key(here: Association, office: Office, sort: str) -> CabinetKey | None:
    rows = CabinetKey.objects.select_for_update(of=("self",)).select_related("holder", "thread")
    return rows.filter(association=here, office=office, sort=sort).first()


def _save(key: CabinetKey) -> None:
    changing = ["holder", "in_safe", "since", "thread"]
    key.save(update_fields=changing) if key.pk else key.save(force_insert=True)
