"""How does what lies in a mailbox come on record, with nothing lost and nothing taken twice?

    fetch(MAILBOXES[0], now=moment.now)        # Fetched(taken=3, again=0, refused=0, fault="")

1. A message is looked at and left as it is (`BODY.PEEK`), taken, committed, and only then moved to another
   folder where the settings name one. **Nothing is ever deleted**: a server that cannot move leaves it there.
2. One message at a time is in memory. How far it has come is written after each, so that a kill at any moment
   costs at most one message looked at twice, which is taken once.
3. The server says when it numbers its messages anew (UIDVALIDITY): then it is read from the beginning, and
   what is known is known.
4. A message counts from when the server received it (INTERNALDATE).
"""

from __future__ import annotations

import logging
import os
import socket
import ssl
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from kept.actions import receiving_mail
from kept.actions.receiving_mail import LARGEST_ASIDE, Received
from kept.casework import Refused
from kept.casework.mailbox_at import MailboxAt
from kept.casework.mime import LARGEST
from kept.store import mailboxes, tenancy
from kept.store.models import Association, Mailbox, RefusedMail

log = logging.getLogger("kept.mailbox")

BY = "kept"
SECONDS, AT_ONCE, PIECE = 30.0, 100, 1024 * 1024
_BUSY = "somebody else is reading it now"


