"""The team's inbox: what nobody has read yet, the oldest first."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import reading_mail
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.web.inbox.present import inbox_page
from kept.web.inbox.rows import Filter, fetch
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.problems import forbidden


def inbox(request: HttpRequest, here: Here) -> HttpResponse:
    """One list of it; or that a message which could not be taken has been seen to."""
    wanted = Filter.of(here, request.GET)
    if request.method == "POST":
        return _seen(request, here, wanted)
    view = inbox_page(here, wanted, fetch(here, wanted, request.GET))
    return page(request, "inbox/inbox.html", view, title=_("Inbox"), here=here)


def _seen(request: HttpRequest, here: Here, wanted: Filter) -> HttpResponse:
    if not here.may(Permission.RECORD):
        return forbidden(request, here.why_not(Permission.RECORD), here=here)
    given = request.POST.get("aside", "")
    if not (given.isascii() and given.isdigit() and len(given) < 18):
        raise Http404
    done = reading_mail.look_into(
        association=here.association,
        refused=int(given),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        raise Http404
    messages.success(request, _("You have seen to it."))
    address = reverse("inbox", args=[here.slug])
    return redirect(f"{address}?{urlencode(wanted.query)}" if wanted.query else address)
