"""What if somebody takes keys from the cabinet, and brings them back or does not?

    sign_out(association=moray, keys=71, to_name="Jo Reid, Reid Plumbing", contractor=True, purpose="Boiler",
             signed="J. Reid", present=True, due_back=four, by="ann", at=now)
    sign_in(association=moray, keys=71, count=2, brought_by="Jo Reid", signed="J. Reid", present=True, …)
    left_lying(association=moray, keys=71, where="On the counter", by="ann", at=now)
    chase(association=moray, keys=71, note="She brings them by four", by="ann", at=now)

Whoever signs keys does so with the borrower beside them, and both names are on record. Fewer back than went
out ask for new locks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from kept.actions.working.key_moves import KeyDesk, hold, words_fault
from kept.actions.working.locks import need_change
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.cabinet import Move, State, after, back_fault
from kept.store import tenancy
from kept.store.accounts import people_at
from kept.store.housing import today
from kept.store.models import Association, KeyMove, KeySet, Membership

LOST = "lost"
NO_SUCH = "There are no such keys. Look at the cabinet again."
NOT_PRESENT = (
    "Keys go from hand to hand. Tick that they are here with you, or wait until they are: nobody signs alone."
)
Act = Callable[[KeyDesk, KeySet], KeySet | Refused]


def sign_out(
    *,
    association: Association | str,
    keys: int,
    to_name: str,
    purpose: str,
    signed: str,
    present: bool,
    due_back: datetime,
    by: str,
    at: datetime,
    to: str | None = None,
    contractor: bool = False,
    uid: str | None = None,
    membership: Membership | None = None,
) -> KeySet | Refused:
    """Let somebody take the set, until when they say; `to` is the handle of a colleague."""

    def act(desk: KeyDesk, keyset: KeySet) -> KeySet | Refused:
        state = after(State(keyset.state), Move.SIGN_OUT)
        if isinstance(state, Refused):
            return state
        borrower = _colleague(desk, to) if to else None
        name = borrower.account.name if borrower else to_name.strip()
        refused = (
            _colleague_fault(to, borrower, desk.by)
            or words_fault(name, "to_name", "Say who takes the keys.")
            or words_fault(purpose, "purpose", "Say what the keys are taken for.")
            or words_fault(signed, "signed", "Whoever takes the keys signs too: type how.")
            or (None if present else Refused(NOT_PRESENT, "present"))
            or _due_fault(due_back, desk.at)
        )
        if refused is not None:
            return refused
        facts = {
            "label": keyset.label,
            "home": keyset.home.ref,
            "count": keyset.count,
            "contractor": contractor and borrower is None,
            "due_back": due_back.isoformat(),
            "to_name": name,
            "signed": signed.strip(),
            "purpose": purpose.strip(),
        }
        told = desk.tell("keys.signed_out", facts, uid=uid)
        if told.refused is not None:
            return told.refused
        keyset.state, keyset.since, keyset.thread = state, desk.at, desk.thread(told)
        keyset.holder, keyset.purpose = name, purpose.strip()
        keyset.holder_account_id = borrower.account_id if borrower else None
        keyset.contractor, keyset.due_back_at = bool(facts["contractor"]), due_back.astimezone(UTC)
        keyset.chased_at = None
        _save(keyset)
        desk.moved(told, "out", keyset=keyset, count=keyset.count)
        return keyset

    return _with(association, keys, by, at, membership, act, uid)


def sign_in(
    *,
    association: Association | str,
    keys: int,
    count: int,
    brought_by: str,
    signed: str,
    present: bool,
    by: str,
    at: datetime,
    missing: bool = False,
    uid: str | None = None,
    membership: Membership | None = None,
) -> KeySet | Refused:
    """Take the set back from whoever brings it. Where keys are `missing`, the locks are to be changed."""

    def act(desk: KeyDesk, keyset: KeySet) -> KeySet | Refused:
        state = after(State(keyset.state), Move.SIGN_IN)
        if isinstance(state, Refused):
            return state
        short = keyset.count - count
        refused = (
            back_fault(out=keyset.count, back=count)
            or (_short_fault(keyset.count, short) if short and not missing else None)
            or words_fault(brought_by, "brought_by", "Say who brings the keys.")
            or words_fault(signed, "signed", "Whoever brings the keys signs too: type how.")
            or (None if present else Refused(NOT_PRESENT, "present"))
        )
        if refused is not None:
            return refused
        facts = {"label": keyset.label, "count": count, "short": short}
        words = {"brought_by": brought_by.strip(), "signed": signed.strip()}
        assert keyset.thread is not None
        told = desk.tell("keys.signed_in", facts | words, thread=keyset.thread.ref, uid=uid)
        if told.refused is not None:
            return told.refused
        _home_again(keyset, state if count else State.MISSING, count, desk.at)
        desk.moved(told, "in", keyset=keyset, count=count)
        if short:
            need_change(desk, keyset.home, LOST, short)
        return keyset

    return _with(association, keys, by, at, membership, act, uid)


def left_lying(
    *,
    association: Association | str,
    keys: int,
    where: str,
    by: str,
    at: datetime,
    uid: str | None = None,
    membership: Membership | None = None,
) -> KeySet | Refused:
    """Note that keys were found lying about; they are signed in with whoever had them."""

    def act(desk: KeyDesk, keyset: KeySet) -> KeySet | Refused:
        state = after(State(keyset.state), Move.LEAVE)
        refused = state if isinstance(state, Refused) else None
        refused = refused or words_fault(where, "where", "Say where the keys lay.")
        if refused is not None or isinstance(state, Refused):
            return refused or Refused(NO_SUCH)
        assert keyset.thread is not None
        facts = {"label": keyset.label, "where": where.strip()}
        told = desk.tell("keys.left_unattended", facts, thread=keyset.thread.ref, uid=uid)
        if told.refused is not None:
            return told.refused
        keyset.state, keyset.since = state, desk.at
        keyset.save(update_fields=["state", "since"])
        desk.moved(told, "left", keyset=keyset, count=keyset.count)
        return keyset

    return _with(association, keys, by, at, membership, act, uid)


def chase(
    *,
    association: Association | str,
    keys: int,
    note: str,
    by: str,
    at: datetime,
    uid: str | None = None,
    membership: Membership | None = None,
) -> KeySet | Refused:
    """Note that whoever has the keys was asked to bring them back. Any colleague may ask."""

    def act(desk: KeyDesk, keyset: KeySet) -> KeySet | Refused:
        if keyset.state not in (State.OUT, State.LEFT) or keyset.thread is None:
            return Refused("These keys are not out, so there is nobody to ask.", "keys")
        refused = words_fault(note, "note", "Say whom you reached, and what they said.", 1_000)
        if refused is not None:
            return refused
        facts = {"label": keyset.label, "note": note.strip()}
        told = desk.tell("keys.chased", facts, thread=keyset.thread.ref, uid=uid)
        if told.refused is not None:
            return told.refused
        keyset.chased_at = desk.at
        keyset.save(update_fields=["chased_at"])
        desk.moved(told, "chased", keyset=keyset)
        return keyset

    return _with(association, keys, by, at, membership, act, uid, signing=False)


def _with(
    association: Association | str,
    keys: int,
    by: str,
    at: datetime,
    membership: Membership | None,
    act: Act,
    uid: str | None,
    *,
    signing: bool = True,
) -> KeySet | Refused:
    """One act on one set that is held; what was done under this uid before is not done again."""
    now = at.astimezone(UTC)

    def once() -> KeySet | Refused:
        with tenancy.association(association) as here:
            keyset = next(iter(hold(here, [keys])), None)
            if keyset is None:
                return Refused(NO_SUCH, "keys")
            if uid and KeyMove.objects.filter(association=here, keyset=keyset, uid=uid).exists():
                return keyset
            desk = KeyDesk(here, by, now, membership, keyset.hook.office.slug)
            refused = desk.may_not_sign if signing else desk.may_not_record
            return refused or act(desk, keyset)

    return once_more(once)


def _colleague(desk: KeyDesk, handle: str) -> Membership | None:
    members = people_at(desk.here, today(desk.here, desk.at))
    return next((each for each in members if each.account.handle == handle), None)


def _colleague_fault(handle: str | None, found: Membership | None, by: str) -> Refused | None:
    if handle and handle == by:
        return Refused("Nobody signs keys out to themselves. Ask whoever stands in for you to do it.", "to")
    if handle and found is None:
        return Refused("Nobody of this name works here today. Choose a colleague from the list.", "to")
    return None


def _due_fault(due_back: datetime, at: datetime) -> Refused | None:
    if due_back <= at:
        return Refused("Keys are due back at a time that is still to come. Give a later one.", "due_back")
    return None


def _short_fault(out: int, short: int) -> Refused:
    verb = "is" if short == 1 else "are"
    cure = "Tick that they are lost, and the locks are changed; or count again."
    return Refused(f"{short} of {out} keys {verb} missing. {cure}", "missing")


def _home_again(keyset: KeySet, state: State, count: int, at: datetime) -> None:
    keyset.state, keyset.since, keyset.thread = state, at, None
    keyset.count, keyset.holder, keyset.purpose = count, "", ""
    keyset.holder_account, keyset.contractor, keyset.due_back_at, keyset.chased_at = None, False, None, None
    _save(keyset)


def _save(keyset: KeySet) -> None:
    keyset.save(
        update_fields=[
            "state",
            "since",
            "thread",
            "count",
            "holder",
            "purpose",
            "holder_account",
            "contractor",
            "due_back_at",
            "chased_at",
        ]
    )
