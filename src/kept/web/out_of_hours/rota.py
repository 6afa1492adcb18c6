"""Who is on call when, where is a gap, and how does somebody come on, take over or go off?

A gap is shown wherever there is one in the weeks ahead. Whoever leads changes the rota; everybody may
read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kept.actions import rotas as act
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.rulebook.rotas import ALWAYS, CLOSED, Rota
from kept.store import rotas
from kept.store.accounts import people_at
from kept.store.rotas import Row
from kept.web.out_of_hours.parts import Part, parts_of, stretch_words
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_moment
from kept.web.shared.words import day_words

WEEKS, MOST_WEEKS = 4, 26
DAYS = 7


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """One shift."""

    id: int
    who: str
    phone: str
    when: str
    now: bool
    over: bool


@dataclass(frozen=True, slots=True)
class RotaOf:
    """One rota at one office: the gaps ahead, and its shifts week by week."""

    name: str
    office: str
    heading: str
    covers: str
    gaps: tuple[str, ...]
    weeks: tuple[tuple[str, tuple[ShiftLine, ...]], ...]


@dataclass(frozen=True, slots=True)
class RotaPage:
    """The page, and what was typed."""

    slug: str
    parts: tuple[Part, ...]
    rotas: tuple[RotaOf, ...]
    may: bool
    which: tuple[Choice, ...]
    people: tuple[Choice, ...]
    typed: Mapping[str, str]
    errors: tuple[SimpleError, ...] = ()


def rota(request: HttpRequest, here: Here) -> HttpResponse:
    """The rotas of the weeks ahead."""
    return _page(request, here, _view(here, {}))


def change(request: HttpRequest, here: Here) -> HttpResponse:
    """Put somebody on, let somebody take over, or take a shift off."""
    if request.method != "POST" or typed_again(request):
        typed = {name: request.POST.get(name, "") for name in _TYPED}
        return _page(request, here, _view(here, typed))
    if "remove" in request.POST:
        return _remove(request, here)
    if "take" in request.POST:
        return _take(request, here)
    return _add(request, here)


_TYPED = ("which", "handle", "name", "phone", "from_on", "from_at", "to_on", "to_at", "weeks")


def _add(request: HttpRequest, here: Here) -> HttpResponse:
    typed = {name: request.POST.get(name, "").replace("\x00", "")[:200] for name in _TYPED}
    view = _view(here, typed)
    name, _sep, office = typed["which"].partition("/")
    moments: dict[str, datetime] = {}
    for field, day, hour in (("starts", "from_on", "from_at"), ("ends", "to_on", "to_at")):
        try:
            moments[field] = read_moment(typed[day], typed[hour], zone=here.association.zone)
        except MomentError as problem:
            return _page(request, here, replace(view, errors=(SimpleError(str(problem), day),)), 422)
    weeks = typed["weeks"].strip() or "1"
    done = act.add_shift(
        association=here.association,
        rota=name,
        office=office,
        starts=moments["starts"],
        ends=moments["ends"],
        handle=typed["handle"],
        name=typed["name"],
        phone=typed["phone"],
        weeks=int(weeks) if weeks.isascii() and weeks.isdigit() and len(weeks) < 4 else 0,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _page(request, here, replace(view, errors=(_error(done),)), 422)
    messages.success(request, _("The rota is changed."))
    return redirect("night-rota", here.slug)


def _take(request: HttpRequest, here: Here) -> HttpResponse:
    number = _number(request.POST.get("take", ""))
    done = act.take_over(
        association=here.association,
        shift=number,
        handle=request.POST.get(f"who-{number}", "")[:60],
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        error = SimpleError(done.sentence, f"who-{number}")
        return _page(request, here, replace(_view(here, {}), errors=(error,)), 409)
    messages.success(request, _("The shift is taken over."))
    return redirect("night-rota", here.slug)


def _remove(request: HttpRequest, here: Here) -> HttpResponse:
    number = _number(request.POST.get("remove", ""))
    done = act.remove_shift(
        association=here.association, shift=number, by=here.by, at=here.at, membership=here.membership
    )
    if isinstance(done, Refused):
        error = SimpleError(done.sentence, f"shift-{number}")
        return _page(request, here, replace(_view(here, {}), errors=(error,)), 409)
    messages.success(request, _("The shift is off the rota."))
    return redirect("night-rota", here.slug)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _error(refused: Refused) -> SimpleError:
    fields = {"starts": "from_on", "ends": "to_on", "rota": "which", "office": "which"}
    return SimpleError(refused.sentence, fields.get(refused.field or "", refused.field or "which"))


def _view(here: Here, typed: Mapping[str, str]) -> RotaPage:
    until = here.at + timedelta(weeks=WEEKS)
    rows = rotas.shifts(here.association, since=here.at - timedelta(days=1), until=until)
    gaps = rotas.rota_gaps(here.association, here.rulebook, since=here.at, until=until)
    names = {each.slug: each.name for each in here.rulebook.association.offices}
    found, which = [], []
    for one in here.rulebook.room("rotas"):
        for office in rotas.offices_of(one, here.rulebook):
            heading = f"{one.label}, {names[office]}" if office else one.label
            value = f"{one.name}/{office}" if office else one.name
            which.append(Choice(value, heading, value == typed.get("which", "")))
            theirs = [each for each in rows if (each.rota, each.office) == (one.name, office)]
            found.append(
                RotaOf(
                    one.name,
                    office,
                    heading,
                    _covers(one),
                    tuple(
                        stretch_words(here, each.start, each.end) for each in gaps.get((one.name, office), ())
                    ),
                    tuple(_weeks(here, theirs)),
                )
            )
    today = here.calendar.local(here.at).date()
    people = people_at(here.association, today)
    return RotaPage(
        slug=here.slug,
        parts=parts_of(here, "night-rota"),
        rotas=tuple(found),
        may=here.may(Permission.REASSIGN),
        which=tuple(which),
        people=tuple(
            Choice(each.account.handle, each.account.name, each.account.handle == typed.get("handle", ""))
            for each in people
        ),
        typed={"from_at": "17:00", "to_at": "09:00", "weeks": "1", **{k: v for k, v in typed.items() if v}},
    )


def _covers(one: Rota) -> str:
    if one.covers == ALWAYS:
        return _("Somebody has to be on at every hour of the day and night.")
    if one.covers == CLOSED:
        return _("Somebody has to be on whenever the office is closed.")
    return _("Somebody has to be on whenever the office is open.")


def _weeks(here: Here, rows: list[Row]) -> Iterable[tuple[str, tuple[ShiftLine, ...]]]:
    """The shifts by the week in which they begin."""
    weeks: dict[date, list[ShiftLine]] = {}
    for each in rows:
        day = here.calendar.local(each.start).date()
        monday = day - timedelta(days=day.weekday())
        weeks.setdefault(monday, []).append(
            ShiftLine(
                each.id,
                each.name,
                each.phone,
                stretch_words(here, each.start, each.end),
                each.start <= here.at < each.end,
                each.end <= here.at,
            )
        )
    for monday, lines in sorted(weeks.items()):
        said = day_words(monday, here.calendar.local(here.at).year)
        yield _("Week from %(day)s") % {"day": said}, tuple(lines)


def _page(request: HttpRequest, here: Here, view: RotaPage, status: int = 200) -> HttpResponse:
    return page(request, "out_of_hours/rota.html", view, title=_("Rotas"), here=here, status=status)
