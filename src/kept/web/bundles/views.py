"""What was gathered, which of it goes out, and the files that are made of it.

Three pages: the gathering with its pieces, one piece to be marked, and the files, which are always given as
attachments and only to whoever may have all that is in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import bundles as act
from kept.actions import marking_pieces as marking
from kept.casework import Refused
from kept.casework.bundling import CASE, DATA, HOW, MADE, MAKING, PDF, PERSON, PURPOSES, SEARCHING
from kept.casework.kept_files import served_as
from kept.casework.redacting import MARKS, OPEN, REASONS, REDACTED
from kept.store import bundles as store
from kept.store import everything, files, refs
from kept.store.everything_map import PLACES
from kept.store.models import BundleItem, Gathering
from kept.store.threads import opened
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.paging import Pages
from kept.web.shared.words import day_words, moment_words

AT_ONCE, LONGEST, GIST = 25, 20_000, 220
DETAILS = ("person", "manager", "adviser", "advised_on", "review_on", "instead")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece in the list."""

    number: int
    address: str
    title: str
    where: str
    when: str
    how: str
    gist: str
    mark: str
    open: bool
    proposed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consent:
    """Somebody else who was asked."""

    id: int
    name: str
    asked: str
    answer: str
    answered: str


@dataclass(frozen=True, slots=True)
class BundlePage:
    """The gathering."""

    ref: str
    heading: str
    purpose: str
    case: str
    thread: str
    searching: bool
    making: bool
    done: int
    of: int
    found: int
    hidden: int
    counts: tuple[tuple[str, str, str], ...]
    shown: str
    pieces: tuple[Piece, ...]
    pages: Pages
    consents: tuple[Consent, ...]
    answers: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]
    made: str
    taken: tuple[str, ...]
    left: int
    erased: bool
    today: str
    typed: Mapping[str, str]
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One piece."""

    piece: Piece
    words: str
    file: str
    readable: bool
    back: str
    next: str
    marks: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str, str], ...]
    mark: str
    reason: str
    blacked: str
    details: Mapping[str, str]
    marked: str
    typed: Mapping[str, str]
    errors: tuple[SimpleError, ...] = ()


def _found(here: Here, ref: str) -> Gathering:
    row = store.of_ref(here.membership, ref)
    if row is None:
        raise Http404
    return row


def _who(here: Here) -> dict[str, Any]:
    return {"association": here.association, "by": here.by, "at": here.at, "membership": here.membership}


@dataclass(frozen=True, slots=True)
class BeginPage:
    """What is gathered, and for whom, before it begins."""

    action: str
    case: str
    ref: str
    uid: str
    sorts: tuple[tuple[str, str], ...]
    purposes: tuple[tuple[str, str], ...]
    typed: Mapping[str, str]
    errors: tuple[SimpleError, ...] = ()


def begin(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Begin to gather for this case, or all on its customer; then its page."""
    thread = opened(here.membership, ref)
    if thread is None:
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _begin(request, here, thread.ref, {})
    typed = {name: str(value)[:200].replace("\x00", "") for name, value in request.POST.items()}
    sort, purpose, uid = typed.get("sort", ""), typed.get("purpose", ""), typed.get("uid") or refs.new_uid()
    made = act.begin(thread=thread.ref, sort=sort, purpose=purpose, uid=uid, **_who(here))
    if isinstance(made, Refused):
        return _begin(request, here, thread.ref, typed, SimpleError(made.sentence, "purpose"))
    return redirect("bundle", here.slug, made.ref)


def _begin(
    request: HttpRequest, here: Here, ref: str, typed: Mapping[str, str], *errors: SimpleError
) -> HttpResponse:
    sorts = [(CASE, _("What belongs to this case"))]
    if store.may_gather(here.membership, PERSON):
        sorts.append((PERSON, _("All that is held on its customer")))
    view = BeginPage(
        action=reverse("bundle-begin", args=[here.slug, ref]),
        case=reverse("case", args=[here.slug, ref]),
        ref=ref,
        uid=typed.get("uid") or refs.new_uid(),
        sorts=tuple(sorts),
        purposes=tuple(PURPOSES.items()),
        typed=typed,
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "bundles/begin.html", view, title=_("Gather a bundle"), here=here, status=status)


