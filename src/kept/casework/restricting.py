"""What may the director decide, what must the decision carry, and until when does it hold?

    check_decision(Decision(options=("no-calls",), open_channel="telephone", …), today=today)
    # Refused("They cannot reach us by telephone if they may not telephone. …", "open_channel")

1. Any mix of the options, with reasons, a day on which it is looked at again, and a way that stays open.
2. What binds the customer holds once they have it in writing; what keeps us safe holds at once.
3. No limit outlives the day on which it was to be looked at: it is renewed by name, or it is over.
4. What the law owes goes on. A limit is set aside for it, with the director's word.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from kept.casework.markers import NO_CALLS, NOT_AT_OFFICE, OFFICE_ONLY, TWO_STAFF, VIOLENT
from kept.casework.values import Refused

DECIDED, TOLD, REVIEWED, ENDED = (
    "restriction.decided",
    "restriction.told",
    "restriction.reviewed",
    "restriction.ended",
)
APPEAL_ANSWERED, OVERRIDDEN, STEP_TAKEN = (
    "restriction.appeal_answered",
    "restriction.overridden",
    "restriction.step_taken",
)
NOTHING_LIMITED, APPEALED = "restriction.none", "restriction.appealed"
WELFARE, CONSIDERED, REPORT = "behaviour.welfare_asked", "persistence.considered", "behaviour.report_made"
CHANGES = frozenset({DECIDED, TOLD, REVIEWED, ENDED, APPEAL_ANSWERED, OVERRIDDEN, NOTHING_LIMITED})

# Each is a yes or no of `restriction.decided`, with a low line for the hyphen.
OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "violent": "Mark the file, on screen and on paper",
        "no-office": "They may not come to the office",
        "no-calls": "They may not telephone, but in an emergency",
        "no-home": "Nobody visits them at home",
        "two-staff": "Nobody visits them alone",
        "legal": "Begin legal proceedings",
        "injunction": "Apply for an injunction",
        "notice": "Serve a notice of seeking possession",
        "support": "Support the colleague: police, legal help, counselling",
    }
)
CHANNELS: Mapping[str, str] = MappingProxyType(
    {
        "letter": "by letter",
        "email": "by e-mail",
        "telephone": "by telephone",
        "office": "at the office",
        "home": "at their home",
    }
)
# Which marker says it wherever they are met, and which way in it closes.
MARKS: Mapping[str, str] = MappingProxyType(
    {
        "violent": VIOLENT,
        "no-office": NOT_AT_OFFICE,
        "no-calls": NO_CALLS,
        "no-home": OFFICE_ONLY,
        "two-staff": TWO_STAFF,
    }
)
CLOSES: Mapping[str, str] = MappingProxyType(
    {"no-office": "office", "no-calls": "telephone", "no-home": "home"}
)
# What keeps us safe, and asks nothing of them.
AT_ONCE = frozenset({"violent", "two-staff"})
LONGEST = timedelta(days=366)
LOOK_SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be decided."""

    options: tuple[str, ...]
    reasons: str
    open_channel: str
    contact: str
    guidance: str
    starts_on: date
    review_on: date | None
    ends_on: date | None = None


def field_of(option: str) -> str:
    """The field of the event that says it."""
    return option.replace("-", "_")


def options_of(facts: Mapping[str, object]) -> tuple[str, ...]:
    """The options that an event of the decision names."""
    return tuple(each for each in OPTIONS if facts.get(field_of(each)) is True)


def channels_left(options: Collection[str]) -> tuple[str, ...]:
    """The ways that are not closed by these options."""
    closed = {CLOSES[each] for each in options if each in CLOSES}
    return tuple(each for each in CHANNELS if each not in closed)


def check_decision(decision: Decision, *, today: date) -> Refused | None:
    """Why it cannot be decided so; None where it can."""
    if not decision.options or any(each not in OPTIONS for each in decision.options):
        return Refused("Tick what you decide. Where nothing is to be limited, say so instead.", "options")
    if not decision.reasons.strip():
        return Refused("Give the reasons: the customer is told them.", "reasons")
    if decision.starts_on < today:
        return Refused("It cannot hold from a day that has passed.", "starts_on")
    refused = _check_days(decision)
    if refused is not None:
        return refused
    if decision.open_channel not in CHANNELS:
        return Refused(
            "Name the way that stays open to them: nobody is turned away altogether.", "open_channel"
        )
    if decision.open_channel not in channels_left(decision.options):
        way = CHANNELS[decision.open_channel]
        return Refused(
            f"They cannot reach us {way} if that is ruled out. Keep another way open.", "open_channel"
        )
    if not decision.contact.strip():
        return Refused("Name who of us helps them there.", "contact")
    if not decision.guidance.strip() and any(each in MARKS for each in decision.options):
        return Refused("Say what whoever meets them is to do. Staff see this and not the story.", "guidance")
    return None


def _check_days(decision: Decision) -> Refused | None:
    review_on, ends_on = decision.review_on, decision.ends_on
    if review_on is None or review_on <= decision.starts_on or review_on > decision.starts_on + LONGEST:
        return Refused("Name a day within a year on which it is looked at again.", "review_on")
    if ends_on is not None and ends_on <= decision.starts_on:
        return Refused("It cannot end before it begins.", "ends_on")
    return None


def over_on(review_on: date, ends_on: date | None) -> date:
    """The day from which it holds no more unless somebody renews it."""
    return review_on if ends_on is None else min(review_on, ends_on)


def is_over(review_on: date, ends_on: date | None, *, today: date) -> bool:
    """Whether it came to its end by itself."""
    return over_on(review_on, ends_on) < today


def is_near(review_on: date, ends_on: date | None, *, today: date) -> bool:
    """Whether somebody has to say soon that it goes on."""
    return over_on(review_on, ends_on) <= today + LOOK_SOON


def marks_due(options: Collection[str], *, told: bool) -> tuple[str, ...]:
    """The markers that hold: what binds the customer only once they have been told."""
    return tuple(
        MARKS[each] for each in OPTIONS if each in options and each in MARKS and (told or each in AT_ONCE)
    )
