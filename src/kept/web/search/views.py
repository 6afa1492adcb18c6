"""Where is it? One box for a reference, a customer, or words of anything that was recorded.

What is looked for is sent in the body of the request: names belong in no address and no browser's history.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kept.casework.registers import may_see
from kept.store import refs, registers, threads
from kept.store.models import RegisterEntry
from kept.store.people import find
from kept.store.search import LONGEST_TYPED, search
from kept.web.search.present import older_of, search_page
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import typed_again

PEOPLE, ANSWERS = 8, 6
FEWEST_LETTERS = 2


def everything(request: HttpRequest, here: Here) -> HttpResponse:
    """The box; and what was found, when something was sent."""
    typed = request.POST.get("words", "").replace("\x00", " ").strip()[:LONGEST_TYPED]
    if request.method != "POST" or typed_again(request) or len(typed) < FEWEST_LETTERS:
        view = search_page(here, typed, short=request.method == "POST" and len(typed) < FEWEST_LETTERS)
        return page(request, "search/search.html", view, title=_("Search"), here=here)
    ref = refs.tidy(typed)
    if ref is not None and threads.visible_to(here.membership).filter(ref=ref).exists():
        return redirect("thread", here.slug, ref)
    before = older_of(request.POST.get("older", ""))
    people = () if before else find(typed, here.membership, PEOPLE)
    found = search(here.membership, typed, at=here.at, before=before)
    answers = () if before else _answers(here, typed)
    view = search_page(here, typed, people=people, found=found, older=before, answers=answers)
    return page(request, "search/search.html", view, title=_("Search"), here=here)


def _answers(here: Here, typed: str) -> tuple[tuple[RegisterEntry, str], ...]:
    """What is kept to answer with and has all of the words, each with the title of its register."""
    sorts = {
        each.name: each.title
        for each in here.rulebook.room("registers")
        if each.group == "answers" and may_see(each, here.membership.role)
    }
    rows = registers.matching(here.association, sorts, typed)[:ANSWERS] if sorts else ()
    return tuple((each, sorts[each.register]) for each in rows)
