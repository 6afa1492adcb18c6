"""How do the figures read? Every number with its denominator in words, and a way to the cases behind it.

The headline is kept out of kept, broken and excused (practice 5). What is running, withdrawn, attended
without access or not measured stands beside it and is never counted in; a promise that nobody can see is *not
measured*, never 100 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework import DENOMINATOR, KEPT_VERDICTS, Verdict
from kept.casework.permissions import Permission
from kept.rulebook.model import HOUSE, Rulebook
from kept.store.figures import Figure
from kept.web.performance.periods import Period, period_choices
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.keeping import SimpleError
from kept.web.shared.promising import promise_name
from kept.web.shared.words import span_words, verdict_words

ORDER = tuple(Verdict)
INSIDE = tuple(each for each in ORDER if each in DENOMINATOR)
OUTSIDE = tuple(each for each in ORDER if each not in DENOMINATOR)
BROKEN = frozenset({Verdict.BROKEN, Verdict.BROKEN_ATTEMPTED})
BAR = 1000


@dataclass(frozen=True, slots=True)
class Number:
    """One count, and the address of the cases behind it; none for those
    who may not see them, or where it is nought.
    """

    label: str
    value: int
    shown: str
    address: str
    starts_group: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a bar: where it begins and how wide it is, in thousandths."""

    name: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Row:
    """One promise in the period."""

    clause: str
    name: str
    public: str
    address: str
    share: str
    fraction: str
    bars: tuple[Bar, ...]
    numbers: tuple[Number, ...]
    median: str
    p90: str
    measured: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another association beside this one."""

    name: str
    address: str
    headline: str


@dataclass(frozen=True, slots=True)
class PerformancePage:
    """The page."""

    period: Period
    periods: tuple[Choice, ...]
    offices: tuple[Choice, ...]
    headline: str
    explained: tuple[str, ...]
    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    inside: int
    outside: int
    untouched: tuple[tuple[str, str], ...]
    csv: str
    elsewhere: Sequence[Elsewhere] = ()
    errors: tuple[SimpleError, ...] = ()


def performance_page(
    here: Here, period: Period, office: str, figures: Sequence[Figure], elsewhere: Sequence[Elsewhere] = ()
) -> PerformancePage:
    """The page from the figures of the store."""
    promises = here.rulebook.promises
    place = {clause: number for number, clause in enumerate(promises)}
    shown = sorted(figures, key=lambda each: (place.get(each.promise, len(place)), each.promise))
    more = query(period, office)
    touched = {each.promise for each in shown}
    counted = in_headline(shown, here.rulebook)
    return PerformancePage(
        period=period,
        periods=tuple(Choice(slug, label, slug == _chosen(period)) for slug, label in period_choices()),
        offices=_offices(here, office),
        headline=headline(total_of(counted)),
        explained=(*explained(total_of(counted), period), *_left_out(shown, counted)),
        rows=tuple(row_of(here, each, more) for each in shown),
        columns=tuple(verdict_words(each).text for each in (*INSIDE, *OUTSIDE)),
        inside=len(INSIDE),
        outside=len(OUTSIDE),
        untouched=tuple(
            (promise_name(each, clause), clause) for clause, each in promises.items() if clause not in touched
        ),
        csv=f"{reverse('performance-csv', args=[here.slug])}?{more}" if here.may(Permission.EXPORT) else "",
        elsewhere=elsewhere,
        errors=period.errors,
    )


def _chosen(period: Period) -> str:
    return "custom" if period.errors else period.slug


def _offices(here: Here, office: str) -> tuple[Choice, ...]:
    offices = here.rulebook.association.offices
    if len(offices) < 2:
        return ()
    return (
        Choice("", _("All offices"), not office),
        *(Choice(each.slug, each.name, each.slug == office) for each in offices),
    )


def query(period: Period, office: str, **more: str) -> str:
    """Period, office and what else narrows the list, as the end of an address."""
    rest = {name: value for name, value in {"office": office, **more}.items() if value}
    return f"{period.query}&{urlencode(rest)}" if rest else period.query


def row_of(here: Here, figure: Figure, more: str) -> Row:
    """One promise as a row."""
    clause = here.rulebook.clause_by_id.get(figure.promise)
    promise = clause.promise if clause else None
    address = f"{reverse('performance-clause', args=[here.slug, figure.promise])}?{more}"
    sees = here.may(Permission.SEE)
    return Row(
        clause=figure.promise,
        name=promise_name(promise, figure.promise),
        public=promise.public if promise else "",
        address=address if sees else "",
        share=share_words(figure),
        fraction=_fraction(figure),
        bars=tuple(_bars(figure)),
        numbers=tuple(_number(figure, each, address if sees else "") for each in (*INSIDE, *OUTSIDE)),
        median=took_words(figure.median_seconds, figure.median_days),
        p90=took_words(figure.p90_seconds, figure.p90_days),
        measured=figure.denominator > 0,
    )


def _number(figure: Figure, verdict: Verdict, address: str) -> Number:
    value = figure.verdicts[verdict]
    to = f"{address}&verdict={verdict.value}" if value and address else ""
    return Number(verdict_words(verdict).text, value, f"{value:,}", to, verdict == OUTSIDE[0])


def _bars(figure: Figure) -> Iterable[Bar]:
    x = 0
    if not figure.denominator:
        return
    for name, value in (("kept", figure.kept), ("excused", figure.excused), ("broken", figure.broken)):
        width = BAR * (x_sum(figure, name)) // figure.denominator - x
        if value:
            yield Bar(name, x, width)
        x += width


def x_sum(figure: Figure, name: str) -> int:
    """How many clocks the bar holds up to the end of that part: widths then add up exactly."""
    upto = {"kept": figure.kept, "excused": figure.kept + figure.excused}
    return upto.get(name, figure.denominator)


def percent(kept: int, of: int) -> str:
    """The share in whole per cent. All but one is never 100 %, and one is never 0 %."""
    if kept in (0, of):
        return _("%(n)s %%") % {"n": 100 * kept // of}
    return _("%(n)s %%") % {"n": min(99, max(1, round(100 * kept / of)))}


def share_words(figure: Figure) -> str:
    """The headline of one promise."""
    if figure.denominator:
        return percent(figure.kept, figure.denominator)
    if figure.verdicts[Verdict.NOT_MEASURED]:
        return _("Not measured")
    return _("Nothing counted yet")


def _fraction(figure: Figure) -> str:
    if not figure.denominator:
        return ""
    return _("%(kept)s of %(all)s kept") % {"kept": f"{figure.kept:,}", "all": f"{figure.denominator:,}"}


def in_headline(figures: Iterable[Figure], rulebook: Rulebook) -> list[Figure]:
    """The figures that the headline counts: what policy and law promise.

    What Kept itself asks of every house, such as an apology after a breach, stands beside the breach.
    """
    clauses = rulebook.clause_by_id
    return [each for each in figures if each.promise not in clauses or clauses[each.promise].source != HOUSE]


def _left_out(shown: Sequence[Figure], counted: Sequence[Figure]) -> tuple[str, ...]:
    if len(shown) == len(counted):
        return ()
    return (_("Putting right what was broken has rows of its own below and is not counted in."),)


def total_of(figures: Iterable[Figure]) -> dict[Verdict, int]:
    """All promises together, by verdict."""
    listed = list(figures)
    return {verdict: sum(each.verdicts[verdict] for each in listed) for verdict in ORDER}


def headline(total: dict[Verdict, int]) -> str:
    """Kept out of kept, broken and excused."""
    kept = sum(total[each] for each in KEPT_VERDICTS)
    of = sum(total[each] for each in DENOMINATOR)
    if not of:
        return _("No promise has been kept or broken yet")
    said = {"percent": percent(kept, of), "kept": f"{kept:,}", "of": f"{of:,}"}
    return (
        ngettext(
            "%(percent)s kept: %(kept)s of %(of)s promise",
            "%(percent)s kept: %(kept)s of %(of)s promises",
            of,
        )
        % said
    )


def explained(total: dict[Verdict, int], period: Period) -> tuple[str, ...]:
    """The denominator in words, and what stands beside it."""
    kept = sum(total[each] for each in KEPT_VERDICTS)
    broken = sum(total[each] for each in BROKEN)
    of = sum(total[each] for each in DENOMINATOR)
    said = {
        "n": f"{of:,}",
        "kept": f"{kept:,}",
        "broken": f"{broken:,}",
        "excused": f"{total[Verdict.EXCUSED]:,}",
    }
    said["period"] = period.words
    lines = []
    if of:
        lines.append(
            ngettext(
                "Counted: the %(n)s promise that fell due (%(period)s) and was kept, broken or "
                "excused: %(kept)s kept, %(broken)s broken, %(excused)s excused.",
                "Counted: the %(n)s promises that fell due (%(period)s) and were kept, broken or "
                "excused: %(kept)s kept, %(broken)s broken, %(excused)s excused.",
                of,
            )
            % said
        )
    beside = [
        _("%(n)s %(verdict)s") % {"n": f"{total[each]:,}", "verdict": verdict_words(each).text.lower()}
        for each in OUTSIDE
        if total[each]
    ]
    if beside:
        lines.append(_("Shown beside it and not counted in: %(list)s.") % {"list": ", ".join(beside)})
    return tuple(lines)


def took_words(seconds: float | None, days: float | None) -> str:
    """A median or centile of time: in working days where the promise is counted in them."""
    if days is not None:
        if days == int(days):
            return span_words(None, int(days))
        return _("%(n)s working days") % {"n": f"{days:,.1f}"}
    return span_words(seconds) if seconds is not None else ""
