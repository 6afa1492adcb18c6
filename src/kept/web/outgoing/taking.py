"""How is a copy of what went taken away? Never shown within a page: nobody knows what is in it."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponseBase

from kept.casework.kept_files import served_as
from kept.store import files
from kept.web.shared.access import Here


def given_out(here: Here, sha256: str) -> HttpResponseBase:
    """A file to take away, never to be shown within a page."""
    known = files.find(here.association, sha256)
    if known is None:
        raise Http404
    try:
        stream = files.open(here.association, sha256)
    except FileNotFoundError:
        raise Http404 from None
    kind = served_as(known.type)
    response = FileResponse(stream, as_attachment=True, filename=known.name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store, private"
    return response
