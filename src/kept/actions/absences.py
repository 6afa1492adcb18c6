"""What if somebody is away?

    told = tell(association=karin, handle="bea", from_at=…, to_at=…, covered_by="cem", by="mia", at=now)
    back(association=karin, absence=told.pk, by="bea", at=now)      # back earlier, or not away after all

Whoever is away says who answers for them, and so may whoever leads; without a name it is their deputy, and
without a deputy whoever leads the team: never nobody. From that minute the cover's Desk shows what is theirs.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from kept.actions.working.absent import begun, over
from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.actions.working.opening import members, not_here
from kept.casework import Refused
from kept.casework.housekeeping import ABSENCE_ENDED, ABSENCE_TOLD
from kept.casework.leaving import OTHER
from kept.casework.permissions import Permission, may
from kept.rulebook.leaving import KINDS
from kept.store import rules, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Absence, Account, Association, Membership

LONGEST = timedelta(days=3 * 366)
LONGEST_WHY, LONGEST_BRIEFING = 200, 1_000
SENT_TWICE = timedelta(minutes=10)


def tell(
    *,
    association: Association | str,
    handle: str,
    from_at: datetime,
    to_at: datetime | None,
    by: str,
    at: datetime,
    covered_by: str | None = None,
    why: str = "",
    kind: str = OTHER,
    divert_place: str = "",
    briefing: str = "",
    membership: Membership | None = None,
) -> Absence | Refused:
    """Say that somebody is away, between two moments, or until they are back. Telling it twice is once.

    `kind` is leave, sickness, training or other: what has to be seen to hangs on it. `divert_place` is where
    the telephone rings meanwhile, where it is not at whoever covers, and `briefing` what they should know.
    """
    now = at.astimezone(UTC)

    def act() -> Absence | Refused:
        with tenancy.association(association) as here:
            refused = _may_tell(membership, handle) or _fault(from_at, to_at, why, now)
            refused = refused or _unknown(here, kind, divert_place, briefing)
            if refused is not None:
                return refused
            account = Account.objects.select_for_update().filter(handle=handle, is_active=True).first()
            today = now.astimezone(ZoneInfo(here.zone)).date()
            if account is None or membership_of(account, on=today) is None:
                return Refused(f"Nobody called “{handle[:60]}” works here today.", "handle")
            if covered_by == handle:
                return Refused("Nobody covers for themselves. Choose a colleague.", "covered_by")
            cover = members(here, [covered_by], now).get(covered_by) if covered_by else None
            if covered_by and cover is None:
                return Refused(not_here(covered_by).sentence, "covered_by")
            before = _overlapping(here, account, from_at, to_at)
            if before is not None:
                # The same again, a moment later: the form was sent twice.
                same = abs(before.from_at - from_at) < SENT_TWICE and before.to_at == to_at
                if same and before.covered_by_id == (cover.account_id if cover else None):
                    return before
                return Refused(_known(before, here), "from_at")
            made = Absence.objects.create(
                association=here,
                account=account,
                from_at=from_at.astimezone(UTC),
                to_at=to_at.astimezone(UTC) if to_at else None,
                covered_by_id=cover.account_id if cover else None,
                why=why.strip(),
                kind=kind,
                divert_place=divert_place,
                briefing=briefing.strip(),
                told_by=by,
                told_at=now,
            )
            facts = {
                "account": handle,
                "from_at": made.from_at.isoformat(),
                "to_at": made.to_at.isoformat() if made.to_at else None,
                "covered_by": covered_by or None,
            }
            note(ABSENCE_TOLD, here=here, by=by, at=now, facts=facts)
            return begun(made, here, by=by, at=now)

    return once_more(act)


def back(
    *,
    association: Association | str,
    absence: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Absence | Refused:
    """Let the absence end now; one that was to come is called off. What has ended already stays as it is."""
    now = at.astimezone(UTC)

    def act() -> Absence | Refused:
        with tenancy.association(association) as here:
            rows = Absence.objects.select_for_update(of=("self",)).select_related("account")
            found = rows.filter(association=here, pk=absence).first()
            if found is None:
                return Refused("There is no such absence here. Load the page again.", "absence")
            refused = _may_tell(membership, found.account.handle)
            if refused is not None:
                return refused
            if found.to_at is not None and found.to_at <= now:
                return found
            found.to_at = max(now, found.from_at)
            found.save(update_fields=["to_at"])
            facts = {"account": found.account.handle, "to_at": found.to_at.isoformat()}
            note(ABSENCE_ENDED, here=here, by=by, at=now, facts=facts)
            over(found, here, by=by, at=now)
            return found

    return once_more(act)


def _may_tell(membership: Membership | None, handle: str) -> Refused | None:
    """Oneself, whoever leads, and whoever looks after accounts."""
    if membership is None or membership.account.handle == handle:
        return None
    if may(membership.role, Permission.REASSIGN) or may(membership.role, Permission.PEOPLE):
        return None
    return Refused("Only they themselves, their manager or an administrator can say that.", "handle")


def _fault(from_at: datetime, to_at: datetime | None, why: str, now: datetime) -> Refused | None:
    if to_at is not None and to_at <= from_at:
        return Refused("The end comes before the beginning. Check both.", "to_at")
    if to_at is not None and to_at <= now:
        return Refused("That absence is over already. Give an end that is still to come.", "to_at")
    if abs(from_at - now) > LONGEST or (to_at is not None and to_at - from_at > LONGEST):
        return Refused("That is more than three years. Check the days.", "from_at")
    if len(why) > LONGEST_WHY or not why.isprintable():
        return Refused(f"Say it in at most {LONGEST_WHY} characters, in one line.", "why")
    return None


def _unknown(here: Association, kind: str, divert_place: str, briefing: str) -> Refused | None:
    if kind not in KINDS:
        return Refused("Say whether it is leave, an illness, training or something else.", "kind")
    places = {each.name for each in rules.current(here).room("diverts")}
    if divert_place and divert_place not in places:
        return Refused("Choose where the telephone rings from the list.", "divert")
    if len(briefing) > LONGEST_BRIEFING:
        return Refused(f"Say it in at most {LONGEST_BRIEFING:,} characters.", "briefing")
    return None


def _overlapping(
    here: Association, account: Account, from_at: datetime, to_at: datetime | None
) -> Absence | None:
    rows = Absence.objects.filter(association=here, account=account)
    rows = rows.filter(Q(to_at__isnull=True) | Q(to_at__gt=from_at))
    return (rows.filter(from_at__lt=to_at) if to_at else rows).order_by("from_at", "id").first()


def _known(before: Absence, here: Association) -> str:
    zone = ZoneInfo(here.zone)
    begins = f"{before.from_at.astimezone(zone):%-d %B %Y}"
    ends = f"{before.to_at.astimezone(zone):%-d %B %Y %H:%M}" if before.to_at else "they are back"
    return f"An absence from {begins} until {ends} is known already. End that one first."


__all__ = ["back", "tell"]
