"""Why does somebody open a file or contact that is not among their own cases?

Where the house says so, whoever opens what neither they, their team nor their patch has gives a reason in one
line first: once for the day, and listed for whoever leads. What is among their own opens without a word.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import disclosures
from kept.casework import Refused
from kept.store import opening_reasons
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError

ROUTES = {opening_reasons.CUSTOMER: "customer", opening_reasons.CONTACT: "thread"}


@dataclass(frozen=True, slots=True)
class ReasonPage:
    """The one question, with the answers that are given most."""

    what: str
    ref: str
    action: str
    reasons: tuple[str, ...]
    typed: str
    errors: tuple[SimpleError, ...] = ()


def opening(request: HttpRequest, here: Here, what: str, ref: str) -> HttpResponse:
    """Take the reason, and lead on; asked with GET, the question itself."""
    if what not in ROUTES:
        return redirect("desk", here.slug)
    if request.method != "POST":
        return _asked(request, here, what, ref)
    reason = request.POST.get("own", "").strip() or request.POST.get("reason", "")
    done = disclosures.give_reason(
        association=here.association,
        what=what,
        ref=ref,
        reason=reason,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _asked(request, here, what, ref, SimpleError(done.sentence, "own"))
    return redirect(ROUTES[what], here.slug, ref)


def _asked(request: HttpRequest, here: Here, what: str, ref: str, *errors: SimpleError) -> HttpResponse:
    view = ReasonPage(
        _("file") if what == opening_reasons.CUSTOMER else _("contact"),
        ref,
        reverse("opening", args=[here.slug, what, ref]),
        opening_reasons.offered(here.rulebook),
        request.POST.get("own", "") if request.method == "POST" else "",
        errors,
    )
    title = _("Why do you open it?")
    return page(
        request, "data_care/opening.html", view, title=title, here=here, status=422 if errors else 200
    )
