"""How was one promise kept for people of each language, need, age and channel?

    for split in splits(karin, membership, "karin:letters.1", since, until):
        split.by, split.rows          # "language", (Part("en", 120, 113), …), with small numbers left out

Only for those who may (practice 15), of one promise, and only by quarters of the year that are over: two
quarters share nobody, so that nothing can be told by taking one from the other, and no day is ever added.
A group of fewer than ten, or of fewer than ten people, is hidden, and so is what would give it away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from kept.casework.permissions import Permission, may
from kept.casework.small_numbers import LEAST, may_show
from kept.casework.values import DENOMINATOR, KEPT_VERDICTS
from kept.rulebook.model import EventKind
from kept.rulebook.people import PeopleLists
from kept.store import figures
from kept.store.models import Association, Event, Membership, Person

BY = ("channel", "language", "need", "age")
NOT_KNOWN, NO_NEED = "", "none"
_KEPT = frozenset(each.value for each in KEPT_VERDICTS)


@dataclass(frozen=True, slots=True)
class Part:
    """One group: how many promises, and how many of them were kept; None where the number is hidden."""

    name: str
    n: int | None
    kept: int | None


@dataclass(frozen=True, slots=True)
class Split:
    """One promise by one thing; nothing in it where fewer than ten promises fell due at all.

    The parts of needs overlap: somebody may have several.
    """

    by: str
    rows: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Clock:
    kept: bool
    who: object
    groups: Mapping[str, tuple[str, ...]]


def quarter_of(day: date) -> tuple[date, date]:
    """The first and the last day of the quarter in which that day lies."""
    first = date(day.year, day.month - (day.month - 1) % 3, 1)
    after = date(first.year + (first.month + 3) // 13, (first.month + 2) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def quarters(association: Association, today: date, *, most: int = 8) -> tuple[tuple[date, date], ...]:
    """The quarters that are over and in which something was counted, the last first."""
    found: list[tuple[date, date]] = []
    first, _ = quarter_of(today)
    while len(found) < most:
        span = quarter_of(first - timedelta(days=1))
        if span[1] < association.go_live:
            break
        found.append(span)
        first = span[0]
    return tuple(found)


def splits(
    association: Association,
    membership: Membership,
    promise: str,
    quarter: date,
    *,
    today: date,
    kinds: Mapping[str, EventKind],
    people: PeopleLists,
) -> tuple[Split, ...]:
    """Each split of that promise in the quarter of that day, once it is over; one query."""
    since, until = quarter_of(quarter)
    if not may(membership.role, Permission.SPLITS) or until >= today:
        return ()
    clocks = list(_clocks(association, membership, promise, since, until, kinds, people))
    return tuple(_split(by, clocks) for by in BY)


def _split(by: str, clocks: list[_Clock]) -> Split:
    if len(clocks) < LEAST:
        return Split(by, ())
    numbers: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    who: dict[str, set[object]] = {}
    for each in clocks:
        for name in each.groups[by]:
            numbers[name] += 1
            kept[name] += each.kept
            who.setdefault(name, set()).add(each.who)
    small = {name for name, people in who.items() if len(people) < LEAST}
    shown = may_show(numbers, small=small)
    return Split(
        by,
        tuple(
            Part(name, numbers[name] if name in shown else None, kept[name] if name in shown else None)
            for name in sorted(numbers, key=lambda name: (name in ("", NO_NEED), name))
        ),
    )


def _clocks(
    association: Association,
    membership: Membership,
    promise: str,
    since: date,
    until: date,
    kinds: Mapping[str, EventKind],
    people: PeopleLists,
) -> Iterable[_Clock]:
    rows = figures.of_period(association, membership, since, until)
    rows = rows.filter(promise=promise, verdict__in=[each.value for each in DENOMINATOR])
    start = Event.objects.filter(association=OuterRef("association"), uid=OuterRef("start")).values("kind")[
        :1
    ]
    file = Person.objects.filter(
        association=OuterRef("association"), pk=Coalesce(OuterRef("one_merged"), OuterRef("one"))
    )
    rows = rows.annotate(
        kind=Subquery(start), one=F("thread__person"), one_merged=F("thread__person__merged_into")
    )
    rows = rows.annotate(
        **{name: Subquery(file.values(name)[:1]) for name in ("language", "need_kinds", "born_on")},
    )
    columns = (
        "verdict",
        "started_at",
        "kind",
        "one",
        "one_merged",
        "language",
        "need_kinds",
        "born_on",
        "thread",
    )
    for row in rows.values_list(*columns):
        yield _clock(dict(zip(columns, row, strict=True)), kinds, people)


def _clock(row: Mapping[str, Any], kinds: Mapping[str, EventKind], people: PeopleLists) -> _Clock:
    kind = kinds.get(row["kind"] or "")
    person = row["one_merged"] or row["one"]
    groups = {
        "channel": ((kind.channel or NOT_KNOWN) if kind else NOT_KNOWN,),
        "language": (row["language"] or NOT_KNOWN,),
        "need": tuple(row["need_kinds"] or ()) or (NO_NEED,),
        "age": (_age(row["born_on"], row["started_at"], people),),
    }
    return _Clock(row["verdict"] in _KEPT, person or ("thread", row["thread"]), groups)


def _age(born_on: date | None, at: datetime, people: PeopleLists) -> str:
    band = people.age_band(born_on, at.date())
    return band.slug if band else NOT_KNOWN
