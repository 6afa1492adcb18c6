"""The complaint form with the procedure that goes with it, on paper: what does somebody take home?

pack_page(here, large=True)     # both, in large print; every date is the policy's or the law's own promise
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.rulebook.model import LAW, POLICY, Clause
from kept.web.shared.access import Here
from kept.web.shared.frame import page

BEGINS = ("complaint.received", "complaint.escalated")
WORDS = 8


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is promised about a complaint, and where it stands."""

    says: str
    source: str


@dataclass(frozen=True, slots=True)
class PackPage:
    """The pack: the lines to fill in, and what happens then."""

    place: str
    lines: tuple[tuple[str, range], ...]
    steps: tuple[Step, ...]
    large: bool
    other: str


def complaint_pack(request: HttpRequest, here: Here) -> HttpResponse:
    """The pack, to be printed."""
    view = pack_page(here, large=request.GET.get("print") == "large")
    return page(request, "clauses/pack.html", view, title=_("How to complain"), here=here)


def pack_page(here: Here, *, large: bool) -> PackPage:
    """Form and procedure as they hold today."""
    address = reverse("complaint-pack", args=[here.slug])
    return PackPage(
        here.name,
        (
            (_("Your name"), range(1)),
            (_("Your address"), range(2)),
            (_("How we can reach you, and when"), range(1)),
            (_("Is somebody helping you? Their name"), range(1)),
            (_("What happened?"), range(WORDS)),
            (_("What would put it right?"), range(WORDS // 2)),
            (_("Date, and your signature"), range(1)),
        ),
        tuple(_steps(here)),
        large,
        address if large else f"{address}?print=large",
    )


def _steps(here: Here) -> Iterable[Step]:
    """What begins with a complaint, the policy's own first; what the law asks beside it."""
    today = here.calendar.local(here.at).date()
    for source in (POLICY, LAW):
        for each in (*here.rulebook.clauses, *here.rulebook.common):
            promise = each.promise
            if each.source != source or promise is None or not set(promise.starts) & set(BEGINS):
                continue
            since, until = promise.binds_from, promise.repealed
            if (since is None or since <= today) and (until is None or today < until):
                yield Step(promise.public, _where(each))


def _where(clause: Clause) -> str:
    return _("our policy, %(id)s") % {"id": clause.id} if clause.source == POLICY else _("the law")
