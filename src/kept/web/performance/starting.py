"""What was overdue already on the day on which Kept came?

It is in no figure and nobody's failing now, and is to be put right all the same: so it is named beside them.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework.permissions import Permission
from kept.store import starting
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.promising import promise_name
from kept.web.shared.words import day_words


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """One promise, and how many of it were overdue then."""

    name: str
    clause: str
    address: str
    number: str
    left: str


@dataclass(frozen=True, slots=True)
class StartPage:
    """What was found overdue at the start; `address` leads to the contacts, for those who see the list."""

    says: str
    rows: tuple[OverdueRow, ...]
    address: str
    back: str


def at_the_start(request: HttpRequest, here: Here) -> HttpResponse:
    """What was overdue at the start, by promise, in the order of the policy."""
    found = starting.found_overdue(here.association, here.membership).order_by().values_list("promise")
    counts = {
        clause: (number, left)
        for clause, number, left in found.annotate(
            number=Count("id"), left=Count("id", filter=Q(ended_at__isnull=True))
        )
    }
    place = {clause: number for number, clause in enumerate(here.rulebook.promises)}
    view = StartPage(
        says=_says(here, sum(number for number, _left in counts.values())),
        rows=tuple(
            _row(here, clause, *counts[clause])
            for clause in sorted(counts, key=lambda each: (place.get(each, len(place)), each))
        ),
        address=f"{reverse('differences', args=[here.slug])}#overdue" if here.may(Permission.HOUSING) else "",
        back=reverse("performance", args=[here.slug]),
    )
    return page(request, "performance/start.html", view, title=_("Found overdue at the start"), here=here)


def _says(here: Here, total: int) -> str:
    day = day_words(here.association.go_live)
    if not total:
        return _("Nothing was overdue on %(day)s, the day from which Kept counts.") % {"day": day}
    return ngettext(
        "%(n)s promise was due before %(day)s, the day from which Kept counts, and had not been done.",
        "%(n)s promises were due before %(day)s, the day from which Kept counts, and had not been done.",
        total,
    ) % {"n": f"{total:,}", "day": day}


def _row(here: Here, clause: str, number: int, left: int) -> OverdueRow:
    promise = here.rulebook.promises.get(clause)
    return OverdueRow(
        promise_name(promise, clause) if promise is not None else clause,
        clause,
        reverse("clauses-one", args=[here.slug, clause]),
        f"{number:,}",
        f"{left:,}" if left else _("none"),
    )
