"""What happens once somebody has proved who they are?

    who = attempt_of(request, "ann")            # for slowing guesses: name, place, and this browser if known
    begin_half(request, account, "password")    # the password was right, and a second factor is still to come
    enter(request, account, how="password", factor="totp")
    return remembered(request, response, account)

A session begins anew: it notes when, in which browser and by what proof. The browser keeps a signed note that
this account was here, so that strangers who guess elsewhere never make it wait.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from kept.store import guesses
from kept.store.models import Account, SignedIn
from kept.store.sessions import BEGAN, DEVICE

BACKEND = "kept.web.signin.backend.HandleOrEmail"
HALF, HALF_LASTS = "half", timedelta(minutes=10)
FACTOR, HOW = "factor", "how"
COOKIE, COOKIE_SALT, COOKIE_AGE = "kept_browser", "kept.browser", 365 * 24 * 3600
MOST_KNOWN = 12

Answer = TypeVar("Answer", bound=HttpResponse)


def enter(request: HttpRequest, account: Account, *, how: str, factor: str = "") -> None:
    """Sign this account in, in a session that begins now; old sessions of anybody are cleared away."""
    login(request, account, backend=BACKEND)
    at = timezone.now()
    request.session.pop(HALF, None)
    request.session[BEGAN] = at.isoformat()
    request.session[DEVICE] = device_words(request.headers.get("User-Agent", ""))
    request.session[HOW], request.session[FACTOR] = how, factor
    SignedIn.objects.filter(expire_date__lt=at).delete()


def begin_half(request: HttpRequest, account: Account, how: str) -> None:
    """Remember for a few minutes that the first proof was right. It opens nothing yet, and is worth nothing
    once the password is another.
    """
    request.session.cycle_key()
    now = timezone.now().isoformat()
    request.session[HALF] = [account.pk, now, how, account.get_session_auth_hash()]


def half(request: HttpRequest) -> tuple[Account, str] | None:
    """Who has given the first proof and owes the second, and what the first was."""
    found = request.session.get(HALF)
    if not found:
        return None
    pk, since, how, proven = found
    account = Account.objects.filter(pk=pk, is_active=True).first()
    late = timezone.now() - datetime.fromisoformat(since) > HALF_LASTS
    if late or account is None or not constant_time_compare(proven, account.get_session_auth_hash()):
        request.session.pop(HALF, None)
        return None
    return account, str(how)


def attempt_of(request: HttpRequest, name: str, account: Account | None = None) -> guesses.Attempt:
    """Who says they are whom, from where; the browser counts by itself where this account was here before."""
    known = account is not None and str(account.pk) in _known(request)
    return guesses.Attempt(name, _place(request), request.COOKIES.get(COOKIE, "") if known else "")


def attempt_at(request: HttpRequest) -> guesses.Attempt:
    """Somebody without a name, from where; strangers elsewhere are counted apart."""
    return guesses.Attempt(f"from:{_place(request)}", _place(request))


def _place(request: HttpRequest) -> str:
    """Where the request comes from: as our own proxy saw it, where there is one."""
    if settings.SECURE_PROXY_SSL_HEADER:
        # Each proxy adds at the end; what stands before that, anybody can have written.
        given = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        if given:
            return given
    return str(request.META.get("REMOTE_ADDR", ""))


def _known(request: HttpRequest) -> list[str]:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE_SALT, max_age=COOKIE_AGE)
    except signing.BadSignature:
        return []
    return [str(each) for each in found] if isinstance(found, list) else []


def remembered(request: HttpRequest, response: Answer, account: Account) -> Answer:
    """The answer with the note that this account was here, beside those who share the browser."""
    known = _known(request)
    if str(account.pk) in known:
        return response
    value = signing.dumps([*known, str(account.pk)][-MOST_KNOWN:], salt=COOKIE_SALT)
    response.set_cookie(
        COOKIE,
        value,
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Mac OS X", "Mac"),
    (r"Linux", "Linux"),
)


def device_words(agent: str) -> str:
    """A browser by the words that its owner knows it by, such as “Firefox on Windows”."""
    browser = next((words for mark, words in _BROWSERS if mark in agent), "")
    system = next((words for mark, words in _SYSTEMS if re.search(mark, agent)), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser that does not say what it is")
