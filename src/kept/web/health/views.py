"""Is the program alive, and can it do its work?

GET /healthz     200 "ok" while the process answers
GET /readyz      200 "ok" while the database answers too and has its tables; 503 and what to do otherwise
"""

from __future__ import annotations

from django.db import DatabaseError, ProgrammingError
from django.http import HttpRequest, HttpResponse

from kept.store.models import Association


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return _plain("ok", 200)


def readyz(request: HttpRequest) -> HttpResponse:
    """The process can serve pages."""
    try:
        Association.objects.exists()
    except ProgrammingError:
        return _plain("The tables are not there yet: run kept migrate.", 503)
    except DatabaseError:
        return _plain("The database does not answer.", 503)
    return _plain("ok", 200)


def _plain(says: str, status: int) -> HttpResponse:
    response = HttpResponse(f"{says}\n", status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
