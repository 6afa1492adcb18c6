"""What does the e-mail say that asks somebody to read of an incident, a call that we ended, or a decision?

    to_read(moray, mail, at)       # Letter(subject="Kept: please read K7F3-9Q2M (Moray …)", …)

It says what is to be read and where. Who it is about, and what was said, stands in Kept alone.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from kept.store import notices
from kept.store.models import Association, Mail, Notice
from kept.worker import letters
from kept.worker.letters import Letter

PAGE = "/{slug}/incidents"


def to_read(here: Association, mail: Mail, at: datetime) -> Letter | None:
    """What its reader is asked to read; None where they no longer work here, or have read it."""
    member = notices.people(here, at).members.get(mail.account_id)
    rows = Notice.objects.filter(association=here, account=mail.account_id, key=mail.key)
    notice = rows.first()
    if member is None or notice is None:
        return None
    address = settings.KEPT_ADDRESS + PAGE.format(slug=here.slug)
    lines = [letters._Line(notice.said, address)]
    last = [
        letters._Line(_("Say there that you have read it. Until then it stands among what nobody has read."))
    ]
    subject = _("Kept: something to read (%(place)s)") % {"place": here.name}
    return letters._letter(subject, letters._greeting(member), [(_("Please read"), lines)], last)
