"""What is not for everybody to see? Contacts about colleagues, confidential ones, concerns, and ties.

tell_first(play, stage, rng, course)    # whether its first word was told closed to some
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from random import Random

from kept.actions import connections, reaching
from kept.actions.rehearsing import Act
from kept.actions.telling import tell
from kept.casework import Refused
from kept.casework.visibility import CONFIDENTIAL
from kept.demo import hours
from kept.demo.course import Course, Stage
from kept.demo.filling import Who
from kept.demo.mix import SENSITIVE
from kept.demo.playing import Playing
from kept.demo.staff import FRONT, OFFICER

COMPLAINT = "complaint.received"
ABOUT_STAFF, CONFIDENTIALLY = 0.08, 0.015
CONCERNS, TIES = 3, 3
TIE_KINDS = ("family", "neighbour", "friend")


def tell_first(play: Playing, stage: Stage, rng: Random, course: Course) -> bool:
    """Have the first word told on its own, closed to those whom it is not for; whether it was such a one."""
    first = course.acts[0]
    telling = first.telling
    if telling.kind == COMPLAINT and rng.random() < ABOUT_STAFF:
        others = [each for each in stage.crew.in_role(OFFICER, FRONT) if each.is_in(first.recorded_at.date())]
        names = [each.handle for each in others if each.handle not in {act.by for act in course.acts}]
        if not names:
            return False
        telling = replace(telling, about=rng.choice(names))
    elif rng.random() < CONFIDENTIALLY:
        telling = replace(telling, sensitivity=CONFIDENTIAL)
    else:
        return False
    _alone(play, replace(first, telling=telling))
    play.tell(course.acts[1:])
    return True


def _alone(play: Playing, act: Act) -> None:
    def told(*, at: object) -> object:
        done = tell([act.telling], association=play.slug, by=act.by, at=act.recorded_at)
        ref = done.results[0].thread
        if ref is not None and act.telling.uid is not None and done.refused is None:
            play.threads[act.telling.uid] = ref
        return done.refused

    play.do(act.recorded_at, told)


def concerns(play: Playing, stage: Stage, rng: Random, people: list[Who]) -> int:
    """Somebody feared for an adult or a child; those who lead on it took it from there."""
    count = 0
    for kind in sorted(SENSITIVE & set(stage.rules.kinds)):
        for number in range(CONCERNS):
            days = (stage.season.until - stage.season.since).days
            day = stage.season.since + timedelta(days=rng.randrange(5, max(6, days)))
            course = Course(stage, f"{kind}-{number}", rng.choice(people))
            course.owner_named = False
            if course.run(kind, hours.arrival(rng, stage.calendar(None), day)):
                _alone(play, course.acts[0])
                play.tell(course.acts[1:])
                count += 1
    return count


def ties(play: Playing, stage: Stage, rng: Random, people: list[Who]) -> None:
    """Some colleagues are tied to customers, and have said so."""
    known = [each for each in people if each.ref]
    staff = [each for each in stage.crew.in_role(OFFICER, FRONT) if each.to_on is None]
    staff = [each for each in staff if each.from_on < stage.season.since]
    free = list(reversed(staff))
    for number in range(min(TIES, len(known), len(staff))):
        customer = known[number * 5 % len(known)]
        # Whoever deals with this customer in the year is not the one who is tied to them.
        deals = {act.telling.owner for act in play.acts if act.telling.person == customer.ref}
        tied = next((each for each in free if each.handle not in deals), None)
        if tied is None:
            continue
        free.remove(tied)
        at = play.since + (play.until - play.since) * (0.1 + 0.25 * number)
        declare = partial(
            connections.declare,
            association=play.slug,
            account=tied.handle,
            kind=TIE_KINDS[number % len(TIE_KINDS)],
            person=customer.ref,
            by=tied.handle,
        )
        play.do(hours.into_hours(rng, stage.calendar(None), at), declare)


def reach(play: Playing, ref: str, never: tuple[str, ...], by: str) -> None:
    """How this customer must never be reached, on record before the year begins."""
    rules = {"never": list(never)}
    done = reaching.set_contact_rules(
        association=play.slug, person=ref, rules=rules, by=by, at=play.since - timedelta(hours=12)
    )
    if isinstance(done, Refused):
        play.refused.append(done.sentence)
