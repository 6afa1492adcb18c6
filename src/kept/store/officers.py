"""Who has another officer than the one they were last to be told of, and whom is somebody still to tell?

    unsettled(karin, day, 1000)             # people whose officer is not the one noted on their file
    still_to_tell(karin, patch=patch.pk)    # open threads on which somebody is to hear who it is

Only who holds a home counts: tenants, not their children.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from kept.casework.officers import OPENS
from kept.casework.tenancies import HOLDING
from kept.store import bulk
from kept.store.models import Account, Association, Home, Tenancy, Thread

# Of several homes that somebody holds, the latest counts, as for the owner of their contacts.
_NOW = """
SELECT DISTINCT ON (coalesce(whose.merged_into_id, whose.id))
    coalesce(whose.merged_into_id, whose.id) AS person, p.officer_id, t.from_on
FROM store_tenancy t
JOIN store_person whose ON whose.association_id = kept_association() AND whose.id = t.person_id
JOIN store_home h ON h.association_id = kept_association() AND h.id = t.home_id
JOIN store_patch p ON p.association_id = kept_association() AND p.id = h.patch_id
WHERE t.association_id = kept_association() AND t.kind = ANY(%(holding)s)
  AND (t.from_on IS NULL OR t.from_on <= %(day)s) AND (t.to_on IS NULL OR t.to_on >= %(day)s)
  AND (p.ended_on IS NULL OR p.ended_on >= %(day)s)
ORDER BY coalesce(whose.merged_into_id, whose.id), t.from_on DESC NULLS LAST, t.id DESC
"""
_UNSETTLED = f"""
SELECT pr.id, pr.ref, pr.officer_id, pr.officer_at, now.officer_id, now.from_on,
    pr.died_on IS NOT NULL OR pr.erased_at IS NOT NULL
FROM store_person pr LEFT JOIN ({_NOW}) AS now ON now.person = pr.id
WHERE pr.association_id = kept_association() AND pr.merged_into_id IS NULL
  AND (pr.officer_id IS DISTINCT FROM now.officer_id OR (now.person IS NOT NULL AND pr.officer_at IS NULL))
ORDER BY pr.id LIMIT %(limit)s
FOR UPDATE OF pr
"""
_SETTLE = """
    UPDATE store_person AS old SET officer_id = new.officer_id, officer_at = new.at FROM {new}
    WHERE old.association_id = kept_association() AND old.id = new.id
"""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """One person whose officer is not the one on their file. `silent` are those whom nobody writes to any
    more.
    """

    id: int
    ref: str
    known: int | None
    looked_at: datetime | None
    now: int | None
    began_on: date | None
    silent: bool


def unsettled(day: date, limit: int) -> list[Unsettled]:
    """The next so many of them in the active association, held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSETTLED, {"day": day, "limit": limit, "holding": list(HOLDING)})
        return [Unsettled(*row) for row in cursor.fetchall()]


def settle(rows: Collection[Unsettled], at: datetime) -> None:
    """Note on each file who the officer is now."""
    columns = {"id": "bigint", "officer_id": "bigint", "at": "timestamptz"}
    bulk.change(_SETTLE, columns, [(each.id, each.now, at) for each in rows])


def handles(accounts: Collection[int | None]) -> Mapping[int, str]:
    """The handles of these accounts."""
    wanted = {each for each in accounts if each is not None}
    return dict(Account.objects.filter(pk__in=wanted).values_list("pk", "handle")) if wanted else {}


def open_tellings(people: Collection[int]) -> Mapping[int, str]:
    """The thread on which each of these people is still to hear who their officer is."""
    rows = Thread.objects.filter(kind=OPENS, person__in=people, closed_at=None, merged_into=None)
    return {person: ref for person, ref in rows.order_by("-id").values_list("person", "ref") if person}


def still_to_tell(association: Association, day: date, *, patch: int | None = None) -> QuerySet[Thread]:
    """The open threads on which somebody is to hear who their officer is, of a patch or of all."""
    rows = Thread.objects.filter(association=association, kind=OPENS, closed_at=None, merged_into=None)
    if patch is not None:
        homes = Home.objects.filter(association=association, patch=patch)
        lodgers = Tenancy.objects.filter(association=association, home__in=homes, kind__in=HOLDING)
        lodgers = lodgers.exclude(from_on__gt=day).exclude(to_on__lt=day)
        joined = Q(person__in=lodgers.exclude(person__merged_into=None).values("person__merged_into"))
        rows = rows.filter(Q(person__in=lodgers.values("person")) | joined)
    return rows.select_related("person").order_by("id")


def waiting_by_patch(association: Association, day: date) -> Mapping[int, int]:
    """How many people of each patch are still to hear who their officer is; one query."""
    open_ = Thread.objects.filter(association=association, kind=OPENS, closed_at=None, merged_into=None)
    rows = Tenancy.objects.filter(association=association, kind__in=HOLDING, home__patch__isnull=False)
    rows = rows.exclude(from_on__gt=day).exclude(to_on__lt=day)
    rows = rows.annotate(whose=Coalesce("person__merged_into", "person"))
    rows = rows.filter(whose__in=open_.values("person"))
    found = rows.values_list("home__patch").annotate(n=Count("whose", distinct=True)).order_by()
    return {patch: n for patch, n in found if patch is not None}
