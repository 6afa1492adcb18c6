"""Which standards does the policy set, and where does it set none?

    standards(rulebook)                          # every clause with a time, a cycle or a share
    ways(rulebook)[0].timed                      # the promises that begin when somebody rings
    without(rulebook, sections)                  # titles of the parts of the document that set no standard

A way is a sort of contact that people make with us: a call, a letter, a visit. What counts like another sort
has its promises.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kept.rulebook.model import Clause, EventKind, Rulebook
from kept.rulebook.sections import Section

# A contact of somebody asks who it is and what it is about.
ASKED = ("from_name", "about")


@dataclass(frozen=True, slots=True)
class Way:
    """A sort of contact, the promises of time that it begins, and the shares that it is counted in."""

    name: str
    label: str
    timed: tuple[str, ...]
    levels: tuple[str, ...]


def standards(rulebook: Rulebook) -> tuple[Clause, ...]:
    """The clauses that can be measured."""
    return tuple(each for each in rulebook.clauses if is_standard(each))


def is_standard(clause: Clause) -> bool:
    """Whether it has a clock, a cycle or a share."""
    return clause.promise is not None or clause.measure is not None


def ways(rulebook: Rulebook) -> tuple[Way, ...]:
    """Every sort of contact, in the order of the kinds."""
    found: dict[str, EventKind] = {}
    for kind in rulebook.kinds.values():
        of_somebody = all(kind.field(each) is not None for each in ASKED)
        if kind.opens and kind.channel and kind.counts_as is None and of_somebody:
            found.setdefault(kind.opens, kind)
    return tuple(_way(rulebook, name, kind) for name, kind in found.items())


def _way(rulebook: Rulebook, name: str, kind: EventKind) -> Way:
    timed = tuple(
        each.id
        for each in rulebook.clauses
        if each.promise is not None and any(_is(rulebook, start, name) for start in each.promise.starts)
    )
    levels = tuple(
        each.id
        for each in rulebook.clauses
        if each.measure is not None
        and (each.measure.of.promise in timed or _is(rulebook, each.measure.of.event or "", name))
    )
    return Way(name, kind.label, timed, levels)


def _is(rulebook: Rulebook, event: str, way: str) -> bool:
    """Whether that kind of event belongs to that sort of contact."""
    kind = rulebook.kinds.get(event)
    return kind is not None and (kind.opens == way or event.partition(".")[0] == way)


def without(rulebook: Rulebook, sections: Iterable[Section]) -> tuple[str, ...]:
    """The titles of the sections in which nothing is a standard."""
    known = {each.id for each in standards(rulebook)}
    return tuple(each.title for each in sections if each.clauses and known.isdisjoint(each.clauses))


def unowned(found: Sequence[Clause], answered: Iterable[str]) -> tuple[Clause, ...]:
    """The standards that say nobody whose they are, and for which nobody is named to answer."""
    named = set(answered)
    return tuple(each for each in found if not _owner(each) and each.id not in named)


def _owner(clause: Clause) -> str:
    keeper = clause.promise or clause.measure
    return (keeper.owner or "") if keeper is not None else ""
