"""Two policies, or two versions of one, side by side by subject; and all of them in one table.

    $ kept policy compare karin moray
    Letters and e-mails acknowledged
        Karin: 7 working days (karin:letters.1)
        Moray: 3 working days (moray:4.7.4)
        Kinder to the customer: Moray, on each of the days tried.

A slug is the policy that Kept carries. `magna@2026-04-01` is the version that was in force that day, as it
was loaded. Two versions of one policy are told by their differences.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kept.casework.comparing import ALIKE, DEPENDS, ONE, Cell, Row, Said, compared
from kept.commands.date_words import day_words, due_words, moment_words, on_day
from kept.rulebook.differing import differences
from kept.rulebook.differing_words import listed, span_words
from kept.workclock import local_midnight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kept.rulebook import Rulebook
    from kept.store.models import Association

SHOWN = 3


class NoSuchVersion(Exception):
    """The version that was asked for is not there; the sentence says what to do."""


def compare(asked: Sequence[Rulebook], on: str | None, *, as_json: bool) -> int:
    """Print it; 2 where the day cannot be used."""
    found = on_day(on, asked[0].calendar_for(), lambda day: compared(asked, day))
    if found is None:
        return 2
    day, rows = found
    one = len(asked) == 2 and asked[0].association.slug == asked[1].association.slug
    changes = [each.says for each in differences(asked[0], asked[1])] if one else []
    if as_json:
        print(json.dumps(_plain(rows, asked, day, changes), ensure_ascii=False, indent=2))
        return 0
    if one:
        print(f"{asked[0].association.name}: {_from(asked[0])} beside {_from(asked[1])}.")
        print("\n".join(changes) if changes else "Nothing is different.")
        return 0
    print(f"What begins from {day_words(day)}. Which is kinder is tried on the awkward days of a year.")
    for row in rows:
        print("\n".join(_lines(row, asked)))
    return 0


def _from(rulebook: Rulebook) -> str:
    return f"the version from {day_words(rulebook.starts_on)}"


def version_of(slug: str, day: str, data: str | None) -> Rulebook:
    """The version of a policy that was in force on that day, as it was loaded."""
    from kept import config
    from kept.commands.at_hand import at_hand

    try:
        asked = date.fromisoformat(day)
    except ValueError:
        raise NoSuchVersion(f"“{day}” is no date. Write it like {slug}@2026-04-01.") from None
    with at_hand(data):
        config.setup()
        from django.db import connection

        from kept.commands.importing import NoSuch, association_called

        try:
            return version_on(association_called(slug), asked)
        except NoSuch as problem:
            raise NoSuchVersion(str(problem)) from None
        finally:
            connection.close()


def version_on(here: Association, asked: date) -> Rulebook:
    """The version that binds at the end of that day."""
    from kept.store import tenancy
    from kept.store.rules import NoRulebook, rules_of

    try:
        with tenancy.association(here):
            rules = rules_of(here)
    except NoRulebook as problem:
        raise NoSuchVersion(str(problem)) from None
    first = rules.versions[0].rulebook
    midnight = local_midnight(first.calendar_for(), asked + timedelta(days=1))
    found = rules.when(midnight - timedelta(seconds=1))
    if found is None:
        raise NoSuchVersion(
            f"The first version of {here.slug} is in force from {day_words(first.starts_on)}. Ask later."
        )
    return found.rulebook


def _lines(row: Row, books: Sequence[Rulebook]) -> Iterator[str]:
    yield f"\n{row.subject.label}"
    for cell, book in zip(row.cells, books, strict=True):
        yield f"    {_name(book)}: {_cell(cell)}"
    if row.how in (ONE, ALIKE, DEPENDS):
        yield f"    {_verdict(row, books)}"
    if row.how in (ONE, DEPENDS) and row.example:
        yield f"    {_example(row, books)}"


def _cell(cell: Cell) -> str:
    return "; ".join(_said(each) for each in cell.said) or "says nothing"


def _said(said: Said) -> str:
    span = span_words(said.promise.within)
    if said.promise.own_number:
        span = f"“{said.promise.within_text}”, counted as {span}"
    return f"{said.promise.name.replace('-', ' ')}, {span} ({said.clause.id})"


def _verdict(row: Row, books: Sequence[Rulebook]) -> str:
    kindest, some = _names(row.kindest, books), _names(row.sometimes, books)
    if row.how == ALIKE:
        return "Kinder to the customer: neither, they promise the same."
    if row.how == ONE:
        return f"Kinder to the customer: {kindest}, on each of the days tried."
    said = f" {kindest} on each of the days tried; at times as kind: {some}." if kindest else ""
    told = said or f" {'; '.join(_days(row, place, books) for place in row.sometimes)}."
    return f"Kinder to the customer: it depends on the day.{told}"


def _days(row: Row, place: int, books: Sequence[Rulebook]) -> str:
    days = [each.name for each in row.days[place]]
    more = f" and {len(days) - SHOWN} more" if len(days) > SHOWN else ""
    return f"{_name(books[place])}: {', '.join(days[:SHOWN])}{more}"


def _example(row: Row, books: Sequence[Rulebook]) -> str:
    assert row.example is not None
    at = row.example.moment
    dues = "; ".join(
        f"{_name(book)} {due_words(due, book.calendar_for())}"
        for due, book in zip(row.example.dues, books, strict=True)
        if due is not None
    )
    name = at.name[:1].upper() + at.name[1:]
    return f"{name}, {moment_words(at.at, books[0].calendar_for())}: {dues}."


def _names(places: Sequence[int], books: Sequence[Rulebook]) -> str:
    return listed(_name(books[each]) for each in places)


def _name(book: Rulebook) -> str:
    return book.association.slug.replace("-", " ").capitalize()


def _plain(rows: Sequence[Row], books: Sequence[Rulebook], on: date, changes: list[str]) -> dict[str, Any]:
    slugs = [each.association.slug for each in books]
    return {
        "associations": slugs,
        "versions": [each.starts_on.isoformat() for each in books],
        "on": on.isoformat(),
        "differences": changes,
        "subjects": [
            {
                "subject": row.subject.name,
                "label": row.subject.label,
                "how": row.how,
                "kindest": [slugs[each] for each in row.kindest],
                "sometimes": [slugs[each] for each in row.sometimes],
                "promises": [[_json(each) for each in cell.said] for cell in row.cells],
                "example": _example(row, books) if row.example else None,
            }
            for row in rows
        ],
    }


def _json(said: Said) -> dict[str, Any]:
    return {
        "clause": said.clause.id,
        "name": said.promise.name,
        "within": span_words(said.promise.within),
        "vague": said.vague or None,
    }
