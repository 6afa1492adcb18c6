"""What about my own account: password, second proof, passkeys, where I am signed in, when I am away?

Whatever makes it easier or harder to get in asks for the password again, unless somebody signed in within the
last ten minutes: a screen that was left unlocked gives nobody a key of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kept.actions import factors as act
from kept.actions import people
from kept.casework import Refused
from kept.store import factors, guesses
from kept.store.absences import told_from
from kept.store.models import Account
from kept.store.sessions import BEGAN, sessions_of
from kept.web.account.present import (
    AppPage,
    CodesPage,
    PasskeyPage,
    account_address,
    account_page,
)
from kept.web.shared import passkeys
from kept.web.shared.access import Here, owes_a_proof
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError

FRESH = timedelta(minutes=10)
SECRET, FACTOR = "app-secret", "factor"


def account(request: HttpRequest, here: Here) -> HttpResponse:
    """The page, and its buttons."""
    if request.method != "POST":
        return _page(request, here)
    buttons: dict[str, Callable[[HttpRequest, Here], HttpResponse]] = {
        "password": _password,
        "codes": _codes,
        "remove": _remove,
        "elsewhere": _elsewhere,
    }
    pressed = buttons.get(request.POST.get("do", ""))
    return pressed(request, here) if pressed else redirect("account", here.slug)


def _page(request: HttpRequest, here: Here, errors: tuple[SimpleError, ...] = ()) -> HttpResponse:
    me, now = here.membership.account, timezone.now()
    mine = [each for each in told_from(here.association, here.at) if each.account_id == me.pk]
    view = account_page(
        here,
        held=factors.factors_of(me),
        sessions=sessions_of(me.pk, now),
        current=request.session.session_key,
        failed=guesses.told(me.pk, since=here.at - guesses.TOLD_FOR),
        absences=mine,
        demanded=owes_a_proof(request, here),
        welcome="new" in request.GET,
        fresh=_fresh(request),
    )
    view = replace(view, errors=errors)
    status = 422 if errors else 200
    return page(request, "account/account.html", view, title=_("Your account"), here=here, status=status)


def _fresh(request: HttpRequest) -> bool:
    began = request.session.get(BEGAN)
    return began is not None and timezone.now() - datetime.fromisoformat(began) < FRESH


def _doubt(request: HttpRequest, here: Here, *, always: bool = False) -> SimpleError | None:
    """Whether it may be somebody else who sits at this screen."""
    me = here.membership.account
    if _fresh(request) and not always:
        return None
    if not me.has_usable_password():
        sentence = _("Sign out and in again, and do this within ten minutes.")
        return None if _fresh(request) else SimpleError(sentence, "password-now")
    who = guesses.Attempt(f"again:{me.pk}", f"again:{me.pk}")
    if guesses.waits(who, here.at):
        return SimpleError(_("That was wrong several times. Wait a minute, then try again."), "password-now")
    if me.check_password(request.POST.get("password-now", "")):
        guesses.succeeded(who)
        return None
    guesses.failed(who, here.at, account=me.pk)
    return SimpleError(_("That is not your password of today. Enter it again."), "password-now")


def _password(request: HttpRequest, here: Here) -> HttpResponse:
    doubt = _doubt(request, here, always=True)
    if doubt:
        return _page(request, here, (doubt,))
    me = here.membership.account
    done = people.set_password(
        association=here.association,
        handle=me.handle,
        password=request.POST.get("password", ""),
        stays=request.session.session_key,
        by=here.by,
        at=here.at,
    )
    if isinstance(done, Refused):
        return _page(request, here, (SimpleError(done.sentence, "password"),))
    update_session_auth_hash(request, done)
    messages.success(request, _("Your password is changed. Everywhere else you are signed out."))
    return redirect("account", here.slug)


def _elsewhere(request: HttpRequest, here: Here) -> HttpResponse:
    me = here.membership.account.handle
    stays = request.session.session_key
    act.sign_out_elsewhere(association=here.association, handle=me, stays=stays, by=here.by, at=here.at)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("account", here.slug)


def _codes(request: HttpRequest, here: Here) -> HttpResponse:
    doubt = _doubt(request, here)
    if doubt:
        return _page(request, here, (doubt,))
    made = act.new_codes(
        association=here.association, handle=here.membership.account.handle, by=here.by, at=here.at
    )
    if isinstance(made, Refused):
        return _page(request, here, (SimpleError(made.sentence, "codes"),))
    return _shown(request, here, made, _("The codes of before no longer work."))


def _remove(request: HttpRequest, here: Here) -> HttpResponse:
    doubt = _doubt(request, here)
    if doubt:
        return _page(request, here, (doubt,))
    wanted = request.POST.get("factor", "")
    me = here.membership.account
    gone = act.remove(
        association=here.association,
        handle=me.handle,
        factor=int(wanted) if wanted.isdecimal() else factors.APP,
        by=here.by,
        at=here.at,
    )
    if gone is True:
        if not factors.has_second(me.pk):
            request.session[FACTOR] = ""
        messages.success(request, _("That is no longer taken when you sign in."))
    return redirect("account", here.slug)


def app(request: HttpRequest, here: Here) -> HttpResponse:
    """Set up an app that shows codes: photograph the square, enter what the app shows."""
    me = here.membership.account
    secret = request.session.get(SECRET)
    if request.method != "POST" or not secret:
        if not secret:
            secret = request.session[SECRET] = factors.new_secret()
        return _app_page(request, here, secret)
    doubt = _doubt(request, here)
    if doubt:
        return _app_page(request, here, secret, doubt)
    if not factors.shows(secret, "".join(request.POST.get("second-code", "").split())):
        sentence = _("The app shows another code. Wait for the next one and enter it.")
        return _app_page(request, here, secret, SimpleError(sentence, "second-code"))
    made = act.add_app(association=here.association, handle=me.handle, secret=secret, by=here.by, at=here.at)
    if isinstance(made, Refused):
        return _app_page(request, here, secret, SimpleError(made.sentence, "second-code"))
    request.session.pop(SECRET, None)
    request.session[FACTOR] = factors.APP
    return _shown(request, here, made, _("From now on signing in asks for a code of your app."))


def _app_page(
    request: HttpRequest, here: Here, secret: str, error: SimpleError | None = None
) -> HttpResponse:
    me: Account = here.membership.account
    ours = factors.Secrets()
    picture = ours.build_totp_svg(ours.build_totp_url(me, secret))
    view = AppPage(
        slug=here.slug,
        picture=mark_safe(picture[picture.index("<svg") :]),
        letters=" ".join(secret[each : each + 4] for each in range(0, len(secret), 4)),
        has_password=me.has_usable_password(),
        fresh=_fresh(request),
        errors=(error,) if error else (),
    )
    status = 422 if error else 200
    return page(request, "account/app.html", view, title=_("Set up an app"), here=here, status=status)


def passkey(request: HttpRequest, here: Here) -> HttpResponse:
    """Make a passkey on this device."""
    if request.method != "POST":
        return _passkey_page(request, here)
    doubt = _doubt(request, here)
    if doubt:
        return _passkey_page(request, here, doubt)
    credential = passkeys.taken(request, request.POST.get("passkey", ""))
    if credential is None:
        sentence = _("The browser made no passkey. Try again, or use another device.")
        return _passkey_page(request, here, SimpleError(sentence, "name"))
    made = act.add_passkey(
        association=here.association,
        handle=here.membership.account.handle,
        name=request.POST.get("name", "").strip() or _("A passkey"),
        credential=credential,
        by=here.by,
        at=here.at,
    )
    if isinstance(made, Refused):
        return _passkey_page(request, here, SimpleError(made.sentence, "name"))
    request.session[FACTOR] = factors.PASSKEY
    if made:
        return _shown(request, here, made, _("The passkey is added. You can sign in with it alone."))
    messages.success(request, _("The passkey is added. You can sign in with it alone."))
    return redirect("account", here.slug)


def _passkey_page(request: HttpRequest, here: Here, error: SimpleError | None = None) -> HttpResponse:
    me: Account = here.membership.account
    view = PasskeyPage(
        slug=here.slug,
        options=passkeys.words(passkeys.offered(request, me)),
        name=request.POST.get("name", "").replace("\x00", "")[:60],
        has_password=me.has_usable_password(),
        fresh=_fresh(request),
        errors=(error,) if error else (),
    )
    status = 422 if error else 200
    return page(request, "account/passkey.html", view, title=_("Add a passkey"), here=here, status=status)


def _shown(request: HttpRequest, here: Here, codes: list[str], says: str) -> HttpResponse:
    """The recovery codes, this once: the page is not one to which a browser comes back."""
    view = CodesPage(tuple(codes), account_address(here), says)
    return page(request, "account/codes.html", view, title=_("Your recovery codes"), here=here)
