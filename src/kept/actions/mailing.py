"""Did an e-mail to a member of staff go, and what if it did not?

    mail = begin(association=1, mail=7, by="kept", at=now)     # None where it has gone, or is given up
    sent(association=1, mail=7, by="kept", at=now)
    failed(association=1, mail=7, why="ConnectionRefusedError", by="kept", at=now)

A mail that could not go is kept, and tried again ever more slowly; the next try is deferred in the
transaction that notes the failure. Whoever looks after accounts is told once a day.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kept.actions.digests import DIGEST
from kept.actions.notices import ALARM_MAIL
from kept.store import jobs, notices, tenancy
from kept.store.models import Mail

MAIL_WAITS = "mail"
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
# An alarm does not wait longer for a server that may be back.
LONGEST = {ALARM_MAIL: timedelta(minutes=5), DIGEST: timedelta(hours=1)}
GIVEN_UP = {ALARM_MAIL: timedelta(days=1), DIGEST: timedelta(days=3)}
TELL_AFTER = 2


def begin(*, association: int, mail: int, by: str, at: datetime) -> Mail | None:
    """Take a mail in hand, unless it has gone or somebody else has it."""
    now = at.astimezone(UTC)
    with tenancy.association(association):
        rows = Mail.objects.select_for_update(of=("self",), skip_locked=True)
        found = rows.select_related("account", "thread").filter(pk=mail, sent_at__isnull=True).first()
        if found is not None:
            found.tries, found.tried_at = found.tries + 1, now
            found.save(update_fields=["tries", "tried_at"])
        return found


def sent(*, association: int, mail: int, by: str, at: datetime, why: str = "") -> None:
    """It has gone; or, with a reason, it need not go any more."""
    with tenancy.association(association):
        Mail.objects.filter(pk=mail).update(sent_at=at.astimezone(UTC), fault=why)


def failed(*, association: int, mail: int, why: str, by: str, at: datetime, for_good: bool = False) -> None:
    """It could not go: try again later, or never where the server will not have it for good."""
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        found = Mail.objects.select_for_update(of=("self",)).get(pk=mail)
        found.fault = why[:200]
        over = for_good or now - found.at >= GIVEN_UP.get(found.sort, GIVEN_UP[DIGEST])
        if over:
            found.sent_at, found.fault = now, f"given up: {found.fault}"
        found.save(update_fields=["fault", "sent_at"])
        if not over:
            wait = min(WAITS[min(found.tries, len(WAITS)) - 1], LONGEST.get(found.sort, LONGEST[DIGEST]))
            queue = jobs.ALARM if found.sort == ALARM_MAIL else jobs.NOTICE
            jobs.defer(jobs.SEND_MAIL, queue=queue, after=wait, association=here.pk, mail=mail)
        if over or found.tries >= TELL_AFTER:
            accounts = notices.people(here, now).of_role(notices.ADMINISTRATOR)
            said = _said(why, for_good)
            notices.tell(accounts, what=MAIL_WAITS, key=f"{MAIL_WAITS}:{now:%Y-%m-%d}", said=said, at=now)


def _said(why: str, for_good: bool) -> str:
    if for_good:
        return f"The mail server refused an e-mail to a member of staff for good ({why}). Check the address."
    return f"E-mail to staff does not go ({why}). Kept tries again by itself; check the mail server."
