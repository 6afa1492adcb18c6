"""What waits to go out, what is going, what failed and why, and what is to be done?"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import dispatching, sending_otherwise
from kept.actions.batches import reprint
from kept.casework import Refused
from kept.casework.dispatching import (
    DELIVERED,
    FAILED,
    GOING,
    HELD,
    POST,
    SENT,
    TEXT_WAYS,
    WAITING,
    text_parts,
)
from kept.casework.permissions import Permission
from kept.store import batches, dispatch, other_ways
from kept.store.housing import today
from kept.store.models import Account, Outgoing, Person
from kept.web.outgoing.taking import given_out
from kept.web.outgoing.words import State, state_words, way_words
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.paging import Pages
from kept.web.shared.tablefile import table_file
from kept.web.shared.words import day_words, moment_words

SIZE = 50
SHOWS = ("see-to", "waiting", "sent", "failed", "all")
CSV_HEAD = ("sent_at", "reference", "way", "to", "address", "subject", "state", "arrived_at", "contact", "by")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in the list."""

    ref: str
    address: str
    whom: str
    whom_address: str
    way: str
    subject: str
    state: State
    fault: str
    when: str
    about: str
    about_address: str


@dataclass(frozen=True, slots=True)
class ToPrint:
    """Letters that wait for a batch at one office."""

    office: str
    slug: str
    letters: int
    oldest: str
    uid: str


@dataclass(frozen=True, slots=True)
class OutgoingPage:
    """The list, with what is to be done before it."""

    shows: tuple[Choice, ...]
    show: str
    lines: tuple[Line, ...]
    pages: Pages
    empty: str
    to_print: tuple[ToPrint, ...]
    make: str
    batches: str
    proof: str
    merges: str
    replies: str
    records: bool
    not_set_up: str
    errors: tuple[SimpleError, ...] = ()


def outgoing(request: HttpRequest, here: Here) -> HttpResponse:
    """The list, as narrowed."""
    return listed(request, here)


def listed(request: HttpRequest, here: Here, *errors: SimpleError) -> HttpResponse:
    """The page of the list, with what was wrong with what was asked of it."""
    show = request.GET.get("show", "")
    rows = dispatch.seen_by(here.membership)
    if show not in SHOWS:
        show = "see-to" if _to_see_to(rows).exists() else "waiting"
    wanted = _narrowed(rows, show)
    pages = Pages.of(request.GET, total=wanted.count(), size=SIZE)
    ordered = wanted.order_by("id") if show in ("see-to", "waiting") else wanted.order_by("-id")
    found = list(ordered.select_related("thread", "person", "batch")[pages.start : pages.stop])
    waits = batches.waiting(here.association, at=here.at) if here.may(Permission.RECORD) else ()
    view = OutgoingPage(
        shows=_shows(show),
        show=show,
        lines=tuple(line_of(here, each) for each in found),
        pages=pages,
        empty=_EMPTY()[show],
        to_print=tuple(
            ToPrint(
                each.office.name if each.office is not None else here.name,
                each.office.slug if each.office is not None else "",
                each.letters,
                moment_words(each.oldest, here.rulebook.calendar_for(None)),
                uuid.uuid4().hex,
            )
            for each in waits
        ),
        make=reverse("print-batches", args=[here.slug]),
        batches=reverse("print-batches", args=[here.slug]),
        proof=reverse("outgoing-proof", args=[here.slug]),
        merges=reverse("merges", args=[here.slug]),
        replies=reverse("outgoing-replies", args=[here.slug]),
        records=here.may(Permission.RECORD),
        not_set_up=next((each.fault for each in found if each.state == WAITING and not each.tries), ""),
        errors=errors,
    )
    status = 422 if errors else 200
    title = _("What goes out")
    return page(request, "outgoing/outgoing.html", view, title=title, here=here, status=status)


def _EMPTY() -> dict[str, str]:
    return {
        "see-to": _("Nothing failed or is held. There is nothing to see to."),
        "waiting": _("Nothing waits. Whatever was written has gone."),
        "sent": _("Nothing has gone yet."),
        "failed": _("Everything that went has arrived, as far as we know."),
        "all": _("Nothing has been sent from here yet. Letters, e-mails and texts appear as you send them."),
    }


def _shows(chosen: str) -> tuple[Choice, ...]:
    labels = {
        "see-to": _("To see to"),
        "waiting": _("Waiting"),
        "sent": _("Sent"),
        "failed": _("Did not arrive"),
        "all": _("All"),
    }
    return tuple(Choice(each, labels[each], each == chosen) for each in SHOWS)


def _to_see_to(rows: QuerySet[Outgoing]) -> QuerySet[Outgoing]:
    return rows.filter(state=FAILED, seen_to_at__isnull=True) | rows.filter(state=HELD)


def _narrowed(rows: QuerySet[Outgoing], show: str) -> QuerySet[Outgoing]:
    match show:
        case "see-to":
            return _to_see_to(rows)
        case "waiting":
            return rows.filter(state__in=[WAITING, HELD, GOING])
        case "sent":
            return rows.filter(state__in=[SENT, DELIVERED])
        case "failed":
            return rows.filter(state=FAILED)
        case _:
            return rows


