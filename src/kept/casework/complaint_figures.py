"""What may be told of the complaints of a period, so that nobody can be told by it?

    figures(complaints).lists["subject"]      # (Part("repairs", 14), Part("", None)): a number, or hidden
    figures(complaints).times                 # (Timed("law:ho-r1", kept=22, of=25),)

1. The number of complaints is always told: it says nothing of anybody.
2. What it is broken down by is told one list at a time, never one within another; what is small is hidden,
   and so is what would give it away (see `small_numbers`).
3. In time is what was in time by its first due: an extension does not make it so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kept.casework.small_numbers import LEAST, may_show

SUBJECT, OUTCOME, STAGE, CHANNEL, NEED = "subject", "outcome", "stage", "channel", "need"
BY = (SUBJECT, OUTCOME, STAGE, CHANNEL, NEED)
NOT_TOLD, NO_NEED, FIRST, SECOND = "", "none", "first", "second"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint, without anybody in it. `timed` says of each of its promises whether its first due was
    kept; one that still runs is not in it.
    """

    subject: str = NOT_TOLD
    outcome: str = NOT_TOLD
    second: bool = False
    channel: str = NOT_TOLD
    needs: tuple[str, ...] = ()
    timed: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a list: its slug and number; hidden where there is none."""

    name: str
    n: int | None


@dataclass(frozen=True, slots=True)
class Timed:
    """How many were in time by one promise, of how many; hidden where they are few."""

    promise: str
    kept: int | None
    of: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All that may be told."""

    number: int
    lists: Mapping[str, tuple[Part, ...]]
    times: tuple[Timed, ...]


def figures(complaints: Iterable[Complaint]) -> Figures:
    """What may be told of these."""
    found = list(complaints)
    lists = {by: _parts(Counter(name for each in found for name in _names(each, by))) for by in BY}
    return Figures(len(found), lists, _timed(found))


def _names(each: Complaint, by: str) -> tuple[str, ...]:
    match by:
        case "subject":
            return (each.subject,)
        case "outcome":
            return (each.outcome,)
        case "stage":
            return (FIRST, SECOND) if each.second else (FIRST,)
        case "channel":
            return (each.channel,)
    return each.needs or (NO_NEED,)


def _parts(numbers: Counter[str]) -> tuple[Part, ...]:
    shown = may_show(numbers)
    told = sorted(shown, key=lambda name: (name in (NOT_TOLD, NO_NEED), -numbers[name], name))
    # What is hidden stands by its name, so that its place does not tell its number either.
    hidden = sorted(name for name in numbers if name not in shown)
    return tuple(Part(name, numbers[name]) for name in told) + tuple(Part(name, None) for name in hidden)


def _timed(complaints: Iterable[Complaint]) -> tuple[Timed, ...]:
    of: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for each in complaints:
        for promise, in_time in each.timed.items():
            of[promise] += 1
            kept[promise] += in_time
    return tuple(
        Timed(each, kept[each], of[each]) if of[each] >= LEAST else Timed(each, None, None)
        for each in sorted(of)
    )
