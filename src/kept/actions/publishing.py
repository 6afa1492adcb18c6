"""How are the figures of a month published, so that what was told stays as it was told?

    done = publish(association=karin, month=date(2026, 3, 1), by="ann", at=now, membership=ann)
    done.clocks, done.new        # 812, True; the second time the same, and nothing is written

A month is published when it is over: by whoever may, or by the worker so many days after its end as the
association's file says. Every promise that fell due is judged first, so that nothing waits for the sweep.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import InterfaceError, OperationalError

from kept.actions.sweeping import sweep_association
from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.housekeeping import MONTH_PUBLISHED
from kept.casework.permissions import Permission, may
from kept.store import capture, checks, dockets, publishing, rules, tenancy
from kept.store.counting import next_month
from kept.store.models import Association, Membership, Published
from kept.workclock import local_date

log = logging.getLogger("kept.publishing")


@dataclass(frozen=True, slots=True)
class PublishedMonth:
    """A month as it was published; `new` where it was just now."""

    month: date
    clocks: int
    published_at: datetime
    published_by: str
    new: bool


def publish(
    *,
    association: Association | str,
    month: date,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PublishedMonth | Refused:
    """Publish the month in which that day lies, once."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    if membership is not None and not may(membership.role, Permission.PUBLISH):
        return Refused("Only a policy officer or director publishes a month. Ask one of them.")
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        refused = _too_early(here, month.replace(day=1), now)
    if refused:
        return refused
    sweep_association(association=here.slug, at=now, by=by)
    return once_more(lambda: _published(association, month.replace(day=1), by, now))


def _too_early(here: Association, month: date, at: datetime) -> Refused | None:
    calendar = rules.current(here).calendar_for()
    if next_month(month) > local_date(calendar, at):
        day = next_month(month)
        return Refused(f"The month is not over yet. Publish it on or after {day.day} {day:%B %Y}.", "month")
    if next_month(month) <= here.go_live:
        day = here.go_live
        return Refused(f"No figure counts before {day.day} {day:%B %Y}. Choose a later month.", "month")
    return None


def _published(association: Association | str, month: date, by: str, at: datetime) -> PublishedMonth:
    with tenancy.association(association) as here:
        dockets.alone(here.pk)
        before = Published.objects.filter(association=here, month=month).first()
        if before is not None:
            return _told(before, new=False)
        capture.look(here, since=month, until=publishing.month_end(month), at=at)
        beside = {
            "capture": capture.as_data(capture.rates(here, month, publishing.month_end(month))),
            "checks": checks.as_data(checks.agreement(here, month, month)),
        }
        version = rules.current(here).version
        made = publishing.freeze(here, month, by=by, at=at, version=version, beside=beside)
        facts: dict[str, object] = {"month": month.isoformat(), "clocks": made.clocks, "version": version}
        note(MONTH_PUBLISHED, here=here, by=by, at=at, facts=facts)
        return _told(made, new=True)


def _told(row: Published, *, new: bool) -> PublishedMonth:
    return PublishedMonth(row.month, row.clocks, row.published_at, row.published_by, new)


def publish_everywhere(*, by: str, at: datetime) -> int:
    """Publish every month whose time has come, at every association; how many. None holds up another."""
    return sum(_publish_all(each, by, at.astimezone(UTC)) for each in Association.objects.order_by("pk"))


def _publish_all(here: Association, by: str, at: datetime) -> int:
    number = 0
    try:
        for month in _over(here, at):
            done = publish(association=here, month=month, by=by, at=at)
            number += isinstance(done, PublishedMonth) and done.new
    except (InterfaceError, OperationalError):
        raise  # The database is not there or overloaded: that is no association's fault.
    except Exception:
        log.exception("The months of association %d could not be published.", here.pk)
    return number


def _over(here: Association, at: datetime) -> list[date]:
    """The last month, once so many days have passed since its end; earlier ones are published by hand."""
    with tenancy.association(here):
        try:
            rulebook = rules.current(here)
        except rules.NoRulebook:
            return []
        days = timedelta(days=rulebook.association.publish_after_days)
        last = (local_date(rulebook.calendar_for(), at) - days).replace(day=1) - timedelta(days=1)
        month = last.replace(day=1)
        if last < here.go_live or Published.objects.filter(association=here, month=month).exists():
            return []
        return [month]
