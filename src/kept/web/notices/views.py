"""What Kept has told me: read it, say that I have, and choose what comes as e-mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kept.actions import digests
from kept.actions.notices import mark_read
from kept.casework.permissions import Permission
from kept.store import notices as stored
from kept.store.models import Clock, MailWish, Notice
from kept.store.models.clocks import TO_DO
from kept.web.notices.present import Beside, notices_view
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.paging import Pages

SIZE = 50
MOST = 1_000


def notices(request: HttpRequest, here: Here) -> HttpResponse:
    """The list, and what can be said about it."""
    if request.method == "POST":
        return _done(request, here)
    me = here.membership.account_id
    rows = Notice.objects.filter(association=here.association, account=me)
    pages = Pages.of(request.GET, total=len(rows.values("pk")[: MOST + 1]), size=SIZE, most=MOST)
    ordered = rows.select_related("thread").order_by("-at", "-id")
    found = list(ordered[pages.start : pages.stop])
    threads = {each.thread_id for each in found if each.thread_id is not None}
    waits = here.may(Permission.PEOPLE)
    beside = Beside(
        seen=stored.seen_by(here.membership, threads) if threads else set(),
        to_put_right=_to_put_right(here, threads),
        wish=MailWish.objects.filter(association=here.association, account=me).first(),
        waits_since=stored.waits_since(here.association) if waits else None,
    )
    view = notices_view(here, found, beside, pages)
    return page(request, "notices/notices.html", view, title=_("Notices"), here=here)


def _to_put_right(here: Here, threads: set[int]) -> set[int]:
    """The contacts on which an apology is still to be made."""
    promise = here.rules.versions[-1].puts_right
    if promise is None or not threads:
        return set()
    rows = Clock.objects.filter(TO_DO, association=here.association, thread__in=threads)
    return set(rows.filter(promise=promise.clause).values_list("thread", flat=True))


def _done(request: HttpRequest, here: Here) -> HttpResponse:
    """Every one of these may be sent again: it only says how things stand."""
    me, given = here.membership.account_id, request.POST
    if "wish" in given:
        digests.wish(
            association=here.association,
            account=me,
            digests="digests" in given,
            midday="midday" in given,
            by=here.by,
            at=here.at,
        )
        messages.success(request, _("What comes as e-mail is as you chose."))
    elif (number := _number(given.get("upto", ""))) is not None:
        mark_read(association=here.association, account=me, upto=number, by=here.by, at=here.at)
    elif (number := _number(given.get("notice", ""))) is not None:
        mark_read(association=here.association, account=me, notice=number, by=here.by, at=here.at)
    return redirect("notices", slug=here.slug)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
