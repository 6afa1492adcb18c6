"""How were the promises of a period kept?

    for figure in performance(association, membership, since, until):
        figure.promise, figure.kept, figure.denominator, figure.headline      # karin:letters.1, 47, 50, 0.94

    cases(association, membership, "karin:letters.1", since, until)         # the clocks behind a figure

A clock belongs to the local day on which its first due ran out, before any extension: what is due at the end
of 31 March counts in March. What was due before the association went live is in no figure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, QuerySet, Subquery

from kept.casework.permissions import Permission, may
from kept.casework.values import DENOMINATOR, KEPT_VERDICTS, Grade, Verdict
from kept.store import counting, models, threads
from kept.store.counting import LAST_DAY, Counted, midnight
from kept.store.models import Association, Membership

By = Literal["office", "month", "team"]
AT_ONCE = 1000
_BROKEN = frozenset({Verdict.BROKEN, Verdict.BROKEN_ATTEMPTED})


@dataclass(frozen=True, slots=True)
class Figure:
    """One promise in one period, office and month. Times are of the clocks that ended; `grades` says how the
    ends of those that were kept or broken are known.
    """

    promise: str
    verdicts: Mapping[Verdict, int]
    ended: int
    median_seconds: float | None
    p90_seconds: float | None
    median_days: float | None
    p90_days: float | None
    office: str | None = None
    month: date | None = None
    team: str | None = None
    grades: Mapping[Grade, int] = field(default_factory=dict)

    def number(self, verdicts: Collection[Verdict]) -> int:
        """How many clocks have one of these verdicts."""
        return sum(self.verdicts[each] for each in verdicts)

    @property
    def kept(self) -> int:
        """The numerator: kept, recorded late, and where the customer chose later."""
        return self.number(KEPT_VERDICTS)

    @property
    def broken(self) -> int:
        """Broken, whether or not somebody tried in time."""
        return self.number(_BROKEN)

    @property
    def excused(self) -> int:
        """Broken, and excused by somebody else."""
        return self.verdicts[Verdict.EXCUSED]

    @property
    def denominator(self) -> int:
        """Kept, broken and excused together."""
        return self.number(DENOMINATOR)

    @property
    def headline(self) -> float | None:
        """Kept out of kept, broken and excused; None where there is nothing to count."""
        return self.kept / self.denominator if self.denominator else None

    @property
    def clocks(self) -> int:
        """Every clock of the period, with those outside the fraction."""
        return sum(self.verdicts.values())


def performance(
    association: Association,
    membership: Membership,
    since: date,
    until: date,
    by: Collection[By] = (),
    *,
    promises: Collection[str] | None = None,
    times: bool = True,
) -> tuple[Figure, ...]:
    """The figures of each promise from `since` to `until`, both days included, by promise, office, month and
    team.

    One query, of the `promises` named or of all; without `times` it counts only, which is quicker. A role
    without figures gets none; what may not even be counted for this member is left out.
    """
    if not may(membership.role, Permission.FIGURES):
        return ()
    keys = ("promise", *(each for each in ("office", "month", "team") if each in by))
    found = counting.counted(association, membership, since, until, keys=keys, promises=promises, times=times)
    return tuple(figure_of(dict(zip(keys, each.key, strict=True)), each, times=times) for each in found)


def figure_of(key: Mapping[str, Any], counted: Counted, *, times: bool = True) -> Figure:
    """A figure from what was counted."""
    return Figure(
        promise=key["promise"],
        verdicts=MappingProxyType({each: counted.verdicts.get(each.value, 0) for each in Verdict}),
        ended=counted.ended,
        median_seconds=counted.seconds.median,
        p90_seconds=counted.seconds.p90,
        median_days=counted.days.median,
        p90_days=counted.days.p90,
        office=key.get("office"),
        month=key.get("month"),
        team=key.get("team"),
        grades=MappingProxyType({each: counted.grades.get(each.value, 0) for each in Grade} if times else {}),
    )


def of_period(
    association: Association, membership: Membership | None, since: date, until: date
) -> QuerySet[models.Clock]:
    """The clocks that first fell due from `since` to `until`, as far as this member may know of them.

    None knows of all: what nobody looks at, such as the drawing of a sample.
    """
    zone = ZoneInfo(association.zone)
    begins = midnight(max(since, association.go_live), zone)
    ends = midnight(min(until, LAST_DAY) + timedelta(days=1), zone)
    rows = models.Clock.objects.filter(
        association=association.pk, first_due_at__gt=begins, first_due_at__lte=ends
    )
    if membership is None:
        return rows
    return rows.exclude(thread__in=threads.hidden_with_clocks(membership).values("id"))


@dataclass(frozen=True, slots=True)
class Case:
    """One clock behind a figure, with the thread and the event that prove it."""

    thread: str
    promise: str
    start: str
    start_kind: str | None
    stop: str | None
    started_at: datetime
    due_at: datetime
    first_due_at: datetime
    ended_at: datetime | None
    verdict: Verdict
    grade: Grade | None
    took: float | None
    took_days: int | None
    office: str | None
    id: int

    @property
    def place(self) -> tuple[datetime, int]:
        """Where it stands in the list: give it as `after` to go on behind it."""
        return self.first_due_at, self.id


_CASE = (
    "thread__ref",
    "promise",
    "start",
    "start_kind",
    "stop",
    "started_at",
    "due_at",
    "first_due_at",
    "ended_at",
    "verdict",
    "grade",
    "took",
    "took_days",
    "office__slug",
    "id",
)


def cases(
    association: Association,
    membership: Membership,
    promise: str | None,
    since: date,
    until: date,
    *,
    verdicts: Collection[Verdict] = (),
    office: str | None = None,
    but: Collection[str] = (),
    after: tuple[datetime, int] | None = None,
    skip: int = 0,
    limit: int = 50,
) -> list[Case]:
    """The clocks behind a figure that this member may open, by their first due; in one query.

    Without a promise, those of all promises but the ones in `but`; `verdicts` and `office` narrow it. Go on
    with `after=last.place`, or by number with `skip`.
    """
    rows = _cases(association, membership, promise, since, until, verdicts=verdicts, office=office, but=but)
    if after is not None:
        later = Q(first_due_at__gt=after[0]) | Q(first_due_at=after[0], id__gt=after[1])
        rows = rows.filter(later, first_due_at__gte=after[0])
    start = models.Event.objects.filter(association=OuterRef("association"), uid=OuterRef("start"))
    rows = rows.annotate(start_kind=Subquery(start.values("kind")[:1]))
    found = rows.order_by("first_due_at", "id").values_list(*_CASE)[skip : skip + limit]
    return [_case(each) for each in found]


def count_cases(
    association: Association,
    membership: Membership,
    promise: str | None,
    since: date,
    until: date,
    *,
    verdicts: Collection[Verdict] = (),
    office: str | None = None,
    but: Collection[str] = (),
) -> int:
    """How many clocks `cases` gives in all."""
    rows = _cases(association, membership, promise, since, until, verdicts=verdicts, office=office, but=but)
    return rows.count()


def every_case(
    association: Association,
    membership: Membership,
    promise: str | None,
    since: date,
    until: date,
    **narrowed: Any,
) -> Iterator[Case]:
    """All of `cases`, a thousand at a time, for a file of any length."""
    after = None
    while True:
        found = cases(association, membership, promise, since, until, after=after, limit=AT_ONCE, **narrowed)
        yield from found
        if len(found) < AT_ONCE:
            return
        after = found[-1].place


def _cases(
    association: Association,
    membership: Membership,
    promise: str | None,
    since: date,
    until: date,
    *,
    verdicts: Collection[Verdict],
    office: str | None,
    but: Collection[str],
) -> QuerySet[models.Clock]:
    rows = of_period(association, membership, since, until)
    rows = rows.exclude(promise__in=list(but)) if promise is None else rows.filter(promise=promise)
    if not may(membership.role, Permission.SEE):
        return rows.none()
    if verdicts:
        rows = rows.filter(verdict__in=[each.value for each in verdicts])
    if office is not None:
        rows = rows.filter(office__slug=office)
    return rows


def _case(row: tuple[Any, ...]) -> Case:
    named = dict(zip(_CASE, row, strict=True))
    named["thread"], named["office"] = named.pop("thread__ref"), named.pop("office__slug")
    named["verdict"] = Verdict(named["verdict"])
    named["grade"] = Grade(named["grade"]) if named["grade"] is not None else None
    return Case(**named)
