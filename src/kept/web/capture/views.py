"""How does something that has just happened get on record?

First the keys and the list of kinds, then the form of one. The form says what would be promised; nothing is
written before *Save*, and the same form sent twice is written once.
"""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kept.actions import consents
from kept.actions.calling import deliver
from kept.actions.telling import REPEATED, tell
from kept.casework.cases.roles import needed_for
from kept.rulebook.model import EventKind
from kept.store.threads import visible_to
from kept.web.capture.customers import Box
from kept.web.capture.form import form_page
from kept.web.capture.present import kinds_page
from kept.web.capture.taking import Taking
from kept.web.shared.access import Here
from kept.web.shared.demanding import MESSAGE
from kept.web.shared.frame import page
from kept.web.shared.keeping import typed_again
from kept.web.shared.problems import forbidden
from kept.web.shared.recording import recordable

FIND, CHECK, SAVE, ENTER = "find", "check", "save", "enter"


def capture(request: HttpRequest, here: Here) -> HttpResponse:
    """What happened? The keys, and every kind that begins something, in groups."""
    view = kinds_page(here, request.GET.get("q", ""), request.GET.get("person", ""))
    return page(request, "capture/kinds.html", view, title=_("What happened?"), here=here)


def capture_kind(request: HttpRequest, here: Here, kind: str) -> HttpResponse:
    """The form of one kind."""
    return _form(request, here, kind, now=False)


def now(request: HttpRequest, here: Here, kind: str) -> HttpResponse:
    """One line for what was answered there and then: it begins, is answered and is closed at once."""
    return _form(request, here, kind, now=True)


def _form(request: HttpRequest, here: Here, name: str, *, now: bool) -> HttpResponse:
    kind = here.rulebook.kinds.get(name)
    if kind is None or kind.opens is None or not recordable(kind) or (now and not kind.answered_by):
        raise Http404
    if not here.may(needed_for(kind, here.rulebook)):
        return forbidden(request, here.why_not(needed_for(kind, here.rulebook)), here=here)
    if request.method != "POST":
        fresh = Taking.of(here, kind, {}, now=now)
        whose = Box.of(here, kind, {"person": request.GET.get("person", "")})
        return _shown(request, here, fresh.with_box(whose) if whose.person else fresh)
    taking = Taking.of(here, kind, request.POST, now=now)
    step = _step(request, taking)
    if request.htmx:  # type: ignore[attr-defined]
        part = "capture/matches.html" if step == FIND else "capture/promised.html"
        return render(request, part, {"view": form_page(here, taking)})
    if step != SAVE or typed_again(request):
        return _shown(request, here, taking, sent=step == CHECK and not typed_again(request))
    return _save(request, here, taking)


def _step(request: HttpRequest, taking: Taking) -> str:
    """Which button it was. Enter in a field looks for the customer first, and saves where that is done."""
    step = request.POST.get("step", CHECK)
    if step != ENTER:
        return step
    settled = bool(taking.box.chosen) or not taking.box.typed
    return SAVE if settled or request.POST.get("looked-for") == taking.box.typed else FIND


def _save(request: HttpRequest, here: Here, taking: Taking) -> HttpResponse:
    taking = taking.settled(here)
    if not taking.tellings(here):
        return _shown(request, here, taking, sent=True, status=422)
    taking = taking.with_box(taking.box.added(here, taking.form.uid))
    tellings = taking.tellings(here)
    if not tellings:
        return _shown(request, here, taking, sent=True, status=422)
    # Whatever is refused must not leave half of itself behind.
    with transaction.atomic():
        told = tell(
            tellings, association=here.association, by=here.by, at=here.at, membership=here.membership
        )
    if told.refused is not None:
        taking = taking.refused(told.refused)
        return _shown(request, here, taking, sent=True, extra=told.refused.sentence, status=422)
    ref = str(told.results[0].thread)
    if taking.kind.name == MESSAGE and told.results[0].outcome != REPEATED:
        event = str(told.results[0].event)
        deliver(association=here.association, thread=ref, event=event, by=here.by, at=here.at)
    if (statement := request.POST.get("said_why")) and taking.box.ref:
        consents.tell_why(
            association=here.association,
            person=taking.box.ref,
            statement=statement,
            how="call" if taking.kind.channel == "call" else "form",
            uid=f"{taking.form.uid}-why"[:64],
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
    if told.results[0].outcome == REPEATED:
        said = _("This form was sent before. It is on record once, as %(ref)s.")
        messages.info(request, said % {"ref": ref})
    if not visible_to(here.membership).filter(ref=ref).exists():
        # It is about whoever wrote it down, so that it is somebody else's from here on.
        messages.success(request, _("It is on record. Somebody else deals with it from here on."))
        return redirect("desk", here.slug)
    return redirect("capture-saved", here.slug, ref)


def _shown(
    request: HttpRequest,
    here: Here,
    taking: Taking,
    *,
    sent: bool = False,
    extra: str = "",
    status: int = 200,
) -> HttpResponse:
    kind: EventKind = taking.kind
    view = form_page(here, taking, sent=sent, extra=extra, fresh=request.method != "POST")
    template = "capture/now.html" if taking.answer_needed else "capture/form.html"
    return page(request, template, view, title=view.heading or kind.label, here=here, status=status)
