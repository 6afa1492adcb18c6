"""How does a change of the house itself, a policy, an account, a membership, leave its event?

    note("member.joined", here=karin, by="ann", at=now, facts={"account": "bea", "role": "officer"})

Each such event opens a thread of its own and closes it. The caller has made the association active and holds
the transaction in which the change itself is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from kept.actions.working.judging import appended
from kept.casework import Event, Grade
from kept.casework.housekeeping import HOUSE
from kept.store import refs, rules, writing
from kept.store.dockets import Docket
from kept.store.models import Association


def note(
    kind: str,
    *,
    here: Association,
    by: str,
    at: datetime,
    facts: Mapping[str, object],
    uid: str | None = None,
) -> str:
    """Write the event on a thread that only those who lead may see; the thread's reference.

    What happens once only has a `uid` of its own.
    """
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    at = at.astimezone(UTC)
    known = rules.rules_of(here)
    docket = Docket(None, refs.new_ref())
    given = {name: value for name, value in facts.items() if value is not None}
    uid = uid or refs.new_uid()
    event = Event(uid, kind, at, at, by, Grade.MACHINE, given, thread=docket.ref, via=HOUSE)
    opened = {"owner_id": None, "team_id": None, "via": HOUSE, "sensitivity": HOUSE}
    writing.write([appended(docket, event, rules=known, at=at, opened=opened)])
    return docket.ref
