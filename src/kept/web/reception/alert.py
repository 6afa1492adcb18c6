"""Is somebody at the front desk about to wait too long, and am I the one who is called?

It is asked for every few seconds from whatever page a second person has open: who covers the desk, or sits
there second, hears of it before the time is over. Minutes are never told by e-mail.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework.waiting import CALM
from kept.store import front_rota
from kept.store import reception as store
from kept.web.reception.fetch import office_of, turns_today
from kept.web.reception.present import worst_of
from kept.web.shared.access import Here
from kept.web.shared.frame import page


@dataclass(frozen=True, slots=True)
class Alert:
    """What is said, and where to go. Nothing is said of who waits."""

    says: str = ""
    address: str = ""


def alert(request: HttpRequest, here: Here) -> HttpResponse:
    """The line for whoever is called now; nothing for everybody else."""
    said = alert_of(here)
    if not request.htmx:  # type: ignore[attr-defined]
        return page(
            request, "reception/alerted.html", said, title=_("Is help needed at reception?"), here=here
        )
    return render(request, "reception/alert.html", {"view": said})


def alert_of(here: Here) -> Alert:
    """What this person is to know of the front desk now. One query for whoever is not called."""
    office = office_of(here, {})
    rows = turns_today(here, office)
    manned = front_rota.manned(rows, here.at)
    if here.membership.account_id not in manned.second:
        return Alert()
    day = store.day(here.membership, here.rulebook, office=office, at=here.at)
    near = [each for each in day.waiting if each.clocks and worst_of(each, here) != CALM]
    if not near:
        return Alert()
    n = len(near)
    says = ngettext(
        "Help at reception, please: %(n)s person has waited nearly too long (ticket %(which)s).",
        "Help at reception, please: %(n)s people have waited nearly too long (tickets %(which)s).",
        n,
    ) % {"n": n, "which": ", ".join(each.ticket for each in near)}
    return Alert(says, f"{reverse('reception', args=[here.slug])}?office={office}")
