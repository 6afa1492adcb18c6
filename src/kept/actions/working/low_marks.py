"""What if whoever complained says, when they are asked, that their complaint was handled badly?

    handled_badly(here, survey, {"kind": "1"}, complaint, by="customer", at=now)    # a manager is called

It goes to somebody who leads, outside the team that had the complaint where there is one. The caller has made
the association active and holds the transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.owed_forms import MACHINE
from kept.casework.housekeeping import HANDLING_LOW
from kept.casework.learning import low
from kept.casework.permissions import Permission, may
from kept.casework.surveying import outside_of
from kept.rulebook.surveys import Survey
from kept.store import refs
from kept.store.accounts import people_at
from kept.store.housing import today
from kept.store.models import Association, Thread

# The question of a survey that asks whether anybody was hindered from complaining.
HINDERED = "free"


def handled_badly(
    here: Association,
    survey: Survey,
    said: Mapping[str, str],
    thread: Thread | None,
    *,
    by: str,
    at: datetime,
) -> str | None:
    """Call a manager where it was handled badly; the reference, or None where there is no need."""
    bad = low(survey, dict(said))
    if not bad:
        return None
    members = people_at(here, today(here, at))
    leads = [each for each in members if may(each.role, Permission.EXCUSE)]
    about = thread.about_id if thread is not None else None
    chosen = outside_of(
        thread.team_id if thread is not None else None,
        [(each.account_id, each.team_id) for each in leads if each.account_id != about],
    )
    owner = next((each for each in leads if each.account_id == chosen), None)
    facts: dict[str, object] = {"survey": survey.name, "low": "\n".join(each.asks for each in bad)}
    facts["hostile"] = any(each.name == HINDERED for each in bad)
    telling = Telling(
        HANDLING_LOW,
        at,
        facts,
        uid=refs.new_uid(),
        via=MACHINE,
        owner=owner.account.handle if owner else None,
        person=thread.person.stands.ref if thread is not None and thread.person else None,
        about=thread.about.handle if thread is not None and thread.about else None,
        sensitivity=thread.sensitivity if thread is not None else "",
    )
    told = tell([telling], association=here, by=by, at=at)
    return told.results[0].thread
