"""How does the page of our promises read?

A row leads from its figure to the words of its clause, which stand further down on the same page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.in_public import APOLOGY, NOT_DUE, TOLD, Told
from kept.rulebook.letterheads import Letterhead
from kept.rulebook.model import LAW, Rulebook
from kept.web.promises.fetching import Promised
from kept.web.promises.words import (
    figure_words,
    quarter_words,
    share_words,
    small_words,
    standing_words,
    total_words,
)
from kept.web.shared.words import day_words
from kept.workclock import local_date

SHEETS = ("poster-a4", "poster-a3", "leaflet", "leaflet-large", "leaflet-larger")


@dataclass(frozen=True, slots=True)
class Row:
    """One promise. `bar` is of one hundred, None where there is nothing to draw."""

    clause: str
    says: str
    share: str
    figure: str
    bar: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """The promises under one heading."""

    id: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """The words of the clause behind a promise, and where they stand."""

    clause: str
    says: str
    where: str


@dataclass(frozen=True, slots=True)
class MissedRow:
    """A promise that was missed: how often, and what we do about it, in words for anybody."""

    clause: str
    says: str
    figure: str
    doing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """What we missed, and what is on record of what we do about it."""

    words: str
    rows: tuple[MissedRow, ...]
    apology: str
    apology_figure: str
    changes: tuple[tuple[str, str], ...]

    @property
    def planned(self) -> bool:
        """Whether something is being done about any of it."""
        return any(each.doing for each in self.rows)


@dataclass(frozen=True, slots=True)
class PromisesPage:
    """The page."""

    slug: str
    place: str
    heading: str
    period: str
    total: str
    standing: str
    small: str
    changed: str
    edition: str
    groups: tuple[Group, ...]
    missed: Missed | None
    behind: tuple[Behind, ...]
    contact: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...] = ()
    sheets: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    earlier: tuple[tuple[str, str], ...] = ()
    whole: str = ""
    errors: tuple[str, ...] = ()


def promises_page(found: Promised, only: str = "") -> PromisesPage:
    """The page from what was fetched; with `only` the heading of that name."""
    slug, chosen = found.here.slug, found.quarter
    published = chosen.published_at if chosen is not None else None
    calendar = found.rulebook.calendar_for()
    query = f"?quarter={chosen.since.isoformat()}" if chosen and _is_earlier(found) else ""
    return PromisesPage(
        slug=slug,
        place=found.here.name,
        heading=_("Our promises to you"),
        period=quarter_words(chosen.since, chosen.until) if chosen else "",
        total=total_words(found.total) if chosen else _not_yet(found),
        standing=standing_words(found.final, calendar.local(published).date() if published else None)
        if chosen
        else "",
        small=small_words(),
        changed=_changed(found),
        edition=_edition(found),
        groups=tuple(_groups(found, only)),
        missed=_missed(found) if chosen else None,
        behind=tuple(_behind(found)),
        contact=tuple(reached(found.rulebook, found.paper)),
        links=(
            (_("How we deal with complaints"), reverse("complaints-public", args=[slug])),
            (_("When our offices are open"), reverse("hours-public", args=[slug])),
            (_("How our promises change, and what residents said"), reverse("our-changes", args=[slug])),
        ),
        sheets=tuple(
            (label, reverse("our-promises-print", args=[slug, name]) + query)
            for name, label in sheet_labels().items()
        ),
        files=(
            (_("All numbers as a table (CSV)"), reverse("our-promises-csv", args=[slug]) + query),
            (_("All numbers for programs (JSON)"), reverse("our-promises-json", args=[slug]) + query),
        ),
        earlier=tuple(
            (
                quarter_words(*each),
                f"{reverse('our-promises', args=[slug])}?quarter={each[0].isoformat()}",
            )
            for each in found.quarters
            if chosen is None or each[0] != chosen.since
        ),
        whole=reverse("our-promises", args=[slug]) + query,
    )


def sheet_labels() -> dict[str, str]:
    """What can be printed, by the name in its address."""
    labels = (
        _("Poster on one page, A4"),
        _("Poster on one page, A3"),
        _("Leaflet, A5"),
        _("Leaflet in large print (18 point)"),
        _("Leaflet in larger print (24 point)"),
    )
    return dict(zip(SHEETS, labels, strict=True))


def _is_earlier(found: Promised) -> bool:
    return found.quarter is not None and found.quarter.since != found.quarters[0][0]


def _not_yet(found: Promised) -> str:
    return _(
        "We began to count on %(day)s. How we kept our promises stands here when the first quarter is over."
    ) % {"day": day_words(found.here.go_live)}


def _changed(found: Promised) -> str:
    """That these are not the words of the time, where they changed after the quarter began."""
    if found.quarter is None or found.rulebook.starts_on <= found.quarter.since:
        return ""
    return _(
        "Our policy has changed on %(day)s. What was due before then was counted by the promise as it stood."
    ) % {"day": day_words(found.rulebook.starts_on)}


def _edition(found: Promised) -> str:
    """Which version of the standards this is, since when it holds and when it was published (wessex:p8.2)."""
    return _("Version %(version)s of our standards, in force from %(from)s and published on %(on)s.") % {
        "version": found.rulebook.version[:8],
        "from": day_words(found.rulebook.starts_on),
        "on": day_words(local_date(found.rulebook.calendar_for(), found.loaded_at)),
    }


def row_of(found: Promised, clause: str) -> Row:
    """One promise as a row."""
    told = found.told[clause] if found.quarter is not None else Told(NOT_DUE)
    return Row(
        clause,
        found.rulebook.promises[clause].public,
        share_words(told),
        figure_words(told) if found.quarter is not None else "",
        round(100 * (told.share or 0)) if told.state == TOLD else None,
    )


def _groups(found: Promised, only: str) -> Iterable[Group]:
    for each in found.headings:
        if only in ("", each.heading.name):
            title = each.heading.title or _("All our promises")
            rows = tuple(row_of(found, clause) for clause in _once(found, each.clauses))
            yield Group(each.heading.name or "all", title, rows)


def _once(found: Promised, clauses: Iterable[str]) -> Iterable[str]:
    """A sentence that stands there twice only where both came up: the law has some for several cases."""
    listed = list(clauses)
    come_up = {found.rulebook.promises[each].public for each in listed if found.told[each].state != NOT_DUE}
    said: set[str] = set()
    for each in listed:
        public = found.rulebook.promises[each].public
        if found.told[each].state != NOT_DUE or (public not in come_up and public not in said):
            yield each
        said.add(public)


def _missed(found: Promised) -> Missed:
    missed = [clause for clause, each in found.told.items() if each.missed]
    missed.sort(key=lambda clause: (-found.told[clause].missed, clause))
    total = found.total.counted - found.total.kept
    apology = found.apology
    said = apology is not None and apology.state == TOLD
    return Missed(
        words=_("We missed a promise %(n)s times in these months.") % {"n": f"{total:,}"}
        if total
        else _("Of what is counted above we missed nothing in these months."),
        rows=tuple(_missed_row(found, clause) for clause in missed),
        apology=found.rulebook.promises[APOLOGY].public if said else "",
        apology_figure=f"{share_words(apology)}: {figure_words(apology)}" if said and apology else "",
        changes=tuple((each.lesson, each.done) for each in found.changes.rows),
    )


def _missed_row(found: Promised, clause: str) -> MissedRow:
    told = found.told[clause]
    said = {"n": f"{told.missed:,}", "of": f"{told.counted:,}"}
    doing = found.plans.by_clause.get(clause, ())
    return MissedRow(clause, row_of(found, clause).says, _("missed %(n)s of %(of)s times") % said, doing)


def _behind(found: Promised) -> Iterable[Behind]:
    """The words of every clause, in the order of the page."""
    for together in found.headings:
        for clause in _once(found, together.clauses):
            known = found.rulebook.clause_by_id[clause]
            where = known.cites or _("The law") if known.source == LAW else _lines(known.lines)
            yield Behind(clause, known.says, where)


def _lines(lines: tuple[int, int]) -> str:
    first, last = lines
    if first == last:
        return _("Our policy, line %(n)s") % {"n": first}
    return _("Our policy, lines %(first)s to %(last)s") % {"first": first, "last": last}


def reached(rulebook: Rulebook, paper: Letterhead) -> Iterable[tuple[str, str]]:
    """How to reach us: each way that the house has."""
    if paper.phone:
        yield _("By telephone"), paper.phone
    if paper.email:
        yield _("By e-mail"), paper.email
    if paper.address:
        yield _("By post"), ", ".join(paper.address)
    if offices := ", ".join(each.name for each in rulebook.association.offices):
        yield _("At our office"), offices
