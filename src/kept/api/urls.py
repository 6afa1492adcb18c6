"""Which route is at which address? Every one is named, and `access.ACCESS` says which token opens it."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja.operation import Operation

from kept.api import problems
from kept.api.access import guarded
from kept.api.openapi import api, operations, serve


@csrf_exempt
def nothing(request: HttpRequest, **_: str) -> HttpResponse:
    """404 for every address that no route has."""
    return problems.answer(request, problems.nothing_there())


def _routes() -> Iterator[URLPattern]:
    known = operations()
    for each in api.urls[0]:
        # What Django Ninja itself shows at the root is none of ours.
        if isinstance(each, URLPattern) and each.name in known:
            view = guarded(each.name, each.callback, _parameters(known[each.name]))
            yield path(str(each.pattern), view, name=each.name)


def _parameters(operation: Operation) -> tuple[str, ...]:
    """The names that the query may have."""
    return tuple(
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in getattr(model, "__ninja_flatten_map__", {})
    )


urlpatterns = [
    path("openapi.json", serve, name="api-openapi"),
    *_routes(),
    re_path(r"^.*\Z", nothing, name="api-nothing"),
]
