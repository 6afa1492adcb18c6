"""How does one clause read, with everything that is known of it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.outside import sources_for
from kept.casework.permissions import Permission
from kept.rulebook.model import Clause
from kept.rulebook.reach import unkeepable
from kept.store.readings import Adopted
from kept.store.sections import sections_of
from kept.web.clauses.answering import answers_words
from kept.web.clauses.beside import Beside, beside
from kept.web.clauses.document import confirmed_words, counted_words, duty_words, where_words
from kept.web.clauses.examples import Example, examples_of
from kept.web.clauses.figures import Found
from kept.web.clauses.held import Held, held_words
from kept.web.clauses.improving import Doing, begin, broke_most, doing_about
from kept.web.clauses.keepers import KEEPERS, Fact, Keeper, keeper_of, kind_words
from kept.web.clauses.procedures import Procedure, attached, procedures
from kept.web.clauses.statuses import Status, status_of
from kept.web.shared.access import Here
from kept.web.shared.capturing import Captured, worst
from kept.web.shared.keeping import SimpleError
from kept.web.shared.measuring import ShareWords, share_words
from kept.web.shared.reasons_said import Said
from kept.web.shared.shares import Counts
from kept.web.shared.trend import Month, trend
from kept.web.shared.words import Words, day_words

WEEK = 168
PERIODS = ("this-month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class Row:
    """One period: the fraction in words, and the numbers beside it. `address` leads to the cases."""

    period: str
    share: str
    fraction: str
    kept: str
    broken: str
    excused: str
    running: str
    unmeasured: str
    address: str
    counted: bool


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A measure's share in one period; `address` leads to what it is of."""

    period: str
    said: ShareWords
    address: str


