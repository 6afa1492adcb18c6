"""What does a page of the diary read? Whose diaries they are, what is in them, and who is away.

However many people are on a page, the number of queries stays the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kept.casework.permissions import Permission, may
from kept.store import diary
from kept.store.models import Absence, Membership, Resource
from kept.store.models.diary import STAFF
from kept.web.diary.asked import DAY, EVERYBODY, ROOMS, TEAM, WEEK, Asked
from kept.web.shared.access import Here

ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class Whose:
    """One diary: `key` in addresses and forms, the resource where there is one yet."""

    key: str
    name: str
    kind: str
    resource: int | None = None
    account: int | None = None
    more: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """Everything that the page shows, by the id of the resource."""

    everybody: Sequence[Whose]
    shown: Sequence[Whose]
    pages: int
    start: datetime
    end: datetime
    entries: Mapping[int, Sequence[diary.Entry]] = field(default_factory=dict)
    away: Mapping[int, Sequence[Absence]] = field(default_factory=dict)
    teams: Sequence[tuple[str, str]] = ()


def fetch(here: Here, asked: Asked) -> Fetched:
    """What is on the page."""
    start, end = diary.day_bounds(here.association, asked.first, asked.days)
    members = _members(here, asked)
    resources = list(diary.resources_of(here.association))
    staff = {each.account_id: each.pk for each in resources if each.kind == STAFF}
    people = [_person(each, staff.get(each.account_id)) for each in members]
    things = [_thing(each) for each in resources if each.kind != STAFF]
    chosen = _chosen(here, asked, members, people, things)
    pages = max(1, -(-len(chosen) // ON_A_PAGE))
    page = min(asked.page, pages)
    shown = chosen[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    ids = [each.resource for each in shown if each.resource is not None]
    entries: dict[int, list[diary.Entry]] = defaultdict(list)
    for entry in diary.on_day(here.membership, asked.first, ids, asked.days) if ids else ():
        entries[entry.slot.resource_id].append(entry)
    teams = sorted({(each.team.slug, each.team.name) for each in members if each.team}, key=lambda t: t[1])
    return Fetched(
        everybody=[*people, *things],
        shown=shown,
        pages=pages,
        start=start,
        end=end,
        entries=entries,
        away=_away(here, shown, start, end),
        teams=teams,
    )


def _members(here: Here, asked: Asked) -> list[Membership]:
    """Who may be booked on the first day shown; each once."""
    latest: dict[int, Membership] = {}
    for each in diary.staff_of(here.association, asked.first):
        if may(each.role, Permission.RECORD):
            latest.setdefault(each.account_id, each)
    return list(latest.values())


def _person(member: Membership, resource: int | None) -> Whose:
    account = member.account
    return Whose(
        f"@{account.handle}",
        account.name,
        STAFF,
        resource,
        account.pk,
        member.team.name if member.team else "",
    )


def _thing(resource: Resource) -> Whose:
    where = resource.office.name if resource.office else ""
    return Whose(str(resource.pk), resource.name, resource.kind, resource.pk, more=where)


def _chosen(
    here: Here, asked: Asked, members: Sequence[Membership], people: Sequence[Whose], things: Sequence[Whose]
) -> list[Whose]:
    if asked.view in (DAY, WEEK):
        who = asked.who or f"@{here.by}"
        return [each for each in (*people, *things) if each.key == who][:1]
    if asked.team == ROOMS:
        return list(things)
    if asked.team == EVERYBODY:
        return [*people, *things]
    team = asked.team or (here.membership.team.slug if here.membership.team else "")
    of_team = {each.account_id for each in members if each.team and each.team.slug == team}
    mine = [each for each in people if each.account in of_team] if of_team else list(people)
    return [*mine, *things] if asked.view == TEAM else mine


def _away(here: Here, shown: Sequence[Whose], start: datetime, end: datetime) -> dict[int, list[Absence]]:
    """Who is away within that time, by account."""
    found: dict[int, list[Absence]] = defaultdict(list)
    accounts = [each.account for each in shown if each.account is not None]
    for each in diary.absences_of(here.association, start, end, accounts) if accounts else ():
        found[each.account_id].append(each)
    return found
