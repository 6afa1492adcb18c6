"""Who is away, and who answers for them meanwhile?

    stand_ins(karin, [17, 18, 19], at)      # {18: 22}: 18 is away and 22 covers; 17 and 19 are there

Whoever is away names who covers; without a name it is the deputy of their membership. A cover who is away too
is followed on to theirs; where that ends nowhere, the manager of the team answers, then any manager, then a
director. The number of queries stays the same, however many people are asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from kept.casework.permissions import LINE
from kept.store.models import Absence, Account, Association, Membership


def away_at(association: Association, at: datetime) -> QuerySet[Absence]:
    """The absences that are running at that moment, the one that began last first."""
    rows = Absence.objects.filter(association=association, from_at__lte=at)
    rows = rows.filter(Q(to_at__isnull=True) | Q(to_at__gt=at))
    return rows.select_related("account", "covered_by").order_by("-from_at", "-id")


def told_from(association: Association, at: datetime) -> QuerySet[Absence]:
    """The absences that are running or to come, in the order in which they begin."""
    rows = Absence.objects.filter(association=association).filter(Q(to_at__isnull=True) | Q(to_at__gt=at))
    return rows.select_related("account", "covered_by").order_by("from_at", "id")


def of_account(association: Association, account: int, due: datetime) -> Absence | None:
    """The absence of this account in which something falls that is due at that moment."""
    rows = Absence.objects.filter(association=association, account=account, from_at__lt=due)
    rows = rows.filter(Q(to_at__isnull=True) | Q(to_at__gte=due)).select_related("covered_by")
    return rows.order_by("from_at", "id").first()


def stand_ins(association: Association, accounts: Iterable[int], at: datetime) -> dict[int, int]:
    """Who answers now for each of these who is away. Whoever is there, or whom nobody covers, is left out."""
    asked = set(accounts)
    away = {each.account_id: each for each in reversed(away_at(association, at))} if asked else {}
    if not asked & set(away):
        return {}
    return _covers(asked & set(away), away, _people(association, at))


def _covers(whose: Iterable[int], away: Mapping[int, Absence], who: _People) -> dict[int, int]:
    found = {each: who.cover_of(each, away) for each in whose}
    return {account: cover for account, cover in found.items() if cover is not None}


def covering(association: Association, at: datetime) -> dict[int, int]:
    """Who answers now for everybody who is away. One query where nobody is."""
    away = {each.account_id: each for each in reversed(away_at(association, at))}
    return _covers(away, away, _people(association, at)) if away else {}


def covered_by(association: Association, account: int, at: datetime) -> tuple[int, ...]:
    """For whom this account answers now, besides itself."""
    return tuple(sorted(each for each, cover in covering(association, at).items() if cover == account))


def leader_of(association: Association, account: int, at: datetime) -> int | None:
    """Who leads them now and is here: the manager of their team, else any manager, else a director."""
    away = {each.account_id: each for each in reversed(away_at(association, at))}
    return _people(association, at).leader(account, away)


def names_of(covers: Mapping[int, int]) -> dict[int, str]:
    """The names of those who answer, by the account that is away."""
    found = Account.objects.filter(pk__in=set(covers.values())) if covers else ()
    names = {each.pk: each.name for each in found}
    return {away: names[cover] for away, cover in covers.items() if cover in names}


@dataclass(frozen=True, slots=True)
class _People:
    """Who works at the association on a day, by account: the membership begun last."""

    members: Mapping[int, Membership]

    def cover_of(self, account: int, away: Mapping[int, Absence]) -> int | None:
        """Who answers: along the covers until somebody is there, else whoever leads."""
        seen, now = {account}, self._named(account, away)
        while now is not None and now in away and now not in seen:
            seen.add(now)
            now = self._named(now, away)
        if now is not None and now not in away:
            return now
        return self.leader(account, away)

    def _named(self, account: int, away: Mapping[int, Absence]) -> int | None:
        """The cover that the absence names, else the deputy; of those who work here."""
        member = self.members.get(account)
        for each in (away[account].covered_by_id, member.deputy_id if member else None):
            if each in self.members and each != account:
                return each
        return None

    def leader(self, account: int, away: Mapping[int, Absence]) -> int | None:
        """Whoever leads their team and is there, else whoever leads anybody."""
        member = self.members.get(account)
        there = [
            each
            for each in self.members.values()
            if each.account_id != account and each.account_id not in away
        ]
        for role in LINE:
            of_team = [
                each for each in there if each.role == role and member and each.team_id == member.team_id
            ]
            anybody = [each for each in there if each.role == role]
            for found in (of_team, anybody):
                if found:
                    return min(each.account_id for each in found)
        return None


def _people(association: Association, at: datetime) -> _People:
    day = at.astimezone(ZoneInfo(association.zone)).date()
    rows = Membership.objects.filter(association=association, from_on__lte=day, account__is_active=True)
    rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=day)).order_by("from_on", "id")
    return _People({each.account_id: each for each in rows})
