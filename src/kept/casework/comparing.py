"""Who promises what, and which of two policies is kinder to the customer?

    for row in compared([karin, moray], date(2026, 12, 1)):
        print(row.subject.label, [cell.said for cell in row.cells], row.how)

Promises stand side by side by subject (see `kept.rulebook.subjects`). What anybody may count on under a
policy is the promise with the fewest conditions, and of several the one that is due last. Sooner is kinder,
unless the subject says that later is. Which is sooner is told by the instants on awkward days, each counted
in the calendar and opening hours of its own house: where one is sooner on some days and the other on
others, it depends on the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from kept.casework.awkward import Moment, awkward
from kept.casework.lawful import instants, spans
from kept.rulebook.model import POLICY, Clause, Promise, Rulebook, UntilTold
from kept.rulebook.subjects import AGAIN, ROOM, Subject, subject_of
from kept.workclock import Before

NOBODY, ALIKE, DEPENDS, ONE = "nobody", "alike", "depends", "one"
OWN_NUMBER, TOLD = "own-number", "told"


@dataclass(frozen=True, slots=True)
class Said:
    """One promise; `vague` where the number is not the policy's but the house's own, or a date is told."""

    clause: Clause
    promise: Promise
    vague: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one house promises of a subject, if anything. `main` is what anybody may count on."""

    said: tuple[Said, ...] = ()
    main: Said | None = None

    @property
    def vague(self) -> bool:
        """Whether there is no promise here with a number of the policy's own."""
        return bool(self.said) and all(each.vague for each in self.said)


@dataclass(frozen=True, slots=True)
class Example:
    """One moment, and when each house would have it done; None where it is silent or is told a date."""

    moment: Moment
    dues: tuple[datetime | None, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One subject. `how` is nobody, alike, depends or one; `kindest` are the places of those that are kindest
    on every day, `sometimes` of those that are on some; `example` shows it.
    """

    subject: Subject
    cells: tuple[Cell, ...]
    how: str = NOBODY
    kindest: tuple[int, ...] = ()
    sometimes: tuple[int, ...] = ()
    days: tuple[tuple[Moment, ...], ...] = ()
    example: Example | None = None


def compared(books: Sequence[Rulebook], on: date) -> tuple[Row, ...]:
    """A row for each subject of which any of them promises something, in the order of the subjects."""
    cells: dict[str, tuple[Subject, list[list[Said]]]] = {}
    for place, book in enumerate(books):
        for clause in book.clauses:
            if clause.promise is None or clause.source != POLICY:
                continue
            subject = subject_of(clause.promise, book)
            row = cells.setdefault(subject.name, (subject, [[] for _ in books]))
            row[1][place].append(Said(clause, clause.promise, _vague(clause.promise)))
    order = {each.name: n for n, each in enumerate(_subjects(books))}
    moments = _moments(books, on)
    found = sorted(
        cells.values(), key=lambda each: (order.get(each[0].name, len(order)), each[0].name == AGAIN)
    )
    return tuple(_row(subject, _cells(said), books, moments) for subject, said in found)


def _subjects(books: Sequence[Rulebook]) -> Iterator[Subject]:
    seen: set[str] = set()
    for book in books:
        for each in book.room(ROOM):
            if each.name not in seen:
                seen.add(each.name)
                yield each


def _vague(promise: Promise) -> str:
    return TOLD if isinstance(promise.within, UntilTold) else OWN_NUMBER if promise.own_number else ""


def _cells(said: Iterable[list[Said]]) -> tuple[Cell, ...]:
    return tuple(Cell(tuple(each)) for each in said)


def _moments(books: Sequence[Rulebook], on: date) -> tuple[Moment, ...]:
    """The awkward moments of every house: a bank holiday of one nation alone is among them."""
    found: dict[datetime, Moment] = {}
    for book in books:
        for each in awkward(book.calendar_for(), on):
            found.setdefault(each.at, each)
    return tuple(found.values())


def _row(
    subject: Subject, cells: tuple[Cell, ...], books: Sequence[Rulebook], moments: Sequence[Moment]
) -> Row:
    cells = tuple(_with_main(cell, book, moments) for cell, book in zip(cells, books, strict=True))
    row = Row(subject, cells)
    if subject.name == AGAIN or not _comparable(cells):
        return row
    examples = [
        Example(moment, tuple(_when(cell, book, moment) for cell, book in zip(cells, books, strict=True)))
        for moment in moments
    ]
    return _judged(row, [each for each in examples if sum(due is not None for due in each.dues) > 1])


def _with_main(cell: Cell, book: Rulebook, moments: Sequence[Moment]) -> Cell:
    """The promise that anybody may count on: of those with the fewest conditions the one that is due last."""
    able = [each for each in cell.said if spans(each.promise) and each.promise.after is None]
    if not able or not moments:
        return cell
    fewest = min(len(each.promise.when) for each in able)
    plain = [each for each in able if len(each.promise.when) == fewest]
    at, calendar = moments[0].at, book.calendar_for()
    last = max(plain, key=lambda each: max(instants(each.promise, at, calendar, ()), default=at))
    return replace(cell, main=last)


def _comparable(cells: Iterable[Cell]) -> bool:
    """Whether two houses at least promise something, all of one sort: so long after, or so long before."""
    mains = [each.main.promise for each in cells if each.main]
    return len(mains) > 1 and len({isinstance(each.within, Before) for each in mains}) == 1


def _when(cell: Cell, book: Rulebook, moment: Moment) -> datetime | None:
    """The latest that the house may take for what begins then."""
    if cell.main is None:
        return None
    return max(instants(cell.main.promise, moment.at, book.calendar_for(), ()), default=None)


def _judged(row: Row, examples: Sequence[Example]) -> Row:
    """Who is kindest: on every day, or on some."""
    later = row.subject.later or any(cell.main and cell.main.promise.tries for cell in row.cells)
    best = [_best(each, later=later) for each in examples]
    if not best:
        return row
    theirs = {place for place, cell in enumerate(row.cells) if cell.main}
    always, ever = set.intersection(*best), set.union(*best)
    days = tuple(
        tuple(each.moment for each, held in zip(examples, best, strict=True) if place in held)
        for place in range(len(row.cells))
    )
    how = ALIKE if always == theirs else ONE if always and always == ever else DEPENDS
    shown = max(zip(examples, best, strict=True), key=lambda each: (each[1] != best[0], _gap(each[0])))[0]
    return replace(
        row,
        how=how,
        kindest=tuple(sorted(always)),
        sometimes=tuple(sorted(ever - always)),
        days=days,
        example=shown,
    )


def _best(example: Example, *, later: bool) -> set[int]:
    """The places of those that are kindest at that moment."""
    dues = [each for each in example.dues if each is not None]
    best = max(dues) if later else min(dues)
    return {place for place, due in enumerate(example.dues) if due == best}


def _gap(example: Example) -> float:
    dues = [each for each in example.dues if each is not None]
    return (max(dues) - min(dues)).total_seconds()
