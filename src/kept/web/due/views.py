"""What is to be done next, and by when?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.web.due.present import due_page
from kept.web.due.rows import Filter, fetch
from kept.web.shared.access import Here
from kept.web.shared.frame import page


def due(request: HttpRequest, here: Here) -> HttpResponse:
    """One row per thing to do, the most pressing first."""
    wanted = Filter.of(here, request.GET)
    view = due_page(here, wanted, fetch(here, wanted, request.GET))
    template = "due/due.html" if not request.htmx else "due/rows.html"  # type: ignore[attr-defined]
    return page(request, template, view, title=_("Due"), here=here)
