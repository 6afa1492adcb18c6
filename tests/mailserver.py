"""A real mail server for the tests: Debian's dovecot, in a folder and on ports of its own.

with running() as server:
    server.put(b"From: …")                  # into the INBOX of everybody's one mailbox
    server.at("karin", done="Taken")        # the MailboxAt by which Kept reads it
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from kept.casework.mailbox_at import MailboxAt, mailboxes_of

DOVECOT = shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin:/usr/bin")
USER, PASSWORD = "care@karin.example", "a-quiet-morning"
_CONFIG = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0 secs
mail_location = maildir:{folder}/mail
first_valid_uid = 0
first_valid_gid = 0
{users}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass
class MailServer:
    """A server that runs."""

    folder: Path
    plain: int
    tls: int

    def at(self, association: str, *, sort: str = "imaps", **asked: str) -> MailboxAt:
        """The mailbox as the settings would name it."""
        port = self.tls if sort == "imaps" else self.plain
        given = {"ca": f"{self.folder}/cert.pem", "password_file": f"{self.folder}/password", **asked}
        query = "&".join(f"{name}={value}" for name, value in given.items())
        words = f"{association}={sort}://{USER.replace('@', '%40')}@localhost:{port}/INBOX?{query}"
        (found,) = mailboxes_of(words, "/nonexistent")
        return found

    @contextmanager
    def signed_in(self) -> Iterator[IMAPClient]:
        """The mailbox as its owner sees it."""
        client = IMAPClient("localhost", self.plain, ssl=False)
        client.login(USER, PASSWORD)
        try:
            yield client
        finally:
            client.logout()

    def put(self, *messages: bytes, at: Any = None) -> None:
        """Messages come into the INBOX."""
        with self.signed_in() as client:
            for each in messages:
                client.append("INBOX", each, msg_time=at)

    def count(self, folder: str = "INBOX") -> int:
        """How many lie there."""
        with self.signed_in() as client:
            if not client.folder_exists(folder):
                return 0
            return int(client.folder_status(folder, ["MESSAGES"])[b"MESSAGES"])


@contextmanager
def running() -> Iterator[MailServer]:
    """The server, until the end. Without dovecot the test is skipped, and in continuous integration fails."""
    if DOVECOT is None:
        reason = (
            "No dovecot was found. Install it (apt-get install dovecot-imapd) to test with a mail server."
        )
        if os.environ.get("KEPT_CI") or os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="kept-imap-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        server = MailServer(folder, _free_port(), _free_port())
        _certificate(folder)
        (folder / "password").write_text(f"{PASSWORD}\n")
        (folder / "password").chmod(0o600)
        (folder / "conf").write_text(_config(server))
        process = subprocess.Popen([DOVECOT, "-F", "-c", str(folder / "conf")], stderr=subprocess.DEVNULL)
        try:
            _wait_for(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _config(server: MailServer) -> str:
    mine, group, users = os.getuid(), os.getgid(), ""
    (server.folder / "mail").mkdir()
    if mine == 0:
        # As root dovecot has users of its own, and gives mail to nobody who is root.
        nobody = pwd.getpwnam("nobody")
        mine, group = nobody.pw_uid, nobody.pw_gid
        os.chown(server.folder / "mail", mine, group)
    else:
        me, ours = pwd.getpwuid(mine).pw_name, grp.getgrgid(group).gr_name
        users = f"default_internal_user = {me}\ndefault_login_user = {me}\ndefault_internal_group = {ours}\n"
    return _CONFIG.format(
        folder=server.folder,
        users=users,
        password=PASSWORD,
        uid=mine,
        gid=group,
        plain=server.plain,
        tls=server.tls,
    )


def _certificate(folder: Path) -> None:
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
            ),
            *("-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")),
        ],
        check=True,
        stderr=subprocess.DEVNULL,
    )


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait_for(server: MailServer, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        with socket.socket() as knocking:
            if knocking.connect_ex(("127.0.0.1", server.plain)) == 0:
                return
        time.sleep(0.05)
    log = server.folder / "log"
    raise RuntimeError(f"dovecot did not start: {log.read_text()[-2000:] if log.exists() else 'no log'}")
