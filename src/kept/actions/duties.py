"""What has to be done again and again from the first day on, without anybody saying so?

    begun = begin_all(association=karin, by="kept", at=now)     # Begun(begun=8, already=0)

A duty of the association itself, such as a newsletter each quarter, begins when its policy is in force and
the association has gone live: each on a thread of its own, under the reference `duty:<clause>`, once. What
recurs on a home, a plan or an office begins when somebody says that there is one.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import InterfaceError, OperationalError

from kept.actions.going_live import went_live
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Grade
from kept.casework.recurring import own_duties, subject_of
from kept.rulebook.model import DUTY_BEGAN, Rulebook
from kept.store import dockets, rules, tenancy
from kept.store.models import Association
from kept.workclock import local_date

log = logging.getLogger("kept.duties")

MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Begun:
    """How many duties began, and how many had begun before."""

    begun: int = 0
    already: int = 0


def begin_all(*, association: Association | str, by: str, at: datetime) -> Begun:
    """Begin the association's own duties by the policy in force at `at`, those that have not begun yet."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        rulebook = _in_force(here, now)
        today = local_date(rulebook.calendar_for(), now) if rulebook is not None else here.go_live
        if rulebook is None or today < here.go_live:
            return Begun()
        wanted = {subject_of(each): each for each in own_duties(rulebook, today)}
        places = dockets.find(here.pk, subjects=list(wanted)).places
        already = {each.subject for each in places}
    tellings = [
        # One identity for each: whoever else begins it at this moment begins the same.
        Telling(
            DUTY_BEGAN, now, {"duty": clause}, uid=subject, subject=subject, grade=Grade.MACHINE, via=MACHINE
        )
        for subject, clause in wanted.items()
        if subject not in already
    ]
    done = tell(tellings, association=association, by=by, at=now) if tellings else None
    return Begun(done.written if done else 0, len(already))


def begin_everywhere(*, by: str, at: datetime) -> Begun:
    """The same for every association, one after the other: an association goes live on a day, unasked.

    One that fails is logged and holds up no other.
    """
    begun = already = 0
    for each in Association.objects.order_by("pk"):
        try:
            went_live(association=each, by=by, at=at)
            done = begin_all(association=each, by=by, at=at)
        except (InterfaceError, OperationalError):
            raise  # The database is not there or overloaded: that is no association's fault.
        except Exception:
            log.exception("The duties of association %d could not be begun.", each.pk)
            continue
        begun, already = begun + done.begun, already + done.already
    return Begun(begun, already)


def _in_force(here: Association, at: datetime) -> Rulebook | None:
    """The policy that binds what begins now; None before the first."""
    try:
        return rules.current(here, at)
    except rules.NoRulebook:
        return None
