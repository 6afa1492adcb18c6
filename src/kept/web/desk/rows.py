"""What is on the Desk: things to do, who is waiting, what has no next step, who has asked again?

A thread with a promise that is running, or that was broken and has not been made good, is one thing to do,
however many promises it carries. It stands where its most pressing promise stands, by act_by.

Somebody **waits** while a promise of minutes that began with a visitor or a call of today wants keeping. They
stand apart, above everything else, and are not counted a second time below.

What recurs and can wait longer than `FOLDED_AFTER` is folded away until its kind is asked for: a list of
today's work is not the place for next year's review.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from kept.rulebook.model import DUTY_BEGAN
from kept.store import absences, desk
from kept.store.desk import ADRIFT, ASKED, LATE, RUNNING, TO_DO, Counts
from kept.store.models import Clock, Event, EventText, Thread
from kept.store.threads import openings as openings_of
from kept.web.shared.access import Here
from kept.web.shared.paging import Pages

__all__ = [
    "ADRIFT",
    "ASKED",
    "LATE",
    "MINE",
    "RUNNING",
    "TEAM",
    "Counts",
    "Filter",
    "Found",
    "fetch",
    "folds",
    "recurring_kind",
]

SIZE = 40
MINE, TEAM = "mine", "team"
FOLDED_AFTER = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the Desk is narrowed to. Words that name nothing narrow nothing."""

    list: str = ""
    whose: str = ""
    kind: str = ""
    office: str = ""
    when: str = ""

    @classmethod
    def of(cls, here: Here, query: Mapping[str, str]) -> Filter:
        """The filter in the address."""
        allowed: Mapping[str, Collection[str]] = {
            "list": (ADRIFT, ASKED),
            "whose": (MINE, TEAM) if here.membership.team_id else (MINE,),
            "kind": {each.opens for each in here.rulebook.kinds.values() if each.opens},
            "office": {each.slug for each in here.rulebook.association.offices},
            "when": (LATE, RUNNING),
        }
        asked = {name: query.get(name, "") for name in allowed}
        return cls(**{name: value for name, value in asked.items() if value in allowed[name]})

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        named = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Found:
    """What the database gave, in a number of queries that does not grow with the rows."""

    threads: tuple[Thread, ...]
    waiting: tuple[Clock, ...]
    pages: Pages
    counts: Counts
    clocks: Mapping[int, Sequence[Clock]]
    openings: Mapping[int, Event]
    words: Mapping[int, Mapping[str, object]]
    # Who is away, and the name of whoever answers for them.
    away: Mapping[int, str]


def fetch(here: Here, wanted: Filter, query: Mapping[str, str]) -> Found:
    """One page of the list that was asked for, and who is waiting."""
    waiting = desk.waiting(here.membership, here.rulebook, at=here.at, office=wanted.office or None)
    covers = absences.covering(here.association, here.at)
    narrowed = _narrowed(here, wanted, covers) | {"without": {each.thread_id for each in waiting}}
    counts = desk.counts(here.membership, at=here.at, **narrowed)
    total = {"": counts.to_do, ADRIFT: counts.adrift, ASKED: counts.asked}[wanted.list]
    pages = Pages.of({**wanted.query, "page": query.get("page", "1")}, total=total, size=SIZE, most=desk.MOST)
    rows = desk.listed(here.membership, wanted.list or TO_DO, at=here.at, **narrowed)
    threads = tuple(rows[pages.start : pages.stop])
    shown = [*(each.pk for each in threads), *(each.thread_id for each in waiting)]
    openings = openings_of(shown, here.rulebook.kinds)
    texts = EventText.objects.filter(event__in=[each.pk for each in openings.values()], erased_at=None)
    words = {each.event_id: each.words for each in texts}
    names = absences.names_of(covers)
    return Found(threads, waiting, pages, counts, desk.clocks_of(threads), openings, words, names)


def _answered_for(here: Here, covers: Mapping[int, int]) -> Collection[int]:
    return [away for away, cover in covers.items() if cover == here.membership.account_id]


def _narrowed(here: Here, wanted: Filter, covers: Mapping[int, int]) -> dict[str, Any]:
    """The filter as the store takes it."""
    member = here.membership
    recurring = recurring_kind(here) if folds(wanted) else None
    return {
        "folded": (recurring, here.at + FOLDED_AFTER) if recurring else None,
        "kind": wanted.kind or None,
        # What is a colleague's who is away is on the Desk of whoever answers for them, from that minute.
        "owner": {member.account_id, *_answered_for(here, covers)} if wanted.whose == MINE else None,
        "team": member.team_id if wanted.whose == TEAM else None,
        "office": wanted.office or None,
        "when": wanted.when,
    }


def folds(wanted: Filter) -> bool:
    """Whether what can wait is folded away: on the list of things to do, unless something was asked for."""
    return not (wanted.kind or wanted.when or wanted.list)


def recurring_kind(here: Here) -> str | None:
    """The kind of thread that something recurs on, where this association's policy has such."""
    began = here.rulebook.kinds.get(DUTY_BEGAN)
    return began.opens if began else None
