"""Which cases are behind a figure, and how do they read?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework import Verdict
from kept.casework.permissions import Permission
from kept.rulebook.model import Promise
from kept.store import figures
from kept.store.figures import Case
from kept.web.performance.periods import Period
from kept.web.performance.present import query
from kept.web.performance.rows import note_of
from kept.web.performance.totals import ALL, ORDER, not_counted
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.keeping import SimpleError
from kept.web.shared.paging import Pages
from kept.web.shared.promising import promise_name
from kept.web.shared.words import (
    Words,
    due_words,
    grade_words,
    moment_words,
    span_words,
    verdict_words,
)
from kept.workclock import Calendar

SIZE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to; `clause` may be ALL: the promises that the headline counts."""

    clause: str
    period: Period
    office: str
    verdict: Verdict | None

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """As the store takes it."""
        return (self.verdict,) if self.verdict else ()

    @property
    def promise(self) -> str | None:
        """As the store takes it."""
        return None if self.clause == ALL else self.clause


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One clock: everything that proves it is one click away."""

    ref: str
    address: str
    what: str
    promise: str
    began: str
    due: str
    ended: str
    took: str
    verdict: Words
    known: str
    office: str


@dataclass(frozen=True, slots=True)
class CasesPage:
    """The page."""

    heading: str
    clause: str
    says: str
    public: str
    note: str
    clause_address: str
    period: Period
    back: str
    verdicts: tuple[Choice, ...]
    hidden: tuple[tuple[str, str], ...]
    rows: tuple[CaseRow, ...]
    pages: Pages
    several_offices: bool
    csv: str
    reasons: object = None
    errors: tuple[SimpleError, ...] = ()


def fetch(here: Here, asked: Asked, wanted: Mapping[str, str]) -> tuple[list[Case], Pages]:
    """One page of cases, in two queries."""
    place = (here.association, here.membership, asked.promise, asked.period.since, asked.period.until)
    narrowed = {
        "verdicts": asked.verdicts,
        "office": asked.office or None,
        "but": not_counted(here.rulebook),
    }
    total = figures.count_cases(*place, **narrowed)  # type: ignore[arg-type]
    pages = Pages.of(wanted, total=total, size=SIZE)
    found = figures.cases(*place, skip=pages.start, limit=SIZE, **narrowed)  # type: ignore[arg-type]
    return found, pages


def cases_page(here: Here, asked: Asked, found: Iterable[Case], pages: Pages) -> CasesPage:
    """The page from what was fetched."""
    clause = here.rulebook.clause_by_id.get(asked.clause)
    promise = clause.promise if clause else None
    everything = query(asked.period, asked.office)
    chosen = asked.verdict.value if asked.verdict else ""
    csv = reverse("performance-clause-csv", args=[here.slug, asked.clause])
    hidden = {"office": asked.office, "period": asked.period.slug}
    if asked.period.slug == "custom":
        hidden |= {"since": asked.period.since.isoformat(), "until": asked.period.until.isoformat()}
    return CasesPage(
        heading=_("All promises") if asked.clause == ALL else promise_name(promise, asked.clause),
        clause=clause.id if clause else "",
        says=clause.says if clause else "",
        public=_public(asked, promise),
        note=note_of(clause),
        clause_address=reverse("clauses-one", args=[here.slug, asked.clause]) if clause else "",
        period=asked.period,
        back=f"{reverse('performance', args=[here.slug])}?{everything}",
        verdicts=(
            Choice("", _("Every verdict"), not chosen),
            *(Choice(each.value, verdict_words(each).text, each.value == chosen) for each in ORDER),
        ),
        hidden=tuple((name, value) for name, value in hidden.items() if value),
        rows=tuple(_row(here, each, named=asked.clause == ALL) for each in found),
        pages=pages,
        several_offices=len(here.rulebook.association.offices) > 1,
        csv=f"{csv}?{query(asked.period, asked.office, verdict=chosen)}"
        if here.may(Permission.EXPORT)
        else "",
        errors=asked.period.errors,
    )


def _public(asked: Asked, promise: Promise | None) -> str:
    if asked.clause == ALL:
        return _("What policy and law promise, all of it together.")
    return promise.public if promise else ""


def _row(here: Here, case: Case, *, named: bool = False) -> CaseRow:
    calendar: Calendar = here.rulebook.calendar_for(case.office)
    kind = here.rulebook.kinds.get(case.start_kind or "")
    offices = {each.slug: each.name for each in here.rulebook.association.offices}
    measured = case.verdict is not Verdict.NOT_MEASURED
    year = calendar.local(here.at).year
    return CaseRow(
        ref=case.thread,
        address=reverse("thread", args=[here.slug, case.thread]),
        what=kind.label if kind else (case.start_kind or ""),
        promise=promise_name(here.rulebook.promises.get(case.promise), case.promise) if named else "",
        began=moment_words(case.started_at, calendar, year),
        due=due_words(case.due_at, calendar, year) if measured else "",
        ended=moment_words(case.ended_at, calendar, year) if case.ended_at else "",
        took=span_words(case.took, case.took_days) if case.took is not None else "",
        verdict=verdict_words(case.verdict),
        known=grade_words(case.grade) if case.grade else "",
        office=offices.get(case.office or "", case.office or ""),
    )
