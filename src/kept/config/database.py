"""Which database, and as whom? A URL becomes what Django wants.

from_url("postgresql://kept_app:secret@db1,db2:5433/kept?target_session_attrs=read-write")
from_url("postgresql://kept_app:secret@/kept?host=/run/kept")          # a socket
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from kept.server import places

APP_ROLE = "kept_app"
OWNER_ROLE = "kept_owner"
SEARCH_ROLE = "kept_search"
NAME = "kept"
_NO_TABLE, _NO_COLUMN = "42P01", "42703"


class UrlFault(ValueError):
    """A database URL that cannot be used, in a sentence."""


def app_url() -> str | None:
    """DATABASE_URL, or the embedded server's for the app role."""
    return os.environ.get("DATABASE_URL") or _embedded(APP_ROLE)


def owner_url() -> str | None:
    """KEPT_OWNER_URL, or the embedded server's for the owner; never that beside a DATABASE_URL."""
    given = os.environ.get("KEPT_OWNER_URL")
    if given or os.environ.get("DATABASE_URL"):
        return given
    return _embedded(OWNER_ROLE)


def socket_url(role: str, password: str, folder: str, name: str = NAME) -> str:
    """The URL of a server that listens on a socket in `folder`."""
    who, word, host = (quote(each, safe="") for each in (role, password, folder))
    return f"postgresql://{who}:{word}@/{name}?host={host}"


def _embedded(role: str) -> str | None:
    folder = places.data_folder()
    secrets, socket = places.Secrets.read(folder), places.socket_folder(folder)
    if secrets is None or socket is None:
        return None
    password = secrets.owner if role == OWNER_ROLE else secrets.app
    return socket_url(role, password, socket)


def is_older(fault: BaseException) -> bool:
    """Whether the database lacks a table or column that this Kept has."""
    return getattr(fault.__cause__, "sqlstate", None) in (_NO_TABLE, _NO_COLUMN)


def from_url(url: str) -> dict[str, Any]:
    """NAME, USER, PASSWORD, HOST, PORT and OPTIONS. The several hosts of a cluster stay together."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        # The URL itself holds a password: name no more of it than its beginning.
        raise UrlFault(
            "A database URL begins with postgresql://, such as "
            f"postgresql://kept_app:password@db.example.org/kept; this one begins with “{parts.scheme}:”."
        )
    login, _, places_ = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    hosts = [_host_and_port(each) for each in places_.split(",") if each]
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise UrlFault("The database URL names no database; its last part is the name, such as …/kept.")
    ports = [port for _, port in hosts]
    return {
        "NAME": name,
        "USER": unquote(user),
        "PASSWORD": unquote(password),
        "HOST": options.pop("host", None) or ",".join(host for host, _ in hosts),
        "PORT": options.pop("port", None) or (",".join(ports) if any(ports) else ""),
        "OPTIONS": options,
    }


def _host_and_port(text: str) -> tuple[str, str]:
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        return unquote(host), rest.removeprefix(":")
    host, _, port = text.partition(":")
    return unquote(host), port
