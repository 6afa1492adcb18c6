"""What if somebody says where they are, and who takes their calls?

    say(association=karin, handle="bea", state="visit", until=…, divert_to="cem", briefing="…",
        by="bea", at=now)

Everybody says it of themselves; reception, and whoever leads, of a colleague too. Whoever cannot answer and
names nobody is taken at their word and warned: the board shows it until somebody is named.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kept.actions.working.once_more import once_more
from kept.actions.working.opening import members
from kept.casework import Refused
from kept.casework import presence as casework
from kept.casework.permissions import Permission, may
from kept.casework.presence import SAYABLE
from kept.store import presence, refs, registers, rules, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Membership, Presence
from kept.workclock import local_date

LONGEST_BRIEFING = 500
LONGEST = timedelta(days=1)
RECEPTIONIST = "receptionist"


def say(
    *,
    association: Association | str,
    handle: str,
    state: str,
    by: str,
    at: datetime,
    until: datetime | None = None,
    divert_to: str = "",
    divert_place: str = "",
    briefing: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> Presence | Refused:
    """From now on they are there. A divert goes to a colleague who can take it, or to a place of the list."""
    now = at.astimezone(UTC)

    def act() -> Presence | Refused:
        with tenancy.association(association) as here:
            before = Presence.objects.filter(association=here, uid=uid or "").first()
            if before is not None:
                return before
            refused = _may_say(membership, handle) or _fault(state, until, briefing, now)
            if refused is not None:
                return refused
            account = Account.objects.filter(handle=handle, is_active=True).first()
            today = local_date(rules.current(here).calendar_for(None), now)
            if account is None or membership_of(account, on=today) is None:
                return Refused(f"Nobody called “{handle[:60]}” works here today.", "handle")
            taker = _taker(here, account, divert_to, divert_place, briefing, now)
            if isinstance(taker, Refused):
                return taker
            return Presence.objects.create(
                association=here,
                uid=uid or refs.new_uid(),
                account=account,
                state=state,
                from_at=now,
                until_at=until.astimezone(UTC) if until else None,
                divert_to=taker,
                divert_place="" if taker is not None else divert_place,
                briefing=briefing.strip(),
                by=by,
                at=now,
            )

    return once_more(act)


def _may_say(membership: Membership | None, handle: str) -> Refused | None:
    if membership is None or membership.account.handle == handle or membership.role == RECEPTIONIST:
        return None
    if may(membership.role, Permission.REASSIGN):
        return None
    return Refused("Only they themselves, reception or a manager can say where they are.", "handle")


def _fault(state: str, until: datetime | None, briefing: str, at: datetime) -> Refused | None:
    if state not in SAYABLE:
        return Refused("Choose where they are.", "state")
    if until is not None and not at < until <= at + LONGEST:
        return Refused("Give a time today, still to come, or leave it empty.", "until")
    if len(briefing) > LONGEST_BRIEFING:
        return Refused(f"Say it in at most {LONGEST_BRIEFING} characters.", "briefing")
    return None


def _taker(
    here: Association, account: Account, handle: str, place: str, briefing: str, at: datetime
) -> Account | Refused | None:
    """The colleague who takes the calls, if it is one; refused where they cannot or know nothing of it."""
    places = {each.name for each in rules.current(here).room("diverts")}
    if place and place not in places:
        return Refused("Choose where the telephone rings from the list.", "divert")
    if not handle:
        return None
    found = members(here, [handle], at).get(handle)
    if found is None:
        return Refused("Choose a colleague who works here today and takes calls.", "divert")
    if not briefing.strip():
        return Refused("Say in a few words what your colleague has to know.", "briefing")
    where = presence.where_is(here, found.account_id, at)
    sentence = casework.may_take(
        taker=found.account_id,
        whose=account.pk,
        needs=_needs(here, account),
        has=registers.skills_of(here, [found.account_id], at.date()).get(found.account_id, set()),
        where=where,
    )
    return Refused(sentence, "divert") if sentence else found.account


def _needs(here: Association, account: Account) -> tuple[str, ...]:
    """What the calls of somebody ask for: the skills that their post needs."""
    said = registers.called(here, [account.pk]).get(account.pk)
    return registers.skills_needed(here).get(said.job_title, ()) if said and said.job_title else ()
