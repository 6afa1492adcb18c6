"""For whom is this contact kept, and is it about one of us?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.actions.marking import mark
from kept.casework import Refused
from kept.casework.visibility import ABOUT_STAFF, CONFIDENTIAL, ORDINARY, SAFEGUARDING
from kept.store.accounts import people_at
from kept.store.models import Thread
from kept.store.threads import visible_to
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.thread.fetch import find


@dataclass(frozen=True, slots=True)
class MarkPage:
    """The form: for whom, and about whom."""

    ref: str
    back: str
    action: str
    kept: tuple[tuple[str, str, str, bool], ...]
    people: tuple[Choice, ...]
    errors: tuple[SimpleError, ...] = ()


def thread_mark(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Say who may see this contact."""
    thread = find(here, ref)
    if thread is None:
        raise Http404
    if thread.merged_into is not None:
        return redirect("thread-mark", here.slug, thread.merged_into.ref)
    sent = request.method == "POST"
    about = request.POST.get("about", "") if sent else (thread.about.handle if thread.about else "")
    kept = request.POST.get("kept", "") if sent else thread.sensitivity
    view = _view(here, thread, kept if kept != ABOUT_STAFF else ORDINARY, about)
    if not sent or typed_again(request):
        return _page(request, here, view)
    done = mark(
        association=here.association,
        thread=thread.ref,
        sensitivity=kept,
        about=about or None,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        error = SimpleError(done.sentence, "about" if done.field == "about" else "kept-1")
        return _page(request, here, replace(view, errors=(error,)), 409)
    messages.success(request, _("It is on record who may see this."))
    if not visible_to(here.membership).filter(pk=thread.pk).exists():
        return redirect("desk", here.slug)
    return redirect("thread", here.slug, thread.ref)


def _view(here: Here, thread: Thread, kept: str, about: str) -> MarkPage:
    choices = (
        (ORDINARY, _("Everybody who works with contacts here"), ""),
        (
            CONFIDENTIAL,
            _("Confidential"),
            _("Whoever has it and their team. Nothing of it is said to anyone else in the household."),
        ),
        (
            SAFEGUARDING,
            _("A safeguarding concern"),
            _("Whoever leads on safeguarding, and you. It goes to them."),
        ),
    )
    return MarkPage(
        ref=thread.ref,
        back=reverse("thread", args=[here.slug, thread.ref]),
        action=reverse("thread-mark", args=[here.slug, thread.ref]),
        kept=tuple((value, label, hint, value == kept) for value, label, hint in choices),
        people=tuple(
            Choice(each.account.handle, each.account.name, each.account.handle == about)
            for each in people_at(here.association, timezone.localdate(here.at))
        ),
    )


def _page(request: HttpRequest, here: Here, view: MarkPage, status: int = 200) -> HttpResponse:
    title = _("Who may see %(ref)s") % {"ref": view.ref}
    return page(request, "thread/mark.html", view, title=title, here=here, status=status)