def bundle(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """The gathering, and what its forms do."""
    row = _found(here, ref)
    if request.method != "POST" or typed_again(request):
        return _shown(request, here, row, {})
    typed = {name: str(value)[:LONGEST].replace("\x00", "") for name, value in request.POST.items()}
    done = _done(here, row, typed, request.POST.getlist("number"))
    if isinstance(done, Refused):
        return _shown(request, here, row, typed, SimpleError(done.sentence, done.field or "pieces"))
    messages.success(request, _("It is on record."))
    return redirect("bundle", here.slug, row.ref)


def _done(here: Here, row: Gathering, typed: Mapping[str, str], numbers: list[str]) -> object:
    who = {"gathering": row.ref, **_who(here)}
    match typed.get("act", ""):
        case "rest":
            return marking.release_rest(**who)
        case "make":
            return act.make(**who)
        case "mark":
            chosen = [int(each) for each in numbers if each.isdigit()]
            return marking.mark(numbers=chosen, mark=typed.get("mark", ""), **who)
        case "ask":
            day = _day_of(typed.get("asked_on", ""))
            if day is None:
                return Refused(_("Give the day on which they were asked."), "asked_on")
            return marking.ask_other(name=typed.get("name", ""), asked_on=day, **who)
        case "answer":
            day, consent = _day_of(typed.get("on", "")), typed.get("consent", "")
            if day is None or not consent.isdigit():
                return Refused(_("Give the day on which they answered."), f"on-{consent}")
            return marking.answered(consent=int(consent), answer=typed.get("answer", ""), on=day, **who)
    return Refused(_("Choose what to do."), "pieces")


def _day_of(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _shown(
    request: HttpRequest, here: Here, row: Gathering, typed: Mapping[str, str], *errors: SimpleError
) -> HttpResponse:
    seen, counts = store.seen_by(here.membership, row), store.counted(row)
    mark = request.GET.get("mark", "")
    listed = seen.filter(mark=mark) if mark in MARKS else seen
    pages = Pages.of(request.GET, total=listed.count(), size=AT_ONCE)
    start = (pages.number - 1) * AT_ONCE
    year = here.calendar.local(here.at).year
    own = reverse("bundle", args=[here.slug, row.ref])
    view = BundlePage(
        ref=row.ref,
        heading=_("All that is held on a person") if row.sort == PERSON else _("Everything of this case"),
        purpose=PURPOSES[row.purpose],
        case=reverse("case", args=[here.slug, row.thread.ref]),
        thread=row.thread.ref,
        searching=row.state == SEARCHING,
        making=row.state == MAKING,
        done=min(row.place, len(everything.PLACE_NAMES)),
        of=len(everything.PLACE_NAMES),
        found=row.found,
        hidden=sum(counts.values()) - seen.count(),
        counts=tuple(
            (label, str(counts.get(name, 0)), f"{own}?mark={name}#pieces") for name, label in MARKS.items()
        ),
        shown=MARKS.get(mark, ""),
        pieces=tuple(_piece(here, row, each) for each in listed[start : start + AT_ONCE]),
        pages=pages,
        consents=tuple(
            Consent(
                each.pk,
                each.name,
                day_words(each.asked_on, year),
                marking.ANSWERS.get(each.answer, ""),
                day_words(each.answered_on, year) if each.answered_on else "",
            )
            for each in store.consents(row)
        ),
        answers=tuple(marking.ANSWERS.items()),
        files=_files(here, row),
        made=moment_words(row.made_at, here.calendar) if row.state == MADE and row.made_at else "",
        taken=tuple(_taken(here, each.account.name, each.what, each.at) for each in store.taken(row)),
        left=counts.get(OPEN, 0),
        erased=row.erased_at is not None,
        today=here.calendar.local(here.at).date().isoformat(),
        typed=typed,
        errors=errors,
    )
    status = 422 if errors else 200
    title = _("Bundle %(ref)s") % {"ref": row.ref}
    return page(request, "bundles/bundle.html", view, title=title, here=here, status=status)


def _taken(here: Here, name: str, what: str, at: Any) -> str:
    label = _("the PDF") if what == PDF else _("the file for machines")
    return _("%(name)s took %(what)s, %(when)s") % {
        "name": name,
        "what": label,
        "when": moment_words(at, here.calendar),
    }


def _files(here: Here, row: Gathering) -> tuple[tuple[str, str], ...]:
    if row.state != MADE or row.erased_at is not None:
        return ()
    pdf, data = (reverse("bundle-file", args=[here.slug, row.ref, each]) for each in (PDF, DATA))
    pages = _("The PDF, %(pages)s pages") % {"pages": row.pages}
    return ((pages, pdf), (_("The same for machines: JSON, a table and the files"), data))


def _piece(here: Here, row: Gathering, each: BundleItem) -> Piece:
    words = " ".join(each.words.split())
    return Piece(
        number=each.number,
        address=reverse("bundle-item", args=[here.slug, row.ref, each.number]),
        title=each.title or _("Erased"),
        where=PLACES[each.place].says,
        when=moment_words(each.at, here.calendar) if each.at else "",
        how=HOW[each.how],
        gist=words if len(words) <= GIST else f"{words[:GIST]} …",
        mark=MARKS[each.mark],
        open=each.mark == OPEN,
        proposed=tuple(each.proposed),
    )


def item(request: HttpRequest, here: Here, ref: str, number: int) -> HttpResponse:
    """One piece, to be marked."""
    row = _found(here, ref)
    found = store.seen_by(here.membership, row).select_related("file").filter(number=number).first()
    if found is None:
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _item(request, here, row, found, {})
    typed = {name: str(value)[:LONGEST].replace("\x00", "") for name, value in request.POST.items()}
    done = _mark(request, here, row, found, typed)
    if isinstance(done, Refused):
        return _item(request, here, row, found, typed, SimpleError(done.sentence, done.field or "mark"))
    messages.success(request, _("Piece %(number)s is marked.") % {"number": number})
    following = store.seen_by(here.membership, row).filter(mark=OPEN, number__gt=number).first()
    if following is not None:
        return redirect("bundle-item", here.slug, row.ref, following.number)
    return redirect("bundle", here.slug, row.ref)


def _mark(
    request: HttpRequest, here: Here, row: Gathering, found: BundleItem, typed: Mapping[str, str]
) -> object:
    who = {"gathering": row.ref, **_who(here)}
    brought = request.FILES.get("copy")
    if typed.get("mark") == REDACTED and brought is not None:
        return marking.bring_copy(number=found.number, stream=brought, name=brought.name or "", **who)
    chosen = [value for name in ("blacked-proposed",) for value in request.POST.getlist(name)]
    written = [each.strip() for each in typed.get("blacked", "").splitlines() if each.strip()]
    return marking.mark(
        numbers=[found.number],
        mark=typed.get("mark", ""),
        reason=typed.get("reason", ""),
        blacked=list(dict.fromkeys((*chosen, *written))),
        details={each: typed[each] for each in DETAILS if typed.get(each)},
        **who,
    )


def _item(
    request: HttpRequest,
    here: Here,
    row: Gathering,
    found: BundleItem,
    typed: Mapping[str, str],
    *errors: SimpleError,
) -> HttpResponse:
    rows = store.seen_by(here.membership, row)
    after = rows.filter(number__gt=found.number, mark=OPEN).first()
    marked = ""
    if found.marked_at is not None:
        marked = _("%(who)s, %(when)s") % {
            "who": found.marked_by,
            "when": moment_words(found.marked_at, here.calendar),
        }
    view = ItemPage(
        piece=_piece(here, row, found),
        words=found.words,
        file=found.file.name if found.file is not None else "",
        readable=bool(found.words) or found.file is None,
        back=reverse("bundle", args=[here.slug, row.ref]),
        next=reverse("bundle-item", args=[here.slug, row.ref, after.number]) if after is not None else "",
        marks=tuple((name, label) for name, label in MARKS.items() if name != OPEN),
        reasons=tuple((name, each.label, each.tells) for name, each in REASONS.items()),
        mark=typed.get("mark", "") or (found.mark if found.mark != OPEN else ""),
        reason=typed.get("reason", "") or found.reason,
        blacked=typed.get("blacked", "")
        or "\n".join(each for each in found.blacked if each not in found.proposed),
        details={each: typed.get(each, "") or str(found.details.get(each, "")) for each in DETAILS},
        marked=marked,
        typed=typed,
        errors=errors,
    )
    status = 422 if errors else 200
    title = _("Piece %(number)s") % {"number": found.number}
    return page(request, "bundles/item.html", view, title=title, here=here, status=status)


def bundle_file(request: HttpRequest, here: Here, ref: str, what: str) -> HttpResponseBase:
    """A file that was made of it, as an attachment; that it was taken is on record."""
    row = _found(here, ref)
    taken = act.take(gathering=row.ref, what=what, **_who(here))
    if isinstance(taken, Refused):
        messages.error(request, taken.sentence)
        return redirect("bundle", here.slug, row.ref)
    stream = files.open(here.association, taken.sha256)
    answer = FileResponse(stream, as_attachment=True, filename=taken.name, content_type=served_as(taken.type))
    answer["Cache-Control"] = "no-store, private"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
