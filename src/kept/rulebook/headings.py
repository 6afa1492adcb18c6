"""Under which heading does a customer look for a promise?

    - {name: telephone, title: When you ring us, starts: [call, message], promises: [answerphone-heard]}
    - {name: any-way, title: Whichever way you reach us, takes: several}

In `headings.yaml`, shared by all or an association's own. A promise stands under the first heading that names
it; else under the one to which most of its starts belong, the first of them where they are even. One that
starts in more than two headings stands under what takes `several`, a duty under what takes `duties`, and
whatever is left under what takes the `rest`.

    by_heading(rulebook)[0]      # Together(Heading("any-way", …), ("karin:telephone.4",))
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry

if TYPE_CHECKING:
    from kept.rulebook.model import Promise, Rulebook

ROOM = "headings"
SEVERAL, DUTIES, REST = "several", "duties", "rest"
TAKES = (SEVERAL, DUTIES, REST)
# What starts in more headings than these is about none of them.
MOST = 2


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading. `starts` are words before the dot of kinds of event, `promises` names of promises."""

    name: str
    title: str
    starts: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    takes: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """One heading and the clauses whose promises stand under it, in the order of the document."""

    heading: Heading
    clauses: tuple[str, ...]


def read_heading(entry: Entry, context: Context) -> Heading | None:
    """One heading; None where it cannot be read."""
    entry.only("name", "title", "starts", "promises", "takes")
    name, title = entry.slug("name"), entry.text("title", limit=80)
    starts, families = entry.words("starts"), sorted({_family(each) for each in context.kinds})
    for each in starts:
        if each not in families:
            entry.not_among("starts", "No kind of event begins with this word.", each, families)
    takes = entry.choice("takes", TAKES, required=False) or ""
    if not (starts or takes or entry.words("promises")):
        entry.fault("starts", "Say what starts the promises of this heading, or what it takes.")
    return Heading(name, title, starts, entry.words("promises"), takes) if name and title else None


def by_heading(rulebook: Rulebook, clauses: Iterable[str] | None = None) -> tuple[Together, ...]:
    """The promises of these clauses, or of all, under their headings; none without any promise."""
    headings: Sequence[Heading] = rulebook.room(ROOM)
    found: dict[str, list[str]] = {}
    for clause in rulebook.promises if clauses is None else clauses:
        found.setdefault(_heading_of(rulebook.promises[clause], rulebook, headings), []).append(clause)
    known = [*headings, *([] if any(each.takes == REST for each in headings) else [Heading("", "")])]
    return tuple(Together(each, tuple(found[each.name])) for each in known if each.name in found)


def _heading_of(promise: Promise, rulebook: Rulebook, headings: Sequence[Heading]) -> str:
    """The name of the heading of one promise; empty where nothing takes the rest."""
    takes = {each.takes: each.name for each in headings}
    rest = takes.get(REST, "")
    named = next((each.name for each in headings if promise.name in each.promises), None)
    if named is not None:
        return named
    if promise.duty is not None:
        return takes.get(DUTIES, rest)
    if promise.after is not None and promise.after.promise in rulebook.promises:
        return _heading_of(rulebook.promises[promise.after.promise], rulebook, headings)
    most = Counter(_started(promise, headings)).most_common()
    if not most:
        return rest
    if len(most) > MOST:
        return takes.get(SEVERAL, rest)
    place = {each.name: number for number, each in enumerate(headings)}
    return min(most, key=lambda each: (-each[1], place[each[0]]))[0]


def _started(promise: Promise, headings: Sequence[Heading]) -> Iterable[str]:
    """The heading of each start that belongs to one."""
    of: Mapping[str, str] = {start: each.name for each in reversed(headings) for start in each.starts}
    return (of[_family(kind)] for kind in promise.starts if _family(kind) in of)


def _family(kind: str) -> str:
    return kind.partition(".")[0]
