"""How do the figures of a period read as a page: policy, duties, law and house, each in its own group?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.permissions import Permission
from kept.rulebook.model import HOUSE, LAW, POLICY
from kept.store.figures import Figure
from kept.web.performance.behind import Behind
from kept.web.performance.believing import CaptureRow, TeamRow, capture_rows, team_rows, ways
from kept.web.performance.duties import DutyRow, duty_rows
from kept.web.performance.measured import MeasureRow, measure_rows
from kept.web.performance.periods import Period, period_choices
from kept.web.performance.rows import KNOWN, Number, Row, row_of
from kept.web.performance.totals import (
    ALL,
    INSIDE,
    ORDER,
    OUTSIDE,
    explained,
    headline,
    in_headline,
    left_out,
)
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.keeping import SimpleError
from kept.web.shared.promising import promise_name
from kept.web.shared.shares import Counts
from kept.web.shared.trend import Month, trend
from kept.web.shared.words import grade_words, verdict_words


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another association beside this one."""

    name: str
    address: str
    headline: str


@dataclass(frozen=True, slots=True)
class Group:
    """The promises of one source."""

    id: str
    title: str
    rows: tuple[Row, ...]

    @property
    def measured(self) -> bool:
        """Whether there is any share to draw."""
        return any(each.measured for each in self.rows)

    @property
    def seen(self) -> bool:
        """Whether there is any end of which it is known how it is known."""
        return any(each.seen for each in self.rows)


@dataclass(frozen=True, slots=True)
class PerformancePage:
    """The page."""

    period: Period
    periods: tuple[Choice, ...]
    offices: tuple[Choice, ...]
    headline: str
    explained: tuple[str, ...]
    behind: tuple[Number, ...]
    groups: tuple[Group, ...]
    inside: tuple[str, ...]
    outside: tuple[str, ...]
    grades: tuple[str, ...]
    measures: tuple[MeasureRow, ...]
    duties: tuple[DutyRow, ...]
    found_overdue: bool
    idle_duties: int
    all_duties: str
    months: tuple[Month, ...]
    seen: bool
    untouched: tuple[tuple[str, str], ...]
    csv: str
    captured: tuple[CaptureRow, ...] = ()
    teams: tuple[TeamRow, ...] = ()
    floor: str = ""
    ways: tuple[tuple[str, str], ...] = ()
    elsewhere: Sequence[Elsewhere] = ()
    errors: tuple[SimpleError, ...] = ()


def performance_page(
    here: Here, period: Period, office: str, found: Behind, elsewhere: Sequence[Elsewhere] = ()
) -> PerformancePage:
    """The page from what was fetched."""
    promises = here.rulebook.promises
    place = {clause: number for number, clause in enumerate(promises)}
    shown = sorted(found.figures, key=lambda each: (place.get(each.promise, len(place)), each.promise))
    counted = in_headline(shown, here.rulebook)
    total = Counts.of(counted)
    by_clause = {each.promise: each for each in shown}
    groups = tuple(_groups(here, shown, found, query(period, office), office))
    duties = duty_rows(here, found, by_clause, query(period, office))
    return PerformancePage(
        period=period,
        periods=tuple(Choice(slug, label, slug == _chosen(period)) for slug, label in period_choices()),
        offices=_offices(here, office),
        headline=headline(total),
        explained=(*explained(total, period), *left_out(shown, counted)),
        behind=tuple(_behind(here, total, query(period, office))),
        groups=groups,
        inside=tuple(verdict_words(each).text for each in INSIDE),
        outside=tuple(verdict_words(each).text for each in OUTSIDE),
        grades=tuple(_capital(grade_words(each)) for each in KNOWN),
        measures=measure_rows(here, found.shares, period.query),
        duties=duties,
        found_overdue=any(each.found_overdue != "0" for each in duties),
        idle_duties=len(here.rulebook.duties) - len(duties),
        all_duties=f"{reverse('clauses', args=[here.slug])}?keeper=duty",
        months=trend(found.months),
        seen=any(each.seen for each in groups),
        untouched=tuple(
            (promise_name(each, clause), clause)
            for clause, each in promises.items()
            if clause not in by_clause and each.duty is None
        ),
        csv=_csv(here, period, office),
        captured=capture_rows(here, found, office),
        teams=team_rows(here, found),
        floor=_("%(n)s %%") % {"n": f"{here.rulebook.association.capture_floor * 100:g}"},
        ways=ways(here),
        elsewhere=elsewhere,
        errors=period.errors,
    )


def _behind(here: Here, total: Counts, more: str) -> Iterable[Number]:
    """The way to the cases of every number in the headline and its sentences, for those who may see them."""
    if not here.may(Permission.SEE):
        return
    address = f"{reverse('performance-clause', args=[here.slug, ALL])}?{more}"
    for verdict in ORDER:
        if value := total.verdicts[verdict]:
            yield Number(
                verdict_words(verdict).text.lower(), value, f"{value:,}", f"{address}&verdict={verdict.value}"
            )


def _groups(here: Here, shown: Sequence[Figure], found: Behind, more: str, office: str) -> Iterable[Group]:
    clauses = here.rulebook.clause_by_id
    titles = {POLICY: _("The policy"), LAW: _("The law"), HOUSE: _("In every house")}
    for source, title in titles.items():
        rows = tuple(
            row_of(here, each, found, more, office)
            for each in shown
            if each.promise not in here.rulebook.duties
            and (clauses[each.promise].source if each.promise in clauses else POLICY) == source
        )
        if rows:
            yield Group(f"of-{source}", title, rows)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _csv(here: Here, period: Period, office: str) -> str:
    if not here.may(Permission.EXPORT):
        return ""
    return f"{reverse('performance-csv', args=[here.slug])}?{query(period, office)}"


def _chosen(period: Period) -> str:
    return "custom" if period.errors else period.slug


def _offices(here: Here, office: str) -> tuple[Choice, ...]:
    offices = here.rulebook.association.offices
    if len(offices) < 2:
        return ()
    return (
        Choice("", _("All offices"), not office),
        *(Choice(each.slug, each.name, each.slug == office) for each in offices),
    )


def query(period: Period, office: str, **more: str) -> str:
    """Period, office and what else narrows the list, as the end of an address."""
    rest = {name: value for name, value in {"office": office, **more}.items() if value}
    return f"{period.query}&{urlencode(rest)}" if rest else period.query
