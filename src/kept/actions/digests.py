"""What goes to staff as one e-mail a morning, and who does not want it?

    gather(by="kept", at=now)                                       # how many digests are on their way
    wish(association=karin, account=17, digests=False, midday=False, by="ann", at=now)

A digest carries everything that its reader was told and has not read yet. It is put on record, with the
notices that it carries and the job that sends it, in one transaction: so each notice goes in one digest,
however often this is asked and by however many workers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.conf import settings

from kept.casework.digesting import Cut, cut_of
from kept.store import jobs, notices, rules, tenancy
from kept.store.models import Association, MailWish, Membership

DIGEST = "digest"
# What lay about for longer, such as before any mail server was named, is not news.
NEWS = timedelta(days=7)


def gather(*, by: str, at: datetime) -> int:
    """Have a digest go to everybody for whom one is due, at every association: how many."""
    if not settings.MAIL_GOES:
        return 0
    now = at.astimezone(UTC)
    return sum(_gather(slug, now) for slug in Association.objects.values_list("slug", flat=True))


def _gather(slug: str, at: datetime) -> int:
    with tenancy.association(slug) as here:
        waiting = notices.undigested(at - NEWS)
        if not waiting:
            return 0
        cuts = _cuts(here, waiting, at)
        due = {account: cut for account, cut in cuts.items() if waiting[account] < cut.at}
        made = dict(notices.mails(DIGEST, [(account, cut.name, None, at) for account, cut in due.items()]))
        notices.carry([(mail, account, due[account].at) for account, mail in made.items()], since=at - NEWS)
        asked = [{"association": here.pk, "mail": mail} for mail in made.values()]
        jobs.defer_many(jobs.SEND_MAIL, asked, queue=jobs.NOTICE)
        return len(made)


def _cuts(here: Association, waiting: Mapping[int, datetime], at: datetime) -> dict[int, Cut]:
    """The digest that is due to each, where their office is open and they want any."""
    wishes = {each.account_id: each for each in MailWish.objects.filter(association=here)}
    people = notices.people(here, at)
    rulebook = rules.current(here)
    found = {}
    for account in waiting:
        member, wished = people.members.get(account), wishes.get(account)
        if member is None or (wished is not None and not wished.digests):
            continue
        calendar = rulebook.calendar_for(_office(member))
        cut = cut_of(calendar, at, midday=wished is not None and wished.midday)
        if cut is not None:
            found[account] = cut
    return found


def _office(member: Membership) -> str | None:
    return member.office.slug if member.office else None


def wish(
    *, association: Association | str, account: int, digests: bool, midday: bool, by: str, at: datetime
) -> MailWish:
    """Note whether somebody wants digests, and one at midday too."""
    with tenancy.association(association) as here:
        found, _ = MailWish.objects.update_or_create(
            association=here, account_id=account, defaults={"digests": digests, "midday": midday}
        )
        return found
