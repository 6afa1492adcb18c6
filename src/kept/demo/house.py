"""What happens in one association's year? Staff, customers, duties and contacts, in the order of their dates.

made = House(plan, "karin").build()         # Made("karin", threads=3000, events=9214)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from kept.actions import customers, duties, handing, readings
from kept.casework import Refused, Rules
from kept.casework.recurring import own_duties, subject_of
from kept.demo import hours, mix
from kept.demo.course import Course, Stage
from kept.demo.customers import Customer
from kept.demo.customers import customers as drawn_customers
from kept.demo.filling import Who
from kept.demo.playing import BY, Playing
from kept.demo.season import Season
from kept.demo.staff import Crew
from kept.demo.staffing import staff
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
            staff(self.play, self.stage, self.rng)
            files = self._customers()
            self.progress(f"{self.name}: {len(self.crew.everybody)} staff and {len(files)} customers.")
            duties.begin_all(association=self.slug, by=BY, at=self.since)
            self._duties(files)
            self._contacts(files)
            self._readings()
            events = self.play.run(self._month())
        return Made(self.slug, self.contacts, events, self.play.refused)

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
            self.play.do(at, partial(self._handed, first.id, course.owner, to))

    def _handed(self, uid: str, by: str, to: str, *, at: datetime) -> object:
        return handing.hand_over(
            association=self.slug,
            thread=self.play.threads[uid],
            to=to,
            note="Over to you, the file is up to date.",
            by=by,
            at=at,
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
            adopt = partial(readings.adopt, association=self.slug, clause=clause, minute=minute, by=by)
            self.play.do(at, adopt)

    def _month(self) -> Callable[[datetime, int], None]:
        said: set[str] = set()

        def tell(at: datetime, told: int) -> None:
            month = f"{at:%B %Y}"
            if month not in said:
                said.add(month)
                self.progress(f"{self.name}: {month}, {told:,} events.")

        return tell
