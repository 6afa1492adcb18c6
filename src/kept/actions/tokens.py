"""Which other systems may act as an account, and until when?

    made = create(association=karin, account="ann", name="Telephone system", scopes=["record"], by="ann",
    at=now)
    made.secret                                         # shown this once; nobody can read it again
    revoke(association=karin, token=made.token.ref, by="ann", at=now)

A token belongs to one account at one association and never does more than that account may. Each change
leaves an event, which names the token and never its secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.housekeeping import TOKEN_CREATED, TOKEN_REVOKED
from kept.casework.scopes import Scope
from kept.store import refs, tenancy, tokens
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Token

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Made:
    """A new token, and its secret, which is kept nowhere."""

    token: Token
    secret: str


def create(
    *,
    association: Association | str,
    account: str,
    name: str,
    scopes: Sequence[str],
    by: str,
    at: datetime,
    expires_at: datetime | None = None,
) -> Made | Refused:
    """Make a token for an account that works here today."""
    now = at.astimezone(UTC)

    def act() -> Made | Refused:
        with tenancy.association(association) as here:
            refused = _fault(name, scopes, expires_at, now)
            if refused is not None:
                return refused
            known = Account.objects.filter(handle=account, is_active=True).first()
            today = now.astimezone(ZoneInfo(here.zone)).date()
            if known is None or membership_of(known, on=today) is None:
                return Refused(f"Nobody called “{account[:60]}” works here today.", "account")
            secret, digest = tokens.made()
            named = [each.value for each in Scope if each.value in scopes]
            token = Token.objects.create(
                association=here,
                account=known,
                ref=refs.new_ref(),
                name=name.strip(),
                scopes=named,
                sha256=digest,
                created_at=now,
                expires_at=expires_at.astimezone(UTC) if expires_at else None,
            )
            facts = {
                "token": token.ref,
                "account": account,
                "scopes": ", ".join(named),
                "expires_at": token.expires_at.isoformat() if token.expires_at else None,
            }
            note(TOKEN_CREATED, here=here, by=by, at=now, facts=facts)
            return Made(token, secret)

    return once_more(act)


def revoke(*, association: Association | str, token: str, by: str, at: datetime) -> Token | Refused:
    """Nobody gets in with it any more, from this moment on."""
    now = at.astimezone(UTC)

    def act() -> Token | Refused:
        with tenancy.association(association) as here:
            rows = Token.objects.select_for_update(of=("self",)).select_related("account")
            found = rows.filter(association=here, ref=refs.tidy(token) or token).first()
            if found is None:
                return Refused(f"There is no token “{token[:60]}” here. List them, and check it.", "token")
            if found.revoked_at is None:
                found.revoked_at = now
                found.save(update_fields=["revoked_at"])
                facts = {"token": found.ref, "account": found.account.handle}
                note(TOKEN_REVOKED, here=here, by=by, at=now, facts=facts)
            return found

    return once_more(act)


def _fault(name: str, scopes: Sequence[str], expires_at: datetime | None, now: datetime) -> Refused | None:
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        return Refused(
            f"Say in at most {LONGEST_NAME} characters which system it is for, such as Telephone system.",
            "name",
        )
    known = ", ".join(Scope)
    unknown = next((each for each in scopes if each not in set(Scope)), None)
    if unknown is not None:
        return Refused(f"There is no scope “{unknown[:60]}”. The scopes are: {known}.", "scopes")
    if not scopes:
        return Refused(f"Say what the token is for. The scopes are: {known}.", "scopes")
    if expires_at is not None and expires_at.tzinfo is None:
        return Refused("The end does not say which zone it is in. Write it with its zone.", "expires_at")
    if expires_at is not None and expires_at <= now:
        return Refused("The token would have ended already. Give a moment to come, or none.", "expires_at")
    return None


__all__ = ["Made", "create", "revoke"]
