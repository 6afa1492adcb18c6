"""How does an e-mail to a customer get to the mail server?

    MailWay().send(going)       # Handed(), Failed("the address was refused, 550"), Later("… does not answer")

It comes from the association's own address, so that answers and bounces reach its mailbox. `Message-ID` is
the same however often it is sent; `X-Kept-Loop` names us, so that what comes back to us is known for ours;
`Auto-Submitted` stands on what no person wrote, and nowhere else. Signing it (DKIM) is the mail server's.
"""

from __future__ import annotations

import smtplib
import socket
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from kept.worker.ways import Failed, Going, Handed, Later

LOOP = "X-Kept-Loop"
PERMANENT = 500
NOT_SET_UP = "No mail server is set up. Ask your administrator: the setting is KEPT_SMTP_URL."


class MailWay:
    """By SMTP, to the server that the settings name."""

    def missing(self, going: Going) -> str:
        """A server, where there is none."""
        return "" if settings.MAIL_GOES else NOT_SET_UP

    def send(self, going: Going) -> Handed | Failed | Later:
        """Give it to the mail server. A refusal of the address is for good; what is our server's is not."""
        try:
            message_of(going).send()
        except smtplib.SMTPRecipientsRefused as fault:
            code = next((code for code, _ in fault.recipients.values()), 0)
            if code >= PERMANENT:
                return Failed(f"the address was refused, {code}")
            return Later(f"the address could not be used just now, {code}")
        except smtplib.SMTPDataError as fault:
            if fault.smtp_code >= PERMANENT:
                return Failed(f"the mail server refused the message, {fault.smtp_code}", for_good=False)
            return Later(f"the mail server answers {fault.smtp_code}")
        except smtplib.SMTPResponseException as fault:
            return Later(f"the mail server answers {fault.smtp_code}")
        except (smtplib.SMTPException, OSError) as fault:
            if isinstance(fault, ConnectionRefusedError | socket.gaierror | TimeoutError):
                return Later("the mail server does not answer")
            return Later(f"the mail server broke off ({type(fault).__name__})")
        return Handed()


def message_of(going: Going) -> EmailMultiAlternatives:
    """The message, ready to be sent."""
    row, sender = going.row, going.sender
    headers = {"Message-ID": row.message_id, LOOP: f"{going.slug}.{sender.domain}"}
    if row.automatic:
        headers |= {"Auto-Submitted": "auto-replied" if row.in_reply_to else "auto-generated"}
    if row.in_reply_to:
        # What is kept of a Message-ID has no brackets, and the header of an answer needs them.
        answered = f"<{row.in_reply_to.strip('<>')}>"
        headers |= {"In-Reply-To": answered, "References": answered}
    name = " ".join(str(row.recipient.get("name") or "").split())
    message = EmailMultiAlternatives(
        row.subject,
        row.text,
        formataddr((sender.name, sender.email)),
        [formataddr((name, row.address)) if name else row.address],
        headers=headers,
        reply_to=[sender.email],
    )
    if row.html:
        message.attach_alternative(row.html, "text/html")
    for name, type_, digest in going.files:
        with going.opened(digest) as stream:
            message.attach(name, stream.read(), type_)
    # Named here, so that no setting for tests or debugging can swallow it.
    message.connection = EmailBackend(timeout=settings.EMAIL_TIMEOUT)
    return message
