"""Danger now: say this, ring them, and one line goes on record. And: who sees to an alarm?

Kept is not the panic button, and the page says so: it rings nobody outside. It puts the danger on record,
from which moment the law counts, and calls one colleague after another until somebody has it.
"""

from __future__ import annotations

import hashlib
import re
import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kept.actions.telling import Telling, tell
from kept.casework import Refused
from kept.rulebook.model import HAZARD_MARKED, Danger
from kept.store import alarms, refs
from kept.store.alarms import ACKNOWLEDGED
from kept.store.models import Event, Thread
from kept.store.threads import opened
from kept.web.danger.present import alarm_page, danger_page, sorts_page
from kept.web.shared.access import Here
from kept.web.shared.alarms import watched_at
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.problems import conflict
from kept.web.shared.recording import UID

LINE = "f-line"
LONGEST_LINE, LONGEST = 500, 20_000
NOT_CLEAN = re.compile("[\x00\ud800-\udfff]")


def danger(request: HttpRequest, here: Here) -> HttpResponse:
    """What is it?"""
    view = sorts_page(here, _thread(request.GET.get("thread", "")))
    return page(request, "danger/sorts.html", view, title=_("Danger now"), here=here)


def danger_what(request: HttpRequest, here: Here, what: str) -> HttpResponse:
    """What to say and whom to ring, and one line to write down."""
    known = next((each for each in here.rulebook.association.dangers if each.what == what), None)
    if known is None:
        raise Http404
    if request.method == "POST" and not typed_again(request):
        return _save(request, here, known)
    asked = request.POST if request.method == "POST" else request.GET
    emergency = asked.get("emergency", "yes" if known.emergency else "no") == "yes"
    return _shown(request, here, known, emergency=emergency, thread=_thread(asked.get("thread", "")))


def _shown(
    request: HttpRequest,
    here: Here,
    known: Danger,
    *,
    emergency: bool,
    thread: str,
    errors: tuple[SimpleError, ...] = (),
) -> HttpResponse:
    given = request.POST.get("uid", "")
    view = danger_page(
        here,
        known,
        uid=given if UID.match(given) else uuid.uuid4().hex,
        line=NOT_CLEAN.sub("", request.POST.get(LINE, "")),
        emergency=emergency,
        thread=thread,
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "danger/danger.html", view, title=view.heading, here=here, status=status)


def _save(request: HttpRequest, here: Here, known: Danger) -> HttpResponse:
    line = NOT_CLEAN.sub("", request.POST.get(LINE, "")).strip()[:LONGEST]
    emergency, thread = request.POST.get("emergency") != "no", _thread(request.POST.get("thread", ""))
    given = request.POST.get("uid", "")
    uid = given if UID.match(given) else uuid.uuid4().hex
    if not line:
        says = _("Say where it is, or who told you. “Not known” will do.")
        errors = (SimpleError(says, LINE),)
        return _shown(request, here, known, emergency=emergency, thread=thread, errors=errors)
    facts: dict[str, object] = {"what": known.what, "emergency": emergency, "address": line[:LONGEST_LINE]}
    if len(line) > LONGEST_LINE:
        facts["about"] = line
    ref = _tell(here, facts, uid, thread)
    if isinstance(ref, Refused):
        errors = (SimpleError(ref.sentence, LINE),)
        return _shown(request, here, known, emergency=emergency, thread=thread, errors=errors)
    said = _("The danger is on record. The reference is %(ref)s.") % {"ref": ref}
    if emergency:
        said += " " + _("Your colleagues are being called, one after another, until somebody has it.")
    messages.success(request, said)
    return redirect("thread", here.slug, ref)


def _tell(here: Here, facts: dict[str, object], uid: str, thread: str) -> str | Refused:
    """Write it down, on the contact where it was said; on a contact of its own where that one is closed."""
    before = Event.objects.filter(uid=uid, kind=HAZARD_MARKED).values_list("thread__ref", flat=True).first()
    if before is not None:  # sent twice
        return str(before)
    refused: Refused | None = None
    for place in dict.fromkeys((thread or None, None)):
        # To the minute, as everybody reads a clock, and never later than it was.
        since = here.at.replace(second=0, microsecond=0)
        telling = Telling(HAZARD_MARKED, since, facts, uid=uid, thread=place)
        told = tell(
            [telling], association=here.association, by=here.by, at=here.at, membership=here.membership
        )
        refused = told.refused
        if refused is None:
            return str(told.results[0].thread)
    assert refused is not None
    return refused


def _thread(typed: str) -> str:
    return refs.tidy(typed) or ""


def fresh(request: HttpRequest, here: Here) -> HttpResponse:
    """The alarms as they stand now; nothing where they are those that the page shows. Opened as a page, they
    stand at its top as on every other.
    """
    if not request.htmx:  # type: ignore[attr-defined]
        return page(request, "danger/alarms.html", title=_("Alarms"), here=here)
    watched = watched_at(here)
    if request.GET.get("seen") == watched.seen:
        return HttpResponse(status=204)
    return render(request, "shared/alarms.html", {"watched": watched})


def alarm(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Say that one sees to it. Whoever is second hears who was first."""
    thread = opened(here.membership, ref)
    if thread is None or thread.merged_into_id is not None:
        raise Http404
    chain = here.rulebook.association.alarm
    calming = here.rulebook.calming
    every = alarms.watch(here.membership, roles=chain.chain, alarm=chain, at=here.at, calming=calming)
    calling = [each for each in every.calling if each.ref == thread.ref]
    if request.method != "POST":
        view = alarm_page(here, thread.ref, calling)
        return page(request, "danger/alarm.html", view, title=_("Alarm"), here=here)
    for each in calling:
        refused = _have(here, thread, each.start)
        if refused is not None:
            return conflict(
                request,
                refused.sentence,
                here=here,
                way_out=f"/{here.slug}/thread/{thread.ref}",
                label=_("Open the contact"),
            )
    if calling:
        messages.success(
            request, _("You have it. Nobody else is called. Write down here what you do about it.")
        )
    else:
        messages.info(request, _("Somebody has this alarm already: see below who, and since when."))
    return redirect("thread", here.slug, thread.ref)


def _have(here: Here, thread: Thread, start: str) -> Refused | None:
    # One name for one person's answer to one alarm in one minute: pressed twice, it is written once.
    minute = here.at.replace(second=0, microsecond=0)
    uid = hashlib.sha256(f"{start} {here.by} {minute.isoformat()}".encode()).hexdigest()[:32]
    telling = Telling(ACKNOWLEDGED, minute, {}, uid=uid, thread=thread.ref, answers=(start,))
    told = tell([telling], association=here.association, by=here.by, at=here.at, membership=here.membership)
    return told.refused
