"""What does the exchange register hold, who fits whom, what was advertised, and what became of each match?

looking(karin)                  # every entry of somebody who still looks
shown(karin)                    # those that may be shown to others, without a name
matched(visible_to(member))     # who was told of whom, and how far they are
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from kept.casework.matching import Entry
from kept.store.models import Association, Case, SwapAdvert, SwapEntry, SwapMatch, Thread
from kept.store.moves import EXCHANGE

LOOKING = "looking"


def entry_of(row: SwapEntry) -> Entry:
    """The row as a value."""
    return Entry(
        row.ref,
        row.area,
        row.bedrooms,
        tuple(row.has),
        tuple(row.wants_areas),
        row.wants_least,
        row.wants_most,
        tuple(row.needs),
        row.may_be_shown,
        row.may_be_told,
    )


def looking(here: Association) -> QuerySet[SwapEntry]:
    """The entries of all who still look for somebody."""
    cases = Case.objects.filter(association=here, type=EXCHANGE, state=LOOKING, ended=False)
    rows = SwapEntry.objects.filter(association=here, thread__in=cases.values("thread"))
    return rows.select_related("thread", "thread__person", "thread__person__merged_into").order_by(
        "registered_at", "id"
    )


def shown(here: Association) -> list[SwapEntry]:
    """What may be shown to others: those who allowed it, and nobody who has died."""
    rows = looking(here).filter(may_be_shown=True)
    return [each for each in rows if each.thread.person is None or each.thread.person.stands.died_on is None]


def of_thread(here: Association, thread: int) -> SwapEntry | None:
    """The entry that belongs to this contact."""
    return SwapEntry.objects.filter(association=here, thread=thread).select_related("thread").first()


def told_of(here: Association) -> dict[int, set[str]]:
    """Of whom each entry was told already: references by the id of the entry."""
    found: dict[int, set[str]] = {}
    rows = SwapMatch.objects.filter(association=here).values_list("one", "one__ref", "two", "two__ref")
    for one, one_ref, two, two_ref in rows:
        found.setdefault(one, set()).add(two_ref)
        found.setdefault(two, set()).add(one_ref)
    return found


@dataclass(frozen=True, slots=True)
class Matched:
    """Two who were told of one another, what each said, and how far they are."""

    row: SwapMatch
    states: tuple[str, str]

    @property
    def how_far(self) -> str:
        """One word: swapped, asked, both, one, told, or over where one of them does not want to."""
        said = list(self.row.said.values())
        if "swapped" in self.states:
            return "swapped"
        if any(each not in (LOOKING, "left", "withdrawn", "") for each in self.states):
            return "asked"
        if False in said or "left" in self.states:
            return "over"
        return {0: "told", 1: "one"}.get(len(said), "both")


def matched(here: Association, threads: QuerySet[Thread, Any]) -> tuple[Matched, ...]:
    """Every match of which one side may be seen, the newest first."""
    rows = SwapMatch.objects.filter(association=here).filter(
        Q(one__thread__in=threads) | Q(two__thread__in=threads)
    )
    found = list(rows.select_related("one", "two", "one__thread", "two__thread").order_by("-id")[:100])
    both = {each for row in found for each in (row.one.thread_id, row.two.thread_id)}
    cases = Case.objects.filter(association=here, type=EXCHANGE, thread__in=both)
    state = dict(cases.values_list("thread", "state"))
    return tuple(
        Matched(each, (state.get(each.one.thread_id, ""), state.get(each.two.thread_id, "")))
        for each in found
    )


def adverts(here: Association) -> list[SwapAdvert]:
    """When and where the register was advertised, the newest first."""
    return list(SwapAdvert.objects.filter(association=here).order_by("-on", "-id")[:50])
