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
from pathlib import Path
from typing import Any

import pytest

from kept.casework.examples import differing
from kept.rulebook import Rulebook, load_folder, policies_folder
from kept.rulebook.examples import read_examples
from kept.rulebook.faults import Findings
from kept.rulebook.model import POLICY
from kept.rulebook.yamlread import parse_text

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
    assert list(differing(rulebook, (example,))) == []


HARBOUR = RULEBOOKS["harbour"]
EASTER = next(each for each in HARBOUR.examples if each["name"] == "Easter Monday is no holiday in Scotland")


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        (
            {"due": "Monday 2026-04-06 11:31"},
            "due is “Monday 2026-04-06 11:30”, not “Monday 2026-04-06 11:31”",
        ),
        (
            {"verdict": "broken", "aim": "Monday 2026-04-06 11:30:05"},
            "verdict is “kept”, not “broken”; aim is “none”",
        ),
        ({"none": True}, "no clock is expected, and there is one"),
    ],
)
def test_an_example_that_was_worked_out_wrongly_says_how(expect: dict[str, object], said: str) -> None:
    [differs] = differing(HARBOUR, ({**EASTER, "expect": expect},))
    assert (differs.clause, differs.name) == ("harbour:2.1", "Easter Monday is no holiday in Scotland")
    assert said in differs.sentence


def test_an_example_of_a_clause_that_has_no_clock_there_says_so() -> None:
    [differs] = differing(HARBOUR, ({**EASTER, "clause": "harbour:2.2"},))
    assert differs.sentence == "a clock is expected, and there is none"
