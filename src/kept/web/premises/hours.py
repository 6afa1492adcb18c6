"""When are our offices open, what hangs there, and which words are held once?

The hours come from the policy's own calendar: this page, the notice for the door and the public page all say
what the calendar says. What has been put up is on record, and shows when it says something old.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions.posting import hold, look_at, put_up, take_down
from kept.casework import Refused
from kept.casework.closing_days import REASONS, holidays_ahead, hours_in_words, week_in_words
from kept.casework.held_words import CARRIERS, EMERGENCY, FREEPHONE, LABELS, WHY
from kept.casework.permissions import Permission
from kept.rulebook import Rulebook
from kept.rulebook.checklists import Checklist
from kept.rulebook.model import Office
from kept.store import premises, refs, rules, tenancy
from kept.store.accounts import names_by_handle
from kept.store.models import Association, Closing
from kept.web.premises.offices import office_choices, office_name, office_of
from kept.web.premises.rounds import CHECKLISTS
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import day_words, moment_words

AHEAD = 60


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """One office: its week, and the days to come that differ."""

    slug: str
    name: str
    week: tuple[tuple[str, str], ...]
    other: tuple[tuple[str, str], ...]
    freephone: str
    emergency: str
    notice: str = ""
    access: str = ""
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HoursPage:
    """The offices, and where the hours come from."""

    association: str
    offices: tuple[OfficeHours, ...]
    reading: str
    public: str
    back: str
    made_on: str
    errors: tuple[SimpleError, ...] = ()


def opening_hours(request: HttpRequest, here: Here) -> HttpResponse:
    """The hours of every office, as staff see them."""
    view = _hours(here.association, here.rulebook, here.at, here.slug)
    return page(request, "premises/hours.html", view, title=_("Opening hours"), here=here)


def hours_notice(request: HttpRequest, here: Here, office: str) -> HttpResponse:
    """The notice for one door, to be printed."""
    view = _hours(here.association, here.rulebook, here.at, here.slug, only=office)
    return page(request, "premises/notice.html", view, title=_("Opening hours"), here=here)


def access_statement(request: HttpRequest, here: Here, office: str) -> HttpResponse:
    """What one office offers, by the last audit, to be printed or handed out."""
    view = _hours(here.association, here.rulebook, here.at, here.slug, only=office)
    return page(request, "premises/access.html", view, title=_("What our office offers"), here=here)


def hours_public(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for everybody, without signing in: the website leads here."""
    at: datetime = request.at  # type: ignore[attr-defined]
    try:
        with tenancy.association(slug) as association:
            view = _hours(association, rules.current(association), at, slug)
            return page(request, "premises/public.html", view, title=_("Opening hours"))
    except (Association.DoesNotExist, rules.NoRulebook):
        raise Http404 from None


def _hours(
    association: Association, rulebook: Rulebook, at: datetime, slug: str, *, only: str | None = None
) -> HoursPage:
    offices = [each for each in rulebook.association.offices if only in (None, each.slug)]
    if not offices:
        raise Http404
    known = premises.all_held(association)
    closings = list(premises.closings(association, since=at))
    published = [each for each in rulebook.room(CHECKLISTS) if each.publish]
    return HoursPage(
        association=association.name,
        offices=tuple(
            OfficeHours(
                each.slug,
                each.name,
                tuple(week_in_words(each.calendar.opening)),
                tuple(_other_days(each, closings, at)),
                premises.said(known, FREEPHONE, each.slug),
                premises.said(known, EMERGENCY, each.slug),
                reverse("hours-notice", args=[slug, each.slug]),
                reverse("access-statement", args=[slug, each.slug]),
                tuple(_offers(association, published, each.slug)),
            )
            for each in offices
        ),
        reading=rulebook.association.hours_reading or "",
        public=reverse("hours-public", args=[slug]),
        back=reverse("premises", args=[slug]),
        made_on=day_words(offices[0].calendar.local(at).date()),
    )


def _other_days(office: Office, closings: Iterable[Closing], at: datetime) -> Iterable[tuple[str, str]]:
    """The coming days whose hours are others than those of their week: holidays and closures."""
    calendar = office.calendar
    today = calendar.local(at).date()
    names = {each.day: each.name for each in holidays_ahead(calendar, at, days=AHEAD)}
    said = {
        day: each.words or (REASONS.get(each.reason, "") if each.reason != "unforeseen" else "")
        for each in closings
        if each.called_off_at is None and (each.office is None or each.office.slug == office.slug)
        for day in _days(each, office)
    }
    for n in range(AHEAD):
        day = today + timedelta(days=n)
        hours = calendar.hours_on(day)
        if hours == calendar.opening.week[day.weekday()]:
            continue
        why = names.get(day) or said.get(day, "")
        yield day_words(day, today.year), f"{hours_in_words(hours)} – {why}" if why else hours_in_words(hours)


