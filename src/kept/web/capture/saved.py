"""What is quoted and handed over once something is on record? A reference, and a slip that can be printed."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.judge import CLOSED
from kept.store import values
from kept.store.models import Account, Clock, Event, EventText, Thread
from kept.store.models.clocks import RUNNING
from kept.store.threads import opened
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.gist import gist_of
from kept.web.shared.keys import key_of
from kept.web.shared.promising import Line, line_of
from kept.web.shared.reaching import reach_words
from kept.web.shared.words import moment_words, thread_words

TOLD, CALL = "promise.given", "call.received"


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The slip, and where to go from it. What only we may know of the customer is not printed."""

    ref: str
    row: Thread
    place: str
    what: str
    who: str
    taken: str
    told: tuple[str, ...]
    lines: tuple[Line, ...]
    closed: bool
    adrift: bool
    reach: str
    thread: str
    desk: str
    again: str
    file: str
    again_label: str
    again_key: str
    pad: str = ""
    errors: tuple[str, ...] = ()


def saved(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """The slip of one contact."""
    thread = opened(here.membership, ref, "person", "office", "owner", "merged_into")
    if thread is None:
        raise Http404
    if thread.merged_into is not None:
        return redirect("capture-saved", here.slug, thread.merged_into.ref)
    view = _view(here, thread)
    title = _("Saved: %(what)s %(ref)s") % {"what": view.what, "ref": view.ref}
    return page(request, "capture/saved.html", view, title=title, here=here)


def _name(handle: str) -> str:
    return Account.objects.filter(handle=handle).values_list("name", flat=True).first() or handle


def _pad(here: Here, thread: Thread, kind: str) -> str:
    """Where a call that is still going on goes on."""
    if kind != CALL or thread.state == CLOSED:
        return ""
    return reverse("call-one", args=[here.slug, thread.ref])


def _view(here: Here, thread: Thread) -> SavedPage:
    calendar = here.rulebook.calendar_for(thread.office.slug if thread.office else None)
    kinds = here.rulebook.kinds
    events = list(Event.objects.filter(thread=thread).order_by("id"))
    words = {
        each.event_id: each.words
        for each in EventText.objects.filter(event__in=[each.pk for each in events], erased_at=None)
    }
    first = events[0]
    kind = kinds.get(first.kind)
    who = thread.person.name if thread.person is not None else ""
    rows = Clock.objects.filter(RUNNING, thread=thread).order_by("act_by", "id")
    told = [str(words.get(each.pk, {}).get("what_told", "")) for each in events if each.kind == TOLD]
    again = kind is not None and kind.opens is not None
    return SavedPage(
        ref=thread.ref,
        row=thread,
        place=here.name,
        what=kind.label if kind else thread_words(thread.kind),
        who=who or (gist_of(kind, words.get(first.pk, {})) if kind else ""),
        taken=_("Taken down at %(when)s by %(who)s.")
        % {"when": moment_words(first.happened_at, calendar), "who": _name(first.by)},
        told=tuple(filter(None, told)),
        lines=tuple(line_of(values.clock_of(each), here.rulebook, calendar) for each in rows),
        closed=thread.state == CLOSED,
        adrift=thread.adrift,
        reach=reach_words(thread.person),
        thread=reverse("thread", args=[here.slug, thread.ref]),
        desk=reverse("desk", args=[here.slug]),
        again=reverse("capture-kind", args=[here.slug, first.kind]) if again else "",
        file=reverse("customer", args=[here.slug, thread.person.stands.ref]) if thread.person else "",
        again_label=kind.label if kind else "",
        again_key=key_of(first.kind),
        pad=_pad(here, thread, first.kind),
    )
