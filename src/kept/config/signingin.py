"""How may people sign in here, besides with a name and a password?

openid_connect(folder)      # what allauth needs to know of the provider; empty where none is named
second_factor_for()         # {"administrator", "director"}
minutes("KEPT_IDLE", 30)    # after how long a session ends in which nobody asked for a page
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from kept.casework.permissions import ROLES

PROVIDER = "kept"
SECRET_FILE = "openid-secret"
ON_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def minutes(name: str, otherwise: int) -> int:
    """A number of minutes, at least one and at most a working day."""
    given = os.environ.get(name, "").strip()
    if not given:
        return otherwise
    if not given.isdecimal() or not 1 <= int(given) <= 12 * 60:
        raise ImproperlyConfigured(f"{name} is “{given}”. Give minutes from 1 to 720, such as 30.")
    return int(given)


def second_factor_for() -> frozenset[str]:
    """The roles that must prove themselves a second time."""
    named = {each.strip() for each in os.environ.get("KEPT_SECOND_FACTOR", "").split(",") if each.strip()}
    unknown = sorted(named - set(ROLES))
    if unknown:
        raise ImproperlyConfigured(
            f"KEPT_SECOND_FACTOR names the role “{unknown[0]}”. The roles are: {', '.join(ROLES)}."
        )
    return frozenset(named)


def openid_connect(folder: Path) -> dict[str, Any]:
    """The provider that is named, in the words of allauth."""
    issuer, client = os.environ.get("KEPT_OIDC_ISSUER", ""), os.environ.get("KEPT_OIDC_CLIENT_ID", "")
    if not issuer and not client:
        return {}
    if not issuer or not client:
        raise ImproperlyConfigured("KEPT_OIDC_ISSUER and KEPT_OIDC_CLIENT_ID belong together. Set both.")
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in ON_THIS_MACHINE:
        raise ImproperlyConfigured("KEPT_OIDC_ISSUER must be an address that begins with https://.")
    return provider(issuer, client, _secret(folder), os.environ.get("KEPT_OIDC_NAME", ""))


def provider(issuer: str, client: str, secret: str, name: str = "") -> dict[str, Any]:
    """One provider; the code goes with PKCE, so that a stolen one is of no use."""
    app = {
        "provider_id": PROVIDER,
        "name": name,
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": issuer.rstrip("/"), "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}


def _secret(folder: Path) -> str:
    file = Path(os.environ.get("KEPT_OIDC_SECRET_FILE", "") or folder / SECRET_FILE)
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as fault:
        raise ImproperlyConfigured(
            f"The secret of the OpenID Connect provider cannot be read from {file}. Put it there, "
            "readable by the user who runs Kept alone."
        ) from fault
