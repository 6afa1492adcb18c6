"""How many people must answer in each half hour of the week, so that the promise is kept?

From the calls on record of some weeks: how many came in each half hour, how long each took, and how many
people then answer the wanted share in time, by Erlang's formula. It helps to plan; nobody is judged by it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.erlang import Load, Staffing, needed
from kept.casework.rotas import open_periods
from kept.rulebook.model import Promise
from kept.store import callrecords
from kept.store.callrecords import Arrivals, Asked
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError
from kept.web.shared.words import day_words
from kept.workclock import Rings, Seconds, local_midnight

WEEKS, MOST_WEEKS = 4, 26
HALVES = 48
DAYS = 7


@dataclass(frozen=True, slots=True)
class Cell:
    """One half hour of one day of the week."""

    people: str
    title: str
    many: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Half:
    """One half hour, Monday to Sunday."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class StaffingPage:
    """The page, and what was asked."""

    back: str
    offices: tuple[Choice, ...]
    weeks: str
    share: str
    within: str
    wrap: str
    handling: str
    lost: str
    period: str
    calls: str
    mean: str
    days: tuple[str, ...]
    halves: tuple[Half, ...]
    nothing: bool
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    office: str
    weeks: int
    share: float
    within: float
    wrap: float
    handling: float
    lost: float


