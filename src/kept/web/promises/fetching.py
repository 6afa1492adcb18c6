"""What of an association's promises is told to anybody, for a quarter?

    with promised(request, "karin") as found:
        found.told["karin:letters.1"]      # Told("told", 50, 47)

Every form of the page is made of this: the page itself, the frame, the sheets of paper and the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpRequest

from kept.casework.in_public import APOLOGY, Number, Told, of_nobody, public_promises, tell, together
from kept.rulebook.headings import Together, by_heading
from kept.rulebook.letterheads import Letterhead, letterhead_of
from kept.rulebook.model import Rulebook
from kept.store import in_public, rules, tenancy
from kept.store.in_public import Changes, InPublic, Plans
from kept.store.models import Association


@dataclass(frozen=True, slots=True)
class Promised:
    """One association's promises in one quarter. `quarter` is None while none is over since it began."""

    here: Association
    rulebook: Rulebook
    paper: Letterhead
    today: date
    quarter: InPublic | None
    quarters: tuple[tuple[date, date], ...]
    headings: tuple[Together, ...]
    told: Mapping[str, Told]
    apology: Told | None
    changes: Changes
    plans: Plans
    loaded_at: datetime

    @property
    def total(self) -> Number:
        """All that is told, together."""
        return together(self.told.values())

    @property
    def final(self) -> bool:
        """Whether nothing of these numbers changes any more."""
        return self.quarter is not None and self.quarter.published_at is not None

    @property
    def changed_at(self) -> datetime | None:
        """When any of it last changed; None while it may change at any moment."""
        if self.quarter is None or self.quarter.published_at is None:
            return None
        known = (self.quarter.published_at, self.loaded_at, self.changes.made_at, self.plans.changed_at)
        return max(each for each in known if each is not None)


@contextmanager
def promised(request: HttpRequest, slug: str) -> Iterator[Promised]:
    """What is told of the quarter that the address names, or of the last that is over; else 404."""
    at: datetime = request.at  # type: ignore[attr-defined]
    try:
        with tenancy.association(slug) as here:
            yield _promised(here, rules.current(here, at), at, request.GET.get("quarter", ""))
    except (Association.DoesNotExist, rules.NoRulebook):
        raise Http404 from None


def _promised(here: Association, rulebook: Rulebook, at: datetime, asked: str) -> Promised:
    today = rulebook.calendar_for().local(at).date()
    quarters = in_public.quarters(here, today)
    found = None
    if span := _chosen(quarters, asked):
        found = in_public.counted(here, *span)
    numbers = found.numbers if found is not None else {}
    clauses = public_promises(rulebook, today)
    told = tell(numbers, clauses, nobody=of_nobody(rulebook))
    apology = tell(numbers, [APOLOGY])[APOLOGY] if APOLOGY in rulebook.promises else None
    return Promised(
        here,
        rulebook,
        letterhead_of(rulebook),
        today,
        found,
        quarters,
        by_heading(rulebook, clauses),
        told,
        apology,
        in_public.changes(here),
        in_public.plans(here),
        in_public.loaded_at(here, rulebook.version),
    )


def _chosen(quarters: tuple[tuple[date, date], ...], asked: str) -> tuple[date, date] | None:
    """The quarter that begins on that day. One that nobody offers is no page, so that none is made up."""
    if not asked:
        return quarters[0] if quarters else None
    found = next((each for each in quarters if each[0].isoformat() == asked), None)
    if found is None:
        raise Http404
    return found