def line_of(here: Here, row: Outgoing) -> Line:
    """One thing as a line of a list."""
    calendar = here.rulebook.calendar_for(None)
    when = row.failed_at or row.delivered_at or row.sent_at or row.cancelled_at or row.next_at or row.asked_at
    return Line(
        row.ref,
        reverse("outgoing-one", args=[here.slug, row.ref]),
        str(row.recipient.get("name") or (row.person.name if row.person else "") or _("Name not known")),
        reverse("customer", args=[here.slug, row.person.ref]) if row.person is not None else "",
        way_words(row.way, row.channel),
        row.subject or row.text[:80],
        state_words(row.state, printed=row.batch_id is not None),
        row.fault,
        moment_words(when, calendar),
        row.thread.ref if row.thread is not None else "",
        reverse("thread", args=[here.slug, row.thread.ref]) if row.thread is not None else "",
    )


@dataclass(frozen=True, slots=True)
class OnePage:
    """One thing, all that became of it, and what can be done."""

    back: str
    line: Line
    action: str
    address: tuple[str, ...]
    text: str
    parts: str
    files: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]
    instead: str
    instead_address: str
    cancel: bool
    retry: bool
    reprint: bool
    see_to: bool
    others: tuple[Choice, ...]
    uid: str
    errors: tuple[SimpleError, ...] = ()


