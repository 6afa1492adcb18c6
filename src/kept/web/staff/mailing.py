"""Can the link of an invitation go by e-mail?

    sent = send_invitation(invitation, "https://kept.example.org/invitation?key=…", place="Karin")

Where Kept was told of a mail server, yes; whoever invites sees the link all the same, and can pass it on. A
server that does not answer holds nobody up: the page then says that nothing was sent.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from kept.store.models import Invitation

log = logging.getLogger("kept.mail")


def send_invitation(invitation: Invitation, link: str, *, place: str) -> bool:
    """Whether it was handed to the mail server."""
    if not settings.MAIL_GOES:
        return False
    words = _(
        "You are invited to work with Kept at %(place)s.\n\nOpen this link within seven days, and choose how "
        "you sign in:\n\n%(link)s\n\nIt works once. If you did not expect it, do nothing."
    )
    try:
        sent = send_mail(
            subject=_("Your account at %(place)s") % {"place": place},
            message=words % {"place": place, "link": link},
            from_email=None,
            recipient_list=[invitation.email],
        )
    except OSError:  # smtplib's errors are such
        log.warning("The invitation %s could not be sent by e-mail.", invitation.ref)
        return False
    return sent == 1
