"""What do the tables of figures and of cases hold when they leave as a file? The same rows as their pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from kept.casework.outside import sources_for
from kept.store import figures
from kept.store.capture import in_all
from kept.store.figures import Figure
from kept.store.measures import Share
from kept.web.performance.behind import Behind
from kept.web.performance.cases import Asked
from kept.web.performance.periods import Period
from kept.web.performance.rows import KNOWN
from kept.web.performance.totals import ORDER, not_counted
from kept.web.shared.access import Here
from kept.web.shared.promising import promise_name

MEASURE_HEAD = (
    "share_counted",
    "share_of",
    "share_unanswered",
    "target_at_least_percent",
    "target_at_most_percent",
    "target_reached",
)
NAMED = ("clause", "promise", "source", "recurs", "number_is_our_reading", "since", "until")
FIGURES_HEAD = (
    *NAMED,
    *(each.value for each in ORDER),
    "counted",
    "kept_share",
    "median_seconds",
    "p90_seconds",
    "median_working_days",
    "p90_working_days",
    *(f"known_by_{each.value.replace('-', '_')}" for each in KNOWN),
    "asked_again",
    "breaches_to_put_right",
    "put_right_in_time",
    "next_due",
    "last_done",
    "found_overdue_at_the_start",
    "captured_recorded",
    "captured_counted",
    "captured_enough",
    "checked",
    "checked_not_agreed",
    *MEASURE_HEAD,
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


def figure_rows(here: Here, period: Period, found: Behind) -> Iterable[Sequence[object]]:
    """One line for each promise and duty, in the order of the document, and one for each measure."""
    promises = here.rulebook.promises
    place = {clause: number for number, clause in enumerate(promises)}
    by_clause = {each.promise: each for each in found.figures}
    listed = {*by_clause, *(each for each in found.duties if each in promises)}
    for clause in sorted(listed, key=lambda one: (place.get(one, len(place)), one)):
        yield (
            *_named(here, clause, period),
            *_counted(by_clause.get(clause)),
            *_beside(here, clause, found),
            *("" for _each in MEASURE_HEAD),
        )
    blank = len(FIGURES_HEAD) - len(NAMED) - len(MEASURE_HEAD)
    for share in found.shares:
        yield (*_named(here, share.clause, period), *("" for _each in range(blank)), *_measured(share))


def _measured(share: Share) -> Iterable[object]:
    yield from (share.numerator, share.denominator, share.unanswered, share.at_least, share.at_most)
    yield {True: "yes", False: "no", None: ""}[share.met]


def _named(here: Here, clause: str, period: Period) -> Iterable[object]:
    known = here.rulebook.clause_by_id.get(clause)
    promise = known.promise if known else None
    measure = known.measure if known else None
    name = measure.name.replace("-", " ").capitalize() if measure else promise_name(promise, clause)
    yield from (clause, name, known.source if known else "")
    yield "yes" if promise and promise.duty else ""
    yield "yes" if promise and promise.own_number else ""
    yield from (period.since.isoformat(), period.until.isoformat())


def _counted(figure: Figure | None) -> Iterable[object]:
    """Nothing fell due of a duty without a figure: noughts, and no share and no times."""
    if figure is None:
        return (*(0 for _each in ORDER), 0, "", "", "", "", "", *(0 for _each in KNOWN))
    return (
        *(figure.verdicts[each] for each in ORDER),
        figure.denominator,
        "" if figure.headline is None else round(figure.headline, 4),
        figure.median_seconds,
        figure.p90_seconds,
        figure.median_days,
        figure.p90_days,
        *(figure.grades.get(each, 0) for each in KNOWN),
    )


def _beside(here: Here, clause: str, found: Behind) -> Iterable[object]:
    right, stands, zone = found.put_right.get(clause), found.duties.get(clause), ZoneInfo(here.zone)
    yield found.chases.get(clause, 0)
    yield from (right.of, right.kept) if right else ("", "")
    yield _local(stands.next_due if stands else None, zone)
    yield _local(stands.last_done if stands else None, zone)
    yield stands.found_overdue if stands else ""
    yield from _believed(here, clause, found)


def _believed(here: Here, clause: str, found: Behind) -> Iterable[object]:
    """How much of what it begins with is on record, and what second readers said."""
    promise = here.rulebook.promises.get(clause)
    sources = sources_for(promise.starts, here.rulebook.kinds) if promise else ()
    rates = [rate for each in sources if (rate := in_all(found.capture, each)) and rate.counted]
    rate = min(rates, key=lambda each: each.share or 0.0, default=None)
    if rate is None:
        yield from ("", "", "")
    else:
        enough = (rate.share or 0.0) >= here.rulebook.association.capture_floor
        yield from (rate.recorded, rate.counted, "yes" if enough else "no")
    mine = [each for each in found.checked if each.promise == clause]
    yield from (sum(each.read for each in mine), sum(each.disagreed for each in mine))


def case_rows(here: Here, asked: Asked) -> Iterable[Sequence[object]]:
    """One line for each clock, a thousand read at a time."""
    zone = ZoneInfo(here.zone)
    place = (here.association, here.membership, asked.promise, asked.period.since, asked.period.until)
    office, out = asked.office or None, not_counted(here.rulebook)
    for each in figures.every_case(*place, verdicts=asked.verdicts, office=office, but=out):
        yield (
            each.thread,
            each.promise,
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
