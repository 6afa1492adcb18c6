"""How may a request be sent again after the line went dead, without a second effect?

It carries an `Idempotency-Key` of its own. The first to come with a key is worked on, and its answer is kept
for a day, in the same transaction; whoever comes with the same key and the same request gets that answer
again, and whoever comes with another request is told so.

1. Only what was done is kept. A request that was refused has changed nothing, so its key is free again.
2. An answer that is kept holds references, and the sentences of refusals; the day after, it is gone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from kept.api.problems import JSON, Stop
from kept.store import tokens

HEADER = "Idempotency-Key"
LONGEST = 200
AGAIN = "Idempotent-Replayed"
_KEY = re.compile(r"[\x21-\x7e]+( [\x21-\x7e]+)*\Z")


def check_key(request: HttpRequest) -> str:
    """The key of the request; every POST has one."""
    key = request.headers.get(HEADER, "").strip()
    if not key:
        raise Stop(
            400,
            f"Send the header {HEADER} with a value of your own for each request, such as a random UUID, and "
            "the same one when you send it again.",
            kind="key-missing",
        )
    if len(key) > LONGEST or not _KEY.match(key):
        raise Stop(
            400,
            f"{HEADER} has at most {LONGEST} letters, digits and marks of plain ASCII. A UUID will do.",
            kind="key-unreadable",
        )
    return key


def once(
    request: HttpRequest, token: int, at: datetime, view: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The view's answer, or the one given before under the same key."""
    key = check_key(request)
    claimed = tokens.claim(token, key, _said(request), at=at)
    if not claimed.same:
        raise Stop(
            422,
            f"This {HEADER} was used for another request. Take a new one for each request, and the same one "
            "only to send the same request again.",
            kind="key-reused",
        )
    if claimed.answer is not None and claimed.status is not None:
        response = HttpResponse(claimed.answer, status=claimed.status, content_type=JSON)
        response[AGAIN] = "true"
        return response
    found = view()
    if found.status_code < 400:
        assert isinstance(found, HttpResponse)
        tokens.answered(claimed, found.status_code, found.content.decode())
    return found


def _said(request: HttpRequest) -> str:
    """What was asked: where, and in which words."""
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    digest.update(request.body)
    return digest.hexdigest()
