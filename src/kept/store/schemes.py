"""Which schemes are there, which homes do they touch, and which of those have heard nothing for too long?

Everything runs inside `tenancy.association(…)`.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, QuerySet

from kept.casework import schemes as deciding
from kept.store.models import Association, Scheme, SchemeHome


def all_of(association: Association) -> QuerySet[Scheme]:
    """Every scheme, what is still to come first; with `homes` and `asked`, how many there are of each."""
    homes = SchemeHome.objects.filter(association=association).values("scheme")
    counted = {
        each["scheme"]: (each["n"], each["asked"])
        for each in homes.annotate(n=Count("id"), asked=Count("id", filter=Q(asked_on__isnull=False)))
    }
    rows = Scheme.objects.filter(association=association).order_by("finished_on", "begins_on", "title")
    for each in rows:
        each.homes, each.asked = counted.get(each.pk, (0, 0))  # type: ignore[attr-defined]
    return rows


def homes_of(scheme: Scheme) -> list[SchemeHome]:
    """The homes that it touches, by address."""
    rows = SchemeHome.objects.filter(association=scheme.association_id, scheme=scheme)
    return list(rows.select_related("home").order_by("home__address_key", "id"))


def scheme_of(scheme: Scheme) -> deciding.Scheme:
    """The scheme, as it is decided about."""
    return deciding.Scheme(scheme.sort, scheme.what, scheme.dates, scheme.begins_on)


def touched(row: SchemeHome) -> deciding.Touched:
    """One home, as it is decided about."""
    return deciding.Touched(str(row.home), row.effect, row.asked_on, row.heard_on)


def unheard(scheme: Scheme, homes: list[SchemeHome], on: date) -> list[SchemeHome]:
    """While the work goes on, the homes that have heard nothing since the last point at which they should."""
    if scheme.sort != deciding.WORKS or scheme.begins_on is None or scheme.finished_on is not None:
        return []
    if scheme.settled_on is None or scheme.begins_on > on:
        return []
    begins, weeks = scheme.begins_on, scheme.every_weeks
    return [each for each in homes if deciding.without_word([touched(each)], begins, weeks, on)]
