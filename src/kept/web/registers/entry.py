"""What does one entry say, what was it before, and what can be done with it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import registering
from kept.casework import Refused
from kept.casework import registers as casework
from kept.casework.kept_files import served_as
from kept.rulebook.registers import Register
from kept.store import files, refs
from kept.store import registers as store
from kept.store.accounts import people_at
from kept.store.models import RegisterEntry, RegisterLog
from kept.web.registers.asks import State, want_words
from kept.web.registers.present import Cell, FormPage, cells_of, subject_words, typed_of
from kept.web.registers.views import (
    answers_in,
    errors_of,
    faults_of,
    names_of,
    questions,
    register_of,
    with_files,
)
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.problems import forbidden
from kept.web.shared.words import Words, day_words, moment_words

LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done to an entry."""

    when: str
    who: str
    what: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """What an entry said before."""

    number: int
    until: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry."""

    slug: str
    id: int
    title: str
    register: str
    register_address: str
    subject: str
    edition: int
    cells: tuple[Cell, ...]
    wants: tuple[Words, ...]
    ended: str
    may_keep: bool
    change: str
    check_label: str
    results: tuple[Choice, ...]
    reviewed: bool
    ends: tuple[Choice, ...]
    sign: str
    signed: str
    unsigned: tuple[str, ...]
    readers: int
    log: tuple[Done, ...]
    editions: tuple[Edition, ...]
    uid: str
    hours: str = ""
    note: str = ""
    errors: tuple[SimpleError, ...] = ()


def entry(request: HttpRequest, here: Here, entry: int) -> HttpResponse:
    """One entry; sent back, it was looked at, read, or holds no longer."""
    found, register = _found(here, entry)
    if request.method != "POST" or typed_again(request):
        return _page(request, here, found, register)
    signed = {"association": here.association, "by": here.by, "at": here.at, "membership": here.membership}
    given = {
        name: request.POST.get(name, "").replace("\x00", "")[:LONGEST_NOTE]
        for name in ("result", "note", "why")
    }
    done: object
    match request.POST.get("do"):
        case "check":
            uid = request.POST.get("uid", "")[:64] or None
            done = registering.check(
                entry=found.pk,
                result=given["result"],
                note=given["note"],
                uid=uid,
                **signed,  # type: ignore[arg-type]
            )
            says = _("It is on record that you looked.")
        case "sign":
            done = registering.sign(entry=found.pk, **signed)  # type: ignore[arg-type]
            says = _("Thank you. It is on record that you have read it.")
        case "end":
            done = registering.end(entry=found.pk, why=given["why"], **signed)  # type: ignore[arg-type]
            says = _("It holds no longer. It can still be looked up here.")
        case _:
            done = Refused(_("Choose what to do with it."), "")
            says = ""
    if isinstance(done, Refused):
        error = SimpleError(done.sentence, done.field or "")
        return _page(request, here, found, register, (error,), given["note"])
    messages.success(request, says)
    return redirect("register-entry", here.slug, found.pk)


def _found(here: Here, pk: int) -> tuple[RegisterEntry, Register]:
    """The entry and its register; 404 where it is not for this person.

    What those who lead keep of somebody in confidence is not shown to that person, whatever their role.
    """
    found = store.find(here.association, pk)
    if found is None:
        raise Http404
    register = register_of(here, found.register)
    if register.private and found.account_id == here.membership.account_id:
        raise Http404
    return found, register


def _page(
    request: HttpRequest,
    here: Here,
    found: RegisterEntry,
    register: Register,
    errors: tuple[SimpleError, ...] = (),
    note: str = "",
) -> HttpResponse:
    state = State.of(here, (register,))
    names, year = names_of(here), state.today.year
    log = store.log_of(found)
    mine = here.membership.account_id
    theirs = found.account_id == mine
    readers = [each.account for each in people_at(here.association, state.today)] if register.sign else []
    signed = store.signed(here.association, [found.pk]).get(found.pk, {}) if register.sign else {}
    keeps = casework.check_may_keep(register, here.membership.role, theirs=theirs) is None
    view = EntryPage(
        slug=here.slug,
        id=found.pk,
        title=found.title,
        register=register.title,
        register_address=reverse("register-opened", args=[here.slug, register.name]),
        subject=subject_words(register, found),
        edition=found.edition,
        cells=cells_of(here, register, found, found.facts, names, year),
        wants=tuple(want_words(register, each, year) for each in state.wants.get(found.pk, ())),
        ended=day_words(found.ended_on, year) if found.ended_on else "",
        may_keep=keeps and found.ended_on is None,
        change=reverse("register-change", args=[here.slug, found.pk]),
        check_label=register.check.label if register.check else "",
        results=_choices(register.check.results if register.check else (), request.POST.get("result", "")),
        reviewed=register.check is None and register.review is not None,
        ends=_choices(register.ends or (("", _("It holds no longer")),), request.POST.get("why", "")),
        sign=register.sign if found.ended_on is None else "",
        signed=moment_words(signed[mine].at, here.calendar) if mine in signed else "",
        unsigned=tuple(each.name for each in readers if each.pk not in signed) if keeps else (),
        readers=len(readers),
        log=tuple(_done(here, register, each, names) for each in log),
        editions=_editions(here, register, found, log, names, year),
        uid=refs.new_uid(),
        hours=casework.hours_words(here.rulebook) if _gives_hours(register) else "",
        note=note,
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "registers/entry.html", view, title=found.title, here=here, status=status)


def _gives_hours(register: Register) -> bool:
    return any(each.type == "hours" for each in register.fields)


def _choices(options: tuple[tuple[str, str], ...], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(slug, label, slug == chosen) for slug, label in options)


def _done(here: Here, register: Register, each: RegisterLog, names: Mapping[str, str]) -> Done:
    results = dict(register.check.results) if register.check is not None else {}
    what = {
        registering.ADDED: _("Added"),
        registering.CHANGED: _("Changed: edition %(n)s") % {"n": each.edition},
        registering.CHECKED: results.get(each.result) or _("Looked at, and it still holds"),
        registering.SIGNED: _("Read: edition %(n)s") % {"n": each.edition},
        registering.ENDED: dict(register.ends).get(each.result) or _("Holds no longer"),
    }.get(each.what, each.what)
    return Done(moment_words(each.at, here.calendar), names.get(each.by, each.by), what, each.note)


def _editions(
    here: Here,
    register: Register,
    found: RegisterEntry,
    log: tuple[RegisterLog, ...],
    names: Mapping[str, str],
    year: int,
) -> tuple[Edition, ...]:
    """What it said before, the latest first, each with the day on which it was replaced."""
    said = [each for each in reversed(log) if each.what in (registering.ADDED, registering.CHANGED)]
    until = {before.edition: after.at for before, after in pairwise(said) if before.edition != after.edition}
    last = {each.edition: each for each in said if each.edition != found.edition}
    return tuple(
        Edition(
            number,
            day_words(here.calendar.local(until[number]).date(), year),
            cells_of(here, register, found, last[number].facts, names, year),
        )
        for number in sorted(last, reverse=True)
    )


def change(request: HttpRequest, here: Here, entry: int) -> HttpResponse:
    """Other words for an entry: an edition of its own."""
    found, register = _found(here, entry)
    theirs = found.account_id == here.membership.account_id
    refused = casework.check_may_keep(register, here.membership.role, theirs=theirs)
    if refused is not None:
        return forbidden(request, refused.sentence, here=here)
    if found.ended_on is not None:
        messages.warning(request, _("It holds no longer. Add a new one instead."))
        return redirect("register-entry", here.slug, found.pk)
    if request.method != "POST" or typed_again(request):
        typed = request.POST if request.method == "POST" else typed_of(register, found.facts)
        return _change_page(request, here, found, register, typed, {})
    answers, wrong = answers_in(request, here, register)
    if wrong:
        return _change_page(request, here, found, register, request.POST, wrong)
    done = registering.change(
        association=here.association,
        entry=found.pk,
        answers=answers,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        typed = {**request.POST.dict(), **with_files(register, answers)}
        return _change_page(request, here, found, register, typed, faults_of(done))
    messages.success(request, _("It says so from now on. What it said before stays with it."))
    return redirect("register-entry", here.slug, found.pk)


def _change_page(
    request: HttpRequest,
    here: Here,
    found: RegisterEntry,
    register: Register,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
) -> HttpResponse:
    view = FormPage(
        slug=here.slug,
        title=_("Change: %(title)s") % {"title": found.title},
        says=register.says,
        action=reverse("register-change", args=[here.slug, found.pk]),
        back=reverse("register-entry", args=[here.slug, found.pk]),
        back_label=found.title,
        uid="",
        questions=questions(here, register, typed, faults),
        subject=None,
        button=_("Save"),
        errors=errors_of(register, faults),
    )
    status = 422 if faults else 200
    return page(request, "registers/form.html", view, title=view.title, here=here, status=status)


def file(request: HttpRequest, here: Here, sha256: str) -> HttpResponseBase:
    """A file that an entry names, for whoever may see an entry that names it; always as an attachment."""
    named = store.naming(here.association, sha256)
    if not any(_may_see(here, each) for each in named):
        raise Http404
    found = files.find(here.association, sha256)
    if found is None:
        raise Http404
    try:
        stream = files.open(here.association, sha256)
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(
        stream, as_attachment=True, filename=found.name or sha256[:12], content_type=served_as(found.type)
    )
    answer["Cache-Control"] = "no-store, private"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _may_see(here: Here, each: RegisterEntry) -> bool:
    known = {register.name: register for register in here.rulebook.room("registers")}
    register = known.get(each.register)
    if register is None or not casework.may_see(register, here.membership.role):
        return False
    return not (register.private and each.account_id == here.membership.account_id)