class CannotRead(RuntimeError):
    """A mailbox that cannot be read, and why, in a sentence that names no password."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one reading came to. `fault` says why it ended before its end."""

    taken: int = 0
    again: int = 0
    refused: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a mailbox says of itself when somebody asks whether it can be read."""

    messages: int
    moves: bool
    missing: tuple[str, ...]


def fetch(where: MailboxAt, *, now: Callable[[], datetime], most: int | None = None) -> Fetched:
    """Read the mailbox to its end, or `most` messages of it."""
    try:
        here = Association.objects.get(slug=where.association)
    except Association.DoesNotExist:
        return Fetched(fault=f"There is no association “{where.association}”.")
    row = mailboxes.at(here, where.name, now())
    with mailboxes.alone(f"{here.pk}:{where.name}") as mine:
        if not mine:
            return Fetched(fault=_BUSY)
        reading = _Reading(where, here, row, now)
        try:
            with signed_in(where) as client:
                reading.through(client, most)
        except CannotRead as fault:
            mailboxes.failed(row, str(fault))
            return replace(reading.came, fault=str(fault))
        mailboxes.read(row, now())
        return reading.came


def check(where: MailboxAt) -> Checked:
    """Sign in and look, and change nothing; CannotRead where that cannot be done."""
    with signed_in(where, readonly=True) as client:
        found = client.folder_status(where.folder, ["MESSAGES"])
        missing = [each for each in (where.done, where.refused) if each and not client.folder_exists(each)]
        return Checked(int(found[b"MESSAGES"]), client.has_capability("MOVE"), tuple(missing))


@contextmanager
def signed_in(where: MailboxAt, *, readonly: bool = False) -> Iterator[IMAPClient]:
    """The mailbox, open. Whatever goes wrong with the server or the line is CannotRead."""
    password = password_of(where)
    client: IMAPClient | None = None
    try:
        context = ssl.create_default_context(cafile=where.ca or None)
        client = IMAPClient(
            where.host, where.port, ssl=where.tls, ssl_context=context if where.tls else None, timeout=SECONDS
        )
        client.normalise_times = False
        if where.starttls:
            client.starttls(context)
        client.login(where.user, password)
        client.select_folder(where.folder, readonly=readonly)
        yield client
    except LoginError as fault:
        raise CannotRead("The mail server does not accept the name or the password.") from fault
    except ssl.SSLError as fault:
        raise CannotRead("The mail server's certificate is not one that we trust.") from fault
    except (socket.gaierror, TimeoutError, ConnectionError) as fault:
        raise CannotRead("The mail server does not answer.") from fault
    except FileNotFoundError as fault:
        raise CannotRead("The file that says who signed the server's certificate is not there.") from fault
    except OSError as fault:
        raise CannotRead(f"The line to the mail server broke ({type(fault).__name__}).") from fault
    except IMAPClientError as fault:
        # Its own words may hold what people wrote.
        raise CannotRead(f"The mail server refuses what we ask of “{where.folder}”.") from fault
    finally:
        if client is not None:
            _bye(client)


def _bye(client: IMAPClient) -> None:
    """Take leave, or just let go where nobody answers."""
    try:
        client.logout()
    except (IMAPClientError, OSError):
        with suppress(OSError):
            client.shutdown()


def password_of(where: MailboxAt) -> str:
    """From the file that nobody else may read; else as it stands in the address itself."""
    if where.password:
        return where.password
    path = Path(where.password_file)
    try:
        others = stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
        if others:
            raise CannotRead(f"Others may read the password in {path}. Say: chmod 600 {path}")
        return path.read_text(encoding="utf-8").strip("\r\n")
    except OSError as fault:
        raise CannotRead(f"The password is to be in {path}, which cannot be read.") from fault


class _Reading:
    """One reading of one mailbox, and what it has come to so far."""

    def __init__(
        self, where: MailboxAt, here: Association, row: Mailbox, now: Callable[[], datetime]
    ) -> None:
        self.where, self.here, self.row, self.now = where, here, row, now
        self.came = Fetched()

    def through(self, client: IMAPClient, most: int | None) -> None:
        """From where it was left to its end."""
        validity = int(client.folder_status(self.where.folder, ["UIDVALIDITY"])[b"UIDVALIDITY"])
        if validity != self.row.validity:
            mailboxes.numbered(self.row, validity)
        self._folders(client)
        waiting = self._waiting(client)[:most]
        for at in range(0, len(waiting), AT_ONCE):
            told = client.fetch(waiting[at : at + AT_ONCE], ["RFC822.SIZE", "INTERNALDATE"])
            for uid in sorted(told):
                self._one(
                    client, uid, int(told[uid][b"RFC822.SIZE"]), told[uid][b"INTERNALDATE"].astimezone(UTC)
                )

    def _folders(self, client: IMAPClient) -> None:
        for each in filter(None, (self.where.done, self.where.refused)):
            if not client.folder_exists(each):
                client.create_folder(each)

    def _waiting(self, client: IMAPClient) -> list[int]:
        """What has not been taken. A server tells its last message even where all are known."""
        since = self.where.since or self._go_live()
        found = client.search(["UID", f"{self.row.uid + 1}:*", "SINCE", since])
        return sorted(each for each in found if each > self.row.uid)

    def _go_live(self) -> date:
        """What was written before the association went live is history, and no contact."""
        with tenancy.association(self.here) as here:
            return here.go_live or date(1970, 1, 2)

    def _one(self, client: IMAPClient, uid: int, size: int, received_at: datetime) -> None:
        done = self._taken(client, uid, size, received_at)
        if done is None:
            return
        refused = not isinstance(done, Received)
        folder = self.where.refused if refused else self.where.done
        if folder and client.has_capability("MOVE"):
            client.move([uid], folder)
        mailboxes.taken(self.row, uid)
        again = isinstance(done, Received) and done.again
        self.came = Fetched(
            self.came.taken + (not refused and not again),
            self.came.again + again,
            self.came.refused + refused,
        )

    def _taken(
        self, client: IMAPClient, uid: int, size: int, received_at: datetime
    ) -> Received | Refused | RefusedMail | None:
        """What became of it; None where somebody has taken it out of the mailbox meanwhile."""
        if size > LARGEST_ASIDE:
            named = f"{self.where.name}:{self.row.validity}:{uid}"[-200:]
            return receiving_mail.left_where_it_is(
                association=self.here,
                uid=named,
                size=size,
                where=self.where.name,
                received_at=received_at,
                by=BY,
                at=self.now(),
            )
        if size > LARGEST:
            with _in_pieces(client, uid, size) as path:
                return self._received(path, received_at)
        raw = client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
        return None if raw is None else self._received(raw, received_at)

    def _received(self, raw: bytes | Path, received_at: datetime) -> Received | Refused:
        to = (self.where.to,) if self.where.to else ()
        try:
            return receiving_mail.receive(
                association=self.here, raw=raw, received_at=received_at, by=BY, at=self.now(), came_to=to
            )
        except OSError as fault:
            raise CannotRead(
                f"A message cannot be written down ({fault.strerror}). Is the disk full?"
            ) from fault


@contextmanager
def _in_pieces(client: IMAPClient, uid: int, size: int) -> Iterator[Path]:
    """What is too large to be taken, in a file, a piece at a time."""
    handle, name = tempfile.mkstemp(prefix="kept-mail-")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            for start in range(0, size, PIECE):
                found = client.fetch([uid], [f"BODY.PEEK[]<{start}.{PIECE}>"]).get(uid, {})
                target.write(found.get(f"BODY[]<{start}>".encode()) or b"")
        yield path
    finally:
        path.unlink(missing_ok=True)
