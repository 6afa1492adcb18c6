"""What do the figures of the telephone say, in words, bars and numbers that lead to the calls behind them?

view = phones_page(here, wanted)        # PhonesPage: the headline, each promise, each hour, each office
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework.permissions import Permission
from kept.rulebook.model import Promise
from kept.store import callrecords
from kept.store.callrecords import Counted
from kept.web.phones.asked import Filters, Wanted, filters
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.promising import promise_name
from kept.web.shared.shares import percent
from kept.web.shared.words import Words, span_words

# Of one column of the drawing: how high, how wide, and how far from the next.
HEIGHT, WIDTH, STEP, LEFT = 120, 26, 34, 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a column."""

    name: str
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Row:
    """One hour or one office: its words, its numbers, and where they lead."""

    label: str
    address: str
    calls: str
    kept: str
    fraction: str
    below: bool
    answered: str
    abandoned: str
    machine: str
    busy: str
    wait: str
    p90: str
    rings: str
    x: int = 0
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """One promise of ringing telephones, with its share and what it is held to."""

    clause: str
    address: str
    name: str
    public: str
    share: str
    fraction: str
    target: str
    verdict: Words | None


@dataclass(frozen=True, slots=True)
class PhonesPage:
    """The page."""

    wanted: Wanted
    filters: Filters
    nothing: bool
    headline: tuple[tuple[str, str], ...]
    kept: tuple[Kept, ...]
    by: str
    promises: tuple[Choice, ...]
    hours: tuple[Row, ...]
    width: int
    drawn: int
    offices: tuple[Row, ...]
    ring: str
    staffing: str
    file: str
    may_see: bool


def phones_page(here: Here, wanted: Wanted, clause: str) -> PhonesPage:
    """The figures of what was asked for. `clause` is the promise by whose rule each hour is measured."""
    promises = callrecords.promises_of(here.rulebook)
    first = next((each for each in promises if each.clause == clause), promises[0] if promises else None)
    asked, member = wanted.asked, here.membership
    total = callrecords.together(here.association, member, asked)
    hours = callrecords.by_hour(here.association, member, asked)
    offices = callrecords.by_office(here.association, member, asked)
    shares = callrecords.kept_together(here.association, member, asked, [each.clause for each in promises])
    of_hours: Mapping[int, tuple[int, int]] = {}
    of_offices: Mapping[str, tuple[int, int]] = {}
    if first is not None:
        of_hours = callrecords.kept_by_hour(here.association, member, asked, first.clause)
        of_offices = callrecords.kept_by_office(here.association, member, asked, first.clause)
    target = _target(here, first) if first else None
    rows = list(range(min(hours), max(hours) + 1)) if hours else []
    most = max((each.calls for each in hours.values()), default=0)
    names = {each.slug: each.name for each in here.rulebook.association.offices}
    return PhonesPage(
        wanted=wanted,
        filters=filters(here, wanted),
        nothing=not total.calls,
        headline=tuple(_headline(here, total)),
        kept=tuple(_kept(here, each, shares.get(each.clause, (0, 0))) for each in promises),
        by=promise_name(first, first.clause) if first else "",
        promises=tuple(
            Choice(each.clause, f"{promise_name(each, each.clause)} ({each.clause})", each is first)
            for each in promises
        )
        if len(promises) > 1
        else (),
        hours=tuple(
            _row(
                here,
                wanted,
                _("%(from)s to %(to)s") % {"from": f"{hour:02}:00", "to": f"{(hour + 1) % 24:02}:00"},
                f"hour={hour}",
                hours.get(hour, Counted()),
                of_hours.get(hour, (0, 0)),
                target,
                x=LEFT + number * STEP,
                most=most,
            )
            for number, hour in enumerate(rows)
        ),
        width=LEFT * 2 + len(rows) * STEP,
        drawn=(LEFT * 2 + len(rows) * STEP) * 3 // 2,
        offices=tuple(
            _row(
                here,
                wanted,
                names.get(slug, _("No office named")),
                f"office={slug}" if slug else "",
                counted,
                of_offices.get(slug, (0, 0)),
                target,
            )
            for slug, counted in sorted(offices.items())
        )
        if len(offices) > 1
        else (),
        ring=_ring(here, wanted),
        staffing=f"{reverse('phones-staffing', args=[here.slug])}?{wanted.query}",
        file=f"{reverse('phones-csv', args=[here.slug])}?{wanted.query}",
        may_see=here.may(Permission.SEE),
    )


