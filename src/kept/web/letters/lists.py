"""Which letters am I writing, which wait for my word, what went lately, and why did answers take longer?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.casework.approving import State
from kept.casework.permissions import Permission
from kept.store import letters
from kept.web.letters.rows import Row, rows_of
from kept.web.shared.access import Here
from kept.web.shared.frame import page

MOST = 50
LATELY = timedelta(days=14)
MONTH = timedelta(days=31)
DELAYED = "delay.explained"


@dataclass(frozen=True, slots=True)
class ListPage:
    """The page of all letters that are somebody's to do something about."""

    writing: tuple[Row, ...]
    approve: tuple[Row, ...]
    left: tuple[Row, ...]
    lately: tuple[Row, ...]
    delays: tuple[tuple[str, int], ...]
    errors: tuple[str, ...] = ()


def letters_page(request: HttpRequest, here: Here) -> HttpResponse:
    """The lists."""
    member = here.membership
    lately = letters.seen(member).filter(
        written_by=member.account_id,
        state__in=[State.HANDED_OVER, State.SENT],
        handed_at__gte=here.at - LATELY,
    )
    records = here.may(Permission.RECORD)
    view = ListPage(
        writing=rows_of(here, letters.being_written(member)[:MOST]),
        approve=rows_of(here, letters.to_approve(member, here.at)[:MOST]) if records else (),
        left=rows_of(here, letters.left_behind(member, here.at)[:MOST]) if records else (),
        lately=rows_of(here, lately.order_by("-handed_at")[:MOST]),
        delays=_delays(here),
    )
    return page(request, "letters/list.html", view, title=_("Letters"), here=here)


def _delays(here: Here) -> tuple[tuple[str, int], ...]:
    """Why answers took longer in the last month, in the words of the form."""
    kind = here.rulebook.kinds.get(DELAYED)
    field = kind.field(letters.REASON) if kind is not None else None
    known = dict(field.choices) if field is not None else {}
    found = letters.reasons_of_delay(here.membership, here.at - MONTH)
    return tuple((known.get(each, _("No reason was chosen")), n) for each, n in found)
