"""One appointment: what was agreed, what has become of it, and what to do about it.

Everything is done from here: confirm it, remind them, move it, cancel it and tell them, say how it went. What
was agreed before it was moved stays below.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import appointments
from kept.actions import booking as act
from kept.casework import Refused
from kept.casework.diary import REBOOKED, State
from kept.casework.held_words import FREEPHONE
from kept.casework.markers import INSTRUCTIONS
from kept.casework.permissions import Permission
from kept.store import diary, premises
from kept.store.accounts import names_by_handle
from kept.store.models import Booking
from kept.store.threads import visible_to
from kept.web.diary.form import next_times
from kept.web.diary.ical import CANCEL, REQUEST, Told, calendar_of
from kept.web.diary.present import clock
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_moment
from kept.web.shared.reaching import reach_words
from kept.web.shared.words import day_words, due_words, moment_words


@dataclass(frozen=True, slots=True)
class OnePage:
    """The page."""

    heading: str
    state: str
    tone: str
    facts: tuple[tuple[str, str], ...]
    observe: tuple[str, ...]
    reach: str
    action: str
    back: str
    thread: str
    ref: str
    move: str
    confirmation: str
    invitation: str
    open: bool
    over: bool
    to_tell: bool
    ways: tuple[Choice, ...]
    answers: tuple[Choice, ...]
    alternatives: tuple[Choice, ...]
    interpreter: str
    history: tuple[tuple[str, str, str], ...]
    may: bool
    again: str
    confirmed: str
    reminded: str
    visit: bool
    reason: str = ""
    prepare: str = ""
    errors: tuple[SimpleError, ...] = ()


STATES: dict[str, tuple[Callable[[], str], str]] = {
    State.BOOKED: (lambda: _("Agreed"), "calm"),
    State.MOVED: (lambda: _("Moved to another time"), "mute"),
    State.CANCELLED_BY_US: (lambda: _("Cancelled by us"), "bad"),
    State.CANCELLED_BY_CUSTOMER: (lambda: _("Cancelled by the customer"), "mute"),
    State.KEPT: (lambda: _("Kept, on time"), "good"),
    State.LATE: (lambda: _("Kept, late"), "soon"),
    State.MISSED_BY_US: (lambda: _("Missed by us"), "bad"),
    State.MISSED_BY_CUSTOMER: (lambda: _("Missed by the customer"), "mute"),
}


def booking(request: HttpRequest, here: Here, booking: int) -> HttpResponse:
    """The page, and what its buttons do."""
    found = of_here(here, booking)
    if request.method != "POST" or typed_again(request):
        return _shown(request, here, found)
    if not here.may(Permission.RECORD):
        raise Http404
    done = _done(request, here, found)
    if isinstance(done, Refused):
        error = SimpleError(done.sentence, done.field or "acts")
        return _shown(request, here, of_here(here, booking), error=error, status=409)
    messages.success(request, _("It is on record."))
    return redirect("diary-booking", here.slug, booking)


def _minds(here: Here, found: Booking) -> tuple[str, ...]:
    """What those of us who go have to mind, by the sort of appointment."""
    return tuple(each.mind for each in here.rulebook.room("diary") if each.name == found.kind and each.mind)


def of_here(here: Here, booking: int) -> Booking:
    """The booking, where this person may see it; 404 else."""
    rows = Booking.objects.filter(association=here.association, pk=booking)
    rows = rows.filter(thread__in=visible_to(here.membership))
    found = rows.select_related("thread", "person", "office", "replaced_by").first()
    if found is None:
        raise Http404
    return found


def _done(request: HttpRequest, here: Here, found: Booking) -> object:
    """Do what was asked."""
    post = request.POST
    who: dict[str, Any] = {
        "association": here.association,
        "booking": found.pk,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
    act_ = post.get("act", "")
    if act_ == "confirm":
        return appointments.confirm(how=post.get("how", ""), **who)
    if act_ == "remind":
        return appointments.remind(how=post.get("how", ""), **who)
    if act_ == "interpret":
        return appointments.interpret(confirmed=post.get("confirmed") == "yes", **who)
    if act_ == "cancel":
        whose = "customer" if post.get("whose") == "customer" else "us"
        reason = post.get("reason", "").replace("\x00", "").strip()[:200]
        if whose == "us" and not reason:
            return Refused(_("Say why we cannot keep it, so that they can be told."), "reason")
        return act.cancel(
            whose=whose, reason=reason, note=reason, wants_another=post.get("another") == "yes", **who
        )
    if act_ == "told":
        return act.told(offered=_offered(here, post), answer=post.get("answer", ""), **who)
    if act_ == "end":
        return _ended(here, post, who)
    return Refused(_("Choose what to do."), "acts")


def _offered(here: Here, post: Any) -> list[datetime]:
    """The times that were offered: those ticked, and one typed."""
    found = []
    for each in post.getlist("offer")[:10]:
        try:
            moment = datetime.fromisoformat(each)
        except ValueError:
            continue
        if moment.tzinfo is not None:
            found.append(moment)
    with suppress(MomentError):
        found.append(read_moment(post.get("offer_day", ""), post.get("offer_time", ""), zone=here.zone))
    return found


def _ended(here: Here, post: Any, who: dict[str, Any]) -> object:
    arrived = None
    state = post.get("state", "")
    if state == State.KEPT and post.get("arrived", "").strip():
        day = here.calendar.local(of_here(here, who["booking"]).starts_at).date().isoformat()
        try:
            arrived = read_moment(day, post.get("arrived", ""), zone=here.zone)
        except MomentError as problem:
            return Refused(str(problem), "arrived")
    return act.end(state=state, arrived_at=arrived, **who)


def _shown(
    request: HttpRequest, here: Here, found: Booking, *, error: SimpleError | None = None, status: int = 200
) -> HttpResponse:
    view = one_page(here, found, request.POST.get("reason", "")[:200], (error,) if error else ())
    return page(request, "diary/one.html", view, title=view.heading, here=here, status=status)


def one_page(here: Here, found: Booking, reason: str, errors: tuple[SimpleError, ...]) -> OnePage:
    """The page as it stands."""
    words = diary.words_of([found]).get(found.event, {})
    slots = diary.slots_of(found)
    labels = {each.name: each.label for each in here.rulebook.room("diary")}
    local = here.calendar.local(found.starts_at)
    state, tone = STATES[found.state]
    is_open = found.state == State.BOOKED
    to_tell = found.state == State.CANCELLED_BY_US and found.answer in ("", "thinking")
    return OnePage(
        heading=f"{labels.get(found.kind, found.kind)}: {day_words(local.date())}, "
        f"{clock(here, found.starts_at, found.ends_at)}",
        state=state(),
        tone=tone,
        facts=tuple(_facts(here, found, words, [each.name for each in slots], labels)),
        observe=(*(INSTRUCTIONS[each.kind] for each in diary.marks_of(found.person)), *_minds(here, found)),
        reach=reach_words(found.person),
        action=reverse("diary-booking", args=[here.slug, found.pk]),
        back=f"{reverse('diary', args=[here.slug])}?day={local.date().isoformat()}",
        thread=reverse("thread", args=[here.slug, found.thread.ref]),
        ref=found.thread.ref,
        move=reverse("diary-move", args=[here.slug, found.pk]),
        confirmation=reverse("diary-confirmation", args=[here.slug, found.pk]),
        invitation=reverse("diary-invitation", args=[here.slug, found.pk]),
        open=is_open,
        over=is_open and found.starts_at <= here.at,
        to_tell=to_tell,
        ways=_ways(),
        answers=_answers(),
        alternatives=_alternatives(here, found, to_tell, [each.pk for each in slots]),
        interpreter=found.interpreter,
        history=_history(here, found),
        may=here.may(Permission.RECORD),
        again=_again(here, found),
        confirmed=moment_words(found.confirmed_at, here.calendar) if found.confirmed_at else "",
        reminded=moment_words(found.reminded_at, here.calendar) if found.reminded_at else "",
        visit=found.place in ("home", "other"),
        reason=reason,
        errors=errors,
    )


def _ways() -> tuple[Choice, ...]:
    words = (
        ("printed", _("Printed and handed over")),
        ("letter", _("By letter")),
        ("email", _("By e-mail")),
        ("text", _("By text message")),
        ("telephone", _("On the telephone")),
    )
    return tuple(Choice(value, label, False) for value, label in words)


def _answers() -> tuple[Choice, ...]:
    words = (
        (REBOOKED, _("They take another time")),
        ("declined", _("They do not want another time")),
        ("thinking", _("They will let us know")),
    )
    return tuple(Choice(value, label, False) for value, label in words)


def _facts(
    here: Here, found: Booking, words: dict[str, Any], names: list[str], labels: dict[str, str]
) -> list[tuple[str, str]]:
    places = {
        "office": found.office.name if found.office else _("At the office"),
        "home": _("At their home"),
        "other": _("Somewhere else that was agreed"),
        "telephone": _("On the telephone"),
    }
    person = found.person
    phone = words.get("phone") or (person.phones[0] if person and person.phones else "")
    agreed = labels.get(found.agreed_how, "") if found.agreed else labels.get(found.not_agreed, "")
    said = (
        (_("With whom"), (person.name if person else "") or words.get("from_name", "")),
        (_("Telephone"), phone),
        (_("About"), words.get("about", "")),
        (_("Where"), ", ".join(filter(None, (places.get(found.place, ""), words.get("venue", ""))))),
        (_("To know about getting in, or safety"), words.get("access_note", "")),
        (_("Who of us, and which room"), ", ".join(names)),
        (_("Agreed") if found.agreed else _("Not asked"), agreed),
        (_("Promised"), due_words(found.due_at, here.calendar) if found.due_at else ""),
        (_("Later because"), labels.get(found.later, "")),
        (_("Booked"), _signed(here, found.made_by, found.made_at)),
        (_("We were there at"), moment_words(found.arrived_at, here.calendar) if found.arrived_at else ""),
        (_("Told of the change"), moment_words(found.told_at, here.calendar) if found.told_at else ""),
    )
    return [(label, str(value)) for label, value in said if value]


def _signed(here: Here, by: str, at: datetime) -> str:
    name = names_by_handle([by]).get(by, by)
    return _("%(when)s, by %(who)s") % {"when": moment_words(at, here.calendar), "who": name}


def _alternatives(here: Here, found: Booking, to_tell: bool, resources: list[int]) -> tuple[Choice, ...]:
    """The next times at which the same people are free: to be offered with the bad news."""
    if not to_tell:
        return ()
    return next_times(here, resources, int((found.ends_at - found.starts_at).total_seconds() // 60))


def _history(here: Here, found: Booking) -> tuple[tuple[str, str, str], ...]:
    """Every time that was agreed for the same, newest first."""
    rows = Booking.objects.filter(association=here.association, uid=found.uid).exclude(pk=found.pk)
    lines = []
    for each in rows.order_by("-sequence"):
        words, _tone = STATES[each.state]
        address = reverse("diary-booking", args=[here.slug, each.pk])
        lines.append((moment_words(each.starts_at, here.calendar), words(), address))
    return tuple(lines)


def _again(here: Here, found: Booking) -> str:
    """Where another time is booked for the same contact."""
    return f"{reverse('diary-book', args=[here.slug])}?thread={found.thread.ref}&kind={found.kind}"


def confirmation(request: HttpRequest, here: Here, booking: int) -> HttpResponse:
    """What is handed or sent to the customer: when, where, with whom, and that they may ask for the card."""
    found = of_here(here, booking)
    view = one_page(here, found, "", ())
    slots = diary.slots_of(found)
    words = diary.words_of([found]).get(found.event, {})
    context = ConfirmationPage(
        who=(found.person.name if found.person else "") or words.get("from_name", ""),
        day=day_words(here.calendar.local(found.starts_at).date()),
        time=f"{here.calendar.local(found.starts_at):%H:%M}",
        where=next((value for label, value in view.facts if label == _("Where")), ""),
        about=words.get("about", ""),
        staff=", ".join(each.name for each in slots if each.account_id),
        ref=found.thread.ref,
        visit=view.visit,
        back=view.action,
        place=here.name,
        promised=due_words(found.due_at, here.calendar) if found.due_at else "",
        freephone=premises.held(here.association, FREEPHONE, found.office.slug if found.office else None),
    )
    return page(request, "diary/confirmation.html", context, title=_("Confirmation"), here=here)


@dataclass(frozen=True, slots=True)
class ConfirmationPage:
    """The sheet."""

    who: str
    day: str
    time: str
    where: str
    about: str
    staff: str
    ref: str
    visit: bool
    back: str
    place: str
    promised: str = ""
    freephone: str = ""
    errors: tuple[SimpleError, ...] = ()


def invitation(request: HttpRequest, here: Here, booking: int) -> HttpResponse:
    """A file that Outlook, Google and Apple put into a calendar, and take out again where it is cancelled."""
    found = of_here(here, booking)
    told = Told.of(found)
    account = here.membership.account
    body = calendar_of(
        [told],
        name=here.name,
        host=request.get_host().split(":")[0],
        method=CANCEL if told.cancelled else REQUEST,
        sender=account.email,
        to=account.email,
    )
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="visit-{found.thread.ref}.ics"'
    response["Cache-Control"] = "no-store, private"
    return response
