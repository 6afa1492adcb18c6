"""What of all that we publish is due, and whose task is it to see to it?

    remind(association=karin, by="kept", at=now)        # 2: as many tasks as were not set before

An edition that is to be looked at again, or that copies something from us which has changed since, becomes a
task of whoever looks after it, once. It is off their list when the edition was looked at or another issued.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import InterfaceError, OperationalError

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Grade, publishing_out
from kept.rulebook.model import Rulebook
from kept.store import dockets, publications, rules, tenancy
from kept.store.accounts import people_at
from kept.store.models import Association, Thread
from kept.store.publications import Standing
from kept.workclock import WorkingDays, due, local_date

log = logging.getLogger("kept.publications")
TASK_SET, TASK_DONE = "office.task_set", "office.task_done"
MACHINE, BEGINS = "machine", "edition:"
DAYS = WorkingDays(10)
WHY = {
    publishing_out.REVIEW: "Look through it, and bring out a new edition where it is no longer right.",
    publishing_out.CHANGED: "Something that it copies from us has changed. Bring out a new edition.",
}


def remind(*, association: Association | str, by: str, at: datetime) -> int:
    """Set a task for each edition that is due, and end those that are over; how many are new."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        try:
            rulebook = rules.current(here, now)
        except rules.NoRulebook:
            return 0
        today = local_date(rulebook.calendar_for(), now)
        if today < here.go_live:
            return 0
        wanted = dict(_wanted(publications.standing(here, rulebook, today)))
        known = {each.subject for each in dockets.find(here.pk, subjects=list(wanted)).places}
        open_ = Thread.objects.filter(association=here, subject__startswith=BEGINS, closed_at__isnull=True)
        over = [each for each in open_.values_list("subject", flat=True) if each and each not in wanted]
        tellings = [
            _task(here, rulebook, each, subject, what, now)
            for subject, (each, what) in wanted.items()
            if subject not in known
        ]
    fresh = len(tellings)
    tellings += [Telling(TASK_DONE, now, {}, uid=f"{each}:over", subject=each, via=MACHINE) for each in over]
    told = tell(tellings, association=association, by=by, at=now) if tellings else None
    if told is not None and told.refused is not None:
        raise ValueError(told.refused.sentence)
    return fresh


def remind_everywhere(*, by: str, at: datetime) -> int:
    """The same for every association; one that fails is logged and holds up no other."""
    count = 0
    for each in Association.objects.order_by("pk"):
        try:
            count += remind(association=each, by=by, at=at)
        except (InterfaceError, OperationalError):
            raise  # The database is not there or overloaded: that is no association's fault.
        except Exception:
            log.exception("What association %d publishes could not be looked through.", each.pk)
    return count


def _wanted(standing: Iterable[Standing]) -> Iterable[tuple[str, tuple[Standing, str]]]:
    """What is due, by the name of its task."""
    for each in standing:
        for want in each.wants:
            if want.what in WHY and each.row is not None:
                yield f"{BEGINS}{each.row.pk}:{want.what}:{want.day or ''}", (each, want.what)


def _task(
    here: Association, rulebook: Rulebook, each: Standing, subject: str, what: str, at: datetime
) -> Telling:
    facts = {
        "what": f"{each.publication.label}, {each.row.version if each.row else ''}",
        "sort": "print",
        "due_by": due(rulebook.calendar_for(), DAYS, at).at.isoformat(),
        "why": WHY[what],
    }
    owner = _owner(here, each.publication.owner, at)
    return Telling(
        TASK_SET, at, facts, uid=subject, subject=subject, owner=owner, grade=Grade.MACHINE, via=MACHINE
    )


def _owner(here: Association, word: str, at: datetime) -> str | None:
    """Somebody of the role or team that looks after it; None where there is nobody."""
    for member in people_at(here, at.date()):
        if word in (member.role, member.team.slug if member.team else ""):
            return member.account.handle
    return None