def _headline(here: Here, total: Counted) -> list[tuple[str, str]]:
    """What somebody wants to know first."""
    if not total.calls:
        return []
    found = [
        (_("Calls"), f"{total.calls:,}"),
        (_("Answered by a person"), _of(total.answered, total.calls)),
        (_("Rang off first"), _of(total.abandoned, total.calls)),
        (_("Taken by a machine"), _of(total.machine, total.calls)),
    ]
    if total.busy:
        found.append((_("Engaged"), _of(total.busy, total.calls)))
    if total.median_wait is not None:
        found.append((_("Half were answered within"), span_words(total.median_wait)))
    if total.p90_wait is not None:
        found.append((_("Nine in ten within"), span_words(total.p90_wait)))
    if total.median_patience is not None:
        found.append((_("Half of those who rang off did so within"), span_words(total.median_patience)))
    if total.mean_talk is not None:
        found.append((_("A call lasts on average"), span_words(total.mean_talk)))
    return found


def _of(number: int, calls: int) -> str:
    return _("%(share)s (%(n)s)") % {"share": percent(number, calls), "n": f"{number:,}"}


def _target(here: Here, promise: Promise) -> float | None:
    """The share that the policy itself names for this promise, if it names one."""
    measures = (each.measure for each in here.rulebook.clauses if each.measure)
    return next((each.at_least for each in measures if each.of.promise == promise.clause), None)


def _kept(here: Here, promise: Promise, counts: tuple[int, int]) -> Kept:
    kept, of = counts
    target = _target(here, promise)
    verdict = None
    if target is not None and of:
        reached = kept * 100 >= target * of
        verdict = Words(_("Reached") if reached else _("Missed"), "good" if reached else "bad")
    return Kept(
        clause=promise.clause,
        address=reverse("performance-clause", args=[here.slug, promise.clause])
        if here.may(Permission.SEE)
        else reverse("clauses-one", args=[here.slug, promise.clause]),
        name=promise_name(promise, promise.clause),
        public=promise.public,
        share=percent(kept, of) if of else "",
        fraction=_("%(kept)s of %(of)s calls") % {"kept": f"{kept:,}", "of": f"{of:,}"} if of else "",
        target=_("%(n)s %%") % {"n": f"{target:g}"} if target is not None else "",
        verdict=verdict,
    )


def _row(
    here: Here,
    wanted: Wanted,
    label: str,
    narrower: str,
    counted: Counted,
    kept: tuple[int, int],
    target: float | None,
    *,
    x: int = 0,
    most: int = 0,
) -> Row:
    number, of = kept
    wait = counted.median_wait
    address = reverse("phones-calls", args=[here.slug])
    return Row(
        label=label,
        address=f"{address}?{'&'.join(each for each in (wanted.query, narrower) if each)}",
        calls=f"{counted.calls:,}",
        kept=percent(number, of) if of else "",
        fraction=f"{number:,}/{of:,}" if of else "",
        below=target is not None and bool(of) and number * 100 < target * of,
        answered=f"{counted.answered:,}",
        abandoned=f"{counted.abandoned:,}",
        machine=f"{counted.machine:,}",
        busy=f"{counted.busy:,}",
        wait=_seconds(wait),
        p90=_seconds(counted.p90_wait),
        rings=f"{wait / _ring_seconds(here, wanted):.1f}" if wait is not None else "",
        x=x,
        bars=tuple(_column(counted, x, most)) if most else (),
    )


def _seconds(value: float | None) -> str:
    return _("%(n)s s") % {"n": f"{value:,.0f}"} if value is not None else ""


def _column(counted: Counted, x: int, most: int) -> list[Bar]:
    """Answered at the foot, then what a machine took, then who rang off or found it engaged."""
    found: list[Bar] = []
    y, upto = HEIGHT, 0
    parts = (
        ("answered", counted.answered),
        ("machine", counted.machine),
        ("lost", counted.abandoned + counted.busy),
    )
    for name, value in parts:
        upto += value
        top = HEIGHT - HEIGHT * upto // most
        if value and y > top:
            found.append(Bar(name, x, top, y - top))
        y = top
    return found


def _ring_seconds(here: Here, wanted: Wanted) -> float:
    return here.rulebook.calendar_for(wanted.office or None).ring_seconds


def _ring(here: Here, wanted: Wanted) -> str:
    """What a ring is here, so that rings and seconds can be compared."""
    seconds = _ring_seconds(here, wanted)
    return ngettext("A ring is %(n)s second.", "A ring is %(n)s seconds.", round(seconds)) % {
        "n": f"{seconds:g}"
    }