def _days(closing: Closing, office: Office) -> Iterable[date]:
    first, last = (office.calendar.local(each).toordinal() for each in (closing.starts_at, closing.ends_at))
    return (date.fromordinal(ordinal) for ordinal in range(first, last + 1))


def _offers(association: Association, published: Iterable[Checklist], office: str) -> Iterable[str]:
    """What the last round found right that visitors want to know."""
    last = premises.last_rounds(association)
    for checklist in published:
        row = last.get((office, checklist.name))
        found = premises.findings([row.pk]).get(row.pk, []) if row else []
        fine = {each.item for each in found if each.result == "fine"}
        yield from (each.offers for each in checklist.items if each.offers and each.name in fine)


# ---- what hangs where -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PostedLine:
    """A notice that is up."""

    id: int
    title: str
    where: str
    edition: str
    since: str
    looked: str
    take_down: str
    why: str


@dataclass(frozen=True, slots=True)
class PostedPage:
    """The register of notices, and putting one up."""

    action: str
    back: str
    uid: str
    lines: tuple[PostedLine, ...]
    stale: int
    carriers: tuple[Choice, ...]
    offices: tuple[Choice, ...]
    several: bool
    title: str
    place: str
    edition: str
    put_up_on: str
    take_down_on: str
    may: bool
    error_of: dict[str, str]
    errors: tuple[SimpleError, ...] = ()


