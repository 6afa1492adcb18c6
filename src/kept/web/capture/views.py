"""How does something that has just happened get on record?

First the list of kinds, then one generic form. The form says what would be promised; nothing is written
before *Save*, and the same form sent twice is written once.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions.foreseeing import foresee
from kept.actions.telling import tell
from kept.casework.permissions import needed_to_record
from kept.rulebook.model import EventKind
from kept.web.capture.present import kinds_page
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import typed_again
from kept.web.shared.problems import forbidden
from kept.web.shared.promising import Promised, foreseen
from kept.web.shared.recording import Form, present, recordable


def capture(request: HttpRequest, here: Here) -> HttpResponse:
    """What happened? Every kind that begins something, in groups."""
    view = kinds_page(here, request.GET.get("q", ""))
    return page(request, "capture/kinds.html", view, title=_("What happened?"), here=here)


def capture_kind(request: HttpRequest, here: Here, kind: str) -> HttpResponse:
    """The form of one kind."""
    found = here.rulebook.kinds.get(kind)
    if found is None or found.opens is None or not recordable(found):
        raise Http404
    if not here.may(needed_to_record(found.acts)):
        return forbidden(request, here.why_not(needed_to_record(found.acts)), here=here)
    if request.method != "POST":
        return _shown(request, here, Form.fresh(here, found), sent=False)
    form = Form.of(here, found, request.POST)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "shared/promised.html", {"promised": _promised(here, form)})
    if typed_again(request) or request.POST.get("step") != "save":
        return _shown(request, here, form, sent=not typed_again(request), checked=True)
    return _save(request, here, form)


def _save(request: HttpRequest, here: Here, form: Form) -> HttpResponse:
    if form.telling is None:
        return _shown(request, here, form, sent=True, status=422)
    told = tell(
        [form.telling], association=here.association, by=here.by, at=here.at, membership=here.membership
    )
    if told.refused is not None:
        refused = told.refused
        return _shown(request, here, form.refused(refused), sent=True, extra=refused.sentence, status=422)
    ref = str(told.results[0].thread)
    messages.success(
        request, _("%(what)s. The reference is %(ref)s.") % {"what": form.kind.label, "ref": ref}
    )
    return redirect("thread", here.slug, ref)


def _promised(here: Here, form: Form) -> Promised | None:
    telling = form.tentative
    if telling is None:
        return None
    judged = foresee(
        telling, association=here.association, by=here.by, at=here.at, membership=here.membership
    )
    return foreseen(here, judged, here.rulebook.calendar_for(telling.office))


def _shown(
    request: HttpRequest,
    here: Here,
    form: Form,
    *,
    sent: bool,
    extra: str = "",
    checked: bool = False,
    status: int = 200,
) -> HttpResponse:
    kind: EventKind = form.kind
    view = present(
        form,
        action=reverse("capture-kind", args=[here.slug, kind.name]),
        back=(reverse("capture", args=[here.slug]), _("What happened?")),
        promised=_promised(here, form),
        sent=sent,
        extra=extra,
        checked=checked,
    )
    return page(request, "shared/record.html", view, title=kind.label, here=here, status=status)
