"""What is done at the end of a month? Others' counts, closed promises read again, figures published.

months(play, stage, rng, courses)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from kept.actions import checking, counts, publishing
from kept.casework import Refused
from kept.casework.outside import SOURCES, kinds_of
from kept.demo import hours
from kept.demo.course import Course, Stage
from kept.demo.playing import Playing
from kept.demo.season import WINTER
from kept.store import checks, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Check
from kept.workclock import local_date

SAW = (
    "The answer is on the file, but it is dated two days later than recorded.",
    "It says answered; what went out was only an acknowledgement.",
    "The customer's note says that nobody rang.",
    "The visit was to another address.",
)
AGREED = 0.93
CHECKED_FOR = timedelta(days=62)


def months(play: Playing, stage: Stage, rng: Random, courses: Sequence[Course]) -> None:
    """For every month that was over before today; closed promises are read again since lately."""
    came = _came(stage, courses)
    month = (stage.season.since.replace(day=1) + timedelta(days=32)).replace(day=1)
    director = stage.crew.in_role("policy-officer", "director")[0].handle
    while _next(month) <= stage.season.until:
        over = _next(month)
        desk = stage.crew.at_the_desk(rng, play.until).handle
        told = _counts(rng, month, came)
        tell = partial(
            counts.tell_counts, association=play.slug, counts=told, by=desk, origin="telephone, post, door"
        )
        play.do(_at(stage, over, 1, 9), tell)
        if stage.season.until - over < CHECKED_FOR:
            seed = f"{stage.seed}:{month:%Y-%m}"
            draw = partial(checking.draw, association=play.slug, month=month, by="kept", seed=seed)
            play.do(_at(stage, over, 2, 9), draw)
            play.do(_at(stage, over, 4, 14), partial(read_again, play, stage, rng))
        publish = partial(publishing.publish, association=play.slug, month=month, by=director)
        play.do(_at(stage, over, 8, 11), publish)
        month = over


def read_again(play: Playing, stage: Stage, rng: Random, *, at: datetime) -> None:
    """Each closed promise that was drawn is read by somebody who took no part in it."""
    readers = [each.handle for each in stage.crew.in_role("auditor", "manager", "director")]
    with tenancy.association(play.slug) as here:
        waiting = list(
            Check.objects.filter(association=here, result="").order_by("id").values_list("pk", flat=True)
        )
        accounts = Account.objects.filter(handle__in=readers)
        found = {each.handle: membership_of(each, at.date()) for each in accounts}
    for check in waiting:
        agreed = rng.random() < AGREED
        words = "" if agreed else rng.choice(SAW)
        for handle in readers:
            done = checking.read(
                association=play.slug,
                check=check,
                result=checks.AGREED if agreed else checks.NOT,
                words=words,
                by=handle,
                at=at,
                membership=found[handle],
            )
            if not isinstance(done, Refused):
                break


def _came(stage: Stage, courses: Sequence[Course]) -> Counter[tuple[date, str]]:
    """How many that others count too are on record, by day and source."""
    calendar = stage.calendar(None)
    source_of = {kind: each.slug for each in SOURCES.values() for kind in kinds_of(each, stage.rules.kinds)}
    found: Counter[tuple[date, str]] = Counter()
    for course in courses:
        first = course.known[0]
        if first.kind in source_of:
            found[local_date(calendar, first.happened_at), source_of[first.kind]] += 1
    return found


def _counts(rng: Random, month: date, came: Counter[tuple[date, str]]) -> list[counts.Told]:
    """A little more than is on record, as not everything is written down; least of all in winter."""
    found = []
    for (day, source), n in sorted(came.items()):
        if day.replace(day=1) == month:
            missed = sum(rng.random() < 0.09 + WINTER.get(day.month, 0.0) for _ in range(n))
            found.append(counts.Told(day, source, n + missed))
    return found


def _at(stage: Stage, month: date, ahead: int, hour: int) -> datetime:
    day = hours.working_day(stage.calendar(None), month - timedelta(days=1), ahead)
    return hours.at_wall(stage.calendar(None), day, hour)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
