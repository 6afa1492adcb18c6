"""How soon is a matter of this sort met? Managers keep the list; each change is a version of its own.

settle(association=wessex, name="harassment", label="Harassment", category="one_day", by="mia", at=now)
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.text import slugify

from kept.actions.working.booked import Undone
from kept.actions.working.diary import kept_or_undone
from kept.actions.working.house import note
from kept.casework import Refused
from kept.casework.housekeeping import MATTER_SETTLED
from kept.casework.permissions import Permission, may
from kept.store import matters, rules
from kept.store.models import Association, Matter, Membership

LONGEST = 120


def settle(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    label: str,
    category: str,
    name: str = "",
    withdrawn: bool = False,
    membership: Membership | None = None,
) -> Matter | Refused:
    """Write it down as it is from now on. What was asked for before keeps the time that it was given."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Matter:
        if membership is not None and not may(membership.role, Permission.REASSIGN):
            raise Undone(Refused("Only a manager or director settles how soon a matter is met.", "by"))
        rulebook, said = rules.current(here), " ".join(label.split())
        if not said or len(said) > LONGEST or not said.isprintable():
            raise Undone(Refused(f"Say which matter it is, in at most {LONGEST} letters.", "label"))
        asked = rulebook.kinds["appointment.requested"].field("serious_category")
        known = {slug for slug, _ in asked.choices} if asked else set()
        if category not in known:
            raise Undone(Refused("Choose how soon it is met.", "category"))
        slug = name or slugify(said)[:60] or "matter"
        before = next((each for each in matters.all_of(here, rulebook) if each.name == slug), None)
        version = before.version + 1 if before else 1
        if before is not None and (before.label, before.category, before.withdrawn) == (
            said,
            category,
            withdrawn,
        ):
            found = Matter.objects.filter(association=here, name=slug).order_by("-version").first()
            if found is not None:
                return found
        made = Matter.objects.create(
            association=here,
            name=slug,
            label=said,
            category=category,
            version=version,
            withdrawn=withdrawn,
            told_by=by,
            told_at=now,
        )
        facts = {"matter": said, "category": "withdrawn" if withdrawn else category, "version": version}
        note(MATTER_SETTLED, here=here, by=by, at=now, facts=facts)
        return made

    return kept_or_undone(act, association, membership)


__all__ = ["settle"]
