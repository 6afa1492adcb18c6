"""Who has what, how much of it is late or runs out soon, and who could take some of it?

    found = loads(membership, times)                     # (Load(team=3, owner=17, open=41, late=2, …), …)
    listed(membership, TODAY, times, crew)[:40]           # the threads of one list, the most pressing first

The whole board is counted in one query from one index, by team and owner, however many contacts are open;
from these numbers every row and every list has its length. A **crew** is a team as the board takes it: what
its people have, whichever team it came to, what the team has that nobody took, and what somebody left there
who works here no more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from kept.casework.housekeeping import HANDED_OVER
from kept.casework.permissions import Permission, may
from kept.store.models import Association, Event, Membership, Thread
from kept.store.threads import visible_to
from kept.workclock import Calendar, local_date, local_midnight

LATE, TODAY, WEEK, ADRIFT, ASKED, OPEN = "late", "today", "week", "adrift", "asked", "open"
LISTS = (LATE, TODAY, WEEK, ADRIFT, ASKED, OPEN)
SUNDAY = 7
_OPEN = {"closed_at__isnull": True, "merged_into__isnull": True}


@dataclass(frozen=True, slots=True)
class Times:
    """Now, when today ends, and when this week does (Sunday at midnight)."""

    at: datetime
    today: datetime
    week: datetime

    @classmethod
    def of(cls, calendar: Calendar, at: datetime) -> Times:
        """As the association's own clock has it."""
        day = local_date(calendar, at)
        sunday = day + timedelta(days=SUNDAY - day.isoweekday())
        tomorrow, monday = day + timedelta(days=1), sunday + timedelta(days=1)
        return cls(at, local_midnight(calendar, tomorrow), local_midnight(calendar, monday))


@dataclass(frozen=True, slots=True)
class Load:
    """What one person has of one team; `owner` None is nobody, `team` None no team.

    What is late is counted there alone; `week` does not count what is due `today`.
    """

    team: int | None
    owner: int | None
    open: int = 0
    late: int = 0
    today: int = 0
    week: int = 0
    adrift: int = 0
    asked: int = 0

    def __add__(self, other: Load) -> Load:
        """Both together, under the name of the first."""
        counted = {each: getattr(self, each) + getattr(other, each) for each in LISTS}
        return Load(self.team, self.owner, **counted)


@dataclass(frozen=True, slots=True)
class Crew:
    """A team as the board takes it: its people by their accounts, and everybody who works here at all."""

    team: int
    people: frozenset[int]
    everybody: frozenset[int]

    def holds(self, load: Load) -> bool:
        """Whether these contacts are on the board of this team."""
        return load.owner in self.people or (load.team == self.team and load.owner not in self.everybody)


def total(loads: Collection[Load]) -> Load:
    """All of it together."""
    found = Load(None, None)
    for each in loads:
        found = found + each
    return found


def _which(times: Times) -> dict[str, Q]:
    """What is on each list. What waits for the customer has no due, and is late for nobody."""
    late = Q(due_at__lte=times.at, act_by__lte=times.at)
    in_time = Q(act_by__isnull=False) & (Q(due_at__isnull=True) | Q(due_at__gt=times.at))
    return {
        LATE: late,
        TODAY: in_time & Q(act_by__lte=times.today),
        WEEK: in_time & Q(act_by__gt=times.today, act_by__lte=times.week),
        ADRIFT: Q(adrift=True),
        ASKED: Q(asked__gt=0),
        OPEN: Q(),
    }


def loads(membership: Membership, times: Times, *, office: str | None = None) -> tuple[Load, ...]:
    """How much everybody has of everything that is open and that this member may see; one query."""
    which = _which(times)
    rows = visible_to(membership).filter(**_OPEN)
    if office is not None:
        rows = rows.filter(office__slug=office)
    # Counted by what is in the index, as the ids are not.
    counted: dict[str, Any] = {
        each: Count("association", filter=which[each]) if each != OPEN else Count("association")
        for each in LISTS
    }
    found: Iterable[Any] = rows.order_by().values("team", "owner").annotate(**counted)
    return tuple(Load(**each) for each in found)


def listed(
    membership: Membership,
    which: str,
    times: Times,
    *,
    crew: Crew | None = None,
    owner: int | None = None,
    nobody: bool = False,
    office: str | None = None,
) -> QuerySet[Thread]:
    """The threads of one list, of a crew, of one account or of nobody; what is most pressing first."""
    rows = visible_to(membership).filter(_which(times)[which], **_OPEN)
    if crew is not None:
        rows = rows.filter(of_crew(crew))
    if owner is not None:
        rows = rows.filter(owner=owner)
    if nobody:
        rows = rows.filter(owner__isnull=True)
    if office is not None:
        rows = rows.filter(office__slug=office)
    order = ("opened_at", "id") if which == ADRIFT else ("act_by", "id")
    shown = rows.select_related("owner", "office", "team").prefetch_related("person__merged_into")
    return shown.order_by(*order)


def of_crew(crew: Crew) -> Q:
    left = Q(team=crew.team) & (Q(owner__isnull=True) | ~Q(owner__in=crew.everybody))
    return Q(owner__in=crew.people) | left


def people(association: Association, on: date) -> list[Membership]:
    """Who works here on that day and may take contacts on, by name; each once, as what they became last."""
    rows = Membership.objects.filter(association=association, from_on__lte=on, account__is_active=True)
    rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=on)).select_related("account", "team", "office")
    latest = {each.account_id: each for each in rows.order_by("from_on", "id")}
    found = [each for each in latest.values() if may(each.role, Permission.RECORD)]
    return sorted(found, key=lambda each: (each.account.name.casefold(), each.account.handle))


@dataclass(frozen=True, slots=True)
class Went:
    """One contact that went to somebody together with others; `now` is who has it since, nobody is empty."""

    thread: str
    to: str
    from_whom: str
    by: str
    moment: datetime
    now: str = ""


def went(
    association: Association, together: str, *, since: datetime, membership: Membership | None = None
) -> list[Went]:
    """What was handed over under one name since then, each with who has it now; one query."""
    rows = Event.objects.filter(
        association=association, kind=HANDED_OVER, happened_at__gte=since, facts__together=together
    )
    if membership is not None:
        rows = rows.filter(thread__in=visible_to(membership))
    found = rows.select_related("thread__owner").order_by("thread_id", "id")
    return [
        Went(
            each.thread.ref,
            each.facts["to"],
            each.facts.get("from_whom", ""),
            each.by,
            each.happened_at,
            each.thread.owner.handle if each.thread.owner else "",
        )
        for each in found
    ]


def leads(membership: Membership, team: int | None) -> bool:
    """Whether this member is the line manager of a team: of their own, or of all where they have none.

    What single people have late, and their figures, are for them and their line manager alone (practice 14).
    """
    if not may(membership.role, Permission.REASSIGN):
        return False
    return membership.team_id is None or membership.team_id == team
