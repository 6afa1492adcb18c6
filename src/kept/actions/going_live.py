"""From which day does Kept count here?

    went_live(association=karin, by="kept", at=now)     # True the first time, on the day or after it

Going live is an event on a thread of its own, once. What was brought in from before is history: it writes to
nobody and wakes nobody, and no figure counts it. What was overdue on that day already is listed by itself
(`store.starting`), since whoever begins with it did not cause it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.casework.housekeeping import WENT_LIVE
from kept.store import rules, starting, tenancy
from kept.store.housing import today
from kept.store.models import Association


def went_live(*, association: Association | str, by: str, at: datetime) -> bool:
    """Write down that the association has gone live, where its day has come and nobody has yet."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    now = at.astimezone(UTC)
    return once_more(lambda: _went_live(association, by, now))


def _went_live(association: Association | str, by: str, now: datetime) -> bool:
    with tenancy.association(association) as here:
        if today(here, now) < here.go_live or starting.live_since(here) is not None:
            return False
        try:
            rules.current(here, now)
        except rules.NoRulebook:
            return False
        facts = {"counts_from": here.go_live.isoformat()}
        note(WENT_LIVE, here=here, by=by, at=now, facts=facts, uid=starting.UID)
        return True
