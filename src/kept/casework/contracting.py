"""May this firm be sent to somebody's home, and how good was what it did?

    to_give(parts, given)            # the parts of the pack that they do not have in their present edition
    refusal(parts, firm)             # Refused("Reid Plumbing has not signed …"), or None
    scored(parts, {"clean": True})   # Score(met=1, of=1)

1. A firm that has not signed the code of conduct as it stands today is sent nowhere new (redland:2.2.3). What
   was arranged before stays arranged.
2. A new edition of a part makes it one to be given out again.
3. Whoever comes carries a card that is valid on the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kept.casework.values import Refused
from kept.rulebook.contractors import BriefingPart

LONGEST_LINE, LONGEST = 120, 2_000


@dataclass(frozen=True, slots=True)
class Card:
    """The security card of one of their people."""

    name: str
    number: str
    until: date


@dataclass(frozen=True, slots=True)
class Firm:
    """A contractor, as far as is needed to decide. `given` is the edition of each part that they have."""

    name: str
    given: Mapping[str, date] = field(default_factory=dict)
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """How many points of those looked at were met."""

    met: int
    of: int

    @property
    def share(self) -> int | None:
        """Per cent; None where nothing was looked at."""
        return round(100 * self.met / self.of) if self.of else None


def to_give(parts: Iterable[BriefingPart], given: Mapping[str, date]) -> tuple[BriefingPart, ...]:
    """The parts that they do not have, or have in an edition before the present one."""
    return tuple(each for each in parts if each.name not in given or given[each.name] < each.edition)


def refusal(parts: Iterable[BriefingPart], firm: Firm) -> Refused | None:
    """Why they may be given no new work; None where they may."""
    if firm.ended:
        return Refused(f"{firm.name} does not work for us any more. Choose another contractor.", "contractor")
    for each in to_give(parts, firm.given):
        if each.signed:
            said = f"{firm.name} has not signed “{each.title}” of {each.edition:%-d %B %Y}."
            return Refused(f"{said} Have it signed on their page, then book again.", "contractor")
    return None


def points_of(parts: Iterable[BriefingPart]) -> tuple[tuple[str, str], ...]:
    """What a look at finished work goes through: (slug, words)."""
    return tuple(
        (f"{part.name}-{number}", words)
        for part in parts
        if part.scored
        for number, words in enumerate(part.points, 1)
    )


def scored(parts: Iterable[BriefingPart], found: Mapping[str, bool]) -> Score:
    """What was found, counted; what was not looked at counts neither way."""
    looked = [found[slug] for slug, _words in points_of(parts) if slug in found]
    return Score(sum(looked), len(looked))


def run_out(cards: Sequence[Card], on: date) -> tuple[Card, ...]:
    """The cards that are not valid on that day."""
    return tuple(each for each in cards if each.until < on)


def uncarried(name: str, cards: Sequence[Card], on: date) -> Refused | None:
    """Whether nobody of the firm could show a card that is valid on that day."""
    if len(run_out(cards, on)) < len(cards):
        return None
    said = f"Nobody of {name} has a security card that is valid on {on:%-d %B %Y}."
    return Refused(f"{said} Write one down on their page, then book again.", "contractor")


def line_fault(label: str, said: str, *, required: bool = False) -> Refused | None:
    """What is wrong with a line that was typed; None where nothing is."""
    if required and not said:
        return Refused(f"{label}: this is needed.", _slug(label))
    if len(said) > LONGEST_LINE or any(not each.isprintable() for each in said):
        return Refused(f"{label}: say it in one line of at most {LONGEST_LINE} characters.", _slug(label))
    return None


def _slug(label: str) -> str:
    return label.lower().replace(" ", "_")
