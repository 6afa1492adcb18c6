"""What happens in one association's year? Staff, customers, duties and contacts, in the order of their dates.

made = House(plan, "karin").build()         # Made("karin", threads=3000, events=9214)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from kept.actions import customers, handing, joining, notices, readings
from kept.casework import Refused, Rules
from kept.casework.recurring import OF_THE_ASSOCIATION, own_duties, subject_of
from kept.demo import hours, mix, rooms
from kept.demo.course import Course, Stage
from kept.demo.customers import Customer
from kept.demo.customers import customers as drawn_customers
from kept.demo.filling import Who
from kept.demo.homes import Patches
from kept.demo.monthly import months
from kept.demo.playing import BY, Playing
from kept.demo.private import concerns, reach, tell_first, ties
from kept.demo.season import Season
from kept.demo.staff import Crew
from kept.demo.staffing import staff
from kept.rulebook.model import DUTY_BEGAN, Rulebook
from kept.rulebook.readings import reading_of
from kept.store import refs, rules, statistics, tenancy
from kept.store.models import Event, Notice

DAYS = 365
HANDED, ADOPTED = 0.05, 8
HOMES_WITH_A_DUTY = 0.12
UNREAD = timedelta(days=3)
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
            self.name, number = here.name, here.pk
            self.rules = Rules(rules.rules_of(here).versions)
        self.rulebook: Rulebook = self.rules.versions[-1].rulebook
        today = self.at.astimezone(ZoneInfo(self.rulebook.association.zone)).date()
        first = max(today - timedelta(days=DAYS), self.rulebook.association.go_live)
        season = Season(f"{plan.seed}:{slug}", first, today)
        self.stage = Stage(slug, plan.seed, self.rules, crew, season, self.at)
        self.since = self.stage.calendar(None).midnight(first.toordinal())
        self.play = Playing(slug, number, since=self.since, until=self.at)
        self.contacts = 0

    def build(self) -> Made:
        """Fill it; what came of it."""
        with refs.drawing_from(Random(f"{self.plan.seed}:{self.slug}:refs")):
            files = drawn_customers(self.rng, self.plan.customers, self.at.date())
            patches = Patches(self.rng, self.stage, files)
            self.stage = replace(self.stage, patch_officer=patches.officer)
            staff(self.play, self.stage, self.rng)
            people, named = self._customers(files)
            statistics.gather()
            patches.bring(self.play, named)
            self.progress(f"{self.name}: {len(self.crew.everybody)} staff and {len(people)} customers.")
            self._duties(people)
            courses = self._contacts(people)
            self.contacts += concerns(self.play, self.stage, self.rng, people)
            ties(self.play, self.stage, self.rng, people)
            self._readings()
            rooms.fill(self.play, self.stage, people)
            months(self.play, self.stage, self.rng, courses)
            events = self.play.run(self._month())
            self._read_notices()
        return Made(self.slug, self.contacts, events, self.play.refused)

    # ---- who gets in touch ---------------------------------------------------------------------------

    def _customers(self, files: Sequence[Customer]) -> tuple[list[Who], dict[int, str]]:
        """All of them on record; and what the housing system calls those whom it knows, by their place."""
        found: list[Who] = []
        named: dict[int, str] = {}
        for number, each in enumerate(files):
            at = self.since - timedelta(days=1 + self.rng.randrange(20), minutes=number)
            by = self.crew.at_the_desk(self.rng, at).handle
            outside = "" if each.twice else f"P-{number:04d}"
            added = customers.add(association=self.slug, by=by, at=at, external_ref=outside, **each.given)  # type: ignore[arg-type]
            if isinstance(added, Refused):
                self.play.refused.append(added.sentence)
                continue
            if each.never:
                reach(self.play, added.ref, each.never, by)
            if outside:
                named[number] = outside
            told_apart = sum(bool(each.given.get(one)) for one in ("phones", "email", "born_on"))
            if each.twice and number % 2 and told_apart > 1:
                self._find_twice(added.ref, found[-1].ref or "")
            found.append(each.who(added.ref))
        return found, named

    def _find_twice(self, ref: str, other: str) -> None:
        """Some of those who are on record twice were noticed, and joined; the rest wait to be found."""
        at = hours.into_hours(self.rng, self.stage.calendar(None), self._some_time())
        by = self.crew.for_owner(self.rng, None, at).handle
        self.play.do(at, partial(joining.join, association=self.slug, person=ref, into=other, by=by))

    def _some_time(self) -> datetime:
        return self.since + (self.at - self.since) * self.rng.random()

    def _who(self, people: list[Who], weights: list[float], known: bool) -> Who:
        if not known or not people:
            return Who() if self.rng.random() < 0.5 else Who(self.rng.choice(people).name)
        return self.rng.choices(people, weights)[0]

    # ---- what happens --------------------------------------------------------------------------------

    def _contacts(self, people: list[Who]) -> list[Course]:
        found = []
        weights = [self.rng.expovariate(1.0) ** 1.5 + 0.05 for _ in people]
        for start in mix.starts(self.stage, self.plan.contacts):
            who = self._who(people, weights, start.known)
            course = Course(self.stage, start.name, who, office=start.office)
            if course.run(start.kind, start.at, wanted=start.wanted):
                found.append(course)
                if not tell_first(self.play, self.stage, self.rng, course):
                    self.play.tell(course.acts)
                    self._hand_over(course)
        self.contacts = len(found)
        return found

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
        done = handing.hand_over(
            association=self.slug,
            thread=self.play.threads.get(uid, ""),
            to=to,
            note="Over to you, the file is up to date.",
            by=by,
            at=at,
        )
        # Whoever it is about, or who is connected with the customer, may not have it: it stays where it is.
        return None if isinstance(done, Refused) and done.field == "owner" else done

    def _duties(self, people: list[Who]) -> None:
        """What recurs on the association itself goes on from where it began; what recurs on homes begins."""
        begun = {subject_of(clause): clause for clause in own_duties(self.rulebook, self.stage.until.date())}
        with tenancy.association(self.slug):
            rows = Event.objects.filter(kind=DUTY_BEGAN, uid__in=begun)
            since = dict(rows.values_list("uid", "happened_at"))
        for subject, clause in begun.items():
            if subject in since:
                course = Course(self.stage, subject, Who())
                course.begun(subject, DUTY_BEGAN, since[subject], {"duty": clause})
                self.play.tell(course.acts)
        places = sorted({who.address for who in people})
        for number, (clause, promise) in enumerate(self.rulebook.duties.items()):
            if promise.duty is None or promise.duty.subject == OF_THE_ASSOCIATION:
                continue
            many = max(1, int(len(places) * HOMES_WITH_A_DUTY)) if promise.duty.subject == "home" else 2
            for which in range(many):
                what = places[(number * 7 + which) % len(places)] if places else ""
                course = Course(self.stage, f"duty-{number}-{which}", Who(address=what))
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

    def _read_notices(self) -> None:
        """Everybody has read what they were told, but for the last days."""
        with tenancy.association(self.slug):
            old = Notice.objects.filter(read_at=None, at__lt=self.at - UNREAD).order_by("account", "-id")
            last: dict[int, int] = {}
            for account, number in old.values_list("account_id", "pk"):
                last.setdefault(account, number)
        for account, number in last.items():
            notices.mark_read(association=self.slug, account=account, upto=number, by=BY, at=self.at)

    def _month(self) -> Callable[[datetime, int], None]:
        said: set[str] = set()

        def tell(at: datetime, told: int) -> None:
            month = f"{at:%B %Y}"
            if month not in said:
                said.add(month)
                self.progress(f"{self.name}: {month}, {told:,} events.")

        return tell
