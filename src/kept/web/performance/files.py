"""What do the tables of figures and of cases hold when they leave as a file? The same rows as their pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from kept.casework import Verdict
from kept.store import figures
from kept.store.figures import Figure
from kept.web.performance.cases import Asked
from kept.web.performance.periods import Period
from kept.web.performance.present import ORDER
from kept.web.shared.access import Here
from kept.web.shared.promising import promise_name

FIGURES_HEAD = (
    "clause",
    "promise",
    "since",
    "until",
    *(each.value for each in ORDER),
    "counted",
    "kept_share",
    "median_seconds",
    "p90_seconds",
    "median_working_days",
    "p90_working_days",
)
CASES_HEAD = (
    "reference",
    "clause",
    "began_with",
    "office",
    "started",
    "due",
    "first_due",
    "ended",
    "verdict",
    "took_seconds",
    "took_working_days",
    "grade",
)


def figure_rows(here: Here, period: Period, found: Sequence[Figure]) -> Iterable[Sequence[object]]:
    """One line for each promise, in the order of the page."""
    promises = here.rulebook.promises
    place = {clause: number for number, clause in enumerate(promises)}
    for each in sorted(found, key=lambda one: (place.get(one.promise, len(place)), one.promise)):
        yield (
            each.promise,
            promise_name(promises.get(each.promise), each.promise),
            period.since.isoformat(),
            period.until.isoformat(),
            *(each.verdicts[Verdict(verdict)] for verdict in ORDER),
            each.denominator,
            "" if each.headline is None else round(each.headline, 4),
            each.median_seconds,
            each.p90_seconds,
            each.median_days,
            each.p90_days,
        )


def case_rows(here: Here, asked: Asked) -> Iterable[Sequence[object]]:
    """One line for each clock, a thousand read at a time."""
    zone = ZoneInfo(here.zone)
    place = (here.association, here.membership, asked.clause, asked.period.since, asked.period.until)
    for each in figures.every_case(*place, verdicts=asked.verdicts, office=asked.office or None):
        yield (
            each.thread,
            asked.clause,
            each.start_kind or "",
            each.office or "",
            _local(each.started_at, zone),
            _local(each.due_at, zone),
            _local(each.first_due_at, zone),
            _local(each.ended_at, zone),
            each.verdict.value,
            each.took,
            each.took_days,
            each.grade.value if each.grade else "",
        )


def _local(instant: datetime | None, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).isoformat() if instant else ""
