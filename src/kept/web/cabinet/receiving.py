"""Somebody brings keys: the line of the receipt book, the labels, and the hooks on which they hang."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import key_book
from kept.casework import Refused
from kept.casework.cabinet import State
from kept.rulebook.model import Field
from kept.store import cabinet
from kept.store.models import Home, KeyReceipt, KeySet, LockChange, Office
from kept.web.cabinet.board import names_of, signs, told_words
from kept.web.cabinet.words import KeyRow, key_row
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.sheet import Sheet
from kept.web.shared.words import moment_words

ROWS, LONGEST = 6, 200


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line to type: `error` is at whichever of its three answers `wrong` names."""

    number: int
    what: str
    count: str
    hook: str
    error: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """The keys that came, and the hook that is meant where none is named."""

    rows: tuple[LineRow, ...]
    usual: str
    errors: tuple[SimpleError, ...] = ()


def _fields(here: Here) -> tuple[Field, ...]:
    kind = here.rulebook.kinds["keys.received"]
    why, asked = kind.field("why"), kind.field("from_name")
    offices = tuple(
        Office.objects.filter(association=here.association).order_by("name").values_list("slug", "name")
    )
    own = here.membership.office.slug if here.membership.office else offices[0][0]
    choose = (
        Field("office", _("Into which cabinet?"), "choice", required=True, choices=offices, default=own),
    )
    return (
        Field("from_name", asked.label if asked else "", "text", required=True),
        Field("why", why.label if why else "", "choice", required=True, choices=why.choices if why else ()),
        Field(
            "issued",
            _("How many had been given out?"),
            "number",
            help=_("Kept fills in what it knows. Leave it empty where nobody knows."),
        ),
        Field(
            "whole",
            _("Is this all that will come?"),
            "yes_no",
            required=True,
            help=_(
                "Where a tenant has left and fewer came than were given out, the locks are to be changed."
            ),
        ),
        *(choose if len(offices) > 1 else ()),
    )


