"""Who on record may be the same person as somebody else, found without comparing everybody with everybody?

    refresh([person.pk])                    # compare them anew with those who share a number, a home or a day
    strongest(membership, on)[:50]          # the pairs still to be decided, the most alike first
    of_person(person, membership, on)       # those of one file

Two files are compared only where an index finds that they share something; how alike they are is for
`casework.sameness` to say. What somebody decided is not asked again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from kept.casework.sameness import Known, likeness
from kept.store import bulk, keys, seers
from kept.store.models import Likeness, Membership, NotSame, Person

# How many who share one number or home are compared: more share it because it is an office's or a hostel's.
MOST_SHARING = 50
# A whole telephone number is longer than the parts by which it is found too (see `people`).
WHOLE_NUMBER = 8

_SHARING = f"""
SELECT me.id, hit.id
FROM store_person me CROSS JOIN LATERAL (
    (SELECT theirs.person_id AS id
     FROM store_personkey mine JOIN store_personkey theirs
       ON theirs.association_id = mine.association_id AND theirs.sort = mine.sort AND theirs.key = mine.key
     WHERE mine.association_id = kept_association() AND mine.person_id = me.id
       AND (mine.sort = 'email' OR mine.sort = 'phone' AND length(mine.key) >= {WHOLE_NUMBER})
       AND theirs.person_id <> me.id LIMIT {MOST_SHARING})
    UNION
    (SELECT p.id FROM store_personkey theirs
     JOIN store_person p ON p.association_id = theirs.association_id AND p.id = theirs.person_id
     WHERE theirs.association_id = kept_association() AND theirs.sort = 'address'
       AND theirs.key = me.address_key AND p.sound_key = me.sound_key AND me.sound_key <> ''
       AND p.id <> me.id LIMIT {MOST_SHARING})
    UNION
    (SELECT p.id FROM store_person p
     WHERE p.association_id = kept_association() AND p.born_on = me.born_on AND p.sound_key = me.sound_key
       AND me.sound_key <> '' AND p.id <> me.id LIMIT {MOST_SHARING})
) AS hit
WHERE me.association_id = kept_association() AND me.id = ANY(%s)
  AND me.erased_at IS NULL AND me.merged_into_id IS NULL
"""
_AGAIN = (
    "ON CONFLICT (association_id, one_id, other_id) DO UPDATE"
    " SET strength = EXCLUDED.strength, reasons = EXCLUDED.reasons"
)


def known(person: Person) -> Known:
    """The file as it is compared."""
    return Known(
        person.ref,
        sounds=person.sound_key,
        address=person.address_key,
        phones=frozenset(filter(None, map(keys.digits, person.phones))),
        email=keys.email_key(person.email),
        born_on=person.born_on,
        outside=frozenset(filter(None, [person.external_ref])),
    )


def refresh(ids: Collection[int]) -> None:
    """Compare these files with those that share something with them; four queries at most, however many."""
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_SHARING, [list(ids)])
        pairs = sorted({(min(pair), max(pair)) for pair in cursor.fetchall()})
    standing = Person.objects.filter(erased_at=None, merged_into=None)
    rows = standing.in_bulk({each for pair in pairs for each in pair})
    found = {
        (one, other): likeness(known(rows[one]), known(rows[other]))
        for one, other in pairs
        if one in rows and other in rows
    }
    alike = {pair: each for pair, each in found.items() if each.worth_a_look}
    stale = Likeness.objects.filter(Q(one__in=ids) | Q(other__in=ids))
    gone = [id_ for id_, *pair in stale.values_list("id", "one", "other") if tuple(pair) not in alike]
    if gone:
        Likeness.objects.filter(pk__in=gone).delete()
    bulk.insert(
        "store_likeness",
        {"one_id": "bigint", "other_id": "bigint", "strength": "integer", "reasons": "jsonb"},
        [(*pair, each.strength, list(each.reasons)) for pair, each in alike.items()],
        tail=_AGAIN,
    )


def strongest(membership: Membership, on: date) -> QuerySet[Likeness]:
    """The pairs that nobody has decided, the most alike first; none with a file closed to this member."""
    decided = NotSame.objects.filter(
        Q(until__isnull=True) | Q(until__gt=on),
        association=membership.association_id,
        one=OuterRef("one"),
        other=OuterRef("other"),
    )
    rows = Likeness.objects.filter(~Exists(decided), association=membership.association_id)
    closed = seers.seer(membership).closed
    if closed:
        rows = rows.exclude(Q(one__in=closed) | Q(other__in=closed))
    return rows.select_related("one", "other").order_by("-strength", "id")


def of_person(person: Person, membership: Membership, on: date) -> Iterable[tuple[Person, Likeness]]:
    """Who may be the same as this person, the most alike first."""
    rows = strongest(membership, on).filter(Q(one=person) | Q(other=person))[:MOST_SHARING]
    return [(each.other if each.one_id == person.pk else each.one, each) for each in rows]


def told_apart(one: Person, other: Person) -> NotSame | None:
    """What somebody decided about these two, if anybody did."""
    first, second = sorted((one.pk, other.pk))
    return NotSame.objects.filter(association=one.association_id, one=first, other=second).first()
