"""Who is on which rota, and when is nobody?

    shifts(karin, "on-call", since=monday, until=sunday)       # Row(…), the earliest first
    on_call(karin, rulebook, at=now)                           # whoever is on call now, on any rota of
    that sort rota_gaps(karin, rulebook, since=now, until=later)         # {("on-call", ""): [Segment, …]}

Each is one query, however many shifts there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kept.casework.rotas import Shift, gaps, must_cover
from kept.rulebook import Rulebook
from kept.rulebook.rotas import Rota
from kept.store.models import Association, RotaShift
from kept.workclock import Segment

ON_CALL = "on-call"


@dataclass(frozen=True, slots=True)
class Row:
    """One shift as it is shown: `handle` is empty for somebody outside, `phone` for one of ours."""

    id: int
    rota: str
    office: str
    name: str
    handle: str
    phone: str
    start: datetime
    end: datetime
    account: int | None = None

    @property
    def shift(self) -> Shift:
        """The same for the rules: one word for one person."""
        return Shift(self.id, who_of(self.account, self.name), self.start, self.end)


def who_of(account: int | None, name: str) -> str:
    """One word for one person, of ours or from outside."""
    return f"account:{account}" if account is not None else f"name:{' '.join(name.split()).lower()}"


def shifts(
    association: Association,
    rota: str | None = None,
    *,
    since: datetime,
    until: datetime,
    office: str | None = None,
) -> list[Row]:
    """The shifts that meet the time between two moments, the earliest first."""
    rows = RotaShift.objects.filter(association=association, ends__gt=since, starts__lt=until)
    if rota is not None:
        rows = rows.filter(rota=rota)
    if office is not None:
        rows = rows.filter(office__slug=office) if office else rows.filter(office__isnull=True)
    return [_row(each) for each in rows.select_related("account", "office").order_by("starts", "ends", "id")]


def _row(row: RotaShift) -> Row:
    return Row(
        row.pk,
        row.rota,
        row.office.slug if row.office else "",
        row.account.name if row.account else row.name,
        row.account.handle if row.account else "",
        row.phone,
        row.starts,
        row.ends,
        row.account_id,
    )


def on_call(association: Association, *, at: datetime, rota: str = ON_CALL) -> list[Row]:
    """Whoever is on that rota at that moment."""
    rows = RotaShift.objects.filter(association=association, rota=rota, starts__lte=at, ends__gt=at)
    return [_row(each) for each in rows.select_related("account", "office").order_by("starts", "id")]


def rota_gaps(
    association: Association, rulebook: Rulebook, *, since: datetime, until: datetime
) -> Mapping[tuple[str, str], list[Segment]]:
    """Where nobody is on each rota, by rota and office; those without a gap are left out."""
    rows = shifts(association, since=since, until=until)
    found: dict[tuple[str, str], list[Segment]] = {}
    for rota in rulebook.room("rotas"):
        for office in offices_of(rota, rulebook):
            theirs = [each.shift for each in rows if (each.rota, each.office) == (rota.name, office)]
            wanted = must_cover(rota.covers, rulebook.calendar_for(office or None), since, until)
            if open_ := gaps(wanted, theirs):
                found[rota.name, office] = open_
    return found


def offices_of(rota: Rota, rulebook: Rulebook) -> tuple[str, ...]:
    """Each office that has its own, or one empty name for all together."""
    return tuple(each.slug for each in rulebook.association.offices) if rota.each_office else ("",)
