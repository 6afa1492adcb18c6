"""What went as it should at the front desk in these weeks, and what did not?

Lists that lead to the visits themselves: private conversations held elsewhere, exceptions for violence, rooms
that were not there, waits that nobody told or that ran over, and how many seats were wanted at the worst.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework import waiting
from kept.store import reception as store
from kept.store.models import Account
from kept.store.reception import Visit
from kept.web.reception.fetch import office_of
from kept.web.reception.present import place_words
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.shares import percent
from kept.web.shared.words import day_words, moment_words
from kept.workclock import local_date, local_midnight

WEEKS_4, LONGEST = timedelta(days=27), timedelta(days=92)
MOST = 50
AGAIN_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """One visit on a list, and what is to be said of it there."""

    ref: str
    address: str
    when: str
    says: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One list; `slug` is where it stands on the page."""

    slug: str
    heading: str
    says: str
    lines: tuple[Line, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Peak:
    """The most who waited at once, by day."""

    day: str
    most: int
    stood: int


@dataclass(frozen=True, slots=True)
class BackPage:
    """The page."""

    slug: str
    office: str
    offices: tuple[Choice, ...]
    since: str
    until: str
    visits: int
    settled: str
    rooms: str
    lists: tuple[Listed, ...]
    peaks: tuple[Peak, ...]
    peak: int
    errors: tuple[SimpleError, ...] = ()


def back(request: HttpRequest, here: Here) -> HttpResponse:
    """The lists of a few weeks."""
    office = office_of(here, request.GET)
    calendar = here.rulebook.calendar_for(office or None)
    today = local_date(calendar, here.at)
    since, until, error = _between(request, today)
    visits = store.between(
        here.membership,
        here.rulebook,
        office=office,
        since=local_midnight(calendar, since),
        until=local_midnight(calendar, until + timedelta(days=1)),
    )
    offices = here.rulebook.association.offices
    peaks = tuple(_peaks(here, visits))
    view = BackPage(
        slug=here.slug,
        office=office,
        offices=tuple(Choice(each.slug, each.name, each.slug == office) for each in offices)
        if len(offices) > 1
        else (),
        since=since.isoformat(),
        until=until.isoformat(),
        visits=len(visits),
        settled=_settled(visits),
        rooms=_rooms(visits),
        lists=tuple(_lists(here, visits)),
        peaks=peaks,
        peak=max((each.most for each in peaks), default=0),
        errors=(error,) if error else (),
    )
    title = _("Looking back on reception")
    return page(request, "reception/back.html", view, title=title, here=here, status=422 if error else 200)


def _between(request: HttpRequest, today: date) -> tuple[date, date, SimpleError | None]:
    first, last = today - WEEKS_4, today
    try:
        since = read_date(request.GET["since"]) if request.GET.get("since") else first
        until = read_date(request.GET["until"]) if request.GET.get("until") else last
    except MomentError as problem:
        return first, last, SimpleError(str(problem), "since")
    if not 2000 <= since.year <= until.year <= 2190 or until < since or until - since > LONGEST:
        return first, last, SimpleError(_("Give two days in order, three months apart at most."), "since")
    return since, until, None


def _lists(here: Here, visits: Sequence[Visit]) -> Iterable[Listed]:
    names = dict(Account.objects.values_list("handle", "name"))
    met = [each for each in visits if each.stay.seen_at is not None]

    def listed(
        slug: str, heading: str, says: str, found: list[Visit], line: Callable[[Visit], str]
    ) -> Listed:
        return Listed(slug, heading, says, tuple(_line(here, e, line(e)) for e in found[:MOST]), len(found))

    yield listed(
        "not-private",
        _("Private, and not heard in a private room"),
        _("They asked, or it was confidential, and no private room is on record."),
        [e for e in met if not e.stay.in_private and not e.stay.approved_by],
        lambda e: place_words(e.stay.where, e.stay.room) or _("nobody said where"),
    )
    yield listed(
        "exceptions",
        _("Heard in reception because of a threat of violence"),
        _("Each names the manager who agreed; the threat itself is with the visit."),
        [e for e in met if e.stay.approved_by],
        lambda e: _("agreed by %(who)s") % {"who": names.get(e.stay.approved_by, e.stay.approved_by)},
    )
    yield listed(
        "declined",
        _("Private room offered and declined"),
        _("It was their own wish."),
        [e for e in met if e.stay.declined],
        lambda e: place_words(e.stay.where, e.stay.room),
    )
    yield listed(
        "no-room",
        _("No private room to be had"),
        _("A room was wanted and none was free."),
        [e for e in visits if e.stay.lacking_at is not None],
        lambda e: place_words(e.stay.where, e.stay.room) or _("not seen in one afterwards"),
    )
    yield listed(
        "not-told",
        _("Never told how long it takes"),
        _("They came without an appointment and waited more than five minutes."),
        [
            e
            for e in visits
            if e.stay.booked_at is None and not e.stay.told and waiting.waited(e.stay, here.at) > 5
        ],
        lambda e: _waited(here, e),
    )
    yield listed(
        "overran",
        _("Waited longer than they were told"),
        _("And nobody told them again."),
        [e for e in visits if waiting.overran(e.stay, here.at)],
        lambda e: _waited(here, e),
    )
    yield listed(
        "nobody-could",
        _("Nobody could see them"),
        _("A colleague of the team was asked for, and none could."),
        [e for e in visits if e.stay.nobody],
        lambda e: _NOBODY().get(e.stay.nobody, ""),
    )
    yield listed(
        "who-saw",
        _("Who saw whom, of those who came without an appointment"),
        _("With the team that deals with it."),
        [e for e in met if e.stay.booked_at is None and (e.stay.seen_by or e.stay.to_team)],
        lambda e: _seen_by(here, e, names),
    )
    yield listed(
        "unsettled",
        _("Could not be settled that day"),
        _("Each left with the time of the next appointment, or did not want one."),
        [e for e in visits if e.stay.unsettled],
        lambda e: _waited(here, e),
    )


def _NOBODY() -> dict[str, str]:
    return {
        "none_in": _("nobody of the team was in"),
        "all_busy": _("all of them were with customers"),
        "none_knows": _("nobody knew enough about it"),
    }


def _seen_by(here: Here, visit: Visit, names: dict[str, str]) -> str:
    teams = dict(here.rulebook.association.teams)
    who = names.get(visit.stay.seen_by, "") or _("whoever was at the desk")
    team = teams.get(visit.stay.to_team, "")
    return _("%(who)s, for %(team)s") % {"who": who, "team": team} if team else who


def _waited(here: Here, visit: Visit) -> str:
    minutes = round(waiting.waited(visit.stay, here.at))
    if visit.stay.told:
        return _("waited %(n)s minutes, was told %(told)s") % {"n": minutes, "told": visit.stay.told[-1][1]}
    return _("waited %(n)s minutes") % {"n": minutes}


def _line(here: Here, visit: Visit, says: str) -> Line:
    ref = visit.thread.ref
    when = moment_words(visit.stay.arrived_at, here.calendar)
    return Line(ref, reverse("thread", args=[here.slug, ref]), when, says)


def _settled(visits: Sequence[Visit]) -> str:
    """How many were settled at the desk: without a colleague, another appointment or coming again."""
    over = [each for each in visits if each.stay.over_at is not None and each.stay.seen_at is not None]
    if not over:
        return ""
    came: dict[int, list[Visit]] = {}
    for each in visits:
        if each.thread.person is not None:
            came.setdefault(each.thread.person.stands.pk, []).append(each)
    settled = [e for e in over if not e.stay.passed and not e.stay.unsettled and not _again(e, came)]
    return _("%(share)s (%(n)s of %(of)s)") % {
        "share": percent(len(settled), len(over)),
        "n": len(settled),
        "of": len(over),
    }


def _again(visit: Visit, came: dict[int, list[Visit]]) -> bool:
    person = visit.thread.person
    others = came.get(person.stands.pk, []) if person is not None else []
    return any(timedelta() < each.stay.arrived_at - visit.stay.arrived_at <= AGAIN_WITHIN for each in others)


def _rooms(visits: Sequence[Visit]) -> str:
    wanted = [each for each in visits if each.stay.private or each.stay.private_place]
    used = [each for each in wanted if each.stay.where == waiting.PRIVATE]
    declined = [each for each in wanted if each.stay.declined]
    return _("%(wanted)s wanted one, %(used)s had one, %(declined)s declined it.") % {
        "wanted": len(wanted),
        "used": len(used),
        "declined": len(declined),
    }


def _peaks(here: Here, visits: Sequence[Visit]) -> Iterable[Peak]:
    days: dict[date, list[Visit]] = {}
    for each in visits:
        days.setdefault(here.calendar.local(each.stay.arrived_at).date(), []).append(each)
    for day in sorted(days, reverse=True):
        yield Peak(day_words(day), waiting.most_at_once(each.stay for each in days[day]), len(days[day]))
