"""What is to be done next, and by when?

One page, and the same address for the part of it that is asked for again every few seconds.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.web.desk.present import desk_page
from kept.web.desk.rows import Filter, fetch
from kept.web.shared.access import Here
from kept.web.shared.frame import page


def desk(request: HttpRequest, here: Here) -> HttpResponse:
    """One row per thing to do, the most pressing first."""
    wanted = Filter.of(here, request.GET)
    view = desk_page(here, wanted, fetch(here, wanted, request.GET))
    template = "desk/part.html" if request.htmx else "desk/desk.html"  # type: ignore[attr-defined]
    return page(request, template, view, title=_("Desk"), here=here)


def due(request: HttpRequest, here: Here) -> HttpResponse:
    """Where the Desk was before it was the Desk."""
    query = request.META.get("QUERY_STRING", "")
    address = reverse("desk", args=[here.slug])
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
