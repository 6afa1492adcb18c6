"""How is each clause kept, this month, this quarter and this year, and in each of the last twelve months?

    found = fetch(here)                       # all promises of the policy: one query, and one for the duties
    found.month("karin:letters.1").fraction   # "12 of 14 kept"

A month is one of the association's own days, and a clock belongs to the month of its first due.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kept.casework.recurring import period_of
from kept.store import capture, checks, figures, measures, recurring
from kept.store.capture import Rate
from kept.store.checks import Agreement
from kept.store.figures import By, Figure
from kept.store.measures import Share
from kept.store.recurring import Recurring
from kept.web.shared.access import Here
from kept.web.shared.shares import Counts
from kept.web.shared.trend import last_months

BY_MONTH: tuple[By, ...] = ("month",)


@dataclass(frozen=True, slots=True)
class Found:
    """Figures by clause and month, how the duties stand, and the shares of this month, quarter and year."""

    today: date
    by_clause: Mapping[str, tuple[Figure, ...]]
    duties: Mapping[str, Recurring]
    shares: Mapping[str, tuple[Share, ...]]
    capture: tuple[Rate, ...] = ()
    checked: tuple[Agreement, ...] = ()

    def month(self, clause: str) -> Counts:
        """This month's."""
        return self.between(clause, self.today.replace(day=1), self.today.replace(day=1))

    def quarter(self, clause: str) -> Counts:
        """This quarter's, of the calendar."""
        first = self.today.replace(month=self.today.month - (self.today.month - 1) % 3, day=1)
        return self.between(clause, first, first.replace(month=first.month + 2))

    def year(self, clause: str) -> Counts:
        """This calendar year's."""
        return self.between(clause, date(self.today.year, 1, 1), date(self.today.year, 12, 1))

    def between(self, clause: str, first: date, last: date) -> Counts:
        """From one month to another, both known by their first day and both included."""
        return Counts.of(
            each
            for each in self.by_clause.get(clause, ())
            if each.month is not None and first <= each.month <= last
        )

    def trend(self, clause: str) -> tuple[tuple[date, Counts], ...]:
        """The last twelve months, this one last."""
        return tuple((each, self.between(clause, each, each)) for each in last_months(self.today))


def fetch(here: Here, clauses: Collection[str] | None = None, *, periods: Collection[int] = (1, 12)) -> Found:
    """The figures of these clauses, or of all; as many queries for one clause as for four hundred.

    The shares of measures are those of whole `periods` of so many months.
    """
    today = here.calendar.local(here.at).date()
    earliest = min(date(today.year, 1, 1), last_months(today)[0])
    found = figures.performance(
        here.association,
        here.membership,
        earliest,
        date(today.year, 12, 31),
        by=BY_MONTH,
        promises=clauses,
        times=False,
    )
    by_clause: dict[str, list[Figure]] = {}
    for each in found:
        by_clause.setdefault(each.promise, []).append(each)
    known: Iterable[str] = here.rulebook.duties
    duties = [each for each in known if clauses is None or each in clauses]
    return Found(
        today,
        {clause: tuple(each) for clause, each in by_clause.items()},
        recurring.recurring(here.association, here.membership, duties),
        _shares(
            here,
            today,
            [each for each in here.rulebook.measures if clauses is None or each in clauses],
            periods,
        ),
        *_believed(here, today, clauses),
    )


def _believed(
    here: Here, today: date, clauses: Collection[str] | None
) -> tuple[tuple[Rate, ...], tuple[Agreement, ...]]:
    """This year's counts from outside, and what second readers said; for the page of one clause."""
    if clauses is None:
        return (), ()
    year = (date(today.year, 1, 1), date(today.year, 12, 31))
    found = checks.agreement(here.association, *year)
    mine = tuple(each for each in found if each.promise in clauses)
    return tuple(capture.rates(here.association, *year)), mine


def _shares(
    here: Here, today: date, asked: Collection[str], periods: Collection[int]
) -> Mapping[str, tuple[Share, ...]]:
    """Each measure's share of the periods of so many months in which today lies."""
    if not asked:
        return {}
    found: dict[str, tuple[Share, ...]] = {}
    for months in periods:
        since, until = period_of(months, today)
        for each in measures.measures(here.association, here.membership, since, until):
            if each.clause in asked:
                found[each.clause] = (*found.get(each.clause, ()), each)
    return found
