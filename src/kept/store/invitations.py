"""Who has been asked to work here and has not come yet?

    key, digest = made()                    # the key is shown once, in the link; the digest is stored
    found = held(digest_of(key), at)        # the invitation that the key opens, or None
    waiting(karin, at)                      # those that can still be accepted, the newest first

The association must be active; the key in a link says which one.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from kept.store import factors
from kept.store.accounts import memberships_of
from kept.store.models import Account, Association, Invitation

LASTS = timedelta(days=7)


def made() -> tuple[str, str]:
    """A new key, and what is stored of it."""
    key = secrets.token_urlsafe(32)
    return key, digest_of(key)


def digest_of(key: str) -> str:
    """What is stored of a key."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def held(digest: str, at: datetime, *, locked: bool = False) -> Invitation | None:
    """The invitation with this digest, while it can be accepted."""
    rows = Invitation.objects.select_related("association", "team", "office")
    rows = rows.select_for_update(of=("self",)) if locked else rows
    return rows.filter(sha256=digest, accepted_at=None, revoked_at=None, expires_at__gt=at).first()


def unused(account: Account, today: date) -> bool:
    """Whether a link may open the account: nobody has signed in to it, and it opens nothing yet.

    Whoever invites sees the link, so it must not be a way into what was given to somebody else.
    """
    if account.last_login is not None or account.has_usable_password():
        return False
    return not factors.has_second(account.pk) and not memberships_of(account, today)


def waiting(association: Association, at: datetime) -> list[Invitation]:
    """What can still be accepted, the newest first."""
    rows = Invitation.objects.filter(association=association, accepted_at=None, revoked_at=None)
    rows = rows.filter(expires_at__gt=at).select_related("team", "office")
    return list(rows.order_by("-invited_at", "-id"))
