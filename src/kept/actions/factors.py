"""By what else than a password does somebody prove that it is them?

    codes = add_app(association=karin, handle="ann", secret=…, by="ann", at=now)    # recovery codes
    add_passkey(association=karin, handle="ann", name="My phone", credential={…}, by="ann", at=now)
    remove(association=karin, handle="ann", factor="totp", by="ann", at=now)
    remove_all(association=karin, handle="ann", by="kept", at=now)                  # from a terminal

That the browser or the app really has the secret was shown before; here it is written, and leaves its event.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.housekeeping import FACTOR_ADDED, FACTOR_REMOVED, SESSIONS_ENDED
from kept.store import factors, sessions, tenancy
from kept.store.accounts import memberships_of
from kept.store.models import Account, Association

LONGEST_NAME = 60
MOST_PASSKEYS = 20
WORDS = {factors.APP: "app", factors.PASSKEY: "passkey", factors.CODES: "recovery codes"}


def add_app(
    *, association: Association | str, handle: str, secret: str, by: str, at: datetime
) -> list[str] | Refused:
    """Ask for a code of the app with this secret from now on; the recovery codes, to be shown once."""

    def add(account: Account) -> tuple[str, list[str]]:
        factors.add_app(account, secret)
        return FACTOR_ADDED, factors.recovery_codes(account)

    return _done(association, handle, by, at, "app", add)


def new_codes(*, association: Association | str, handle: str, by: str, at: datetime) -> list[str] | Refused:
    """Other recovery codes; those of before are void."""

    def renew(account: Account) -> tuple[str, list[str]] | Refused:
        if not factors.has_second(account.pk):
            return Refused("Set up an app or a passkey first. Recovery codes stand in for these.", "codes")
        return FACTOR_ADDED, factors.recovery_codes(account)

    return _done(association, handle, by, at, WORDS[factors.CODES], renew)


def add_passkey(
    *,
    association: Association | str,
    handle: str,
    name: str,
    credential: dict[str, Any],
    by: str,
    at: datetime,
) -> list[str] | Refused:
    """Take this passkey from now on; with the first proof of all come the recovery codes, else none."""

    def add(account: Account) -> tuple[str, list[str]] | Refused:
        held = factors.factors_of(account)
        if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
            return Refused(f"Give the passkey a name of at most {LONGEST_NAME} characters.", "name")
        if len(held.passkeys) >= MOST_PASSKEYS:
            return Refused("That is a lot of passkeys. Take one away that you no longer use.", "name")
        factors.add_passkey(account, name.strip(), credential)
        return FACTOR_ADDED, [] if held.second else factors.recovery_codes(account)

    return _done(association, handle, by, at, WORDS[factors.PASSKEY], add)


def remove(
    *, association: Association | str, handle: str, factor: int | str, by: str, at: datetime
) -> bool | Refused:
    """No longer take this passkey (by its id) or the app (“totp”). Whether it was there."""

    def act() -> bool | Refused:
        with tenancy.association(association) as here:
            account = _account(handle)
            if account is None:
                return _nobody(handle)
            if factors.remove(account, factor) is None:
                return False
            named = WORDS[factors.APP] if factor == factors.APP else WORDS[factors.PASSKEY]
            note(FACTOR_REMOVED, here=here, by=by, at=at, facts={"account": handle, "factor": named})
            return True

    return once_more(act)


def remove_all(
    *, association: Association | str, handle: str, by: str, at: datetime, operator: bool = False
) -> bool | Refused:
    """Ask for the password alone, for whoever lost telephone and codes. They are signed out everywhere.

    An account opens every association where its person works, so one of them alone cannot weaken it, and
    nobody does it to themselves past the question for their password; the `operator` at a terminal can.
    """

    def act() -> bool | Refused:
        with tenancy.association(association) as here:
            account = _account(handle)
            if account is None:
                return _nobody(handle)
            refused = None if operator else _not_from_here(here, account, by, at)
            if refused is not None:
                return refused
            if not factors.remove_all(account):
                return False
            sessions.end_sessions([account.pk])
            note(FACTOR_REMOVED, here=here, by=by, at=at, facts={"account": handle, "factor": "all"})
            return True

    return once_more(act)


def _not_from_here(here: Association, account: Account, by: str, at: datetime) -> Refused | None:
    today = at.astimezone(ZoneInfo(here.zone)).date()
    works = {each.slug for each in memberships_of(account, today)}
    if account.handle == by:
        return Refused("Take your own proofs away on the page of your own account.", "handle")
    if here.slug not in works:
        return Refused("They no longer work here, so their account is not yours to change.", "handle")
    if works != {here.slug}:
        return Refused(
            "They work at another association too, whose door this would open. Ask whoever runs Kept.",
            "handle",
        )
    return None


def sign_out_elsewhere(
    *, association: Association | str, handle: str, stays: str | None, by: str, at: datetime
) -> int | Refused:
    """End every session of the account but the one that `stays`; how many ended."""

    def act() -> int | Refused:
        with tenancy.association(association) as here:
            account = _account(handle)
            if account is None:
                return _nobody(handle)
            ended = sessions.end_sessions([account.pk], but=stays)
            note(SESSIONS_ENDED, here=here, by=by, at=at, facts={"account": handle})
            return ended

    return once_more(act)


def _done(
    association: Association | str,
    handle: str,
    by: str,
    at: datetime,
    named: str,
    change: Callable[[Account], tuple[str, list[str]] | Refused],
) -> list[str] | Refused:
    def act() -> list[str] | Refused:
        with tenancy.association(association) as here:
            account = _account(handle)
            if account is None:
                return _nobody(handle)
            done = change(account)
            if isinstance(done, Refused):
                return done
            kind, codes = done
            note(kind, here=here, by=by, at=at, facts={"account": handle, "factor": named})
            return codes

    return once_more(act)


def _account(handle: str) -> Account | None:
    return Account.objects.select_for_update().filter(handle=handle, is_active=True).first()


def _nobody(handle: str) -> Refused:
    return Refused(f"There is no account “{handle[:60]}” that can be used.", "handle")


__all__ = ["add_app", "add_passkey", "new_codes", "remove", "remove_all", "sign_out_elsewhere"]
