"""What if the organisation's own sign-in says who somebody is? (OpenID Connect)

1. Whoever is vouched for is matched by an e-mail address that the provider calls verified, by nothing else.
2. Nobody gets an account by it, unless an invitation to that address lies open in the same browser.
3. What had been typed waits in the session on the way there and back, as it cannot travel with them.
4. Whether more than a password is asked for is the provider's business then: its word is a second proof too.

allauth speaks with the provider (authorisation code with PKCE, state in the session); the pages are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

from kept.store.models import Account
from kept.web.shared.frame import page
from kept.web.shared.keeping import SignIn, SimpleError, safe_path, sign_in_page
from kept.web.signin import entering, inviting
from kept.web.signin.views import arrived

PROVIDER = "kept"
WAITING = "openid-waiting"
VOUCHED = "openid"


@dataclass(frozen=True, slots=True)
class Onwards:
    """The page between, and where it leads."""

    address: str
    errors: tuple[str, ...] = ()


class Asking(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The provider, which answers at an address of ours."""

    def get_callback_url(self, request: HttpRequest, app: object) -> str:
        return request.build_absolute_uri(reverse("sign-in-openid-back"))


class OtherSignIn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """What becomes of the provider's answer. allauth's own pages are never reached."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        told = sociallogin.account.extra_data.get("userinfo") or {}
        name = str(told.get("name", ""))
        raise ImmediateHttpResponse(_answered(request, _verified(sociallogin), name))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: object,
        error: object = None,
        exception: Exception | None = None,
        extra_context: object = None,
    ) -> None:
        sentence = _("Your organisation’s sign-in did not answer as it should. Try again, or use a password.")
        if error == AuthError.CANCELLED:
            sentence = _("You stopped on the way. Sign in again, or use a password.")
        raise ImmediateHttpResponse(_refused(request, sentence))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False


def openid(request: HttpRequest) -> HttpResponse:
    """On to the organisation's own sign-in, by a page of its own: a form must not lead to another site."""
    if request.method != "POST":
        return redirect("sign-in")
    provider = _provider(request)
    going_to = safe_path(request, request.POST.get("next", ""))
    request.session[WAITING] = [going_to, request.POST.get("typed", "")]
    try:
        there = provider.redirect(request, AuthProcess.LOGIN)["Location"]
    except RequestException:
        return _refused(
            request, _("Your organisation’s sign-in does not answer just now. Try again, or use a password.")
        )
    response = page(request, "signin/onwards.html", Onwards(there), title=_("One moment"))
    response["Refresh"] = f"0; url={there}"
    return response


def openid_back(request: HttpRequest) -> HttpResponse:
    """Back from there, with the provider's word or without."""
    if "state" not in request.GET:
        return redirect("sign-in")
    _provider(request)
    view = OAuth2CallbackView.adapter_view(Asking(request, PROVIDER))
    answer: HttpResponse = view(request)
    return answer


def _provider(request: HttpRequest) -> Any:
    try:
        provider = get_adapter().get_provider(request, PROVIDER)
    except SocialApp.DoesNotExist as fault:
        raise Http404 from fault
    provider.oauth2_adapter_class = Asking
    return provider


def _verified(sociallogin: Any) -> str:
    """The address that the provider calls verified; empty where it says so of none."""
    found = [each.email for each in sociallogin.email_addresses if each.verified is True]
    return str(found[0]).strip() if len(found) == 1 else ""


def _answered(request: HttpRequest, email: str, name: str) -> HttpResponse:
    going_to, sealed = request.session.get(WAITING, ["/", ""])
    if not email:
        return _refused(
            request,
            _("Your organisation’s sign-in does not call your e-mail address verified. Ask its keeper."),
        )
    account = Account.objects.filter(email__iexact=email).first()
    if account is None:
        account = inviting.vouched_for(request, email, name)
    if account is None or not account.is_active:
        return _refused(
            request,
            _("Nobody here has the address that your organisation’s sign-in gives. Ask to be invited."),
        )
    request.session.pop(WAITING, None)
    entering.enter(request, account, how=VOUCHED, factor=VOUCHED)
    return entering.remembered(request, arrived(request, safe_path(request, going_to), sealed), account)


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    """The sign-in page with the sentence; what had been typed is still there."""
    going_to, sealed = request.session.get(WAITING, ["/", ""])
    view = SignIn(safe_path(request, going_to), sealed, "", (SimpleError(sentence, "name"),))
    return sign_in_page(request, view, status=403)
