"""What does one absence ask for: of whom, by when, and is every customer told?

The checklist, the words of the automatic reply, the day's look at what comes in, the appointments that
somebody cannot keep, and the letters that nobody has touched. Whoever is away sees their own; reception ticks
what is reception's; whoever leads, or covers, sees to the rest.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kept.actions import leaving as act
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.store import absences, leaving
from kept.store.models import Absence
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date, read_moment
from kept.web.who.present import Seen, absence_page

PLACE = "place:"
RECEPTIONIST = "receptionist"


def away_one(request: HttpRequest, here: Here, absence: int) -> HttpResponse:
    """One absence; sent back, something of it is seen to."""
    found = leaving.absence_of(here.association, absence)
    if found is None:
        raise Http404
    seen = _seen(here, found)
    if request.method != "POST" or typed_again(request):
        return _page(request, here, found, seen, {})
    try:
        done, says = _acted(request, here, seen)
    except MomentError as problem:
        done, says = Refused(str(problem), request.POST.get("moment", "starts")), ""
    if isinstance(done, Refused):
        return _page(request, here, found, seen, {_place(request, done): done.sentence})
    messages.success(request, says)
    return redirect("away-one", here.slug, found.pk)


def _seen(here: Here, found: Absence) -> Seen:
    """What of it this person sees; whoever has no part in it sees when, and who answers."""
    mine = found.account_id == here.membership.account_id
    leads = here.may(Permission.REASSIGN)
    covers = absences.covered_by(here.association, here.membership.account_id, here.at)
    covering = found.covered_by_id == here.membership.account_id or found.account_id in covers
    named = leaving.is_named(found, here.membership.account_id)
    reception = here.membership.role == RECEPTIONIST
    return Seen(mine=mine, leads=leads, covers=covering or named, reception=reception)


def _acted(request: HttpRequest, here: Here, seen: Seen) -> tuple[object, str]:
    """What the form wants, done; and what is said then."""
    given = request.POST
    signed: dict[str, Any] = {
        "association": here.association,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
    number = _number(given.get("number", ""))
    match given.get("do"):
        case "step":
            named = given.get("named", "")[:100]
            done: object = act.see_to(
                step=number,
                named="" if named.startswith(PLACE) else named,
                divert_place=named.removeprefix(PLACE) if named.startswith(PLACE) else "",
                on=_day(given.get("on", "")),
                first=_day(given.get("first", "")),
                last=_day(given.get("last", "")),
                **signed,
            )
            return done, _("It is on record that this is seen to.")
        case "look":
            urgent = given.get("urgent", "0").strip() or "0"
            done = act.look(
                step=number,
                day=_day(given.get("day", "")) or here.calendar.local(here.at).date(),
                urgent=int(urgent) if urgent.isdecimal() and len(urgent) < 5 else -1,
                note=given.get("note", "")[: act.LONGEST_NOTE + 1],
                **signed,
            )
            return done, _("The look is on record.")
        case "postpone":
            done = act.postpone(
                meeting=number,
                starts=_moment(here, given),
                how=given.get("how", "")[:60],
                later_why=given.get("later_why", "")[:60],
                despite=tuple(given.getlist("despite"))[:5],
                **signed,
            )
            return done, _("It is postponed, and the customer knows. What was promised keeps its date.")
        case "cover":
            done = act.cover(
                meeting=number,
                to=given.get("cover", "")[:100],
                briefing=given.get("briefing", "")[: act.LONGEST_NOTE + 1],
                despite=tuple(given.getlist("despite"))[:5],
                **signed,
            )
            return done, _("Your colleague has it. Now tell the customer who comes.")
        case "told":
            return act.customer_told(meeting=number, **signed), _("It is on record that the customer knows.")
    return Refused(_("Choose what to do."), ""), ""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _day(text: str) -> date | None:
    return read_date(text.strip()[:40]) if text.strip() else None


def _moment(here: Here, given: Any) -> datetime:
    return read_moment(
        given.get("starts", "")[:40], given.get("starts-time", "")[:20], zone=here.zone, which=""
    )


def _place(request: HttpRequest, done: Refused) -> str:
    """The field that an error leads to: each form's carry the number of what it is about."""
    number = _number(request.POST.get("number", ""))
    return f"{done.field or 'number'}-{number}"


def _page(
    request: HttpRequest, here: Here, found: Absence, seen: Seen, errors: dict[str, str]
) -> HttpResponse:
    typed = request.POST if errors or typed_again(request) else {}
    view = absence_page(here, found, seen, typed, [SimpleError(says, at) for at, says in errors.items()])
    status = 422 if errors else 200
    return page(request, "who/absence.html", view, title=view.heading, here=here, status=status)
