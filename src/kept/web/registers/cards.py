"""A customer rings: is the card that they were shown one of ours?

Number and name together are looked up; nothing of the card itself is read out. Either answer is on record,
and a card that is not ours, or that somebody would not show, calls whoever leads at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions.telling import Telling, tell
from kept.store import refs
from kept.store import registers as store
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.workclock import local_date

CONFIRMED, NOT_CONFIRMED = "card.confirmed", "card.not_confirmed"
MATCHES, REFUSED = "matches", "refused"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class CardPage:
    """The questions; and, once asked, what to tell the caller."""

    action: str
    uid: str
    number: str = ""
    name: str = ""
    from_name: str = ""
    phone: str = ""
    address: str = ""
    refused: bool = False
    result: str = ""
    thread: str = ""
    errors: tuple[SimpleError, ...] = ()


def card_check(request: HttpRequest, here: Here) -> HttpResponse:
    """Ask for number and name, say whether they are ours, and put it on record."""
    view = _typed(request, here)
    if request.method != "POST" or typed_again(request):
        return _page(request, here, view)
    if not view.refused and not (view.number and view.name):
        said = _("Ask for both the number and the name that are on the card.")
        return _page(request, here, replace(view, errors=(SimpleError(said, "number"),)))
    today = local_date(here.calendar, here.at)
    result = REFUSED if view.refused else store.card_matches(here.association, view.number, view.name, today)
    return _recorded(request, here, replace(view, result=result))


def _recorded(request: HttpRequest, here: Here, view: CardPage) -> HttpResponse:
    card = {"number": view.number, "name_on_card": view.name}
    facts: dict[str, object] = {name: value for name, value in card.items() if value}
    kind = CONFIRMED
    if view.result != MATCHES:
        kind = NOT_CONFIRMED
        asker = {"from_name": view.from_name, "phone": view.phone, "address": view.address}
        facts |= {"result": view.result, **{name: value for name, value in asker.items() if value}}
    done = tell(
        [Telling(kind, here.at, facts, uid=view.uid)],
        association=here.association,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if done.refused is not None:
        error = SimpleError(done.refused.sentence, done.refused.field or "number")
        return _page(request, here, replace(view, result="", errors=(error,)))
    return _page(request, here, replace(view, thread=done.results[0].thread or ""))


def _typed(request: HttpRequest, here: Here) -> CardPage:
    def given(name: str) -> str:
        return request.POST.get(name, "").replace("\x00", "").strip()[:LONGEST]

    uid = request.POST.get("uid", "")[:64]
    return CardPage(
        action=reverse("card-check", args=[here.slug]),
        uid=uid or refs.new_uid(),
        refused="refused" in request.POST,
        number=given("number"),
        name=given("name"),
        from_name=given("from_name"),
        phone=given("phone"),
        address=given("address"),
    )


def _page(request: HttpRequest, here: Here, view: CardPage) -> HttpResponse:
    status = 422 if view.errors else 200
    title = _("Is the card ours?")
    return page(request, "registers/card.html", view, title=title, here=here, status=status)
