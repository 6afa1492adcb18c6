"""Which promises were kept? By clause and period, each number
leading to the cases and so to the events behind it.
"""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from kept.casework import Verdict
from kept.store.models import Clock
from kept.web.performance import behind
from kept.web.performance.cases import Asked, cases_page, fetch
from kept.web.performance.elsewhere import others
from kept.web.performance.files import CASES_HEAD, FIGURES_HEAD, case_rows, figure_rows
from kept.web.performance.measured import measure_page
from kept.web.performance.periods import Period
from kept.web.performance.present import performance_page
from kept.web.performance.reasons import reasons_beside
from kept.web.performance.totals import ALL
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.tablefile import table_file


def _period(request: HttpRequest, here: Here) -> Period:
    today = here.calendar.local(here.at).date()
    return Period.of(request.GET, today=today, go_live=here.association.go_live)


def _office(request: HttpRequest, here: Here) -> str:
    asked = request.GET.get("office", "")
    return asked if asked in {each.slug for each in here.rulebook.association.offices} else ""


def performance(request: HttpRequest, here: Here) -> HttpResponse:
    """The figures of every promise in the period."""
    period, office = _period(request, here), _office(request, here)
    view = performance_page(here, period, office, behind.fetch(here, period, office), others(here, period))
    status = 422 if period.errors else 200
    return page(
        request, "performance/performance.html", view, title=_("Performance"), here=here, status=status
    )


def performance_csv(request: HttpRequest, here: Here) -> StreamingHttpResponse:
    """The same as a file."""
    period, office = _period(request, here), _office(request, here)
    name = f"kept-{here.slug}-performance.csv"
    rulebook = here.rulebook  # read within this transaction
    assert rulebook is not None
    return table_file(
        name,
        here,
        FIGURES_HEAD,
        lambda: figure_rows(here, period, behind.fetch(here, period, office, months=False)),
    )


def _asked(request: HttpRequest, here: Here, clause: str) -> Asked:
    """What the list is narrowed to; 404 for a clause that the policy does not have and no clock names."""
    known = here.rulebook.clause_by_id.get(clause)
    promised = clause == ALL or (known is not None and known.promise is not None)
    if not promised and not Clock.objects.filter(promise=clause).exists():
        raise Http404
    verdict = request.GET.get("verdict", "")
    known_verdict = Verdict(verdict) if verdict in {each.value for each in Verdict} else None
    return Asked(clause, _period(request, here), _office(request, here), known_verdict)


def clause(request: HttpRequest, here: Here, clause: str) -> HttpResponse:
    """The cases behind the figures of one clause."""
    if clause in here.rulebook.measures:
        shares = measure_page(here, clause, _period(request, here), request.GET)
        status = 422 if shares.errors else 200
        return page(
            request, "performance/measure.html", shares, title=shares.heading, here=here, status=status
        )
    asked = _asked(request, here, clause)
    view = cases_page(here, asked, *fetch(here, asked, request.GET))
    view = replace(view, reasons=reasons_beside(here, asked))
    status = 422 if view.errors else 200
    return page(request, "performance/cases.html", view, title=view.heading, here=here, status=status)


def clause_csv(request: HttpRequest, here: Here, clause: str) -> StreamingHttpResponse:
    """The same as a file, all pages of it."""
    asked = _asked(request, here, clause)
    name = f"kept-{here.slug}-{clause.replace(':', '-')}.csv"
    return table_file(name, here, CASES_HEAD, lambda: case_rows(here, asked))
