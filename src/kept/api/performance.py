"""How were the promises of a period kept? The figures of the page, as numbers."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from kept.api import present, problems
from kept.api.access import here_of
from kept.api.given import PerformanceOut
from kept.api.problems import Fault, Stop
from kept.api.taken import PerformanceQuery
from kept.casework.outside import sources_for
from kept.rulebook.model import HOUSE
from kept.store import capture, checks, figures
from kept.store.figures import By

router = Router(tags=["Performance"])
# No promise falls due behind it.
FAR = date(2199, 12, 31)


@router.get("/{slug:slug}/performance", url_name="api-performance", response=PerformanceOut)
def performance(request: HttpRequest, slug: str, query: Query[PerformanceQuery]) -> HttpResponse:
    """Count how the promises that fell due in a period were kept.

    The headline is kept out of kept, broken and excused. It counts policy and law; what Kept itself asks of
    every house, such as an apology after a breach, stands beside it.
    """
    here = here_of(request)
    since, until = query.since or here.association.go_live, query.until or FAR
    if since > until:
        detail = "The first day must not come after the last. Change one of them."
        raise Stop(422, detail, errors=[Fault("since", detail)])
    offices = [each.slug for each in here.rulebook.association.offices]
    if query.office is not None and query.office not in offices:
        detail = problems.unknown(query.office, offices)
        raise Stop(422, detail, errors=[Fault("office", detail)])
    by: tuple[By, ...] = ("office",) if query.office else ()
    found = figures.performance(here.association, here.membership, since, until, by=by)
    clauses = here.rulebook.clause_by_id
    house = {clause for clause, each in clauses.items() if each.source == HOUSE}
    place = {clause: number for number, clause in enumerate(clauses)}
    shown = sorted(
        (each for each in found if each.office == query.office),
        key=lambda each: (place.get(each.promise, len(place)), each.promise),
    )
    counted = [each for each in shown if each.promise not in house]
    kept, of = sum(each.kept for each in counted), sum(each.denominator for each in counted)
    promises = here.rulebook.promises
    rates = capture.rates(here.association, since, until)
    checked = checks.agreement(here.association, since, until)
    floor = here.rulebook.association.capture_floor

    def captured(clause: str) -> list[capture.Rate]:
        starts = promises[clause].starts if clause in promises else ()
        named = sources_for(starts, here.rulebook.kinds)
        return [found for each in named if (found := capture.in_all(rates, each, query.office or ""))]

    names = {each.promise: promises[each.promise].name for each in shown if each.promise in promises}
    body = {
        "since": since.isoformat(),
        "until": query.until.isoformat() if query.until else None,
        "office": query.office,
        "headline": {"kept": kept, "of": of, "share": present.share(kept, of)},
        "promises": [
            present.count(
                each,
                names.get(each.promise),
                counted=each.promise not in house,
                captured=captured(each.promise),
                floor=floor,
                checked=checked,
            )
            for each in shown
        ],
    }
    return present.said(body)
