"""Is this the person that the handle or e-mail address belongs to?"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from kept.store.models import Account


class HandleOrEmail(ModelBackend):
    """Signs in by handle or by e-mail address, in capitals or not. An
    unknown name takes as long as a wrong password.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **more: Any,
    ) -> Account | None:
        if not username or not password or "\x00" in username or "\x00" in password:
            return None
        account = named(username) or Account()
        right = account.check_password(password) if account.pk else _as_slow(account, password)
        return account if right and self.user_can_authenticate(account) else None


def named(name: str) -> Account | None:
    """The account with this handle or e-mail address."""
    if "\x00" in name:
        return None
    by = {"email__iexact": name} if "@" in name else {"handle": name.lower()}
    found = list(Account.objects.filter(**by)[:2])
    return found[0] if len(found) == 1 else None


def _as_slow(account: Account, password: str) -> bool:
    account.set_password(password)
    return False
