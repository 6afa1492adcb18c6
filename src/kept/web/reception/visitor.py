"""What can be done with one visitor, from the greeting to the next appointment?

One page with a step for each; what is refused comes back with the sentence beside the step, and all that
was typed. The buttons of the board come here too.
"""

from __future__ import annotations

import uuid
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.store import reception as store
from kept.store.reception import Visit
from kept.store.threads import opened
from kept.web.reception.acts import ACTS
from kept.web.reception.fetch import Found, fetch
from kept.web.reception.visitor_page import visitor_page
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.problems import forbidden
from kept.web.shared.recording import UID


def visitor(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """The page of one visitor, and every act."""
    thread = opened(here.membership, ref, "office")
    if thread is None or thread.kind != store.kind_of(here.rulebook):
        raise Http404
    office = thread.office.slug if thread.office else ""
    visit = _visit(here, thread.ref, office)
    if visit is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, here, visit, fetch(here, office))
    if not here.may(Permission.RECORD):
        return forbidden(request, here.why_not(Permission.RECORD), here=here)
    step = request.POST.get("do", "")
    act = ACTS.get(step)
    if act is None or typed_again(request):
        return _shown(request, here, visit, fetch(here, office))
    given = request.POST.get("uid", "")
    # The buttons of the board have no name of their own: pressed twice as things stand, they are one act.
    fixed = uuid.uuid5(uuid.NAMESPACE_OID, f"{here.slug} {thread.ref} {step} {request.POST.get('tells', '')}")
    uid = f"{given}{step}"[:60] if UID.match(given) else fixed.hex
    done = act(here, thread.ref, visit, request.POST, uid)
    if isinstance(done, Refused):
        error = SimpleError(done.sentence, f"{step}-{done.field}" if done.field else step)
        view = visitor_page(here, visit, fetch(here, office), request.POST, step=step, refused=done)
        view = replace(view, errors=(error,))
        return page(request, "reception/visitor.html", view, title=view.title, here=here, status=422)
    messages.success(request, done)
    if step in ("unsettled", "away") and request.POST.get("confirmed") == "printed":
        return redirect("reception-slip", here.slug, thread.ref)
    if step in _BACK_TO_THE_BOARD:
        return redirect(f"{reverse('reception', args=[here.slug])}?office={office}#board")
    return redirect("reception-visitor", here.slug, thread.ref)


# What is pressed on the board, or ends what is to be done here, leads back to whoever is next.
_BACK_TO_THE_BOARD = frozenset({"greeted", "told", "answered", "left", "see", "sorry", "away", "unsettled"})


def _visit(here: Here, ref: str, office: str) -> Visit | None:
    day = store.day(here.membership, here.rulebook, office=office, at=here.at, ref=ref)
    return day.visits[0] if day.visits else None


def _shown(request: HttpRequest, here: Here, visit: Visit, found: Found) -> HttpResponse:
    view = visitor_page(here, visit, found, request.POST)
    return page(request, "reception/visitor.html", view, title=view.title, here=here)


def slip(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """What is handed over: the ticket, and the next appointment where one was made."""
    thread = opened(here.membership, ref, "office")
    if thread is None or thread.kind != store.kind_of(here.rulebook):
        raise Http404
    visit = _visit(here, thread.ref, thread.office.slug if thread.office else "")
    if visit is None:
        raise Http404
    from kept.web.reception.slips import slip_page

    view = slip_page(here, visit)
    return page(request, "reception/slip.html", view, title=_("Slip"), here=here)
