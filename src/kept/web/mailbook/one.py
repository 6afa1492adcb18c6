"""One line of the mail book: what it is, what was done with it, and what it promises. And looking for one."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.actions import mail_book
from kept.casework import Refused
from kept.casework.kept_files import size_words
from kept.casework.permissions import Permission
from kept.store import files
from kept.store import mail_book as book
from kept.store.accounts import names_by_handle, people_at
from kept.store.threads import Hidden, opened
from kept.web.mailbook.rows import Row, row, rows
from kept.web.shared.access import Here
from kept.web.shared.classifying import CHECK, Classifying, part
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import moment_words

STRIKE = "strike"


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that came with it."""

    name: str
    size: str
    address: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    """The page of one line."""

    heading: str
    back: str
    action: str
    row: Row
    facts: tuple[tuple[str, str], ...]
    words: str
    scans: tuple[Scan, ...]
    receipts: tuple[tuple[str, str], ...]
    receipt_new: str
    file: str
    strikes: bool
    reason: str
    again: str
    classify: Classifying | None = None
    errors: tuple[SimpleError, ...] = ()


def item(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """One line, by the id of its row."""
    entry = book.one(here.membership, number)
    if entry is None:
        raise Http404
    address = reverse("mailbook-item", args=[here.slug, number])
    if request.method == "POST" and entry.thread is None:
        raise Http404
    sent = request.POST.get("do", "") if request.method == "POST" else ""
    errors: tuple[SimpleError, ...] = ()
    if sent == STRIKE and not typed_again(request):
        done = mail_book.strike(
            association=here.association,
            item=number,
            reason=request.POST.get("reason", ""),
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if not isinstance(done, Refused):
            messages.success(request, _("Struck out. The line stays in the book."))
            return redirect(address)
        errors = (SimpleError(done.sentence, "reason"),)
    box = _classifying(request, here, entry, address)
    if isinstance(box, str):
        messages.success(request, _("It is on record what this is."))
        return redirect(address)
    if box is not None and sent == CHECK and request.htmx:  # type: ignore[attr-defined]
        return part(request, box)
    view = _view(here, entry, address, box, request.POST.get("reason", ""), errors)
    title = _("Mail book, number %(n)s") % {"n": entry.item.number}
    return page(
        request, "mailbook/item.html", view, title=title, here=here, status=422 if view.errors else 200
    )


def _classifying(
    request: HttpRequest, here: Here, entry: book.Entry, address: str
) -> Classifying | str | None:
    """What it is, where it asks for an answer and has not been struck out."""
    if entry.thread is None or not entry.item.answer or entry.item.struck_at is not None:
        return None
    text = str(entry.words.get("about", ""))
    return Classifying.of(request, here, entry.thread.ref, text=text, action=address)


def reading(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """The same for any contact: read what was written, and say what it is."""
    thread = opened(here.membership, ref, "person", "merged_into")
    if thread is None:
        raise Http404
    if thread.merged_into is not None:
        return redirect("thread-read", here.slug, thread.merged_into.ref)
    address = reverse("thread-read", args=[here.slug, thread.ref])
    words = book.words_of([thread.pk]).get(thread.pk, {})
    text = str(words.get("about") or words.get("own_words") or "")
    box = Classifying.of(request, here, thread.ref, text=text, action=address)
    if isinstance(box, str):
        messages.success(request, _("It is on record what this is."))
        return redirect("thread", here.slug, box)
    if box is None:
        raise Hidden(thread.ref)
    if request.htmx and request.POST.get("do") == CHECK:  # type: ignore[attr-defined]
        return part(request, box)
    view = ReadingPage(thread.ref, reverse("thread", args=[here.slug, thread.ref]), text, box, box.errors)
    title = _("What is %(ref)s?") % {"ref": thread.ref}
    return page(
        request, "mailbook/read.html", view, title=title, here=here, status=422 if box.errors else 200
    )


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """The words, and the boxes beside them."""

    ref: str
    back: str
    words: str
    classify: Classifying
    errors: tuple[SimpleError, ...] = ()


def _view(
    here: Here,
    entry: book.Entry,
    address: str,
    box: Classifying | None,
    reason: str,
    errors: tuple[SimpleError, ...],
) -> ItemPage:
    one = entry.item
    line = row(here, entry)
    thread = entry.thread
    kept = files.of_threads(here.association, [thread.pk]).get(thread.pk, []) if thread else []
    receipts = book.receipts_of(here.membership, one.pk)
    new = f"{reverse('valuable-new', args=[here.slug])}?item={one.pk}"
    person = thread.person.stands if thread and thread.person else None
    return ItemPage(
        heading=_("%(what)s, number %(n)s of %(year)s")
        % {"what": line.what, "n": one.number, "year": one.year},
        back=f"{reverse('mailbook', args=[here.slug])}?on={one.day.isoformat()}",
        action=address,
        row=line,
        facts=tuple(_facts(here, entry, line)),
        words=str(entry.words.get("about", "")),
        scans=tuple(
            Scan(each.name, size_words(each.size), reverse("file", args=[here.slug, each.sha256]))
            for each in kept
        ),
        receipts=tuple(
            (_("Receipt %(n)s") % {"n": each.number}, reverse("valuable", args=[here.slug, each.number]))
            for each in receipts
        ),
        receipt_new=new if here.may(Permission.RECORD) and thread and one.struck_at is None else "",
        file=reverse("customer", args=[here.slug, person.ref]) if person else "",
        strikes=here.may(Permission.CORRECT) and one.struck_at is None and thread is not None,
        reason=reason,
        again=f"{reverse('mailbook', args=[here.slug])}?like={one.pk}",
        classify=box,
        errors=(*errors, *(box.errors if box else ())),
    )


def _facts(here: Here, entry: book.Entry, line: Row) -> list[tuple[str, str]]:
    one = entry.item
    calendar = here.rulebook.calendar_for(one.office.slug if one.office else None)
    people = names_by_handle({one.entered_by, one.handed_by, one.struck_by})
    found = [
        (_("From"), line.who),
        (_("It counts as received"), moment_words(one.received_at, calendar)),
        (
            _("Found in the out-of-hours box"),
            moment_words(one.box_at, calendar) if one.box_at else "",
        ),
        (
            _("Entered"),
            _("%(when)s by %(who)s")
            % {
                "when": moment_words(one.entered_at, calendar),
                "who": people.get(one.entered_by, one.entered_by),
            },
        ),
        (_("Why later than it came"), one.late_why),
        (_("Opened by"), one.opened_by.name),
        (_("For"), line.to),
        (_("Office"), one.office.name if one.office else ""),
    ]
    for label, moment, by in (
        (_("Handed round"), one.handed_at, one.handed_by),
        (_("Struck out"), one.struck_at, one.struck_by),
    ):
        if moment is not None:
            who = people.get(by, by)
            found.append(
                (label, _("%(when)s by %(who)s") % {"when": moment_words(moment, calendar), "who": who})
            )
    return [(label, value) for label, value in found if value]


@dataclass(frozen=True, slots=True)
class FoundPage:
    """What was looked for, and the lines that were found."""

    back: str
    words: str
    since: str
    until: str
    to: tuple[Choice, ...]
    rows: tuple[Row, ...]
    asked: bool
    errors: tuple[SimpleError, ...] = ()


def finding(request: HttpRequest, here: Here) -> HttpResponse:
    """Look for lines by day, by who sent them, and by whom they were for."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    to, errors = request.GET.get("to", ""), []
    days = {}
    for name in ("since", "until"):
        typed = request.GET.get(name, "").strip()[:20]
        try:
            days[name] = read_date(typed) if typed else None
        except MomentError as problem:
            days[name] = None
            errors.append(SimpleError(str(problem), name))
    everybody = people_at(here.association, timezone.localdate(here.at))
    account = next((each.account_id for each in everybody if each.account.handle == to), None)
    asked = bool(words or to or days["since"] or days["until"])
    entries = (
        book.found(here.membership, words=words, to=account, since=days["since"], until=days["until"])
        if asked and not errors
        else []
    )
    view = FoundPage(
        back=reverse("mailbook", args=[here.slug]),
        words=words,
        since=request.GET.get("since", "")[:20],
        until=request.GET.get("until", "")[:20],
        to=(
            Choice("", _("Anybody"), not to),
            *(
                Choice(each.account.handle, each.account.name, each.account.handle == to)
                for each in everybody
            ),
        ),
        rows=rows(here, entries),
        asked=asked,
        errors=tuple(errors),
    )
    return page(
        request, "mailbook/find.html", view, title=_("Find post"), here=here, status=422 if errors else 200
    )
