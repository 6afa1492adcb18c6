"""How often has somebody failed to sign in, and must the next attempt wait?

    who = Attempt(name="ann", place="203.0.113.7", device="")
    waits(who, at)                          # False, until there were too many
    failed(who, at, account=17)
    succeeded(who)                          # what this person mistyped before no longer counts
    told(17, since=…)                       # when it was tried on this account, for the one whose it is

Every process counts in the same table, so that a guesser gains nothing by another door. Nobody is locked out:
a browser in which this person has signed in before (`device`) is counted by itself, and what strangers try
elsewhere never makes it wait. Names, places and browsers are kept as digests under our own key.

1. One name from one place, or one browser that is known: after `FREE` failures within `WITHIN`.
2. One place, whatever the names: after `FREE_PLACE`; a whole office may sit behind one address.
3. One name, whatever the places: after `FREE_NAME`, for browsers that are not known.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from kept.store.models import FailedSignIn

FREE, FREE_NAME, FREE_PLACE = 5, 15, 30
WITHIN = timedelta(minutes=10)
PAUSE = timedelta(minutes=1)
TOLD_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who somebody says they are, from where, and the browser if it is known as theirs."""

    name: str
    place: str
    device: str = ""

    @property
    def rows(self) -> QuerySet[FailedSignIn]:
        """What was tried by the same hand, as far as anybody can tell."""
        same = FailedSignIn.objects.filter(name=_digest(self.name))
        return (
            same.filter(device=_digest(self.device))
            if self.device
            else same.filter(place=_digest(self.place))
        )


def waits(who: Attempt, at: datetime) -> bool:
    """Whether the next attempt must wait."""
    if _too_many(who.rows, FREE, at):
        return True
    if who.device:
        return False
    unknown = FailedSignIn.objects.filter(device="")
    return _too_many(unknown.filter(name=_digest(who.name)), FREE_NAME, at) or _too_many(
        unknown.filter(place=_digest(who.place)), FREE_PLACE, at
    )


def _too_many(rows: QuerySet[FailedSignIn], free: int, at: datetime) -> bool:
    """Whether so many came within `WITHIN` that the last of them still makes the next one wait."""
    times = list(
        rows.filter(at__gt=at - WITHIN, at__lte=at).order_by("-at").values_list("at", flat=True)[:free]
    )
    return len(times) == free and at - times[0] < PAUSE


def failed(who: Attempt, at: datetime, *, account: int | None = None) -> None:
    """Note one wrong attempt, and forget what is too old to be told."""
    FailedSignIn.objects.create(
        name=_digest(who.name),
        place=_digest(who.place),
        device=_digest(who.device) if who.device else "",
        account_id=account,
        at=at,
    )
    FailedSignIn.objects.filter(at__lt=at - TOLD_FOR).delete()


def succeeded(who: Attempt) -> None:
    """What the same hand had mistyped before makes nobody wait any more; it is still told."""
    who.rows.update(name="")


def told(account: int, *, since: datetime) -> list[datetime]:
    """When somebody tried this account and failed, the last first."""
    rows = FailedSignIn.objects.filter(account=account, at__gte=since).order_by("-at")
    return list(rows.values_list("at", flat=True)[:100])


def _digest(value: str) -> str:
    key = f"kept.guesses:{settings.SECRET_KEY}".encode()
    return hmac.new(key, value.strip().lower().encode("utf-8", "replace"), hashlib.sha256).hexdigest()
