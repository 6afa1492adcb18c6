"""How was each standard kept in a year, ready for the report: how many were due, how many kept, what share?

/karin/publications/year                        # the financial year that ended last
/karin/publications/year?since=2025-01-01       # the year that begins on that day
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.rulebook.model import Rulebook
from kept.store.figures import Figure, performance
from kept.store.housing import today
from kept.store.measures import Share, measures
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import day_words
from kept.workclock.lengths import months_from

APRIL = 4


@dataclass(frozen=True, slots=True)
class YearRow:
    """One standard, counted over the year."""

    clause: str
    says: str
    within: str
    due: str
    kept: str
    share: str
    address: str


@dataclass(frozen=True, slots=True)
class YearPage:
    """All of them, clocks and duties first, then shares."""

    back: str
    action: str
    since: str
    period: str
    promises: tuple[YearRow, ...]
    duties: tuple[YearRow, ...]
    shares: tuple[YearRow, ...]
    errors: tuple[SimpleError, ...] = ()


def year_before(day: date) -> date:
    """The first day of the financial year that ended last."""
    began = date(day.year, APRIL, 1) if (day.month, day.day) >= (APRIL, 1) else date(day.year - 1, APRIL, 1)
    return date(began.year - 1, APRIL, 1)


def year(request: HttpRequest, here: Here) -> HttpResponse:
    """The figures of a year, to print or to copy."""
    typed = request.GET.get("since", "")[:20]
    errors: tuple[SimpleError, ...] = ()
    since = year_before(today(here.association, here.at))
    if typed:
        try:
            since = read_date(typed)
        except MomentError as problem:
            errors = (SimpleError(str(problem), "since"),)
    until = months_from(since, 12) - timedelta(days=1)
    figures = {
        each.promise: each
        for each in performance(here.association, here.membership, since, until, times=False)
    }
    found = measures(here.association, here.membership, since, until)
    rulebook = here.rulebook
    timed = [clause for clause, each in rulebook.promises.items() if each.duty is None]
    again = list(rulebook.duties)
    rows = {clause: _row(here, rulebook, clause, figures.get(clause)) for clause in (*timed, *again)}
    view = YearPage(
        back=reverse("publications", args=[here.slug]),
        action=reverse("year-figures", args=[here.slug]),
        since=typed or since.isoformat(),
        period=_("From %(since)s to %(until)s") % {"since": day_words(since), "until": day_words(until)},
        promises=tuple(rows[each] for each in timed),
        duties=tuple(rows[each] for each in again),
        shares=tuple(_share(here, rulebook, each) for each in found),
        errors=errors,
    )
    status = 422 if errors else 200
    title = _("Figures of a year")
    return page(request, "publications/year.html", view, title=title, here=here, status=status)


def _row(here: Here, rulebook: Rulebook, clause: str, figure: Figure | None) -> YearRow:
    promise = rulebook.promises.get(clause) or rulebook.duties[clause]
    due, kept = (figure.denominator, figure.kept) if figure else (0, 0)
    return YearRow(
        clause,
        promise.public,
        promise.within_text,
        str(due),
        str(kept),
        f"{round(100 * kept / due)} %" if due else "–",
        reverse("performance-clause", args=[here.slug, clause]),
    )


def _share(here: Here, rulebook: Rulebook, each: Share) -> YearRow:
    measure = rulebook.measures[each.clause]
    share = f"{round(100 * each.numerator / each.denominator)} %" if each.denominator else "–"
    return YearRow(
        each.clause,
        measure.public,
        "",
        str(each.denominator),
        str(each.numerator),
        share,
        reverse("performance-clause", args=[here.slug, each.clause]),
    )
