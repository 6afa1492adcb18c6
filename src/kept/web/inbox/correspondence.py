"""What was written to us, by any way, in one register?

Letters, faxes, e-mails, texts, web forms, messages on social media, relay and sign language: each with when
it reached us, from whom, about what, and its number in the mail book where it came by post.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.casework.reading_mail import first_words
from kept.rulebook.model import EventKind
from kept.store import correspondence as store
from kept.store.correspondence import Beside
from kept.store.models import Event
from kept.web.shared.access import Here
from kept.web.shared.addresses import thread_address
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.gist import gist_of
from kept.web.shared.keeping import SimpleError
from kept.web.shared.paging import Pages
from kept.web.shared.words import CHANNELS, moment_words

SIZE = 50
SHOWN_DAYS, LONGEST = 31, timedelta(days=366)
ABOUT = ("about", "subject", "message", "note")
EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register."""

    when: str
    way: str
    what: str
    who: str
    subject: str
    number: str
    ref: str
    address: str
    owner: str
    struck: bool


@dataclass(frozen=True, slots=True)
class CorrespondencePage:
    """The page."""

    lines: tuple[Line, ...]
    since: str
    until: str
    ways: tuple[Choice, ...]
    pages: Pages
    narrowed: bool
    errors: tuple[SimpleError, ...] = ()


def correspondence(request: HttpRequest, here: Here) -> HttpResponse:
    """The register, the latest first."""
    view = _page(here, request.GET)
    status = 422 if view.errors else 200
    return page(
        request, "inbox/correspondence.html", view, title=_("Correspondence"), here=here, status=status
    )


def _page(here: Here, query: Mapping[str, str]) -> CorrespondencePage:
    today = here.calendar.local(here.at).date()
    first, last, errors = _days(query, today)
    kinds = {each: here.rules.kinds[each] for each in store.kinds_of(here.rules.kinds)}
    ways = sorted(
        {str(each.channel) for each in kinds.values()}, key=lambda each: str(CHANNELS.get(each, each))
    )
    way = query.get("way", "")
    way = way if way in ways else ""
    chosen = [name for name, kind in kinds.items() if not way or kind.channel == way]
    rows = store.entered(
        here.membership,
        chosen,
        since=_midnight(here, first),
        until=_midnight(here, last + timedelta(days=1)),
        mails=way in ("", EMAIL),
    )
    asked = {
        "since": first.isoformat(),
        "until": last.isoformat(),
        "way": way,
        "page": query.get("page", "1"),
    }
    pages = Pages.of(asked, total=rows[: store.MOST + 1].count(), size=SIZE, most=store.MOST)
    shown = list(rows[pages.start : pages.stop])
    voids = [name for name, kind in here.rules.kinds.items() if kind.acts == "void"]
    beside = store.beside(here.association, shown, voids)
    return CorrespondencePage(
        lines=tuple(_line(here, each, here.rules.kinds[each.kind], beside) for each in shown),
        since=query.get("since", first.isoformat()) if errors else first.isoformat(),
        until=query.get("until", last.isoformat()) if errors else last.isoformat(),
        ways=(
            Choice("", _("Any way"), not way),
            *(Choice(each, str(CHANNELS.get(each, each)), each == way) for each in ways),
        ),
        pages=pages,
        narrowed=bool(way or query.get("since") or query.get("until")),
        errors=errors,
    )


def _days(query: Mapping[str, str], today: date) -> tuple[date, date, tuple[SimpleError, ...]]:
    """The days that were asked for; the last month where they are no days or the wrong way round."""
    usual = today - timedelta(days=SHOWN_DAYS - 1), today
    try:
        since = date.fromisoformat(query["since"]) if query.get("since") else None
        until = date.fromisoformat(query["until"]) if query.get("until") else None
    except ValueError:
        return *usual, (SimpleError(_("Give days such as 2026-04-07."), "since"),)
    last = until or (min(since + timedelta(days=SHOWN_DAYS - 1), today) if since else today)
    first = since or last - timedelta(days=SHOWN_DAYS - 1)
    if first > last:
        return *usual, (SimpleError(_("The first day has to come before the last."), "since"),)
    if last - first > LONGEST:
        return *usual, (SimpleError(_("Choose at most a year at once."), "since"),)
    return first, last, ()


def _midnight(here: Here, day: date) -> datetime:
    return datetime.combine(day, time(), here.calendar.tz).astimezone(UTC)


def _line(here: Here, event: Event, kind: EventKind, beside: Beside) -> Line:
    words = beside.words.get(event.uid)
    mail = beside.mails.get(event.uid)
    item = beside.numbers.get(event.uid)
    erased = event.uid in beside.words and words is None
    said = words or {}
    thread = event.thread.merged_into or event.thread
    person = event.thread.person.stands if event.thread.person else None
    who = (person.name if person else "") or gist_of(kind, said)
    if mail is not None and mail.gone_at is None:
        who = who or mail.from_name or mail.from_address
    about = next((str(said[each]) for each in ABOUT if said.get(each)), "")
    subject = mail.subject if mail is not None and mail.subject else first_words(about)
    return Line(
        when=moment_words(event.happened_at, here.calendar),
        way=str(CHANNELS.get(EMAIL if mail is not None else str(kind.channel), kind.channel)),
        what=kind.label,
        who=_("Erased") if erased else who,
        subject="" if erased else subject,
        number=f"{item.number}/{item.year}" if item is not None else "",
        ref=thread.ref,
        address=thread_address(here.slug, thread.ref),
        owner=thread.owner.name if thread.owner_id and thread is event.thread and thread.owner else "",
        struck=event.uid in beside.struck,
    )
