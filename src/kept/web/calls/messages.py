"""Which messages has nobody read yet? Everybody sees them, so that none lies with somebody who is away."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions.telling import Telling, tell
from kept.casework.messages import MISSING, UNSAID, read_gaps
from kept.casework.permissions import Permission
from kept.store import absences, calls
from kept.store.models import Event, Thread
from kept.web.shared.access import Here
from kept.web.shared.answers import answer_words
from kept.web.shared.frame import page
from kept.web.shared.paging import Pages
from kept.web.shared.problems import forbidden
from kept.web.shared.words import due_words, moment_words

SIZE = 50
# What is read beside the message, in this order.
SHOWN = ("subject", "about", "already_told", "home_phone", "mobile_phone", "phone", "address", "best_time")


@dataclass(frozen=True, slots=True)
class Row:
    """One message."""

    ref: str
    who: str
    whom: str
    taken: str
    due: str
    yours: bool
    lines: tuple[tuple[str, str], ...]
    gaps: tuple[str, ...]
    thread: str
    uid: str


@dataclass(frozen=True, slots=True)
class MessagesPage:
    """The page: one's own and those one answers for first."""

    rows: tuple[Row, ...]
    action: str
    records: bool
    pages: Pages
    errors: tuple[str, ...] = ()


def messages(request: HttpRequest, here: Here) -> HttpResponse:
    """The list; or that one of them has been read."""
    if request.method == "POST":
        return _read(request, here)
    found = calls.unread(here.membership)
    pages = Pages.of(request.GET, total=found.count(), size=SIZE)
    threads = list(found[pages.start : pages.stop])
    events = {
        each.thread_id: each for each in calls.of_threads([each.pk for each in threads], (calls.TAKEN,))
    }
    mine = {
        here.membership.account_id,
        *absences.covered_by(here.association, here.membership.account_id, here.at),
    }
    rows = [_row(here, each, events[each.pk], each.owner_id in mine) for each in threads if each.pk in events]
    view = MessagesPage(
        rows=tuple(sorted(rows, key=lambda row: not row.yours)),
        action=reverse("messages", args=[here.slug]),
        records=here.may(Permission.RECORD),
        pages=pages,
    )
    return page(request, "calls/messages.html", view, title=_("Messages nobody has read"), here=here)


def _read(request: HttpRequest, here: Here) -> HttpResponse:
    if not here.may(Permission.RECORD):
        return forbidden(request, here.why_not(Permission.RECORD), here=here)
    ref = request.POST.get("thread", "")
    if not calls.unread(here.membership).filter(ref=ref).exists():
        if not ref:
            raise Http404
        said.info(request, _("That message has been read already."))
        return redirect("messages", here.slug)
    uid = request.POST.get("uid", "")[:40] or uuid.uuid4().hex
    told = tell(
        [Telling(calls.READ, here.at, uid=f"{uid}-read", thread=ref)],
        association=here.association,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if told.refused is not None:
        said.warning(request, told.refused.sentence)
        return redirect("messages", here.slug)
    return redirect("thread", here.slug, ref)


def _row(here: Here, thread: Thread, event: Event, yours: bool) -> Row:
    words = {**event.facts, **(event.text.words if hasattr(event, "text") else {})}
    kind, year = here.rulebook.kinds[calls.TAKEN], here.calendar.local(here.at).year
    person = thread.person
    lines = []
    for name in SHOWN:
        field = kind.field(name)
        value = answer_words(field, words.get(name), here.calendar.tz) if field is not None else ""
        if field is not None and value:
            lines.append((field.label, value))
    return Row(
        ref=thread.ref,
        who=str(words.get("from_name") or (person.name if person else "") or _("Somebody who gave no name")),
        whom=thread.owner.name if thread.owner else _("nobody yet"),
        taken=moment_words(event.happened_at, here.calendar, year),
        due=due_words(thread.act_by, here.calendar, year) if thread.act_by else "",
        yours=yours,
        lines=tuple(lines),
        gaps=tuple(gap_words(here, each) for each in read_gaps(words.get(MISSING))),
        thread=reverse("thread", args=[here.slug, thread.ref]),
        uid=uuid.uuid4().hex,
    )


def gap_words(here: Here, gap: tuple[str, str]) -> str:
    """What is missing from a message, and why: "Their address: they would rather not say"."""
    name, reason = gap
    field = here.rulebook.kinds[calls.TAKEN].field(name)
    return _("%(what)s %(why)s") % {
        "what": f"{(field.label if field else name).rstrip('?')}:",
        "why": reason_words(reason),
    }


def reason_words(reason: str) -> str:
    """Why something could not be had."""
    words = {
        "declined": _("they would rather not say"),
        "rang_off": _("they rang off"),
        "not_heard": _("it could not be heard"),
        "none": _("there is none"),
        UNSAID: _("nobody said why it is missing"),
    }
    return str(words.get(reason, reason))
