"""What would a draft of the policy have meant for what really happened?

    trial = Trial.of(rules, draft, since=since, at=now)
    for each in what_happened:
        trial.take(each.events, office=each.office, team=each.team)
    trial.found().lines[0].change.broken        # 3: under the draft three more would have been broken

Each thread is judged twice by the one engine: by the rules that were in force, and as if the draft had been
in force since that day.

1. What began before that day is under the old rules both times, and so is not counted at all.
2. A day is busy with what must be done by its end: by `act_by`, the last moment at which somebody is there.
3. Nobody can have put right what only the draft would have broken, so that is not held against them.
4. Nothing is remembered of a thread once it is counted: memory grows with promises, teams and days.
5. What was counted can be held as plain data, and taken up by another trial of the same two policies:

    held = trial.held()
    Trial.of(rules, draft, since=since, at=now).go_on(held)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kept.casework.judge import judge
from kept.casework.rules import Rules, Version
from kept.casework.tried import Count, Day, Line, Pair, Tried, numbers
from kept.casework.values import DENOMINATOR, KEPT_VERDICTS, Clock, Event, Verdict
from kept.rulebook.model import Promise, Rulebook
from kept.rulebook.readings import number_of
from kept.workclock import DateBeforeList, NeverOpen

_INSTANT = timedelta(microseconds=1)
NO_TEAM = ""


class AnotherComparison(ValueError):
    """What was held was counted under other policies, or of another time: it cannot be gone on with."""


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
    never_open: int = 0

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
        except (DateBeforeList, NeverOpen) as why:
            self.uncounted += 1
            self.never_open += isinstance(why, NeverOpen)
            return
        sorry = self.draft.versions[-1].puts_right
        broken = {clock.start for clock in both[0] if _counted(clock.verdict).broken}
        for side, clocks in enumerate(both):
            for clock in clocks:
                follows = side and sorry is not None and clock.promise == sorry.clause
                if clock.start in began and not (follows and clock.start not in broken):
                    self._add(clock, side, team)

    def _clocks(self, events: Sequence[Event], rules: Rules, office: str | None) -> Sequence[Clock]:
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
        for clause in dict.fromkeys((*now, *draft, *sorted(self.counts))):
            was, would_be = now.get(clause), draft.get(clause)
            if clause in self.counts or _words(was) != _words(would_be):
                known = would_be or was
                held = self.counts.get(clause, [Count(), Count()])
                name = known.name if known else clause
                lines.append(Line(clause, name, _words(was), _words(would_be), *held))
        teams = {team: Pair(*held) for team, held in sorted(self.teams.items())}
        days = tuple(Day(day, *held) for day, held in sorted(self.days.items()))
        return Tried(tuple(lines), teams, days, self.threads, self.uncounted, self.never_open)

    def held(self) -> dict[str, Any]:
        """What has been counted so far, as plain data."""
        return {
            "of": self._of(),
            "counts": {name: [numbers(each) for each in both] for name, both in self.counts.items()},
            "teams": {name: [numbers(each) for each in both] for name, both in self.teams.items()},
            "days": {day.isoformat(): list(both) for day, both in self.days.items()},
            "threads": self.threads,
            "uncounted": self.uncounted,
            "never_open": self.never_open,
        }

    def go_on(self, held: Mapping[str, Any]) -> None:
        """Take up what another trial held; raises AnotherComparison where that was not of the same."""
        if held["of"] != self._of():
            raise AnotherComparison
        self.counts = {name: [Count(*each) for each in both] for name, both in held["counts"].items()}
        self.teams = {name: [Count(*each) for each in both] for name, both in held["teams"].items()}
        self.days = {date.fromisoformat(day): list(both) for day, both in held["days"].items()}
        self.threads, self.uncounted = held["threads"], held["uncounted"]
        self.never_open = held["never_open"]

    def _of(self) -> list[str]:
        """What is compared, and as known when: another policy is another comparison."""
        moments = [each.isoformat() for each in (self.begins, self.at)]
        return [*moments, *_names(self.rules.versions), *_names(self.draft.versions)]


def _counted(verdict: Verdict) -> Count:
    if verdict in KEPT_VERDICTS:
        return Count(kept=1)
    if verdict in DENOMINATOR:
        return Count(broken=1)
    return Count(running=1) if verdict is Verdict.RUNNING else Count(beside=1)


def _names(versions: Collection[Version]) -> list[str]:
    """The policies by name, and those that they put right, in their order."""
    names = []
    for each in versions:
        names += [each.rulebook.version, *(faulty.rulebook.version for _, faulty in each.corrected)]
    return names


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
