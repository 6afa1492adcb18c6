"""Where did they go, and what if that was a mistake?

Everything that was handed over together, with who had it and who has it now, and one button that gives it
back to whoever had it. It can be pressed again: what is back already stays back.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.actions.reassigning import STILL_TAKEN_BACK, take_back
from kept.casework import Refused
from kept.store import board
from kept.store.board import Went
from kept.store.models import Account
from kept.web.board.asked import Asked
from kept.web.board.fetch import place_of
from kept.web.board.views import stays
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import moment_words


@dataclass(frozen=True, slots=True)
class MovedRow:
    """One contact: who had it, to whom it went, and who has it now where that is somebody else."""

    ref: str
    address: str
    before: str
    to: str
    now: str


@dataclass(frozen=True, slots=True)
class MovedPage:
    """The page."""

    says: str
    when: str
    rows: tuple[MovedRow, ...]
    back: str
    action: str
    can_go_back: bool
    errors: tuple[SimpleError, ...] = ()


def board_moved(request: HttpRequest, here: Here, together: str) -> HttpResponse:
    """What went together, and the way back."""
    since = here.at - STILL_TAKEN_BACK
    gone = board.went(here.association, together, since=since, membership=here.membership)
    if not gone:
        raise Http404
    if request.method == "POST" and not typed_again(request):
        return _taken_back(request, here, together)
    asked = Asked.of(here, request.GET, place_of(here).teams)
    view = _view(here, together, gone, asked)
    return page(request, "board/moved.html", view, title=_("Handed over"), here=here)


def _taken_back(request: HttpRequest, here: Here, together: str) -> HttpResponse:
    done = take_back(
        association=here.association, together=together, by=here.by, at=here.at, membership=here.membership
    )
    if isinstance(done, Refused):
        messages.warning(request, done.sentence)
    else:
        count = len(done.moved) + len(done.unchanged)
        if count:
            said = ngettext("%(n)s is back.", "%(n)s are back.", count) % {"n": f"{count:,}"}
            messages.success(request, said)
        stays(request, [(each.thread, each.sentence) for each in done.refused])
    query = request.META.get("QUERY_STRING", "")
    address = reverse("board-moved", args=[here.slug, together])
    return redirect(f"{address}?{query}" if query else address)


def _view(here: Here, together: str, gone: list[Went], asked: Asked) -> MovedPage:
    handles = {handle for each in gone for handle in (each.to, each.from_whom, each.now) if handle}
    names = dict(Account.objects.filter(handle__in=handles).values_list("handle", "name"))
    back = asked.address(here)
    rows = tuple(
        MovedRow(
            each.thread,
            reverse("thread", args=[here.slug, each.thread]),
            names.get(each.from_whom, each.from_whom),
            names.get(each.to, each.to),
            "" if each.now == each.to else names.get(each.now, each.now),
        )
        for each in gone
    )
    return MovedPage(
        says=_says(gone, names),
        when=moment_words(gone[0].moment, here.calendar, here.calendar.local(here.at).year),
        rows=rows,
        back=back,
        action=f"{reverse('board-moved', args=[here.slug, together])}?{back.partition('?')[2]}",
        can_go_back=any(each.from_whom and each.now == each.to for each in gone),
    )


def _says(gone: list[Went], names: dict[str, str]) -> str:
    """How many went to whom."""
    counted: dict[str, int] = {}
    for each in gone:
        counted[each.to] = counted.get(each.to, 0) + 1
    parts = [
        ngettext("%(n)s went to %(who)s", "%(n)s went to %(who)s", count)
        % {"n": f"{count:,}", "who": names.get(handle, handle)}
        for handle, count in counted.items()
    ]
    return ", ".join(parts) + "."
