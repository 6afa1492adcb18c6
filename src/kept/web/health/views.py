"""Is the program alive, and can it do its work?

GET /healthz     200 "ok" while the process answers
GET /readyz      200 "ok" while the database answers too and has its tables; 503 and what to do otherwise

A dead worker leaves the pages what they are, so it is told in a second line and is no reason to take them
away; what it does not do is an alarm on every page besides.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import DatabaseError, ProgrammingError
from django.http import HttpRequest, HttpResponse

from kept.store.alarms import WORKER
from kept.store.models import Association, Heartbeat

DEAD_AFTER = timedelta(seconds=90)


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return _plain("ok", 200)


def readyz(request: HttpRequest) -> HttpResponse:
    """The process can serve pages."""
    try:
        Association.objects.exists()
        beat_at = Heartbeat.objects.filter(name=WORKER).values_list("beat_at", flat=True).first()
    except ProgrammingError:
        return _plain("The tables are not there yet: run kept migrate.", 503)
    except DatabaseError:
        return _plain("The database does not answer.", 503)
    at = request.at  # type: ignore[attr-defined]
    if beat_at is None:
        return _plain("ok\nThe worker has never run here: nothing falls due by itself.", 200)
    if at - beat_at > DEAD_AFTER:
        return _plain(f"ok\nThe worker has not been seen since {beat_at.isoformat(timespec='seconds')}.", 200)
    return _plain("ok", 200)


def _plain(says: str, status: int) -> HttpResponse:
    response = HttpResponse(f"{says}\n", status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
