"""By what else than a password does an account prove itself?

    held = factors_of(account)          # Held(app=True, passkeys=(…), codes_left=10)
    held.second                         # whether signing in asks for a second factor
    right_code(account, "123456", at)   # a code of the app, or one of the recovery codes; each counts once

An app that shows codes (TOTP) and passkeys (WebAuthn) are allauth's; here lies what we ask of them. A code
is never taken twice, whichever process is asked. Secrets are stored encrypted under Kept's own key: whoever
reads a copy of the database cannot make codes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction

from kept.store.models import Account

APP, PASSKEY, CODES = "totp", "webauthn", "recovery_codes"
SECOND = (APP, PASSKEY)
TELLS_WHO = "Kept"


class Secrets(DefaultMFAAdapter):  # type: ignore[misc]
    """What allauth asks of us: how secrets are kept, and what a passkey is called."""

    def get_totp_issuer(self) -> str:
        return TELLS_WHO

    def encrypt(self, text: str) -> str:
        return _key().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _key().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as fault:
            # The key was changed, or this is a copy of another installation's data.
            raise KeyChanged from fault

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        return {
            "id": user_pk_to_url_str(user).encode("utf8"),
            "display_name": user.name,
            "name": user.handle,
        }


class KeyChanged(ValueError):
    """A secret was stored under another key than that of this installation."""


def _key() -> Fernet:
    derived = hashlib.sha256(f"kept.factors:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(derived))


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey, by the name that its owner gave it."""

    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """What an account has besides its password."""

    app: bool
    passkeys: tuple[Passkey, ...]
    codes_left: int

    @property
    def second(self) -> bool:
        """Whether signing in with the password asks for more."""
        return self.app or bool(self.passkeys)


def factors_of(account: Account) -> Held:
    """What the account has."""
    rows = list(Authenticator.objects.filter(user_id=account.pk).order_by("created_at", "id"))
    passkeys = tuple(
        Passkey(each.pk, each.wrap().name, each.created_at, each.last_used_at)
        for each in rows
        if each.type == PASSKEY
    )
    left = sum(_left(each) for each in rows if each.type == CODES)
    return Held(any(each.type == APP for each in rows), passkeys, left)


def _left(row: Authenticator) -> int:
    try:
        return len(row.wrap().get_unused_codes())
    except KeyChanged:
        return 0


def with_second(accounts: Collection[int]) -> set[int]:
    """Which of these accounts have a second factor; in one query."""
    rows = Authenticator.objects.filter(user__in=accounts, type__in=SECOND)
    return set(rows.values_list("user_id", flat=True))


def has_second(account: int) -> bool:
    """Whether signing in to this account asks for more than a password."""
    return bool(with_second([account]))


def new_secret() -> str:
    """The secret for an app that shows codes."""
    return str(totp.generate_totp_secret())


def shows(secret: str, code: str) -> bool:
    """Whether an app that holds this secret shows this code just now."""
    return _counter(secret, code) is not None


def add_app(account: Account, secret: str) -> None:
    """From now on the app is asked for. An earlier one is no longer taken."""
    Authenticator.objects.filter(user_id=account.pk, type=APP).delete()
    totp.TOTP.activate(account, secret)


def add_passkey(account: Account, name: str, credential: dict[str, Any]) -> None:
    """From now on this passkey is taken."""
    Authenticator.objects.create(user=account, type=PASSKEY, data={"name": name, "credential": credential})


def recovery_codes(account: Account) -> list[str]:
    """New codes for the day on which the telephone is lost; each is taken once. Earlier ones are void."""
    Authenticator.objects.filter(user_id=account.pk, type=CODES).delete()
    return list(RecoveryCodes.activate(account).generate_codes())


def remove(account: Account, factor: int | str) -> str | None:
    """Take one away, by its id or its type; what it was called. With the last go the recovery codes."""
    rows = Authenticator.objects.filter(user_id=account.pk)
    chosen = rows.filter(type=factor) if isinstance(factor, str) else rows.filter(pk=factor, type=PASSKEY)
    found = chosen.first()
    if found is None:
        return None
    named = found.wrap().name if found.type == PASSKEY else found.type
    chosen.delete()
    if not rows.filter(type__in=SECOND).exists():
        rows.delete()
    return str(named)


def remove_all(account: Account) -> int:
    """Take all of them away; how many there were."""
    return int(Authenticator.objects.filter(user_id=account.pk).delete()[0])


def right_code(account: Account, code: str, at: datetime) -> str | None:
    """What the code is: one of its app, or a recovery code, or neither (None). Each counts once."""
    code = "".join(code.split())
    if not code or len(code) > 20 or not code.isascii():
        return None
    with transaction.atomic():
        rows = Authenticator.objects.select_for_update().filter(user_id=account.pk, type__in=(APP, CODES))
        held = {each.type: each for each in rows}
        try:
            if APP in held and _taken(held[APP], code, at):
                return APP
            if CODES in held and held[CODES].wrap().validate_code(code):
                return CODES
        except KeyChanged:
            return None
    return None


def _taken(row: Authenticator, code: str, at: datetime) -> bool:
    counter = _counter(Secrets().decrypt(row.data["secret"]), code)
    # A code that was used, or an older one, is never taken again.
    if counter is None or counter <= row.data.get("used", 0):
        return False
    row.data["used"] = counter
    row.last_used_at = at
    row.save(update_fields=["data", "last_used_at"])
    return True


def _counter(secret: str, code: str) -> int | None:
    """The half minute to which the code belongs: this one, the one before or the one after."""
    counter: int
    for counter in totp.yield_hotp_counters_from_time():
        shown = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if compare_user_code(actual=code, expected=shown):
            return counter
    return None
