"""What does this complaint teach us, who does what about it, and by when?

/karin/lessons/draw/K7F3-9Q2M      # of a complaint
/karin/lessons/begin               # of anything else
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import lessons as act
from kept.casework import Refused
from kept.casework.housekeeping import LESSON_BEGUN
from kept.casework.learning import COMPLAINT, LESSON, NONE
from kept.casework.permissions import Permission, may
from kept.rulebook.model import Field
from kept.store.accounts import people_at
from kept.store.housing import today
from kept.store.models import Event
from kept.store.threads import opened
from kept.web.lessons import words
from kept.web.shared.access import Here
from kept.web.shared.sheet import Sheet


def draw(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Say what a complaint teaches, or that it teaches nothing and why."""
    thread = opened(here.membership, ref)
    if thread is None or not _is_complaint(here, thread.pk):
        raise Http404
    choices = ((LESSON, _("Yes, and this is done about it")), (NONE, _("No, nothing")))
    first = Field(
        "learnt", _("Is there something to learn from it?"), "choice", required=True, choices=choices
    )
    last = Field(
        "why_none",
        _("If not: why is there nothing to learn?"),
        "long_text",
        help=_("Only where you chose no. It stays with the complaint and is not published."),
    )
    sheet = Sheet.of(
        request,
        here,
        (first, *_fields(here, required=False), last),
        heading=_("What it teaches"),
        button=_("Save"),
        back=reverse("thread", args=[here.slug, thread.ref]),
        back_label=_("Complaint %(ref)s") % {"ref": thread.ref},
        says=_(
            "A lesson is followed by itself, so the complaint need not wait for it. It is published without "
            "names: write nothing by which somebody could be told."
        ),
    )
    if not sheet.sent:
        return sheet.page(request, here)
    done = act.draw(
        thread=thread.ref,
        learnt=sheet.text("learnt"),
        why=sheet.text("why_none"),
        **_said(sheet),
        **_who(here),
    )
    if isinstance(done, Refused):
        return sheet.refused(done).page(request, here)
    messages.success(request, _("It is on record what this complaint teaches."))
    return redirect("thread", here.slug, thread.ref)


def begin(request: HttpRequest, here: Here) -> HttpResponse:
    """Write down a lesson that comes from elsewhere."""
    sources = tuple(
        each for each in words.choices_of(here.rulebook, LESSON_BEGUN, "source") if each[0] != "complaint"
    )
    source = Field("source", _("Where does it come from?"), "choice", required=True, choices=sources)
    of = Field("of", _("From which contact?"), "text", help=_("Its reference, where there is one."))
    sheet = Sheet.of(
        request,
        here,
        (source, of, *_fields(here, required=True)),
        heading=_("Write down a lesson"),
        button=_("Save"),
        back=reverse("lessons", args=[here.slug]),
        back_label=_("What we learn"),
        says=_("It is published without names: write nothing by which somebody could be told."),
    )
    if not sheet.sent:
        return sheet.page(request, here)
    done = act.begin(source=sheet.text("source"), of=sheet.text("of"), **_said(sheet), **_who(here))
    if isinstance(done, Refused):
        return sheet.refused(done).page(request, here)
    messages.success(request, _("The lesson is on record and on the Desk of whoever does it."))
    return redirect("lessons", here.slug)


def _is_complaint(here: Here, thread: int) -> bool:
    rows = Event.objects.filter(association=here.association, thread=thread, kind=COMPLAINT)
    return rows.exists()


def _fields(here: Here, *, required: bool) -> tuple[Field, ...]:
    members = people_at(here.association, today(here.association, here.at))
    staff = tuple(
        (each.account.handle, each.account.name) for each in members if may(each.role, Permission.RECORD)
    )
    return (
        Field(
            "lesson",
            _("What did we learn?"),
            "long_text",
            required=required,
            help=_("In a sentence or two. Name nobody."),
        ),
        Field(
            "area",
            _("Where does the cause lie?"),
            "choice",
            choices=words.areas(here.rulebook),
            required=required,
        ),
        Field("action", _("What is done about it?"), "long_text", required=required),
        Field("owner", _("Who does it?"), "choice", choices=staff, required=required),
        Field("act_by", _("By when?"), "date", required=required),
    )


def _said(sheet: Sheet) -> dict[str, Any]:
    day = sheet.text("act_by")
    said: dict[str, Any] = {name: sheet.text(name) for name in ("lesson", "area", "action", "owner")}
    return said | {"act_by": date.fromisoformat(day) if day else None, "uid": sheet.uid}


def _who(here: Here) -> dict[str, Any]:
    return {
        "association": here.association,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
