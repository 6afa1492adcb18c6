"""What in the diary still has to be seen to? One page of standing lists, each empty where all is well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.permissions import Permission
from kept.store import diary
from kept.store.models import Booking, Thread, Unmet
from kept.web.diary.one import STATES
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.words import day_words, moment_words

SHOWN, SOON, LATELY = 30, timedelta(days=7), timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list, and where to see to it."""

    when: str
    what: str
    address: str


@dataclass(frozen=True, slots=True)
class List:
    """One list, and what to do about what is on it."""

    id: str
    heading: str
    says: str
    lines: tuple[Line, ...]
    more: bool = False
    none: str = ""


@dataclass(frozen=True, slots=True)
class ToDoPage:
    """The page. `shares` is how the appointments of the last quarter of a year ended."""

    lists: tuple[List, ...]
    shares: tuple[tuple[str, int, str], ...]
    of: int
    since: str
    unmet: tuple[tuple[str, str, str], ...]
    refused: int
    back: str


def to_do(request: HttpRequest, here: Here) -> HttpResponse:
    """The page."""
    member, at = here.membership, here.at
    lists = (
        _of_bookings(
            here,
            "tell",
            _("Cancelled by us, and not settled"),
            _("Tell them, and offer another time. The clock runs until they know."),
            diary.to_tell(member),
        ),
        _of_bookings(
            here,
            "remind",
            _("To be reminded"),
            _("They come, or are visited, on the next day on which we are open."),
            diary.to_remind(member, at),
        ),
        _of_bookings(
            here,
            "interpreter",
            _("No interpreter has said that they will come"),
            _("Within a week."),
            diary.without_interpreter(member, at, at + SOON),
        ),
        _of_bookings(
            here,
            "home",
            _("Asked to the office although they cannot come"),
            _("Offer a visit at home instead."),
            diary.not_visited(member, at),
        ),
        _of_bookings(
            here,
            "outcome",
            _("Over, and nobody has said how it went"),
            _("Kept, late, or missed: say which."),
            diary.without_outcome(member, at),
        ),
        _of_bookings(
            here,
            "incomplete",
            _("For somebody who is not on file"),
            _("Put them on record, so that whoever has to keep it can reach them."),
            diary.incomplete(member, at),
        ),
        _of_threads(here, diary.without_date(member)),
        _empty(here),
    )
    start = at - LATELY
    counts = diary.shares(here.association, start, at)
    total = sum(counts.values())
    view = ToDoPage(
        # What asks for something comes first.
        lists=tuple(sorted(lists, key=lambda each: not each.lines)),
        shares=_shares(counts, total),
        of=total,
        since=day_words(here.calendar.local(start).date()),
        unmet=_unmet(here),
        refused=diary.refused_visits(here.association, start),
        back=reverse("diary", args=[here.slug]),
    )
    return page(request, "diary/to_do.html", view, title=_("To see to in the diary"), here=here)


def _of_bookings(here: Here, id_: str, heading: str, says: str, rows: Iterable[Booking]) -> List:
    found = list(rows[: SHOWN + 1])  # type: ignore[index]
    words = diary.words_of(found[:SHOWN])
    year = here.calendar.local(here.at).year
    labels = {each.name: each.label for each in here.rulebook.room("diary")}
    lines = []
    for each in found[:SHOWN]:
        said = words.get(each.event, {})
        who = (each.person.name if each.person else "") or said.get("from_name", "") or _("Somebody")
        when = moment_words(each.starts_at, here.calendar, year)
        address = reverse("diary-booking", args=[here.slug, each.pk])
        lines.append(Line(when, f"{who}, {labels.get(each.kind, each.kind)}", address))
    return List(id_, heading, says, tuple(lines), len(found) > SHOWN)


def _of_threads(here: Here, rows: Iterable[Thread]) -> List:
    found = list(rows[: SHOWN + 1])  # type: ignore[index]
    year = here.calendar.local(here.at).year
    book = reverse("diary-book", args=[here.slug]) if here.may(Permission.RECORD) else ""
    lines = []
    for each in found[:SHOWN]:
        days = (here.at - each.opened_at).days
        kind = "home-visit" if each.kind == "visit" else "appointment"
        what = _("%(who)s, asked %(days)s days ago") % {
            "who": each.person.name if each.person else each.ref,
            "days": days,
        }
        address = (
            f"{book}?thread={each.ref}&kind={kind}" if book else reverse("thread", args=[here.slug, each.ref])
        )
        lines.append(Line(moment_words(each.opened_at, here.calendar, year), what, address))
    heading = _("Asked for, and no time agreed yet")
    return List("undated", heading, _("Agree on a time."), tuple(lines), len(found) > SHOWN)


def _empty(here: Here) -> List:
    """Whose diary says nothing for a week: kept elsewhere, or not at all?"""
    names = diary.empty_diaries(here.association, here.at)
    address = reverse("diary", args=[here.slug])
    lines = tuple(Line("", each, address) for each in names[:SHOWN])
    says = _("Whoever has appointments elsewhere puts them in here: nobody can cover what nobody sees.")
    return List("empty", _("Nothing in the diary for a week"), says, lines, len(names) > SHOWN)


def _shares(counts: dict[str, int], total: int) -> tuple[tuple[str, int, str], ...]:
    found = []
    for state, (words, _tone) in STATES.items():
        n = counts.get(str(state), 0)
        if n:
            found.append((words(), n, f"{100 * n / total:.0f} %"))
    return tuple(found)


def _unmet(here: Here) -> tuple[tuple[str, str, str], ...]:
    """The last times that were wanted in vain: what, for when, and why not."""
    words = {
        "time": _("A time"),
        "room": _("A private room"),
        "visit": _("A visit at home"),
        "evening": _("A time outside our hours"),
    }
    labels = {each.name: each.label for each in here.rulebook.room("diary")}
    year = here.calendar.local(here.at).year
    rows = Unmet.objects.filter(association=here.association).order_by("-told_at", "-id")[:SHOWN]
    return tuple(
        (
            words.get(each.what, each.what),
            moment_words(each.wanted_at, here.calendar, year) if each.wanted_at else "",
            labels.get(each.why, each.why),
        )
        for each in rows
    )
