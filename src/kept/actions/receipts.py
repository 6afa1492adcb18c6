"""What does GOV.UK Notify say became of something?

    take(association=karin, theirs="740e5834-…", status="permanent-failure", by="notify", at=now)

Told by their call to us, or asked for; the same twice changes nothing, and a word that we do not know does
nothing. None where nothing came of it.
"""

from __future__ import annotations

from datetime import datetime

from kept.actions.handing_over import delivered, failed
from kept.casework.dispatching import receipt_of
from kept.store import dispatch, tenancy
from kept.store.models import Association, Outgoing


def take(
    *, association: Association | int | str, theirs: str, status: str, by: str, at: datetime
) -> Outgoing | None:
    """Take a receipt; the row that it is about."""
    if not by:
        raise ValueError("Every receipt says who told it: give `by`.")
    with tenancy.association(association) as here:
        row = dispatch.by_their_ref(here, theirs)
        receipt = receipt_of(status)
        if row is None or receipt is None:
            return None
        if receipt.arrived:
            return delivered(association=here, outgoing=row.pk, by=by, at=at)
        return failed(
            association=here, outgoing=row.pk, why=receipt.why, for_good=receipt.for_good, by=by, at=at
        )
