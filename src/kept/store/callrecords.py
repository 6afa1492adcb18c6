"""How were calls answered, by hour of the day and by office, as the telephone system recorded them?

    asked = Asked(since, past, office="main", closed=False)
    by_hour(karin, membership, asked)[9].answered               # of the calls that began between nine and ten
    kept_by_hour(karin, membership, asked, "karin:telephone.1")[9]      # (47, 50): by the promise's own rule
    arrivals(karin, membership, asked)[0, 18]                   # Mondays from nine: how many, and how long

What was kept is told by the clocks themselves, so that this page and Performance cannot differ. Each is
one query, and none counts what may not even be counted for this member.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Avg, Case, Count, F, FloatField, Max, Q, QuerySet, When
from django.db.models.aggregates import Aggregate
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, ExtractMinute

from kept.casework.values import DENOMINATOR, KEPT_VERDICTS
from kept.rulebook import Rulebook
from kept.rulebook.model import Promise
from kept.store import threads
from kept.store.models import Association, CallRecord, Clock, Membership
from kept.store.models.phones import ABANDONED, ANSWERED, BUSY, MACHINE

RANG = "call.rang"
NO_OFFICE = ""


class _Share(Aggregate):
    """The value below which that share of the rows lies."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class Asked:
    """Which calls: those that began from `since` and before `past`; of one office, line, or of opening
    hours.
    """

    since: datetime
    past: datetime
    office: str | None = None
    line: str | None = None
    closed: bool | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many calls, what became of them, and how long the caller waited for a person, in seconds."""

    calls: int = 0
    answered: int = 0
    abandoned: int = 0
    machine: int = 0
    busy: int = 0
    median_wait: float | None = None
    p90_wait: float | None = None
    longest_wait: float | None = None
    median_patience: float | None = None
    mean_talk: float | None = None


_COUNTED: Mapping[str, Any] = {
    "calls": Count("pk"),
    "answered": Count("pk", filter=Q(outcome=ANSWERED)),
    "abandoned": Count("pk", filter=Q(outcome=ABANDONED)),
    "machine": Count("pk", filter=Q(outcome=MACHINE)),
    "busy": Count("pk", filter=Q(outcome=BUSY)),
    "median_wait": _Share("waited", share=0.5, filter=Q(outcome=ANSWERED)),
    "p90_wait": _Share("waited", share=0.9, filter=Q(outcome=ANSWERED)),
    "longest_wait": Max("waited"),
    "median_patience": _Share("waited", share=0.5, filter=Q(outcome=ABANDONED)),
    "mean_talk": Avg("talked"),
}


def rows(association: Association, membership: Membership, asked: Asked) -> QuerySet[CallRecord]:
    """The calls that were asked for."""
    found = CallRecord.objects.filter(
        association=association, rang_at__gte=asked.since, rang_at__lt=asked.past
    ).exclude(thread__in=threads.hidden_with_clocks(membership).values("id"))
    if asked.office is not None:
        found = found.filter(office__slug=asked.office)
    if asked.line is not None:
        found = found.filter(line=asked.line)
    if asked.closed is not None:
        found = found.filter(out_of_hours=asked.closed)
    return found.order_by()


def together(association: Association, membership: Membership, asked: Asked) -> Counted:
    """All of them."""
    return Counted(**rows(association, membership, asked).aggregate(**_COUNTED))


def by_hour(association: Association, membership: Membership, asked: Asked) -> dict[int, Counted]:
    """By the local hour in which they began to ring."""
    hours = rows(association, membership, asked).annotate(hour=_hour(association, "rang_at"))
    return _counted(hours.values("hour"), "hour")


def by_office(association: Association, membership: Membership, asked: Asked) -> dict[str, Counted]:
    """By office; under an empty name those of none."""
    offices = rows(association, membership, asked).annotate(slug=F("office__slug"))
    found = _counted(offices.values("slug"), "slug")
    return {slug or NO_OFFICE: counted for slug, counted in found.items()}


def _counted(grouped: Any, key: str) -> dict[Any, Counted]:
    return {
        each[key]: Counted(**{name: each[name] for name in _COUNTED}) for each in grouped.annotate(**_COUNTED)
    }


def promises_of(rulebook: Rulebook) -> list[Promise]:
    """What is promised of a call that rings, in the order of the document."""
    return [each for each in rulebook.promises.values() if RANG in each.starts and each.duty is None]


def kept_by_hour(
    association: Association, membership: Membership, asked: Asked, clause: str
) -> dict[int, tuple[int, int]]:
    """Of each hour, how many clocks of that promise were kept, out of how many."""
    found = _clocks(association, membership, asked, clause).annotate(hour=_hour(association, "started_at"))
    return _kept(found.values("hour"), "hour")


def kept_by_office(
    association: Association, membership: Membership, asked: Asked, clause: str
) -> dict[str, tuple[int, int]]:
    """The same by office."""
    found = _clocks(association, membership, asked, clause).annotate(slug=F("office__slug"))
    return {slug or NO_OFFICE: kept for slug, kept in _kept(found.values("slug"), "slug").items()}


def kept_together(
    association: Association, membership: Membership, asked: Asked, clauses: list[str]
) -> dict[str, tuple[int, int]]:
    """The same of all together, by promise."""
    return _kept(_clocks(association, membership, asked, *clauses).values("promise"), "promise")


_KEPT: Mapping[str, Any] = {
    "kept": Count("pk", filter=Q(verdict__in=[str(each) for each in KEPT_VERDICTS])),
    "of": Count("pk", filter=Q(verdict__in=[str(each) for each in DENOMINATOR])),
}


def _kept(grouped: Any, key: str) -> dict[Any, tuple[int, int]]:
    return {each[key]: (each["kept"], each["of"]) for each in grouped.annotate(**_KEPT)}


def _clocks(association: Association, membership: Membership, asked: Asked, *clauses: str) -> QuerySet[Clock]:
    """The clocks of these promises on the threads of these calls."""
    calls = rows(association, membership, asked).values("thread")
    return Clock.objects.filter(association=association, promise__in=clauses, thread__in=calls).order_by()


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The calls of one half hour of the week: how many began in all the weeks, and how long one was
    spoken.
    """

    calls: int
    mean_talk: float | None


def arrivals(
    association: Association, membership: Membership, asked: Asked
) -> dict[tuple[int, int], Arrivals]:
    """By day of the week (Monday is 0) and half hour of the day (nine o'clock is 18)."""
    zone = ZoneInfo(association.zone)
    found = rows(association, membership, asked).annotate(
        day=ExtractIsoWeekDay("rang_at", tzinfo=zone),
        hour=ExtractHour("rang_at", tzinfo=zone),
        minute=ExtractMinute("rang_at", tzinfo=zone),
    )
    found = found.annotate(late=Case(When(minute__gte=30, then=1), default=0))
    grouped: Any = found.values("day", "hour", "late").annotate(calls=Count("pk"), mean=Avg("talked"))
    return {
        (each["day"] - 1, each["hour"] * 2 + each["late"]): Arrivals(each["calls"], each["mean"])
        for each in grouped
    }


def _hour(association: Association, column: str) -> ExtractHour:
    return ExtractHour(column, tzinfo=ZoneInfo(association.zone))
