"""What if whoever sits at the front desk cannot deal with it, or somebody cannot be seen today?

    pass_on(association=karin, thread="K7F3-9Q2M", team="housing", to="bea", by="ann", at=now)
    look(association=karin, thread="K7F3-9Q2M", second="bea", found="ill", by="ann", at=now)
    unsettled(association=karin, thread="K7F3-9Q2M", tried="…", chose="office", booked=Next(…), …)

Nobody leaves with something unsettled, or turned away, without the time of their next appointment: it is put
into the diary in the same act, and where the diary refuses it, nothing of the act stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kept.actions import booking, handing, marking
from kept.actions.working.at_the_desk import free_rooms, tell_all, told_before, whole
from kept.actions.working.opening import members
from kept.casework import Refused, front_rules, waiting
from kept.casework.visibility import CONFIDENTIAL
from kept.rulebook.diary import APPOINTMENT
from kept.store import diary, reception, rules
from kept.store.models import Association, Membership, Thread


@dataclass(frozen=True, slots=True)
class Next:
    """The next appointment, made before they leave: at the office, or a visit at home, with whom and when."""

    starts: datetime
    whom: str
    home: bool = False
    phone: str = ""
    venue: str = ""
    despite: tuple[str, ...] = ()


def look(
    *,
    association: Association | str,
    thread: str,
    second: str,
    found: str,
    by: str,
    at: datetime,
    note: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """A second colleague looked at somebody who seems unwell or to have been drinking; few may read it."""
    now = at.astimezone(UTC)

    def act(here: Association) -> str | Refused:
        known = members(here, {second} - {""}, now)
        refused = front_rules.check_look(second=second if second in known else "", by=by, found=found)
        if refused is not None:
            return refused
        facts = {"second": second, "found": found, "note": note.strip()}
        done = tell_all(here, thread, [(waiting.LOOKED_AFTER, facts)], by, now, uid, membership)
        if isinstance(done, Refused) or found == waiting.WELL:
            return done
        return marking.mark(
            association=here,
            thread=done,
            sensitivity=CONFIDENTIAL,
            by=by,
            at=now,
            membership=membership,
        )

    return whole(association, act)


def pass_on(
    *,
    association: Association | str,
    thread: str,
    team: str,
    by: str,
    at: datetime,
    to: str = "",
    tried: str = "",
    nobody: str = "",
    note: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """Let a colleague of the team that deals with it take somebody on, or say why nobody can."""
    now = at.astimezone(UTC)
    if not to and not nobody:
        return Refused("Say which colleague takes it, or why nobody can.", "to")
    if nobody and not to and not tried.strip():
        return Refused("Say which colleagues were tried.", "tried")

    def act(here: Association) -> str | Refused:
        facts = {"to_team": team, "to": to, "tried": tried.strip(), "nobody": None if to else nobody}
        done = tell_all(here, thread, [(waiting.PASSED_ON, facts)], by, now, uid, membership)
        if isinstance(done, Refused) or not to:
            return done
        return handing.hand_over(
            association=here, thread=done, to=to, by=by, at=now, note=note, membership=membership
        )

    return whole(association, act)


def turn_away(
    *,
    association: Association | str,
    thread: str,
    reason: str,
    booked: Next | None,
    declined: bool,
    by: str,
    at: datetime,
    uid: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """Somebody who has plainly been drinking is not interviewed, and leaves with another appointment."""
    now = at.astimezone(UTC)

    def act(here: Association) -> str | Refused:
        stay = _stay(here, thread)
        refused = front_rules.check_turned_away(
            looked=stay.looked if stay else "",
            booked=booked is not None,
            declined=declined,
            reason=reason,
        )
        if refused is not None:
            return refused
        before = told_before(uid)
        if before is not None:
            return before
        refused = _book(here, thread, booked, by=by, at=now, uid=uid, membership=membership)
        if refused is not None:
            return refused
        why = {"why": waiting.DRINKING, "reason": reason.strip()}
        done = tell_all(here, thread, [(waiting.NOT_HELD, why), (waiting.LEFT, {})], by, now, uid, membership)
        if not isinstance(done, Refused):
            free_rooms(here, done, by=by, at=now, membership=membership)
        return done

    return whole(association, act)


def unsettled(
    *,
    association: Association | str,
    thread: str,
    tried: str,
    chose: str,
    booked: Next | None,
    confirmed: str,
    by: str,
    at: datetime,
    uid: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """Not everything could be settled: the visitor leaves with the time of the next appointment or visit."""
    now = at.astimezone(UTC)

    def act(here: Association) -> str | Refused:
        refused = front_rules.check_unsettled(
            tried=tried, booked=booked is not None, chose=chose, confirmed=confirmed
        )
        if refused is not None:
            return refused
        before = told_before(uid)
        if before is not None:
            return before
        wanted = booked if chose != "declined" else None
        refused = _book(here, thread, wanted, by=by, at=now, uid=uid, membership=membership)
        if refused is not None:
            return refused
        facts = {"tried": tried.strip(), "chose": chose, "confirmed": confirmed or None}
        done = tell_all(here, thread, [(waiting.UNRESOLVED, facts)], by, now, uid, membership)
        if not isinstance(done, Refused):
            free_rooms(here, done, by=by, at=now, membership=membership)
        return done

    return whole(association, act)


def _book(
    here: Association,
    thread: str,
    wanted: Next | None,
    *,
    by: str,
    at: datetime,
    uid: str | None,
    membership: Membership | None,
) -> Refused | None:
    """Put the next appointment into the diary, agreed face to face."""
    if wanted is None:
        return None
    facts: dict[str, object] = {
        "agreed": True,
        "agreed_how": "face-to-face",
        "where": "home" if wanted.home else "office",
        "venue": wanted.venue,
        "phone": wanted.phone,
    }
    if not wanted.phone:
        facts["no_phone"] = True
    done = booking.book(
        association=here,
        by=by,
        at=at,
        kind="home-visit" if wanted.home else "appointment",
        starts=wanted.starts,
        resources=[f"@{wanted.whom}", *_room(here, thread, wanted)],
        thread=thread,
        facts=facts,
        uid=f"{uid}-next" if uid else None,
        despite=wanted.despite,
        membership=membership,
    )
    return done if isinstance(done, Refused) else None


def _room(here: Association, thread: str, wanted: Next) -> list[int]:
    """A private room that is free then, where this house confirms no appointment without one."""
    entries = rules.current(here).room("diary")
    kind = next((each for each in entries if each.sort == APPOINTMENT and each.name == "appointment"), None)
    if wanted.home or kind is None or "room" not in kind.asked_for:
        return []
    office = Thread.objects.filter(association=here, ref=thread).values_list("office", flat=True).first()
    starts = wanted.starts.astimezone(UTC)
    ends = starts + timedelta(minutes=kind.minutes)
    known = [each for each in diary.resources_of(here, kinds=("room",)) if each.office_id in (office, None)]
    for room in sorted(known, key=lambda each: (not each.apart, each.name)):
        if not diary.busy(here, starts, ends, [room.pk]):
            return [room.pk]
    return []


def _stay(here: Association, ref: str) -> waiting.Stay | None:
    thread = Thread.objects.filter(association=here, ref=ref).first()
    return next((each.stay for each in reception.visits_of([thread])), None) if thread else None


__all__ = ["Next", "look", "pass_on", "turn_away", "unsettled"]