@dataclass(frozen=True, slots=True)
class Against:
    """A law that forbids what the clause says, and what is done here instead."""

    law: str
    address: str
    because: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in the form that could not be taken."""

    act: str = ""
    line: str = ""
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class ClausePage:
    """The page."""

    id: str
    heading: str
    back: str
    section: str
    where: str
    kind: str
    says: str
    ambiguity: str
    keeper: Keeper
    keeper_sort: str
    facts: tuple[Fact, ...]
    held: tuple[Held, ...]
    answers: str
    procedures: tuple[Procedure, ...]
    status: Status | None
    rows: tuple[Row, ...]
    shares: tuple[ShareRow, ...]
    months: tuple[Month, ...]
    duty: str
    beside: Beside | None
    reach: str
    examples: tuple[Example, ...]
    cites: str
    confirmed: Words | None
    binds: str
    may_adopt: bool
    typed: Typed
    captured: Captured | None = None
    checked: str = ""
    splits: str = ""
    broke: Said | None = None
    doing: tuple[Doing, ...] = ()
    begin: str = ""
    errors: tuple[SimpleError, ...] = ()
    against: tuple[Against, ...] = ()


def clause_page(
    here: Here, clause: Clause, found: Found, adopted: Adopted | None, typed: Typed | None = None
) -> ClausePage:
    """The page of that clause."""
    keeper, typed = keeper_of(clause, here.rulebook), typed or Typed()
    timed = clause.promise is not None
    standard = timed or clause.measure is not None
    this_year, year = found.today.replace(month=1, day=1), found.year(clause.id)
    return ClausePage(
        id=clause.id,
        heading=keeper.name or clause.id,
        back=f"{reverse('clauses', args=[here.slug])}#clause-{clause.id}",
        section=_section(here, clause),
        where=where_words(clause),
        kind=kind_words(clause),
        says=clause.says,
        ambiguity=clause.ambiguity or "",
        keeper=keeper,
        keeper_sort=str(KEEPERS[keeper.sort]),
        facts=keeper.facts,
        held=held_words(here, clause),
        answers=answers_words(here, clause),
        procedures=attached(procedures(here) or (), clause.id),
        status=status_of(clause, adopted, here.calendar),
        rows=tuple(_rows(here, clause, found)) if timed else (),
        shares=tuple(_shares(here, clause, found)),
        months=trend(found.trend(clause.id)) if timed else (),
        duty=duty_words(clause.id, found, here.calendar) if clause.promise and clause.promise.duty else "",
        beside=beside(here, clause),
        reach=_reach(here, clause),
        examples=examples_of(here, clause.id),
        cites=clause.cites or "",
        confirmed=confirmed_words(clause),
        binds=_binds(clause),
        may_adopt=here.may(Permission.READINGS),
        typed=typed,
        captured=_captured(here, clause, found),
        checked=_checked(found),
        splits=reverse("performance-splits", args=[here.slug, clause.id])
        if timed and here.may(Permission.SPLITS)
        else "",
        # Where the figures know of nothing broken, nobody is asked why.
        broke=broke_most(here, clause.id, this_year, found.today) if year.broken or year.excused else None,
        doing=doing_about(here, clause.id) if standard else (),
        begin=begin(here, clause.id) if standard else "",
        errors=typed.errors,
        against=tuple(
            Against(law, reverse("clauses-one", args=[here.slug, law]), because)
            for law, because in clause.against
        ),
    )


def _captured(here: Here, clause: Clause, found: Found) -> Captured | None:
    """How much is on record this year of what the promise begins with."""
    if clause.promise is None:
        return None
    sources = sources_for(clause.promise.starts, here.rulebook.kinds)
    return worst(found.capture, sources, here.rulebook.association.capture_floor)


def _checked(found: Found) -> str:
    read = sum(each.read for each in found.checked)
    if not read:
        return ""
    said = {"not": f"{sum(each.disagreed for each in found.checked):,}", "n": f"{read:,}"}
    return _("Read again by others this year: %(n)s, of which %(not)s do not stand.") % said


def _section(here: Here, clause: Clause) -> str:
    for each in sections_of(here.association, here.rulebook):
        if clause.id in each.clauses:
            return each.title
    return _("The law") if clause.source == "law" else _("In every house")


def _rows(here: Here, clause: Clause, found: Found) -> Iterable[Row]:
    labels = _labels(found.today)
    counts = (found.month(clause.id), found.quarter(clause.id), found.year(clause.id))
    cases = reverse("performance-clause", args=[here.slug, clause.id])
    for period, label, each in zip(PERIODS, labels, counts, strict=True):
        behind = each.anything and here.may(Permission.SEE)
        yield replace(_row(label, each), address=f"{cases}?period={period}" if behind else "")


def _shares(here: Here, clause: Clause, found: Found) -> Iterable[ShareRow]:
    cases = reverse("performance-clause", args=[here.slug, clause.id])
    labels = _labels(found.today)
    for period, label, each in zip(PERIODS, labels, found.shares.get(clause.id, ()), strict=False):
        behind = (each.denominator or each.unanswered) and here.may(Permission.SEE)
        yield ShareRow(label, share_words(each), f"{cases}?period={period}" if behind else "")


def _labels(today: date) -> tuple[str, str, str]:
    quarter = _("This quarter, from %(month)s") % {
        "month": f"{date(today.year, today.month - (today.month - 1) % 3, 1):%B}"
    }
    return _("This month, %(month)s") % {"month": f"{today:%B}"}, quarter, _("This year")


def _row(label: str, counts: Counts) -> Row:
    return Row(
        period=label,
        share=counts.share if counts.counted else counted_words(counts).capitalize(),
        fraction=counts.fraction,
        kept=f"{counts.kept:,}",
        broken=f"{counts.broken:,}",
        excused=f"{counts.excused:,}",
        running=f"{counts.running:,}",
        unmeasured=f"{counts.unmeasured:,}",
        address="",
        counted=bool(counts.counted),
    )


def _reach(here: Here, clause: Clause) -> str:
    """For how much of the week it is out of everybody's hours."""
    if clause.promise is None:
        return ""
    alone = replace(here.rulebook, clauses=(clause,), common=())
    share = unkeepable(alone).get(clause.id)
    if not share:
        return ""
    said = _("What begins in %(n)s of the 168 hours of a week falls due before the office opens again.") % {
        "n": max(1, round(share * WEEK))
    }
    team = dict(here.rulebook.association.teams).get(here.rulebook.association.on_call or "")
    keeps = _("%(team)s keeps it then.") % {"team": team} if team else _("Nobody is here to keep it then.")
    return f"{said} {keeps}"


def _binds(clause: Clause) -> str:
    if clause.binds_from is None:
        return ""
    said = {"first": day_words(clause.binds_from)}
    if clause.repealed is not None:
        said["last"] = day_words(clause.repealed)
        return _("It binds what begins from %(first)s, and no longer what begins from %(last)s.") % said
    return _("It binds what begins from %(first)s.") % said
