"""How does an e-mail get from the record to the mail server?

    send(association=1, mail=7, now=moment.now)

What it says is put together when it goes, from what its reader may see by then. The database is let go while
the mail server is spoken to. A mail that was sent just before the worker was killed may go once more: it has
the same Message-ID, by which mail programs tell that it is the same.
"""

from __future__ import annotations

import logging
import smtplib
import socket
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from kept.actions import mailing
from kept.actions.notices import ALARM_MAIL
from kept.actions.working import limiting
from kept.store import cabinet, tenancy
from kept.store.models import Mail
from kept.worker import behaviour_letters, key_letters, letters
from kept.worker.letters import Letter

log = logging.getLogger("kept.post")

BY = "kept"
NOTHING_TO_SAY = "nothing left to say"
# What each sort of mail says; every other is a digest of notices.
COMPOSED = {
    ALARM_MAIL: letters.alarm,
    cabinet.MAIL: key_letters.received,
    limiting.MAIL: behaviour_letters.to_read,
}


def send(association: int, mail: int, *, now: Callable[[], datetime]) -> None:
    """Send it, or note why not and when it is tried again."""
    if not settings.MAIL_GOES:
        return
    found = mailing.begin(association=association, mail=mail, by=BY, at=now())
    if found is None:
        return
    letter = _letter(association, found, now())
    if letter is None:
        mailing.sent(association=association, mail=mail, why=NOTHING_TO_SAY, by=BY, at=now())
        return
    try:
        hand_over(found, letter)
    except smtplib.SMTPRecipientsRefused as fault:
        code = next((code for code, _ in fault.recipients.values()), 0)
        _failed(association, mail, f"the address was refused, {code}", now(), for_good=code >= 500)
    except (smtplib.SMTPException, OSError) as fault:
        _failed(association, mail, _why(fault), now())
    else:
        mailing.sent(association=association, mail=mail, by=BY, at=now())


def _failed(association: int, mail: int, why: str, at: datetime, *, for_good: bool = False) -> None:
    log.warning("An e-mail to staff could not go: %s.", why)
    mailing.failed(association=association, mail=mail, why=why, for_good=for_good, by=BY, at=at)


def _why(fault: Exception) -> str:
    """The sort of failure: the words of a mail server may hold addresses."""
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"the mail server answers {fault.smtp_code}"
    if isinstance(fault, ConnectionRefusedError | socket.gaierror | TimeoutError | socket.timeout):
        return "the mail server does not answer"
    return f"{type(fault).__name__}"


def _letter(association: int, mail: Mail, at: datetime) -> Letter | None:
    with tenancy.association(association) as here:
        return COMPOSED.get(mail.sort, letters.digest)(here, mail, at)


def hand_over(mail: Mail, letter: Letter) -> None:
    """Give it to the mail server that the settings name."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ")
    headers = {
        "Message-ID": f"<kept-{mail.association_id}-{mail.pk}@{host}>",
        "Auto-Submitted": "auto-generated",
        **({"X-Priority": "1", "Importance": "high"} if mail.sort == ALARM_MAIL else {}),
    }
    message = EmailMultiAlternatives(
        letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [mail.account.email], headers=headers
    )
    message.attach_alternative(letter.html, "text/html")
    # Named here, so that no setting for tests or debugging can swallow it.
    message.connection = EmailBackend(timeout=settings.EMAIL_TIMEOUT)
    message.send()
