"""What has to be observed whenever a customer is met, and until when?

    mark(association=karin, person=okafor.ref, kind="two-staff", why="threats", asked_after=True,
         review_on=date(2026, 10, 1), by="ann", at=now)
    end(association=karin, marker=17, by="mia", at=later)

Whoever records may set one, since danger does not wait; only whoever leads ends it. Setting it again is once.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from kept.actions.working.booked import Undone
from kept.actions.working.diary import kept_or_undone
from kept.actions.working.house import note
from kept.casework import Refused
from kept.casework.housekeeping import MARKER_ENDED, MARKER_SET
from kept.casework.markers import APART, check_mark
from kept.casework.permissions import Permission, may
from kept.store import seers
from kept.store.models import Association, Marker, Membership, Person


def mark(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    person: str,
    kind: str,
    why: str,
    review_on: date,
    asked_after: bool = False,
    other: str | None = None,
    membership: Membership | None = None,
) -> Marker | Refused:
    """Set it, for this person and nobody else at their address."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Marker:
        today = now.astimezone(ZoneInfo(here.zone)).date()
        refused = check_mark(kind, why, asked_after=asked_after, review_on=review_on, today=today)
        if refused is not None:
            raise Undone(refused)
        whose = _person(here, person, "person", membership)
        apart = _person(here, other, "other", membership) if kind == APART else None
        if apart is not None and apart.pk == whose.pk:
            raise Undone(Refused("Nobody is kept apart from themselves. Choose somebody else.", "other"))
        before = Marker.objects.filter(association=here, person=whose, kind=kind, other=apart, ended_at=None)
        if (found := before.first()) is not None:
            return found
        made = Marker.objects.create(
            association=here,
            person=whose,
            kind=kind,
            other=apart,
            why=why,
            asked_after=asked_after,
            from_on=today,
            review_on=review_on,
            told_by=by,
            told_at=now,
        )
        facts = {"person": whose.ref, "kind": kind, "why": why, "review_on": review_on.isoformat()}
        note(MARKER_SET, here=here, by=by, at=now, facts=facts)
        return made

    return kept_or_undone(act, association, membership)


def end(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    marker: int,
    membership: Membership | None = None,
) -> Marker | Refused:
    """It does not have to be observed any more."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Marker:
        if membership is not None and not may(membership.role, Permission.EXCUSE):
            raise Undone(Refused("Ask a manager: only whoever leads takes a marker off a file.", "by"))
        rows = Marker.objects.select_for_update(of=("self",)).select_related("person")
        found = rows.filter(association=here, pk=marker).first()
        if found is None:
            raise Undone(Refused("There is no such marker. Load the page again.", "marker"))
        if found.ended_at is None:
            found.ended_at, found.ended_by = now, by
            found.save(update_fields=["ended_at", "ended_by"])
            facts = {"person": found.person.ref, "kind": found.kind}
            note(MARKER_ENDED, here=here, by=by, at=now, facts=facts)
        return found

    return kept_or_undone(act, association, membership)


def _person(here: Association, ref: str | None, field: str, membership: Membership | None) -> Person:
    rows = Person.objects.filter(association=here, ref=ref or "").select_related("merged_into")
    found = rows.first()
    closed = seers.seer(membership).closed if membership is not None else frozenset()
    if found is None or found.pk in closed:
        raise Undone(Refused("There is no customer with this reference. Look them up again.", field))
    return found.stands


__all__ = ["end", "mark"]
