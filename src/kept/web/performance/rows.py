"""How does one promise read as a row? Every number with its denominator in words, and a way to its cases.

A promise that nobody can see is *not measured*, never 100 %; a number that the policy does not give is told
from one that it does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework import Grade, Verdict
from kept.casework.outside import sources_for
from kept.casework.permissions import Permission
from kept.rulebook.model import Clause, Promise
from kept.store.aftermath import PutRight
from kept.store.checks import Agreement
from kept.store.figures import Figure
from kept.web.performance.behind import Behind
from kept.web.performance.totals import INSIDE, OUTSIDE
from kept.web.shared.access import Here
from kept.web.shared.capturing import Captured, worst
from kept.web.shared.promising import promise_name
from kept.web.shared.shares import Counts, percent
from kept.web.shared.words import grade_words, span_words, verdict_words

BAR = 1000
KNOWN = (Grade.MACHINE, Grade.DOCUMENT, Grade.STAFF, Grade.STAFF_LATER, Grade.SAMPLE)


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
    """One promise in the period. `known` are the shares by grade of evidence."""

    clause: str
    name: str
    public: str
    address: str
    clause_address: str
    share: str
    fraction: str
    note: str
    bars: tuple[Bar, ...]
    inside: tuple[Number, ...]
    outside: tuple[Number, ...]
    put_right: str
    median: str
    p90: str
    chases: str
    known: tuple[Number, ...]
    measured: bool
    captured: Captured | None = None
    checked: str = ""
    splits: str = ""

    @property
    def grey(self) -> bool:
        """Whether too little is on record for the figure to be believed."""
        return self.captured is not None and self.captured.low

    @property
    def seen(self) -> bool:
        """Whether anybody or anything saw one of them end."""
        return any(each.value for each in self.known)


def row_of(here: Here, figure: Figure, found: Behind, more: str, office: str = "") -> Row:
    """One promise as a row; `more` is the period and what else narrows it, as the end of an address."""
    clause = here.rulebook.clause_by_id.get(figure.promise)
    promise = clause.promise if clause else None
    cases = reverse("performance-clause", args=[here.slug, figure.promise])
    address = f"{cases}?{more}" if here.may(Permission.SEE) else ""
    counts = Counts(figure.verdicts)
    return Row(
        clause=figure.promise,
        name=promise_name(promise, figure.promise),
        public=promise.public if promise else "",
        address=address,
        clause_address=reverse("clauses-one", args=[here.slug, figure.promise]) if clause else "",
        share=counts.share,
        fraction=counts.fraction or unmeasured_words(counts),
        note=note_of(clause),
        bars=tuple(bars(counts)),
        inside=tuple(_number(figure, each, address) for each in INSIDE),
        outside=tuple(_number(figure, each, address) for each in OUTSIDE),
        put_right=right_words(found.put_right.get(figure.promise)),
        median=took_words(figure.median_seconds, figure.median_days),
        p90=took_words(figure.p90_seconds, figure.p90_days),
        chases=f"{found.chases[figure.promise]:,}" if figure.promise in found.chases else "",
        known=tuple(_known(figure)),
        measured=bool(counts.counted),
        captured=captured_of(here, promise, found, office),
        checked=checked_words(figure.promise, found.checked),
        splits=reverse("performance-splits", args=[here.slug, figure.promise])
        if clause and here.may(Permission.SPLITS)
        else "",
    )


def captured_of(here: Here, promise: Promise | None, found: Behind, office: str) -> Captured | None:
    """How much is on record of what the promise begins with; None where nobody else counts it."""
    if promise is None:
        return None
    sources = sources_for(promise.starts, here.rulebook.kinds)
    return worst(found.capture, sources, here.rulebook.association.capture_floor, office)


def checked_words(clause: str, found: Iterable[Agreement]) -> str:
    """What second readers said of it; empty where none was read."""
    mine = [each for each in found if each.promise == clause]
    read, disagreed = sum(each.read for each in mine), sum(each.disagreed for each in mine)
    if not read:
        return ""
    return ngettext(
        "%(not)s of %(n)s checked does not stand", "%(not)s of %(n)s checked do not stand", read
    ) % {"not": f"{disagreed:,}", "n": f"{read:,}"}


def note_of(clause: Clause | None) -> str:
    """What must stand beside the figure of a number that is not the policy's."""
    own = clause is not None and clause.promise is not None and clause.promise.own_number
    return _("our reading, not in the policy") if own else ""


def unmeasured_words(counts: Counts) -> str:
    """Why a promise that applied has no figure; empty where it has one, or did not apply."""
    if counts.counted or not counts.unmeasured:
        return ""
    return ngettext(
        "nobody could see when it began or ended",
        "nobody could see when %(n)s of them began or ended",
        counts.unmeasured,
    ) % {"n": f"{counts.unmeasured:,}"}


def right_words(right: PutRight | None) -> str:
    """How many of the breaches were put right in time; what is still to be is no failure yet."""
    if right is None:
        return ""
    said = _("%(kept)s of %(of)s") % {"kept": f"{right.kept:,}", "of": f"{right.of - right.running:,}"}
    if not right.running:
        return said
    running = _("%(n)s running") % {"n": f"{right.running:,}"}
    return f"{said}, {running}" if right.of > right.running else running


def _number(figure: Figure, verdict: Verdict, address: str) -> Number:
    value = figure.verdicts[verdict]
    to = f"{address}&verdict={verdict.value}" if value and address else ""
    return Number(verdict_words(verdict).text, value, f"{value:,}", to, verdict == OUTSIDE[0])


def _known(figure: Figure) -> Iterable[Number]:
    """The share of each grade among the ends that are known at all."""
    ended = sum(figure.grades.values())
    for grade in KNOWN:
        value = figure.grades.get(grade, 0)
        label = grade_words(grade)
        yield Number(label, value, percent(value, ended) if ended else "", "")


def bars(counts: Counts) -> Iterable[Bar]:
    """Kept, excused and broken side by side; their widths add up exactly."""
    x, upto = 0, 0
    for name, value in (("kept", counts.kept), ("excused", counts.excused), ("broken", counts.broken)):
        upto += value
        width = BAR * upto // counts.counted - x if counts.counted else 0
        if value:
            yield Bar(name, x, width)
        x += width


def took_words(seconds: float | None, days: float | None) -> str:
    """A median or centile of time: in working days where the promise is counted in them."""
    if days is not None:
        if days == int(days):
            return span_words(None, int(days))
        return _("%(n)s working days") % {"n": f"{days:,.1f}"}
    return span_words(seconds) if seconds is not None else ""
