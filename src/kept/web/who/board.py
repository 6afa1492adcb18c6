"""Who is in, when is somebody back, and where does their telephone ring meanwhile?

Everybody says it of themselves, reception and whoever leads of a colleague too. Whoever cannot answer and has
nobody who does is named at the top: a call to them would ring out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import presence as act
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.casework.presence import ABSENT, SAYABLE, STATES
from kept.store import presence, refs
from kept.store import registers as store
from kept.store.presence import Present
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_time
from kept.web.shared.words import Words, day_words, moment_words

PLACE = "place:"
TONES = {True: "good", False: "mute"}


@dataclass(frozen=True, slots=True)
class Line:
    """One of us on the board."""

    name: str
    post: str
    line: str
    where: Words
    until: str
    next_in: str
    rings: str
    briefing: str
    undiverted: bool


@dataclass(frozen=True, slots=True)
class WhoPage:
    """The board and the form."""

    action: str
    people: tuple[Line, ...]
    inside: int
    undiverted: tuple[str, ...]
    whose: tuple[Choice, ...]
    states: tuple[Choice, ...]
    diverts: tuple[Choice, ...]
    until: str
    briefing: str
    uid: str
    away: str
    errors: tuple[SimpleError, ...] = ()


def who(request: HttpRequest, here: Here) -> HttpResponse:
    """The board; sent back, somebody is somewhere from now on."""
    view = _view(request, here)
    if request.method != "POST" or typed_again(request):
        return _page(request, here, view)
    try:
        until = _until(here, view.until)
    except MomentError as problem:
        return _page(request, here, replace(view, errors=(SimpleError(str(problem), "until"),)))
    divert = _chosen(view.diverts)
    done = act.say(
        association=here.association,
        handle=_chosen(view.whose) or here.by,
        state=_chosen(view.states),
        until=until,
        divert_to="" if divert.startswith(PLACE) else divert,
        divert_place=divert.removeprefix(PLACE) if divert.startswith(PLACE) else "",
        briefing=view.briefing,
        uid=request.POST.get("uid", "")[:64] or None,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        fields = {"handle": "whose", "state": "state-in"}
        error = SimpleError(done.sentence, fields.get(done.field or "", done.field or "whose"))
        return _page(request, here, replace(view, errors=(error,)))
    says = _("It is on the board from this minute.")
    if not STATES[done.state].answers and done.divert_to_id is None and not done.divert_place:
        messages.warning(
            request, says + " " + _("The telephone rings where nobody answers it: name somebody.")
        )
    else:
        messages.success(request, says)
    return redirect("who", here.slug)


def _until(here: Here, text: str) -> datetime | None:
    """A time today, or nothing."""
    if not text:
        return None
    zone = ZoneInfo(here.zone)
    at: time = read_time(text)
    return datetime.combine(here.at.astimezone(zone).date(), at, zone)


def _chosen(choices: tuple[Choice, ...]) -> str:
    return next((each.value for each in choices if each.chosen), "")


def _view(request: HttpRequest, here: Here) -> WhoPage:
    found = presence.board(here.association, here.at)
    called = store.called(here.association, [each.account.pk for each in found])
    others = here.may(Permission.REASSIGN) or here.membership.role == act.RECEPTIONIST
    whose = request.POST.get("whose", here.by)
    state, divert = request.POST.get("state", ""), request.POST.get("divert", "")
    places = here.rulebook.room("diverts")
    return WhoPage(
        action=reverse("who", args=[here.slug]),
        people=tuple(_line(here, each, called[each.account.pk]) for each in found),
        inside=sum(each.where.in_now for each in found),
        undiverted=tuple(each.account.name for each in found if each.where.undiverted),
        whose=tuple(
            Choice(each.account.handle, each.account.name, each.account.handle == whose)
            for each in found
            if others or each.account.handle == here.by
        ),
        states=tuple(Choice(each, STATES[each].label, each == state) for each in SAYABLE),
        diverts=(
            *(Choice(f"{PLACE}{each.name}", each.title, f"{PLACE}{each.name}" == divert) for each in places),
            *(
                Choice(each.account.handle, each.account.name, each.account.handle == divert)
                for each in found
                if STATES[each.where.state].answers
            ),
        ),
        until=request.POST.get("until", "").replace("\x00", "").strip()[:10],
        briefing=request.POST.get("briefing", "").replace("\x00", "")[: act.LONGEST_BRIEFING + 1],
        uid=refs.new_uid(),
        away=reverse("away", args=[here.slug]),
    )


def _line(here: Here, each: Present, called: store.Called) -> Line:
    where = each.where
    state = STATES[where.state]
    team = each.member.team.name if each.member.team else ""
    return Line(
        name=called.words if called.words == each.account.name else f"{each.account.name} ({called.words})",
        post=", ".join(filter(None, (called.job_title, team))),
        line=called.extension,
        where=Words(state.label, TONES[state.in_now]),
        until=_until_words(here, each),
        next_in="" if where.in_now and state.answers else _next_words(here, each),
        rings=each.divert_name,
        briefing=where.divert.briefing,
        undiverted=where.undiverted,
    )


def _until_words(here: Here, each: Present) -> str:
    until = each.where.until
    if until is None:
        return ""
    if each.where.state == ABSENT or here.calendar.local(until).date() != here.calendar.local(here.at).date():
        return _("until %(day)s") % {"day": moment_words(until, here.calendar, here.at.year)}
    return _("until %(time)s") % {"time": f"{here.calendar.local(until):%H:%M}"}


def _next_words(here: Here, each: Present) -> str:
    if each.next_at is None:
        return _("Nobody knows")
    local = here.calendar.local(each.next_at)
    if local.date() == here.calendar.local(here.at).date():
        return _("Today at %(time)s") % {"time": f"{local:%H:%M}"} if each.next_at > here.at else _("Soon")
    return _("%(day)s at %(time)s") % {"day": day_words(local.date(), here.at.year), "time": f"{local:%H:%M}"}


def _page(request: HttpRequest, here: Here, view: WhoPage) -> HttpResponse:
    status = 422 if view.errors else 200
    return page(request, "who/who.html", view, title=_("Who is in"), here=here, status=status)
