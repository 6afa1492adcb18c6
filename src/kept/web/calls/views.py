"""The call pad of a call that is going on: one page, on which each thing is saved as it is said."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.store.threads import visible_to
from kept.web.calls.doing import Done, do
from kept.web.calls.fetch import Line, fetch
from kept.web.calls.forms import Pad
from kept.web.calls.pad import pad_page
from kept.web.calls.panels import DO, Panel
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import typed_again


def found(here: Here, ref: str) -> Line:
    """The call of that reference; 404 where this person may not see it or there is none."""
    line = fetch(here, ref)
    if line is None:
        raise Http404
    return line


def call_one(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """The pad. What is sent to one of its panels is saved, and the pad comes back."""
    line = found(here, ref)
    if line.thread.merged_into is not None:
        return redirect("call-one", here.slug, line.thread.merged_into.ref)
    post = {name: str(value) for name, value in request.POST.items()}
    pad = Pad.of(here, line, post, to=request.GET.get("to", ""))
    if request.method != "POST" or typed_again(request):
        return _shown(request, pad)
    outcome = do(pad, post.get(DO, ""), post)
    if outcome is None:
        raise Http404
    if isinstance(outcome, Panel):
        return _shown(request, pad, outcome, 422)
    return _done(request, pad, outcome)


def _done(request: HttpRequest, pad: Pad, done: Done) -> HttpResponse:
    messages.success(request, done.says)
    slug, ref = pad.here.slug, pad.line.thread.ref
    if not visible_to(pad.here.membership).filter(ref=ref).exists():
        return redirect("desk", slug)
    if done.leave:
        return redirect("capture-saved", slug, ref)
    panel = request.POST.get(DO, "")
    return redirect(f"{reverse('call-one', args=[slug, ref])}#{panel}")


def _shown(request: HttpRequest, pad: Pad, wrong: Panel | None = None, status: int = 200) -> HttpResponse:
    view = pad_page(pad, wrong)
    title = _("Call pad %(ref)s") % {"ref": view.ref}
    return page(request, "calls/pad.html", view, title=title, here=pad.here, status=status)
