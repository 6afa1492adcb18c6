"""How do customers read from outside, with who speaks for them and who looks after their home?

    of_customers([okafor, byrne], here)     # [{"customer": "K7F3-9Q2M", …}, …], for tokens with “personal”

The number of queries does not grow with the customers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from kept.api.access import Here
from kept.api.moments import moment, moment_or_none
from kept.casework.safe_contact import Rules, kept_of, rules_of
from kept.rulebook.people import people_lists
from kept.store import housing
from kept.store.models import Patch, Person, Representative
from kept.store.seers import seer

_NO_RULES: dict[str, Any] = {
    "never": [],
    "only": [],
    "hours": None,
    "when": "",
    "by": "",
    "leave_no_message": False,
    "called": "",
}


def of_customers(people: Sequence[Person], here: Here) -> list[dict[str, Any]]:
    """What we know of each of them, in their order."""
    ids = [each.pk for each in people]
    patches = housing.patches_of(ids, housing.today(here.association, here.at)) if ids else {}
    speaking: dict[int, list[dict[str, Any]]] = {}
    for row in _speaking(ids):
        stands = row.person.merged_into_id or row.person_id
        speaking.setdefault(stands, []).append(_representative(row, here))
    return [_customer(each, here, patches.get(each.pk), speaking.get(each.pk, [])) for each in people]


def _speaking(ids: Sequence[int]) -> Iterable[Representative]:
    """Who speaks for them, and for the files that are one with theirs."""
    if not ids:
        return ()
    rows = Representative.objects.filter(Q(person__in=ids) | Q(person__merged_into__in=ids))
    return rows.select_related("person", "other").order_by("id")


def _customer(
    person: Person, here: Here, patch: Patch | None, speaking: list[dict[str, Any]]
) -> dict[str, Any]:
    safe, lists = person.safe_contact, people_lists()
    return {
        "customer": person.ref,
        "name": person.name,
        "address": person.address,
        "phones": list(person.phones),
        "email": person.email,
        "born_on": day(person.born_on),
        "died_on": day(person.died_on),
        "language": lists.language(person.language),
        "language_code": person.language if person.language in lists.languages else None,
        "need_kinds": list(person.need_kinds),
        "needs": person.needs,
        "preferred_channel": person.preferred_channel or None,
        "safe_contact": {"how": safe.how, "when": safe.when, "never": safe.never},
        "contact_rules": _rules(rules_of(person.contact_rules)),
        "representatives": speaking,
        "patch": patch.slug if patch else None,
        "officer": patch.officer.handle if patch and patch.officer else None,
        "external_ref": person.external_ref,
        "added_at": moment(person.added_at, here.zone),
        "erased_at": moment_or_none(person.erased_at, here.zone),
    }


def _rules(found: Rules) -> dict[str, Any]:
    return {**_NO_RULES, **kept_of(found)}


def _representative(row: Representative, here: Here) -> dict[str, Any]:
    # Whoever is closed to the token's account is not named beside somebody else either.
    other = row.other if row.other is not None and row.other_id not in seer(here.membership).closed else None
    return {
        "representative": row.ref,
        "name": row.name or (other.name if other is not None else ""),
        "customer": other.ref if other is not None else None,
        "relation": row.relation,
        "authority": row.authority,
        "scope": row.scope,
        "phone": row.phone,
        "email": row.email,
        "from_on": day(row.from_on),
        "to_on": day(row.to_on),
    }


def day(value: date | None) -> str | None:
    """A day as it is written."""
    return value.isoformat() if value is not None else None
