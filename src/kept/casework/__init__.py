"""What follows from what happened? The one engine: `judge`, `decide` and the values they take and give.

decide(history, new, rules=rules, calendar=calendar, at=at)    # Refused(sentence) or Changes
"""

from kept.casework.decide import decide, difference
from kept.casework.judge import judge
from kept.casework.rules import Rules, Version
from kept.casework.values import (
    DENOMINATOR,
    KEPT_VERDICTS,
    Changes,
    Clock,
    Event,
    Grade,
    Judgement,
    Owed,
    Refused,
    Verdict,
)

__all__ = [
    "DENOMINATOR",
    "KEPT_VERDICTS",
    "Changes",
    "Clock",
    "Event",
    "Grade",
    "Judgement",
    "Owed",
    "Refused",
    "Rules",
    "Verdict",
    "Version",
    "decide",
    "difference",
    "judge",
]
