"""What follows from a whole file of events?

    ledger = Ledger(rules, calendar)
    ledger.take(reader.event(line))
    for each in ledger.judged(at=at):
        each.judgement.clocks

It holds what a database would: an id stands for one event, an event told twice counts once, a correction
names what it corrects, a stop does not come before what it stops. What breaks one of these raises
`Unreadable`; the rest goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from kept.casework.admit import about, before_it_began, misses
from kept.casework.judge import judge
from kept.casework.lines import OWN_ID, Unreadable
from kept.casework.rules import Rules
from kept.casework.values import Event, Judgement
from kept.rulebook.faults import shown
from kept.workclock import Calendar, DateBeforeList, NeverOpen

_UNCOUNTABLE = (DateBeforeList, NeverOpen)


@dataclass(slots=True, eq=False)
class Group:
    """What is known of one subject, or of several that were joined; when each kind of start first was."""

    events: list[Event] = field(default_factory=list)
    began: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgement of one group, and the events left out because nothing can be counted from them."""

    judgement: Judgement
    left_out: tuple[tuple[Event, str], ...] = ()


class Ledger:
    """The events of one run, in the order in which they were recorded."""

    def __init__(self, rules: Rules, calendar: Calendar) -> None:
        self.rules, self.calendar = rules, calendar
        self.by_id: dict[str, Event] = {}
        self.groups: dict[str, Group] = {}
        self.undone: set[str] = set()
        begun_by = (kinds for version in rules.versions for kinds in version.begun_by.values())
        self.starts = frozenset(kind for kinds in begun_by for kind in kinds)

    def take(self, event: Event) -> Event | None:
        """Take an event in, and give it as it was taken; None where it was told before."""
        known = self.by_id.get(event.id)
        if known is not None and event.id.startswith(OWN_ID) and not _same(known, event):
            # Two things of one kind at one moment, neither with an id: what they say tells them apart.
            said = (sorted(event.facts.items()), event.corrects, event.answers)
            event = replace(event, id=f"{event.id} {said}")
            known = self.by_id.get(event.id)
        if known is not None:
            if _same(known, event):
                return None
            raise Unreadable(
                "This id stands for something else on an earlier line. Give each event an id of its own."
            )
        group = self.groups.get(event.thread) or Group()
        missed = misses(event, (each.id for each in group.events), self.rules)
        if missed:
            raise Unreadable(missed.sentence)
        acts = self.rules.kinds[event.kind].acts
        if acts is None and event.corrects is None:
            self._check_order(event, group)
        else:
            target = self._target(event, group)
            if acts == "merge":
                self._join(event, group)
            elif acts == "void" and target is not None:
                group = self._strike_out(event, target, group)
        self.by_id[event.id] = event
        self._add(event, group)
        return event

    def forget(self) -> None:
        """Begin again with nothing, as for another file."""
        self.by_id.clear()
        self.groups.clear()
        self.undone.clear()

    def judged(self, *, at: datetime) -> Iterator[Judged]:
        """The judgement of every group, in the order in which their first subjects were first named."""
        done: set[Group] = set()
        for group in self.groups.values():
            if group not in done:
                done.add(group)
                yield self._judge(group.events, at)

    def _judge(self, events: list[Event], at: datetime) -> Judged:
        try:
            return Judged(judge(events, rules=self.rules, calendar=self.calendar, at=at))
        except _UNCOUNTABLE:
            return self._without_the_uncountable(events, at)

    def _without_the_uncountable(self, events: list[Event], at: datetime) -> Judged:
        """Judge without those events that give a date, such as one in 1900, from which nothing counts."""
        known: list[Event] = []
        left_out: list[tuple[Event, str]] = []
        for event in events:
            try:
                judge([*known, event], rules=self.rules, calendar=self.calendar, at=at)
            except _UNCOUNTABLE as problem:
                left_out.append((event, f"{problem} Check the dates in “details”."))
            else:
                known.append(event)
        judgement = judge(known, rules=self.rules, calendar=self.calendar, at=at)
        return Judged(judgement, tuple(left_out))

    def _acts(self, event: Event) -> str | None:
        return self.rules.kinds[event.kind].acts

    def _target(self, event: Event, group: Group) -> Event | None:
        """What the event is about: something on the same subject, or on one joined with it."""
        kind = self.rules.kinds[event.kind]
        if event.corrects is None and kind.acts not in ("confirm", "correct"):
            return None
        target = self.by_id.get(event.corrects) if event.corrects else None
        if target is not None and self.groups[target.thread] is not group:
            target = None
        refused = about(event, kind, target)
        if refused:
            raise Unreadable(refused.sentence)
        return target

    def _check_order(self, event: Event, group: Group) -> None:
        version = self.rules.when(event.happened_at) if group.began else None
        kinds = version.begun_by.get(event.kind) if version else None
        if not kinds:
            return
        began = min((group.began[kind] for kind in kinds if kind in group.began), default=None)
        refused = before_it_began(event, began, self.calendar) if began is not None else None
        if refused:
            raise Unreadable(refused.sentence)

    def _join(self, event: Event, group: Group) -> None:
        """From here on two subjects are one."""
        name = event.facts.get("from_thread")
        if name is None or name == event.thread:
            return
        other = self.groups.get(str(name))
        if other is None:
            raise Unreadable(f"No line before this one has the subject {shown(name)}. Check “from_thread”.")
        if other is group:
            return
        for each in other.events:
            self._add(each, group)

    def _strike_out(self, event: Event, target: Event, group: Group) -> Group:
        """From here on it did not happen: nothing must come after it, and what it joined is apart again."""
        group.began.pop(target.kind, None)
        if self._acts(target) != "merge":
            return group
        self.undone.add(target.id)
        homes = {each.thread: {each.thread} for each in group.events}
        for each in group.events:
            if self._acts(each) == "merge" and each.id not in self.undone:
                together = homes[each.thread] | homes[str(each.facts.get("from_thread", each.thread))]
                homes.update(dict.fromkeys(together, together))
        parts = {id(home): Group() for home in homes.values()}
        for each in group.events:
            self._add(each, parts[id(homes[each.thread])])
        return self.groups[event.thread]

    def _add(self, event: Event, group: Group) -> None:
        self.groups[event.thread] = group
        group.events.append(event)
        kind = event.kind if event.corrects is None else self._corrected(event).kind
        if kind in self.starts:
            began = group.began.get(kind)
            if began is None or event.happened_at < began:
                group.began[kind] = event.happened_at

    def _corrected(self, event: Event) -> Event:
        """What a correction puts right, which keeps its kind; anything else is what it is."""
        while event.corrects is not None and self._acts(event) == "correct":
            event = self.by_id[event.corrects]
        return event


def _same(one: Event, other: Event) -> bool:
    """Whether two tellings agree in all but who passed them on, when, and what proves it."""
    return replace(other, recorded_at=one.recorded_at, by=one.by, grade=one.grade) == one
