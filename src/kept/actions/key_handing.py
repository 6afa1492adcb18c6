"""What if the new tenant takes the keys?

    hand_over(association=moray, home=home.ref, person=bell.ref, keys=[71, 72], signed="T. Bell", by="ann", …)

The keys leave the cabinet for good. What was handed over, how many and how it was signed, stands on the
tenant's own file. Where a contractor still has some, the rest is delivered, and until then the tenant does
not have them all. No home is handed over while its locks are to be changed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kept.actions.told import Result
from kept.actions.working.key_moves import KeyDesk, hold, words_fault
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.cabinet import Move, State, after
from kept.store import cabinet, looking, refs, tenancy
from kept.store.file import person_for
from kept.store.models import Association, Home, KeyIssue, KeyMove, KeySet, Membership, Person, Thread
from kept.store.threads import visible_to

SIGNED, TENANCY = "tenancy.signed", "tenancy"
UNLET = (
    "The locks of this home are to be changed, since keys are missing. Nobody is given its keys until that "
    "is done: see “Locks to be changed” in the cabinet."
)


@dataclass(frozen=True, slots=True)
class Handed:
    """The thread on which it stands, how many keys, and how many sets a contractor still has."""

    thread: str
    count: int
    still_out: int


def hand_over(
    *,
    association: Association | str,
    home: str,
    person: str,
    keys: Collection[int],
    signed: str,
    by: str,
    at: datetime,
    uid: str | None = None,
    membership: Membership | None = None,
) -> Handed | Refused:
    """Give the tenant these sets; they sign for them."""
    now = at.astimezone(UTC)
    name = uid or refs.new_uid()

    def once() -> Handed | Refused:
        with tenancy.association(association) as here:
            before = KeyMove.objects.filter(association=here, uid=name).select_related("thread").first()
            if before is not None:
                rows = KeyMove.objects.filter(association=here, uid=name)
                return Handed(before.thread.ref, sum(each.count for each in rows), 0)
            desk = KeyDesk(here, by, now, membership, None)
            row = Home.objects.select_for_update(of=("self",)).filter(association=here, ref=home).first()
            if (refused := desk.may_not_sign) is not None:
                return refused
            if row is None:
                return Refused("Find the home and choose it from the list.", "home")
            if cabinet.unlet(row.pk) is not None:
                return Refused(UNLET, "home")
            tenant = _tenant(here, membership, person)
            if tenant is None:
                return Refused("Find the tenant and choose them from the list.", "person")
            refused = words_fault(signed, "signed", "The tenant signs for the keys: type how.")
            return refused or _handed(desk, row, tenant, set(keys), signed.strip(), name)

    return once_more(once)


def _tenant(here: Association, membership: Membership | None, ref: str) -> Person | None:
    if membership is not None:
        return person_for(membership, ref)
    return Person.objects.filter(association=here, ref=ref).first()


def _handed(
    desk: KeyDesk, home: Home, tenant: Person, wanted: set[int], signed: str, uid: str
) -> Handed | Refused:
    here = desk.here
    held = hold(here, wanted)
    if not held or {each.pk for each in held} != wanted or any(each.home_id != home.pk for each in held):
        return Refused("Tick the keys that the tenant takes.", "keys")
    for each in held:
        state = after(State(each.state), Move.HAND_OVER)
        if isinstance(state, Refused):
            return Refused(f"{each.label}: {state.sentence}", "keys")
    out = list(cabinet.sets(here).filter(home=home, state=State.OUT).exclude(pk__in=wanted))
    thread = _tenancy(desk, home, tenant, any(each.contractor for each in out))
    if isinstance(thread, Refused):
        return thread
    count = sum(each.count for each in held)
    told = _told(desk, thread, held, count, signed, uid, whole=not out)
    if told.refused is not None:
        return told.refused
    for each in held:
        if each.thread is not None:
            desk.close(each.thread.ref)
        each.state, each.since, each.thread, each.holder = State.TENANT, desk.at, None, ""
        each.holder_account, each.contractor, each.purpose, each.due_back_at = None, False, "", None
        each.save(
            update_fields=[
                "state",
                "since",
                "thread",
                "holder",
                "holder_account",
                "contractor",
                "purpose",
                "due_back_at",
            ]
        )
        desk.moved(told, "tenant", keyset=each, count=each.count)
    KeyIssue.objects.create(
        association=here, home=home, person=tenant, thread=desk.thread(told), count=count, given_at=desk.at
    )
    return Handed(thread, count, len(out))


def _told(
    desk: KeyDesk,
    thread: str,
    held: Sequence[KeySet],
    count: int,
    signed: str,
    uid: str,
    *,
    whole: bool,
) -> Result:
    """On the tenant's file: all of them, or those that were there and that the rest follows."""
    labels = ", ".join(each.label for each in held)
    facts = {"count": count, "signed": signed}
    if not whole:
        words = f"{count} keys handed over ({labels}); more are still out. Signed: {signed}"
        return desk.tell("note.added", {"note": words}, thread=thread, uid=uid)
    earlier = KeyMove.objects.filter(association=desk.here, thread__ref=thread, what="tenant").exists()
    if earlier:
        desk.tell("keys.delivered", facts, thread=thread)
    return desk.tell("keys.handed_over", facts | {"labels": labels}, thread=thread, uid=uid)


def _tenancy(desk: KeyDesk, home: Home, tenant: Person, contractor: bool) -> str | Refused:
    """The contact of the signing: the one that is open, or one that begins now."""
    rows = (
        Thread.objects.filter(association=desk.here)
        if desk.membership is None
        else visible_to(desk.membership)
    )
    rows = rows.filter(person=tenant, kind=TENANCY, closed_at__isnull=True, merged_into__isnull=True)
    open_one = rows.order_by("-opened_at").values_list("ref", flat=True).first()
    if open_one is not None:
        return open_one
    facts = {"home": home.ref, "keys_with_contractor": contractor}
    told = desk.tell(SIGNED, facts, person=tenant.ref)
    if told.refused is not None:
        return told.refused
    assert told.thread is not None
    if not looking.sees(desk.membership, desk.thread(told).pk, told.thread, desk.at):
        return Refused("Their file is closed to you. Ask a colleague to hand the keys over.", "person")
    return told.thread
