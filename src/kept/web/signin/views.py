"""Who is there, and at which association do they want to work?"""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kept.web.shared.access import start_of, workplaces
from kept.web.shared.frame import page
from kept.web.shared.keeping import SignIn, SimpleError, go_on, safe_path, sign_in_page, unseal
from kept.web.signin import slowing
from kept.web.signin.present import choices

LONGEST = 254


def sign_in(request: HttpRequest) -> HttpResponse:
    """The page with a name and a password."""
    if request.method != "POST":
        going_to = safe_path(request, request.GET.get("next", ""))
        if request.user.is_authenticated:
            return redirect(going_to)
        return sign_in_page(request, SignIn(going_to, ""))
    name, password = request.POST.get("name", "").strip(), request.POST.get("password", "")
    going_to, sealed = safe_path(request, request.POST.get("next", "")), request.POST.get("typed", "")
    errors = _attempt(request, name, password)
    if errors:
        shown = SignIn(going_to, sealed, name[:LONGEST].replace("\x00", ""), errors)
        return sign_in_page(request, shown, status=422)
    typed = unseal(sealed)
    if typed is None:
        return HttpResponseRedirect(going_to)
    says = _("You are signed in again. The form is as you left it, and it has not been saved yet.")
    return go_on(
        request, typed, heading=_("What you typed is still here"), says=says, button=_("Show the form")
    )


def _attempt(request: HttpRequest, name: str, password: str) -> tuple[SimpleError, ...]:
    """Signs in, or says what is wrong without telling whether the name exists."""
    at = request.at  # type: ignore[attr-defined]
    place = request.META.get("REMOTE_ADDR", "")
    if not name or not password:
        missing = [("name", _("Enter your short name or your e-mail address."), name)]
        missing.append(("password", _("Enter your password."), password))
        return tuple(SimpleError(sentence, field) for field, sentence, given in missing if not given)
    if slowing.slowed(name, place, at=at):
        return (SimpleError(_("That was wrong several times. Wait a minute, then try again.")),)
    account = None if len(name) > LONGEST else authenticate(request, username=name, password=password)
    if account is None:
        slowing.failed(name, place, at=at)
        return (
            SimpleError(
                _("That name and password do not belong together. Check both and try again."), "name"
            ),
        )
    slowing.succeeded(name)
    login(request, account)
    return ()


def sign_out(request: HttpRequest) -> HttpResponse:
    """Signs out; by POST alone, so that no link or picture can do it."""
    if request.method != "POST":
        return redirect("home")
    logout(request)
    return redirect("sign-in")


def home(request: HttpRequest) -> HttpResponse:
    """Straight to work for those who have one place of work."""
    places = workplaces(request)
    if len(places) == 1:
        return redirect(start_of(places[0]))
    return redirect("choose")


def choose(request: HttpRequest) -> HttpResponse:
    """The associations at which this account may work."""
    view = choices(workplaces(request))
    return page(request, "signin/choose.html", view, title=_("Choose an association"))
