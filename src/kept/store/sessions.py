"""Until when is a browser signed in?

    ended = end_sessions([account.pk], but=request.session.session_key)     # everywhere else, at once
    sessions_of(account.pk, now)                                            # “signed in on these devices”

A session ends twelve hours after its sign-in, whatever happens, and after `SESSION_IDLE` seconds in which
nobody asked for a page. Its row says whose it is, so that all sessions of an account can be ended at once: a
browser whose row is gone is signed out. These times are the machine's own, also where a rehearsal moves time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as Stored
from django.utils import timezone

from kept.store.models import SignedIn

# A page that was read a moment ago need not be noted again.
NOTED_EVERY = timedelta(minutes=1)
BEGAN, DEVICE = "began", "device"
LONGEST_DEVICE = 200


def longest() -> timedelta:
    """One long working day."""
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def idle() -> timedelta:
    """How long nobody may ask for a page."""
    return timedelta(seconds=settings.SESSION_IDLE)


class SessionStore(Stored):
    """Sessions in rows that say whose they are."""

    # When somebody last asked for a page, as the row says.
    seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> Any:
        return SignedIn

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc]
        if row is None:
            return None
        at = timezone.now()
        if row.began_at + longest() <= at or row.seen_at + idle() <= at:
            SignedIn.objects.filter(pk=row.pk).delete()
            self._session_key = None
            return None
        self.seen_at = row.seen_at
        return row

    def create_model_instance(self, data: Mapping[str, Any]) -> Any:
        row: Any = super().create_model_instance(dict(data))
        at = timezone.now()
        account, began = data.get(SESSION_KEY), data.get(BEGAN)
        row.account_id = int(account) if account else None
        row.began_at = datetime.fromisoformat(began) if began else at
        row.expire_date = row.began_at + longest()
        row.seen_at = at
        row.device = str(data.get(DEVICE, ""))[:LONGEST_DEVICE]
        return row

    def seen(self) -> None:
        """Somebody asked for a page just now."""
        at = timezone.now()
        if self.seen_at is not None and at - self.seen_at > NOTED_EVERY:
            SignedIn.objects.filter(pk=self.session_key).update(seen_at=at)
            self.seen_at = at


def sessions_of(account: int, at: datetime) -> list[SignedIn]:
    """Where this account is signed in, the one used last first."""
    rows = SignedIn.objects.filter(account=account, began_at__gt=at - longest(), seen_at__gt=at - idle())
    return list(rows.order_by("-seen_at", "session_key"))


def end_sessions(accounts: Iterable[int], *, but: str | None = None) -> int:
    """Sign these accounts out everywhere, or everywhere else than in one session; how many ended."""
    rows = SignedIn.objects.filter(account__in=list(accounts))
    ended, _ = rows.exclude(pk=but).delete() if but else rows.delete()
    return ended
