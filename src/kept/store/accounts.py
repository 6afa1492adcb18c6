"""At which associations does an account belong, and as what?

memberships_of(account, on=today)       # before any association is active: what to choose from
membership_of(account, on=today)        # in the active one; None for whoever does not belong there
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from kept.casework.permissions import ROLES, Permission, may
from kept.store import seers
from kept.store.models import Account, Association, Membership, Thread


@dataclass(frozen=True, slots=True)
class Belonging:
    """One membership: the association, its id and the role there."""

    association: Association
    role: str
    membership: int

    @property
    def slug(self) -> str:
        """The association's name in addresses."""
        return self.association.slug

    @property
    def name(self) -> str:
        """The association's name for people."""
        return self.association.name


_BELONGS = """
    SELECT held.id AS membership, held.role, store_association.*
    FROM kept_memberships(%s, %s) AS held JOIN store_association ON store_association.id = held.association_id
    ORDER BY store_association.name, store_association.id, held.id
"""


def memberships_of(account: Account, on: date) -> list[Belonging]:
    """Every membership of the account on that day, by the association's name. Needs no active association."""
    found = Association.objects.raw(_BELONGS, [account.pk, on])
    return [Belonging(each, each.role, each.membership) for each in found]  # type: ignore[attr-defined]


def membership_of(account: Account, on: date) -> Membership | None:
    """Its membership of the active association on that day: the one begun last, if it has several."""
    rows = Membership.objects.filter(account=account.pk, from_on__lte=on)
    rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=on))
    rows = seers.knowing(rows).select_related("association", "account", "team", "office")
    return rows.order_by("from_on", "id").last()


def colleagues(on: date) -> list[Membership]:
    """Who works at the active association on that day and may record, by name; each once."""
    rows = Membership.objects.filter(from_on__lte=on, account__is_active=True)
    rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=on), role__in=_RECORDING)
    latest = {each.account_id: each for each in rows.select_related("account").order_by("from_on", "id")}
    return sorted(latest.values(), key=lambda each: (each.account.name.casefold(), each.account.handle))


def people_at(association: Association, on: date) -> list[Membership]:
    """Everybody who works at the active association on that day, by name; each once, as the latest."""
    rows = Membership.objects.filter(association=association, from_on__lte=on, account__is_active=True)
    rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=on)).select_related("account", "office", "team")
    latest = {each.account_id: each for each in rows.order_by("from_on", "id")}
    return sorted(latest.values(), key=lambda each: (each.account.name.casefold(), each.account.handle))


def staff_of(association: Association) -> list[Membership]:
    """Every membership that there was, is and will be, by name, the latest first."""
    rows = Membership.objects.filter(association=association)
    rows = rows.select_related("account", "team", "office", "deputy")
    return list(rows.order_by("account__name", "account_id", "-from_on", "-id"))


def open_refs(association: Association, account: int) -> list[str]:
    """The references of what this account has open at the active association, the oldest first."""
    rows = Thread.objects.filter(association=association, owner=account, closed_at=None, merged_into=None)
    return list(rows.order_by("opened_at", "id").values_list("ref", flat=True))


_RECORDING = [slug for slug in ROLES if may(slug, Permission.RECORD)]


def names_by_handle(handles: Iterable[str]) -> dict[str, str]:
    """What those people are called, by their short names; one query."""
    return dict(Account.objects.filter(handle__in=set(handles)).values_list("handle", "name"))
