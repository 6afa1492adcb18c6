"""The three acts that change a record itself: joining it with another, taking it apart again, erasing words.

Each asks once more before it does anything, on a page that says what will happen; each leaves its own entry.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions.erasing import erase
from kept.actions.merging import merge, part
from kept.casework import Refused
from kept.store import refs
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.thread.fetch import Record, fetch, find
from kept.web.thread.timeline import timeline

LONGEST = 500


@dataclass(frozen=True, slots=True)
class AskPage:
    """A question with one line to fill in."""

    heading: str
    says: tuple[str, ...]
    label: str
    hint: str
    typed: str
    action: str
    back: str
    ref: str
    button: str
    serious: bool
    errors: tuple[SimpleError, ...] = ()


def thread_erase(request: HttpRequest, here: Here, ref: str, entry: str) -> HttpResponse:
    """Erase the personal words of one entry."""
    record = _record(here, ref)
    shown = next((each for each in timeline(here, record) if each.id == f"entry-{entry}"), None)
    if shown is None:
        raise Http404
    says = (
        _("%(what)s, %(when)s, recorded by %(who)s.")
        % {"what": shown.what, "when": shown.when, "who": shown.by},
        _("Names, addresses and what was said go for good. That it happened, and what it counts for, stays."),
    )
    ask = _ask(
        request,
        here,
        record,
        reverse("thread-erase", args=[here.slug, ref, entry]),
        heading=_("Erase these personal words?"),
        says=says,
        label=_("Why must they go?"),
        hint=_("Such as: the customer asked for it in a letter of 7 April."),
        button=_("Erase them for good"),
    )
    if request.method != "POST" or typed_again(request):
        return _page(request, here, ask)
    done = erase(
        association=here.association,
        thread=record.thread.ref,
        event=entry,
        by=here.by,
        at=here.at,
        reason=ask.typed,
        membership=here.membership,
    )
    return _end(request, here, record, ask, done, _("The personal words are erased."))


def thread_join(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Join another record into this one."""
    record = _record(here, ref)
    says = (
        _(
            "Everything recorded there shows here from now on, and counts together. It can be taken "
            "apart again."
        ),
        _(
            "Check two things besides the name, such as the address and the telephone number, before "
            "you join."
        ),
    )
    ask = _ask(
        request,
        here,
        record,
        reverse("thread-join", args=[here.slug, ref]),
        heading=_("Join another record into this one"),
        says=says,
        label=_("Reference of the other record"),
        hint=_("Such as K7F3-9Q2M."),
        button=_("Join them"),
        serious=False,
    )
    if request.method != "POST" or typed_again(request):
        return _page(request, here, ask)
    done = merge(
        association=here.association,
        thread=refs.tidy(ask.typed) or ask.typed,
        into=record.thread.ref,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    return _end(request, here, record, ask, done, _("The two records are joined."))


def thread_part(request: HttpRequest, here: Here, ref: str, other: str) -> HttpResponse:
    """Take apart what was joined."""
    record = _record(here, ref)
    if other not in {each.thread for each in record.events} - {record.thread.ref}:
        raise Http404
    ask = _ask(
        request,
        here,
        record,
        reverse("thread-part", args=[here.slug, ref, other]),
        heading=_("Take %(other)s apart from this record?") % {"other": other},
        says=(_("What was recorded after they were joined stays here."),),
        label=_("Why do they not belong together?"),
        hint="",
        button=_("Take them apart"),
        serious=False,
    )
    if request.method != "POST" or typed_again(request):
        return _page(request, here, ask)
    done = part(
        association=here.association,
        thread=other,
        by=here.by,
        at=here.at,
        reason=ask.typed,
        membership=here.membership,
    )
    return _end(request, here, record, ask, done, _("The two records are apart again."))


def _record(here: Here, ref: str) -> Record:
    found = find(here, ref)
    if found is None or found.merged_into is not None:
        raise Http404
    return fetch(here, found)


def _ask(
    request: HttpRequest,
    here: Here,
    record: Record,
    action: str,
    *,
    heading: str,
    says: tuple[str, ...],
    label: str,
    hint: str,
    button: str,
    serious: bool = True,
) -> AskPage:
    typed = request.POST.get("reason", "").strip()
    back = reverse("thread", args=[here.slug, record.thread.ref])
    return AskPage(heading, says, label, hint, typed, action, back, record.thread.ref, button, serious)


def _page(request: HttpRequest, here: Here, ask: AskPage, status: int = 200) -> HttpResponse:
    return page(request, "thread/ask.html", ask, title=ask.heading, here=here, status=status)


def _end(
    request: HttpRequest, here: Here, record: Record, ask: AskPage, done: object, said: str
) -> HttpResponse:
    """Back to the record, or the same page with the sentence of why not."""
    if isinstance(done, Refused):
        clean = ask.typed.replace("\x00", "")
        refused = replace(ask, typed=clean, errors=(SimpleError(done.sentence, "reason"),))
        return _page(request, here, refused, status=422 if done.field else 409)
    messages.success(request, said)
    return redirect("thread", here.slug, record.thread.ref)
