"""What was promised here, what happened, and what comes next?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions.cases import taken
from kept.actions.foreseeing import foresee
from kept.casework.cases import standings
from kept.casework.cases.roles import needed_for
from kept.rulebook.model import EventKind
from kept.store.models import Thread
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import typed_again
from kept.web.shared.problems import forbidden
from kept.web.shared.promising import Promised, foreseen
from kept.web.shared.reaching import reach_words
from kept.web.shared.recording import Form, FormPage, present, recordable
from kept.web.shared.spoken import Spoken
from kept.web.shared.stepping import BY_HAND, Carried
from kept.web.thread.apology import MADE, draft_of
from kept.web.thread.asking import answerable, form_for
from kept.web.thread.beside import line_of, said_with
from kept.web.thread.fetch import Record, fetch, find
from kept.web.thread.present import thread_page
from kept.web.thread.safely import against_of, left_with_others
from kept.web.thread.together import SEEN, latest, meanwhile, unfinished
from kept.web.thread.why import why_page


@dataclass(frozen=True, slots=True)
class ByLetter:
    """By which letters a step is taken, and where it is put on record that it went another way."""

    heading: str
    ref: str
    back: str
    letters: tuple[tuple[str, str], ...]
    by_hand: str


def _thread(here: Here, ref: str) -> Thread:
    found = find(here, ref)
    if found is None:
        raise Http404
    return found


def thread(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Timeline, clocks, and what may be recorded next."""
    found = _thread(here, ref)
    if found.merged_into is not None or found.ref != ref:
        return redirect("thread", here.slug, (found.merged_into or found).ref)
    view = thread_page(here, fetch(here, found))
    return page(request, "thread/thread.html", view, title=f"{view.heading} {view.ref}", here=here)


