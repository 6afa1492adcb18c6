"""How was each promise kept in a quarter, as anybody is told it, and what did we change?

    found = counted(karin, since, until)       # by promise; as it was published, or as the tallies have it
    found.numbers["karin:letters.1"]           # Number(counted=50, kept=47, unseen=0)
    found.published_at                         # when its last month was published; None before

Everything is counted ahead (ADR 16): no clock is read here, however many there are. Months that were
published are told as they were published; a quarter with one that is not is told as it is known today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kept.casework.in_public import Number
from kept.casework.values import DENOMINATOR, KEPT_VERDICTS, Verdict
from kept.store import counting, splits
from kept.store.counting import next_month
from kept.store.models import (
    Association,
    ComplaintRecord,
    Published,
    PublishedFigure,
    RegisterEntry,
    RulebookVersion,
)
from kept.store.publishing import EVERY_OFFICE
from kept.store.registers import IMPROVEMENTS

_COUNTED = [each.value for each in DENOMINATOR]
_KEPT = [each.value for each in KEPT_VERDICTS]
_UNSEEN = Verdict.NOT_MEASURED.value


@dataclass(frozen=True, slots=True)
class InPublic:
    """The numbers of one quarter by promise, and since when they stand."""

    since: date
    until: date
    numbers: Mapping[str, Number]
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What was learnt from complaints, and what changed by it; empty while it is still to be done."""

    lesson: str
    done: str


@dataclass(frozen=True, slots=True)
class Changes:
    """All of them, and when they were told."""

    rows: tuple[Changed, ...] = ()
    made_at: datetime | None = None


def quarters(association: Association, today: date) -> tuple[tuple[date, date], ...]:
    """The first and last days of the quarters that anybody may ask about, the last first."""
    return splits.quarters(association, today)


def counted(association: Association, since: date, until: date) -> InPublic:
    """The numbers of a quarter that is over; two queries."""
    months = list(_months(max(since, association.go_live.replace(day=1)), until))
    done = list(
        Published.objects.filter(association=association, month__in=months).values_list("id", "published_at")
    )
    if done and len(done) == len(months):
        found = _as_published(association, [row for row, _at in done])
        return InPublic(since, until, found, max(at for _row, at in done))
    rows = counting.counted(association, None, since, until, times=False)
    return InPublic(since, until, {each.key[0]: _number(each.verdicts) for each in rows})


def _months(first: date, last: date) -> Iterable[date]:
    month = first
    while month <= last:
        yield month
        month = next_month(month)


def _as_published(association: Association, months: list[int]) -> dict[str, Number]:
    """What the published months come to, by promise."""
    rows = PublishedFigure.objects.filter(
        association=association, published__in=months, office=EVERY_OFFICE
    ).values_list("promise", "verdicts")
    found: dict[str, Counter[str]] = {}
    for promise, verdicts in rows:
        found.setdefault(promise, Counter()).update(verdicts)
    return {promise: _number(verdicts) for promise, verdicts in found.items()}


def _number(verdicts: Mapping[str, int]) -> Number:
    return Number(
        sum(verdicts.get(each, 0) for each in _COUNTED),
        sum(verdicts.get(each, 0) for each in _KEPT),
        verdicts.get(_UNSEEN, 0),
    )


def changes(association: Association) -> Changes:
    """What we learnt, as the newest record of complaints tells it; one query.

    That record was made for anybody to read. A lesson that is in none yet has been read by nobody else.
    """
    record = ComplaintRecord.objects.filter(association=association).order_by("-until", "-id").first()
    if record is None:
        return Changes()
    told = record.figures.get("lessons", ())
    return Changes(tuple(Changed(each["lesson"], each["done"]) for each in told), record.made_at)


@dataclass(frozen=True, slots=True)
class Plans:
    """What is being done about a clause, in words written for anybody, and when any of it last changed."""

    by_clause: Mapping[str, tuple[str, ...]]
    changed_at: datetime | None = None


def plans(association: Association) -> Plans:
    """The improvements that have words for anybody, by the clause that each is about; one query.

    One that ended is told no more, and counts as a change.
    """
    rows = RegisterEntry.objects.filter(association=association, register=IMPROVEMENTS)
    rows = rows.filter(facts__has_key="in_public").order_by("made_at", "id")
    found: dict[str, tuple[str, ...]] = {}
    latest: datetime | None = None
    for each in rows:
        latest = max(latest or each.changed_at, each.changed_at)
        clause, words = (str(each.facts.get(name) or "").strip() for name in ("standard", "in_public"))
        if each.ended_on is None and words:
            found[clause] = (*found.get(clause, ()), words)
    return Plans(found, latest)


def loaded_at(association: Association, version: str) -> datetime:
    """When that version of the policy was loaded; one query."""
    rows = RulebookVersion.objects.filter(association=association, sha256=version)
    return rows.values_list("loaded_at", flat=True).get()
