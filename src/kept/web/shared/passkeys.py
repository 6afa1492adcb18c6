"""Is this browser's passkey one of ours?

    options = asked(request)                    # for the sign-in page: any passkey that names its owner
    account = owner(request, given)             # the account that it belongs to, or None
    options = asked(request, account)           # as a second factor: one of this account's
    proven(request, account, given)             # whether it is
    options = offered(request, account)         # for a new one
    credential = taken(request, given)          # what is stored of it, or None

The questions and their answers are checked by allauth and fido2; the question waits in the session and is
answered once.
"""

from __future__ import annotations

import json
from typing import Any

from allauth.core import context
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest

from kept.store.models import Account

LONGEST = 20_000


def asked(request: HttpRequest, account: Account | None = None) -> dict[str, Any]:
    """What the browser has to sign."""
    with context.request_context(request):
        return dict(auth.begin_authentication(account))


def words(options: dict[str, Any]) -> str:
    """The same for a page, which holds no script: it stands in an attribute of the form."""
    return json.dumps(options, cls=DjangoJSONEncoder)


def owner(request: HttpRequest, given: str) -> Account | None:
    """Whose passkey it is, once it has signed what was asked."""
    answer = _read(given)
    if answer is None:
        return None
    try:
        account = auth.extract_user_from_response(answer)
    except (ValidationError, ValueError, TypeError, AttributeError):
        return None
    return account if account.is_active and proven(request, account, given) else None


def proven(request: HttpRequest, account: Account, given: str) -> bool:
    """Whether one of this account's passkeys signed what was asked."""
    answer = _read(given)
    if answer is None:
        return False
    with context.request_context(request):
        try:
            auth.parse_authentication_response(answer)
            auth.complete_authentication(account, answer).record_usage()
        except (ValidationError, ValueError, KeyError, TypeError):
            auth.clear_state()
            return False
    return True


def offered(request: HttpRequest, account: Account) -> dict[str, Any]:
    """What the browser needs to make a passkey by which one can also sign in without a password."""
    with context.request_context(request):
        return dict(auth.begin_registration(account, True))


def taken(request: HttpRequest, given: str) -> dict[str, Any] | None:
    """The new passkey as it is stored, or None where the browser's answer is not what was asked for."""
    answer = _read(given)
    if answer is None:
        return None
    with context.request_context(request):
        try:
            auth.parse_registration_response(answer)
            auth.complete_registration(answer)
        except (ValidationError, ValueError, KeyError, TypeError):
            auth.clear_state()
            return None
    return answer


def _read(given: str) -> dict[str, Any] | None:
    if not given or len(given) > LONGEST:
        return None
    try:
        found = json.loads(given)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
