"""What do customers see at the door and in the waiting room, where nobody signs in?

A tablet takes a name and gives a number; a screen shows the numbers and how long each still waits. An address
that is not up any more answers as if it had never been. Nothing of anybody stays on either.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from kept.actions import reception
from kept.casework import Refused
from kept.casework.waiting import NEED_FIELDS
from kept.store import front_rota, rules, tenancy
from kept.store import reception as store
from kept.store.models import Association, Office, Tablet, Ticket, Turn
from kept.store.models.reception import CHECK_IN, SCREEN
from kept.web.shared.moments import MomentError, read_time
from kept.web.shared.recording import UID

LONGEST_NAME = 100
# Whoever plays with the tablet fills no board: so many check in within a few minutes, at the very most.
MOST, WITHIN = 30, timedelta(minutes=5)
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Waiting:
    """One ticket and its wait."""

    ticket: str
    wait: str


@dataclass(frozen=True, slots=True)
class ScreenPage:
    """Tickets and waits, and who is called."""

    place: str
    office: str
    waiting: tuple[Waiting, ...]
    called: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True)
class CheckInPage:
    """The form at the door, or the number that was given."""

    place: str
    office: str
    action: str
    uid: str
    number: int | None = None
    error: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


def public_screen(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Tickets and waits alone."""
    at: datetime = request.at  # type: ignore[attr-defined]
    with tenancy_of(slug) as here:
        tablet = _tablet(here, token, SCREEN)
        rulebook = rules.current(here)
        day = store.alone(here, rulebook, office=tablet.office, at=at)
        manned = front_rota.manned(_turns(here, tablet.office, at), at)
        calendar = rulebook.calendar_for(tablet.office or None)
        newest = sorted(day.with_us, key=lambda each: each.stay.seen_at or at, reverse=True)
        view = ScreenPage(
            here.name,
            _office(here, tablet.office),
            tuple(Waiting(e.ticket, _wait(day.expected(e, manned.hands))) for e in day.waiting[:SHOWN]),
            tuple(each.ticket for each in newest[:3]),
            f"{calendar.local(at):%H:%M}",
        )
        return _bare(request, "public_screen/screen.html", view)


# Nobody is signed in here, so there is nobody in whose name a form could be forged; a tablet that has lost
# its cookie must not show what somebody typed to whoever comes next.
@csrf_exempt
def check_in(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """A name, an appointment, what they need; and then a number."""
    at: datetime = request.at  # type: ignore[attr-defined]
    with tenancy_of(slug) as here:
        tablet = _tablet(here, token, CHECK_IN)
        action = reverse("check-in", args=[slug, token])
        view = CheckInPage(here.name, _office(here, tablet.office), action, uuid.uuid4().hex)
        if request.method == "POST":
            return _checked_in(request, here, tablet, view, at)
        given = request.GET.get("number", "")
        if given.isascii() and given.isdigit() and len(given) < 6:
            view = CheckInPage(here.name, view.office, action, view.uid, number=int(given))
        return _bare(request, "public_screen/check_in.html", view)


def _checked_in(
    request: HttpRequest, here: Association, tablet: Tablet, view: CheckInPage, at: datetime
) -> HttpResponse:
    post = request.POST
    name = " ".join(post.get("name", "").replace("\x00", " ").split())[:LONGEST_NAME]
    given = post.get("uid", "")
    booked, error = _booked(post.get("time", ""), here, at)
    if not error and _too_many(here, tablet, at):
        error = _("Please ask at the desk: too many people have checked in here just now.")
    if not error:
        facts: dict[str, object] = {"with_appointment": booked is not None}
        if name:
            facts["from_name"] = name
        if booked is not None:
            facts["booked_at"] = booked.isoformat()
        needs: dict[str, object] = {each: True for each in NEED_FIELDS if post.get(each) == "yes"}
        done = reception.arrive(
            association=here,
            office=tablet.office,
            facts=facts,
            needs={**needs, "checked_in": "self"},
            uid=given if UID.match(given) else uuid.uuid4().hex,
            machine=True,
            by=f"tablet-{tablet.pk}",
            at=at,
        )
        if not isinstance(done, Refused):
            return redirect(f"{view.action}?number={done.number}")
        error = _("Please ask at the desk: this could not be taken.")
    typed = {each: post.get(each, "")[:LONGEST_NAME] for each in ("name", "time", *NEED_FIELDS)}
    again = CheckInPage(view.place, view.office, view.action, view.uid, error=error, typed=typed)
    return _bare(request, "public_screen/check_in.html", again, status=422)


def _booked(text: str, here: Association, at: datetime) -> tuple[datetime | None, str]:
    if not text.strip():
        return None, ""
    try:
        clock = read_time(text[:20])
    except MomentError:
        return None, _("Write the time like 10:30, or leave it empty.")
    zone = ZoneInfo(here.zone)
    return datetime.combine(at.astimezone(zone).date(), clock, zone), ""


def _too_many(here: Association, tablet: Tablet, at: datetime) -> bool:
    rows = Ticket.objects.filter(association=here, office=tablet.office, day=store.local_day(here, at))
    return rows.filter(thread__opened_at__gt=at - WITHIN, thread__via="machine").count() >= MOST


def _turns(here: Association, office: str, at: datetime) -> tuple[Turn, ...]:
    return front_rota.turns(here, office=office, since=at, until=at + timedelta(minutes=1))


def _wait(minutes: int) -> str:
    return _("about %(n)s minutes") % {"n": minutes} if minutes else _("your turn soon")


def _office(here: Association, slug: str) -> str:
    found = Office.objects.filter(association=here, slug=slug).values_list("name", flat=True).first()
    return found or ""


def tenancy_of(slug: str) -> AbstractContextManager[Association]:
    """The association of the address; 404 where there is none."""
    if not Association.objects.filter(slug=slug).exists():
        raise Http404
    return tenancy.association(slug)


def _tablet(here: Association, token: str, purpose: str) -> Tablet:
    found = store.tablet(here, store.digest_of(token), purpose)
    if found is None:
        raise Http404
    return found


def _bare(request: HttpRequest, template: str, view: object, *, status: int = 200) -> HttpResponse:
    response = render(request, template, {"view": view}, status=status)
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
