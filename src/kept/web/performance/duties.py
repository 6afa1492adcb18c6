"""How do the duties stand: what is due next, what was done in time, what was overdue when counting began?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.permissions import Permission
from kept.store.figures import Figure
from kept.store.recurring import Recurring
from kept.web.performance.behind import Behind
from kept.web.performance.rows import note_of, unmeasured_words
from kept.web.shared.access import Here
from kept.web.shared.promising import promise_name
from kept.web.shared.shares import Counts
from kept.web.shared.words import day_words, due_day


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One duty. `found_overdue` is listed apart: it counts in no figure."""

    clause: str
    name: str
    address: str
    note: str
    share: str
    fraction: str
    measured: bool
    next_due: str
    late: bool
    last_done: str
    running: str
    found_overdue: str
    broken: str
    cases: str


def duty_rows(here: Here, found: Behind, figures: Mapping[str, Figure], more: str) -> tuple[DutyRow, ...]:
    """Every duty that has begun here, in the order of the document."""
    return tuple(
        _row(here, clause, found.duties.get(clause), figures.get(clause), more)
        for clause in here.rulebook.duties
        if clause in found.duties or clause in figures
    )


def _row(here: Here, clause: str, stands: Recurring | None, figure: Figure | None, more: str) -> DutyRow:
    counts = Counts.of([figure] if figure else [])
    known = here.rulebook.clause_by_id[clause]
    next_due = stands.next_due if stands else None
    last_done = stands.last_done if stands else None
    year = here.calendar.local(here.at).year
    cases = reverse("performance-clause", args=[here.slug, clause])
    return DutyRow(
        clause=clause,
        name=promise_name(known.promise, clause),
        address=reverse("clauses-one", args=[here.slug, clause]),
        note=note_of(known),
        share=counts.share,
        fraction=counts.fraction or unmeasured_words(counts),
        measured=bool(counts.counted),
        next_due=day_words(due_day(next_due, here.calendar), year) if next_due else "",
        late=bool(stands and stands.late),
        last_done=day_words(here.calendar.local(last_done).date(), year) if last_done else _("Not yet"),
        running=f"{stands.running:,}" if stands else "0",
        found_overdue=f"{stands.found_overdue:,}" if stands else "0",
        broken=f"{counts.broken:,}",
        cases=f"{cases}?{more}" if counts.anything and here.may(Permission.SEE) else "",
    )
