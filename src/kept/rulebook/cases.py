"""How does this house take the steps of a case: with which letter, questions, word and numbers?

    - name: complaint                    # the sort of case; its states and steps are Kept's
      says: How we deal with complaints.
      steps:
        complaint.answered:
          letter: complaint-answer       # the step is taken by sending this letter, or one of several
          asks: {defined: Does it say what was complained of?}    # each is ticked first
          who: leads                     # whose step it is here, where that is stricter: leads, decides
          after: {complaint.discussed: Ring them first.}   # what its case must hold before, and what is said
      numbers: {extension_days: 10}      # what the actions of this sort of case count with
      choices: {remedies: [apology, money]}   # which of the choices of a field this house uses
      words: {conflict: "…"}             # sentences that are shown with it

In `cases.yaml`, shared by all or an association's own. An association's entry takes the place of the shared
one as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kept.rulebook.context import Context
from kept.rulebook.entry import SHORT_NAME_FIRST, SLUG, Entry
from kept.rulebook.faults import NO_SUCH_KIND, SEE_EVENTS
from kept.rulebook.model import Rulebook

LEADS, DECIDES, PROTECTS_DATA = "leads", "decides", "protects-data"
STRICTER = (LEADS, DECIDES, PROTECTS_DATA)
LARGEST = 10_000
LETTER = "letter"


@dataclass(frozen=True, slots=True)
class StepPractice:
    """What one step carries here, beside the fields of its event."""

    kind: str
    letters: tuple[str, ...] = ()
    asks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    who: str = ""
    after: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class CasePractice:
    """How one sort of case is dealt with at this house."""

    name: str
    says: str = ""
    steps: Mapping[str, StepPractice] = field(default_factory=lambda: MappingProxyType({}))
    numbers: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def step(self, kind: str) -> StepPractice:
        """What that step carries; nothing where the house asks for nothing."""
        return self.steps.get(kind, StepPractice(kind))


def practice_of(rulebook: Rulebook, case_type: str) -> CasePractice:
    """How that sort of case is dealt with; without anything of its own where the house says nothing."""
    rows = rulebook.room("cases")
    return next((each for each in rows if each.name == case_type), CasePractice(case_type))


def read_case(entry: Entry, context: Context) -> CasePractice | None:
    """One sort of case; None where it has no name."""
    entry.only("name", "says", "steps", "numbers", "choices", "words")
    name = entry.slug("name")
    says = entry.text("says", limit=400, required=False) or ""
    steps = {each.kind: each for each in _steps(entry, context)}
    numbers = _numbers(entry)
    choices = _choices(entry)
    words = dict(entry.pairs("words"))
    if name is None:
        return None
    return CasePractice(name, says, steps, numbers, choices, words)


def _steps(entry: Entry, context: Context) -> list[StepPractice]:
    inner = entry.inner("steps", where="“steps”")
    found = []
    for each in inner.named("step") if inner is not None else ():
        assert inner is not None
        each.only("letter", "asks", "who", "after")
        if each.name not in context.kinds:
            inner.not_among(each.name, NO_SUCH_KIND, each.name, context.kinds, see=SEE_EVENTS)
        letters = each.words("letter")
        for letter in letters:
            context.awaited.append((each, "letter", letter, LETTER))
        who = each.choice("who", STRICTER, required=False) or ""
        found.append(StepPractice(each.name, letters, dict(each.pairs("asks")), who, _after(each, context)))
    return found


def _after(step: Entry, context: Context) -> dict[str, str]:
    """Kinds of event that must be on record first, each with the sentence where one is not."""
    found = dict(step.pairs("after", names=False))
    for kind in found:
        if kind not in context.kinds:
            says = "This step waits for something that is not among what can happen."
            step.not_among("after", says, kind, context.kinds, see=SEE_EVENTS)
    return found


def _numbers(entry: Entry) -> dict[str, int]:
    inner = entry.inner("numbers", where="“numbers”")
    found = {}
    for key in inner.data.items if inner is not None else ():
        assert inner is not None
        if not isinstance(key, str) or not SLUG.match(key):
            inner.no_short_name(key, SHORT_NAME_FIRST, key)
        elif (number := inner.whole(key, least=0, most=LARGEST)) is not None:
            found[key] = number
    return found


def _choices(entry: Entry) -> dict[str, tuple[str, ...]]:
    inner = entry.inner("choices", where="“choices”")
    found = {}
    for key in inner.data.items if inner is not None else ():
        assert inner is not None
        if not isinstance(key, str) or not SLUG.match(key):
            inner.no_short_name(key, SHORT_NAME_FIRST, key)
        else:
            found[key] = inner.words(key, required=True)
    return found
