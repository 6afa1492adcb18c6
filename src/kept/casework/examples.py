"""Does each worked example of a policy come out as somebody worked it out by hand?

    for each in differing(rulebook):
        each.name, each.sentence        # "asked on a Friday", "due is “Thursday 2026-05-07 00:00”, not “…”"

An example is a few events of one thread, the moment at which one looks, and what is expected of the clock
that the clause has (the last one, where it has several). It is judged by the one engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from kept.casework.judge import judge
from kept.casework.rules import Rules
from kept.casework.values import Clock, Event, Grade
from kept.rulebook.examples import read_wall
from kept.rulebook.facts import read_facts
from kept.rulebook.model import Rulebook
from kept.workclock import Calendar

Example = Mapping[str, Any]
ALWAYS = date(1990, 1, 1)
# An expectation of no clock at all.
NONE = "none"


@dataclass(frozen=True, slots=True)
class Differs:
    """One example that comes out otherwise, and how. `place` is its place in the file, from nought.

    `comes_out` is what each expectation that differs would have to say, as an example writes it; one that
    would have to go says nothing.
    """

    clause: str
    name: str
    sentence: str
    place: int = 0
    comes_out: Mapping[str, str] = field(default_factory=dict)


def differing(rulebook: Rulebook, examples: tuple[Example, ...] | None = None) -> Iterator[Differs]:
    """Those of the rulebook's own examples, or of these, that come out otherwise than expected."""
    # An example says what the words mean, whenever they come into force: a draft has those of the policy that
    # it changes.
    rules = Rules.of(replace(rulebook, starts_on=min(rulebook.starts_on, ALWAYS)))
    for place, example in enumerate(rulebook.examples if examples is None else examples):
        sentence, comes_out = _difference(rulebook, rules, example)
        if sentence:
            yield Differs(str(example["clause"]), str(example["name"]), sentence, place, comes_out)


def _difference(rulebook: Rulebook, rules: Rules, example: Example) -> tuple[str, Mapping[str, str]]:
    calendar = rulebook.calendar_for(example.get("office"))
    events = [_event(rulebook, calendar, number, told) for number, told in enumerate(example["events"], 1)]
    judged = judge(events, rules=rules, calendar=calendar, at=_instant(calendar, example["at"]))
    found = [each for each in judged.clocks if each.promise == example["clause"]]
    expect = example["expect"]
    if not found:
        gone = {NONE: "yes", **dict.fromkeys(expect, "")}
        return ("", {}) if expect.get(NONE) else ("a clock is expected, and there is none", gone)
    told = _told(calendar, found[-1])
    if expect.get(NONE):
        said = {name: told[name] for name in ("due", "verdict")}
        return "no clock is expected, and there is one", {**said, NONE: ""}
    wanted = {
        name: str(value) if name == "verdict" else seen(calendar, _instant(calendar, value))
        for name, value in expect.items()
    }
    wrong = {name: told[name] for name, value in wanted.items() if told[name] != value}
    return "; ".join(f"{name} is “{value}”, not “{wanted[name]}”" for name, value in wrong.items()), wrong


def _told(calendar: Calendar, clock: Clock) -> dict[str, str]:
    moments = {"due": clock.due_at, "act_by": clock.act_by, "aim": clock.aim_at, "ended": clock.ended_at}
    return {"verdict": str(clock.verdict)} | {name: seen(calendar, each) for name, each in moments.items()}


def seen(calendar: Calendar, moment: datetime | None) -> str:
    """A moment as an example writes it, so that a difference can be read."""
    if moment is None:
        return "none"
    local = moment.astimezone(calendar.tz)
    return f"{local:%A %Y-%m-%d %H:%M:%S}" if local.second else f"{local:%A %Y-%m-%d %H:%M}"


def _instant(calendar: Calendar, text: object) -> datetime:
    wall = read_wall(str(text))
    assert wall is not None, "The loader lets no other pass."
    return wall.replace(tzinfo=calendar.tz).astimezone(UTC)


def _event(rulebook: Rulebook, calendar: Calendar, number: int, told: Mapping[str, Any]) -> Event:
    happened_at = _instant(calendar, told["at"])
    facts, _ = read_facts(rulebook.kinds[told["kind"]], told.get("details") or {})
    answers = told.get("answers") or ()
    return Event(
        id=told.get("id", f"event-{number}"),
        kind=told["kind"],
        happened_at=happened_at,
        recorded_at=_instant(calendar, told["recorded"]) if "recorded" in told else happened_at,
        by=told.get("by", "ann"),
        grade=Grade(told.get("evidence", "staff")),
        facts=facts,
        corrects=told.get("corrects"),
        answers=(answers,) if isinstance(answers, str) else tuple(answers),
    )
