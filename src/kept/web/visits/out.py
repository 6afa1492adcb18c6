"""Who is out alone? Check in, say that it takes longer, check out. Whoever is not back is called for."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import lone_working
from kept.casework import Refused
from kept.casework.when_words import When, read_when
from kept.store import visits
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.recording import UID
from kept.web.shared.words import moment_words
from kept.web.visits.present import Help, Out, helps, out_of

WHERE, BACK = "where", "back"


@dataclass(frozen=True, slots=True)
class OutPage:
    """Who is out, and whether I am."""

    action: str
    uid: str
    mine: str
    where: str
    back: str
    out: tuple[Out, ...]
    helps: tuple[Help, ...]
    visits: str
    errors: tuple[SimpleError, ...] = ()


def out(request: HttpRequest, here: Here) -> HttpResponse:
    """Check in and out."""
    if request.method == "POST" and not typed_again(request):
        refused = _act(request, here)
        if refused is None:
            return redirect("out", here.slug)
        return _shown(request, here, refused)
    return _shown(request, here)


def _act(request: HttpRequest, here: Here) -> Refused | None:
    given = request.POST.get("uid", "")
    uid = given if UID.match(given) else uuid.uuid4().hex
    what = request.POST.get("what")
    more = {
        "association": here.association,
        "account": here.by,
        "by": here.by,
        "at": here.at,
        "uid": uid,
    }
    if what == "out":
        done = lone_working.end(**more)  # type: ignore[arg-type]
        if not isinstance(done, Refused):
            messages.success(request, _("You are back. Nobody waits for you any more."))
        return done if isinstance(done, Refused) else None
    when = read_when(request.POST.get(BACK, ""), calendar=here.calendar, at=here.at)
    if not isinstance(when, When):
        return Refused(_("Say by when you are back, such as “16:30” or “in 2 hours”."), BACK)
    if what == "longer":
        done = lone_working.extend(due_back=when.due, **more)  # type: ignore[arg-type]
    else:
        where = request.POST.get(WHERE, "").replace("\x00", "").strip()[:500]
        if not where:
            return Refused(_("Say where you are, so that somebody finds you."), WHERE)
        done = lone_working.begin(due_back=when.due, where=where, **more)  # type: ignore[arg-type]
    if isinstance(done, Refused):
        return Refused(done.sentence, BACK)
    back = moment_words(done.due_back_at, here.calendar)
    messages.success(request, _("You are expected back by %(when)s.") % {"when": back})
    return None


def _shown(request: HttpRequest, here: Here, refused: Refused | None = None) -> HttpResponse:
    own = visits.out_of(here.association, here.membership.account_id)
    errors = (SimpleError(refused.sentence, refused.field or ""),) if refused else ()
    view = OutPage(
        action=reverse("out", args=[here.slug]),
        uid=uuid.uuid4().hex,
        mine=moment_words(own.due_back_at, here.calendar) if own else "",
        where=request.POST.get(WHERE, ""),
        back=request.POST.get(BACK, ""),
        out=tuple(out_of(here, each) for each in visits.out_now(here.association)),
        helps=helps(here),
        visits=reverse("visits", args=[here.slug]),
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "visits/out.html", view, title=_("Out alone"), here=here, status=status)
