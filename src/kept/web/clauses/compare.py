"""Who promises what: our policy beside another's, beside all that Kept carries, or beside an earlier version?

compare_page(here, "")             # all in one table
compare_page(here, "moray")        # two, and which is kinder on which days
compare_page(here, "2024-04-01")   # what changed since that version of ours

Policies are public documents; no figure of another house stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework.comparing import ALIKE, DEPENDS, ONE, OWN_NUMBER, Cell, Row, Said, compared
from kept.rulebook.differing import differences
from kept.rulebook.differing_words import span_words as words_of_span
from kept.rulebook.model import Rulebook
from kept.rulebook.shipped import carried
from kept.rulebook.subjects import AGAIN
from kept.web.clauses.law import side
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.words import Words, day_words, due_words, moment_words

WITH = "with"
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One promise of a cell; `address` only where it is ours."""

    id: str
    address: str
    name: str
    span: str
    vague: bool


@dataclass(frozen=True, slots=True)
class Column:
    """What one house says of a subject."""

    who: str
    lines: tuple[Line, ...]
    more: str
    tag: Words | None


@dataclass(frozen=True, slots=True)
class TableRow:
    """One subject."""

    label: str
    anchor: str
    columns: tuple[Column, ...]
    verdict: str
    days: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The page: a table of subjects, or what changed since a version of ours."""

    says: str
    choices: tuple[Choice, ...]
    houses: tuple[str, ...] = ()
    rows: tuple[TableRow, ...] = ()
    changes: tuple[str, ...] = ()
    versions: bool = False


def compare_page(here: Here, beside: str) -> ComparePage | None:
    """The page; None where nothing is called that."""
    earlier = {version.starts_on.isoformat(): version for version in _versions(here)}
    others = {slug: book for slug, book in carried().items() if slug != here.slug}
    if beside and beside not in {*earlier, *others}:
        return None
    choices = tuple(_choices(others, earlier, beside))
    if beside in earlier:
        return _changes(here, earlier[beside], choices)
    books = [here.rulebook, *([others[beside]] if beside else others.values())]
    return _side_by_side(here, books, choices)


def _versions(here: Here) -> list[Rulebook]:
    """Our other versions, the newest first."""
    mine = here.rulebook.version
    found = [each.rulebook for each in here.rules.versions if each.rulebook.version != mine]
    return found[::-1]


def _choices(others: dict[str, Rulebook], earlier: dict[str, Rulebook], beside: str) -> Iterable[Choice]:
    yield Choice("", _("Every policy that Kept carries"), not beside)
    for slug, book in others.items():
        yield Choice(slug, book.association.name, slug == beside)
    for day, book in earlier.items():
        label = _("Our version from %(day)s") % {"day": day_words(book.starts_on)}
        yield Choice(day, label, day == beside)


def _changes(here: Here, version: Rulebook, choices: tuple[Choice, ...]) -> ComparePage:
    mine, theirs = here.rulebook, version
    before, after = (theirs, mine) if theirs.starts_on <= mine.starts_on else (mine, theirs)
    said = {"before": day_words(before.starts_on), "after": day_words(after.starts_on)}
    says = _("What is different in our version from %(after)s, against the one from %(before)s.") % said
    changes = tuple(each.says for each in differences(before, after))
    return ComparePage(says, choices, changes=changes, versions=True)


def _side_by_side(here: Here, books: Sequence[Rulebook], choices: tuple[Choice, ...]) -> ComparePage:
    today: date = here.calendar.local(here.at).date()
    rows = tuple(_row(here, each, books) for each in compared(books, today))
    says = _(
        "What each promises, by subject. Which is kinder to the customer is told by the dates that both give "
        "on the awkward days of a year, never by comparing numbers."
    )
    return ComparePage(says, choices, tuple(each.association.name for each in books), rows)


def _row(here: Here, row: Row, books: Sequence[Rulebook]) -> TableRow:
    return TableRow(
        label=row.subject.label,
        anchor=f"about-{row.subject.name}",
        columns=tuple(
            _column(here, row, place, cell, book)
            for place, (cell, book) in enumerate(zip(row.cells, books, strict=True))
        ),
        verdict=_verdict(row, books),
        days=tuple(_days(row, books)),
        example=_example(here, row, books),
    )


def _column(here: Here, row: Row, place: int, cell: Cell, book: Rulebook) -> Column:
    n = len(cell.said)
    if row.subject.name == AGAIN:
        more = ngettext("%(n)s thing", "%(n)s things", n) % {"n": n} if n else ""
        return Column(book.association.name, (), more, None)
    tag = None
    if place in row.kindest and row.how == ONE:
        tag = Words(_("Kindest"), "good")
    elif place in (*row.kindest, *row.sometimes) and row.how == DEPENDS:
        tag = Words(_("Kindest on some days"), "calm")
    return Column(book.association.name, tuple(_line(here, each) for each in cell.said), "", tag)


def _line(here: Here, said: Said) -> Line:
    found = side(here, said.clause)
    mine = said.clause.id.startswith(f"{here.slug}:")
    vague, span = said.vague == OWN_NUMBER, found.span
    if vague:
        told = {"word": said.promise.within_text, "number": words_of_span(said.promise.within)}
        span = _("“%(word)s”, counted as %(number)s") % told
    return Line(found.id, found.address if mine else "", found.name, span, vague)


def _verdict(row: Row, books: Sequence[Rulebook]) -> str:
    if row.how == ALIKE:
        return _("The same")
    if row.how == DEPENDS:
        return _("It depends on the day")
    if row.how == ONE:
        return ", ".join(books[each].association.name for each in row.kindest)
    return ""


def _days(row: Row, books: Sequence[Rulebook]) -> Iterable[str]:
    """On which days each of them is the kindest, where it depends on the day."""
    if row.how != DEPENDS:
        return
    for place in (*row.kindest, *row.sometimes):
        names = [each.name for each in row.days[place]]
        said = {
            "who": books[place].association.name,
            "days": ", ".join(names[:SHOWN]),
            "n": len(names) - SHOWN,
        }
        if len(names) > SHOWN:
            yield _("%(who)s: %(days)s and %(n)s more") % said
        else:
            yield _("%(who)s: %(days)s") % said


def _example(here: Here, row: Row, books: Sequence[Rulebook]) -> str:
    """Both dates of one moment; nothing where they are the same on every day."""
    if row.example is None or row.how == ALIKE:
        return ""
    moment = row.example.moment
    dues = "; ".join(
        f"{book.association.name} {due_words(due, book.calendar_for(), exact=True)}"
        for book, due in zip(books, row.example.dues, strict=True)
        if due is not None
    )
    name = moment.name[:1].upper() + moment.name[1:]
    return _("%(name)s (%(when)s): %(dues)s.") % {
        "name": name,
        "when": moment_words(moment.at, here.calendar),
        "dues": dues,
    }
