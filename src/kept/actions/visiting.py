"""How is a visit to a home planned, agreed to by a manager, and gone on, step by step?

    plan(association=moray, by="ann", at=now, person="K7F3-9Q2M", starts=…, ends=…, answers={…}, uid="…")
    step(association=moray, by="ann", at=now, visit=17, kind="visit.arrived", facts={…}, uid="…")

Whatever is asked before anybody goes is asked here, and refused here where it may not be (casework.visiting).
The time itself lies in the diary. A step sent twice is one step; one that was typed without a signal comes
with the time at which it happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.booked import Undone
from kept.actions.working.once_more import once_more
from kept.actions.working.visit_plans import Planning, told_of
from kept.actions.working.visit_steps import Gone, Step
from kept.casework import Refused
from kept.casework.agreeing import Action
from kept.casework.permissions import Permission, may
from kept.casework.visiting import (
    APPROVED,
    STEPS,
)
from kept.store import tenancy, visits
from kept.store.models import Association, Event, Membership, Visit
from kept.store.threads import visible_to

__all__ = ["Gone", "approve", "plan", "step"]


def plan(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    starts: datetime,
    ends: datetime,
    answers: Mapping[str, object],
    uid: str,
    person: str | None = None,
    thread: str | None = None,
    booked: Mapping[str, object] | None = None,
    despite: Sequence[str] = (),
    membership: Membership | None = None,
) -> Visit | Refused:
    """Plan a visit: the questions, the time in the diary, and who goes.

    `answers` are those of `visit.considered`, with `own` where the visit is our wish and not the customer's;
    `booked` are those that the diary asks (about, phone, venue, agreed, agreed_how …).
    """
    now = at.astimezone(UTC)

    def act() -> Visit | Refused:
        try:
            with tenancy.association(association) as here:
                before = Event.objects.filter(association=here, uid=uid).first()
                if before is not None:
                    return Visit.objects.filter(thread=before.thread).order_by("-id")[0]
                whole = Planning(here, by, now, membership, dict(answers), dict(booked or {}))
                return whole.done(starts, ends, person, thread, uid, despite)
        except Undone as undone:
            return undone.refused

    return once_more(act)


def approve(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    visit: int,
    because: str,
    words: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> Gone | Refused:
    """A manager agrees to a visit of which the customer does not know. Nobody agrees to their own."""
    now = at.astimezone(UTC)

    def act() -> Gone | Refused:
        with tenancy.association(association) as here:
            if membership is not None and not may(membership.role, Permission.EXCUSE):
                return Refused("Only a manager agrees to an unannounced visit. Ask yours.", "by")
            row = _held(here, visit, membership)
            if row is None:
                return Refused("There is no such visit. Load the page again.", "visit")
            if by in {row.officer.handle, row.second.handle if row.second else ""}:
                return Refused("Nobody agrees to their own visit. Ask another manager.", "by")
            if row.approved_by:
                return Gone(row.thread.ref, True)
            telling = Telling(
                APPROVED, now, told_of({"because": because, "words": words}), uid=uid, thread=row.thread.ref
            )
            done = tell([telling], association=here, by=by, at=now, membership=membership)
            if done.refused is not None:
                return done.refused
            row.approved_by = by
            row.save(update_fields=["approved_by"])
            return Gone(row.thread.ref)

    return once_more(act)


def step(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    visit: int,
    kind: str,
    facts: Mapping[str, object],
    uid: str,
    happened_at: datetime | None = None,
    actions: Sequence[Action] = (),
    membership: Membership | None = None,
) -> Gone | Refused:
    """One step of a visit: on record, with what follows from it for the diary and for who is out alone."""
    now = at.astimezone(UTC)
    when = (happened_at or now).astimezone(UTC)

    def act() -> Gone | Refused:
        try:
            with tenancy.association(association) as here:
                if kind not in STEPS:
                    return Refused("That is no step of a visit. Choose one of those on the page.", "kind")
                row = _held(here, visit, membership)
                if row is None:
                    return Refused("There is no such visit. Load the page again.", "visit")
                if Event.objects.filter(association=here, uid=uid).exists():
                    return Gone(row.thread.ref, True)
                return Step(here, row, by, now, when, membership).done(kind, facts, uid, actions)
        except Undone as undone:
            return undone.refused

    return once_more(act)


def _held(here: Association, visit: int, membership: Membership | None) -> Visit | None:
    rows = Visit.objects.select_for_update(of=("self",)).filter(association=here, pk=visit)
    if membership is not None:
        rows = rows.filter(thread__in=visible_to(membership))
    return rows.select_related(*visits.BESIDE, "thread__about").first()
