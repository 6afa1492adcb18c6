"""Everything that the page of figures shows, fetched at once.

found = fetch(here, period, office)      # figures, months, who asked again, what was put right, duties
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kept.rulebook.model import AFTER_ANY, Rulebook
from kept.store import aftermath, capture, checks, figures, measures, recurring
from kept.store.aftermath import PutRight
from kept.store.capture import Rate
from kept.store.checks import Agreement
from kept.store.figures import By, Figure
from kept.store.measures import Share
from kept.store.publishing import month_end
from kept.store.recurring import Recurring
from kept.web.performance.periods import Period
from kept.web.performance.totals import in_headline
from kept.web.shared.access import Here
from kept.web.shared.shares import Counts
from kept.web.shared.trend import last_months


@dataclass(frozen=True, slots=True)
class Behind:
    """The figures of a period, with what belongs to them, by clause."""

    figures: tuple[Figure, ...]
    chases: Mapping[str, int]
    put_right: Mapping[str, PutRight]
    duties: Mapping[str, Recurring]
    shares: tuple[Share, ...] = ()
    capture: tuple[Rate, ...] = ()
    checked: tuple[Agreement, ...] = ()
    teams: tuple[Figure, ...] = ()
    months: tuple[tuple[date, Counts], ...] = ()


def fetch(here: Here, period: Period, office: str, *, months: bool = True) -> Behind:
    """A number of queries that stays the same, however many promises there are."""
    place = (here.association, here.membership, period.since, period.until)
    kinds = here.rulebook.kinds.values()
    right = _puts_right(here.rulebook)
    return Behind(
        figures=_of_office(figures.performance(*place, by=_by(office)), office),
        chases=aftermath.chases(
            *place,
            asks=[each.name for each in kinds if each.acts == "chase"],
            strikes=[each.name for each in kinds if each.acts == "void"],
        ),
        put_right=aftermath.put_right(*place, right) if right else {},
        duties=recurring.recurring(here.association, here.membership, here.rulebook.duties),
        shares=measures.measures(*place),
        capture=tuple(capture.rates(here.association, period.since, period.until)),
        checked=tuple(checks.agreement(here.association, period.since, period.until)),
        teams=_of_office(figures.performance(*place, by=(*_by(office), "team"), times=False), office),
        months=_months(here, office) if months else (),
    )


def _puts_right(rulebook: Rulebook) -> str | None:
    """The promise by which any breach is put right."""
    return next((clause for clause, each in rulebook.promises.items() if each.after == AFTER_ANY), None)


def _by(office: str) -> tuple[By, ...]:
    return ("office",) if office else ()


def _of_office(found: tuple[Figure, ...], office: str) -> tuple[Figure, ...]:
    return tuple(each for each in found if each.office == (office or None))


def _months(here: Here, office: str) -> tuple[tuple[date, Counts], ...]:
    """The headline of each of the last twelve months."""
    today = here.calendar.local(here.at).date()
    months = last_months(today)
    by: tuple[By, ...] = (*_by(office), "month")
    # To the end of the month: whole months are counted ahead.
    until = month_end(months[-1])
    found = figures.performance(here.association, here.membership, months[0], until, by=by, times=False)
    counted = in_headline(_of_office(found, office), here.rulebook)
    return tuple((month, Counts.of(each for each in counted if each.month == month)) for month in months)
