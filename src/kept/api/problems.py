"""What does the API say when something is wrong? One shape for all (RFC 9457), with a sentence that helps.

    raise Stop(404, "There is no contact K7F3-9Q2M here. Check the reference.")
    raise Stop(422, "One answer cannot be taken.", errors=[Fault("#/details/urgent", "It takes true or …")])

Whatever is raised as a `Stop`, by whomever, has changed nothing: the transaction around it is undone.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

JSON, PROBLEM = "application/json", "application/problem+json"
# Those that the description of the API names for every route.
STATUSES = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503)
SHOWN, MOST_FAULTS = 60, 100
_UNSHOWN = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, where (`#/kind` in the body, or a parameter's name), and what to do."""

    where: str
    detail: str


class Stop(Exception):
    """The request ends here, with this status and this sentence."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Sequence[Fault] = (),
        kind: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors, self.kind = status, detail, tuple(errors), kind
        self.headers = dict(headers or {})


def answer(request: HttpRequest, stop: Stop) -> HttpResponse:
    """The problem as a response."""
    status = HTTPStatus(stop.status)
    body: dict[str, Any] = {
        "type": f"urn:kept:problem:{stop.kind or status.phrase.lower().replace(' ', '-')}",
        "title": status.phrase,
        "status": stop.status,
        "detail": stop.detail,
        "request": getattr(request, "id", ""),
    }
    if stop.errors:
        body["errors"] = [_fault(each) for each in stop.errors]
    response = HttpResponse(orjson.dumps(body), status=stop.status, content_type=PROBLEM)
    for name, value in stop.headers.items():
        response[name] = value
    return response


def _fault(fault: Fault) -> dict[str, str]:
    name = "pointer" if fault.where.startswith("#") else "parameter"
    return {name: fault.where, "detail": fault.detail}


def nothing_there() -> Stop:
    """404: says the same for what does not exist and for what this token may not know of."""
    return Stop(
        404,
        "There is nothing at this address for this token. Check the address, the association in it and the "
        "reference.",
    )


def too_large() -> Stop:
    return Stop(413, "The body is larger than 5 MB. Send it in several batches.")


def shown(text: object) -> str:
    """What was sent, as a sentence may quote it."""
    plain = _UNSHOWN.sub("?", str(text))
    return f"“{plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + '…'}”"


def unknown(name: object, known: Collection[str]) -> str:
    """A name that nothing here has, and what it may have been meant for."""
    near = difflib.get_close_matches(str(name)[:SHOWN], known, n=1)
    hint = f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(sorted(known)) or 'none'}."
    return f"There is nothing called {shown(name)} here. {hint}"


def invalid(found: Sequence[Mapping[str, Any]]) -> Stop:
    """422 for a body or parameters that do not have the shape asked for, every fault with its place.

    `found` is as pydantic tells it, and never repeated word for word: it may quote what people said.
    """
    errors = [Fault(_where(each["loc"]), _sentence(each)) for each in found[:MOST_FAULTS]]
    return Stop(422, "This cannot be read as it is. Put right what “errors” names.", errors=errors)


def _where(place: Sequence[object]) -> str:
    source, *path = place
    if source != "body":
        return str(path[0]) if path else str(source)
    # The first step only names the argument of our own function.
    return pointer(*path[1:])


def pointer(*path: object) -> str:
    """A JSON Pointer as a fragment: `#/events/3/kind`."""
    return "#" + "".join("/" + str(each).replace("~", "~0").replace("/", "~1") for each in path)


def _sentence(fault: Mapping[str, Any]) -> str:
    context = fault.get("ctx", {})
    match fault["type"]:
        case "string_pattern_mismatch":
            return "There is a character in this that cannot be written down. Take it out."
        case "missing":
            return "This is needed. Add it."
        case "extra_forbidden":
            return "There is no such field. Take it out, or check its spelling."
        case "string_type":
            return "This takes text, in quotation marks."
        case "string_too_short" | "too_short":
            return f"This is too short. Give at least {context.get('min_length', 1)}."
        case "string_too_long" | "too_long":
            return f"This is too long. Give at most {context['max_length']:,}."
        case "literal_error" | "enum":
            return f"This takes one of {context['expected']}."
        case "int_type" | "int_parsing" | "int_from_float":
            return "This takes a whole number."
        case "greater_than_equal" | "less_than_equal":
            least = context.get("ge")
            return f"Give at least {least}." if least is not None else f"Give at most {context['le']:,}."
        case "list_type":
            return "This takes a list."
        case "dict_type" | "model_type" | "model_attributes_type":
            return "This takes an object, in braces."
        case "value_error":
            return str(context["error"])
    return "This cannot be read. Look up what it takes in the description of the API."
