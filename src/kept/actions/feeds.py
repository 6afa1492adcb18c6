"""At which secret address does somebody's own calendar read the diary here?

    made = open_feed(association=karin, resource="@ann", by="ann", at=now)
    made.secret                     # shown this once; only its sha256 is kept
    revoke(association=karin, feed=made.feed.ref, by="ann", at=later)

One's own diary is for oneself to give away, and a room's for whoever leads. Nothing in it names anybody (see
`web.diary.feed`).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from kept.actions.working.booked import Undone
from kept.actions.working.diary import found_resources, kept_or_undone
from kept.actions.working.house import note
from kept.casework import Refused
from kept.casework.housekeeping import FEED_CHANGED
from kept.casework.permissions import Permission, may
from kept.store import refs, tokens
from kept.store.models import Association, Feed, Membership, Resource

MOST_FEEDS = 5


@dataclass(frozen=True, slots=True)
class Opened:
    """A new address, and its secret, which is kept nowhere."""

    feed: Feed
    secret: str


def open_feed(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    resource: int | str,
    membership: Membership | None = None,
) -> Opened | Refused:
    """Make an address for this diary."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Opened:
        whose = found_resources(here, [resource], now)[0]
        _may_open(whose, membership)
        if Feed.objects.filter(association=here, resource=whose, revoked_at=None).count() >= MOST_FEEDS:
            says = (
                f"There are {MOST_FEEDS} addresses of this diary already. Revoke one that nobody needs first."
            )
            raise Undone(Refused(says, "resource"))
        secret = secrets.token_urlsafe(32)
        feed = Feed.objects.create(
            association=here,
            resource=whose,
            ref=refs.new_ref(),
            sha256=tokens.sha256(secret),
            made_by=by,
            made_at=now,
        )
        _note(feed, "opened", here, by, now)
        return Opened(feed, secret)

    return kept_or_undone(act, association, membership)


def revoke(
    *, association: Association | str, by: str, at: datetime, feed: str, membership: Membership | None = None
) -> Feed | Refused:
    """The address opens nothing any more, from this moment on."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Feed:
        rows = Feed.objects.select_for_update(of=("self",)).select_related("resource")
        found = rows.filter(association=here, ref=refs.tidy(feed) or feed).first()
        if found is None:
            raise Undone(Refused("There is no such address. Load the page again.", "feed"))
        _may_open(found.resource, membership)
        if found.revoked_at is None:
            found.revoked_at, found.revoked_by = now, by
            found.save(update_fields=["revoked_at", "revoked_by"])
            _note(found, "revoked", here, by, now)
        return found

    return kept_or_undone(act, association, membership)


def _may_open(resource: Resource, membership: Membership | None) -> None:
    if membership is None or resource.account_id == membership.account_id:
        return
    if not may(membership.role, Permission.REASSIGN):
        says = "You give out the address of your own diary. Ask a manager for that of a room or a colleague."
        raise Undone(Refused(says, "resource"))


def _note(feed: Feed, what: str, here: Association, by: str, at: datetime) -> None:
    facts = {"feed": feed.ref, "resource": feed.resource.name, "change": what}
    note(FEED_CHANGED, here=here, by=by, at=at, facts=facts)


__all__ = ["Opened", "open_feed", "revoke"]
