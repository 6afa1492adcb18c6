"""Who has what, and what if somebody else took some of it?

The board is one page. Its form gives what was chosen to a colleague, shares it out among the team, or says of
it why it was not kept; what was given can be taken back in one step from the page that says where it went.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.actions.reasons import Explained, explain
from kept.actions.reassigning import Reassigned, reassign, spread
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.store.refs import new_uid
from kept.web.board.asked import Asked
from kept.web.board.fetch import Place, chosen, fetch, place_of
from kept.web.board.giving import SHARE_OUT, sharing
from kept.web.board.present import Typed, board_page
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.problems import forbidden

GIVE, EXPLAIN = "give", "explain"
UID = re.compile(r"[0-9a-f]{32}\Z")
LONGEST_WORDS = 2_000
NAMED = 5


def board(request: HttpRequest, here: Here) -> HttpResponse:
    """The board, and what its form does."""
    place = place_of(here)
    asked = Asked.of(here, request.GET, place.teams)
    if request.method != "POST":
        return _shown(request, here, place, asked)
    act = request.POST.get("act", "")
    needed = Permission.RECORD if act == EXPLAIN else Permission.REASSIGN
    if not here.may(needed):
        return forbidden(request, here.why_not(needed), here=here)
    typed = _typed(request)
    if typed_again(request):
        return _shown(request, here, place, asked, typed)
    refs = (
        chosen(here, place, asked) if typed.everything else list(dict.fromkeys(request.POST.getlist("ref")))
    )
    if not refs:
        error = SimpleError(_("Choose at least one contact from the list."), "list")
        return _shown(request, here, place, asked, replace(typed, errors=(error,)), 422)
    if act == EXPLAIN:
        return _explain(request, here, place, asked, typed, refs)
    return _give(request, here, place, asked, typed, refs)


def _typed(request: HttpRequest) -> Typed:
    post = request.POST
    return Typed(
        refs=frozenset(post.getlist("ref")),
        to=post.get("to", ""),
        why=post.get("why", ""),
        words=post.get("words", "").replace("\x00", "")[:LONGEST_WORDS],
        everything=bool(post.get("everything")),
    )


def _shown(
    request: HttpRequest,
    here: Here,
    place: Place,
    asked: Asked,
    typed: Typed | None = None,
    status: int = 200,
) -> HttpResponse:
    view = board_page(here, asked, fetch(here, place, asked, request.GET), typed)
    template = "board/part.html" if request.htmx else "board/board.html"  # type: ignore[attr-defined]
    return page(request, template, view, title=_("Team board"), here=here, status=status)


def _give(
    request: HttpRequest, here: Here, place: Place, asked: Asked, typed: Typed, refs: Sequence[str]
) -> HttpResponse:
    if not typed.to:
        error = SimpleError(_("Choose who is to have them."), "to")
        return _shown(request, here, place, asked, replace(typed, errors=(error,)), 422)
    named = request.POST.get("together", "")
    together = named if UID.match(named) else new_uid()
    signed = {"association": here.association, "by": here.by, "at": here.at, "membership": here.membership}
    crew = place.crew(asked.team)
    done: Reassigned | Refused
    if typed.to == SHARE_OUT:
        among = sharing(crew.people if crew else (), place)
        if not among:
            error = SimpleError(_("Nobody of this team is here to take a share. Choose a colleague."), "to")
            return _shown(request, here, place, asked, replace(typed, errors=(error,)), 422)
        done = spread(threads=refs, among=among, together=together, **signed)  # type: ignore[arg-type]
    else:
        done = reassign(threads=refs, to=typed.to, together=together, **signed)  # type: ignore[arg-type]
    if isinstance(done, Refused):
        error = SimpleError(done.sentence, "to" if done.field == "owner" else "list")
        return _shown(request, here, place, asked, replace(typed, errors=(error,)), 409)
    stays(request, [(each.thread, each.sentence) for each in done.refused])
    if not done.moved and done.refused:
        return redirect(asked.address(here))
    address = reverse("board-moved", args=[here.slug, done.together])
    return redirect(f"{address}?{asked.address(here).partition('?')[2]}")


def _explain(
    request: HttpRequest, here: Here, place: Place, asked: Asked, typed: Typed, refs: Sequence[str]
) -> HttpResponse:
    done = explain(
        association=here.association,
        threads=refs,
        why=typed.why,
        words=typed.words,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        error = SimpleError(done.sentence, "why" if done.field == "why" else "list")
        return _shown(request, here, place, asked, replace(typed, errors=(error,)), 422)
    _say_explained(request, done)
    return redirect(asked.address(here))


def _say_explained(request: HttpRequest, done: Explained) -> None:
    count = len(done.explained) + len(done.unchanged)
    if count:
        said = ngettext("%(n)s has its reason.", "%(n)s have their reason.", count) % {"n": f"{count:,}"}
        messages.success(request, said)
    stays(request, [(each.thread, each.sentence) for each in done.refused])


def stays(request: HttpRequest, refused: Sequence[tuple[str, str]]) -> None:
    """Say what was left as it is: each sentence once, with the first few that it is about."""
    by_sentence: dict[str, list[str]] = {}
    for ref, sentence in refused:
        by_sentence.setdefault(sentence, []).append(ref)
    for sentence, refs in by_sentence.items():
        named = ", ".join(refs[:NAMED]) + (" …" if len(refs) > NAMED else "")
        said = ngettext(
            "%(n)s stays as it is (%(refs)s). %(sentence)s",
            "%(n)s stay as they are (%(refs)s). %(sentence)s",
            len(refs),
        )
        messages.warning(request, said % {"n": f"{len(refs):,}", "refs": named, "sentence": sentence})
