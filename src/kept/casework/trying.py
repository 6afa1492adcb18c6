"""What would a draft of the policy have meant for what really happened?

    trial = Trial.of(rules, draft, since=since, at=now)
    for each in what_happened:
        trial.take(each.events, office=each.office, team=each.team)
    trial.found().lines[0].change.broken        # 3: under the draft three more would have been broken

Each thread is judged twice by the one engine: by the rules that were in force, and as if the draft had been
in force since that day.

1. What began before that day is under the old rules both times, and so is not counted at all.
2. A day is busy with what must be done by its end: by `act_by`, the last moment at which somebody is there.
3. Nothing is remembered of a thread once it is counted: memory grows with promises, teams and days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kept.casework.judge import judge
from kept.casework.rules import Rules, Version
from kept.casework.values import DENOMINATOR, KEPT_VERDICTS, Clock, Event, Verdict
from kept.rulebook.model import Promise, Rulebook
from kept.rulebook.readings import number_of
from kept.workclock import DateBeforeList, NeverOpen

_INSTANT = timedelta(microseconds=1)
NO_TEAM = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many promises were kept, broken (excused ones among them), still run, or are counted in neither."""

    kept: int = 0
    broken: int = 0
    running: int = 0
    beside: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.kept + other.kept,
            self.broken + other.broken,
            self.running + other.running,
            self.beside + other.beside,
        )

    def __sub__(self, other: Count) -> Count:
        return Count(
            self.kept - other.kept,
            self.broken - other.broken,
            self.running - other.running,
            self.beside - other.beside,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One promise under both; `within` is None where that policy does not make it."""

    promise: str
    name: str
    within: str | None
    within_draft: str | None
    now: Count
    draft: Count

    @property
    def change(self) -> Count:
        """What the draft would have added, or taken away."""
        return self.draft - self.now

    @property
    def differs(self) -> bool:
        """Whether its words or its figures are other ones under the draft."""
        return self.now != self.draft or self.within != self.within_draft


@dataclass(frozen=True, slots=True)
class Pair:
    """Something counted under both: a team's promises, or those of one day."""

    now: Count = Count()
    draft: Count = Count()


@dataclass(frozen=True, slots=True)
class Day:
    """How many promises had to be kept by the end of a day, and how many would have."""

    day: date
    now: int
    draft: int


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it. `uncounted` are threads with a date from which one of the two cannot count."""

    lines: tuple[Line, ...]
    teams: Mapping[str, Pair]
    days: tuple[Day, ...]
    threads: int
    uncounted: int

    @property
    def whole(self) -> Pair:
        """All promises together."""
        now = sum((each.now for each in self.lines), Count())
        return Pair(now, sum((each.draft for each in self.lines), Count()))

    def busiest(self, most: int) -> Sequence[Day]:
        """The days with most to do under either, the busiest under the draft first."""
        ordered = sorted(self.days, key=lambda each: (-max(each.now, each.draft), -each.draft, each.day))
        return ordered[:most]


def as_if(rules: Rules, draft: Rulebook, *, since: date) -> Rules:
    """The same rules, with the draft in place of whatever came into force on that day or later."""
    version = Version.of(replace(draft, starts_on=since))
    before = [each for each in rules.versions if each.binds_from < version.binds_from]
    return Rules((*before, version))


@dataclass(slots=True)
class Trial:
    """One comparison being made, thread after thread."""

    rules: Rules
    draft: Rules
    begins: datetime
    at: datetime
    tz: ZoneInfo
    counts: dict[str, list[Count]] = field(default_factory=dict)
    teams: dict[str, list[Count]] = field(default_factory=dict)
    days: dict[date, list[int]] = field(default_factory=dict)
    threads: int = 0
    uncounted: int = 0

    @classmethod
    def of(cls, rules: Rules, draft: Rulebook, *, since: date, at: datetime) -> Trial:
        """A comparison from the beginning of that day on the association's own clocks, as known at `at`."""
        tried = as_if(rules, draft, since=since)
        begins = tried.versions[-1].binds_from
        return cls(rules, tried, begins, at, rules.versions[-1].rulebook.calendar_for(None).tz)

    def take(self, events: Sequence[Event], *, office: str | None = None, team: str = NO_TEAM) -> None:
        """Judge one thread under both, and add it up."""
        began = {each.id for each in events if each.happened_at >= self.begins}
        self.threads += 1
        try:
            both = [self._clocks(events, rules, office) for rules in (self.rules, self.draft)]
        except (DateBeforeList, NeverOpen):
            self.uncounted += 1
            return
        for side, clocks in enumerate(both):
            for clock in clocks:
                if clock.start in began:
                    self._add(clock, side, team)

    def _clocks(self, events: Sequence[Event], rules: Rules, office: str | None) -> Iterable[Clock]:
        calendar = rules.versions[-1].rulebook.calendar_for(office)
        return judge(events, rules=rules, calendar=calendar, at=self.at).clocks

    def _add(self, clock: Clock, side: int, team: str) -> None:
        one = _counted(clock.verdict)
        for table, key in ((self.counts, clock.promise), (self.teams, team)):
            held = table.setdefault(key, [Count(), Count()])
            held[side] = held[side] + one
        if clock.verdict is not Verdict.NOT_MEASURED:
            # What is due at the end of a day is due at the midnight that begins the next.
            day = (clock.act_by - _INSTANT).astimezone(self.tz).date()
            self.days.setdefault(day, [0, 0])[side] += 1

    def found(self) -> Tried:
        """What has come of it so far."""
        now = _promises(self.rules, self.begins)
        draft = self.draft.versions[-1].rulebook.promises
        lines = []
        for clause in dict.fromkeys((*now, *draft, *self.counts)):
            was, would_be = now.get(clause), draft.get(clause)
            if clause in self.counts or _words(was) != _words(would_be):
                known = would_be or was
                held = self.counts.get(clause, [Count(), Count()])
                name = known.name if known else clause
                lines.append(Line(clause, name, _words(was), _words(would_be), *held))
        teams = {team: Pair(*held) for team, held in sorted(self.teams.items())}
        days = tuple(Day(day, *held) for day, held in sorted(self.days.items()))
        return Tried(tuple(lines), teams, days, self.threads, self.uncounted)


def _counted(verdict: Verdict) -> Count:
    if verdict in KEPT_VERDICTS:
        return Count(kept=1)
    if verdict in DENOMINATOR:
        return Count(broken=1)
    return Count(running=1) if verdict is Verdict.RUNNING else Count(beside=1)


def _promises(rules: Rules, begins: datetime) -> Mapping[str, Promise]:
    """Every promise that was in force at some time since then, in its newest words."""
    first = rules.when(begins)
    found: dict[str, Promise] = {}
    for version in rules.versions:
        if version is first or version.binds_from > begins:
            found |= version.rulebook.promises
    return found


def _words(promise: Promise | None) -> str | None:
    """How long it is; where the policy has a word alone, the word and the number that is read into it."""
    if promise is None:
        return None
    number = number_of(promise)
    return f"{promise.within_text}, read as {number}" if promise.own_number else number
