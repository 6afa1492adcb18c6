"""Who hears at once that keys came, or that locks were changed?

    tell_of_receipt(desk, receipt)      # 3: so many of the housing team have an e-mail on its way

Both stand among the notices of those who are told; the receipt goes by e-mail as well. The sentences hold no
customer's words.
"""

from __future__ import annotations

from collections.abc import Collection

from kept.actions.working.key_moves import KeyDesk
from kept.store import jobs, notices
from kept.store.accounts import people_at
from kept.store.cabinet import MAIL
from kept.store.housing import today
from kept.store.models import KeyReceipt, LockChange


def tell_of_receipt(desk: KeyDesk, receipt: KeyReceipt) -> int:
    """Tell the teams and roles that the house names: how many people."""
    from django.conf import settings

    here, how = desk.here, desk.rules
    accounts = _people(desk, teams=how.told_teams, roles=how.told_roles)
    key = f"{MAIL}:{receipt.number}"
    said = f"Keys came: {receipt.count} of home {receipt.home.ref}, receipt {receipt.number}."
    notices.tell(accounts, what=MAIL, key=key, said=said, at=desk.at)
    if settings.MAIL_GOES:
        rows = [(account, key, None, desk.at) for account in sorted(accounts)]
        ids = [{"association": here.pk, "mail": mail} for _, mail in notices.mails(MAIL, rows)]
        jobs.defer_many(jobs.SEND_MAIL, ids, queue=jobs.NOTICE)
    return len(accounts)


def tell_of_locks(desk: KeyDesk, change: LockChange) -> set[int]:
    """Tell whoever signs keys that the locks of a home are changed; who that is."""
    accounts = _people(desk, teams=(), roles=desk.rules.signed_by)
    said = (
        f"The locks of home {change.home.ref} are changed. Throw away its old keys and hang up the new ones."
    )
    notices.tell(accounts, what="locks", key=f"locks:{change.pk}", said=said, at=desk.at)
    return accounts


def tell_of_check(desk: KeyDesk, check: int, amiss: int) -> None:
    """Tell those who lead that something in the cabinet was not as it should be."""
    accounts = _people(desk, teams=(), roles=(notices.MANAGER,))
    said = f"A look through the key cabinet found {amiss} {'thing' if amiss == 1 else 'things'} amiss."
    notices.tell(accounts, what=MAIL, key=f"{MAIL}:check:{check}", said=said, at=desk.at)


def _people(desk: KeyDesk, *, teams: Collection[str], roles: Collection[str]) -> set[int]:
    members = people_at(desk.here, today(desk.here, desk.at))
    slugs = {each.pk: each.team.slug for each in members if each.team is not None} if teams else {}
    return {each.account_id for each in members if slugs.get(each.pk) in teams or each.role in roles}
