"""Who is in today, who is at lunch, who is ill, and who is away next week?

whereabouts(room)     # as they said it themselves, and as whoever leads has arranged it
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from kept.actions import absences, leaving, presence
from kept.casework import Refused
from kept.casework.presence import DESK, IN, LUNCH
from kept.demo.rooms_moments import Room
from kept.demo.staff import OFFICER, Colleague
from kept.rulebook.leaving import LeaveStep
from kept.store import tenancy
from kept.store.models import AbsenceStep


def whereabouts(room: Room) -> None:
    """One colleague is on leave next week and another is ill today; the others say where they are."""
    for each in room.stage.crew.everybody:
        for since, _, why in each.away:
            told = room.wall(since - timedelta(days=5 if why == "leave" else 0), 10, 30)
            room.do(max(told, room.play.since + timedelta(hours=2)), partial(_arranged, room, each, None))
    on_call = room.rulebook.association.on_call
    officers = [each for each in room.staff(room.today, OFFICER) if each.team != on_call][1:]
    # Those who leave their own work undone are not those by whom the visitor signs in.
    if len(officers) >= 3:
        _leave(room, officers[0], officers[2])
        _sick(room, officers[1], officers[2])
    if room.is_open():
        _today(room, [each for each in room.staff(room.today) if each.handle not in room.away])


def _leave(room: Room, who: Colleague, cover: Colleague) -> None:
    """Told some days ago, from next Monday on."""
    monday = room.today + timedelta(days=7 - room.today.weekday())
    room.away[who.handle] = monday.isoformat()
    told = room.wall(room.lately(14)[-3], 10, 20)
    tell = partial(
        absences.tell,
        association=room.slug,
        handle=who.handle,
        from_at=room.wall(monday, 0),
        to_at=room.wall(monday + timedelta(days=7), 0),
        covered_by=cover.handle,
        why="Annual leave",
        kind="leave",
        briefing="Nothing is due before Thursday; the file on Larch Court is in the cupboard.",
        by=who.handle,
    )
    room.do(told, tell)
    room.do(told + timedelta(hours=2), partial(_arranged, room, who, cover))


def _sick(room: Room, who: Colleague, cover: Colleague) -> None:
    """Rang in this morning; a colleague answers for them until tomorrow."""
    room.away[who.handle] = (room.today - timedelta(days=1)).isoformat()
    rang = room.wall(room.today, 8, 35)
    if not room.open(room.today) or rang > room.now:
        return
    tell = partial(
        absences.tell,
        association=room.slug,
        handle=who.handle,
        from_at=rang,
        to_at=room.wall(room.today + timedelta(days=1), 0),
        covered_by=cover.handle,
        why="Off sick",
        kind="sickness",
        by=room.lead(),
    )
    room.do(rang, tell)
    room.do(rang + timedelta(minutes=30), partial(_arranged, room, who, cover))


def _arranged(room: Room, who: Colleague, cover: Colleague | None, *, at: datetime) -> object:
    """All that the absence asks for is seen to: the telephone rings elsewhere, and a colleague is named."""
    says = {each.name: each for each in room.rulebook.room("leave")}
    with tenancy.association(room.slug):
        rows = AbsenceStep.objects.filter(absence__account__handle=who.handle, done_at=None)
        steps = list(rows.select_related("absence").order_by("pk"))
    there = [each for each in room.staff(room.calendar.local(at).date()) if each != who]
    for step in steps:
        if step.step in says:
            hands = [*([cover] if cover else []), *there]
            done = _seen_to(room, step, says[step.step], hands, at)
            if isinstance(done, Refused):
                return done
    return None


def _seen_to(room: Room, step: AbsenceStep, says: LeaveStep, hands: list[Colleague], at: datetime) -> object:
    """One thing, by the first colleague who is there all the while."""
    local, absence = room.calendar.local, step.absence
    places = [each.name for each in room.rulebook.room("diverts")]
    see_to = partial(leaving.see_to, association=room.slug, step=step.pk, by=room.lead(), at=at)
    if says.dates:
        last = local(absence.to_at - timedelta(seconds=1)).date() if absence.to_at else None
        see_to = partial(see_to, first=local(absence.from_at).date(), last=last)
    if says.divert and places and not says.names:
        return see_to(divert_place=places[0])
    if not (says.divert or says.names):
        return see_to()
    done: object = None
    for each in hands:
        done = see_to(named=each.handle)
        if not (isinstance(done, Refused) and done.field in ("named", "divert")):
            break
    return done


def _today(room: Room, there: list[Colleague]) -> None:
    """Most are in; one is at lunch around noon, another somewhere in the building."""
    opened = room.morning()
    local = room.calendar.local(room.now)
    for number, each in enumerate(there):
        say = partial(presence.say, association=room.slug, handle=each.handle, by=each.handle)
        room.do(opened + timedelta(minutes=1 + number), partial(say, state=IN))
        if number == 4:
            room.do(room.now - timedelta(minutes=6), partial(say, state=DESK))
        if number == 5 and 11 <= local.hour < 15:
            room.do(room.now - timedelta(minutes=12), partial(say, state=LUNCH))
