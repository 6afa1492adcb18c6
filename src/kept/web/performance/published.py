"""What was published of a month, what is known today, and what came between, each with its event?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.actions.publishing import publish
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.store import figures, publishing
from kept.store.counting import next_month
from kept.store.figures import Figure
from kept.store.later import Because, Later, later
from kept.store.models import Account, Published
from kept.web.performance.totals import in_headline
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.promising import promise_name
from kept.web.shared.shares import Counts
from kept.web.shared.tablefile import table_file
from kept.web.shared.words import Words, moment_words, month_words, verdict_words

SHOWN = 200


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month in the list."""

    words: str
    address: str
    published: str
    may_publish: bool
    month: str


@dataclass(frozen=True, slots=True)
class MonthsPage:
    """Every month that is over."""

    back: str
    action: str
    months: tuple[MonthLine, ...]
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One promise as it was told, and as it is known today."""

    clause: str
    name: str
    address: str
    told: str
    told_of: str
    today: str
    today_of: str
    same: bool


@dataclass(frozen=True, slots=True)
class EventWords:
    """What was recorded since: which, when, and by whom."""

    what: str
    when: str
    by: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One promise that stands otherwise."""

    ref: str
    address: str
    name: str
    was: Words
    now: Words
    other: str
    because: tuple[EventWords, ...]


@dataclass(frozen=True, slots=True)
class MonthPage:
    """One published month."""

    heading: str
    back: str
    published: str
    told: str
    told_of: str
    today: str
    today_of: str
    rows: tuple[FigureRow, ...]
    differences: tuple[Difference, ...]
    more: int
    total: str
    csv: str
    errors: tuple[SimpleError, ...] = ()


def published(request: HttpRequest, here: Here) -> HttpResponse:
    """Every month that is over; whoever may publishes one."""
    if request.method == "POST" and not typed_again(request):
        return _publish(request, here)
    return _list(request, here)


def _list(request: HttpRequest, here: Here, errors: tuple[SimpleError, ...] = ()) -> HttpResponse:
    done = {each.month: each for each in Published.objects.filter(association=here.association)}
    year = here.calendar.local(here.at).year
    lines = []
    for month in reversed(list(_over(here))):
        row = done.get(month)
        when = moment_words(row.published_at, here.calendar, year) if row else ""
        address = reverse("performance-month", args=[here.slug, f"{month:%Y-%m}"]) if row else ""
        may = row is None and here.may(Permission.PUBLISH)
        lines.append(MonthLine(month_words(month), address, when, may, f"{month:%Y-%m}"))
    view = MonthsPage(
        back=reverse("performance", args=[here.slug]),
        action=reverse("performance-published", args=[here.slug]),
        months=tuple(lines),
        errors=errors,
    )
    status = 409 if errors else 200
    return page(
        request, "performance/published.html", view, title=_("Published months"), here=here, status=status
    )


def _over(here: Here) -> Iterable[date]:
    """The months of the last three years that are over and in which something counts."""
    today = here.calendar.local(here.at).date()
    month = max(here.association.go_live.replace(day=1), date(today.year - 3, today.month, 1))
    while next_month(month) <= today:
        yield month
        month = next_month(month)


def _publish(request: HttpRequest, here: Here) -> HttpResponse:
    month = _month(request.POST.get("month", ""))
    if month is None:
        return _list(request, here, (SimpleError(_("Choose a month from the list."), ""),))
    done = publish(
        association=here.association, month=month, by=here.by, at=here.at, membership=here.membership
    )
    if isinstance(done, Refused):
        return _list(request, here, (SimpleError(done.sentence, ""),))
    if done.new:
        messages.success(request, _("%(month)s is published.") % {"month": month_words(month)})
    return redirect("performance-month", here.slug, f"{month:%Y-%m}")


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None


