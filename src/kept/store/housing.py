"""Who lives where, on whose patch, and what of it does the housing system see otherwise?

    patch_of(person.pk, day)                # the Patch of the home where they live on that day, or None
    household(person.pk, day)               # the people who live there with them
    hands_of([person.pk], karin, at)        # {person: PatchHands}: who answers for each patch at that moment
    homes_like("14 mill", karin)            # homes by how address or postcode begin

The number of queries does not grow with the people asked about. Everything runs inside
`tenancy.association(…)`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Q, QuerySet

from kept.casework.owning import PatchHands
from kept.casework.permissions import ROLES, Permission, may
from kept.casework.tenancies import HOLDING, LIVING, runs
from kept.store import absences, kept_addresses, keys
from kept.store.models import Association, Home, Patch, Person, Tenancy

_END = chr(0x10FFFF)

# The home that counts of several: one that they hold before one where they only live, then the latest.
_PATCHES = """
SELECT DISTINCT ON (whose.person) whose.person, p.id
FROM (
    SELECT id AS person, id FROM store_person
    WHERE association_id = kept_association() AND id = ANY(%(people)s)
    UNION ALL SELECT merged_into_id, id FROM store_person
    WHERE association_id = kept_association() AND merged_into_id = ANY(%(people)s)
) AS whose
JOIN store_tenancy t ON t.association_id = kept_association() AND t.person_id = whose.id
JOIN store_home h ON h.association_id = kept_association() AND h.id = t.home_id
JOIN store_patch p ON p.association_id = kept_association() AND p.id = h.patch_id
WHERE t.kind = ANY(%(living)s) AND (t.from_on IS NULL OR t.from_on <= %(day)s)
  AND (t.to_on IS NULL OR t.to_on >= %(day)s) AND (p.ended_on IS NULL OR p.ended_on >= %(day)s)
ORDER BY whose.person, (t.kind = ANY(%(holding)s)) DESC, t.from_on DESC NULLS LAST, t.id DESC
"""

# Whether an account has something to do with a person, or with the home where they live: see `models.safe`.
_TIED = """
SELECT FROM store_connection tie
WHERE tie.association_id = kept_association() AND tie.account_id = hand.account AND tie.to_on IS NULL
  AND (tie.person_id = asked.person OR tie.home_id IN (
      SELECT at.home_id FROM store_tenancy at WHERE at.association_id = kept_association()
        AND at.person_id = asked.person AND (at.to_on IS NULL OR at.to_on >= tie.from_on)
  ))
"""

# The same with who looks after the patch: those who work here and may take it on, each with their team and
# whether they are away. Who is tied to the person is left out: nothing of theirs may be given to them.
_HANDS = f"""
WITH lives AS ({_PATCHES}), asked AS (
    SELECT lives.person, p.officer_id, p.deputy_id, p.team_id FROM lives
    JOIN store_patch p ON p.association_id = kept_association() AND p.id = lives.id
)
SELECT asked.person, asked.team_id, hand.account = asked.officer_id, hand.account, member.team_id,
    EXISTS (
        SELECT FROM store_absence b WHERE b.association_id = kept_association()
          AND b.account_id = hand.account AND b.from_at <= %(at)s AND (b.to_at IS NULL OR b.to_at > %(at)s)
    )
