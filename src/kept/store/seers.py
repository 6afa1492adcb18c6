"""What decides what a member of staff may see: their role, team, whom they are connected with?

    seer(membership).closed         # frozenset({17}): customers whose file is not theirs to open

It is found out with the membership, so that asking costs no query of its own on any page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, F, QuerySet
from django.db.models.expressions import RawSQL

from kept.casework.visibility import Seer, safeguards
from kept.store.models import Membership

# Whom an account is tied to: people by themselves or as those who have lived at a home since the tie began
# (a tenancy may have its end before it, and moving out ends no tie), and every file that was joined with one
# of theirs.
_CLOSED = """ARRAY(
    WITH tied AS (
        SELECT tie.person_id AS id FROM store_connection AS tie
        WHERE tie.association_id = kept_association() AND tie.account_id = store_membership.account_id
            AND tie.to_on IS NULL AND tie.person_id IS NOT NULL
        UNION
        SELECT living.person_id FROM store_connection AS tie
        JOIN store_tenancy AS living ON living.association_id = tie.association_id
            AND living.home_id = tie.home_id AND (living.to_on IS NULL OR living.to_on >= tie.from_on)
        WHERE tie.association_id = kept_association() AND tie.account_id = store_membership.account_id
            AND tie.to_on IS NULL AND tie.home_id IS NOT NULL
    ), whole AS (
        SELECT tied.id FROM tied
        UNION
        SELECT one.merged_into_id FROM store_person AS one JOIN tied ON tied.id = one.id
        WHERE one.association_id = kept_association() AND one.merged_into_id IS NOT NULL
    )
    SELECT whole.id FROM whole
    UNION
    SELECT one.id FROM store_person AS one JOIN whole ON whole.id = one.merged_into_id
    WHERE one.association_id = kept_association() AND one.merged_into_id IS NOT NULL
)"""
_KNOWN = "closed_people"


def knowing(rows: QuerySet[Membership]) -> QuerySet[Membership]:
    """The memberships, each with whom it is connected with, in the same query."""
    closed = RawSQL(_CLOSED, [], output_field=ArrayField(BigIntegerField()))
    return rows.annotate(**{_KNOWN: closed}).select_related("association", "account")


def seer(membership: Membership) -> Seer:
    """What this member is, as `casework.visibility` asks for it."""
    known: Iterable[int] | None = getattr(membership, _KNOWN, None)
    if known is None:
        rows = knowing(Membership.objects.filter(pk=membership.pk))
        known = rows.values_list(_KNOWN, flat=True).first() or ()
        setattr(membership, _KNOWN, known)
    leads = membership.association.safeguarding
    return Seer(
        account=membership.account_id,
        role=membership.role,
        team=membership.team_id,
        safeguards=safeguards(leads, role=membership.role, handle=membership.account.handle),
        closed=frozenset(known),
    )


def tied_to(people: Iterable[int]) -> Mapping[int, set[int]]:
    """Which accounts are connected with each of these customers, or with a home where they lived since."""
    wanted = list(people)
    found: dict[int, set[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TIED, {"people": wanted})
        for person, account in cursor.fetchall():
            found.setdefault(person, set()).add(account)
    return found


_TIED = """
    SELECT tie.person_id, tie.account_id FROM store_connection AS tie
    WHERE tie.association_id = kept_association() AND tie.to_on IS NULL AND tie.person_id = ANY(%(people)s)
    UNION
    SELECT living.person_id, tie.account_id FROM store_tenancy AS living
    JOIN store_connection AS tie ON tie.association_id = living.association_id
        AND tie.home_id = living.home_id AND tie.to_on IS NULL
        AND (living.to_on IS NULL OR living.to_on >= tie.from_on)
    WHERE living.association_id = kept_association()
        AND living.person_id = ANY(%(people)s)
"""


def leads(rows: QuerySet[Membership], safeguarding: Iterable[str]) -> list[Membership]:
    """Of these, who leads on safeguarding, in the order in which the association names them."""
    named = {each: place for place, each in enumerate(safeguarding)}
    found = rows.filter(role__in=named) | rows.filter(account__handle__in=named)
    ordered = found.select_related("account").annotate(handle=F("account__handle")).order_by("id")
    unique = {each.account_id: each for each in ordered}
    place = len(named)
    return sorted(
        unique.values(),
        key=lambda each: min(named.get(each.account.handle, place), named.get(each.role, place)),
    )
