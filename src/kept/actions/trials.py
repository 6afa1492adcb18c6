"""What would a draft have meant for what really happened? Asked in a browser, worked out by the worker.

    begin(association=karin, draft=3, since=date(2026, 1, 1), uid="…", by="pat", at=now)      # PolicyTrial
    step(association=1, trial=7, by="kept", at=now)     # the next threads; the worker's, again and again
    stop(association=karin, draft=3, trial=7, by="pat", at=now)

1. A trial is one comparison: of the edition that was asked for, with the policy as it was then, on what was
   on record then. Where draft or policy is another by now, it is stopped and says so.
2. Each stretch is read and judged without holding anything, and then kept in one transaction: a worker that
   is killed goes on after the last one that was kept, and of two that do the same stretch one is kept.
3. Nothing of it changes a contact, and what is found can be thrown away: only that it was asked for is told.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DatabaseError

from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.housekeeping import POLICY_TRIAL_ASKED
from kept.casework.permissions import Permission, may
from kept.casework.tried import plain
from kept.casework.trying import AnotherComparison, Trial
from kept.rulebook import RulebookFaults
from kept.store import drafts, jobs, rules, tenancy, trying
from kept.store.models import Association, Membership, PolicyDraft, PolicyTrial

log = logging.getLogger("kept.trials")

WAITING, RUNNING, DONE, FAILED, STOPPED = "waiting", "running", "done", "failed", "stopped"
IN_HAND = (WAITING, RUNNING)
# What was asked for never changes.
CHANGES = ("state", "in_all", "done", "last", "held", "found", "ended_at", "fault")
LONGEST_UID = 64
NO_ROLE = Refused("Drafts are tried by the policy officer or a director. Ask one of them.")
NO_TRIAL = Refused("There is no such trial here. Load the page again.", "trial")
CHANGED = "The draft was changed after this trial began. Try it again to see what it means now."
OTHER_POLICY = (
    "The policy in force was changed after this trial began. Try the draft again, beside the new one."
)
OUR_FAULT = (
    "Kept met a fault of its own, and has written it to the log. Tell whoever looks after Kept here. The "
    "draft, and what is on record, are as they were."
)
NO_LONGER = "The draft can no longer be read as a policy. Put its faults right, and try it again."


def begin(
    *,
    association: Association | str,
    draft: int,
    since: date,
    uid: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PolicyTrial | Refused:
    """Ask for a trial of the draft as it stands; the same `uid` begins one, and so does asking the same again
    while it runs. No figure counts before the association went live, so it begins no earlier.
    """
    now = at.astimezone(UTC)

    def act() -> PolicyTrial | Refused:
        with tenancy.association(association) as here:
            before = PolicyTrial.objects.filter(association=here, uid=uid[:LONGEST_UID]).first()
            if before is not None:
                return before
            found = drafts.of_number(here, draft)
            begins = max(since, here.go_live)
            refused = _may_not(membership) or _cannot(here, found, begins, now)
            if refused is not None:
                return refused
            assert found is not None, "a draft that is none is refused"
            same = PolicyTrial.objects.filter(draft=found, edition=found.edition, since=begins)
            return same.filter(state__in=IN_HAND).first() or _begun(here, found, begins, uid, by, now)

    return once_more(act)


def _cannot(here: Association, draft: PolicyDraft | None, since: date, at: datetime) -> Refused | None:
    if draft is None:
        return Refused("There is no draft of that number. Load the page again.", "draft")
    if since > at.astimezone(ZoneInfo(here.zone)).date():
        return Refused(f"{since.day} {since:%B %Y} has not come yet. Give an earlier day.", "since")
    try:
        drafts.rulebook_of(draft)
    except RulebookFaults as wrong:
        n = len(wrong.faults)
        faults = "1 fault is" if n == 1 else f"{n:,} faults are"
        return Refused(f"The draft is not in order yet: {faults} in it. Put that right first, then try it.")
    return None


def _begun(
    here: Association, draft: PolicyDraft, since: date, uid: str, by: str, at: datetime
) -> PolicyTrial:
    made = PolicyTrial.objects.create(
        association=here,
        draft=draft,
        uid=uid[:LONGEST_UID],
        edition=draft.edition,
        since=since,
        state=WAITING,
        asked_at=at,
        asked_by=by,
        until=at,
    )
    facts = {"draft": draft.number, "edition": draft.edition, "since": since.isoformat()}
    note(POLICY_TRIAL_ASKED, here=here, by=by, at=at, facts=facts)
    jobs.defer(jobs.TRY_POLICY, queue=jobs.LONG, association=here.pk, trial=made.pk)
    return made


def stop(
    *,
    association: Association | str,
    draft: int,
    trial: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PolicyTrial | Refused:
    """Let it go no further. One that is over stays as it is."""
    with tenancy.association(association) as here:
        rows = PolicyTrial.objects.select_for_update(of=("self",))
        row = rows.filter(association=here, draft__number=draft, pk=trial).first()
        refused = _may_not(membership) or (NO_TRIAL if row is None else None)
        if refused is not None or row is None:
            return refused or NO_TRIAL
        if row.state in IN_HAND:
            who = membership.account.name if membership is not None else by
            _ended(row, STOPPED, at.astimezone(UTC), f"{who} stopped it.")
        return row


def _may_not(membership: Membership | None) -> Refused | None:
    allowed = membership is None or may(membership.role, Permission.READINGS)
    return None if allowed else NO_ROLE


# ---- the worker's part ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What one step found out, to be written down."""

    state: str
    fault: str = ""
    values: dict[str, Any] | None = None


