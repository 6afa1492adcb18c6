"""What if a group of customers is less satisfied than the rest?

    begin(association=karin, group="language:pl", survey="contact", gap=18, plan="…", act_by=friday,
          owner="bea", by="mia", at=now)              # the thread on which it is done, with its own clock
    done(association=karin, thread=ref, what="A number that is answered in Polish", by="bea", at=later)
    measured(association=karin, thread=ref, gap=4, note="Closer", by="mia", at=later)

It has an owner, a plan and a day, and is measured again.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.once_more import once_more
from kept.actions.working.owed_forms import MACHINE, signed, tell_of, thread_of
from kept.casework import Refused
from kept.casework.housekeeping import GROUP_ACTED_FOR, GROUP_LESS_SATISFIED, GROUP_MEASURED_AGAIN
from kept.casework.permissions import Permission, may
from kept.store import refs, rules, tenancy
from kept.store.models import Association, Membership

KIND = "equality"
NOT_YOURS = Refused("Only who leads says what is done for a group. Ask your manager.")
NOTHING = Refused("There is no such action. Load the page again.", "thread")
LONGEST = 2_000


def begin(
    *,
    association: Association | str,
    group: str,
    survey: str,
    gap: int,
    plan: str,
    act_by: date,
    owner: str,
    by: str,
    at: datetime,
    uid: str = "",
    membership: Membership | None = None,
) -> str | Refused:
    """Say what is to be done for this group, by whom and by when; the reference of the thread."""
    signed(by)
    now = at.astimezone(UTC)

    def act() -> str | Refused:
        with tenancy.association(association) as here:
            if membership is not None and not may(membership.role, Permission.EXCUSE):
                return NOT_YOURS
            today = rules.current(here).calendar_for().local(now).date()
            if not plan.strip() or len(plan) > LONGEST:
                return Refused("Say what is to be done for them.", "plan")
            if act_by <= today:
                return Refused("Give a day that is still to come.", "act_by")
            facts = {
                "group": group[:200],
                "survey": survey,
                "gap": gap,
                "plan": plan.strip(),
                "act_by": act_by.isoformat(),
            }
            key = uid or f"equal:{refs.new_uid()}"
            telling = Telling(GROUP_LESS_SATISFIED, now, facts, uid=key, owner=owner, via=MACHINE)
            told = tell([telling], association=here, by=by, at=now)
            return told.refused or str(told.results[0].thread)

    return once_more(act)


def done(
    *,
    association: Association | str,
    thread: str,
    what: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> str | Refused:
    """What was planned is done."""
    return _told(association, thread, GROUP_ACTED_FOR, {"done": what.strip()}, "what", by, at, membership)


def measured(
    *,
    association: Association | str,
    thread: str,
    gap: int,
    note: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> str | Refused:
    """The group was asked again, and is now less satisfied by so much."""
    facts = {"gap": gap, "note": note.strip()}
    return _told(association, thread, GROUP_MEASURED_AGAIN, facts, "note", by, at, membership)


def _told(
    association: Association | str,
    ref: str,
    kind: str,
    facts: dict[str, object],
    field: str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> str | Refused:
    signed(by)
    now = at.astimezone(UTC)

    def act() -> str | Refused:
        with tenancy.association(association) as here:
            row = thread_of(here, ref, membership)
            if row is None or row.kind != KIND:
                return NOTHING
            leads = membership is None or may(membership.role, Permission.EXCUSE)
            if not leads and row.owner_id != (membership.account_id if membership else None):
                return NOT_YOURS
            words = str(facts.get("done") or facts.get("note") or "")
            if not words or len(words) > LONGEST:
                return Refused("Say it in a few words.", field)
            refused = tell_of(row.ref, kind, facts, here=here, by=by, at=now)
            return refused or row.ref

    return once_more(act)
