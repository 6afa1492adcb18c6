"""How does one contact go, from the first word to the last? As its promises ask, and as people are.

    course = Course(stage, "contact-17", who, office="main")
    course.run("letter.received", moment)
    course.acts                 # what was told, in order, each admitted at its own moment

1. The engine itself says which promises run; for each the lot decides once whether it is kept, and by what.
2. What the engine would refuse at the counter is left out.
3. Nothing that is open is left without a next date.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import blake2b
from random import Random

from kept.actions.rehearsing import Act
from kept.actions.told import Telling
from kept.casework import Clock, Event, Grade, Judgement, Refused, Rules, judge
from kept.casework.admit import refusal
from kept.casework.calling import ALARM
from kept.casework.grading import graded
from kept.casework.standing import asks_for_something, standing
from kept.demo import cases, fates, filling, hours, words
from kept.demo.filling import Who
from kept.demo.season import Season
from kept.demo.staff import Crew
from kept.rulebook.model import EventKind, Promise
from kept.workclock import Calendar

MACHINE = "machine"
MOST_STEPS = 900
GIVEN, KEPT_IT, CLOSED, NOTE = "promise.given", "promise.fulfilled", "thread.closed", "note.added"
CALL_BEGINS, PICKED_UP, CALLER = "call.rang", "call.answered", "call.received"
BY_MACHINE = frozenset({CALL_BEGINS, PICKED_UP, "call.answered_by_machine", "call.abandoned"})
SOON = timedelta(minutes=2)
# What is done with is closed; now and then somebody forgets to.
CLOSED_WHEN_DONE = 0.97
# Where a promise names nobody nearer, the officer of the patch has it.
_THEIR_OFFICER = frozenset({None, "officer", "addressee", "housing-officer", "housing"})


@dataclass(frozen=True, slots=True)
class Stage:
    """Where contacts are played: one association and its year, up to the moment `until`."""

    slug: str
    seed: int
    rules: Rules
    crew: Crew
    season: Season
    until: datetime
    patch_officer: Callable[[str, date], str | None] = lambda address, day: None

    def officer_of(self, who: Who, at: datetime) -> str | None:
        """Whose patch they live on, where that colleague is there that day."""
        handle = self.patch_officer(who.address, at.date()) if who.address else None
        there = {each.handle for each in self.crew.everybody if each.stays(at.date())}
        return handle if handle in there else None

    def calendar(self, office: str | None) -> Calendar:
        """The calendar of that office."""
        return self.rules.versions[-1].rulebook.calendar_for(office)

    def promise(self, clock: Clock) -> Promise | None:
        """The promise of that clock."""
        version = self.rules.named(clock.version)
        return version.rulebook.promises.get(clock.promise) if version else None


@dataclass(order=True, slots=True)
class Step:
    """Something that is going to happen, unless its clock has been seen to by then."""

    at: datetime
    number: int
    kind: str = field(compare=False)
    clock: tuple[str, str] | None = field(compare=False, default=None)
    wanted: Mapping[str, object] = field(compare=False, default_factory=dict)
    always: bool = field(compare=False, default=False)
    by: str | None = field(compare=False, default=None)
    grade: Grade | None = field(compare=False, default=None)
    recorded_at: datetime | None = field(compare=False, default=None)


class Course:
    """One contact being played."""

    def __init__(self, stage: Stage, name: str, who: Who, *, office: str | None = None) -> None:
        self.stage, self.name, self.who, self.office = stage, name, who, office
        self.rng = Random(f"{stage.seed}:{stage.slug}:{name}")
        self.calendar = stage.calendar(office)
        self.kinds = stage.rules.kinds
        self.known: list[Event] = []
        self.acts: list[Act] = []
        self.agenda: list[Step] = []
        self.planned: set[tuple[str, str]] = set()
        self.refused: list[Refused] = []
        self.owner = ""
        self.owner_named = True
        self.over = False
        self.steps = 0

    # ---- one telling ---------------------------------------------------------------------------------

    def tell(
        self,
        kind: str,
        at: datetime,
        *,
        by: str | None = None,
        wanted: Mapping[str, object] | None = None,
        answers: tuple[str, ...] = (),
        grade: Grade | None = None,
        recorded_at: datetime | None = None,
    ) -> bool:
        """Tell that, if it would be taken; whether it was."""
        known = self.kinds[kind]
        machine = kind in BY_MACHINE
        at = max(at, self.known[-1].happened_at) if self.known else at
        recorded = recorded_at or at + self._written_down(known, machine)
        if self.known:
            recorded = max(recorded, self.known[-1].recorded_at + timedelta(milliseconds=20))
        if max(at, recorded) > self.stage.until:
            self.over = True
            return False
        signed = MACHINE if machine else by or self.owner or self.stage.crew.at_the_desk(self.rng, at).handle
        if known.reaches in self.who.never:
            return False
        facts = filling.fill(
            self.rng, known, who=self.who, calendar=self.calendar, at=at, wanted=wanted or {}
        )
        if known.way(facts) in self.who.never:
            return False
        event = self._event(known, at, recorded, signed, facts, answers, grade)
        refused = refusal(
            event,
            self.known,
            lambda: self.judged(recorded),
            rules=self.stage.rules,
            calendar=self.calendar,
            at=recorded,
        )
        if refused is not None:
            self.refused.append(refused)
            return False
        self._put(event, facts)
        return True

    def _event(
        self,
        kind: EventKind,
        at: datetime,
        recorded: datetime,
        by: str,
        facts: Mapping[str, object],
        answers: tuple[str, ...],
        grade: Grade | None,
    ) -> Event:
        uid = blake2b(f"{self.rng.random()}{self.name}{len(self.known)}".encode(), digest_size=16).hexdigest()
        personal = {each.name for each in kind.fields if each.personal}
        known = grade or (Grade.MACHINE if by == MACHINE else self._grade(kind))
        public = {name: value for name, value in facts.items() if name not in personal}
        via = MACHINE if by == MACHINE else "form"
        return graded(Event(uid, kind.name, at, recorded, by, known, public, None, answers, "", via))

    def _written_down(self, kind: EventKind, machine: bool) -> timedelta:
        """How long it takes until it is on record: seconds at the counter, minutes at a desk."""
        if machine:
            return timedelta(seconds=2)
        at_once = kind.channel in ("call", "in-person") or (self.known[-1:] and self._quick)
        return timedelta(seconds=self.rng.randrange(3, 40) if at_once else self.rng.randrange(20, 420))

    @property
    def _quick(self) -> bool:
        """Whether the contact is one that is over within minutes."""
        return self.kinds[self.known[0].kind].channel in ("call", "in-person")

    def _grade(self, kind: EventKind) -> Grade:
        written = kind.channel in ("letter", "email") and self.rng.random() < 0.6
        return Grade.DOCUMENT if written else Grade.STAFF

    def _put(self, event: Event, facts: Mapping[str, object]) -> None:
        first = not self.known
        self.known.append(event)
        telling = Telling(
            event.kind,
            event.happened_at,
            dict(facts),
            uid=event.id,
            grade=event.grade if event.grade is not Grade.STAFF_LATER else Grade.STAFF,
            via=event.via,
            answers=event.answers,
            office=self.office if first else None,
            person=self.who.ref if first else None,
            owner=(self.owner or None) if first and self.owner_named else None,
            beside=None if first else self.known[0].id,
        )
        self.acts.append(Act(telling, event.by, event.recorded_at))

    def judged(self, at: datetime) -> Judgement:
        """What follows from what was told so far, as known at that moment."""
        return judge(self.known, rules=self.stage.rules, calendar=self.calendar, at=at)

    # ---- the whole -----------------------------------------------------------------------------------

    def run(self, kind: str, at: datetime, *, wanted: Mapping[str, object] | None = None) -> bool:
        """Play it from its first word on; whether it was taken at all."""
        self.owner = self._owner_of(kind, at)
        taker = self.stage.crew.at_the_desk(self.rng, at).handle
        if not self.tell(kind, at, by=taker, wanted=wanted):
            return False
        self.go_on(at)
        return True

    def begun(self, uid: str, kind: str, at: datetime, facts: Mapping[str, object]) -> None:
        """Go on with what somebody else has begun, under that identity."""
        self.known.append(Event(uid, kind, at, at, MACHINE, Grade.MACHINE, dict(facts), via=MACHINE))
        self.owner = self.stage.crew.leading(self.rng, at).handle
        self.go_on(at)

    def go_on(self, at: datetime) -> None:
        """Play on from that moment, to the end or to today."""
        self._at_once(self.known[0].kind, at)
        now = max(at, self.known[-1].recorded_at)
        while self.steps < MOST_STEPS and not self.over:
            self.steps += 1
            judgement = self.judged(now)
            fates.plan(self, judgement, now)
            due = [self.agenda[0].at] if self.agenda else []
            if judgement.wake_at is not None:
                due.append(judgement.wake_at)
            if not due:
                if not self._round_off(judgement, now):
                    break
                now = max(now, self.known[-1].recorded_at)
                continue
            now = max(now, min(due))
            if now > self.stage.until:
                break
            if self.agenda and self.agenda[0].at <= now:
                now = max(now, self._take(heapq.heappop(self.agenda), self.judged(now)))
        self._leave_nothing_adrift()

    def later(self, at: datetime, kind: str, **more: object) -> None:
        """Put a step on the agenda, where this association records such a thing."""
        if kind in self.kinds:
            heapq.heappush(self.agenda, Step(at, len(self.agenda) + 1000 * len(self.known), kind, **more))  # type: ignore[arg-type]

    def _take(self, step: Step, judgement: Judgement) -> datetime:
        """Do the step where it is still wanted; the moment to go on from."""
        if step.clock is not None and not step.always:
            clock = next(
                (each for each in judgement.clocks if (each.promise, each.start) == step.clock), None
            )
            if clock is None or not asks_for_something(clock):
                return step.at
        wanted = dict(step.wanted)
        answers: tuple[str, ...] = ()
        kind = self.kinds[step.kind]
        if kind.acts in ("extend", "pause", "excuse") and step.clock:
            answers = (step.clock[0],)
        if step.kind == fates.SORRY:
            wanted |= fates.new_date(self, judgement, step.at)
        cases.prepare(self, step.kind, step.at)
        asked, somebody = cases.asked(self, step.kind, step.at)
        told = self.tell(
            step.kind,
            step.at,
            by=step.by or somebody,
            wanted=asked | wanted,
            answers=answers,
            grade=step.grade,
            recorded_at=step.recorded_at,
        )
        if told and step.kind == PICKED_UP:
            self.tell(CALLER, step.at + timedelta(seconds=self.rng.randrange(8, 50)), by=self._desk(step.at))
        return step.at if step.recorded_at or not told else self.known[-1].recorded_at

    def _desk(self, at: datetime) -> str:
        return self.stage.crew.at_the_desk(self.rng, at).handle

    def _owner_of(self, kind: str, at: datetime) -> str:
        """Whoever the first promise names; what is answered there and then stays with the desk."""
        version = self.stage.rules.when(at)
        started = version.starting.get(kind, ()) if version else ()
        word = next((each.owner for each in started), None)
        officer = self.stage.officer_of(self.who, at)
        if officer is not None and word in _THEIR_OFFICER:
            return officer
        return self.stage.crew.for_owner(self.rng, word, at).handle

    def _at_once(self, kind: str, at: datetime) -> None:
        """An alarm is answered within minutes; some contacts take a turn that begins promises of its own."""
        if any(each.what == ALARM for each in self.judged(self.known[-1].recorded_at).owed):
            answered = at + timedelta(seconds=self.rng.randrange(50, 280))
            self.tell("alarm.acknowledged", answered, by=self.stage.crew.leading(self.rng, at).handle)
        for turn in fates.turns(self, kind):
            self.tell(turn, self.known[-1].happened_at + timedelta(seconds=self.rng.randrange(40, 900)))

    def _standing(self, judgement: Judgement, at: datetime) -> bool:
        """Whether nobody would look at it again."""
        own = self.known[0].thread
        return standing(self.known, judgement, own=own, rules=self.stage.rules, at=at).adrift

    def _round_off(self, judgement: Judgement, now: datetime) -> bool:
        """Nothing runs: answer, promise something, or close it; whether anything came of it."""
        if judgement.state == "closed":
            return False
        first = self.kinds[self.known[0].kind]
        told = {each.kind for each in self.known}
        adrift = self._standing(judgement, now)
        quick = now + timedelta(seconds=self.rng.randrange(60, 600))
        if adrift and GIVEN not in told and GIVEN in self.kinds and self.rng.random() < 0.22:
            return self._promised(now)
        answer = first.answered_by or (self.kinds[CALLER].answered_by if CALLER in told else None)
        if adrift and answer and answer not in told:
            return self.tell(answer, quick, by=self._desk(now))
        if adrift and NOTE not in told and self.rng.random() < 0.5:
            self.tell(NOTE, hours.into_hours(self.rng, self.calendar, quick), wanted=self._noted())
        if adrift or self.rng.random() < CLOSED_WHEN_DONE:
            end = hours.into_hours(self.rng, self.calendar, quick)
            cases.prepare(self, None, end)
            self.tell(CLOSED, end)
        return False

    def _noted(self) -> dict[str, object]:
        return {"note": words.note(self.rng, NOTE)}

    def _promised(self, now: datetime) -> bool:
        at = hours.into_hours(self.rng, self.calendar, now + SOON)
        day = hours.working_day(self.calendar, self.calendar.local(at).date(), self.rng.randrange(1, 6))
        wanted = {"promised_for": filling.moment_on(self.rng, self.calendar, day)}
        return self.tell(GIVEN, at, wanted=wanted)

    def _leave_nothing_adrift(self) -> None:
        """What is open when the year ends has a next date, or is closed."""
        now = self.stage.until
        judgement = self.judged(now)
        if judgement.state == "closed" or not self._standing(judgement, now):
            return
        self.over = False
        last = self.known[-1].recorded_at
        known = hours.before(self.rng, self.calendar, now - timedelta(minutes=8), last)
        at = known or min(last + timedelta(minutes=1), now)
        # In the last minutes there is no time left to write it down later.
        recorded = None if known else at
        day = hours.working_day(self.calendar, self.calendar.local(now).date(), self.rng.randrange(1, 5))
        wanted = {"promised_for": filling.moment_on(self.rng, self.calendar, day)}
        if not (GIVEN in self.kinds and self.tell(GIVEN, at, wanted=wanted, recorded_at=recorded)):
            cases.prepare(self, None, at)
            self.tell(CLOSED, at, recorded_at=recorded)
