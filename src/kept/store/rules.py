"""Which rules does an association have, out of the rulebooks that were loaded for it?

    rules_of(association)               # casework.Rules, for judging
    current(association, at)            # the rulebook in force then; without `at` the newest of all

A version, once loaded, never changes, so what was made of it is kept in this process; each call only asks
which versions there are, and, in the same query, which closures of an office were entered: they shorten the
hours of every version (see `casework.closing_days`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import JSONObject

from kept.casework.closing_days import Shut, with_shut
from kept.casework.rules import Rules, Version
from kept.rulebook import Rulebook, from_compiled
from kept.store.models import Association, Closing, RulebookVersion

_COLUMNS = ("id", "sha256", "starts_on", "loaded_at", "corrects_id")
KEPT_RULES, KEPT_RULEBOOKS = 64, 256
# Stands for the association where a statement is put together for any.
_WHOSE = -1


class NoRulebook(LookupError):
    """No rulebook is loaded, or none in force yet; the text says what to do."""


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    sha256: str
    starts_on: date
    loaded_at: datetime
    corrects: int | None


def rules_of(association: Association) -> Rules:
    """The rules of the association, which must be active."""
    found = _found(association)
    if not found:
        raise NoRulebook(
            f"No rulebook is loaded for {association.name}. Run “kept policy load” with its folder."
        )
    return _rules(
        tuple(_Row(*each[:-1]) for each in found), tuple(_shut(json.loads(each)) for each in found[-1][-1])
    )


def files_in_force(association: Association, on: date | None = None) -> tuple[str, Mapping[str, str]]:
    """The name of the version that holds on that day, or of the newest one, and its files as loaded."""
    rows = RulebookVersion.objects.filter(association=association.pk).order_by("starts_on", "id")
    standing = rows.exclude(pk__in=rows.exclude(corrects=None).values("corrects"))
    found = (standing.filter(starts_on__lte=on) if on else standing).values_list("sha256", "files").last()
    if found is None and on is not None and standing:
        day = standing[0].starts_on
        raise NoRulebook(
            f"The first rulebook of {association.name} is in force from {day.day} {day:%B %Y}. "
            "Give a later day."
        )
    if found is None:
        raise NoRulebook(
            f"No rulebook is loaded for {association.name}. Run “kept policy load” with its folder."
        )
    return found


def as_entered(association: Association, draft: Rulebook) -> Rulebook:
    """A rulebook that is not loaded, its offices shut as was entered; the association must be active."""
    return with_shut(draft, [_shut(each) for each in _closings(association.pk)])


def book_of(version: int, sha256: str) -> Rulebook:
    """The rulebook of one version that was loaded, as it was loaded."""
    return _rulebook(version, sha256)


def _found(association: Association) -> list[tuple[Any, ...]]:
    statement, values = _statement()
    with connection.cursor() as cursor:
        cursor.execute(statement, [association.pk if each == _WHOSE else each for each in values])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


@lru_cache(maxsize=1)
def _statement() -> tuple[str, tuple[Any, ...]]:
    """What is asked of the database, put together once: every transaction asks it, some several times, and
    to put it together takes Django three times as long as the answer."""
    rows = RulebookVersion.objects.filter(association=_WHOSE).order_by("starts_on", "id")
    asked = rows.values_list(*_COLUMNS, ArraySubquery(_closings(_WHOSE)))
    statement, values = asked.query.sql_with_params()
    return statement, tuple(values)


def _closings(association: int) -> QuerySet[Closing, Any]:
    """Every closure that was not called off before it began."""
    rows = Closing.objects.filter(association=association).order_by("id")
    rows = rows.filter(Q(called_off_at__isnull=True) | Q(called_off_at__gt=F("starts_at")))
    moments = {"starts": "starts_at", "ends": "ends_at", "told": "told_at"}
    return rows.values_list(JSONObject(office="office__slug", **moments), flat=True)


def _shut(found: Mapping[str, str]) -> Shut:
    moments = (datetime.fromisoformat(found[each]).astimezone(UTC) for each in ("starts", "ends", "told"))
    return Shut(found["office"], *moments)


def current(association: Association, at: datetime | None = None) -> Rulebook:
    """The rulebook in force at `at`, or the newest one."""
    rules = rules_of(association)
    version = rules.versions[-1] if at is None else rules.when(at)
    if version is None:
        first = rules.versions[0].rulebook.starts_on
        raise NoRulebook(
            f"The first rulebook of {association.name} is in force from {first.day} {first:%B %Y}."
        )
    return version.rulebook


@lru_cache(maxsize=KEPT_RULES)
def _rules(rows: tuple[_Row, ...], shut: tuple[Shut, ...] = ()) -> Rules:
    """One version for each start; those that were put right hang on the one that puts them right."""
    faulty = {row.corrects for row in rows if row.corrects is not None}
    standing = [row for row in rows if row.id not in faulty]
    return Rules(
        tuple(Version.of(_opening(row, shut), corrected=_corrected(row, rows, shut)) for row in standing)
    )


def _opening(row: _Row, shut: tuple[Shut, ...]) -> Rulebook:
    """The rulebook of that row, its offices shut as was entered."""
    return with_shut(_rulebook(row.id, row.sha256), shut)


def _corrected(
    row: _Row, rows: Sequence[_Row], shut: tuple[Shut, ...]
) -> tuple[tuple[datetime, Version], ...]:
    """What this version put right, newest first: the eldest has the last word on what it had finished."""
    by_id = {each.id: each for each in rows}
    chain: list[tuple[datetime, Version]] = []
    while row.corrects is not None and row.corrects in by_id:
        earlier = by_id[row.corrects]
        chain.append((row.loaded_at, Version.of(_opening(earlier, shut))))
        row = earlier
    return tuple(chain)


@lru_cache(maxsize=KEPT_RULEBOOKS)
def _rulebook(version: int, sha256: str) -> Rulebook:
    """The hash is part of the key: a database set up anew is never taken for the one before."""
    found = RulebookVersion.objects.values_list("compiled", flat=True)
    return from_compiled(found.get(pk=version, sha256=sha256))
