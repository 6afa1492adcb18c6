"""What happens to every request? A number, a moment, a log line, and headers that keep strangers' code out.

request.id      # also in the header X-Request-ID and in every log line written on the way
request.at      # one "now" for the whole request, so that a page never contradicts itself
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kept.config.logs import request_id
from kept.config.moment import now

log = logging.getLogger("kept.request")

Respond = Callable[[HttpRequest], HttpResponse]

# Nothing but our own files, and nothing written into the page itself.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Every few seconds, by whatever watches us.
ASKED_BY_MACHINES = ("/healthz", "/readyz")
# What the routes call the part of an address that opens something by itself.
SECRET_PARTS = ("secret", "token")
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")


def each_request(respond: Respond) -> Respond:
    """Number the request, note its moment, and write one line when it is answered."""

    def handle(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        number = given if _GIVEN_ID.match(given) else uuid.uuid4().hex
        request.id = number  # type: ignore[attr-defined]
        request.at = now()  # type: ignore[attr-defined]
        token = request_id.set(number)
        began = time.perf_counter()
        try:
            response = respond(request)
            response["X-Request-ID"] = number
            _write(request, response.status_code, began)
            return response
        finally:
            request_id.reset(token)

    return handle


def _write(request: HttpRequest, status: int, began: float) -> None:
    if request.path in ASKED_BY_MACHINES and status == 200:
        return
    if status == 204:  # a page that asked whether anything is new, and nothing is
        return
    log.info(
        "%s %s %s",
        request.method,
        _path(request),
        status,
        extra={"status": status, "ms": round((time.perf_counter() - began) * 1000, 1)},
    )


def _path(request: HttpRequest) -> str:
    """The path without its query: what people search for is nobody else's business. An address that opens
    something by itself, such as a calendar's, is written without what makes it secret.
    """
    path, match = request.path, request.resolver_match
    for name in SECRET_PARTS:
        secret = match.kwargs.get(name) if match else None
        if secret:
            path = path.replace(str(secret), "[secret]")
    return path


def security_headers(respond: Respond) -> Respond:
    """Put the headers on; pages of people's casework are not kept by browsers or proxies."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return handle
