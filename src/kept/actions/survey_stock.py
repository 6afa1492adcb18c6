"""How many forms lie at an office?

count(association=wessex, office="main", survey="general-service", left=12, by="ann", at=now)
"""

from __future__ import annotations

from datetime import UTC, datetime

from kept.casework import Refused
from kept.casework.permissions import Permission, may
from kept.store import rules, surveys, tenancy
from kept.store.models import Association, Membership, Office, SurveyStock

MOST = 100_000


def count(
    *,
    association: Association | str,
    office: str,
    survey: str,
    left: int,
    by: str,
    at: datetime,
    note: str = "",
    membership: Membership | None = None,
) -> SurveyStock | Refused:
    """Say how many were there when somebody looked. Each look stays on record."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    with tenancy.association(association) as here:
        if membership is not None and not may(membership.role, Permission.RECORD):
            return Refused("Your role reads what is on record and does not change it. Ask a colleague.")
        place = Office.objects.filter(association=here, slug=office).first()
        found = surveys.survey_named(rules.current(here), survey)
        if place is None or found is None or not found.at_offices:
            return Refused("No forms of this survey lie at an office of this name.", "survey")
        if not 0 <= left <= MOST:
            return Refused("There cannot be fewer than no forms. Type how many lie there, or 0.", "left")
        if len(note) > 500 or "\x00" in note:
            return Refused("Shorten this to 500 characters.", "note")
        return SurveyStock.objects.create(
            association=here,
            office=place,
            survey=survey,
            left=left,
            at=at.astimezone(UTC),
            by=by,
            note=note.strip(),
        )
