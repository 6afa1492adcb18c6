"""How far may the figures be believed, and how did each team do?

What others counted, what second readers found, and the same figures by team: a person's own are for that
person and their manager only, and stand on another page (practice 14).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework.outside import SOURCES
from kept.casework.permissions import Permission
from kept.store.capture import in_all
from kept.web.performance.behind import Behind
from kept.web.performance.totals import in_headline
from kept.web.shared.access import Here
from kept.web.shared.capturing import captured
from kept.web.shared.shares import Counts


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """One count from outside in the period."""

    source: str
    share: str
    fraction: str
    days: str
    low: bool


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team: its share of the headline, and what second readers said of its promises."""

    name: str
    share: str
    fraction: str
    measured: bool
    checked: str


def capture_rows(here: Here, found: Behind, office: str) -> tuple[CaptureRow, ...]:
    """Each source that somebody counted in the period."""
    return tuple(_captured(here, found, office))


def _captured(here: Here, found: Behind, office: str) -> Iterable[CaptureRow]:
    floor = here.rulebook.association.capture_floor
    for source in SOURCES:
        rate = in_all(found.capture, source, office)
        if rate is None:
            continue
        said = captured(rate, floor)
        days = ngettext("%(n)s day counted", "%(n)s days counted", rate.days) % {"n": f"{rate.days:,}"}
        yield CaptureRow(said.source, said.share or _("Nothing counted"), said.fraction, days, said.low)


def team_rows(here: Here, found: Behind) -> tuple[TeamRow, ...]:
    """Each team with anything in the period, as the policy lists them; without a team last."""
    names = dict(here.rulebook.association.teams)
    counted = in_headline(found.teams, here.rulebook)
    by_team: dict[str | None, list[int]] = {}
    for number, each in enumerate(counted):
        by_team.setdefault(each.team, []).append(number)
    order = [*names, *(each for each in by_team if each is not None and each not in names), None]
    rows = []
    for team in order:
        if team not in by_team:
            continue
        total = Counts.of(counted[number] for number in by_team[team])
        name = names.get(team, team) if team else _("No team")
        rows.append(TeamRow(name, total.share, total.fraction, bool(total.counted), _checked(found, team)))
    return tuple(rows) if len(rows) > 1 or (rows and None not in by_team) else ()


def _checked(found: Behind, team: str | None) -> str:
    mine = [each for each in found.checked if each.team == team]
    read = sum(each.read for each in mine)
    if not read:
        return ""
    said = {"not": f"{sum(each.disagreed for each in mine):,}", "n": f"{read:,}"}
    return _("%(not)s of %(n)s do not stand") % said


def ways(here: Here) -> tuple[tuple[str, str], ...]:
    """What else belongs to the figures, for those who may open it."""
    pages = (
        ("performance-published", Permission.FIGURES, _("Published months")),
        ("performance-start", Permission.FIGURES, _("Found overdue at the start")),
        ("counts", Permission.RECORD, _("Counts from outside")),
        ("checks", Permission.CHECK, _("Checks")),
    )
    return tuple((label, reverse(name, args=[here.slug])) for name, may, label in pages if here.may(may))
