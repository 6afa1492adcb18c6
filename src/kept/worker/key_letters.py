"""What does the e-mail say that goes to the housing team when keys come?

    received(moray, mail, at)       # Letter(subject="Kept: keys came, receipt 12 (Moray …)", …)

Which home, how many keys and why they came; who brought them stands in the receipt book alone.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.store import cabinet, notices, rules
from kept.store.models import Association, Mail
from kept.worker import letters
from kept.worker.letters import Letter

BOOK = "/{slug}/cabinet/book/{number}"


def received(here: Association, mail: Mail, at: datetime) -> Letter | None:
    """The receipt as its reader may know it; None where they no longer work here."""
    member = notices.people(here, at).members.get(mail.account_id)
    number = mail.key.partition(":")[2]
    row = cabinet.receipts(here).filter(number=int(number)).first() if number.isdigit() else None
    if member is None or row is None:
        return None
    rulebook = rules.current(here)
    kind = rulebook.kinds["keys.received"].field("why")
    why = dict(kind.choices).get(row.why, row.why) if kind else row.why
    count = ngettext("%(n)d key", "%(n)d keys", row.count) % {"n": row.count}
    calendar = rulebook.calendar_for(row.office.slug)
    lines = [
        letters._Line(_("Home: %(home)s") % {"home": row.home.address or row.home.ref}),
        letters._Line(_("%(count)s, receipt %(number)d") % {"count": count, "number": row.number}),
        letters._Line(_("From: %(why)s") % {"why": why}),
        letters._Line(_("Came: %(when)s") % {"when": letters.when_words(row.received_at, calendar)}),
    ]
    address = settings.KEPT_ADDRESS + BOOK.format(slug=here.slug, number=row.number)
    last = [letters._Line(_("Who brought them stands in the receipt book."), address)]
    subject = _("Kept: keys came, receipt %(n)d (%(place)s)") % {"n": row.number, "place": here.name}
    return letters._letter(subject, letters._greeting(member), [(_("Keys came to us"), lines)], last)
