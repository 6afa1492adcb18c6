"""Who says what is wrong, a page or the API? Whoever asks under /api/ is no person at a screen."""

from __future__ import annotations

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from kept.api import problems as api
from kept.api.problems import Stop
from kept.web.shared import problems as web

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, and 413 for what is too much at once."""
    if not request.path.startswith(API):
        return web.bad_request(request, exception)
    if isinstance(exception, RequestDataTooBig):
        return api.answer(request, api.too_large())
    return api.answer(request, Stop(400, "The address or a header holds something that cannot be read."))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 from deeper down."""
    if not request.path.startswith(API):
        return web.permission_denied(request, exception)
    return api.answer(request, Stop(403, "The account of this token does not allow this."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    if not request.path.startswith(API):
        return web.not_found(request, exception)
    return api.answer(request, api.nothing_there())


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where it is the database that does not answer."""
    if not request.path.startswith(API):
        return web.server_error(request)
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        sentence = "The database does not answer. Send it again in a minute, with the same Idempotency-Key."
        return api.answer(request, Stop(503, sentence, headers={"Retry-After": "60"}))
    sentence = (
        "Something went wrong on our side, and nothing was saved. Send it again with the same "
        "Idempotency-Key. If it happens twice, tell whoever looks after Kept the number of this request."
    )
    return api.answer(request, Stop(500, sentence))