def month_page(request: HttpRequest, here: Here, month: str) -> HttpResponse:
    """As published, as known today, and each difference with what was recorded since."""
    first = _month(month)
    row = Published.objects.filter(association=here.association, month=first).first() if first else None
    if row is None or first is None:
        raise Http404
    until = publishing.month_end(first)
    told = publishing.figures_of(row, here.membership)
    today = figures.performance(here.association, here.membership, first, until)
    differ = later(here.association, here.membership, row)
    told_total = Counts.of(in_headline(told, here.rulebook))
    today_total = Counts.of(in_headline(today, here.rulebook))
    who = Account.objects.filter(handle=row.published_by).values_list("name", flat=True).first()
    year = here.calendar.local(here.at).year
    said = {
        "when": moment_words(row.published_at, here.calendar, year),
        "who": who or _("Kept, by itself"),
    }
    number = {"n": f"{len(differ):,}"}
    view = MonthPage(
        heading=month_words(first),
        back=reverse("performance-published", args=[here.slug]),
        published=_("Published at %(when)s by %(who)s.") % said,
        told=told_total.share,
        told_of=told_total.fraction,
        today=today_total.share,
        today_of=today_total.fraction,
        rows=tuple(_rows(here, told, today)),
        differences=tuple(_difference(here, each) for each in differ[:SHOWN]),
        more=max(0, len(differ) - SHOWN),
        total=ngettext("%(n)s difference", "%(n)s differences", len(differ)) % number,
        csv=reverse("performance-month-csv", args=[here.slug, month]) if here.may(Permission.EXPORT) else "",
    )
    return page(request, "performance/month.html", view, title=view.heading, here=here)


def _rows(here: Here, told: Sequence[Figure], today: Sequence[Figure]) -> Iterable[FigureRow]:
    place = {clause: number for number, clause in enumerate(here.rulebook.promises)}
    before = {each.promise: each for each in told}
    now = {each.promise: each for each in today}
    for clause in sorted(before.keys() | now.keys(), key=lambda one: (place.get(one, len(place)), one)):
        was, then = _counts(before.get(clause)), _counts(now.get(clause))
        known = here.rulebook.clause_by_id.get(clause)
        yield FigureRow(
            clause=clause,
            name=promise_name(known.promise if known else None, clause),
            address=reverse("clauses-one", args=[here.slug, clause]) if known else "",
            told=was.share,
            told_of=was.fraction,
            today=then.share,
            today_of=then.fraction,
            same=before.get(clause) == now.get(clause),
        )


def _counts(figure: Figure | None) -> Counts:
    return Counts.of([figure] if figure else [])


def _difference(here: Here, each: Later) -> Difference:
    known = here.rulebook.promises.get(each.promise)
    return Difference(
        ref=each.thread,
        address=reverse("thread", args=[here.slug, each.thread]),
        name=promise_name(known, each.promise),
        was=verdict_words(each.was) if each.was else Words(_("Not in it"), "mute"),
        now=_now(each),
        other=", ".join(_other(name) for name in each.other) if each.was == each.now else "",
        because=tuple(_event(here, because) for because in each.because)
        or (EventWords(_("Nothing was recorded since: its time ran out."), "", ""),),
    )


def _other(name: str) -> str:
    """What is different where the verdict is the same."""
    words = {"evidence": _("how it is known"), "time": _("how long it took"), "office": _("the office")}
    return words[name]


def _now(each: Later) -> Words:
    if each.now is not None:
        return verdict_words(each.now)
    if each.moved:
        return Words(_("Falls due in another month"), "mute")
    return Words(_("No longer counted"), "mute")


def _event(here: Here, because: Because) -> EventWords:
    kinds: Mapping[str, object] = here.rules.kinds
    kind = kinds.get(because.kind)
    year = here.calendar.local(here.at).year
    return EventWords(
        what=getattr(kind, "label", because.kind),
        when=moment_words(because.recorded_at, here.calendar, year),
        by=because.by,
    )


MONTH_HEAD = (
    "clause",
    "reference",
    "began_with_entry",
    "verdict_as_published",
    "verdict_today",
    "falls_due_in_another_month",
    "recorded_since",
)


def month_csv(request: HttpRequest, here: Here, month: str) -> StreamingHttpResponse:
    """Every difference of a published month as a file."""
    first = _month(month)
    row = Published.objects.filter(association=here.association, month=first).first() if first else None
    if row is None:
        raise Http404
    found = row

    def rows() -> Iterable[Sequence[object]]:
        for each in later(here.association, here.membership, found):
            since = "; ".join(f"{one.kind} {one.recorded_at.isoformat()} {one.by}" for one in each.because)
            moved = "yes" if each.moved else ""
            yield (each.promise, each.thread, each.start, each.was or "", each.now or "", moved, since)

    return table_file(f"kept-{here.slug}-{month}.csv", here, MONTH_HEAD, rows)
