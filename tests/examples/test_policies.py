"""Does each worked example of a policy, of the law and of every house come out as it was worked out by hand?

Every entry of `policies/<association>/examples.yaml` is one test. Every entry of `house.examples.yaml` and of
`law/<nation>.examples.yaml` is one for each association that it binds:

    - clause: moray:4.7.4
      name: three working days skip 15 June in Scotland
      events:                          # of one thread, in the order in which they were told
        - kind: letter.received
          at: "Thursday 2026-06-11 10:00"            # local time; the day of the week must be right
          details: {classified: general}
          recorded: "Thursday 2026-06-11 10:05"      # when it was told, by default then
          by: ann                                    # who told it; so evidence, id, corrects, answers
      at: "Monday 2026-06-22 09:00"    # as known then
      expect:                          # of the one clock that the clause has
        due: "Thursday 2026-06-18 00:00"
        verdict: kept                  # also act_by, aim and ended; or `none: yes` for no clock

The clock is that of the association's first office, or of the `office` that the example names. Where a clause
has several clocks on the thread, the example is about the last of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kept.casework import Clock, Event, Grade, Rules, judge
from kept.rulebook import Rulebook, load_folder, policies_folder
from kept.rulebook.examples import read_examples, read_wall
from kept.rulebook.facts import read_facts
from kept.rulebook.faults import Findings
from kept.rulebook.model import POLICY
from kept.rulebook.yamlread import parse_text
from kept.workclock import Calendar

FOLDERS = sorted(path.parent for path in policies_folder().glob("*/examples.yaml"))
# A made-up sixth association, in data alone: what it promises no other does.
SIXTH = Path(__file__).parents[1] / "sixth" / "harbour"
RULEBOOKS = {folder.name: load_folder(folder, shared=policies_folder()) for folder in (*FOLDERS, SIXTH)}


def common_examples(rulebook: Rulebook) -> tuple[Mapping[str, object], ...]:
    """What is worked out for every house, and for the law of this one's nation."""
    found: list[Mapping[str, object]] = []
    offices = [each.slug for each in rulebook.association.offices]
    for name in ("house.examples.yaml", f"law/{rulebook.association.nation}.examples.yaml"):
        findings = Findings()
        data = parse_text((policies_folder() / name).read_text(encoding="utf-8"), name, findings)
        found += read_examples(findings, name, data, rulebook.kinds, rulebook.promises, offices)
        assert findings.faults == []
    return tuple(found)


COMMON = {folder.name: common_examples(RULEBOOKS[folder.name]) for folder in FOLDERS}
EXAMPLES = [
    pytest.param(rulebook, example, id=f"{name}: {example['clause']} {example['name']}")
    for name, rulebook in RULEBOOKS.items()
    for example in (*rulebook.examples, *COMMON.get(name, ()))
]


def instant(calendar: Calendar, text: object) -> datetime:
    wall = read_wall(str(text))
    assert wall is not None
    found = wall.replace(tzinfo=calendar.tz)
    assert found.astimezone(UTC).astimezone(calendar.tz) == found, f"There is no {text} in {calendar.zone}."
    return found.astimezone(UTC)


def event(rulebook: Rulebook, calendar: Calendar, number: int, told: Mapping[str, Any]) -> Event:
    happened_at = instant(calendar, told["at"])
    facts, faults = read_facts(rulebook.kinds[told["kind"]], told.get("details") or {})
    assert faults == {}
    answers = told.get("answers") or ()
    return Event(
        id=told.get("id", f"event-{number}"),
        kind=told["kind"],
        happened_at=happened_at,
        recorded_at=instant(calendar, told["recorded"]) if "recorded" in told else happened_at,
        by=told.get("by", "ann"),
        grade=Grade(told.get("evidence", "staff")),
        facts=facts,
        corrects=told.get("corrects"),
        answers=(answers,) if isinstance(answers, str) else tuple(answers),
    )


def clocks(rulebook: Rulebook, example: Mapping[str, Any]) -> list[Clock]:
    calendar = rulebook.calendar_for(example.get("office"))
    events = [event(rulebook, calendar, number, told) for number, told in enumerate(example["events"], 1)]
    judged = judge(events, rules=Rules.of(rulebook), calendar=calendar, at=instant(calendar, example["at"]))
    return [each for each in judged.clocks if each.promise == example["clause"]]


def seen(calendar: Calendar, moment: datetime | None) -> str:
    """A moment as an example writes it, so that a difference can be read."""
    if moment is None:
        return "none"
    local = moment.astimezone(calendar.tz)
    return f"{local:%A %Y-%m-%d %H:%M:%S}" if local.second else f"{local:%A %Y-%m-%d %H:%M}"


def test_there_are_examples_of_every_policy() -> None:
    assert {path.name for path in FOLDERS} == {
        path.parent.name for path in Path(policies_folder()).glob("*/association.yaml")
    }


@pytest.mark.parametrize("rulebook", RULEBOOKS.values(), ids=RULEBOOKS)
def test_every_promise_of_a_policy_has_an_example(rulebook: Rulebook) -> None:
    own = {each.id for each in rulebook.clauses if each.promise}
    assert {example["clause"] for example in rulebook.examples} == own


@pytest.mark.parametrize("name", COMMON)
def test_every_promise_of_the_law_and_of_every_house_has_an_example(name: str) -> None:
    common = {each.id for each in RULEBOOKS[name].common if each.promise}
    assert common
    assert all(each.source != POLICY for each in RULEBOOKS[name].common)
    assert {example["clause"] for example in COMMON[name]} == common


@pytest.mark.parametrize(("rulebook", "example"), EXAMPLES)
def test_example_comes_out_as_worked_out(rulebook: Rulebook, example: Mapping[str, Any]) -> None:
    found = clocks(rulebook, example)
    expect = example["expect"]
    if expect.get("none"):
        assert found == []
        return
    assert found, "The clause has no clock."
    clock = found[-1]
    calendar = rulebook.calendar_for(example.get("office"))
    moments = {"due": clock.due_at, "act_by": clock.act_by, "aim": clock.aim_at, "ended": clock.ended_at}
    told = {name: seen(calendar, moment) for name, moment in moments.items()} | {
        "verdict": str(clock.verdict)
    }
    expected = {
        name: value if name == "verdict" else seen(calendar, instant(calendar, value))
        for name, value in expect.items()
    }
    assert {name: told[name] for name in expected} == expected