def step(*, association: int, trial: int, by: str, at: datetime) -> bool:
    """Judge the next threads; whether there are more. Nothing happens where it is over."""
    now = at.astimezone(UTC)
    with tenancy.association(association):
        row = PolicyTrial.objects.select_related("draft").filter(pk=trial, state__in=IN_HAND).first()
    if row is None:
        return False
    try:
        found = _judged(association, row)
    except DatabaseError:
        # That is no fault of the draft, and passes: the worker tries again.
        raise
    except Exception:
        # Somebody waits for it, so it is told rather than tried again and again.
        log.exception("A trial of a draft met a fault.", extra={"trial": trial})
        found = _Stretch(FAILED, OUR_FAULT)
    return once_more(lambda: _written(association, row, found, now))


def _judged(association: int, row: PolicyTrial) -> _Stretch:
    """The next threads judged, and nothing written."""
    if row.edition != row.draft.edition:
        return _Stretch(STOPPED, CHANGED)
    try:
        going = _taken_up(association, row)
    except RulebookFaults:
        return _Stretch(FAILED, NO_LONGER)
    except AnotherComparison:
        return _Stretch(STOPPED, OTHER_POLICY)
    in_all = row.in_all or trying.threads_since(association, going.begins, row.until)
    stretch = trying.stretch_since(association, going.begins, row.until, last=row.last)
    for docket, team in stretch.found:
        going.take(docket.history, office=docket.office, team=team)
    values = {"last": stretch.last, "done": going.threads, "in_all": max(in_all, going.threads)}
    if stretch.more:
        return _Stretch(RUNNING, values=values | {"held": going.held()})
    return _Stretch(DONE, values=values | {"found": plain(going.found()), "in_all": going.threads})


def _taken_up(association: int, row: PolicyTrial) -> Trial:
    """The comparison as far as it has come."""
    with tenancy.association(association) as here:
        draft = rules.as_entered(here, drafts.rulebook_of(row.draft))
        going = Trial.of(rules.rules_of(here), draft, since=row.since, at=row.until)
    if row.state == RUNNING:
        going.go_on(row.held)
    return going


def _written(association: int, begun: PolicyTrial, stretch: _Stretch, at: datetime) -> bool:
    """Keep what a step found out, unless another has kept the same, or it was stopped meanwhile."""
    with tenancy.association(association) as here:
        rows = PolicyTrial.objects.select_for_update(of=("self",)).filter(pk=begun.pk, state__in=IN_HAND)
        row = rows.filter(last=begun.last).first()
        if row is None:
            return False
        for name, value in (stretch.values or {}).items():
            setattr(row, name, value)
        if stretch.state == RUNNING:
            row.state = RUNNING
            row.save(update_fields=CHANGES)
            jobs.defer(jobs.TRY_POLICY, queue=jobs.LONG, association=here.pk, trial=row.pk)
            return True
        _ended(row, stretch.state, at, stretch.fault)
        return False


def _ended(row: PolicyTrial, state: str, at: datetime, fault: str) -> None:
    row.state, row.ended_at, row.fault, row.held = state, at, fault, {}
    row.save(update_fields=CHANGES)
