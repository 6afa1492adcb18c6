"""What does whoever fills a room need to know: which days, which hours, who is there and who comes?

room = Room(play, stage, people, "meetings", away={})
room.lately(14)                    # the working days of the last two weeks, today included
room.staff(day, "officer")         # who works here that day and is not away
room.do(moment, partial(…))        # if that moment is in the year
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Refused
from kept.demo.course import Stage
from kept.demo.filling import Who
from kept.demo.playing import Playing
from kept.demo.staff import FRONT, MANAGER, OFFICER, Colleague
from kept.rulebook import Rulebook
from kept.store import tenancy
from kept.store.models import Thread
from kept.workclock import Calendar, Segment, local_date

SOON = timedelta(minutes=2)


class Room:
    """One room being filled. `away` are those whom the rooms themselves send away, and from which day on."""

    def __init__(
        self, play: Playing, stage: Stage, people: Sequence[Who], name: str, away: dict[str, str]
    ) -> None:
        self.play, self.stage, self.away = play, stage, away
        self.rng = Random(f"{stage.seed}:{stage.slug}:rooms:{name}")
        self.name, self.slug = name, stage.slug
        self.people = [each for each in people if each.ref and not each.never]
        self.rulebook: Rulebook = stage.rules.versions[-1].rulebook
        self.offices = [each.slug for each in self.rulebook.association.offices]
        self.calendar: Calendar = stage.calendar(self.offices[0])
        self.now = stage.until
        self.today = local_date(self.calendar, self.now)

    def do(self, at: datetime, what: Callable[..., object]) -> None:
        """Have it done then, if that is past."""
        self.play.do(at, what)

    def wall(self, day: date, hour: int, minute: int = 0) -> datetime:
        """That time by the clock on the wall."""
        return self.calendar.wall(day, time(hour, minute))

    def open(self, day: date, office: str | None = None) -> tuple[Segment, ...]:
        """When the office is open that day."""
        calendar = self.stage.calendar(office) if office else self.calendar
        return calendar.open_on(day.toordinal())

    def days(self, first: int, last: int) -> list[date]:
        """The days on which the office opens, counted from today."""
        found = [self.today + timedelta(days=each) for each in range(first, last + 1)]
        return [each for each in found if self.open(each)]

    def lately(self, days: int) -> list[date]:
        """Those of the last so many days, today included."""
        return self.days(-days, 0)

    def morning(self) -> datetime:
        """When the office opened last."""
        opened = [each.start for day in self.lately(14) for each in self.open(day)[:1]]
        return max(each for each in opened if each < self.now - SOON)

    def is_open(self) -> bool:
        """Whether the office is open at the moment of the visit, and has been for a quarter of an hour."""
        return any(each.start + timedelta(minutes=15) < self.now < each.end for each in self.open(self.today))

    def staff(self, day: date, *roles: str) -> list[Colleague]:
        """Those in these roles who are there that day."""
        found = [each for each in self.stage.crew.in_role(*(roles or (FRONT, OFFICER))) if each.is_in(day)]
        return [each for each in found if self.away.get(each.handle, "9999") > day.isoformat()]

    def lead(self) -> str:
        """Whoever leads."""
        return self.stage.crew.in_role(MANAGER)[0].handle

    def desk(self, day: date) -> str:
        """Whoever takes in what comes that day."""
        there = self.staff(day, FRONT) or self.staff(day)
        return self.rng.choice(there).handle

    def anchor(self, ref: str, what: str, until: datetime, *, by: str, at: datetime) -> Refused | None:
        """Give a contact on which nothing else is next a next date: what was told to whoever waits."""
        with tenancy.association(self.slug):
            adrift = Thread.objects.filter(ref=ref, closed_at=None, adrift=True).exists()
        if not adrift:
            return None
        facts = {"what_told": what, "promised_for": until.isoformat()}
        told = Telling("promise.given", at, facts, thread=ref, uid=f"{self.slug}-next-{ref}")
        done = tell([told], association=self.slug, by=by, at=at)
        return done.refused or next((each.refused for each in done.results if each.refused), None)
