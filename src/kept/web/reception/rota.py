"""Who is at the front desk this week, when is nobody, and who wears their badge?

Each day shows its turns and every open hour that nobody has. A break asks who covers, so no desk is ever
empty. Turns are put on, called off and badges looked at on the same page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.actions import front_rota as acts
from kept.casework import Refused, front_rota
from kept.casework.permissions import Permission
from kept.casework.slots import opening_between
from kept.store import front_rota as store
from kept.store.accounts import colleagues
from kept.store.models import Turn
from kept.web.reception.fetch import office_of
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date, read_moment
from kept.web.shared.problems import forbidden
from kept.web.shared.words import day_words
from kept.workclock import local_date, local_midnight

PARTS = {
    front_rota.DESK: gettext_lazy("At the desk"),
    front_rota.COVER: gettext_lazy("On cover, called when a wait grows"),
    front_rota.BREAK: gettext_lazy("On a break"),
    front_rota.DUTY: gettext_lazy("Duty officer of a team"),
}
DAYS = 7


@dataclass(frozen=True, slots=True)
class Line:
    """One turn in words. `badge` says when the badge was looked at; `look` that it still is to be."""

    id: int
    when: str
    who: str
    part: str
    more: str
    badge: str
    look: bool
    now: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its turns, and the open hours that nobody has."""

    label: str
    turns: tuple[Line, ...]
    gaps: tuple[str, ...]
    today: bool


@dataclass(frozen=True, slots=True)
class RotaPage:
    """The week, and what was typed."""

    slug: str
    office: str
    offices: tuple[Choice, ...]
    days: tuple[Day, ...]
    earlier: str
    later: str
    back: str
    may: bool
    people: tuple[Choice, ...]
    covers: tuple[Choice, ...]
    parts: tuple[Choice, ...]
    teams: tuple[Choice, ...]
    day: str
    begins: str
    ends: str
    errors: tuple[SimpleError, ...] = ()


def rota(request: HttpRequest, here: Here) -> HttpResponse:
    """The rota of one office, a week at a time."""
    asked = request.POST if request.method == "POST" else request.GET
    office = office_of(here, asked)
    view = _view(request, here, office)
    if request.method != "POST" or typed_again(request):
        return _page(request, here, view)
    if not here.may(Permission.RECORD):
        return forbidden(request, here.why_not(Permission.RECORD), here=here)
    done = _act(request, here, office, view)
    if isinstance(done, Refused):
        error = SimpleError(done.sentence, done.field or "who")
        return _page(request, here, replace(view, errors=(error,)), 422)
    messages.success(request, done)
    return redirect(
        f"{reverse('reception-rota', args=[here.slug])}?office={office}&week={asked.get('week', '')}"
    )


