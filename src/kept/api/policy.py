"""What can be recorded here, and what is promised?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.api import present, problems
from kept.api.access import here_of
from kept.api.given import KindOut, KindsOut, PromiseOut, PromisesOut

router = Router(tags=["Policy"])


@router.get("/{slug:slug}/event-kinds", url_name="api-event-kinds", response=KindsOut)
def event_kinds(request: HttpRequest, slug: str) -> HttpResponse:
    """List every kind of event, with its fields and the promises that it starts and stops."""
    here = here_of(request)
    kinds = [present.kind(each, here.rulebook) for each in here.rules.kinds.values()]
    return present.said({"kinds": kinds})


@router.get("/{slug:slug}/event-kinds/{kind}", url_name="api-event-kind", response=KindOut)
def event_kind(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Read one kind of event."""
    here = here_of(request)
    found = here.rules.kinds.get(kind)
    if found is None:
        raise problems.nothing_there()
    return present.said(present.kind(found, here.rulebook))


@router.get("/{slug:slug}/promises", url_name="api-promises", response=PromisesOut)
def promises(request: HttpRequest, slug: str) -> HttpResponse:
    """List every promise of the policy, the law and the house, with its span and its reading."""
    here = here_of(request)
    clauses = here.rulebook.clause_by_id.values()
    listed = [present.promise(each, each.promise) for each in clauses if each.promise]
    return present.said({"version": here.rulebook.version, "promises": listed})


@router.get("/{slug:slug}/promises/{clause}", url_name="api-promise", response=PromiseOut)
def promise(request: HttpRequest, slug: str, clause: str) -> HttpResponse:
    """Read one promise by the id of its clause."""
    here = here_of(request)
    found = here.rulebook.clause_by_id.get(clause)
    if found is None or found.promise is None:
        raise problems.nothing_there()
    return present.said(present.promise(found, found.promise))
