"""One letter: written, looked at beside its preview, read by somebody, sent; and its PDF.

Whatever is typed is saved with every button, and by itself a little after the last key; without a script the
button *Look* does the same.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kept import printing
from kept.actions import composing
from kept.actions.working.letters_going import address_lines, form_of
from kept.casework import Refused
from kept.casework.approving import OPEN, State
from kept.casework.letter_text import Unfilled
from kept.casework.permissions import Permission
from kept.store import letter_making, letters
from kept.store.letter_making import Made
from kept.store.models import Letter
from kept.web.letters.form import Typed, kept_of, typed_of
from kept.web.letters.present import Theirs, letter_page, panels_of
from kept.web.shared.access import Here
from kept.web.shared.fields import PREFIX
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.problems import forbidden


def _letter(here: Here, ref: str) -> Letter:
    found = letters.find(here.membership, ref)
    if found is None:
        raise Http404
    return found


def _made(here: Here, letter: Letter) -> Made:
    found = letter_making.made(letter, at=here.at, rulebook=here.rulebook)
    if found is None:
        raise Http404
    return found


def letter(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """The page of one letter, and what is done with it."""
    row = _letter(here, ref)
    made = _made(here, row)
    if request.method != "POST":
        return _shown(request, here, row, made)
    if not here.may(Permission.RECORD):
        return forbidden(request, here.why_not(Permission.RECORD), here=here)
    before = address_lines(row)
    typed = typed_of(request.POST, made.template, zone=here.zone) if "version" in request.POST else None
    if typed is not None and State(row.state) in OPEN:
        saved = _saved(request, here, row, typed)
        if isinstance(saved, Refused):
            return _not_saved(request, here, row, made, typed, saved)
        row = saved
        made = _made(here, row)
    if request.htmx:  # type: ignore[attr-defined]
        # Where it goes is shown anew only when that changed, so that a tick is not lost while somebody types.
        panels = panels_of(here, row, made, moved=address_lines(row) != before)
        return render(request, "letters/panels.html", {"panels": panels, "fresh": True})
    do = "" if typed_again(request) else request.POST.get("do", "")
    return _did(request, here, row, made, do)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _saved(request: HttpRequest, here: Here, row: Letter, typed: Typed) -> Letter | Refused:
    done = composing.save(
        association=here.association,
        by=here.by,
        at=here.at,
        letter=row.ref,
        version=_number(request.POST.get("version", "")),
        values=typed.values,
        to=typed.to,
        asked=typed.asked,
        way=typed.way or None,
        lang=typed.lang,
        business=typed.business,
        membership=here.membership,
    )
    return done if isinstance(done, Refused) else _letter(here, row.ref)


def _not_saved(
    request: HttpRequest, here: Here, row: Letter, made: Made, typed: Typed, refused: Refused
) -> HttpResponse:
    """What was typed stays on the page, and what somebody else saved stands beside it."""
    before = kept_of(row)
    labels = {each.name: each.label for each in made.template.fields}
    theirs = tuple(
        Theirs(labels[name], before.values.get(name, ""))
        for name, text in typed.values.items()
        if name in labels and before.values.get(name, "") != text
    )
    row.values, row.to, row.way = {**row.values, **typed.values}, dict(typed.to), typed.way or row.way
    row.asked = [list(each) for each in typed.asked]
    shown = _made(here, row)
    if request.htmx:  # type: ignore[attr-defined]
        context = {"panels": panels_of(here, row, shown), "fresh": False, "refused": refused.sentence}
        return render(request, "letters/panels.html", context)
    return _shown(request, here, row, shown, refused=refused, theirs=theirs)


def _did(request: HttpRequest, here: Here, row: Letter, made: Made, do: str) -> HttpResponse:
    known = {"association": here.association, "by": here.by, "at": here.at, "membership": here.membership}
    version = row.version
    words = request.POST.get("back", "")
    acts: dict[str, tuple[Callable[[], Letter | Refused], str]] = {
        "ask": (
            lambda: composing.ask_approval(letter=row.ref, version=version, **known),  # type: ignore[arg-type]
            _("Asked. You will find it under “Letters” when it has been read."),
        ),
        "approve": (
            lambda: composing.approve(letter=row.ref, version=version, **known),  # type: ignore[arg-type]
            _("You agreed to this letter. Its writer can send it."),
        ),
        "send-back": (
            lambda: composing.send_back(letter=row.ref, words=words, **known),  # type: ignore[arg-type]
            _("It is back with its writer, with your words."),
        ),
        "send": (
            lambda: composing.send(
                letter=row.ref,
                version=version,
                checked=request.POST.get("checked", ""),
                **known,  # type: ignore[arg-type]
            ),
            _("It is on its way."),
        ),
        "take-back": (
            lambda: composing.take_back(letter=row.ref, **known),  # type: ignore[arg-type]
            _("Taken back. It is a draft again, and has gone to nobody."),
        ),
        "withdraw": (
            lambda: composing.withdraw(letter=row.ref, **known),  # type: ignore[arg-type]
            _("Thrown away. Nothing was sent."),
        ),
        "take-over": (
            lambda: composing.hand_on(letter=row.ref, to=here.by, **known),  # type: ignore[arg-type]
            _("You write this letter now."),
        ),
    }
    if do not in acts:
        if do == "save":
            messages.success(request, _("The draft is saved."))
            return redirect("letter", here.slug, row.ref)
        return _shown(request, here, row, made)
    act, says = acts[do]
    done = act()
    if isinstance(done, Refused):
        return _shown(request, here, _letter(here, row.ref), made, refused=done)
    messages.success(request, says)
    if do in ("withdraw", "approve", "send-back"):
        return redirect("letters", here.slug)
    return redirect("letter", here.slug, row.ref)


def _shown(
    request: HttpRequest,
    here: Here,
    row: Letter,
    made: Made,
    *,
    refused: Refused | None = None,
    theirs: tuple[Theirs, ...] = (),
) -> HttpResponse:
    errors: tuple[SimpleError, ...] = ()
    if refused is not None:
        names = {each.name for each in made.template.fields}
        field = refused.field or ""
        errors = (SimpleError(refused.sentence, f"{PREFIX}{field}" if field in names else field),)
    view = letter_page(here, row, made, errors=errors, theirs=theirs)
    title = _("%(what)s to %(who)s") % {"what": view.heading, "who": view.to["name"] or _("nobody yet")}
    status = 409 if refused is not None else 200
    return page(request, "letters/letter.html", view, title=title, here=here, status=status)


def letter_pdf(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """The letter as it is printed, to take away; a draft with holes has none."""
    row = _letter(here, ref)
    made = _made(here, row)
    try:
        size = form_of(row, made.template, here.rulebook).size_pt
        data = printing.pdf(made.document, made.letterhead, size_pt=size)
    except Unfilled as lacking:
        messages.warning(request, _("There is no PDF yet. %(why)s") % {"why": lacking.faults[0][1]})
        return redirect("letter", here.slug, row.ref)
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{row.thread.ref}-{row.ref}.pdf"'
    answer["Cache-Control"] = "no-store, private"
    return answer
