"""Somebody opens the link of an invitation: what now?

`/invitation?key=karin.…` shows where they are asked to work and as what. A new person gives a name, a short
name and a password; whoever has an account signs in first and becomes a member here too. The key stands in
the query, which no log repeats.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kept.actions import invitations as inviting
from kept.actions.people import LONGEST_NAME
from kept.casework import Refused
from kept.casework.permissions import ROLES
from kept.store import invitations, tenancy
from kept.store.models import Account, Association, Invitation
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, openid_name
from kept.web.signin import entering

OPEN = "invited"


@dataclass(frozen=True, slots=True)
class Invited:
    """The page. `account` is the name of the person who has an account with this address already."""

    key: str
    place: str
    role: str
    says: str
    email: str
    name: str
    handle: str
    mine: bool
    sign_in: bool
    openid: str
    next: str
    other: str
    errors: tuple[SimpleError, ...] = ()


def invitation(request: HttpRequest) -> HttpResponse:
    """Take an invitation up."""
    key = request.POST.get("key", request.GET.get("key", ""))[:200]
    if not key:
        return redirect("sign-in")
    found = _find(request, key)
    if found is None:
        return _over(request)
    account = Account.objects.filter(email__iexact=found.email).first()
    view = _view(request, key, found, account)
    if request.method != "POST":
        request.session[OPEN] = key
        return page(request, "signin/invitation.html", view, title=_("You are invited"))
    if view.sign_in:
        return redirect(f"{reverse('invitation')}?{urlencode({'key': key})}")
    # Whoever is signed in has their ways in already; another is added on the account page, not by a link.
    password = None if view.mine else request.POST.get("password", "") or None
    by = request.user.handle if view.mine else view.handle  # type: ignore[union-attr]
    errors = () if view.mine else _missing(view, password)
    if not errors:
        done = inviting.accept(
            association=found.association,
            key=key.partition(".")[2],
            handle=view.handle,
            name=view.name,
            password=password,
            by=by,
            at=request.at,  # type: ignore[attr-defined]
        )
        if not isinstance(done, Refused):
            return _welcome(request, found, Account.objects.get(pk=done.account_id))
        errors = (SimpleError(done.sentence, done.field or "name"),)
    view = replace(view, errors=errors)
    return page(request, "signin/invitation.html", view, title=_("You are invited"), status=422)


def vouched_for(request: HttpRequest, email: str, name: str) -> Account | None:
    """The new account of whoever opened an invitation to this address in this browser, and is vouched for."""
    key = request.session.get(OPEN, "")
    found = _find(request, key)
    if found is None or found.email.lower() != email.lower():
        return None
    name = found.name or name.strip()[:LONGEST_NAME] or email.partition("@")[0]
    done = inviting.accept(
        association=found.association,
        key=key.partition(".")[2],
        handle=_free_handle(name),
        name=name,
        proven=True,
        by=_free_handle(name),
        at=request.at,  # type: ignore[attr-defined]
    )
    return None if isinstance(done, Refused) else Account.objects.get(pk=done.account_id)


def _find(request: HttpRequest, key: str) -> Invitation | None:
    slug, _dot, secret = key.partition(".")
    if not secret or "\x00" in key:
        return None
    try:
        with tenancy.association(slug):
            return invitations.held(
                invitations.digest_of(secret),
                request.at,  # type: ignore[attr-defined]
            )
    except Association.DoesNotExist:
        return None


def _view(request: HttpRequest, key: str, found: Invitation, account: Account | None) -> Invited:
    mine = account is not None and request.user.pk == account.pk
    today = timezone.localdate(request.at)  # type: ignore[attr-defined]
    used = account is not None and not invitations.unused(account, today)
    name = request.POST.get("name", found.name).replace("\x00", "").strip()[: LONGEST_NAME + 1]
    handle = request.POST.get("handle", "").strip().lower()[:80] or _free_handle(name)
    role = ROLES.get(found.role)
    return Invited(
        key=key,
        place=found.association.name,
        role=role.label if role else found.role,
        says=role.says if role else "",
        email=found.email,
        name=account.name if account else name,
        handle=account.handle if account else handle,
        mine=mine,
        sign_in=used and not mine,
        openid=openid_name(),
        next=f"{reverse('invitation')}?{urlencode({'key': key})}",
        other=str(request.user) if request.user.is_authenticated and not mine else "",
    )


def _missing(view: Invited, password: str | None) -> tuple[SimpleError, ...]:
    errors = []
    if not view.name:
        errors.append(SimpleError(_("Enter the name by which colleagues know you."), "name"))
    if not view.handle:
        errors.append(SimpleError(_("Choose a short name, such as bea-malik."), "handle"))
    if not password:
        errors.append(SimpleError(_("Choose a password of at least 12 characters."), "password"))
    return tuple(errors)


def _free_handle(name: str) -> str:
    """A short name made of the name, with a number where it is taken."""
    made = slugify(name)[:50].strip("-").replace("_", "-").lstrip("0123456789-")
    if not made:
        return ""
    taken = set(Account.objects.filter(handle__startswith=made).values_list("handle", flat=True))
    tried = [made, *(f"{made}-{each}" for each in range(2, len(taken) + 3))]
    return next(each for each in tried if each not in taken)


def _welcome(request: HttpRequest, found: Invitation, account: Account) -> HttpResponse:
    """In, and on to the account page, where a passkey or an app can be added."""
    request.session.pop(OPEN, None)
    place = reverse("account", args=[found.association.slug])
    if request.user.pk == account.pk:
        return redirect("home")
    entering.enter(request, account, how="invitation")
    return entering.remembered(request, redirect(f"{place}?new=1"), account)


def _over(request: HttpRequest) -> HttpResponse:
    title = _("This link opens nothing any more")
    return page(request, "signin/invitation_over.html", title=title, status=410)
