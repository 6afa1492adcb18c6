"""To whom does a contact go from here?

A page with the colleagues who may take it on, and one line for what they should know. From then on it is
theirs, on their Desk; who had it before stays on record.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.actions.handing import hand_over
from kept.casework import Refused
from kept.casework.permissions import ROLES
from kept.store.accounts import colleagues
from kept.store.models import Thread
from kept.web.shared.access import Here
from kept.web.shared.away import names
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.thread.fetch import find


@dataclass(frozen=True, slots=True)
class HandPage:
    """The page: whoever may take it on, and what was typed."""

    ref: str
    back: str
    action: str
    owner: str
    people: tuple[Choice, ...]
    note: str
    errors: tuple[SimpleError, ...] = ()


def thread_hand_over(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Hand the contact over to a colleague."""
    thread = find(here, ref)
    if thread is None:
        raise Http404
    if thread.merged_into is not None:
        return redirect("thread-hand-over", here.slug, thread.merged_into.ref)
    view = _view(here, thread, request.POST.get("to", ""), request.POST.get("note", ""))
    if request.method != "POST" or typed_again(request):
        return _page(request, here, view)
    name = next((each.label for each in view.people if each.chosen), "")
    if not name:
        error = SimpleError(_("Choose the colleague who has it from here."), "to")
        return _page(request, here, replace(view, errors=(error,)), 422)
    done = hand_over(
        association=here.association,
        thread=thread.ref,
        to=request.POST["to"],
        note=view.note,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        error = SimpleError(done.sentence, "note" if done.field == "note" else "to")
        return _page(request, here, replace(view, errors=(error,)), 409)
    messages.success(request, _("%(who)s has it from here.") % {"who": name})
    return redirect("thread", here.slug, thread.ref)


def _view(here: Here, thread: Thread, to: str, note: str) -> HandPage:
    people, name = colleagues(on=timezone.localdate(here.at)), names(here)
    return HandPage(
        ref=thread.ref,
        back=reverse("thread", args=[here.slug, thread.ref]),
        action=reverse("thread-hand-over", args=[here.slug, thread.ref]),
        owner=thread.owner.name if thread.owner else "",
        people=tuple(
            Choice(each.account.handle, _named(name(each.account), each.role), each.account.handle == to)
            for each in people
            # Whom it is about is not among those who may take it on.
            if each.account_id not in (thread.owner_id, thread.about_id)
        ),
        note=note.replace("\x00", ""),
    )


def _named(name: str, role: str) -> str:
    return f"{name} ({ROLES[role].label.lower()})" if role in ROLES else name


def _page(request: HttpRequest, here: Here, view: HandPage, status: int = 200) -> HttpResponse:
    title = _("Hand over %(ref)s") % {"ref": view.ref}
    return page(request, "thread/hand_over.html", view, title=title, here=here, status=status)
