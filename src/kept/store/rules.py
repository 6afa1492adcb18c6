"""Which rules does an association have, out of the rulebooks that were loaded for it?

    rules_of(association)               # casework.Rules, for judging
    current(association, at)            # the rulebook in force then; without `at` the newest of all

A version, once loaded, never changes, so what was made of it is kept in this process; each call only asks
which versions there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from kept.casework.rules import Rules, Version
from kept.rulebook import Rulebook, from_compiled
from kept.store.models import Association, RulebookVersion

_COLUMNS = ("id", "sha256", "starts_on", "loaded_at", "corrects_id")
KEPT_RULES, KEPT_RULEBOOKS = 64, 256


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
    rows = RulebookVersion.objects.filter(association=association.pk).order_by("starts_on", "id")
    known = tuple(_Row(*each) for each in rows.values_list(*_COLUMNS))
    if not known:
        raise NoRulebook(
            f"No rulebook is loaded for {association.name}. Run “kept policy load” with its folder."
        )
    return _rules(known)


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
def _rules(rows: tuple[_Row, ...]) -> Rules:
    """One version for each start; those that were put right hang on the one that puts them right."""
    faulty = {row.corrects for row in rows if row.corrects is not None}
    standing = [row for row in rows if row.id not in faulty]
    return Rules(
        tuple(Version.of(_rulebook(row.id, row.sha256), corrected=_corrected(row, rows)) for row in standing)
    )


def _corrected(row: _Row, rows: Sequence[_Row]) -> tuple[tuple[datetime, Version], ...]:
    """What this version put right, newest first: the eldest has the last word on what it had finished."""
    by_id = {each.id: each for each in rows}
    chain: list[tuple[datetime, Version]] = []
    while row.corrects is not None and row.corrects in by_id:
        earlier = by_id[row.corrects]
        chain.append((row.loaded_at, Version.of(_rulebook(earlier.id, earlier.sha256))))
        row = earlier
    return tuple(chain)


@lru_cache(maxsize=KEPT_RULEBOOKS)
def _rulebook(version: int, sha256: str) -> Rulebook:
    """The hash is part of the key: a database set up anew is never taken for the one before."""
    found = RulebookVersion.objects.values_list("compiled", flat=True)
    return from_compiled(found.get(pk=version, sha256=sha256))
