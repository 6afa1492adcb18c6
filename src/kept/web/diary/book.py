"""How is a time booked by the form, and moved to another?

One page: who, what, where and when, with the times at which everybody and everything is free. Whatever is
refused comes back with what was typed, the field that it is about, and other times.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kept.actions import appointments
from kept.actions import booking as act
from kept.casework import Refused
from kept.casework.diary import Taken
from kept.casework.slots import is_open_throughout
from kept.store.models import Booking
from kept.store.threads import visible_to
from kept.web.diary.form import BookPage, book_page, fact_errors
from kept.web.diary.typed import Typed
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError
from kept.web.shared.words import moment_words

FIND, NOT_GIVEN = "find", "not-given"
# Which input an answer of the action is about.
FIELDS: Mapping[str, str] = {
    "starts": "day",
    "ends": "minutes",
    "minutes": "minutes",
    "with": "with",
    "room": "room",
    "place": "where-office",
    "where": "where-office",
    "kind": "kind",
    "from_name": "customer",
    "person": "customer",
    "agreed": "agreed",
    "agreed_how": "agreed_how",
    "later": "later_why",
    "venue": "f-venue",
    "phone": "f-phone",
    "about": "f-about",
    "first_offer": "first_day",
}


def book(request: HttpRequest, here: Here) -> HttpResponse:
    """The form, the times that are free, and the booking."""
    sent = request.POST if request.method == "POST" else request.GET
    typed = Typed.of(here, sent)
    if request.method != "POST" or typed_again(request) or request.POST.get("step") == FIND:
        find = bool(request.POST) and not typed_again(request)
        return _shown(request, here, book_page(here, typed, find=find))
    faults, facts = typed.facts(here)
    try:
        starts = typed.starts(here)
    except MomentError as problem:
        return _shown(request, here, book_page(here, typed, errors=(SimpleError(str(problem), "day"),)), 422)
    if request.POST.get("step") == NOT_GIVEN:
        return _not_given(request, here, typed, starts)
    if faults:
        return _shown(request, here, book_page(here, typed, errors=fact_errors(faults)), 422)
    done = act.book(
        association=here.association,
        kind=typed.kind,
        starts=starts,
        ends=starts + timedelta(minutes=typed.length(here)),
        resources=typed.resources,
        person=typed.person or None,
        thread=typed.thread or None,
        facts=facts,
        uid=typed.uid,
        despite=typed.despite,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _refused(request, here, typed, done)
    when = moment_words(starts, here.calendar)
    said = {"when": when, "ref": done.thread}
    messages.success(request, _("Booked for %(when)s. The reference is %(ref)s.") % said)
    return redirect("diary-booking", here.slug, done.id)


def _not_given(request: HttpRequest, here: Here, typed: Typed, starts: datetime) -> HttpResponse:
    """They wanted that hour and do not have it: it is counted, so that hours can follow what is wanted."""
    shut = not is_open_throughout(here.calendar, starts, starts + timedelta(minutes=typed.length(here)))
    done = appointments.not_given(
        association=here.association,
        what="evening" if shut else "time",
        why="no-evening" if shut else "nobody-free",
        wanted_at=starts,
        minutes=typed.length(here),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _refused(request, here, typed, done)
    messages.success(request, _("It is counted that this time was wanted. Offer another below."))
    return _shown(request, here, book_page(here, typed, find=True))


def move(request: HttpRequest, here: Here, booking: int) -> HttpResponse:
    """Another time for the same."""
    old = (
        Booking.objects.filter(pk=booking, association=here.association)
        .filter(thread__in=visible_to(here.membership))
        .select_related("thread", "person", "office")
        .first()
    )
    if old is None:
        raise Http404
    sent = request.POST if request.method == "POST" else request.GET
    typed = Typed.moving(here, old, sent)
    if request.method != "POST" or typed_again(request) or request.POST.get("step") == FIND:
        return _shown(request, here, book_page(here, typed, find=True, moving=old))
    try:
        starts = typed.starts(here)
    except MomentError as problem:
        errors = (SimpleError(str(problem), "day"),)
        return _shown(request, here, book_page(here, typed, errors=errors, moving=old), 422)
    _faults, facts = typed.facts(here)
    done = act.move(
        association=here.association,
        booking=old.pk,
        starts=starts,
        ends=starts + timedelta(minutes=typed.length(here)),
        resources=typed.resources,
        wished_by=typed.wished_by,
        facts=facts,
        despite=typed.despite,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _refused(request, here, typed, done, moving=old)
    messages.success(request, _("Moved to %(when)s.") % {"when": moment_words(starts, here.calendar)})
    return redirect("diary-booking", here.slug, done.id)


def _refused(
    request: HttpRequest, here: Here, typed: Typed, done: Refused, moving: Booking | None = None
) -> HttpResponse:
    """The same page with why not, and other times where there are some."""
    error = SimpleError(done.sentence, FIELDS.get(done.field or "", "with"))
    free = done.free if isinstance(done, Taken) else ()
    despite = done.despite if isinstance(done, Taken) else ""
    view = book_page(here, typed, errors=(error,), free=free, despite=despite, moving=moving)
    return _shown(request, here, view, 409 if free else 422)


def _shown(request: HttpRequest, here: Here, view: BookPage, status: int = 200) -> HttpResponse:
    title = _("Move an appointment") if view.moving else _("Book a time")
    return page(request, "diary/book.html", view, title=title, here=here, status=status)
