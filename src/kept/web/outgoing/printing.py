"""Which letters were printed together, and were they taken to the post?"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import batches as acts
from kept.casework import Refused
from kept.casework.collecting import goes_at
from kept.casework.permissions import Permission
from kept.rulebook.dispatch import POST, dispatch_of
from kept.store import batches
from kept.store.models import PrintBatch
from kept.web.outgoing.taking import given_out
from kept.web.outgoing.views import Line, line_of, listed, people_of
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import day_words, moment_words


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch in the list."""

    ref: str
    address: str
    office: str
    day: str
    number: int
    letters: int
    sheets: int
    taken: str


@dataclass(frozen=True, slots=True)
class BatchesPage:
    """The batches made last."""

    back: str
    lines: tuple[BatchLine, ...]


@dataclass(frozen=True, slots=True)
class BatchPage:
    """One batch: its files, its letters, and whether it has gone."""

    back: str
    line: BatchLine
    action: str
    letters: str
    sheet: str
    made: str
    taken: str
    goes: str
    may_take: bool
    lines: tuple[Line, ...]
    uid: str
    errors: tuple[SimpleError, ...] = ()


def print_batches(request: HttpRequest, here: Here) -> HttpResponse:
    """The list; and a new batch of one office."""
    if request.method == "POST" and not typed_again(request):
        made = acts.make(
            association=here.association,
            office=request.POST.get("office", "")[:60],
            uid=request.POST.get("uid", "")[:40] or uuid.uuid4().hex,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if isinstance(made, Refused):
            return listed(request, here, SimpleError(made.sentence, ""))
        messages.success(request, _("The letters are in one file, with a sheet for the run."))
        return redirect("print-batch", here.slug, made.ref)
    found = batches.newest(here.association)
    back = reverse("outgoing", args=[here.slug])
    view = BatchesPage(back, tuple(_batch(here, each) for each in found))
    return page(request, "outgoing/batches.html", view, title=_("Printed letters"), here=here)


def _batch(here: Here, row: PrintBatch) -> BatchLine:
    calendar = here.rulebook.calendar_for(None)
    return BatchLine(
        row.ref,
        reverse("print-batch", args=[here.slug, row.ref]),
        row.office.name if row.office is not None else here.name,
        day_words(row.day),
        row.number,
        row.letters,
        row.sheets,
        moment_words(row.taken_at, calendar) if row.taken_at is not None else "",
    )


def _found(here: Here, ref: str) -> PrintBatch:
    rows = PrintBatch.objects.filter(association=here.association, ref=ref)
    row = rows.select_related("office", "file", "sheet").first()
    if row is None:
        raise Http404
    return row


def print_batch(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """One batch; and that it was taken to the post."""
    row = _found(here, ref)
    errors: tuple[SimpleError, ...] = ()
    if request.method == "POST" and not typed_again(request):
        done = acts.taken(
            association=here.association, batch=ref, by=here.by, at=here.at, membership=here.membership
        )
        if not isinstance(done, Refused):
            messages.success(request, _("The batch is on record as taken to the post."))
            return redirect("print-batch", here.slug, ref)
        errors = (SimpleError(done.sentence, ""),)
    title = _("Letters of %(day)s, batch %(number)s") % {"day": day_words(row.day), "number": row.number}
    return page(request, "outgoing/batch.html", _page(here, row, errors), title=title, here=here)


def _page(here: Here, row: PrintBatch, errors: tuple[SimpleError, ...]) -> BatchPage:
    calendar = here.rulebook.calendar_for(row.office.slug if row.office is not None else None)
    collected = dict(dispatch_of(here.rulebook)[POST].collected)
    goes = goes_at(collected, row.taken_at or here.at, calendar)
    names = people_of({row.made_by, row.taken_by})
    letters = batches.letters_of(row).select_related("thread", "person", "batch").order_by("sheets", "id")
    line = _batch(here, row)
    return BatchPage(
        back=reverse("print-batches", args=[here.slug]),
        line=line,
        action=reverse("print-batch", args=[here.slug, row.ref]),
        letters=reverse("print-batch-file", args=[here.slug, row.ref, "letters"]),
        sheet=reverse("print-batch-file", args=[here.slug, row.ref, "sheet"]),
        made=_("%(who)s, %(when)s")
        % {"who": names.get(row.made_by, row.made_by), "when": moment_words(row.made_at, calendar)},
        taken=_("%(who)s, %(when)s") % {"who": names.get(row.taken_by, row.taken_by), "when": line.taken}
        if row.taken_at is not None
        else "",
        goes=moment_words(goes, calendar) if goes > (row.taken_at or here.at) else "",
        may_take=row.taken_at is None and here.may(Permission.RECORD),
        lines=tuple(line_of(here, each) for each in letters),
        uid=uuid.uuid4().hex,
        errors=errors,
    )


def print_batch_file(request: HttpRequest, here: Here, ref: str, which: str) -> HttpResponseBase:
    """The letters, or the sheet that goes with them."""
    row = _found(here, ref)
    file = {"letters": row.file, "sheet": row.sheet}.get(which)
    if file is None:
        raise Http404
    return given_out(here, file.sha256)
