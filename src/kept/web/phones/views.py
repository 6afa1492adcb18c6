"""How were calls answered, by the hour of the day and by office, and which calls are behind a number?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models.functions import ExtractHour
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.store import callrecords
from kept.store.models import CallRecord
from kept.web.phones.asked import LINE_WORDS, Wanted
from kept.web.phones.present import phones_page
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.paging import Pages
from kept.web.shared.tablefile import table_file
from kept.web.shared.words import Words, span_words

SIZE = 50
CSV_HEAD = (
    "hour",
    "calls",
    "answered",
    "abandoned",
    "machine",
    "engaged",
    "median_wait_seconds",
    "p90_wait_seconds",
)


def phones(request: HttpRequest, here: Here) -> HttpResponse:
    """The figures."""
    view = phones_page(here, Wanted.of(request.GET, here), request.GET.get("promise", "")[:120])
    return page(request, "phones/phones.html", view, title=_("How calls were answered"), here=here)


def phones_csv(request: HttpRequest, here: Here) -> StreamingHttpResponse:
    """The hours as a file."""
    wanted = Wanted.of(request.GET, here)

    def rows():  # type: ignore[no-untyped-def]
        for hour, each in sorted(
            callrecords.by_hour(here.association, here.membership, wanted.asked).items()
        ):
            yield (
                f"{hour:02}:00",
                each.calls,
                each.answered,
                each.abandoned,
                each.machine,
                each.busy,
                each.median_wait,
                each.p90_wait,
            )

    return table_file(f"kept-{here.slug}-calls-{wanted.month:%Y-%m}.csv", here, CSV_HEAD, rows)


@dataclass(frozen=True, slots=True)
class CallLine:
    """One call, with the contact on which its promises run."""

    ref: str
    address: str
    when: str
    line: str
    outcome: Words
    waited: str
    rings: str
    spoken: str
    by: str


@dataclass(frozen=True, slots=True)
class CallsPage:
    """Some calls, the latest first."""

    heading: str
    back: str
    lines: tuple[CallLine, ...]
    pages: Pages


def calls(request: HttpRequest, here: Here) -> HttpResponse:
    """The calls behind a number."""
    wanted = Wanted.of(request.GET, here)
    found = callrecords.rows(here.association, here.membership, wanted.asked)
    hour = request.GET.get("hour", "")
    heading = wanted.words
    if hour.isascii() and hour.isdigit() and int(hour[:3]) < 24:
        zone = ZoneInfo(here.association.zone)
        found = found.annotate(hour=ExtractHour("rang_at", tzinfo=zone)).filter(hour=int(hour))
        heading = _("%(month)s, from %(hour)s:00") % {"month": heading, "hour": f"{int(hour):02}"}
    pages = Pages.of(request.GET, total=found.count(), size=SIZE)
    shown = found.select_related("thread", "office").order_by("-rang_at", "-id")[pages.start : pages.stop]
    view = CallsPage(
        heading=heading,
        back=f"{reverse('phones', args=[here.slug])}?{wanted.query}",
        lines=tuple(_line(here, each) for each in shown),
        pages=pages,
    )
    return page(request, "phones/calls.html", view, title=_("Calls"), here=here)


def _line(here: Here, row: CallRecord) -> CallLine:
    calendar = here.rulebook.calendar_for(row.office.slug if row.office else None)
    local = calendar.local(row.rang_at)
    until = row.rang_at + timedelta(seconds=row.waited)
    outcomes = {
        "answered": Words(_("Answered"), "good"),
        "abandoned": Words(_("Rang off"), "bad"),
        "machine": Words(_("Machine"), "soon"),
        "busy": Words(_("Engaged"), "bad"),
    }
    assert until >= row.rang_at
    return CallLine(
        ref=row.thread.ref,
        address=reverse("thread", args=[here.slug, row.thread.ref]),
        when=f"{local:%H:%M:%S}, {local.day}/{local.month}",
        line=str(LINE_WORDS.get(row.line, row.line)),
        outcome=outcomes[row.outcome],
        waited=span_words(row.waited),
        rings=f"{row.waited / calendar.ring_seconds:.1f}",
        spoken=span_words(row.talked) if row.talked is not None else "",
        by=row.taken_by,
    )
