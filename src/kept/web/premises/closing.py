"""When is an office shut though its hours say that it is open, and what has to be done for it?

A closure on a day to come is entered by whoever leads; whoever stands before a dark office enters it there
and then. The page lists the tasks that follow and the appointments that lie in that time, to be rung.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.actions.closing_days import Closed, call_off, close
from kept.casework import Refused
from kept.casework.closing_days import REASONS, holidays_ahead
from kept.casework.permissions import Permission
from kept.store import premises, refs, threads
from kept.store.models import Booking, Closing
from kept.store.premises import TASK, Work
from kept.web.premises.offices import office_choices, office_name
from kept.web.premises.views import WorkLine, work_line
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_moment
from kept.web.shared.words import day_words, moment_words

LONG_AGO = timedelta(days=90)
HOLIDAYS = 120


@dataclass(frozen=True, slots=True)
class TouchedLine:
    """An appointment in the time of a closure."""

    who: str
    when: str
    address: str


@dataclass(frozen=True, slots=True)
class ClosingLine:
    """One closure."""

    id: int
    office: str
    when: str
    why: str
    planned: bool
    running: bool
    over: bool
    called_off: bool
    touched: tuple[TouchedLine, ...]
    hidden: int
    may_end: bool


@dataclass(frozen=True, slots=True)
class ClosuresPage:
    """The page, and what was typed."""

    action: str
    back: str
    uid: str
    coming: tuple[ClosingLine, ...]
    past: tuple[ClosingLine, ...]
    holidays: tuple[tuple[str, str, str], ...]
    tasks: tuple[WorkLine, ...]
    offices: tuple[Choice, ...]
    several: bool
    reasons: tuple[Choice, ...]
    now: bool
    starts_on: str
    starts_time: str
    ends_on: str
    ends_time: str
    words: str
    may: bool
    leads: bool
    error_of: dict[str, str]
    errors: tuple[SimpleError, ...] = ()


def closures(request: HttpRequest, here: Here) -> HttpResponse:
    """The closures, and entering one."""
    if request.method != "POST" or typed_again(request):
        return _page(request, here, {})
    if "off" in request.POST:
        return _off(request, here)
    errors: dict[str, str] = {}
    starts = here.at if request.POST.get("now") else _moment(request, here, "starts", errors)
    ends = _moment(request, here, "ends", errors)
    if errors or starts is None or ends is None:
        return _page(request, here, errors, 422)
    done = close(
        association=here.association,
        office=request.POST.get("office", "") or None,
        starts=starts,
        ends=ends,
        reason=request.POST.get("reason", ""),
        words=request.POST.get("words", "").strip(),
        uid=request.POST.get("uid", "")[:60] or refs.new_uid(),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _page(request, here, {done.field or "": done.sentence}, 422)
    messages.success(request, _said(done))
    return redirect("closures", here.slug)


def _said(done: Closed) -> str:
    words = ngettext(
        "The closure is entered, with one thing to do.",
        "The closure is entered, with %(n)s things to do.",
        len(done.tasks),
    ) % {"n": len(done.tasks)}
    if not done.customers:
        return words
    more = ngettext(
        "One appointment lies in that time: ring the customer.",
        "%(n)s appointments lie in that time: ring the customers.",
        len(done.customers),
    ) % {"n": len(done.customers)}
    return f"{words} {more}"


def _moment(request: HttpRequest, here: Here, name: str, errors: dict[str, str]) -> datetime | None:
    day, clock = (request.POST.get(f"{name}_{part}", "").strip()[:40] for part in ("on", "time"))
    if not day or not clock:
        errors[name] = _("Give both the day and the time.")
        return None
    try:
        return read_moment(day, clock, zone=here.zone)
    except MomentError as problem:
        errors[name] = str(problem)
        return None


def _off(request: HttpRequest, here: Here) -> HttpResponse:
    wanted = request.POST.get("off", "")
    done = call_off(
        association=here.association,
        closing=int(wanted) if wanted.isdecimal() and len(wanted) < 18 else 0,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _page(request, here, {"": done.sentence}, 409)
    messages.success(
        request, _("The office is open again from this minute, and everybody’s calendar says so.")
    )
    return redirect("closures", here.slug)


def _page(request: HttpRequest, here: Here, errors: dict[str, str], status: int = 200) -> HttpResponse:
    rows = list(premises.closings(here.association, since=here.at - LONG_AGO))
    lines = [_line(here, each) for each in rows]
    post = request.POST
    chosen = post.get("office", "")
    work = [each for each in premises.open_work(here.membership, kinds=(TASK,)) if _of_a_closure(each)]
    view = ClosuresPage(
        action=reverse("closures", args=[here.slug]),
        back=reverse("premises", args=[here.slug]),
        uid=post.get("uid", "")[:60] if errors else refs.new_uid(),
        coming=tuple(each for each in lines if not each.over and not each.called_off),
        past=tuple(each for each in reversed(lines) if each.over or each.called_off),
        holidays=tuple(_holidays(here)),
        tasks=tuple(work_line(here, each) for each in work),
        offices=(Choice("", _("Every office"), not chosen), *office_choices(here, chosen)),
        several=len(here.rulebook.association.offices) > 1,
        reasons=tuple(Choice(slug, label, slug == post.get("reason")) for slug, label in REASONS.items()),
        now=bool(post.get("now")),
        starts_on=post.get("starts_on", "")[:40],
        starts_time=post.get("starts_time", "")[:20],
        ends_on=post.get("ends_on", "")[:40],
        ends_time=post.get("ends_time", "")[:20],
        words=post.get("words", "").replace("\x00", "")[:400],
        may=here.may(Permission.RECORD),
        leads=here.may(Permission.REASSIGN),
        error_of=errors,
        errors=tuple(SimpleError(sentence, _where(field)) for field, sentence in errors.items()),
    )
    return page(request, "premises/closures.html", view, title=_("Closures"), here=here, status=status)


def _where(field: str) -> str:
    return {"starts": "starts_on", "ends": "ends_on", "reason": "reason", "": ""}.get(field, field)


def _of_a_closure(work: Work) -> bool:
    return (work.thread.subject or "").startswith(("closing:", "holiday:"))


def _line(here: Here, row: Closing) -> ClosingLine:
    slug = row.office.slug if row.office else None
    calendar = here.rulebook.calendar_for(slug)
    year = calendar.local(here.at).year
    over, off = row.ends_at <= here.at, row.called_off_at is not None
    touched, hidden = ((), 0) if over or off else _touched(here, row, slug)
    said = {
        "from": moment_words(row.starts_at, calendar, year),
        "to": moment_words(row.ends_at, calendar, year),
    }
    return ClosingLine(
        id=row.pk,
        office=office_name(here, slug) or _("Every office"),
        when=_("From %(from)s to %(to)s") % said,
        why=row.words or REASONS.get(row.reason, row.reason),
        planned=row.planned,
        running=row.starts_at <= here.at < row.ends_at and not off,
        over=over,
        called_off=off,
        touched=touched,
        hidden=hidden,
        may_end=here.may(Permission.REASSIGN) or (here.may(Permission.RECORD) and row.starts_at <= here.at),
    )


def _touched(here: Here, row: Closing, slug: str | None) -> tuple[tuple[TouchedLine, ...], int]:
    """The appointments of that time that this person may see, and how many more there are."""
    found: list[Booking] = list(
        premises.affected(here.association, slug, max(row.starts_at, here.at), row.ends_at)
    )
    if not found:
        return (), 0
    seen = threads.visible_to(here.membership).filter(pk__in={each.thread_id for each in found})
    shown = set(seen.values_list("pk", flat=True))
    calendar = here.rulebook.calendar_for(slug)
    lines = tuple(
        TouchedLine(
            each.person.name if each.person else _("Somebody who is not on record"),
            moment_words(each.starts_at, calendar, calendar.local(here.at).year),
            reverse("thread", args=[here.slug, each.thread.ref]),
        )
        for each in found
        if each.thread_id in shown
    )
    return lines, len(found) - len(lines)


def _holidays(here: Here) -> Iterable[tuple[str, str, str]]:
    """The coming bank holidays on which each office is shut."""
    several = len(here.rulebook.association.offices) > 1
    for office in here.rulebook.association.offices:
        for each in holidays_ahead(office.calendar, here.at, days=HOLIDAYS):
            year = office.calendar.local(here.at).year
            yield day_words(each.day, year), each.name, office.name if several else ""
