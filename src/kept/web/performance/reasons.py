"""Why were the promises of a figure not kept?

Beside the cases of a clause: how often each reason was given, how many have none yet, and what came first in
each month. A reason excuses nothing: every case stays where it is in the figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kept.rulebook.reasons import reasons_of
from kept.store import reasons
from kept.web.performance.cases import Asked
from kept.web.performance.totals import not_counted
from kept.web.shared.access import Here
from kept.web.shared.reasons_said import Reason, ordered, said_of
from kept.web.shared.words import month_words

TOP = 3


@dataclass(frozen=True, slots=True)
class Month:
    """What weighed most in one month."""

    month: str
    of: str
    top: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reasons:
    """The section. `not_said` is a sentence about those that have no reason yet."""

    rows: tuple[Reason, ...]
    not_said: str
    months: tuple[Month, ...]


def reasons_beside(here: Here, asked: Asked) -> Reasons | None:
    """The section for the cases that were asked for; None where nothing was broken. One query."""
    period = asked.period
    by_month = reasons.by_month(
        here.association,
        here.membership,
        period.since,
        period.until,
        promises=[asked.promise] if asked.promise else None,
        but=() if asked.promise else not_counted(here.rulebook),
    )
    counted: Counter[str] = Counter()
    for each in by_month.values():
        counted.update(each)
    said = said_of(here, counted)
    if said is None:
        return None
    names = reasons_of(here.rulebook)
    return Reasons(
        rows=said.rows,
        not_said=said.not_said,
        months=tuple(_month(names, month, by_month[month]) for month in sorted(by_month, reverse=True))
        if len(by_month) > 1
        else (),
    )


def _month(names: Mapping[str, str], month: date, counted: Mapping[str, int]) -> Month:
    top = ordered(counted)[:TOP]
    return Month(
        month_words(month),
        f"{sum(counted.values()):,}",
        tuple(_("%(reason)s: %(n)s") % {"reason": names.get(slug, slug), "n": f"{n:,}"} for slug, n in top),
    )
