"""What becomes of words already typed when the session, the form's token or the database is gone?

They travel in the page itself, signed, and come back to the form once the way is clear; nothing is stored:

    sealed = seal(request)          # in a hidden field of the sign-in page
    typed = unseal(sealed)          # afterwards: Typed(path="/karin/capture/letter.received", fields=(…))

The form is then shown again, filled in. Nothing is saved until the person presses the button once more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from kept.web.shared.frame import page

SALT = "kept.typed"
HOURS_8 = 8 * 3600
LONGEST = 400_000
SHORT = 12
AGAIN = "again"
LEFT_OUT = frozenset(
    {"csrfmiddlewaretoken", "password", "password-now", "second-code", "passkey", "step", AGAIN}
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that could not be taken: where it was going, and its fields in order."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What a person would have to type again, to be shown beside the button that sends it on."""
        return tuple(value for name, value in self.fields if name.startswith("f-") and len(value) > SHORT)


@dataclass(frozen=True, slots=True)
class GoOn:
    """The page that leads back to a form with what was typed."""

    heading: str
    says: str
    button: str
    path: str
    fields: tuple[tuple[str, str], ...]
    again: str = AGAIN
    errors: tuple[str, ...] = ()


def seal(request: HttpRequest) -> str:
    """What a form sent, signed so that only we can have written it;
    empty where there is nothing worth keeping.
    """
    if request.method != "POST":
        return ""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in LEFT_OUT and value
    ]
    if not fields or sum(len(value) for _name, value in fields) > LONGEST:
        return ""
    return signing.dumps([request.get_full_path(), fields], salt=SALT, compress=True)


def unseal(sealed: str) -> Typed | None:
    """What was sealed, or None where it was tampered with or is older than a working day."""
    if not sealed:
        return None
    try:
        path, fields = signing.loads(sealed, salt=SALT, max_age=HOURS_8)
    except (signing.BadSignature, ValueError):
        return None
    return Typed(str(path), tuple((str(name), str(value)) for name, value in fields))


@dataclass(frozen=True, slots=True)
class SignIn:
    """The sign-in page: where it leads, what it carries along, and what was wrong with the last attempt."""

    going_to: str
    sealed: str
    name: str = ""
    errors: tuple[SimpleError, ...] = ()
    openid: str = ""


def openid_name() -> str:
    """What the organisation calls its own sign-in, where Kept was told of one."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return (apps[0]["name"] or _("your organisation")) if apps else ""


@dataclass(frozen=True, slots=True)
class SimpleError:
    """One line of the error summary; `id` is the question that it leads to."""

    sentence: str
    id: str = ""


def sign_in_page(request: HttpRequest, view: SignIn, *, status: int = 200) -> HttpResponse:
    """The page that asks who is there."""
    view = replace(view, openid=openid_name())
    return page(request, "signin/sign_in.html", view, title=_("Sign in"), status=status)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back here afterwards. What a form sent is carried along.

    What a page asks for in the background is only told: no sign-in belongs in the middle of another page.
    """
    if getattr(request, "htmx", False):
        return HttpResponse(status=401)
    if request.method == "POST":
        return sign_in_page(request, SignIn(request.get_full_path(), seal(request)), status=403)
    return redirect(f"{reverse('sign-in')}?{urlencode({'next': request.get_full_path()})}")


def go_on(
    request: HttpRequest, typed: Typed, *, heading: str, says: str, button: str, status: int = 200
) -> HttpResponse:
    """The page with one button, behind which the form waits as it was."""
    view = GoOn(heading, says, button, typed.path, typed.fields)
    return page(request, "shared/go_on.html", view, title=heading, status=status)


def safe_path(request: HttpRequest, path: str) -> str:
    """The path if it is one of our own pages, else the first page:
    nobody is sent elsewhere after signing in.
    """
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return reverse("home")
    try:
        found = resolve(path.split("?")[0].split("#")[0])
    except Resolver404:
        return reverse("home")
    return reverse("home") if found.view_name.startswith("sign-") else path


def typed_again(request: HttpRequest) -> bool:
    """Whether this form comes back by way of `go_on`, to be shown and not yet saved."""
    return AGAIN in request.POST


def saved_from_failure(request: HttpRequest) -> Typed | None:
    """What the failing request had sent, read straight from it; None where its body could not be read."""
    try:
        return unseal(seal(request))
    except Exception:  # noqa: BLE001  whatever failed first must not be hidden by a second failure
        return None