def thread_why(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Why this date? Every day or hour counted or skipped, and the words of the policy."""
    record = fetch(here, _thread(here, ref))
    view = why_page(here, record, request.GET.get("clause", ""), request.GET.get("start", ""))
    if view is None:
        raise Http404
    return page(request, "thread/why.html", view, title=_("Why this date?"), here=here)


def thread_next(request: HttpRequest, here: Here, ref: str, kind: str) -> HttpResponse:
    """The form for what happens next, or for putting an entry right."""
    found = _thread(here, ref)
    if found.merged_into is not None:
        return redirect("thread", here.slug, found.merged_into.ref)
    known = here.rulebook.kinds.get(kind)
    if known is None or not recordable(known):
        raise Http404
    if not here.may(needed_for(known, here.rulebook)):
        return forbidden(request, here.why_not(needed_for(known, here.rulebook)), here=here)
    record = fetch(here, found)
    if request.method != "POST" and BY_HAND not in request.GET and "entry" not in request.GET:
        carried = _carried(here, record, known, request.GET)
        if carried.letters:
            return _by_letter(request, here, found, known, carried)
    form = form_for(here, record, known, request.POST if request.method == "POST" else None, request.GET)
    if form is None:
        return redirect(f"{reverse('thread', args=[here.slug, found.ref])}#happened")
    if request.method != "POST":
        return _shown(request, here, record, form, sent=False)
    if request.htmx:  # type: ignore[attr-defined]
        line = line_of(here, record, form, request.POST)
        context = {"promised": _promised(here, record, form, line), "spoken": line}
        return render(request, "thread/changes.html", context)
    if typed_again(request) or request.POST.get("step") != "save":
        told = meanwhile(here, record, request.POST)
        return _shown(request, here, record, form, sent=not typed_again(request), extra=told, checked=True)
    return _save(request, here, record, form)


def _save(request: HttpRequest, here: Here, record: Record, form: Form) -> HttpResponse:
    line = line_of(here, record, form, request.POST)
    if form.telling is None or (line is not None and line.error):
        return _shown(request, here, record, form, sent=True, status=422)
    why_not = meanwhile(here, record, request.POST) or unfinished(record, form.kind)
    if why_not:
        return _shown(request, here, record, form, sent=True, extra=why_not, status=409)
    against = against_of(here, record, form, request.POST)
    if against is not None and against.stops:
        extra = f"{against.sentence} {_('If it has happened already, tick that, and save again.')}"
        return _shown(request, here, record, form, sent=True, extra=extra, status=409)
    demanded = against.demanded if against is not None and against.may_demand else ""
    tellings = said_with(replace(form.telling, demanded=demanded), line)
    carried = _carried(here, record, form.kind, request.POST)
    told = taken(
        tellings,
        association=here.association,
        by=here.by,
        at=here.at,
        membership=here.membership,
        ticked=carried.ticked,
    )
    if told is not None:
        shown = form.refused(told)
        return _shown(request, here, record, shown, sent=True, extra=told.sentence, status=409)
    _say(request, form)
    return redirect("case" if carried.step else "thread", here.slug, record.thread.ref)


def _carried(here: Here, record: Record, kind: EventKind, given: Mapping[str, str]) -> Carried:
    """What that step carries, by what is on record."""
    happened = tuple(each.now for each in record.history.happenings)
    return Carried.of(here, record.thread, kind, given, standings(happened))


def _by_letter(
    request: HttpRequest, here: Here, thread: Thread, kind: EventKind, carried: Carried
) -> HttpResponse:
    """A step that goes with a letter: write it, or say that it went another way."""
    view = ByLetter(
        heading=kind.label,
        ref=thread.ref,
        back=reverse("thread", args=[here.slug, thread.ref]),
        letters=carried.letters,
        by_hand=f"{reverse('thread-next', args=[here.slug, thread.ref, kind.name])}?{BY_HAND}=1",
    )
    title = f"{kind.label} {thread.ref}"
    return page(request, "thread/by_letter.html", view, title=title, here=here)


def _say(request: HttpRequest, form: Form) -> None:
    """That it is on record; and where it ends no promise because the date is missing, that too."""
    counts_with = form.kind.counts_with
    if counts_with is None or counts_with in form.reading.facts:
        messages.success(request, _("%(what)s: on record.") % {"what": form.kind.label})
        return
    messages.warning(
        request,
        _(
            "%(what)s: kept as a note. Without the date that you told the customer it ends no promise. Put it"
            " right below, or record it again with the date."
        )
        % {"what": form.kind.label},
    )


def _promised(here: Here, record: Record, form: Form, line: Spoken | None) -> Promised | None:
    why_not = unfinished(record, form.kind)
    if why_not:
        return Promised(refused=why_not)
    telling = form.tentative
    if telling is None:
        return None
    judged = foresee(
        *said_with(telling, line),
        association=here.association,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    return foreseen(here, judged, record.calendar, record.clocks)


def _shown(
    request: HttpRequest,
    here: Here,
    record: Record,
    form: Form,
    *,
    sent: bool,
    extra: str = "",
    checked: bool = False,
    status: int = 200,
) -> HttpResponse:
    ref = record.thread.ref
    draft = draft_of(here, record) if form.kind.name == MADE else None
    line = line_of(here, record, form, request.POST)
    view: FormPage = present(
        form,
        action=reverse("thread-next", args=[here.slug, ref, form.kind.name]),
        back=(reverse("thread", args=[here.slug, ref]), ref),
        promised=_promised(here, record, form, line),
        sent=sent,
        extra=extra,
        checked=checked,
        record=_about(here, record, form),
        hidden=(*([("entry", form.corrects)] if form.corrects else []), (SEEN, latest(record))),
        answers=answerable(record, form),
        draft=draft.text if draft else "",
        reach=reach_words(record.thread.person),
        spoken=line,
        against=against_of(here, record, form, request.POST),
        left=left_with_others(form),
        asks=_carried(here, record, form.kind, request.POST).asks,
    )
    title = f"{form.kind.label} {ref}"
    return page(request, "shared/record.html", view, title=title, here=here, status=status)


def _about(here: Here, record: Record, form: Form) -> str:
    """Which contact, and which entry of it, the form is about."""
    view = thread_page(here, replace(record, clocks=()))
    gist = f", {view.gist}" if view.gist else ""
    entry = next((each for each in view.entries if each.id == f"entry-{form.corrects}"), None)
    if entry is None:
        return f"{view.heading} {view.ref}{gist}"
    return f"{view.ref}{gist}: {entry.what}, {entry.when}, {entry.by}"
