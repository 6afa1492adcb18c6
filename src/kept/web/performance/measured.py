"""How do the shares that the policy set itself stand, and which cases are behind one of them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.permissions import Permission
from kept.store import measures
from kept.store.measures import ALL, COUNTED, NOT_COUNTED, UNANSWERED, Counted, Share
from kept.web.performance.periods import Period
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.keeping import SimpleError
from kept.web.shared.measuring import ShareWords, share_words
from kept.web.shared.paging import Pages
from kept.web.shared.words import Words, moment_words

SIZE = 50
DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure in the period; `cases` leads to what it is of, for those who may see it."""

    clause: str
    name: str
    address: str
    cases: str
    said: ShareWords
    measured: bool


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One thing that a share is of."""

    ref: str
    address: str
    when: str
    counted: Words


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """The cases behind a share."""

    heading: str
    clause: str
    clause_address: str
    public: str
    said: ShareWords
    period: Period
    back: str
    choices: tuple[Choice, ...]
    hidden: tuple[tuple[str, str], ...]
    rows: tuple[CaseRow, ...]
    pages: Pages
    drawn: str
    errors: tuple[SimpleError, ...] = ()


def measure_rows(here: Here, shares: Sequence[Share], more: str) -> tuple[MeasureRow, ...]:
    """Every measure of the policy, in the order of the document."""
    return tuple(_row(here, each, more) for each in shares)


def _row(here: Here, share: Share, more: str) -> MeasureRow:
    cases = reverse("performance-clause", args=[here.slug, share.clause])
    behind = (share.denominator or share.unanswered) and here.may(Permission.SEE)
    return MeasureRow(
        clause=share.clause,
        name=measure_name(here, share.clause),
        address=reverse("clauses-one", args=[here.slug, share.clause]),
        cases=f"{cases}?{more}" if behind else "",
        said=share_words(share),
        measured=share.denominator > 0,
    )


def measure_name(here: Here, clause: str) -> str:
    """What the measure is called: "Repairs inspected"."""
    return here.rulebook.measures[clause].name.replace("-", " ").capitalize()


# ---- the cases -------------------------------------------------------------------------------------------


def measure_page(here: Here, clause: str, period: Period, query: Mapping[str, str]) -> MeasurePage:
    """One page of what the share is of: all, or what is counted, what is not, what nobody can tell."""
    place = (here.association, here.membership)
    span = (period.since, period.until)
    choices = _choices(here, clause)
    which = query.get("which", ALL)
    which = which if which in dict(choices) else ALL
    (share,) = [each for each in measures.measures(*place, *span) if each.clause == clause]
    sample = _sample(here, clause, period)
    found = sample if which == DRAWN else measures.cases(*place, clause, *span, which=which)
    pages = Pages.of(query, total=len(found), size=SIZE)
    hidden = {"period": period.slug}
    if period.slug == "custom":
        hidden |= {"since": period.since.isoformat(), "until": period.until.isoformat()}
    return MeasurePage(
        heading=measure_name(here, clause),
        clause=clause,
        clause_address=reverse("clauses-one", args=[here.slug, clause]),
        public=here.rulebook.measures[clause].public,
        said=share_words(share),
        period=period,
        back=f"{reverse('performance', args=[here.slug])}?{period.query}",
        choices=tuple(Choice(value, str(label), value == which) for value, label in choices),
        hidden=tuple(hidden.items()),
        rows=tuple(_case(here, each) for each in found[pages.start : pages.stop]),
        pages=pages,
        drawn=_drawn(here, clause, sample),
        errors=period.errors,
    )


def _choices(here: Here, clause: str) -> tuple[tuple[str, str], ...]:
    by_chance = ((DRAWN, _("Drawn by chance to be looked at")),)
    return (
        (ALL, _("All")),
        (COUNTED, _("Counted")),
        (NOT_COUNTED, _("Not counted")),
        (UNANSWERED, _("Nobody told")),
        *(by_chance if here.rulebook.measures[clause].sample is not None else ()),
    )


def _case(here: Here, case: Counted) -> CaseRow:
    words = {
        True: Words(_("Counted"), "good"),
        False: Words(_("Not counted"), "bad"),
        None: Words(_("Nobody told"), "mute"),
    }
    year = here.calendar.local(here.at).year
    return CaseRow(
        ref=case.thread,
        address=reverse("thread", args=[here.slug, case.thread]),
        when=moment_words(case.at, here.calendar, year),
        counted=words[case.counted],
    )


def _sample(here: Here, clause: str, period: Period) -> list[Counted]:
    """What was drawn in the period; nothing for a measure that draws none."""
    if here.rulebook.measures[clause].sample is None:
        return []
    return measures.drawn(here.association, here.membership, clause, period.since, period.until)


def _drawn(here: Here, clause: str, sample: Sequence[Counted]) -> str:
    """How many of the sample that was drawn have been looked at."""
    if here.rulebook.measures[clause].sample is None:
        return ""
    if not sample:
        return _("No sample has been drawn in this period yet.")
    said = {"n": f"{sum(1 for each in sample if each.counted):,}", "of": f"{len(sample):,}"}
    return _("Drawn by chance to be looked at: %(of)s, of which %(n)s have been.") % said
