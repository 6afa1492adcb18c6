"""What happens in one association's year? Staff, customers, duties and contacts, in the order of their dates.

made = House(plan, "karin").build()         # Made("karin", threads=3000, events=9214)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from kept.actions import absences, customers, duties, handing, people, readings
from kept.casework import Refused, Rules
from kept.casework.recurring import own_duties, subject_of
from kept.demo import hours, mix
from kept.demo.course import Course, Stage
from kept.demo.customers import Customer
from kept.demo.customers import customers as drawn_customers
from kept.demo.filling import Who
from kept.demo.names import MAIL
from kept.demo.playing import BY, Playing
from kept.demo.season import Season
from kept.demo.staff import Colleague, Crew
from kept.rulebook.model import DUTY_BEGAN, Rulebook
from kept.rulebook.readings import reading_of
from kept.store import refs, rules, tenancy

DAYS = 365
HANDED, ADOPTED = 0.05, 8
HOMES_WITH_A_DUTY = 0.12
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made: by which seed, up to which moment, and how much."""

    seed: int
    at: datetime
    contacts: int

    @property
    def customers(self) -> int:
        """How many files there are for so many contacts."""
        return max(12, min(320, self.contacts // 9))


@dataclass(slots=True)
class Made:
    """What an association's year came to."""

    slug: str
    contacts: int = 0
    events: int = 0
    refused: list[str] = field(default_factory=list)


class House:
    """One association being filled."""

    def __init__(self, plan: Plan, slug: str, crew: Crew, progress: Progress = lambda text: None) -> None:
        self.plan, self.slug, self.crew, self.progress = plan, slug, crew, progress
        self.rng = Random(f"{plan.seed}:{slug}:house")
        self.at = plan.at.astimezone(UTC)
        with tenancy.association(slug) as here:
            self.name, self.rules = here.name, Rules(rules.rules_of(here).versions)
        self.rulebook: Rulebook = self.rules.versions[-1].rulebook
        today = self.at.astimezone(ZoneInfo(self.rulebook.association.zone)).date()
        first = max(today - timedelta(days=DAYS), self.rulebook.association.go_live)
        season = Season(f"{plan.seed}:{slug}", first, today)
        self.stage = Stage(slug, plan.seed, self.rules, crew, season, self.at)
        self.since = self.stage.calendar(None).midnight(first.toordinal())
        self.play = Playing(slug, since=self.since, until=self.at)
        self.contacts = 0

    def build(self) -> Made:
        """Fill it; what came of it."""
        with refs.drawing_from(Random(f"{self.plan.seed}:{self.slug}:refs")):
            self._staff()
            files = self._customers()
            self.progress(f"{self.name}: {len(self.crew.everybody)} staff and {len(files)} customers.")
            duties.begin_all(association=self.slug, by=BY, at=self.since)
            self._duties(files)
            self._contacts(files)
            self._readings()
            events = self.play.run(self._month())
        return Made(self.slug, self.contacts, events, self.play.refused)

    # ---- who works here ------------------------------------------------------------------------------

    def _staff(self) -> None:
        for each in self.crew.everybody:
            at = max(self.since, self._morning(each.from_on))
            self._hire(each) if each.from_on <= self.since.date() else self.play.do(
                at, lambda at, each=each: self._hire(each, at)
            )
            for since, until, why in each.away:
                self._away(each, since, until, why)
            if each.to_on is not None:
                self.play.do(
                    self._morning(each.to_on),
                    lambda at, each=each: people.end_membership(
                        association=self.slug, handle=each.handle, last_on=each.to_on, by=BY, at=at
                    ),
                )

    def _hire(self, each: Colleague, at: datetime | None = None) -> None:
        moment = at or self.since - timedelta(days=30)
        made = people.create_account(
            association=self.slug,
            handle=each.handle,
            email=f"{each.handle}@{MAIL}",
            name=each.name,
            by=BY,
            at=moment,
        )
        joined = people.add_member(
            association=self.slug,
            handle=each.handle,
            role=each.role,
            team=each.team,
            office=each.office,
            from_on=each.from_on,
            by=BY,
            at=moment,
        )
        for done in (made, joined):
            if isinstance(done, Refused):
                self.play.refused.append(done.sentence)

    def _away(self, each: Colleague, since: date, until: date, why: str) -> None:
        begins, ends = self._morning(since), self._morning(until + timedelta(days=1))
        told = begins - timedelta(days=5) if why == "leave" else begins + timedelta(minutes=20)
        others = [
            one for one in self.crew.in_role(each.role) if one.is_in(since) and one.handle != each.handle
        ]
        cover = self.rng.choice(others).handle if others and self.rng.random() < 0.7 else None
        words = {"leave": "Annual leave", "sick": "Off sick"}[why]
        self.play.do(
            max(told, self.since),
            lambda at: absences.tell(
                association=self.slug,
                handle=each.handle,
                from_at=begins,
                to_at=ends,
                covered_by=cover,
                why=words,
                by=each.handle,
                at=at,
            ),
        )

    def _morning(self, day: date) -> datetime:
        return self.stage.calendar(None).wall(day, time(8, 30))

    # ---- who gets in touch ---------------------------------------------------------------------------

    def _customers(self) -> list[tuple[Customer, Who]]:
        found = []
        for number, each in enumerate(drawn_customers(self.rng, self.plan.customers, self.at.date())):
            at = self.since - timedelta(days=1 + self.rng.randrange(20), minutes=number)
            by = self.crew.at_the_desk(self.rng, at).handle
            added = customers.add(association=self.slug, by=by, at=at, **each.given)  # type: ignore[arg-type]
            if isinstance(added, Refused):
                self.play.refused.append(added.sentence)
            else:
                found.append((each, each.who(added.ref)))
        return found

    def _who(self, rng: Random, files: list[tuple[Customer, Who]], weights: list[float], known: bool) -> Who:
        if not known or not files:
            return Who() if rng.random() < 0.5 else Who(rng.choice(files)[1].name)
        return rng.choices(files, weights)[0][1]

    # ---- what happens --------------------------------------------------------------------------------

    def _contacts(self, files: list[tuple[Customer, Who]]) -> None:
        rng = self.rng
        weights = [rng.expovariate(1.0) ** 1.5 + 0.05 for _ in files]
        for start in mix.starts(self.stage, self.plan.contacts):
            who = self._who(rng, files, weights, start.known)
            course = Course(self.stage, start.name, who, office=start.office)
            if course.run(start.kind, start.at, wanted=start.wanted):
                self.contacts += 1
                self.play.tell(course.acts)
                self._hand_over(course)

    def _hand_over(self, course: Course) -> None:
        """Some contacts go on to somebody else a while after they came."""
        first, last = course.known[0], course.known[-1]
        if last.recorded_at - first.recorded_at < timedelta(days=2) or self.rng.random() > HANDED:
            return
        at = first.recorded_at + (last.recorded_at - first.recorded_at) * 0.4
        at = hours.into_hours(self.rng, course.calendar, at)
        to = self.crew.for_owner(self.rng, None, at).handle
        if last.recorded_at > at and to != course.owner:
            self.play.do(
                at,
                lambda at: handing.hand_over(
                    association=self.slug,
                    thread=self.play.threads[first.id],
                    to=to,
                    note="Over to you, the file is up to date.",
                    by=course.owner,
                    at=at,
                ),
            )

    def _duties(self, files: list[tuple[Customer, Who]]) -> None:
        """What recurs on the association itself goes on from where it began; what recurs on homes begins."""
        for clause in own_duties(self.rulebook):
            course = Course(self.stage, subject_of(clause), Who())
            course.begun(subject_of(clause), DUTY_BEGAN, self.since, {"duty": clause})
            self.play.tell(course.acts)
        places = sorted({who.address for _, who in files})
        for number, (clause, promise) in enumerate(self.rulebook.duties.items()):
            if promise.duty is None or promise.duty.subject == "association":
                continue
            many = max(1, int(len(places) * HOMES_WITH_A_DUTY)) if promise.duty.subject == "home" else 2
            for which in range(many):
                name = f"duty-{number}-{which}"
                what = places[(number * 7 + which) % len(places)] if places else ""
                course = Course(self.stage, name, Who(address=what))
                at = self.since + timedelta(days=1 + self.rng.randrange(10), hours=10)
                if course.run(DUTY_BEGAN, at, wanted={"duty": clause}):
                    self.play.tell(course.acts)

    def _readings(self) -> None:
        """The association made some of the readings its own, as its board met."""
        open_ = [each.id for each in self.rulebook.clauses if reading_of(each) is not None]
        by = self.crew.in_role("policy-officer")[0].handle
        for number, clause in enumerate(self.rng.sample(open_, min(ADOPTED, len(open_)))):
            at = self.since + (self.at - self.since) * (0.1 + 0.7 * number / ADOPTED)
            at = hours.into_hours(self.rng, self.stage.calendar(None), at)
            minute = f"Board of {at:%B %Y}, item {self.rng.randrange(3, 12)}"
            self.play.do(
                at,
                lambda at, clause=clause, minute=minute: readings.adopt(
                    association=self.slug, clause=clause, minute=minute, by=by, at=at
                ),
            )

    def _month(self) -> Callable[[datetime, int], None]:
        said: set[str] = set()

        def tell(at: datetime, told: int) -> None:
            month = f"{at:%B %Y}"
            if month not in said:
                said.add(month)
                self.progress(f"{self.name}: {month}, {told:,} events.")

        return tell
