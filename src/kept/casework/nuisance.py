"""What follows from what is on record of nuisance or harassment?

    risk_of({"violence": "threats", "often": "daily", "afraid": True})   # Risk(7, HIGH, ("Threats", …))
    left_of(standing.events)                 # the parts of the investigation that nobody has put on record
    plan_of(standing.events)                 # the safety plan, while somebody is in danger

1. The risk is a sum over the answers; whoever is in danger, or was hurt, is at high risk whatever the sum.
2. High risk is serious, and what they told us is serious stays so: nothing is made to wait by an answer.
3. Nobody's answer about mediation counts for or against them: it is shown, and no sum knows it.
4. No letter to one side names the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from types import MappingProxyType

from kept.casework.values import Event

LOW, MEDIUM, HIGH = "low", "medium", "high"
ASSESSED, PART = "nuisance.risk_assessed", "nuisance.looked_at"
# What each answer weighs, and how the reason is said.
WEIGHTS: Mapping[tuple[str, object], tuple[int, str]] = MappingProxyType(
    {
        ("violence", "threats"): (3, "threats"),
        ("violence", "used"): (6, "violence"),
        ("often", "sometimes"): (1, "more than once"),
        ("often", "daily"): (2, "nearly every day"),
        ("worse", True): (1, "getting worse"),
        ("targeted", True): (2, "picked out"),
        ("vulnerable", True): (2, "harder on them than on others"),
        ("afraid", True): (2, "afraid"),
        ("in_danger", True): (6, "in danger now"),
    }
)
_HIGH_FROM, _MEDIUM_FROM = 6, 3
PARTS: Mapping[str, str] = MappingProxyType(
    {
        "complainant": "The account of whoever it happens to",
        "other": "The account of whoever it is about",
        "evidence": "Evidence",
        "diary": "Diary",
        "witnesses": "Witnesses",
        "agencies": "Other agencies",
    }
)


@dataclass(frozen=True, slots=True)
class Risk:
    """What the answers come to, and what weighed."""

    score: int
    level: str
    because: tuple[str, ...] = ()


def risk_of(answers: Mapping[str, object]) -> Risk:
    """The risk by the answers to the questions."""
    weighed = [WEIGHTS[name, value] for name, value in answers.items() if (name, value) in WEIGHTS]
    score = sum(points for points, _words in weighed)
    level = HIGH if score >= _HIGH_FROM else MEDIUM if score >= _MEDIUM_FROM else LOW
    return Risk(score, level, tuple(words for _points, words in weighed))


def is_serious_enough(events: Sequence[Event], event: Event) -> tuple[str, str] | None:
    """Why this assessment may not say that it can wait: the field, and the sentence."""
    if event.facts.get("serious") is True:
        return None
    risk = risk_of(event.facts)
    if risk.level == HIGH:
        because = ", ".join(risk.because)
        return (
            "serious",
            f"By these answers the risk is high ({because}), so it cannot wait. Answer with yes.",
        )
    opening = events[0]
    if opening.kind != "nuisance.reported" or opening.facts.get("serious") is True:
        return "serious", "It was reported as serious, so it stays serious. Answer with yes."
    return None


def may_end_with_advice(events: Sequence[Event], event: Event) -> tuple[str, str] | None:
    """Why advice alone may not end it: somebody is at high risk."""
    risk = last_risk(events)
    if risk is not None and risk.level != HIGH:
        return None
    return "outcome", "The risk is high, so advice is not enough. Agree a plan with them first."


def last_risk(events: Iterable[Event]) -> Risk | None:
    """The risk as it was assessed last; None where nobody has."""
    found = [each for each in events if each.kind == ASSESSED]
    return risk_of(found[-1].facts) if found else None


# ---- the investigation -------------------------------------------------------------------------------------


def left_of(events: Iterable[Event], parts: Iterable[str] = PARTS) -> tuple[str, ...]:
    """The parts of the investigation that are not on record yet."""
    there = {each.facts.get("part") for each in events if each.kind == PART}
    return tuple(each for each in parts if each not in there)


# ---- somebody in danger ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SafetyPlan:
    """Since when somebody is in danger, what they want, what was offered, and when it is looked at."""

    opened: Event
    look_on: str
    measures: tuple[Event, ...]


def plan_of(events: Iterable[Event]) -> SafetyPlan | None:
    """The safety plan that holds; None where nobody is in danger by what is on record."""
    found: SafetyPlan | None = None
    for each in events:
        if each.kind == "safety_plan.opened":
            found = SafetyPlan(each, str(each.facts.get("look_on") or ""), ())
        elif each.kind == "safety_plan.safe":
            found = None
        elif found is not None and each.kind == "safety_plan.reviewed":
            found = SafetyPlan(found.opened, str(each.facts.get("look_on") or ""), found.measures)
        elif found is not None and each.kind == "safety_plan.measure":
            found = SafetyPlan(found.opened, found.look_on, (*found.measures, each))
    return found


# ---- the contract about behaviour --------------------------------------------------------------------------

OFFERED, SIGNED, OVER = "offered", "signed", "over"


@dataclass(frozen=True, slots=True)
class Contract:
    """An acceptable behaviour contract: how it stands, from when until when, and how often it was broken."""

    state: str
    starts_on: str = ""
    ends_on: str = ""
    review_on: str = ""
    broken: int = 0

    def expired(self, today: date) -> bool:
        """Whether its time is over and nobody has said how it ended."""
        return self.state == SIGNED and self.ends_on != "" and date.fromisoformat(self.ends_on) < today


_DAYS = ("starts_on", "ends_on", "review_on")


def contract_of(events: Iterable[Event]) -> Contract | None:
    """The contract as it stands; None where none was drawn up."""
    found: Contract | None = None
    for each in events:
        starts, ends, review = (str(each.facts.get(name) or "") for name in _DAYS)
        match each.kind:
            case "nuisance.contract_offered":
                found = Contract(OFFERED)
            case "nuisance.contract_signed":
                found = Contract(SIGNED, starts, ends, review)
            case "nuisance.contract_broken" if found is not None:
                found = Contract(
                    found.state, found.starts_on, found.ends_on, found.review_on, found.broken + 1
                )
            case "nuisance.contract_reviewed" if found is not None:
                found = Contract(found.state, found.starts_on, found.ends_on, review, found.broken)
            case "nuisance.contract_ended" if found is not None:
                found = Contract(OVER, found.starts_on, found.ends_on, "", found.broken)
    return found


# ---- nothing stands still ----------------------------------------------------------------------------------


def is_stalled(*, next_at: datetime | None, last_at: datetime, at: datetime, days: int) -> bool:
    """Whether a case stands still: nothing has a date, or nothing happened for so many days."""
    return next_at is None or at - last_at > timedelta(days=days)


# ---- kept from each other ----------------------------------------------------------------------------------

_SHORTEST = 3
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr"})
_NOBODY = frozenset({"not", "known", "unknown", "nobody", "somebody", "the", "and"})
_WORD = re.compile(r"[\w'’-]+")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a text names: in full or with a title (`sure`), or by a word that may mean another."""

    name: str
    sure: bool


def named_in(text: str, names: Iterable[str], *, but: Iterable[str] = ()) -> tuple[Named, ...]:
    """Whom of these people a text names; words of a name that is its reader's too do not count."""
    words = _WORD.findall(text)
    there, titled = set(words), {b for a, b in pairwise(words) if a.lower() in _TITLES}
    own = {word for each in but for word in _WORD.findall(each)}
    found = []
    for name in names:
        telling = _telling(name) - own
        hit = telling & there
        if hit:
            found.append(Named(name, sure=bool(hit & titled) or (len(hit) > 1 and hit == telling)))
    return tuple(found)


def _telling(name: str) -> set[str]:
    """The words of a name by which somebody is known: no titles, and nothing as short as an initial."""
    words = _WORD.findall(name)
    return {each for each in words if len(each) >= _SHORTEST and each.lower() not in _TITLES | _NOBODY}
