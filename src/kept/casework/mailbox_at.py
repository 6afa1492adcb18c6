"""Which mailboxes are read, where, as whom, and by which word?

    mailboxes_of("karin=imaps://care%40karin.example@mail.example.org/INBOX?done=Kept/Taken", "/run/secrets")

One for each association, or several, separated by blanks. `imaps://` speaks in secret from the beginning
(port 993), `imap://` from its first sentence on (STARTTLS, port 143); `?starttls=no` keeps it plain, for a
server on this machine alone. `?ca=FILE` names who signed the server's certificate, where nobody known did.

The password stands in a file that nobody else may read: `?password_file=FILE`, else `mailbox-NAME` of the
association in the folder of the secrets. `?done=FOLDER` and `?refused=FOLDER` are where a message is moved
once it is on record; without them it stays where it is. `?since=2026-04-01` leaves what came before that day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import parse_qs, unquote, urlsplit

_SLUG = re.compile(r"[a-z0-9_-]{1,60}\Z")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_KNOWN = ("done", "refused", "password_file", "ca", "starttls", "since", "to")
_LIKE = "Write it like karin=imaps://name@mail.example.org/INBOX."


@dataclass(frozen=True, slots=True)
class MailboxAt:
    """One mailbox. `to` is the address of ours that it is for, where its messages do not say."""

    association: str
    host: str
    port: int
    user: str
    folder: str
    tls: bool
    starttls: bool
    password_file: str = ""
    ca: str = ""
    done: str = ""
    refused: str = ""
    since: date | None = None
    to: str = ""
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """What it is called on record: never with a password."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"[:200]


def mailboxes_of(words: str, secrets: str) -> tuple[MailboxAt, ...]:
    """Every mailbox that the words name; ValueError with a sentence where they cannot be read."""
    found = tuple(_one(each, secrets) for each in words.split())
    names = [(each.association, each.name) for each in found]
    if len(set(names)) < len(names):
        raise ValueError("A mailbox is named twice. Name each once.")
    return found


def _one(words: str, secrets: str) -> MailboxAt:
    slug, _, url = words.partition("=")
    try:
        parts = urlsplit(url)
        port = parts.port
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        since = date.fromisoformat(asked["since"]) if "since" in asked else None
    except ValueError as fault:
        # The address itself may hold a password: name nothing of it.
        raise ValueError(f"A mailbox cannot be read. {_LIKE}") from fault
    known = parts.scheme in ("imap", "imaps") and parts.hostname and parts.username
    if not known or not _SLUG.match(slug) or set(asked) - set(_KNOWN):
        raise ValueError(f"A mailbox cannot be read. {_LIKE}")
    assert parts.hostname is not None, "asked above"
    tls = parts.scheme == "imaps"
    plain = asked.get("starttls") == "no"
    if plain and not tls and parts.hostname not in LOOPBACK:
        raise ValueError("A mailbox on another machine is read in secret alone. Leave out starttls=no.")
    return MailboxAt(
        slug,
        parts.hostname,
        port or (993 if tls else 143),
        unquote(parts.username or ""),
        unquote(parts.path.strip("/")) or "INBOX",
        tls,
        not tls and not plain,
        asked.get("password_file") or f"{secrets}/mailbox-{slug}",
        asked.get("ca", ""),
        asked.get("done", ""),
        asked.get("refused", ""),
        since,
        asked.get("to", ""),
        unquote(parts.password or ""),
    )
