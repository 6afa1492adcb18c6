"""Through which server does e-mail to staff go, if it goes at all?

    settings_of({"KEPT_SMTP_URL": "smtp://kept:secret@mail.example.org:587"}).starttls      # True

`smtp://` speaks plainly at first and then in secret where the server can (port 587, or 25 and 1025 without);
`smtps://` in secret from the beginning (port 465). `?starttls=no` keeps it plain, for one on this machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOCAL = "http://127.0.0.1:8000"
_PLAIN = (25, 1025)


@dataclass(frozen=True, slots=True)
class Post:
    """What Django needs to know of it."""

    goes: bool
    address: str
    sender: str
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def settings_of(environ: Mapping[str, str]) -> Post:
    """What the environment says."""
    address = environ.get("KEPT_ADDRESS", "").rstrip("/") or LOCAL
    sender = environ.get("KEPT_MAIL_FROM") or f"kept@{urlsplit(address).hostname or 'localhost'}"
    if any(each in sender for each in "\r\n") or "@" not in sender:
        raise ImproperlyConfigured("KEPT_MAIL_FROM is an e-mail address, such as kept@example.org.")
    url = environ.get("KEPT_SMTP_URL", "")
    if not url:
        return Post(False, address, sender)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        # The address itself may hold a password: name nothing of it.
        raise ImproperlyConfigured(
            "KEPT_SMTP_URL cannot be read. Write it like smtp://name:password@mail.example.org:587."
        )
    tls = parts.scheme == "smtps"
    port = port or (465 if tls else 587)
    asked = dict(parse_qsl(parts.query)).get("starttls")
    starttls = not tls and (asked == "yes" if asked else port not in _PLAIN)
    return Post(
        True,
        address,
        sender,
        parts.hostname,
        port,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        starttls,
        tls,
    )
