"""Who is there, and at which association do they want to work?

A name and a password, then a code or a passkey where the account has one; or a passkey alone; or the word of
the organisation's own sign-in (see `openid`). Whatever way it is, what had been typed comes along.
"""

from __future__ import annotations

from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kept.store import factors, guesses
from kept.store.models import Account
from kept.web.shared import passkeys
from kept.web.shared.access import start_of, workplaces
from kept.web.shared.frame import page
from kept.web.shared.keeping import SignIn, SimpleError, go_on, safe_path, sign_in_page, unseal
from kept.web.signin import entering
from kept.web.signin.backend import named
from kept.web.signin.present import choices, second_page

LONGEST = 254


def wait() -> SimpleError:
    return SimpleError(_("That was wrong several times. Wait a minute, then try again."))


def sign_in(request: HttpRequest) -> HttpResponse:
    """The page with a name and a password."""
    if request.method != "POST":
        going_to = safe_path(request, request.GET.get("next", ""))
        if request.user.is_authenticated:
            return redirect(going_to)
        return sign_in_page(request, SignIn(going_to, ""))
    name, password = request.POST.get("name", "").strip(), request.POST.get("password", "")
    found = _attempt(request, name, password)
    if isinstance(found, Account):
        return _first_proof(request, found, "password")
    return _again(request, found, name)


def _attempt(request: HttpRequest, name: str, password: str) -> Account | tuple[SimpleError, ...]:
    """Whose name and password they are, or what is wrong, without telling whether the name exists."""
    at = request.at  # type: ignore[attr-defined]
    if not name or not password:
        missing = [("name", _("Enter your short name or your e-mail address."), name)]
        missing.append(("password", _("Enter your password."), password))
        return tuple(SimpleError(sentence, field) for field, sentence, given in missing if not given)
    known = named(name) if len(name) <= LONGEST else None
    # One account has two names: a guesser shall not have twice as many tries.
    who = entering.attempt_of(request, known.handle if known else name, known)
    if guesses.waits(who, at):
        return (wait(),)
    account = None if len(name) > LONGEST else authenticate(request, username=name, password=password)
    if not isinstance(account, Account):
        guesses.failed(who, at, account=known.pk if known else None)
        return (
            SimpleError(
                _("That name and password do not belong together. Check both and try again."), "name"
            ),
        )
    guesses.succeeded(who)
    return account


def _again(request: HttpRequest, errors: tuple[SimpleError, ...], name: str = "") -> HttpResponse:
    going_to, sealed = safe_path(request, request.POST.get("next", "")), request.POST.get("typed", "")
    shown = SignIn(going_to, sealed, name[:LONGEST].replace("\x00", ""), errors)
    return sign_in_page(request, shown, status=422)


def _first_proof(request: HttpRequest, account: Account, how: str) -> HttpResponse:
    """In, or on to the second proof where the account has one."""
    if factors.has_second(account.pk):
        entering.begin_half(request, account, how)
        return _ask_second(request, account)
    return _in(request, account, how=how)


def second(request: HttpRequest) -> HttpResponse:
    """The page that asks for a code of the app, a recovery code or a passkey."""
    waiting = entering.half(request)
    if waiting is None:
        if request.method != "POST":
            return redirect("sign-in")
        return _again(request, (SimpleError(_("That took too long. Sign in once more."), "name"),))
    account, how = waiting
    if request.method != "POST":
        return _ask_second(request, account)
    at = request.at  # type: ignore[attr-defined]
    # Whoever is here knows the password already: each code that is tried counts, from wherever.
    who = guesses.Attempt(f"second:{account.pk}", f"second:{account.pk}")
    if guesses.waits(who, at):
        return _ask_second(request, account, wait())
    code, given = request.POST.get("second-code", ""), request.POST.get("passkey", "")
    if not code.strip() and not given:
        sentence = _("Enter the code that your app shows.")
        return _ask_second(request, account, SimpleError(sentence, "second-code"))
    if given:
        factor = factors.PASSKEY if passkeys.proven(request, account, given) else None
    else:
        factor = factors.right_code(account, code, at)
    if factor is None:
        guesses.failed(who, at, account=account.pk)
        sentence = _("That passkey is not one of this account’s. Use another, or enter a code.")
        if not given:
            sentence = _("That code is not right, or was used already. Wait for the next one and enter it.")
        return _ask_second(request, account, SimpleError(sentence, "second-code"))
    guesses.succeeded(who)
    return _in(request, account, how=how, factor=factor)


def _ask_second(request: HttpRequest, account: Account, error: SimpleError | None = None) -> HttpResponse:
    held = factors.factors_of(account)
    options = passkeys.words(passkeys.asked(request, account)) if held.passkeys else ""
    going_to = safe_path(request, request.POST.get("next", request.GET.get("next", "")))
    view = second_page(held, options, going_to, request.POST.get("typed", ""), error)
    status = 422 if error else 200
    return page(request, "signin/second.html", view, title=_("Confirm that it is you"), status=status)


def passkey(request: HttpRequest) -> HttpResponse:
    """Signs in by passkey alone: first the question for the browser, as JSON, then its answer."""
    if request.method != "POST":
        return redirect("sign-in")
    if "passkey" not in request.POST:
        return JsonResponse(passkeys.asked(request))
    at = request.at  # type: ignore[attr-defined]
    who = entering.attempt_at(request)
    if guesses.waits(who, at):
        return _again(request, (wait(),))
    account = passkeys.owner(request, request.POST["passkey"])
    if account is None:
        guesses.failed(who, at)
        sentence = _("That passkey is not known here. Sign in with your password, then add it.")
        return _again(request, (SimpleError(sentence, "name"),))
    return _in(request, account, how="passkey", factor=factors.PASSKEY)


def _in(request: HttpRequest, account: Account, *, how: str, factor: str = "") -> HttpResponse:
    entering.enter(request, account, how=how, factor=factor)
    going_to = safe_path(request, request.POST.get("next", ""))
    return entering.remembered(request, arrived(request, going_to, request.POST.get("typed", "")), account)


def arrived(request: HttpRequest, going_to: str, sealed: str) -> HttpResponse:
    """Where one wanted to be; with what had been typed, if anything."""
    typed = unseal(sealed)
    if typed is None:
        return HttpResponseRedirect(going_to)
    says = _("You are signed in again. The form is as you left it, and it has not been saved yet.")
    return go_on(
        request, typed, heading=_("What you typed is still here"), says=says, button=_("Show the form")
    )


def sign_out(request: HttpRequest) -> HttpResponse:
    """Signs out; by POST alone, so that no link or picture can do it."""
    if request.method != "POST":
        return redirect("home")
    logout(request)
    response = redirect("sign-in")
    # Whatever a telephone kept for visits without a signal goes with the session.
    response["Clear-Site-Data"] = '"storage"'
    return response


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
