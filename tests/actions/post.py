"""A real mail server for the tests, in a thread, and what came to it."""

from __future__ import annotations

import email.policy
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Box:
    """What came. `refuses` is what it answers instead of taking anything."""

    def __init__(self) -> None:
        self.came: list[tuple[str, EmailMessage]] = []
        self.refuses = self.refuses_address = ""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses_address:
            return self.refuses_address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuses:
            return self.refuses
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.came.append((", ".join(envelope.rcpt_tos), message))
        return "250 OK"

    def texts(self) -> list[str]:
        """The plain words of each."""
        return [message.get_body(("plain",)).get_content() for _, message in self.came]  # type: ignore[union-attr]


class Server(Controller):
    """The server, at a port that the machine chooses."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, hostname="127.0.0.1", port=0)
        self.box = box

    def _trigger_server(self) -> None:
        # The port is known once it listens.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def post(settings) -> Iterator[Box]:  # type: ignore[no-untyped-def]
    """A mail server that the settings name."""
    box = Box()
    server = Server(box)
    server.start()
    settings.MAIL_GOES, settings.KEPT_ADDRESS = True, "https://kept.example.org"
    settings.DEFAULT_FROM_EMAIL = "kept@kept.example.org"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    try:
        yield box
    finally:
        server.stop()