def receive(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """One delivery of keys of a home."""
    home = Home.objects.filter(association=here.association, ref=ref.upper()).first()
    if home is None:
        raise Http404
    given = cabinet.given(here.association, home.pk)
    left = given.issued - given.back if given.issued is not None else None
    change = LockChange.objects.filter(association=here.association, home=home, settled_at__isnull=True)
    new = change.filter(changed_at__isnull=False).exists()
    start: dict[str, object] = {"issued": given.issued} if given.issued is not None else {}
    sheet = Sheet.of(
        request,
        here,
        _fields(here),
        start=start | ({"why": cabinet.NEW_LOCKS, "whole": True} if new else {}),
        heading=_("Keys came to us"),
        button=_("Sign for them"),
        back=reverse("cabinet-home", args=[here.slug, home.ref]),
        back_label=_("Keys of the home"),
        about=(
            (_("Home"), home.address or home.ref),
            (_("Date"), moment_words(here.at, here.calendar)),
            (_("Signed for by"), here.membership.account.name),
            *(((_("Still with the tenant"), str(left)),) if left else ()),
        ),
        warning="" if signs(here) else _("Only the receptionist, or whoever stands in for them, signs keys."),
        template="cabinet/receive.html",
    )
    lines = _lines(request, here, home)
    sheet = replace(sheet, extra=lines, loose=())
    if sheet.sent and not lines.errors:
        issued = sheet.facts.get("issued")
        done = key_book.receive(
            association=here.association,
            home=home.ref,
            lines=[key_book.Line(each.what, int(each.count), each.hook) for each in _filled(lines)],
            from_name=sheet.text("from_name"),
            why=sheet.text("why"),
            whole=bool(sheet.facts.get("whole")),
            issued=issued if isinstance(issued, int) else None,
            office=sheet.text("office") or None,
            uid=sheet.uid,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if not isinstance(done, Refused):
            return _saved(request, here, done)
        sheet = _refused(sheet, lines, done)
    if not sheet.posted:
        return sheet.page(request, here)
    errors = (*sheet.errors, *sheet.extra.errors)
    return page(
        request,
        sheet.template,
        _WithLines(sheet, errors),
        title=sheet.heading,
        here=here,
        status=422 if errors else 200,
    )


class _WithLines:
    """The form with the errors of its lines among its errors."""

    def __init__(self, sheet: Sheet, errors: tuple[SimpleError, ...]) -> None:
        self._sheet, self.errors = sheet, errors

    def __getattr__(self, name: str) -> object:
        return getattr(self._sheet, name)


def _filled(lines: Lines) -> list[LineRow]:
    return [each for each in lines.rows if each.what or each.count]


def _lines(request: HttpRequest, here: Here, home: Home) -> Lines:
    """The lines as they were typed, each with what is wrong with it."""
    office = here.membership.office or Office.objects.filter(association=here.association).first()
    usual = cabinet.hook_for(here.association, office.pk, home) if office else ""
    rows, errors = [], []
    for number in range(ROWS):
        what, count, hook = (
            request.POST.get(f"{name}-{number}", "").replace("\x00", "").strip()[:LONGEST]
            for name in ("what", "count", "hook")
        )
        row = LineRow(number, what, count, hook)
        if request.method == "POST" and not typed_again(request) and (what or count):
            wrong = _wrong(row)
            if wrong:
                row = replace(row, wrong=wrong[0], error=wrong[1])
                errors.append(SimpleError(wrong[1], f"{wrong[0]}-{number}"))
        rows.append(row)
    if request.method == "POST" and not any(each.what or each.count for each in rows):
        said = _("Enter at least one key: what it opens, and how many there are.")
        rows[0] = replace(rows[0], wrong="what", error=said)
        errors.append(SimpleError(said, "what-0"))
    return Lines(tuple(rows), usual, tuple(errors))


def _wrong(row: LineRow) -> tuple[str, str] | None:
    if not row.what:
        return "what", _("Say what this key opens, such as the front door.")
    digits = row.count.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 4:
        return "count", _("Type how many keys there are in figures, such as 2.")
    if int(row.count) < 1:
        return "count", _("There cannot be fewer than one key. Type how many there are, or empty the line.")
    return None


def _refused(sheet: Sheet, lines: Lines, refused: Refused) -> Sheet:
    """What the act said against it, at the line that it names."""
    parts = (refused.field or "").split(".")
    if parts[0] != "lines" or len(parts) < 3:
        return sheet.refused(refused)
    filled = _filled(lines)
    number = filled[int(parts[1])].number if int(parts[1]) < len(filled) else 0
    rows = tuple(
        replace(each, wrong=parts[2], error=refused.sentence) if each.number == number else each
        for each in lines.rows
    )
    error = SimpleError(refused.sentence, f"{parts[2]}-{number}")
    return replace(sheet, extra=replace(lines, rows=rows, errors=(error,)))


def _saved(request: HttpRequest, here: Here, receipt: KeyReceipt) -> HttpResponse:
    if cabinet.unlet(receipt.home_id) is not None:
        messages.warning(
            request, _("Keys are missing. The locks are to be changed, and the home is not let before that.")
        )
    else:
        messages.success(request, _("Receipt %(n)d is in the book.") % {"n": receipt.number})
    return redirect("cabinet-receipt", here.slug, receipt.number)


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """One line of the receipt book, and what is still to be done with its keys."""

    heading: str
    back: str
    facts: tuple[tuple[str, str], ...]
    sets: tuple[KeyRow, ...]
    waiting: tuple[tuple[KeyRow, int, bool], ...]
    action: str
    labels: str
    signs: bool
    errors: tuple[SimpleError, ...] = ()


def receipt(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """The receipt, to be read and printed, and the hanging up of its keys."""
    row = cabinet.receipts(here.association).filter(number=number).first()
    if row is None:
        raise Http404
    ticked = {int(each) for each in request.POST.getlist("labelled") if each.isascii() and each.isdigit()}
    if request.method != "POST" or typed_again(request):
        return _receipt(request, here, row, ticked)
    done = key_book.hang(
        association=here.association,
        receipt=row.number,
        labelled=ticked,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _receipt(request, here, row, ticked, SimpleError(done.sentence, "labelled"))
    messages.success(request, _("They are labelled and hang on their hooks."))
    return redirect("cabinet-receipt", here.slug, row.number)


def _receipt(
    request: HttpRequest, here: Here, row: KeyReceipt, ticked: set[int], *errors: SimpleError
) -> HttpResponse:
    sets = list(cabinet.sets(here.association).filter(receipt=row).order_by("pk"))
    sent = cabinet.mail_sent(here.association, [row.number]).get(f"{cabinet.MAIL}:{row.number}")
    moved = cabinet.history(here.association, home=row.home_id)
    words = next((each.words for each in moved if each.move.uid == row.uid), None) or {}
    kind = here.rulebook.kinds["keys.received"].field("why")
    whys = dict(kind.choices) if kind else {}
    view = ReceiptPage(
        heading=_("Receipt %(n)d") % {"n": row.number},
        back=reverse("cabinet-book", args=[here.slug]),
        facts=(
            (_("Date"), moment_words(row.received_at, here.calendar)),
            (_("Home"), row.home.ref),
            (_("Keys"), str(row.count)),
            (_("Brought by"), str(words.get("from_name") or _("erased"))),
            (_("Why"), whys.get(row.why, row.why)),
            (_("Given out before"), str(row.issued) if row.issued is not None else _("not known")),
            (_("All that will come"), _("Yes") if row.whole else _("No")),
            (_("Signed for by"), names_of(here).get(row.signed_by, row.signed_by)),
            (_("Told"), told_words(here, row.mailed_to, sent)),
        ),
        sets=tuple(key_row(here, each) for each in sets),
        waiting=tuple(_waiting(here, sets, ticked)),
        action=reverse("cabinet-receipt", args=[here.slug, row.number]),
        labels=reverse("cabinet-labels", args=[here.slug, row.number]),
        signs=signs(here),
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "cabinet/receipt.html", view, title=view.heading, here=here, status=status)


def _waiting(here: Here, sets: list[KeySet], ticked: set[int]) -> list[tuple[KeyRow, int, bool]]:
    return [(key_row(here, each), each.pk, each.pk in ticked) for each in sets if each.state == State.IN_HAND]


@dataclass(frozen=True, slots=True)
class Labels:
    """What is printed, cut out and tied to the keys: the code, and nothing by which a home is found."""

    heading: str
    back: str
    labels: tuple[str, ...]
    errors: tuple[SimpleError, ...] = ()


def labels(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """The labels of a receipt, to be printed."""
    row = cabinet.receipts(here.association).filter(number=number).first()
    if row is None:
        raise Http404
    sets = cabinet.sets(here.association).filter(receipt=row).order_by("pk")
    view = Labels(
        _("Labels of receipt %(n)d") % {"n": row.number},
        reverse("cabinet-receipt", args=[here.slug, row.number]),
        tuple(each.label for each in sets),
    )
    return page(request, "cabinet/labels.html", view, title=view.heading, here=here)
