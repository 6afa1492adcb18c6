"""E-mails as they reach the server, for tests: `come(karin, written("The lift is broken."))`."""

from __future__ import annotations

from email.message import EmailMessage

from kept.actions.receiving_mail import Received, receive
from kept.store import tenancy
from kept.store.models import Association, ReceivedMail
from tests import cast

CAME = "Tuesday 2026-04-07 10:00"


def written(
    words: str,
    *,
    sender: str = "Ngozi Okafor <ngozi@example.org>",
    subject: str = "The lift",
    html: str = "",
    files: tuple[tuple[str, str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    """The raw message; a file is its name, its type and what is in it."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "care@karin.example", subject
    made["Date"] = "Tue, 7 Apr 2026 09:58:00 +0100"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(words)
    if html:
        made.add_alternative(html, subtype="html")
    for name, type_, content in files:
        main, _slash, sub = type_.partition("/")
        made.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return made.as_bytes()


def come(at: Association, raw: bytes, wall: str = CAME) -> Received:
    """It reaches us at that wall time and is taken in there and then."""
    moment = cast.t(wall)
    done = receive(association=at, raw=raw, received_at=moment, by="kept", at=moment)
    assert isinstance(done, Received), done
    return done


def row(at: Association, number: int) -> ReceivedMail:
    """What is kept of it."""
    with tenancy.association(at):
        return ReceivedMail.objects.select_related("thread", "thread__person", "raw").get(pk=number)