def _act(request: HttpRequest, here: Here, office: str, view: RotaPage) -> str | Refused:
    post = request.POST
    common = {
        "association": here.association,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
    for name, act, said in (
        ("off", acts.call_off, _("The turn is called off.")),
        ("badge", acts.badge_seen, _("The badge was looked at.")),
    ):
        number = post.get(name, "")
        if number:
            turn = int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0
            done = act(turn=turn, **common)  # type: ignore[arg-type]
            return done if isinstance(done, Refused) else said
    try:
        begins = read_moment(view.day, view.begins, zone=here.zone)
    except MomentError as problem:
        return Refused(str(problem), "begins")
    try:
        ends = read_moment(view.day, view.ends, zone=here.zone)
    except MomentError as problem:
        return Refused(str(problem), "ends")
    given = acts.give(
        **common,  # type: ignore[arg-type]
        office=office,
        handle=post.get("who", ""),
        part=post.get("part", ""),
        from_at=begins,
        to_at=ends,
        cover=post.get("cover", ""),
        team=post.get("team", ""),
    )
    if isinstance(given, Refused):
        places = {"handle": "who", "from_at": "begins", "to_at": "ends"}
        return Refused(given.sentence, places.get(given.field or "", given.field))
    return _("The turn is on the rota.")


def _view(request: HttpRequest, here: Here, office: str) -> RotaPage:
    asked = request.POST if request.method == "POST" else request.GET
    calendar = here.rulebook.calendar_for(office or None)
    today = local_date(calendar, here.at)
    first = _monday(asked.get("week", ""), today)
    since = local_midnight(calendar, first)
    until = local_midnight(calendar, first + timedelta(days=DAYS))
    turns = store.turns(here.association, office=office, since=since, until=until)
    address = f"{reverse('reception-rota', args=[here.slug])}?office={office}&week="
    who, cover, part, team = (asked.get(name, "") for name in ("who", "cover", "part", "team"))
    people = colleagues(today)
    offices = here.rulebook.association.offices
    return RotaPage(
        slug=here.slug,
        office=office,
        offices=tuple(Choice(each.slug, each.name, each.slug == office) for each in offices)
        if len(offices) > 1
        else (),
        days=tuple(_days(here, office, first, today, turns)),
        earlier=f"{address}{first - timedelta(days=DAYS)}",
        later=f"{address}{first + timedelta(days=DAYS)}",
        back=f"{reverse('reception', args=[here.slug])}?office={office}",
        may=here.may(Permission.RECORD),
        people=tuple(Choice(e.account.handle, e.account.name, e.account.handle == who) for e in people),
        covers=tuple(Choice(e.account.handle, e.account.name, e.account.handle == cover) for e in people),
        parts=tuple(Choice(slug, str(label), slug == part) for slug, label in PARTS.items()),
        teams=tuple(Choice(slug, label, slug == team) for slug, label in here.rulebook.association.teams),
        day=asked.get("day", today.isoformat())[:20],
        begins=asked.get("begins", "09:00")[:20],
        ends=asked.get("ends", "13:00")[:20],
    )


def _monday(text: str, today: date) -> date:
    try:
        day = read_date(text) if text else today
    except MomentError:
        day = today
    if not 2000 <= day.year <= 2190:
        day = today
    return day - timedelta(days=day.weekday())


def _days(here: Here, office: str, first: date, today: date, turns: tuple[Turn, ...]) -> Iterable[Day]:
    calendar = here.rulebook.calendar_for(office or None)
    for number in range(DAYS):
        day = first + timedelta(days=number)
        begins, ends = local_midnight(calendar, day), local_midnight(calendar, day + timedelta(days=1))
        theirs = [each for each in turns if each.from_at < ends and each.to_at > begins]
        opening = [(each.start, each.end) for each in opening_between(calendar, begins, ends)]
        gaps = front_rota.gaps(opening, [store.turn_of(each) for each in theirs])
        # What is over cannot be staffed any more.
        left = [(max(start, here.at), end) for start, end in gaps if end > here.at]
        lines = tuple(_line(here, each) for each in theirs)
        if lines or opening:
            yield Day(
                day_words(day),
                lines,
                tuple(f"{_hour(here, start)}–{_hour(here, end)}" for start, end in left),
                day == today,
            )


def _hour(here: Here, moment: datetime) -> str:
    return f"{here.calendar.local(moment):%H:%M}"


def _line(here: Here, turn: Turn) -> Line:
    teams = dict(here.rulebook.association.teams)
    more = teams.get(turn.team, turn.team)
    if turn.cover is not None:
        more = _("%(who)s covers") % {"who": turn.cover.name}
    sits = turn.part == front_rota.DESK
    badge = _("badge seen %(time)s") % {"time": _hour(here, turn.badge_at)} if turn.badge_at else ""
    started = turn.from_at <= here.at < turn.to_at
    return Line(
        turn.pk,
        f"{_hour(here, turn.from_at)}–{_hour(here, turn.to_at)}",
        turn.account.name,
        str(PARTS.get(turn.part, turn.part)),
        more,
        badge,
        sits and started and turn.badge_at is None,
        started,
    )


def _page(request: HttpRequest, here: Here, view: RotaPage, status: int = 200) -> HttpResponse:
    title = _("Rota of the front desk")
    return page(request, "reception/rota.html", view, title=title, here=here, status=status)
