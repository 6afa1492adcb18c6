"""What may the names in a rulebook mean, and what has been read of it so far?

    context = Context(association, kinds, own)
    context.owners()       ->  every word for an owner: roles, teams, job titles, addressee, anyone

One context serves all that is read of one policy; what is common to all houses is read in one of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kept.rulebook.association import OwnNumber
from kept.rulebook.entry import Entry
from kept.rulebook.model import POLICY, ROLES, Association, EventKind, Field

ADDRESSEE, ANYONE = "addressee", "anyone"
REASON = "reason"


@dataclass
class Context:
    """What the names in a promise may mean, and which clauses and promises there are so far."""

    association: Association
    kinds: Mapping[str, EventKind]
    own: Mapping[str, OwnNumber]
    places: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    entries: dict[str, Entry] = field(default_factory=dict)
    measured: dict[str, Entry] = field(default_factory=dict)
    # Clauses that stand against a law, which is read after them.
    conflicting: dict[str, Entry] = field(default_factory=dict)
    source: str = POLICY
    rooms: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    # What a room names and only the whole rulebook has: where, at which key, its name, and what it is.
    awaited: list[tuple[Entry, str, str, str]] = field(default_factory=list)
    # The keepers of each sort, by the sort; asked for only when the rooms have been read.
    keepers: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """The word before the colon of every clause id here."""
        return self.association.slug if self.source == POLICY else self.source

    @cached_property
    def alike(self) -> Mapping[str, tuple[str, ...]]:
        """The kinds that count as another, by that other."""
        found: dict[str, tuple[str, ...]] = {}
        for each in self.kinds.values():
            if each.counts_as is not None:
                found[each.counts_as] = (*found.get(each.counts_as, ()), each.name)
        return found

    def owners(self) -> list[str]:
        """Every word for an owner: whom it was for, whoever is nearest, a role, a team or a job."""
        jobs = [hyphened(title) for title, _ in self.association.roles]
        return [ADDRESSEE, ANYONE, *ROLES, *(slug for slug, _ in self.association.teams), *jobs]

    def pause_reasons(self) -> list[str]:
        """The reasons that events which pause may give."""
        fields = [kind.field(REASON) for kind in self.kinds.values() if kind.acts == "pause"]
        return [slug for each in fields if each for slug, _ in each.choices]


def counting_fields(kinds: Iterable[str], name: str, context: Context) -> list[Field]:
    """That field of each of the kinds which has it and lets it count."""
    found = (context.kinds[kind].field(name) for kind in kinds)
    return [each for each in found if each is not None and each.counts]


def counting_names(kinds: Iterable[str], context: Context) -> list[str]:
    """The names of every field of those kinds that counts."""
    return sorted({each.name for kind in kinds for each in context.kinds[kind].fields if each.counts})


def hyphened(words: str) -> str:
    return "-".join(words.lower().split())
