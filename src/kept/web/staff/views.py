"""Who works here as what, and who is asked to come?

For whoever looks after accounts. A change of role, team or office ends one membership and begins the next;
who leaves is closed on a day and hands over what is open; nothing is deleted, each change leaves its event.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.actions import factors as proving
from kept.actions import invitations as inviting
from kept.actions import members
from kept.casework import Refused
from kept.store import factors, invitations
from kept.store.absences import away_at
from kept.store.accounts import colleagues, memberships_of, open_refs, staff_of
from kept.store.models import Account, Membership, Office, Team
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import moment_words
from kept.web.staff.mailing import send_invitation
from kept.web.staff.present import (
    Asked,
    LeavePage,
    OnePage,
    StaffPage,
    held,
    person,
    place_choices,
    role_choices,
    runs,
    waiting,
)


def staff(request: HttpRequest, here: Here) -> HttpResponse:
    """The list, and the form that invites somebody."""
    if request.method != "POST" or typed_again(request):
        return _staff_page(request, here, _asked(request))
    if "withdraw" in request.POST:
        inviting.withdraw(
            association=here.association, invitation=request.POST["withdraw"], by=here.by, at=here.at
        )
        messages.success(request, _("That link opens nothing any more."))
        return redirect("staff", here.slug)
    asked = _asked(request)
    made = inviting.invite(
        association=here.association,
        email=asked.email,
        name=asked.name,
        role=asked.role,
        team=asked.team or None,
        office=asked.office or None,
        by=here.by,
        at=here.at,
    )
    if isinstance(made, Refused):
        error = SimpleError(made.sentence, made.field or "email")
        return _staff_page(request, here, asked, errors=(error,))
    query = urlencode({"key": f"{here.slug}.{made.key}"})
    link = request.build_absolute_uri(f"{reverse('invitation')}?{query}")
    sent = send_invitation(made.invitation, link, place=here.name)
    return _staff_page(request, here, Asked(), link=link, sent=sent)


def _asked(request: HttpRequest) -> Asked:
    given = {name: request.POST.get(name, "").replace("\x00", "").strip()[:300] for name in Asked.__slots__}
    return Asked(**given)


def _staff_page(
    request: HttpRequest,
    here: Here,
    asked: Asked,
    *,
    link: str = "",
    sent: bool = False,
    errors: tuple[SimpleError, ...] = (),
) -> HttpResponse:
    today = timezone.localdate(here.at)
    rows = staff_of(here.association)
    second = factors.with_second({each.account_id for each in rows})
    away = {each.account_id: _("away") for each in away_at(here.association, here.at)}
    lines = [(runs(each, today), person(here, each, second, away)) for each in rows]
    view = StaffPage(
        slug=here.slug,
        people=tuple(line for now, line in lines if now),
        former=tuple(line for now, line in lines if not now),
        waiting=waiting(here, invitations.waiting(here.association, here.at)),
        asked=asked,
        roles=role_choices(asked.role),
        teams=place_choices(_teams(here), asked.team),
        offices=place_choices(_offices(here), asked.office),
        link=link,
        sent=sent,
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "staff/staff.html", view, title=_("People"), here=here, status=status)


def _teams(here: Here) -> list[Team]:
    return list(Team.objects.filter(association=here.association).order_by("name"))


def _offices(here: Here) -> list[Office]:
    return list(Office.objects.filter(association=here.association).order_by("name"))


def _theirs(here: Here, account: int) -> list[Membership]:
    """What this account is and was here; 404 for whoever never worked here."""
    found = [each for each in staff_of(here.association) if each.account_id == account]
    if not found:
        raise Http404
    return found


def one(request: HttpRequest, here: Here, account: int) -> HttpResponse:
    """One colleague: role, team, office, deputy, and what to do when they are locked out."""
    rows = _theirs(here, account)
    if request.method != "POST":
        return _one_page(request, here, rows)
    done = _changed(request, here, rows)
    if isinstance(done, Refused):
        return _one_page(request, here, rows, (SimpleError(done.sentence, done.field or "role"),))
    messages.success(request, done)
    return redirect("staff-one", here.slug, account)


def _changed(request: HttpRequest, here: Here, rows: list[Membership]) -> str | Refused:
    given = {name: request.POST.get(name, "").strip()[:100] for name in ("role", "team", "office", "deputy")}
    membership = request.POST.get("membership", "")
    pk = int(membership) if membership.isdecimal() and len(membership) < 18 else 0
    handle = rows[0].account.handle
    signed = {"association": here.association, "by": here.by, "at": here.at}
    done: object
    match request.POST.get("do"):
        case "change" if any(each.pk == pk for each in rows):
            done = members.change(
                membership=pk,
                role=given["role"],
                team=given["team"] or None,
                office=given["office"] or None,
                **signed,  # type: ignore[arg-type]
            )
            says = _("Changed from today. What they were before stays on record.")
        case "deputy" if any(each.pk == pk for each in rows):
            done = members.name_deputy(membership=pk, deputy=given["deputy"], **signed)  # type: ignore[arg-type]
            says = _("The deputy is changed.")
        case "proofs" | "sessions" if not any(runs(each, timezone.localdate(here.at)) for each in rows):
            return Refused(_("They no longer work here."), "role")
        case "proofs":
            done = proving.remove_all(handle=handle, **signed)  # type: ignore[arg-type]
            says = _("Their password alone lets them in now. Ask them to add a passkey or an app again.")
        case "sessions":
            done = proving.sign_out_elsewhere(handle=handle, stays=None, **signed)  # type: ignore[arg-type]
            says = _("They are signed out everywhere.")
        case _:
            return Refused(_("Choose what to change."), "role")
    return done if isinstance(done, Refused) else says


def _one_page(
    request: HttpRequest, here: Here, rows: list[Membership], errors: tuple[SimpleError, ...] = ()
) -> HttpResponse:
    today = timezone.localdate(here.at)
    account = rows[0].account
    teams, offices, others = _teams(here), _offices(here), colleagues(on=today)
    elsewhere = {each.name for each in memberships_of(account, today) if each.slug != here.slug}
    # Of other associations only what whoever looks belongs to as well.
    known = {each.name for each in here.places}
    view = OnePage(
        slug=here.slug,
        id=account.pk,
        name=account.name,
        handle=account.handle,
        email=account.email,
        seen=moment_words(account.last_login, here.calendar) if account.last_login else _("never"),
        second=factors.has_second(account.pk),
        works=any(runs(each, today) for each in rows),
        open=account.is_active,
        memberships=tuple(
            held(each, today, teams=teams, offices=offices, colleagues=others) for each in rows
        ),
        elsewhere=tuple(sorted(elsewhere & known)),
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "staff/one.html", view, title=account.name, here=here, status=status)


def leave(request: HttpRequest, here: Here, account: int) -> HttpResponse:
    """Somebody leaves: on which day, and who has what is open from here?"""
    rows = _theirs(here, account)
    who: Account = rows[0].account
    view = _leave_view(request, here, who)
    if request.method != "POST" or typed_again(request):
        return _leave_page(request, here, view)
    try:
        last_on = date.fromisoformat(view.last_on)
    except ValueError:
        error = SimpleError(_("Enter the last day on which they work here."), "last_on")
        return _leave_page(request, here, replace(view, errors=(error,)), 422)
    done = members.leave(
        association=here.association,
        handle=who.handle,
        last_on=last_on,
        to=next((each.value for each in view.people if each.chosen), None),
        by=here.by,
        at=here.at,
    )
    if isinstance(done, Refused):
        error = SimpleError(done.sentence, done.field or "to")
        return _leave_page(request, here, replace(view, errors=(error,)), 409)
    says = ngettext(
        "%(who)s leaves. %(n)s open contact was handed over.",
        "%(who)s leaves. %(n)s open contacts were handed over.",
        done.handed_over,
    )
    messages.success(request, says % {"who": who.name, "n": done.handed_over})
    return redirect("staff", here.slug)


def _leave_view(request: HttpRequest, here: Here, who: Account) -> LeavePage:
    today = timezone.localdate(here.at)
    to = request.POST.get("to", "")
    return LeavePage(
        slug=here.slug,
        id=who.pk,
        name=who.name,
        open=len(open_refs(here.association, who.pk)),
        last_on=request.POST.get("last_on", today.isoformat()).strip()[:20],
        people=tuple(
            Choice(each.account.handle, each.account.name, each.account.handle == to)
            for each in colleagues(on=today)
            if each.account_id != who.pk
        ),
    )


def _leave_page(request: HttpRequest, here: Here, view: LeavePage, status: int = 200) -> HttpResponse:
    title = _("%(who)s leaves") % {"who": view.name}
    return page(request, "staff/leave.html", view, title=title, here=here, status=status)
