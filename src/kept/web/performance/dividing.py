"""Was the promise kept alike for people of every language, need, age and channel?

A quarter at a time, small numbers hidden, for those who may see it (practice 15).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.rulebook.people import PeopleLists, people_lists
from kept.store import splits
from kept.store.splits import NO_NEED, Part, Split
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.promising import promise_name
from kept.web.shared.shares import percent
from kept.web.shared.words import CHANNELS, month_words


@dataclass(frozen=True, slots=True)
class PartRow:
    """One group; `share` is empty where its number is hidden."""

    name: str
    number: str
    share: str


@dataclass(frozen=True, slots=True)
class SplitTable:
    """One promise by one thing."""

    by: str
    title: str
    note: str
    rows: tuple[PartRow, ...]
    hidden: bool


@dataclass(frozen=True, slots=True)
class SplitsPage:
    """The page."""

    heading: str
    clause: str
    clause_address: str
    back: str
    quarters: tuple[Choice, ...]
    quarter: str
    tables: tuple[SplitTable, ...]
    errors: tuple[object, ...] = ()


def divided(request: HttpRequest, here: Here, clause: str) -> HttpResponse:
    """One promise, split."""
    known = here.rulebook.clause_by_id.get(clause)
    if known is None or known.promise is None:
        raise Http404
    today = here.calendar.local(here.at).date()
    offered = splits.quarters(here.association, today)
    chosen = _chosen(request.GET.get("quarter", ""), offered)
    found: Sequence[Split] = ()
    if chosen is not None:
        found = splits.splits(
            here.association,
            here.membership,
            clause,
            chosen,
            today=today,
            kinds=here.rules.kinds,
            people=people_lists(),
        )
    view = SplitsPage(
        heading=promise_name(known.promise, clause),
        clause=clause,
        clause_address=reverse("clauses-one", args=[here.slug, clause]),
        back=reverse("performance", args=[here.slug]),
        quarters=tuple(
            Choice(first.isoformat(), _words(first, last), first == chosen) for first, last in offered
        ),
        quarter=next((_words(first, last) for first, last in offered if first == chosen), ""),
        tables=tuple(_table(each, people_lists()) for each in found if each.rows),
    )
    return page(request, "performance/splits.html", view, title=view.heading, here=here)


def _chosen(text: str, offered: Sequence[tuple[date, date]]) -> date | None:
    last_over = offered[0][0] if offered else None
    return next((first for first, _last in offered if first.isoformat() == text), last_over)


def _words(first: date, last: date) -> str:
    return _("%(first)s to %(last)s") % {"first": month_words(first), "last": month_words(last)}


def _table(split: Split, people: PeopleLists) -> SplitTable:
    titles = {
        "channel": _("By channel"),
        "language": _("By language"),
        "need": _("By what people need"),
        "age": _("By age"),
    }
    notes = {"need": _("Somebody with several needs is in several rows.")}
    rows = tuple(_rows(split, people))
    return SplitTable(
        split.by,
        titles[split.by],
        notes.get(split.by, ""),
        rows,
        any(not each.share for each in rows),
    )


def _rows(split: Split, people: PeopleLists) -> Iterable[PartRow]:
    for each in split.rows:
        name = _name(split.by, each, people)
        if each.n is None or each.kept is None:
            yield PartRow(name, _("hidden"), "")
        else:
            yield PartRow(name, f"{each.n:,}", percent(each.kept, each.n))


def _name(by: str, part: Part, people: PeopleLists) -> str:
    if part.name == NO_NEED and by == "need":
        return _("No need on record")
    if not part.name:
        return _("Not known")
    if by == "channel":
        return str(CHANNELS.get(part.name, part.name))
    if by == "language":
        return people.language(part.name)
    if by == "need":
        return people.need(part.name)
    return next((each.label for each in people.age_bands if each.slug == part.name), part.name)
