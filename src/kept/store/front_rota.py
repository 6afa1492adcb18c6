"""Who is at the front desk just now, who is called when a wait grows, and who is on duty for a team?

    rows = front_rota.turns(karin, office="main", since=midnight, until=midnight + a_day)
    front_rota.manned(rows, now).second         # the accounts to be called

The rules are those of `casework.front_rota`; here they meet the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from kept.casework import front_rota
from kept.store.models import Association, Turn


def turns(association: Association, *, office: str, since: datetime, until: datetime) -> tuple[Turn, ...]:
    """The rota of one office between two moments, in the order of a day; what was called off is left out."""
    rows = Turn.objects.filter(association=association, office=office, ended_at=None)
    rows = rows.filter(to_at__gt=since, from_at__lt=until).select_related("account", "cover")
    return tuple(rows.order_by("from_at", "part", "id"))


def turn_of(row: Turn) -> front_rota.Turn:
    """The turn of that row."""
    return front_rota.Turn(row.account_id, row.part, row.from_at, row.to_at, row.cover_id, row.team)


@dataclass(frozen=True, slots=True)
class Manned:
    """Who is at the desk of an office just now, by account, and their names."""

    sitting: tuple[int, ...]
    second: tuple[int, ...]
    duty: Mapping[str, tuple[int, ...]]
    names: Mapping[int, str]
    handles: Mapping[int, str]
    until: Mapping[int, datetime]
    known: bool

    @property
    def hands(self) -> int:
        """How many of us see visitors now; one where nobody has said."""
        return max(1, len(self.sitting))


def manned(rows: Collection[Turn], at: datetime) -> Manned:
    """Who sits there, who is called next and who is on duty for which team, from the rota."""
    found = [turn_of(each) for each in rows]
    people = {each.account_id: each.account for each in rows}
    people |= {each.cover_id: each.cover for each in rows if each.cover_id is not None and each.cover}
    now = [each for each in found if each.holds(at)]
    teams = {each.team for each in now if each.part == front_rota.DUTY}
    return Manned(
        front_rota.at_the_desk(found, at),
        front_rota.second(found, at),
        {team: front_rota.on_duty(found, team, at) for team in teams},
        {pk: who.name for pk, who in people.items()},
        {pk: who.handle for pk, who in people.items()},
        {each.account: each.to_at for each in now},
        any(each.part == front_rota.DESK for each in found),
    )
