"""Who is away, who answers for them, and how does one say so?

Everybody says it for themselves; whoever leads, or looks after accounts, for a colleague too (who rings in
sick does not sign in). The last day away is a whole day; without one the absence lasts until somebody says
that they are back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.actions import absences as act
from kept.casework import Refused
from kept.casework.leaving import LEAVE, OTHER, SICKNESS, TRAINING
from kept.casework.permissions import Permission
from kept.store.absences import stand_ins, told_from
from kept.store.accounts import colleagues, people_at
from kept.store.leaving import open_of
from kept.store.models import Absence, Account
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import day_words, due_day

RECEPTIONIST = "receptionist"
KIND_WORDS = {
    LEAVE: gettext_lazy("Leave"),
    SICKNESS: gettext_lazy("Illness"),
    TRAINING: gettext_lazy("Training"),
    OTHER: gettext_lazy("Something else"),
}


@dataclass(frozen=True, slots=True)
class Away:
    """One absence. `may` says whether the person who looks may end it."""

    id: int
    who: str
    when: str
    cover: str
    why: str
    now: bool
    may: bool
    address: str = ""
    open: int = 0


@dataclass(frozen=True, slots=True)
class AwayPage:
    """The page, and what was typed."""

    slug: str
    away: tuple[Away, ...]
    people: tuple[Choice, ...]
    covers: tuple[Choice, ...]
    from_on: str
    to_on: str
    why: str
    kinds: tuple[Choice, ...] = ()
    diverts: tuple[Choice, ...] = ()
    briefing: str = ""
    errors: tuple[SimpleError, ...] = ()


def away(request: HttpRequest, here: Here) -> HttpResponse:
    """The list, and the form."""
    if request.method != "POST" or typed_again(request):
        return _page(request, here, _view(request, here))
    if "back" in request.POST:
        return _back(request, here)
    view = _view(request, here)
    read = _read(here, view)
    if isinstance(read, SimpleError):
        return _page(request, here, replace(view, errors=(read,)), 422)
    from_at, to_at = read
    who = next((each.value for each in view.people if each.chosen), here.by)
    done = act.tell(
        association=here.association,
        handle=who,
        from_at=from_at,
        to_at=to_at,
        covered_by=next((each.value for each in view.covers if each.chosen), None) or None,
        why=view.why,
        kind=next((each.value for each in view.kinds if each.chosen), OTHER),
        divert_place=next((each.value for each in view.diverts if each.chosen), ""),
        briefing=view.briefing,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        fields = {"handle": "who", "from_at": "from_on", "to_at": "to_on", "covered_by": "cover"}
        error = SimpleError(done.sentence, fields.get(done.field or "", done.field or "who"))
        return _page(request, here, replace(view, errors=(error,)), 422)
    messages.success(request, _("It is known from this minute."))
    mine = done.account_id == here.membership.account_id or here.may(Permission.REASSIGN)
    return redirect("away-one", here.slug, done.pk) if mine else redirect("away", here.slug)


def _back(request: HttpRequest, here: Here) -> HttpResponse:
    wanted = request.POST.get("back", "")
    done = act.back(
        association=here.association,
        absence=int(wanted) if wanted.isdecimal() and len(wanted) < 18 else 0,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        error = SimpleError(done.sentence, "away")
        return _page(request, here, replace(_view(request, here), errors=(error,)), 409)
    messages.success(request, _("The absence has ended."))
    return redirect("away", here.slug)


def _view(request: HttpRequest, here: Here) -> AwayPage:
    today = timezone.localdate(here.at)
    absences = list(told_from(here.association, here.at))
    covers = stand_ins(here.association, [each.account_id for each in absences], here.at)
    names = {each.pk: each.name for each in Account.objects.filter(pk__in=covers.values())}
    leads = _for_others(here)
    everybody = people_at(here.association, today) if leads else [here.membership]
    who, cover = request.POST.get("who", here.by), request.POST.get("cover", "")
    kind, divert = request.POST.get("kind", LEAVE), request.POST.get("divert_place", "")
    open_ = open_of(here.association, [each.pk for each in absences])
    return AwayPage(
        slug=here.slug,
        away=tuple(
            replace(
                _line(here, each, names.get(covers.get(each.account_id, 0), ""), leads),
                open=open_.get(each.pk, 0),
            )
            for each in absences
        ),
        people=tuple(
            Choice(each.account.handle, each.account.name, each.account.handle == who) for each in everybody
        ),
        covers=tuple(
            Choice(each.account.handle, each.account.name, each.account.handle == cover)
            for each in colleagues(on=today)
        ),
        from_on=request.POST.get("from_on", today.isoformat())[:20],
        to_on=request.POST.get("to_on", "")[:20],
        why=request.POST.get("why", "").replace("\x00", "")[:300],
        kinds=tuple(Choice(slug, str(label), slug == kind) for slug, label in KIND_WORDS.items()),
        diverts=tuple(
            Choice(each.name, each.title, each.name == divert) for each in here.rulebook.room("diverts")
        ),
        briefing=request.POST.get("briefing", "").replace("\x00", "")[: act.LONGEST_BRIEFING + 1],
    )


def _for_others(here: Here) -> bool:
    return here.may(Permission.REASSIGN) or here.may(Permission.PEOPLE)


def _line(here: Here, each: Absence, stand_in: str, leads: bool) -> Away:
    calendar = here.calendar
    mine = each.account_id == here.membership.account_id
    first = calendar.local(each.from_at).date()
    until = day_words(due_day(each.to_at, calendar)) if each.to_at else _("they are back")
    running = each.from_at <= here.at
    cover = each.covered_by.name if each.covered_by else ""
    return Away(
        id=each.pk,
        who=each.account.name,
        when=_("%(from)s until %(to)s") % {"from": day_words(first), "to": until},
        cover=stand_in if running else cover,
        # Why somebody is away is for them and whoever leads.
        why=each.why if mine or leads else "",
        now=running,
        may=mine or leads,
        address=_address(here, each, mine or leads, stand_in),
    )


def _address(here: Here, each: Absence, theirs: bool, stand_in: str) -> str:
    """Where it is seen to, for whoever has a part in it."""
    me = here.membership.account
    part = (
        theirs or each.covered_by_id == me.pk or stand_in == me.name or here.membership.role == "receptionist"
    )
    return reverse("away-one", args=[here.slug, each.pk]) if part else ""


def _read(here: Here, view: AwayPage) -> tuple[datetime, datetime | None] | SimpleError:
    """From now where the first day is today, else from midnight; to the end of the last day."""
    zone = ZoneInfo(here.zone)
    first = _day(view.from_on)
    if first is None:
        return SimpleError(_("Enter the first day away."), "from_on")
    last = _day(view.to_on)
    if view.to_on.strip() and last is None:
        return SimpleError(_("Enter the last day away as a date, or leave it empty."), "to_on")
    if last is not None and last < first:
        return SimpleError(_("The last day comes before the first. Check both."), "to_on")
    begins = datetime.combine(first, time(), zone)
    if first == here.at.astimezone(zone).date():
        begins = here.at
    ends = datetime.combine(last + timedelta(days=1), time(), zone) if last else None
    return begins, ends


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None


def _page(request: HttpRequest, here: Here, view: AwayPage, status: int = 200) -> HttpResponse:
    return page(request, "staff/away.html", view, title=_("Who is away"), here=here, status=status)
