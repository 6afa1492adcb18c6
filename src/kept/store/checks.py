"""Which closed promises may be drawn to be read again, who reads them, and did they agree?

closed(karin, march, team)                    # [Closed(…)]: what the lot is cast over
to_read(karin, membership)                    # what is mine to read, the oldest first
agreement(karin, since, until)                # by promise and team: how many were read, how many not agreed
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from kept.casework.housekeeping import HOUSE
from kept.casework.values import DENOMINATOR
from kept.store import figures, threads
from kept.store.models import Association, Check, Clock, Membership
from kept.store.publishing import month_end

AGREED, NOT = "agreed", "not"
# Over: kept, broken or excused; what is withdrawn or nobody could see is not in the figure that is checked.
_OVER = [each.value for each in DENOMINATOR]


@dataclass(frozen=True, slots=True)
class Closed:
    """One clock that may be drawn. `involved` are the handles of who ended it, started it or owns it."""

    thread: int
    ref: str
    promise: str
    start: str
    verdict: str
    team: int | None
    stop: str | None
    owner: str | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """What second readers said of one promise of one team."""

    promise: str
    team: str | None
    drawn: int
    read: int
    disagreed: int


def closed(association: Association, month: date) -> list[Closed]:
    """The clocks that first fell due in that month and are over, of ordinary contacts."""
    rows = figures.of_period(association, None, month, month_end(month))
    rows = rows.filter(verdict__in=_OVER, thread__sensitivity="").exclude(thread__kind=HOUSE)
    columns = ("thread_id", "thread__ref", "promise", "start", "verdict", "thread__team_id", "stop", "owner")
    return [Closed(*each) for each in rows.order_by("thread_id", "promise", "start").values_list(*columns)]


def to_read(association: Association, membership: Membership) -> QuerySet[Check]:
    """What this member is to read, the oldest first; not what has been closed to them since it was drawn."""
    mine = Check.objects.filter(association=association.pk, reader=membership.account_id, result="")
    mine = mine.annotate(root=Coalesce("thread__merged_into", "thread"))
    mine = mine.filter(root__in=threads.visible_to(membership).values("pk"))
    return mine.select_related("thread", "draw__team").order_by("draw__month", "number")


def clock_of(check: Check) -> Clock | None:
    """The clock as it stands today, on whichever thread it is now."""
    root = check.thread.merged_into_id or check.thread_id
    rows = Clock.objects.filter(association=check.association_id, thread__in={root, check.thread_id})
    return rows.filter(promise=check.promise, start=check.start).select_related("office").first()


def agreement(association: Association, since: date, until: date) -> list[Agreement]:
    """By promise and team, over the months that begin in that span; one query."""
    rows = Check.objects.filter(association=association.pk, draw__month__range=(since, until))
    found = rows.values("promise", team=F("draw__team__slug")).annotate(
        drawn=Count("id"), read=Count("id", filter=~Q(result="")), disagreed=Count("id", filter=Q(result=NOT))
    )
    return [
        Agreement(each["promise"], each["team"], each["drawn"], each["read"], each["disagreed"])
        for each in found.order_by("promise", "team")
    ]


def as_data(found: Iterable[Agreement]) -> list[dict[str, object]]:
    """As a published month keeps it."""
    return [
        {
            "promise": each.promise,
            "team": each.team,
            "drawn": each.drawn,
            "read": each.read,
            "disagreed": each.disagreed,
        }
        for each in found
    ]


def by_draw(association: Association, draws: Iterable[int]) -> dict[int, tuple[int, int, int]]:
    """Of each of these drawings how many were drawn, read and not agreed; one query."""
    rows = Check.objects.filter(association=association.pk, draw__in=list(draws)).values("draw")
    found = rows.annotate(
        drawn=Count("id"), read=Count("id", filter=~Q(result="")), disagreed=Count("id", filter=Q(result=NOT))
    )
    return {each["draw"]: (each["drawn"], each["read"], each["disagreed"]) for each in found}
