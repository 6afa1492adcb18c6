"""What if a colleague becomes something else here, gets a deputy, or leaves?

    change(association=karin, membership=12, role="manager", team="repairs", office=None, by="ada", at=now)
    name_deputy(association=karin, membership=12, deputy="cem", by="ada", at=now)
    leave(association=karin, handle="bea", last_on=date(2026, 4, 30), to="cem", by="ada", at=now)

What somebody was stays on record: a change ends one membership and begins the next. Whoever leaves hands what
is open to a colleague, so that nothing is ever without an owner; an account that belongs nowhere is closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from kept.actions import handing, people
from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.actions.working.opening import members, not_here
from kept.casework import Refused
from kept.casework.housekeeping import DEPUTY_NAMED, MEMBER_CHANGED
from kept.casework.permissions import ROLES, Permission, may
from kept.store import tenancy
from kept.store.accounts import memberships_of, open_refs
from kept.store.models import Account, Association, Membership, Office, Team

GONE = "That colleague no longer works here in this role. Load the page again."
NOBODY_LEFT = "Nobody would be left here who looks after accounts. Give somebody else that role first."

NOT_ONESELF = "Nobody gives themselves another role. Ask another administrator."


@dataclass(frozen=True, slots=True)
class Left:
    """What became of it when somebody left."""

    handed_over: int
    closed: bool


def change(
    *,
    association: Association | str,
    membership: int,
    role: str,
    team: str | None,
    office: str | None,
    by: str,
    at: datetime,
) -> Membership | Refused:
    """Let somebody work here as something else from today on. Telling it twice changes nothing more."""

    def act() -> Membership | Refused:
        with tenancy.association(association) as here:
            today = _today(here, at)
            held = _held(here, membership, today)
            places = _places(here, team, office)
            if held is None:
                return Refused(GONE, "role")
            if role not in ROLES:
                return Refused(f"There is no role “{role[:60]}”. The roles are: {', '.join(ROLES)}.", "role")
            if isinstance(places, Refused):
                return places
            found_team, found_office = places
            now_is = (role, found_team, found_office)
            if (held.role, held.team, held.office) == now_is:
                return held
            gives_up = may(held.role, Permission.PEOPLE) and not may(role, Permission.PEOPLE)
            if gives_up and not _another_keeper(here, held.account_id, today):
                return Refused(NOBODY_LEFT, "role")
            if role != held.role and held.account.handle == by:
                return Refused(NOT_ONESELF, "role")
            if _has(here, held, role, today):
                return Refused("They have this role here already.", "role")
            made = _changed(held, today, now_is)
            facts = {
                "account": held.account.handle,
                "role": role,
                "team": team,
                "office": office,
                "from_on": made.from_on.isoformat(),
            }
            note(MEMBER_CHANGED, here=here, by=by, at=at, facts=facts)
            return made

    return once_more(act)


def _changed(held: Membership, today: date, now_is: tuple[str, Team | None, Office | None]) -> Membership:
    """The membership from today on: a new row, unless the one there is has not lasted a day."""
    role, team, office = now_is
    if held.from_on >= today:
        held.role, held.team, held.office = role, team, office
        held.save(update_fields=["role", "team", "office"])
        return held
    ends = held.to_on
    held.to_on = today - timedelta(days=1)
    held.save(update_fields=["to_on"])
    return Membership.objects.create(
        association_id=held.association_id,
        account_id=held.account_id,
        role=role,
        team=team,
        office=office,
        deputy_id=held.deputy_id,
        from_on=today,
        to_on=ends,
    )


def name_deputy(
    *, association: Association | str, membership: int, deputy: str, by: str, at: datetime
) -> Membership | Refused:
    """Say who stands in for somebody whenever they are away; with an empty handle, nobody in particular."""

    def act() -> Membership | Refused:
        with tenancy.association(association) as here:
            held = _held(here, membership, _today(here, at))
            if held is None:
                return Refused(GONE, "deputy")
            found = members(here, [deputy], at).get(deputy) if deputy else None
            if deputy and found is None:
                return Refused(not_here(deputy).sentence, "deputy")
            if found is not None and found.account_id == held.account_id:
                return Refused("Nobody stands in for themselves. Choose a colleague.", "deputy")
            wanted = found.account_id if found else None
            if held.deputy_id != wanted:
                held.deputy_id = wanted
                held.save(update_fields=["deputy"])
                facts = {"account": held.account.handle, "deputy": deputy or None}
                note(DEPUTY_NAMED, here=here, by=by, at=at, facts=facts)
            return held

    return once_more(act)


def leave(
    *,
    association: Association | str,
    handle: str,
    last_on: date,
    to: str | None,
    by: str,
    at: datetime,
) -> Left | Refused:
    """Let somebody leave after that day; what they have open goes to the colleague `to` now.

    Their account is closed at once where the day has come and they belong nowhere else. Nothing is deleted.
    """
    with tenancy.association(association) as here:
        account = Account.objects.filter(handle=handle, is_active=True).first()
        today = _today(here, at)
        if account is None or not _memberships(here, account.pk, today).exists():
            return Refused("Nobody of that name works here.", "handle")
        keeps = [each for each in _memberships(here, account.pk, today) if may(each.role, Permission.PEOPLE)]
        if keeps and not _another_keeper(here, account.pk, today):
            return Refused(NOBODY_LEFT, "handle")
        waiting = open_refs(here, account.pk)
        if waiting and (not to or to == handle):
            return Refused("Choose the colleague who has what is open from here.", "to")
        if to and waiting and to not in members(here, [to], at):
            return Refused(not_here(to).sentence, "to")
        if last_on < today - timedelta(days=366):
            return Refused("That day is more than a year ago. Check it.", "last_on")
    for ref in waiting:
        done = handing.hand_over(association=here, thread=ref, to=to or "", by=by, at=at)
        if isinstance(done, Refused):
            return Refused(f"{ref}: {done.sentence}", "to")
    ended = people.end_membership(association=here, handle=handle, last_on=last_on, by=by, at=at)
    if isinstance(ended, Refused):
        return ended
    closed = False
    if last_on <= today and not memberships_of(account, today + timedelta(days=1)):
        closed = not isinstance(people.close_account(association=here, handle=handle, by=by, at=at), Refused)
    return Left(len(waiting), closed)


def _memberships(here: Association, account: int, today: date) -> QuerySet[Membership]:
    rows = Membership.objects.filter(association=here, account=account)
    return rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=today))


def _held(here: Association, membership: int, today: date) -> Membership | None:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("account", "team", "office")
    rows = rows.filter(association=here, pk=membership, account__is_active=True)
    return rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=today)).first()


def _has(here: Association, held: Membership, role: str, today: date) -> bool:
    rows = Membership.objects.filter(association=here, account=held.account_id, role=role)
    rows = rows.exclude(pk=held.pk)
    return rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=today)).exists()


def _another_keeper(here: Association, account: int, today: date) -> bool:
    """Whether somebody else looks after accounts here."""
    roles = [slug for slug in ROLES if may(slug, Permission.PEOPLE)]
    rows = Membership.objects.filter(association=here, role__in=roles, account__is_active=True)
    rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gt=today), from_on__lte=today)
    return rows.exclude(account=account).exists()


def _places(
    here: Association, team: str | None, office: str | None
) -> tuple[Team | None, Office | None] | Refused:
    found_team = Team.objects.filter(association=here, slug=team).first() if team else None
    if team and found_team is None:
        return Refused(f"There is no team “{team[:60]}” here.", "team")
    found_office = Office.objects.filter(association=here, slug=office).first() if office else None
    if office and found_office is None:
        return Refused(f"There is no office “{office[:60]}” here.", "office")
    return found_team, found_office


def _today(here: Association, at: datetime) -> date:
    return at.astimezone(ZoneInfo(here.zone)).date()


__all__ = ["Left", "change", "leave", "name_deputy"]
