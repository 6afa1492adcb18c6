"""Which cases are there, where do they stand, and what comes next in each?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.cases import TYPES
from kept.store import cases as stored
from kept.store.models import Case, Event, EventText
from kept.store.threads import openings, visible_to
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.gist import whose_of
from kept.web.shared.paging import Pages
from kept.web.shared.words import Words, day_words, due_words, urgency

SIZE = 50
GOING_ON, MINE, NOBODYS, ENDED = "open", "mine", "nobody", "ended"


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the list."""

    ref: str
    address: str
    what: str
    whose: str
    state: str
    since: str
    owner: str
    due: str
    pressing: Words | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """The list as narrowed."""

    lines: tuple[Line, ...]
    pages: Pages
    types: tuple[Choice, ...]
    states: tuple[Choice, ...]
    shows: tuple[Choice, ...]
    empty: str


def cases(request: HttpRequest, here: Here) -> HttpResponse:
    """The list, the one that asks for something soonest first."""
    asked = {name: request.GET.get(name, "")[:40] for name in ("type", "state", "show")}
    rows = _narrowed(stored.case_rows(visible_to(here.membership)), asked, here)
    pages = Pages.of(request.GET, total=rows.count(), size=SIZE)
    soonest = F("thread__act_by").asc(nulls_last=True)
    rows = rows.order_by("-since_at", "id") if asked["show"] == ENDED else rows.order_by(soonest, "id")
    found = list(rows.select_related("thread", "thread__owner", "thread__person")[pages.start : pages.stop])
    view = ListPage(
        lines=tuple(_lines(here, found)),
        pages=pages,
        types=tuple(_types(asked["type"])),
        states=tuple(_states(asked)),
        shows=tuple(_shows(asked["show"] or GOING_ON)),
        empty=_("No case is like that. A complaint, a request, a report of nuisance: each becomes one."),
    )
    return page(request, "cases/cases.html", view, title=_("Cases"), here=here)


def _narrowed(rows: QuerySet[Case], asked: Mapping[str, str], here: Here) -> QuerySet[Case]:
    if asked["type"] in TYPES:
        rows = rows.filter(type=asked["type"])
        if any(each.name == asked["state"] for each in TYPES[asked["type"]].states):
            return rows.filter(state=asked["state"])
    if asked["show"] == ENDED:
        return rows.filter(ended=True)
    rows = rows.filter(ended=False)
    if asked["show"] == MINE:
        return rows.filter(thread__owner=here.membership.account_id)
    return rows.filter(thread__owner=None) if asked["show"] == NOBODYS else rows


def _lines(here: Here, found: Iterable[Case]) -> Iterable[Line]:
    rows = list(found)
    opening = openings([each.thread_id for each in rows], here.rulebook.kinds)
    words = _words(opening.values())
    for each in rows:
        thread, kind = each.thread, TYPES.get(each.type)
        first = opening.get(thread.pk)
        due = thread.act_by or thread.due_at
        yield Line(
            ref=thread.ref,
            address=reverse("case", args=[here.slug, thread.ref]),
            what=kind.label if kind else each.type,
            whose=whose_of(here, thread, first, words.get(first.pk, {}) if first else {}),
            state=kind.state(each.state).label if kind else each.state,
            since=day_words(here.calendar.local(each.since_at).date(), here.at.year),
            owner=thread.owner.name if thread.owner else "",
            due=due_words(due, here.calendar) if due and not each.ended else "",
            pressing=urgency(due, here.at, here.calendar) if due and not each.ended else None,
        )


def _words(events: Iterable[Event]) -> Mapping[int, Mapping[str, object]]:
    texts = EventText.objects.filter(event__in=[each.pk for each in events], erased_at=None)
    return {each.event_id: each.words for each in texts}


def _types(chosen: str) -> Iterable[Choice]:
    yield Choice("", _("Every sort"), not chosen)
    for each in sorted(TYPES.values(), key=lambda one: one.label):
        yield Choice(each.name, each.label, each.name == chosen)


def _states(asked: Mapping[str, str]) -> Iterable[Choice]:
    kind = TYPES.get(asked["type"])
    if kind is None:
        return
    yield Choice("", _("Wherever it stands"), not asked["state"])
    for each in kind.states:
        yield Choice(each.name, each.label, each.name == asked["state"])


def _shows(chosen: str) -> Iterable[Choice]:
    labels = {GOING_ON: _("Going on"), MINE: _("Mine"), NOBODYS: _("Nobody's"), ENDED: _("Ended")}
    for value, label in labels.items():
        yield Choice(value, label, value == chosen)
