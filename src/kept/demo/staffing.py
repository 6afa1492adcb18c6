"""How do the staff come onto the record? Hired before the year or in it, away at times, two leaving.

staff(playing, crew, rng, stage)
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random

from kept.actions import absences, people, reassigning
from kept.casework import Refused
from kept.demo.course import Stage
from kept.demo.names import MAIL
from kept.demo.playing import BY, Playing
from kept.demo.staff import MANAGER, Colleague
from kept.store import tenancy
from kept.store.models import Account, Membership, Thread

WHY = {"leave": "Annual leave", "sick": "Off sick"}


def staff(play: Playing, stage: Stage, rng: Random) -> None:
    """Everybody of the crew, with accounts and what they are here; who begins later joins later."""
    for each in stage.crew.everybody:
        if each.from_on <= stage.season.since:
            hire(play, each, at=play.since - timedelta(days=30))
        else:
            play.do(_morning(stage, each.from_on), partial(hire, play, each))
        for since, until, why in each.away:
            _away(play, stage, rng, each, (since, until), why)
        if each.to_on is not None:
            _leaves(play, stage, each, each.to_on)


def hire(play: Playing, each: Colleague, *, at: datetime) -> Account | Membership | Refused:
    """An account, and what they are here. Nobody signs in to it but by the buttons of the demonstration."""
    made = people.create_account(
        association=play.slug,
        handle=each.handle,
        email=f"{each.handle}@{MAIL}",
        name=each.name,
        by=BY,
        at=at,
    )
    if isinstance(made, Refused):
        return made
    return people.add_member(
        association=play.slug,
        handle=each.handle,
        role=each.role,
        team=each.team,
        office=each.office,
        from_on=each.from_on,
        by=BY,
        at=at,
    )


def _away(
    play: Playing, stage: Stage, rng: Random, each: Colleague, days: tuple[date, date], why: str
) -> None:
    """A holiday is told ahead and an illness in the morning; mostly they say who answers for them."""
    since, until = days
    begins, ends = _morning(stage, since), _morning(stage, until + timedelta(days=1))
    told = begins - timedelta(days=5) if why == "leave" else begins + timedelta(minutes=20)
    there = [one for one in stage.crew.in_role(each.role) if one.is_in(since) and one.from_on < told.date()]
    others = [one for one in there if one.handle != each.handle]
    cover = rng.choice(others).handle if others and rng.random() < 0.7 else None
    tell = partial(
        absences.tell,
        association=play.slug,
        handle=each.handle,
        from_at=begins,
        to_at=ends,
        covered_by=cover,
        why=WHY[why],
        by=each.handle,
    )
    play.do(max(told, play.since), tell)


def _leaves(play: Playing, stage: Stage, each: Colleague, last: date) -> None:
    """On the last morning what they have is shared out among the others, and then they work here no more."""
    manager = stage.crew.in_role(MANAGER)[0].handle
    among = [
        one.handle
        for one in stage.crew.in_role(each.role)
        if one.handle != each.handle and one.to_on is None and one.from_on <= last
    ]
    at = _morning(stage, last)
    play.do(at, partial(share_out, play, each.handle, among, by=manager))
    end = partial(people.end_membership, association=play.slug, handle=each.handle, last_on=last, by=BY)
    play.do(at + timedelta(hours=1), end)


def share_out(play: Playing, leaver: str, among: list[str], *, by: str, at: datetime) -> object:
    """What the leaver has open goes to the others, by how much they have."""
    with tenancy.association(play.slug):
        mine = Thread.objects.filter(owner__handle=leaver, closed_at=None, merged_into=None)
        refs = list(mine.order_by("ref").values_list("ref", flat=True)[: reassigning.MOST_AT_ONCE])
    if not refs or not among:
        return None
    return reassigning.spread(association=play.slug, threads=refs, among=among, by=by, at=at)


def _morning(stage: Stage, day: date) -> datetime:
    return stage.calendar(None).wall(day, time(8, 30))