def posted(request: HttpRequest, here: Here) -> HttpResponse:
    """What hangs where, with what has to be seen to first."""
    if request.method != "POST" or typed_again(request):
        return _posted_page(request, here, {})
    if not here.may(Permission.RECORD):
        return _posted_page(request, here, {"": here.why_not(Permission.RECORD)}, 403)
    for name in ("right", "wrong", "down"):
        if name in request.POST:
            return _seen_to(request, here, name)
    errors: dict[str, str] = {}
    up_on, down_on = _date(request, "put_up_on", errors), _date(request, "take_down_on", errors)
    if errors:
        return _posted_page(request, here, errors, 422)
    done = put_up(
        association=here.association,
        carrier=request.POST.get("carrier", ""),
        office=request.POST.get("office") or office_of(request, here).slug,
        place=request.POST.get("place", "").strip(),
        title=request.POST.get("title", "").strip(),
        edition=request.POST.get("edition", "").strip(),
        put_up_on=up_on,
        take_down_on=down_on,
        uid=request.POST.get("uid", "")[:60] or refs.new_uid(),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _posted_page(request, here, {done.field or "": done.sentence}, 422)
    messages.success(request, _("The notice is on record, with what it says today."))
    return redirect("posted", here.slug)


def _date(request: HttpRequest, name: str, errors: dict[str, str]) -> date | None:
    text = request.POST.get(name, "").strip()[:40]
    if not text:
        return None
    try:
        return read_date(text)
    except MomentError as problem:
        errors[name] = str(problem)
        return None


def _seen_to(request: HttpRequest, here: Here, what: str) -> HttpResponse:
    wanted = request.POST.get(what, "")
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 18 else 0
    told = {"association": here.association, "posting": number, "by": here.by, "at": here.at}
    if what == "down":
        done = take_down(**told, membership=here.membership)  # type: ignore[arg-type]
    else:
        done = look_at(**told, right=what == "right", membership=here.membership)  # type: ignore[arg-type]
    if isinstance(done, Refused):
        return _posted_page(request, here, {"": done.sentence}, 409)
    messages.success(request, _("That is on record."))
    return redirect("posted", here.slug)


def _posted_page(request: HttpRequest, here: Here, errors: dict[str, str], status: int = 200) -> HttpResponse:
    today = here.calendar.local(here.at).date()
    hanging = premises.hanging(here.association, here.rulebook, today)
    post = request.POST
    view = PostedPage(
        action=reverse("posted", args=[here.slug]),
        back=reverse("premises", args=[here.slug]),
        uid=post.get("uid", "")[:60] if errors else refs.new_uid(),
        lines=tuple(_posted_line(here, each, today.year) for each in hanging),
        stale=sum(1 for each in hanging if each.why),
        carriers=tuple(
            Choice(slug, label, slug == post.get("carrier")) for slug, (label, _w) in CARRIERS.items()
        ),
        offices=office_choices(here, office_of(request, here).slug),
        several=len(here.rulebook.association.offices) > 1,
        title=post.get("title", "")[:300],
        place=post.get("place", "")[:300],
        edition=post.get("edition", "")[:300],
        put_up_on=post.get("put_up_on", "")[:40],
        take_down_on=post.get("take_down_on", "")[:40],
        may=here.may(Permission.RECORD),
        error_of=errors,
        errors=tuple(SimpleError(sentence, field) for field, sentence in errors.items()),
    )
    return page(request, "premises/posted.html", view, title=_("Notices on show"), here=here, status=status)


def _posted_line(here: Here, each: premises.Hanging, year: int) -> PostedLine:
    row, look = each.posting, each.look
    where = f"{row.place}, {office_name(here, row.office.slug)}" if row.office else row.place
    looked = ""
    if look is not None:
        looked = _("up and right") if look.right else _("missing or wrong")
        looked = _("%(day)s: %(what)s") % {"day": day_words(look.on, year), "what": looked}
    return PostedLine(
        row.pk,
        row.title,
        where,
        row.edition,
        day_words(row.put_up_on, year),
        looked,
        day_words(row.take_down_on, year) if row.take_down_on else "",
        WHY.get(each.why, ""),
    )


# ---- words that are held once -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HeldLine:
    """Words of one name: what they say for all, or for one office."""

    name: str
    label: str
    office: str
    office_name: str
    words: str
    since: str
    who: str


@dataclass(frozen=True, slots=True)
class HeldPage:
    """The words, and saying something else."""

    action: str
    back: str
    uid: str
    lines: tuple[HeldLine, ...]
    names: tuple[Choice, ...]
    offices: tuple[Choice, ...]
    several: bool
    words: str
    may: bool
    error_of: dict[str, str]
    errors: tuple[SimpleError, ...] = ()


def held_words(request: HttpRequest, here: Here) -> HttpResponse:
    """What holds, since when and by whom; whoever leads changes it."""
    if request.method != "POST" or typed_again(request):
        return _held_page(request, here, {})
    done = hold(
        association=here.association,
        name=request.POST.get("name", ""),
        words=request.POST.get("words", "").replace("\r\n", "\n").strip(),
        office=request.POST.get("office") or None,
        uid=request.POST.get("uid", "")[:60] or refs.new_uid(),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        status = 422 if here.may(Permission.REASSIGN) else 403
        return _held_page(request, here, {done.field or "words": done.sentence}, status)
    messages.success(request, _("It holds from now on. What still says something else is on the Desk."))
    return redirect("held-words", here.slug)


def _held_page(request: HttpRequest, here: Here, errors: dict[str, str], status: int = 200) -> HttpResponse:
    known = premises.all_held(here.association)
    names = names_by_handle({each.set_by for each in known.values()})
    year = here.calendar.local(here.at).year
    lines = [
        HeldLine(
            name,
            label,
            office or "",
            office_name(here, office) or (_("Every office") if row else ""),
            row.words if row else "",
            moment_words(row.set_at, here.calendar, year) if row else "",
            names.get(row.set_by, row.set_by) if row else "",
        )
        for name, label in LABELS.items()
        for office, row in _of_name(known, name)
    ]
    view = HeldPage(
        action=reverse("held-words", args=[here.slug]),
        back=reverse("premises", args=[here.slug]),
        uid=request.POST.get("uid", "")[:60] if errors else refs.new_uid(),
        lines=tuple(lines),
        names=tuple(Choice(slug, label, slug == request.POST.get("name")) for slug, label in LABELS.items()),
        offices=(
            Choice("", _("Every office"), not request.POST.get("office")),
            *office_choices(here, request.POST.get("office", "")),
        ),
        several=len(here.rulebook.association.offices) > 1,
        words=request.POST.get("words", "").replace("\x00", "")[:1200],
        may=here.may(Permission.REASSIGN),
        error_of=errors,
        errors=tuple(SimpleError(sentence, field) for field, sentence in errors.items()),
    )
    title = _("Words and numbers held once")
    return page(request, "premises/held.html", view, title=title, here=here, status=status)


def _of_name(known: premises.Known, name: str) -> Iterable[tuple[str | None, premises.Held | None]]:
    found = [(office, row) for (each, office), row in known.items() if each == name]
    return found or [(None, None)]
