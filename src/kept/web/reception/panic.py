"""A panic alarm sounded: where, who came, and is it over?

Kept is not the panic button, and the page says so: it writes down where and when it sounded, the procedure
beside it, and it is not over until somebody has written what happened.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework.permissions import Permission
from kept.store import diary
from kept.store.models import Event, Thread
from kept.store.threads import visible_to
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.problems import forbidden
from kept.web.shared.recording import UID
from kept.web.shared.words import moment_words

SOUNDED, CLEARED = "panic.sounded", "panic.cleared"
LATEST = 20
FIELDS = ("responders", "injured", "police", "happened", "involved")


@dataclass(frozen=True, slots=True)
class Line:
    """One alarm: when and where, whether it was a drill, and whether it is over."""

    ref: str
    when: str
    place: str
    drill: bool
    over: bool


@dataclass(frozen=True, slots=True)
class PanicPage:
    """The procedure, the form for one that sounds, those that are not over, and the latest."""

    slug: str
    procedure: tuple[str, ...]
    places: tuple[str, ...]
    open: tuple[Line, ...]
    lines: tuple[Line, ...]
    uid: str
    typed: dict[str, str]
    may: bool
    step: str = ""
    errors: tuple[SimpleError, ...] = ()


def panic(request: HttpRequest, here: Here) -> HttpResponse:
    """The page, an alarm that sounded, and the all-clear."""
    if request.method != "POST" or typed_again(request):
        return _page(request, here, _view(request, here))
    if not here.may(Permission.RECORD):
        return forbidden(request, here.why_not(Permission.RECORD), here=here)
    return _clear(request, here) if "thread" in request.POST else _sound(request, here)


def _sound(request: HttpRequest, here: Here) -> HttpResponse:
    place = " ".join(request.POST.get("place", "").replace("\x00", " ").split())[:200]
    if not place:
        return _again(request, here, SimpleError(_("Say where it sounded."), "place"))
    given = request.POST.get("uid", "")
    uid = given if UID.match(given) else uuid.uuid4().hex
    if not Event.objects.filter(uid=uid).exists():
        facts = {"place": place, "drill": request.POST.get("drill") == "yes"}
        office = here.membership.office.slug if here.membership.office else None
        told = tell(
            [Telling(SOUNDED, here.at, facts, uid=uid, office=office)],
            association=here.association,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if told.refused is not None:
            return _again(request, here, SimpleError(told.refused.sentence, "place"))
    messages.success(request, _("The time and the place are on record. Write the rest when it is over."))
    return redirect("panic", here.slug)


def _clear(request: HttpRequest, here: Here) -> HttpResponse:
    post = request.POST
    said = {name: post.get(name, "").replace("\x00", " ").strip()[:2000] for name in FIELDS}
    for name, sentence in (
        ("responders", _("Say who came.")),
        ("injured", _("Say whether anybody was hurt.")),
        ("police", _("Say whether the police were called.")),
        ("happened", _("Write down what happened, for whoever looks into it.")),
    ):
        if not said[name]:
            return _again(request, here, SimpleError(sentence, name), step="clear")
    facts: dict[str, object] = {
        "responders": said["responders"],
        "injured": said["injured"] == "yes",
        "police": said["police"] == "yes",
        "happened": said["happened"],
    }
    if said["involved"]:
        facts["involved"] = said["involved"]
    ref, given = post.get("thread", "")[:20], post.get("uid", "")
    uid = given if UID.match(given) else uuid.uuid4().hex
    if not Event.objects.filter(uid=uid).exists():
        told = tell(
            [Telling(CLEARED, here.at, facts, uid=uid, thread=ref)],
            association=here.association,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if told.refused is not None:
            return _again(request, here, SimpleError(told.refused.sentence, "happened"), step="clear")
    messages.success(request, _("All clear is on record, with what happened."))
    return redirect("panic", here.slug)


def _again(request: HttpRequest, here: Here, error: SimpleError, *, step: str = "sound") -> HttpResponse:
    return _page(request, here, replace(_view(request, here), errors=(error,), step=step), 422)


def _view(request: HttpRequest, here: Here) -> PanicPage:
    guidance = here.rulebook.room("guidance")
    rows = visible_to(here.membership).filter(kind=_kind(here)).order_by("-opened_at", "-id")[:LATEST]
    threads = list(rows)
    told = Event.objects.filter(thread__in=[each.pk for each in threads], kind=SOUNDED).order_by("id")
    facts = {each.thread_id: each.facts for each in told}
    lines = tuple(_line(here, each, facts.get(each.pk, {})) for each in threads)
    return PanicPage(
        slug=here.slug,
        procedure=tuple(each.says for each in guidance if SOUNDED in each.at),
        places=(_("Reception"), *_rooms(here)),
        open=tuple(each for each in lines if not each.over),
        lines=lines,
        uid=uuid.uuid4().hex,
        typed={name: request.POST.get(name, "")[:2000] for name in ("place", "thread", *FIELDS)},
        may=here.may(Permission.RECORD),
    )


def _rooms(here: Here) -> tuple[str, ...]:
    """The interview rooms, as the diary has them."""
    return tuple(each.name for each in diary.resources_of(here.association, kinds=("room",)))


def _kind(here: Here) -> str:
    kind = here.rulebook.kinds.get(SOUNDED)
    return (kind.opens or "") if kind else ""


def _line(here: Here, thread: Thread, facts: dict[str, object]) -> Line:
    return Line(
        thread.ref,
        moment_words(thread.opened_at, here.calendar),
        str(facts.get("place") or ""),
        facts.get("drill") is True,
        thread.closed_at is not None,
    )


def _page(request: HttpRequest, here: Here, view: PanicPage, status: int = 200) -> HttpResponse:
    return page(request, "reception/panic.html", view, title=_("Panic alarm"), here=here, status=status)
