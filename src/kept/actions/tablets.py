"""What if a tablet for checking in, or a screen that shows who is next, is put up or taken down?

    opened = open_for(association=karin, office="main", purpose="check-in", by="mia", at=now)
    opened.secret           # shown once, as part of an address; only its digest is kept
    close(association=karin, tablet=opened.tablet.pk, by="mia", at=now)

Nobody signs in to such an address, so that whoever carries the tablet off carries nothing with it; it is
taken down by whoever leads, at once.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.housekeeping import TABLET_CLOSED, TABLET_OPENED
from kept.casework.permissions import Permission, may
from kept.store import reception, tenancy
from kept.store.models import Association, Membership, Office, Tablet
from kept.store.models.reception import CHECK_IN, SCREEN

MOST = 20


@dataclass(frozen=True, slots=True)
class Opened:
    """A tablet, and the secret of its address, which is told this once."""

    tablet: Tablet
    secret: str


def open_for(
    *,
    association: Association | str,
    office: str,
    purpose: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Opened | Refused:
    """Make an address for a tablet or a screen of that office."""
    now = at.astimezone(UTC)

    def act() -> Opened | Refused:
        with tenancy.association(association) as here:
            refused = _may(membership)
            if refused is not None:
                return refused
            if purpose not in (CHECK_IN, SCREEN):
                return Refused("Say whether it is for checking in or for showing who is next.", "purpose")
            if not Office.objects.filter(association=here, slug=office).exists():
                return Refused("There is no such office here. Choose one of the list.", "office")
            if Tablet.objects.filter(association=here, ended_at=None).count() >= MOST:
                return Refused(f"There are {MOST} of them already. Take one down first.", "purpose")
            secret = secrets.token_urlsafe(24)
            made = Tablet.objects.create(
                association=here,
                office=office,
                purpose=purpose,
                digest=reception.digest_of(secret),
                made_by=by,
                made_at=now,
            )
            note(TABLET_OPENED, here=here, by=by, at=now, facts={"purpose": purpose, "office": office})
            return Opened(made, secret)

    return once_more(act)


def close(
    *,
    association: Association | str,
    tablet: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Tablet | Refused:
    """Let the address open nothing any more; closed twice is closed once."""
    now = at.astimezone(UTC)

    def act() -> Tablet | Refused:
        with tenancy.association(association) as here:
            refused = _may(membership)
            if refused is not None:
                return refused
            found = Tablet.objects.select_for_update().filter(association=here, pk=tablet).first()
            if found is None:
                return Refused("There is no such tablet here. Load the page again.", "tablet")
            if found.ended_at is None:
                found.ended_at = now
                found.save(update_fields=["ended_at"])
                facts = {"purpose": found.purpose, "office": found.office}
                note(TABLET_CLOSED, here=here, by=by, at=now, facts=facts)
            return found

    return once_more(act)


def _may(membership: Membership | None) -> Refused | None:
    if membership is None or may(membership.role, Permission.REASSIGN):
        return None
    return Refused("What opens without signing in is put up and taken down by whoever leads.")


__all__ = ["close", "open_for"]
