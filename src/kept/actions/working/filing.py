"""How is a customer's file held while we decide, and how does what becomes of it get into its log?

    one, other = hold(here, ["K7F3-9Q2M", "P2D4-X8RB"])     # by their ids: no two acts wait for each other
    note(CUSTOMER_CHANGED, here, by, at, facts, words, log=one.log_id)

What becomes of a file is an event on a thread of its own, its log. The caller has made the association active
and holds the transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kept.actions.working.judging import appended, moment_for
from kept.casework import Event, Grade, Refused
from kept.casework.housekeeping import HOUSE
from kept.casework.permissions import Permission, may
from kept.store import dockets, refs, rules, seers, writing
from kept.store.dockets import Docket
from kept.store.models import Association, Membership, Person


def check_by(by: str) -> None:
    """Every event says who did it."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")


def check_may_change(membership: Membership | None) -> Refused | None:
    """Whether this member puts files right; a machine that nobody stands behind is asked nothing."""
    if membership is None or may(membership.role, Permission.RECORD):
        return None
    return Refused("Your role reads what is on record and does not change it. Ask a colleague.")


def hold(
    here: Association, wanted: Sequence[str], membership: Membership | None = None
) -> list[Person | None]:
    """These files, held until the transaction ends, in the order asked for; None for one that is not there.

    An erased file, and one that is closed to this member, answer as if they were not there.
    """
    rows = Person.objects.select_for_update(of=("self",)).filter(association=here, ref__in=wanted)
    closed = seers.seer(membership).closed if membership is not None else frozenset()
    held = {
        each.ref: each for each in rows.order_by("pk") if each.erased_at is None and each.pk not in closed
    }
    return [held.get(each) for each in wanted]


def note(
    kind: str,
    here: Association,
    by: str,
    at: datetime,
    facts: Mapping[str, object],
    words: Mapping[str, object],
    *,
    log: int | None = None,
    uid: str | None = None,
) -> int:
    """Write the event on the log of a file, which begins with its first event; that thread's id."""
    held = dockets.read(dockets.lock([log])) if log is not None else ()
    docket = held[0] if held else Docket(None, refs.new_ref())
    moment = moment_for(docket, at)
    said = {name: value for name, value in facts.items() if value not in (None, "")}
    event = Event(
        uid or refs.new_uid(), kind, moment, moment, by, Grade.STAFF, said, thread=docket.ref, via=HOUSE
    )
    opened = {"owner_id": None, "team_id": None, "via": HOUSE, "sensitivity": HOUSE}
    known = rules.rules_of(here)
    beside = {event.id: {name: value for name, value in words.items() if value}}
    writing.write([appended(docket, event, rules=known, at=moment, opened=opened, words=beside)])
    assert docket.id is not None
    return docket.id


def note_on_both(
    kind: str, here: Association, by: str, at: datetime, facts: Mapping[str, object], files: Sequence[Person]
) -> None:
    """The same event on the log of each file, in the order of their logs."""
    for log in sorted(each.log_id for each in files):
        note(kind, here, by, at, facts, {}, log=log)