def one(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """What became of it; and what somebody wants done."""
    rows = dispatch.seen_by(here.membership).filter(ref=ref)
    row = rows.select_related(
        "thread", "person", "person__merged_into", "batch", "file", "instead_of"
    ).first()
    if row is None:
        raise Http404
    errors: tuple[SimpleError, ...] = ()
    if request.method == "POST" and not typed_again(request):
        done = _do(request, here, row)
        if not isinstance(done, Refused):
            messages.success(request, _said(request.POST.get("do", "")))
            return redirect("outgoing-one", here.slug, done.ref)
        errors = (SimpleError(done.sentence, {"note": "note", "way": "way"}.get(done.field or "", "")),)
    title = _("Sent out: %(ref)s") % {"ref": row.ref}
    view = _one(here, row, errors)
    return page(request, "outgoing/one.html", view, title=title, here=here, status=422 if errors else 200)


def _said(what: str) -> str:
    return {
        "cancel": _("It is taken back and does not go."),
        "retry": _("It goes out now."),
        "other": _("It goes the other way. What failed is seen to."),
        "reprint": _("It will be printed with the next batch."),
    }.get(what, _("That is on record."))


def _do(request: HttpRequest, here: Here, row: Outgoing) -> Outgoing | Refused:
    named: dict[str, Any] = {
        "association": here.association,
        "outgoing": row.ref,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
    match request.POST.get("do", ""):
        case "cancel":
            return dispatching.cancel(**named)
        case "retry":
            return dispatching.retry(**named)
        case "see-to":
            return dispatching.seen_to(note=request.POST.get("note", ""), **named)
        case "reprint":
            return reprint(**named)
        case "other":
            uid = request.POST.get("uid", "")[:40] or uuid.uuid4().hex
            return sending_otherwise.send(way=request.POST.get("way", ""), uid=uid, **named)
        case _:
            return Refused(_("Choose what is to be done."))


def _one(here: Here, row: Outgoing, errors: tuple[SimpleError, ...]) -> OnePage:
    records = here.may(Permission.RECORD)
    person: Person | None = row.person.stands if row.person is not None else None
    open_ = row.state in (WAITING, HELD)
    failed = row.state == FAILED and row.seen_to_at is None
    others = other_ways.ways_of(row, person) if records and (open_ or failed) else ()
    lines = row.recipient.get("lines")
    found = dispatch.of_thread(here.association, row.thread_id) if row.thread_id else []
    instead = next((each for each in found if each.instead_of_id == row.pk), None)
    count = text_parts(row.text)
    return OnePage(
        back=reverse("outgoing", args=[here.slug]),
        line=line_of(here, row),
        action=reverse("outgoing-one", args=[here.slug, row.ref]),
        address=tuple(str(each) for each in lines) if row.way == POST and lines else (row.address,),
        text=row.text,
        parts=_("%(n)s characters, %(parts)s parts") % {"n": count.characters, "parts": count.parts}
        if row.way in TEXT_WAYS
        else "",
        files=_files(here, row),
        steps=_steps(here, row),
        instead=instead.ref if instead is not None else "",
        instead_address=reverse("outgoing-one", args=[here.slug, instead.ref]) if instead else "",
        cancel=records and open_,
        retry=records and (open_ or (failed and row.sent_at is None)) and row.way != POST,
        reprint=records and row.state == GOING and row.batch is not None and row.batch.taken_at is None,
        see_to=records and failed,
        others=tuple(Choice(each, way_words(each), number == 0) for number, each in enumerate(others)),
        uid=uuid.uuid4().hex,
        errors=errors,
    )


def _files(here: Here, row: Outgoing) -> tuple[tuple[str, str], ...]:
    """Those that hang on its contact, where the page of files gives them out."""
    named = [(str(each.get("name") or ""), str(each["sha256"])) for each in row.attachments]
    if row.file is not None:
        named.insert(0, (row.file.name, row.file.sha256))
    return tuple(
        (name or _("File"), reverse("outgoing-file", args=[here.slug, row.ref, digest]))
        for name, digest in named
    )


def _steps(here: Here, row: Outgoing) -> tuple[tuple[str, str], ...]:
    calendar = here.rulebook.calendar_for(None)
    names = people_of({row.asked_by, row.cancelled_by, row.seen_to_by})

    def by(handle: str) -> str:
        return names.get(handle, handle)

    found: list[tuple[str, datetime | None]] = [
        (_("Asked for by %(who)s") % {"who": by(row.asked_by)}, row.asked_at),
        (_("Can be taken back until"), row.go_at if row.state == WAITING else None),
        (_("Next try"), row.next_at if row.state == WAITING else None),
        (_("Collected by the post"), row.next_at if row.state == GOING and row.next_at else None),
        (_("Went"), row.sent_at),
        (_("Arrived"), row.delivered_at),
        (_("Did not arrive"), row.failed_at),
        (_("Taken back by %(who)s") % {"who": by(row.cancelled_by)}, row.cancelled_at),
        (_("Seen to by %(who)s") % {"who": by(row.seen_to_by)}, row.seen_to_at),
    ]
    return tuple((label, moment_words(when, calendar)) for label, when in found if when is not None)


def people_of(handles: set[str]) -> dict[str, str]:
    """The names of those who signed something."""
    return dict(Account.objects.filter(handle__in=handles - {""}).values_list("handle", "name"))


def file(request: HttpRequest, here: Here, ref: str, sha256: str) -> HttpResponseBase:
    """A copy of what went, to take away."""
    row = dispatch.seen_by(here.membership).filter(ref=ref).select_related("file").first()
    known = {str(each["sha256"]) for each in row.attachments} if row is not None else set()
    if row is not None and row.file is not None:
        known.add(row.file.sha256)
    if sha256 not in known:
        raise Http404
    return given_out(here, sha256)


@dataclass(frozen=True, slots=True)
class ProofPage:
    """What went on one day, to whom."""

    back: str
    day: str
    day_value: str
    before: str
    after: str
    csv: str
    lines: tuple[Line, ...]
    pages: Pages
    counted: tuple[tuple[str, int], ...]


def _of_day(here: Here, day: date) -> QuerySet[Outgoing]:
    begins = datetime.combine(day, datetime.min.time(), tzinfo=ZoneInfo(here.association.zone))
    ends = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=begins.tzinfo)
    rows = dispatch.seen_by(here.membership).filter(sent_at__gte=begins, sent_at__lt=ends)
    return rows.order_by("sent_at", "id")


def _day(request: HttpRequest, here: Here) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today(here.association, here.at)


def proof(request: HttpRequest, here: Here) -> HttpResponse:
    """What went on that day, by which way and when."""
    day = _day(request, here)
    rows = _of_day(here, day)
    counted: dict[str, int] = {}
    for way, channel in rows.values_list("way", "channel"):
        words = way_words(way, channel)
        counted[words] = counted.get(words, 0) + 1
    pages = Pages.of(request.GET, total=sum(counted.values()), size=SIZE)
    shown = rows.select_related("thread", "person", "batch")[pages.start : pages.stop]
    address = reverse("outgoing-proof", args=[here.slug])
    view = ProofPage(
        back=reverse("outgoing", args=[here.slug]),
        day=day_words(day),
        day_value=day.isoformat(),
        before=f"{address}?day={day - timedelta(days=1)}",
        after=f"{address}?day={day + timedelta(days=1)}" if day < today(here.association, here.at) else "",
        csv=f"{reverse('outgoing-proof-csv', args=[here.slug])}?day={day}",
        lines=tuple(_proved(here, each) for each in shown),
        pages=pages,
        counted=tuple(sorted(counted.items())),
    )
    title = _("What went on %(day)s") % {"day": view.day}
    return page(request, "outgoing/proof.html", view, title=title, here=here)


def _proved(here: Here, row: Outgoing) -> Line:
    assert row.sent_at is not None
    return replace(line_of(here, row), when=moment_words(row.sent_at, here.rulebook.calendar_for(None)))


def proof_csv(request: HttpRequest, here: Here) -> HttpResponseBase:
    """The same as a file, all of it."""
    day = _day(request, here)

    def rows() -> Sequence[Sequence[object]]:
        return [table_row(each) for each in _of_day(here, day).select_related("thread")]

    return table_file(f"kept-{here.slug}-sent-{day}.csv", here, CSV_HEAD, rows)


def table_row(row: Outgoing) -> Sequence[object]:
    """One that went, as a line of a file."""
    return (
        row.sent_at.isoformat() if row.sent_at else "",
        row.ref,
        row.way,
        str(row.recipient.get("name") or ""),
        row.address.replace("\n", ", "),
        row.subject,
        row.state,
        row.delivered_at.isoformat() if row.delivered_at else "",
        row.thread.ref if row.thread is not None else "",
        row.asked_by,
    )