FROM asked
CROSS JOIN LATERAL (SELECT DISTINCT unnest(ARRAY[asked.officer_id, asked.deputy_id]) AS account) AS hand
CROSS JOIN LATERAL (
    SELECT m.team_id FROM store_membership m JOIN store_account a ON a.id = m.account_id AND a.is_active
    WHERE m.association_id = kept_association() AND m.account_id = hand.account
      AND m.role = ANY(%(roles)s) AND m.from_on <= %(day)s AND (m.to_on IS NULL OR m.to_on >= %(day)s)
    ORDER BY m.from_on DESC, m.id DESC LIMIT 1
) AS member
WHERE NOT EXISTS ({_TIED})
"""
_MAY_RECORD = sorted(slug for slug in ROLES if may(slug, Permission.RECORD))


def today(association: Association, at: datetime) -> date:
    """The local day of the association at that moment."""
    return at.astimezone(ZoneInfo(association.zone)).date()


def patch_of(person: int, day: date) -> Patch | None:
    """The patch of the home where this person lives on that day, with its officer and deputy."""
    return patches_of([person], day).get(person)


def patches_of(people: Collection[int], day: date) -> Mapping[int, Patch]:
    """The same for many; two queries."""
    found = _lives(people, day)
    rows = Patch.objects.select_related("officer", "deputy", "team", "office").in_bulk(list(found.values()))
    return {person: rows[patch] for person, patch in found.items()}


def _lives(people: Collection[int], day: date) -> dict[int, int]:
    if not people:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PATCHES, _named(people, day))
        return dict(cursor.fetchall())


def _named(people: Collection[int], day: date) -> dict[str, Any]:
    return {"people": list(people), "day": day, "living": list(LIVING), "holding": list(HOLDING)}


def hands_of(people: Collection[int], association: Association, at: datetime) -> Mapping[int, PatchHands]:
    """Who answers for the patch of each of these people; one query, and those of cover where all are away."""
    if not people:
        return {}
    params = _named(people, today(association, at)) | {"roles": _MAY_RECORD, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_HANDS, params)
        rows = cursor.fetchall()
    found: dict[int, PatchHands] = {}
    for person, team, is_officer, account, own_team, away in rows:
        before = found.get(person, PatchHands(team=team))
        found[person] = replace(
            before,
            officer=account if is_officer else before.officer,
            deputy=before.deputy if is_officer else account,
            away=before.away | ({account} if away else set()),
            teams={**before.teams, account: own_team} if own_team else before.teams,
        )
    nobody = {account for each in found.values() if each.answers() is None for account in each.away}
    covers = absences.stand_ins(association, nobody, at) if nobody else {}
    return {person: replace(hands, stand_ins=covers) for person, hands in found.items()} if covers else found


def household(person: int, day: date) -> tuple[Person, ...]:
    """Who lives at the same home as this person on that day, besides them: those whose file stands."""
    return tuple(dict.fromkeys(each.person for each in living_with(person, day)))


def living_with(person: int, day: date) -> tuple[Tenancy, ...]:
    """The same as tenancies, each with its person and home."""
    homes = _running(day).filter(Q(person=person) | Q(person__merged_into=person), kind__in=LIVING)
    rows = _running(day).filter(home__in=homes.values("home"), kind__in=LIVING)
    rows = rows.exclude(Q(person=person) | Q(person__merged_into=person)).filter(person__merged_into=None)
    return tuple(rows.select_related("person", "home").order_by("home", "from_on", "id"))


def _running(day: date) -> QuerySet[Tenancy]:
    begun = Q(from_on__isnull=True) | Q(from_on__lte=day)
    rows = Tenancy.objects.filter(begun, Q(to_on__isnull=True) | Q(to_on__gte=day))
    return kept_addresses.without_hidden(rows)


@dataclass(frozen=True, slots=True)
class Lodging:
    """One tenancy, and whether it runs on the day that was asked about."""

    tenancy: Tenancy
    runs: bool


def tenancies_of(person: int, day: date) -> tuple[Lodging, ...]:
    """Where this person lives and lived, now before then, the latest first."""
    rows = Tenancy.objects.filter(Q(person=person) | Q(person__merged_into=person))
    rows = kept_addresses.without_hidden(rows)
    return _lodgings(rows.select_related("home", "home__patch"), day)


def lodgers_of(home: int, day: date) -> tuple[Lodging, ...]:
    """Who lives and lived at this home, now before then, the latest first."""
    rows = kept_addresses.without_hidden(Tenancy.objects.filter(home=home))
    return _lodgings(rows.select_related("person"), day)


def _lodgings(rows: QuerySet[Tenancy], day: date) -> tuple[Lodging, ...]:
    found = [Lodging(each, runs(each.from_on, each.to_on, day)) for each in rows.order_by("id")]
    found.sort(key=lambda each: each.tenancy.from_on or date.min, reverse=True)
    return tuple(sorted(found, key=lambda each: not each.runs))


def homes_like(typed: str, association: Association, limit: int = 50) -> tuple[Home, ...]:
    """The homes whose address or postcode begins like this, or that have just this reference."""
    found: dict[int, Home] = {}
    key, postcode = keys.address_key(typed), postcode_key(typed)
    rows = Home.objects.filter(association=association).select_related("patch")
    searches = [rows.filter(Q(external_ref=typed.strip()) | Q(ref=typed.strip().upper()))]
    if key:
        searches.append(
            rows.filter(address_key__gte=key, address_key__lt=key + _END).order_by("address_key", "id")
        )
    if postcode:
        searches.append(
            rows.filter(postcode_key__gte=postcode, postcode_key__lt=postcode + _END).order_by(
                "postcode_key", "address_key", "id"
            )
        )
    for search in searches:
        for home in search[:limit]:
            found.setdefault(home.pk, home)
    return tuple(found.values())[:limit]


def postcode_key(text: str) -> str:
    """The postcode as it is compared: small letters and digits without a blank."""
    return keys.folded(text).replace(" ", "")[:20]


def patches(association: Association, day: date) -> QuerySet[Patch]:
    """The patches that there are on that day, each with how many `homes` it has."""
    rows = Patch.objects.filter(association=association).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=day)
    )
    rows = rows.select_related("officer", "deputy", "team", "office")
    return rows.order_by("name", "id")


def homes_in(patches: Iterable[Patch], day: date) -> Mapping[int, int]:
    """How many homes each of these patches has on that day."""
    there = Q(ended_on__isnull=True) | Q(ended_on__gte=day)
    rows = Home.objects.filter(there, patch__in=[each.pk for each in patches])
    return dict(rows.values_list("patch").annotate(n=Count("id")).order_by())


def without_a_patch(association: Association, day: date) -> int:
    """How many homes nobody looks after."""
    there = Q(ended_on__isnull=True) | Q(ended_on__gte=day)
    return Home.objects.filter(there, association=association, patch__isnull=True).count()
