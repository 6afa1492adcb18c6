"""What if somebody says that their complaint was handled badly, or something follows a complaint too soon?

    handling_reviewed(association=karin, thread=ref, found="unkind", done="…", by="mia", at=later)
    enforcement_reviewed(association=karin, thread=ref, found="own", reasons="…", by="mia", at=later)

Nobody suffers for complaining. Both are looked at by somebody who leads: the first outside the team that had
the complaint, the second never by whoever began what followed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from kept.actions.working.once_more import once_more
from kept.actions.working.owed_forms import signed, tell_of, thread_of
from kept.casework import Refused
from kept.casework.housekeeping import ENFORCEMENT_REVIEWED
from kept.casework.learning import HANDLING_REVIEWED
from kept.casework.permissions import Permission, may
from kept.store import rules, tenancy
from kept.store.models import Association, Event, Membership, Thread

HANDLING = "handling"
NOT_YOURS = Refused("Only who leads says this. Ask your manager.")
LONGEST = 2_000


def handling_reviewed(
    *,
    association: Association | str,
    thread: str,
    found: str,
    done: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> str | Refused:
    """A manager says how the complaint was handled and what follows."""
    facts = {"found": found, "done": done.strip()}
    return _of_a_leader(association, thread, HANDLING_REVIEWED, facts, HANDLING, by, at, membership)


def enforcement_reviewed(
    *,
    association: Association | str,
    thread: str,
    found: str,
    reasons: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> str | Refused:
    """A manager says whether what was begun soon after a complaint had to do with it."""
    facts = {"found": found, "reasons": reasons.strip()}
    return _of_a_leader(association, thread, ENFORCEMENT_REVIEWED, facts, "", by, at, membership)


def _of_a_leader(
    association: Association | str,
    ref: str,
    kind: str,
    facts: Mapping[str, str],
    sort: str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> str | Refused:
    signed(by)
    now = at.astimezone(UTC)

    def act() -> str | Refused:
        with tenancy.association(association) as here:
            if membership is not None and not may(membership.role, Permission.EXCUSE):
                return NOT_YOURS
            row = thread_of(here, ref, membership)
            if row is None or (sort and row.kind != sort):
                return Refused("There is no such contact. Load the page again.", "thread")
            field = rules.current(here).kinds[kind].field("found")
            if field is None or facts["found"] not in dict(field.choices):
                return Refused("Choose what you found.", "found")
            name, words = next((name, words) for name, words in facts.items() if name != "found")
            if not words or len(words) > LONGEST:
                return Refused("Say it in a few words.", name)
            told = Event.objects.filter(association=here, thread=row, kind=kind)
            if kind == ENFORCEMENT_REVIEWED and told.filter(by=by, facts__found=facts["found"]).exists():
                return row.ref
            if kind == ENFORCEMENT_REVIEWED and _began(here, row) == by:
                return Refused("You began it yourself. Somebody else who leads looks at it.", "found")
            return tell_of(row.ref, kind, facts, here=here, by=by, at=now) or row.ref

    return once_more(act)


def _began(here: Association, row: Thread) -> str:
    first = Event.objects.filter(association=here, thread=row).order_by("id").first()
    return first.by if first is not None else ""
