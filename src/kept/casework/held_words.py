"""Which words are held once and used everywhere, what carries them, and which of it says something old?

    LABELS["emergency-numbers"]                  # "Numbers for emergency repairs when we are shut"
    digest_of(["Monday to Thursday: 9am to 5pm", …])     # of what a notice said when it was put up
    stale(carrier, digest, now)                  # True: the hours have changed since

A notice carries hours, words that are held once, or nothing of ours. One that carries something is out of
date when that has changed; any is when its day has come, or when nobody has looked at it for too long.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from types import MappingProxyType

EMERGENCY, FREEPHONE, EDITION = "emergency-numbers", "freephone", "complaint-edition"
LONGEST = 1_000
# Each with what to type.
LABELS: Mapping[str, str] = MappingProxyType(
    {
        EMERGENCY: "Numbers for emergency repairs when we are shut",
        FREEPHONE: "Our freephone number",
        EDITION: "The edition of the complaints policy that holds",
    }
)
HOURS = "hours"
OTHER = "other"
# What a notice may carry: what it is called, and which words of ours it says.
CARRIERS: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "hours-notice": ("Notice of opening hours", (HOURS,)),
        "local-notice": ("Notice of opening hours in the neighbourhood", (HOURS,)),
        "emergency-notice": ("Notice of emergency numbers", (EMERGENCY,)),
        "freephone-notice": ("Notice of our freephone number", (FREEPHONE,)),
        "complaints-policy": ("Our complaints policy", (EDITION,)),
        "closure-notice": ("Notice of a closure", ()),
        OTHER: ("Another notice", ()),
    }
)
# A notice on which nobody has set another day is looked at again after so long.
LOOK_AGAIN = timedelta(days=92)
WORDS_CHANGED, TIME_IS_OVER, LOOK, NOT_RIGHT = "words-changed", "time-is-over", "look", "not-right"
WHY: Mapping[str, str] = MappingProxyType(
    {
        WORDS_CHANGED: "What it says has changed since it was put up. Print it anew.",
        TIME_IS_OVER: "It was to come down by now.",
        LOOK: "Nobody has looked at it for a while.",
        NOT_RIGHT: "Whoever looked at it last found it missing or wrong.",
    }
)


@dataclass(frozen=True, slots=True)
class Posted:
    """One notice as it hangs: what it said then, and what was found when somebody looked last."""

    carrier: str
    digest: str
    look_again_on: date | None = None
    take_down_on: date | None = None
    last_right: bool | None = None


def digest_of(words: Iterable[str]) -> str:
    """A short name for what was said, the same whenever the same is said."""
    return sha256("\n".join(words).encode()).hexdigest()


def carried(carrier: str) -> tuple[str, ...]:
    """Which words of ours a notice of that sort says."""
    return CARRIERS[carrier][1] if carrier in CARRIERS else ()


def stale(posted: Posted, now: str, today: date) -> str:
    """Why it has to be seen to, or nothing where it hangs as it should; `now` is what it would say today."""
    if posted.take_down_on is not None and posted.take_down_on <= today:
        return TIME_IS_OVER
    if carried(posted.carrier) and posted.digest != now:
        return WORDS_CHANGED
    if posted.last_right is False:
        return NOT_RIGHT
    return LOOK if posted.look_again_on is not None and posted.look_again_on <= today else ""


def fault(words: str) -> str | None:
    """What is wrong with words that are to be held, with the cure."""
    if not words:
        return "Type what it says. What is not known stays as it is."
    if len(words) > LONGEST or "\x00" in words:
        return f"Say it in at most {LONGEST:,} characters."
    return None
