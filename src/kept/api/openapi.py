"""What does the API say of itself? One document, OpenAPI 3.1, made from the routes and shapes themselves.

text()          # as it lies in docs/reference/openapi.json, and as /api/v1/openapi.json gives it
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as Unreadable
from ninja.operation import Operation
from ninja.parser import Parser

from kept.api import (
    clocks,
    contacts,
    customers,
    events,
    happened,
    homes,
    hooks,
    performance,
    policy,
    problems,
)
from kept.api.access import ACCESS
from kept.api.given import ProblemOut
from kept.api.once import AGAIN, HEADER, LONGEST
from kept.api.problems import JSON, PROBLEM, STATUSES, Stop

PREFIX = "/api/v1/"
DESCRIPTION = """\
Tell Kept what happened, and read what follows. Every address names the association, and every request
carries a token: `Authorization: Bearer kept_…`. Every POST carries an `Idempotency-Key` of its own; sent
again with the same key, it has no second effect. What is wrong is told as a problem (RFC 9457) with a
sentence that says what to do. Moments are sent with their zone, and come back in UTC and in local time.\
"""
_SAYS = {
    400: "The request could not be read, or has no Idempotency-Key.",
    401: "No token, or none that is valid.",
    403: "The token, or the role of its account, does not allow this.",
    404: "Nothing here that this token may see.",
    405: "This address takes another method.",
    409: "What is on record does not allow it.",
    413: "The body is larger than 5 MB.",
    415: "The body is not JSON.",
    422: "The request has a fault that “errors” names, or its key was used for another.",
    429: "Too many requests in this minute.",
    500: "Something went wrong on our side. Nothing was saved.",
    503: "The database does not answer. Try again.",
}


class Orjson(Parser):
    """Reads bodies."""

    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


ROUTERS = (
    events.router,
    contacts.router,
    clocks.router,
    performance.router,
    policy.router,
    customers.router,
    happened.router,
    homes.router,
    hooks.router,
)


def _made() -> NinjaAPI:
    api = NinjaAPI(
        title="Kept",
        version="1",
        description=DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        urls_namespace="api",
        parser=Orjson(),
    )
    for each in ROUTERS:
        api.add_router("", each)
    api.add_exception_handler(Stop, _stopped)
    api.add_exception_handler(Unreadable, _unreadable)
    api.add_exception_handler(HttpError, _not_json)
    api.add_exception_handler(Exception, _not_ours)
    return api


def _stopped(request: HttpRequest, stop: Any) -> HttpResponse:
    return problems.answer(request, stop)


def _unreadable(request: HttpRequest, found: Any) -> HttpResponse:
    return problems.answer(request, problems.invalid(found.errors))


def _not_json(request: HttpRequest, found: Any) -> HttpResponse:
    """The one thing that Django Ninja itself objects to: a body that is no JSON."""
    return problems.answer(request, Stop(400, "The body is no JSON. Check its commas, quotes and brackets."))


def _not_ours(request: HttpRequest, found: Any) -> HttpResponse:
    """What nobody foresaw is for the server to tell, and for the log."""
    raise found


api = _made()


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The description, with what all routes have in common."""
    # Through JSON, for plain dictionaries with names as keys.
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX)))
    schema = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    components = found["components"]
    components["schemas"] |= {**schema.pop("$defs", {}), "ProblemOut": schema}
    components["schemas"] = dict(sorted(components["schemas"].items()))
    components["responses"] = {f"Problem{status}": _problem(status) for status in STATUSES}
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "Made by `kept token add`."}
    }
    found |= {"security": [{"token": []}], "servers": [{"url": "/"}]}
    for path in found["paths"].values():
        for method, operation in path.items():
            _complete(method, operation)
    plain: dict[str, Any] = _without_titles(found)
    return {name: plain[name] for name in _ORDER}


_ORDER = ("openapi", "info", "servers", "security", "paths", "components")


def _problem(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/ProblemOut"}
    return {"description": _SAYS[status], "content": {PROBLEM: {"schema": schema}}}


def _complete(method: str, operation: dict[str, Any]) -> None:
    name = _ROUTES[operation["operationId"]]
    route = ACCESS[name]
    operation["operationId"] = name.removeprefix("api-")
    needs = " or ".join(f"`{each}`" for each in route.scopes)
    first, _, rest = operation.get("description", "").strip().partition("\n")
    operation["summary"] = first.rstrip(".")
    operation["description"] = f"{rest.strip()}\n\nNeeds the scope {needs}.".strip()
    for each in operation["parameters"]:
        _plain_parameter(each)
    if method == "post":
        operation["parameters"].append(_KEY)
    for each in operation["responses"].values():
        if route.writes:
            each["headers"] = {AGAIN: _REPLAYED}
    for status in STATUSES:
        if method == "post" or status not in _OF_BODIES:
            operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}


_OF_BODIES = (409, 413, 415)
_KEY = {
    "in": "header",
    "name": HEADER,
    "required": True,
    "description": "A name of your own for this request, such as a random UUID.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]+$"},
}
_REPLAYED = {
    "description": "true where this is the answer of an earlier request with the same key.",
    "schema": {"type": "string", "enum": ["true"]},
}
_IN_PATHS = {
    "slug": "The association, such as karin.",
    "ref": "A reference, such as K7F3-9Q2M.",
    "kind": "The name of an event kind, such as letter.received.",
    "clause": "The id of a clause, such as karin:letters.1.",
}


def _plain_parameter(parameter: dict[str, Any]) -> None:
    """A parameter that is left out is not there: none can be null."""
    schema = parameter["schema"]
    if "anyOf" in schema:
        (only,) = [each for each in schema.pop("anyOf") if each.get("type") != "null"]
        schema |= {**only, **schema}
    if parameter["in"] == "path":
        parameter["description"] = _IN_PATHS[parameter["name"]]
    schema.pop("description", None)


def _without_titles(found: Any) -> Any:
    """The names that pydantic makes up for each field only repeat it."""
    if isinstance(found, dict):
        return {
            name: _without_titles(each)
            for name, each in found.items()
            if not (
                name == "title" and isinstance(each, str) and "info" not in found and "version" not in found
            )
        }
    return [_without_titles(each) for each in found] if isinstance(found, list) else found


def operations() -> dict[str, Operation]:
    """Every operation by the name of its route."""
    found = [
        each for router in ROUTERS for view in router.path_operations.values() for each in view.operations
    ]
    return {each.url_name: each for each in found}


_ROUTES = {api.get_openapi_operation_id(each): name for name, each in operations().items()}


def text() -> str:
    """The document, for people and machines alike."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


@csrf_exempt
def serve(request: HttpRequest) -> HttpResponse:
    """The document, open to anybody."""
    if request.method != "GET":
        return problems.answer(request, Stop(405, "This address takes GET.", headers={"Allow": "GET"}))
    return HttpResponse(text(), content_type=JSON)
