"""Who is at the front desk, how long have they waited, and what was promised to them?

One page: the line that takes in whoever arrives, and the board below it, which is asked for again every few
seconds at the same address. Without scripts it stays as it was opened, and *Look again* makes it new.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions.reception import Came
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.store import reception as store
from kept.store.models import Booking
from kept.web.reception.arriving import ENTER, FIND, Arrival, came_for
from kept.web.reception.fetch import Found, fetch, office_of
from kept.web.reception.present import BoardPage, board_page, greeting_words, minutes_words
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.problems import forbidden


@dataclass(frozen=True, slots=True)
class ReceptionPage:
    """The line for who arrives, and the board."""

    board: BoardPage
    coming: Arrival
    greeting: str
    action: str
    focus: bool
    errors: tuple[SimpleError, ...] = ()


def reception(request: HttpRequest, here: Here) -> HttpResponse:
    """The page, its part, and whoever arrives."""
    asked = request.POST if request.method == "POST" else request.GET
    office = office_of(here, asked)
    if request.method == "POST":
        if not here.may(Permission.RECORD):
            return forbidden(request, here.why_not(Permission.RECORD), here=here)
        return _arrives(request, here, office)
    found = fetch(here, office)
    large = request.GET.get("large") == "yes"
    if not (large or request.htmx):  # type: ignore[attr-defined]
        return _shown(request, here, found, Arrival.of(here, {"f-from_name": "", "greeted": "yes"}))
    board = board_page(here, found, large=large)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "reception/board.html", {"board": board})
    return page(request, "reception/large.html", board, title=_("Who is waiting"), here=here)


def _arrives(request: HttpRequest, here: Here, office: str) -> HttpResponse:
    if "booking" in request.POST:
        return _came_for(request, here, office)
    coming = Arrival.of(here, request.POST)
    step = request.POST.get("step", ENTER)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "reception/matches.html", {"coming": coming})
    looked = request.POST.get("looked-for") == coming.typed or not coming.looked
    if step == FIND or typed_again(request) or (step == ENTER and not looked):
        return _shown(request, here, fetch(here, office), coming)
    if coming.unsure:
        says = _("Choose who it is, or leave it at these words.")
        return _again(request, here, office, coming, SimpleError(says, "person-unknown"))
    done = coming.saved(here, office)
    if isinstance(done, Refused):
        return _again(request, here, office, coming, SimpleError(done.sentence, _place(done.field)))
    if isinstance(done, SimpleError):
        return _again(request, here, office, coming, done)
    return _taken_in(request, here, office, done)


def _came_for(request: HttpRequest, here: Here, office: str) -> HttpResponse:
    wanted = request.POST.get("booking", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 18 else 0
    booking = store.expected_one(here.membership, number, here.at)
    if booking is None and Booking.objects.filter(pk=number).exists():
        messages.info(request, _("They are on the board already, or the appointment was moved."))
        return redirect(f"{reverse('reception', args=[here.slug])}?office={office}#board")
    if booking is None:
        error = SimpleError(
            _("That appointment is not on today’s list any more. Load the page again."), "coming"
        )
        return _again(request, here, office, Arrival.of(here, {}), error, status=409)
    done = came_for(here, booking, office)
    if isinstance(done, Refused):
        return _again(request, here, office, Arrival.of(here, {}), SimpleError(done.sentence, "coming"))
    return _taken_in(request, here, office, done)


def _taken_in(request: HttpRequest, here: Here, office: str, came: Came) -> HttpResponse:
    found = fetch(here, office)
    visit = next((each for each in found.day.waiting if each.thread.ref == came.thread), None)
    said = _("Ticket %(number)s.") % {"number": came.number}
    if came.repeated:
        said = _("This was sent before. Ticket %(number)s.") % {"number": came.number}
    if visit is not None and visit.stay.booked_at is None:
        wait = minutes_words(found.day.expected(visit, found.manned.hands))
        said += " " + _("Tell them how long it takes: %(wait)s.") % {"wait": wait}
    messages.success(request, said)
    return redirect(f"{reverse('reception', args=[here.slug])}?office={office}#visitor-{came.thread}")


def _place(field: str | None) -> str:
    return {"minutes": "minutes", "booked_at": "time"}.get(field or "", "who")


def _again(
    request: HttpRequest,
    here: Here,
    office: str,
    coming: Arrival,
    error: SimpleError,
    *,
    status: int = 422,
) -> HttpResponse:
    coming = replace(coming, errors=(error,), opened=coming.opened or error.id in ("minutes", "time"))
    return _shown(request, here, fetch(here, office), coming, status=status)


def _shown(
    request: HttpRequest, here: Here, found: Found, coming: Arrival, *, status: int = 200
) -> HttpResponse:
    view = ReceptionPage(
        board=board_page(here, found),
        coming=coming,
        greeting=greeting_words(here),
        action=reverse("reception", args=[here.slug]),
        focus=not coming.errors,
        errors=coming.errors,
    )
    return page(request, "reception/reception.html", view, title=_("Reception"), here=here, status=status)
