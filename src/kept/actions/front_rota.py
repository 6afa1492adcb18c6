"""What if somebody is given a turn at the front desk, or it is called off?

    give(association=karin, office="main", handle="bea", part="desk", from_at=…, to_at=…, by="mia", at=now)
    call_off(association=karin, turn=17, by="mia", at=now)
    badge_seen(association=karin, turn=17, by="mia", at=now)    # at the start of a turn, cover included

Whoever works at the desk may change its rota: who swaps a turn there and then has no time to ask. A turn that
is called off stays on record with the moment.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.actions.working.opening import members, not_here
from kept.casework import Refused, front_rota
from kept.casework.housekeeping import BADGE_SEEN, TURN_ENDED, TURN_GIVEN
from kept.casework.permissions import Permission, may
from kept.store import front_rota as store
from kept.store import tenancy
from kept.store.models import Association, Membership, Turn

FURTHEST = timedelta(days=400)


def give(
    *,
    association: Association | str,
    office: str,
    handle: str,
    part: str,
    from_at: datetime,
    to_at: datetime,
    by: str,
    at: datetime,
    cover: str = "",
    team: str = "",
    membership: Membership | None = None,
) -> Turn | Refused:
    """Put a turn on the rota. The same turn given twice is one."""
    now = at.astimezone(UTC)

    def act() -> Turn | Refused:
        with tenancy.association(association) as here:
            refused = _may(membership)
            if refused is not None:
                return refused
            if from_at - now > FURTHEST:
                return Refused("That is more than a year ahead. Check the day.", "from_at")
            found = members(here, {handle, cover} - {""}, now)
            if handle not in found:
                return Refused(not_here(handle).sentence, "handle")
            if cover and cover not in found:
                return Refused(not_here(cover).sentence, "cover")
            stands_in = found[cover].account_id if cover else None
            begins, ends = from_at.astimezone(UTC), to_at.astimezone(UTC)
            wanted = front_rota.Turn(found[handle].account_id, part, begins, ends, stands_in, team)
            rows = store.turns(here, office=office, since=begins, until=max(begins, ends))
            same = next((each for each in rows if store.turn_of(each) == wanted), None)
            if same is not None:
                return same
            refused = front_rota.check_turn(wanted, [store.turn_of(each) for each in rows], at=now)
            if refused is not None:
                return refused
            made = Turn.objects.create(
                association=here,
                office=office,
                account_id=wanted.account,
                part=part,
                team=team if part == front_rota.DUTY else "",
                from_at=begins,
                to_at=ends,
                cover_id=stands_in,
                told_by=by,
                told_at=now,
            )
            facts = {
                "account": handle,
                "part": part,
                "office": office or None,
                "team": made.team or None,
                "from_at": begins.isoformat(),
                "to_at": ends.isoformat(),
                "cover": cover or None,
            }
            note(TURN_GIVEN, here=here, by=by, at=now, facts=facts)
            return made

    return once_more(act)


def call_off(
    *,
    association: Association | str,
    turn: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Turn | Refused:
    """Take a turn off the rota; one that was called off before stays so."""
    now = at.astimezone(UTC)

    def act() -> Turn | Refused:
        with tenancy.association(association) as here:
            found = _may(membership) or _turn(here, turn)
            if isinstance(found, Refused) or found.ended_at is not None:
                return found
            found.ended_at = now
            found.save(update_fields=["ended_at"])
            facts = {
                "account": found.account.handle,
                "part": found.part,
                "from_at": found.from_at.isoformat(),
            }
            note(TURN_ENDED, here=here, by=by, at=now, facts=facts)
            return found

    return once_more(act)


def badge_seen(
    *,
    association: Association | str,
    turn: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Turn | Refused:
    """Note that whoever begins this turn wears a badge by which they are known."""
    now = at.astimezone(UTC)

    def act() -> Turn | Refused:
        with tenancy.association(association) as here:
            found = _may(membership) or _turn(here, turn)
            if isinstance(found, Refused) or found.badge_at is not None:
                return found
            found.badge_at = now
            found.save(update_fields=["badge_at"])
            note(BADGE_SEEN, here=here, by=by, at=now, facts={"account": found.account.handle})
            return found

    return once_more(act)


def _may(membership: Membership | None) -> Refused | None:
    if membership is None or may(membership.role, Permission.RECORD):
        return None
    return Refused("Your role reads the rota and does not change it. Ask a colleague at the desk.")


def _turn(here: Association, number: int) -> Turn | Refused:
    rows = Turn.objects.select_for_update(of=("self",)).select_related("account")
    found = rows.filter(association=here, pk=number).first()
    return found or Refused("There is no such turn here. Load the page again.", "turn")


__all__ = ["badge_seen", "call_off", "give"]
