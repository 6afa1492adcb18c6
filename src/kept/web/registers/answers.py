"""What do we tell a customer who asks, and to whom do we send them where we cannot help?

One box over everything that is kept to answer with: articles, policies, who can help, outside agencies. What
nothing answers is noted, so that somebody writes it. What was typed goes in the body of the request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import registering
from kept.casework import Refused
from kept.rulebook.registers import Register
from kept.store import refs
from kept.store import registers as store
from kept.store.models import RegisterEntry
from kept.web.registers.asks import State, want_words
from kept.web.registers.present import Cell, cells_of
from kept.web.registers.views import names_of, seen
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import Words

ANSWERS, UNANSWERED, FOR_WHOM = "answers", "unanswered", "customers"
MOST, FEWEST, LONGEST = 20, 2, 120
EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that may answer it."""

    address: str
    title: str
    sort: str
    cells: tuple[Cell, ...]
    wants: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """The box, and what was found."""

    action: str
    said: str
    whom: tuple[Choice, ...]
    found: tuple[Found, ...]
    asked: bool
    more: bool
    uid: str
    may_note: bool
    errors: tuple[SimpleError, ...] = ()


def answers(request: HttpRequest, here: Here) -> HttpResponse:
    """Find an answer; or note that there is none."""
    given: Any = request.POST if request.method == "POST" else {}
    said = given.get("words", "").replace("\x00", " ").strip()[:LONGEST]
    if given.get("do") == "note" and not typed_again(request):
        return _note(request, here, said)
    return _page(request, here, said, given.get("whom", ""))


def _note(request: HttpRequest, here: Here, said: str) -> HttpResponse:
    """Nothing answered it: it goes among the subjects without an answer."""
    done = registering.add(
        association=here.association,
        register=UNANSWERED,
        answers={"subject": said, "customers": request.POST.get("whom", "")},
        uid=request.POST.get("uid", "")[:64] or None,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _page(request, here, said, "", (SimpleError(done.sentence, "words"),))
    messages.success(request, _("Noted. Whoever writes our answers sees it."))
    return redirect("answers", here.slug)


def _page(
    request: HttpRequest, here: Here, said: str, whom: str, errors: tuple[SimpleError, ...] = ()
) -> HttpResponse:
    known = {each.name: each for each in seen(here) if each.group == ANSWERS and each.name != UNANSWERED}
    rows: list[RegisterEntry] = []
    if len(said) >= FEWEST:
        rows = list(store.matching(here.association, known, said)[: MOST + 1])
    rows = [each for each in rows if _for(each, whom)]
    state = State.of(here, tuple(known.values())) if rows else None
    names, year = names_of(here), here.calendar.local(here.at).year
    view = AnswersPage(
        action=reverse("answers", args=[here.slug]),
        said=said,
        whom=_whom(known, whom),
        found=tuple(_found(here, each, known[each.register], state, names, year) for each in rows[:MOST]),
        asked=len(said) >= FEWEST,
        more=len(rows) > MOST,
        uid=refs.new_uid(),
        may_note=any(each.name == UNANSWERED for each in seen(here)),
        errors=errors,
    )
    status = 422 if errors else 200
    title = _("Find an answer")
    return page(request, "registers/answers.html", view, title=title, here=here, status=status)


def _for(each: RegisterEntry, whom: str) -> bool:
    """What is for everybody, or says not for whom, is for anybody."""
    value = each.facts.get(FOR_WHOM)
    return not whom or value in (None, EVERYBODY, whom)


def _whom(known: dict[str, Register], whom: str) -> tuple[Choice, ...]:
    """The sorts of customer that articles tell apart."""
    fields = (each.field(FOR_WHOM) for each in known.values())
    choices = next((each.choices for each in fields if each is not None), ())
    return tuple(Choice(slug, label, slug == whom) for slug, label in choices if slug != EVERYBODY)


def _found(here: Here, each: RegisterEntry, register: Register, state: Any, names: Any, year: int) -> Found:
    return Found(
        address=reverse("register-entry", args=[here.slug, each.pk]),
        title=each.title,
        sort=register.title,
        cells=tuple(
            cell
            for cell in cells_of(here, register, each, each.facts, names, year)
            if cell.value != each.title
        ),
        wants=tuple(want_words(register, want, year) for want in state.wants.get(each.pk, ())),
    )
