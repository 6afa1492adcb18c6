"""How do one's other associations stand in the same period?

One row for each, under its own row-level security, with the same headline and denominator; who works at one
association sees none.
"""

from __future__ import annotations

from django.urls import reverse

from kept.casework.permissions import Permission, may
from kept.store import figures, tenancy
from kept.store.accounts import membership_of
from kept.web.performance.periods import ALL, Period
from kept.web.performance.present import Elsewhere
from kept.web.performance.totals import headline, in_headline
from kept.web.shared.access import Here
from kept.web.shared.shares import Counts


def others(here: Here, period: Period) -> tuple[Elsewhere, ...]:
    """The figures of every other association at which this person may see them."""
    today = here.calendar.local(here.at).date()
    found = []
    for place in here.places:
        if place.slug == here.slug or not any(may(role, Permission.FIGURES) for role in place.roles):
            continue
        with tenancy.association(place.slug) as there:
            membership = membership_of(here.membership.account, on=today)
            if membership is None:
                continue
            since = there.go_live if period.slug == ALL else period.since
            found_there = figures.performance(there, membership, since, period.until, times=False)
        total = Counts.of(in_headline(found_there, here.rulebook))
        address = f"{reverse('performance', args=[place.slug])}?{period.query}"
        found.append(Elsewhere(place.name, address, headline(total)))
    return tuple(found)
