"""On which answers do the housing system and the file not agree?

    differing(here, person)         # (Beside("Telephone", theirs="0113 …", ours="0113 …", by="Ann Abel"), …)

What staff put right stays, and what the housing system says stays beside it until both say the same, or
somebody who leads takes theirs after all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from kept.casework.beside import Difference, differences, is_blank
from kept.rulebook.people import people_lists
from kept.store import beside
from kept.store.beside import PEOPLE
from kept.store.models import Account, Person
from kept.web.customer.head import FIELD_LABELS, name_of
from kept.web.shared.access import Here
from kept.web.shared.words import day_words


@dataclass(frozen=True, slots=True)
class Beside:
    """One answer, as the housing system has it and as we have it."""

    field: str
    theirs: str
    ours: str
    by: str
    sort: str
    ref: str
    name: str
    whose: str


def differing(here: Here, person: Person) -> tuple[Beside, ...]:
    """Where the two do not agree; one query, and none where they agree."""
    if person.erased_at is not None or not person.overrides:
        return ()
    found = list(differences(beside.ours(person), outside=person.outside, overrides=person.overrides))
    handles = {each.by for each in found if each.by}
    names = dict(Account.objects.filter(handle__in=handles).values_list("handle", "name")) if handles else {}
    return tuple(
        Beside(
            field=str(FIELD_LABELS.get(each.field, each.field)),
            theirs=_said(each.field, each.theirs),
            ours=_said(each.field, each.ours),
            by=_by(here, each, names.get(each.by, each.by)),
            sort=PEOPLE.name,
            ref=person.ref,
            name=each.field,
            whose=name_of(person),
        )
        for each in found
    )


def _by(here: Here, found: Difference, name: str) -> str:
    who = name or _("staff")
    return f"{who}, {day_words(timezone.localdate(found.at))}" if found.at else who


def _said(field: str, value: object) -> str:
    if is_blank(value):
        return _("nothing")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if field == "language":
        return people_lists().language(str(value))
    if field == "born_on":
        # Nobody was born on a Thursday to anybody's interest.
        return day_words(date.fromisoformat(str(value))).split(" ", 1)[1]
    return str(value)