def staffing(request: HttpRequest, here: Here) -> HttpResponse:
    """The week, half hour by half hour."""
    asked, errors = _read(request.GET, here)
    today = here.calendar.local(here.at).date()
    last = today - timedelta(days=today.weekday())
    first = last - timedelta(weeks=asked.weeks)
    calendar = here.rulebook.calendar_for(asked.office or None)
    found = callrecords.arrivals(
        here.association,
        here.membership,
        Asked(
            local_midnight(calendar, first),
            local_midnight(calendar, last),
            asked.office or None,
            closed=False,
        ),
    )
    calls = sum(each.calls for each in found.values())
    spoken = [(each.calls, each.mean_talk) for each in found.values() if each.mean_talk is not None]
    mean = sum(n * talk for n, talk in spoken) / sum(n for n, _talk in spoken) if spoken else None
    halves = _halves(here, asked, found, first, last, mean) if not errors else ()
    offices = [(each.slug, each.name) for each in here.rulebook.association.offices]
    view = StaffingPage(
        back=reverse("phones", args=[here.slug]),
        offices=tuple(
            Choice(slug, name, slug == asked.office) for slug, name in (("", _("All offices")), *offices)
        )
        if len(offices) > 1
        else (),
        weeks=request.GET.get("weeks", "")[:6] or str(asked.weeks),
        share=request.GET.get("share", "")[:6] or f"{asked.share * 100:g}",
        within=request.GET.get("within", "")[:6] or f"{asked.within:g}",
        wrap=request.GET.get("wrap", "")[:6] or f"{asked.wrap:g}",
        handling=request.GET.get("handling", "")[:6] or (f"{asked.handling:g}" if asked.handling else ""),
        lost=request.GET.get("lost", "")[:6] or f"{asked.lost * 100:g}",
        period=_("%(first)s to %(last)s")
        % {"first": day_words(first), "last": day_words(last - timedelta(days=1))},
        calls=f"{calls:,}",
        mean=f"{mean:,.0f}" if mean is not None else "",
        days=tuple(
            str(each) for each in (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
        ),
        halves=halves,
        nothing=not calls,
        errors=errors,
    )
    status = 422 if errors else 200
    return page(
        request, "phones/staffing.html", view, title=_("How many must answer"), here=here, status=status
    )


def _read(query: Mapping[str, str], here: Here) -> tuple[_Asked, tuple[SimpleError, ...]]:
    offices = [each.slug for each in here.rulebook.association.offices]
    office = query.get("office", "") if query.get("office", "") in offices else ""
    promise = next(iter(callrecords.promises_of(here.rulebook)), None)
    within, share = _usual(here, promise, office)
    errors: list[SimpleError] = []

    def number(name: str, usual: float, least: float, most: float, sentence: str) -> float:
        text = query.get(name, "").strip().replace(",", "")[:8]
        if not text:
            return usual
        try:
            found = float(text)
        except ValueError:
            found = math.nan
        if not least <= found <= most:
            errors.append(SimpleError(sentence, name))
            return usual
        return found

    asked = _Asked(
        office=office,
        weeks=int(
            number("weeks", WEEKS, 1, MOST_WEEKS, _("Look at 1 to %(n)s whole weeks.") % {"n": MOST_WEEKS})
        ),
        share=number(
            "share",
            share * 100,
            1,
            99.9,
            _("The share must lie between 1 and 99.9: nobody answers every call."),
        )
        / 100,
        within=number("within", within, 0, 3600, _("Give the seconds within which to answer, 0 to 3,600.")),
        wrap=number("wrap", 0, 0, 3600, _("Give the seconds of work after a call, 0 to 3,600.")),
        handling=number("handling", 0, 1, 7200, _("Give the seconds that a call takes, 1 to 7,200.")),
        lost=number(
            "lost", 0, 0, 90, _("The share of time away from the telephone must lie between 0 and 90.")
        )
        / 100,
    )
    return asked, tuple(errors)


def _usual(here: Here, promise: Promise | None, office: str) -> tuple[float, float]:
    """What the policy itself promises: so many seconds, and the share where it names one; else 95 in 100."""
    calendar = here.rulebook.calendar_for(office or None)
    within = 15.0
    if promise is not None and isinstance(promise.within, Rings):
        within = promise.within.n * calendar.ring_seconds
    elif promise is not None and isinstance(promise.within, Seconds):
        within = promise.within.n
    measures = (each.measure for each in here.rulebook.clauses if each.measure)
    share = next((each.at_least for each in measures if promise and each.of.promise == promise.clause), None)
    return within, (share or 95.0) / 100


def _halves(
    here: Here,
    asked: _Asked,
    found: Mapping[tuple[int, int], Arrivals],
    first: date,
    last: date,
    mean: float | None,
) -> tuple[Half, ...]:
    """The rows from the first half hour that anybody is there to the last."""
    calendar = here.rulebook.calendar_for(asked.office or None)
    week = open_periods(
        calendar, local_midnight(calendar, first), local_midnight(calendar, first + timedelta(days=DAYS))
    )
    open_at: set[tuple[int, int]] = set()
    for period in week:
        moment = period.start
        while moment < period.end:
            local = calendar.local(moment)
            open_at.add((local.weekday(), local.hour * 2 + local.minute // 30))
            moment += timedelta(minutes=30)
    used = sorted({half for _day, half in {*open_at, *found}})
    if not used or (mean is None and not asked.handling):
        return ()
    results: dict[tuple[int, int], tuple[float, Staffing]] = {}
    for (day, half), each in found.items():
        handling = (asked.handling or each.mean_talk or mean or 0) + asked.wrap
        arrivals = each.calls / asked.weeks
        results[day, half] = (
            arrivals,
            needed(Load(arrivals, handling), share=asked.share, within=asked.within, lost=asked.lost),
        )
    days = range(DAYS) if any(day > 4 for day, _half in {*open_at, *found}) else range(5)
    return tuple(
        Half(
            f"{half // 2:02}:{'30' if half % 2 else '00'}",
            tuple(_cell(results.get((day, half)), (day, half) in open_at) for day in days),
        )
        for half in range(used[0], used[-1] + 1)
    )


def _cell(result: tuple[float, Staffing] | None, is_open: bool) -> Cell:
    if result is None:
        return Cell("0" if is_open else "", "", 0, not is_open)
    arrivals, found = result
    title = _("%(calls)s calls, %(share)s %% in time, busy %(busy)s %% of the time") % {
        "calls": f"{arrivals:.1f}",
        "share": f"{found.share * 100:.0f}",
        "busy": f"{found.busy * 100:.0f}",
    }
    return Cell(f"{found.rostered}", title, min(found.people, 6), not is_open)
