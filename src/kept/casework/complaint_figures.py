"""What may be told of the complaints of a period, so that nobody can be told by it?

    compare({"braille": […], "": […]})        # each group beside all, the widest gap first

    figures(complaints).lists["subject"]      # (Part("repairs", 14), Part("", None)): a number, or hidden
    figures(complaints).times                 # (Timed("law:ho-r1", kept=22, of=25),)

1. The number of complaints is always told: it says nothing of anybody.
2. What it is broken down by is told one list at a time, never one within another; what is small is hidden,
   and so is what would give it away (see `small_numbers`).
3. In time is what was in time by its first due: an extension does not make it so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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


# ---- by group of customers -------------------------------------------------------------------------------

WRONG = frozenset({"upheld", "partly_upheld"})


@dataclass(frozen=True, slots=True)
class Group:
    """One group beside all: how many complained, and in how many of a hundred answers we were wrong.

    `in_time` is how many of a hundred times were kept, `gap` how far that is below all. One without a number
    is hidden.
    """

    name: str
    n: int | None
    wrong: int | None = None
    in_time: int | None = None
    gap: int | None = None


def compare(groups: Mapping[str, Sequence[Complaint]], everybody: Sequence[Complaint]) -> tuple[Group, ...]:
    """Each group, the widest gap in time first; small ones are hidden, and what would give them away."""
    numbers = {name: len(rows) for name, rows in groups.items()}
    shown = may_show(numbers)
    of_all = _in_time(everybody)
    found = []
    for name in sorted(numbers):
        if name not in shown:
            found.append(Group(name, None))
            continue
        rows = groups[name]
        answered = [each for each in rows if each.outcome]
        wrong = _share(sum(each.outcome in WRONG for each in answered), len(answered))
        in_time = _in_time(rows)
        gap = of_all - in_time if of_all is not None and in_time is not None else None
        found.append(Group(name, numbers[name], wrong, in_time, gap))
    return tuple(sorted(found, key=lambda each: (each.n is None, -(each.gap or 0), each.name)))


def _in_time(rows: Iterable[Complaint]) -> int | None:
    kept = [in_time for each in rows for in_time in each.timed.values()]
    return _share(sum(kept), len(kept))


def _share(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole >= LEAST else None
