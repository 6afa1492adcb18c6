"""Which files were joined into one, and what did it take over from each?

standing(okafor)        # the Joining rows that nobody has undone, in their order
forget(okafor)          # what was taken over, and who spoke for them, is erased with their words
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Q, QuerySet

from kept.casework.joined import FIELDS, Taken
from kept.store.models import Joining, Person, Representative

_DAYS = ("born_on", "died_on")


def standing(into: Person) -> QuerySet[Joining]:
    """The files joined directly into this one, as they were joined."""
    return (
        Joining.objects.filter(association=into.association_id, into=into, parted_at__isnull=True)
        .select_related("person")
        .order_by("id")
    )


def values_of(person: Person) -> dict[str, object]:
    """What the file says, as `casework.joined` compares it."""
    return {name: _plain(getattr(person, name)) for name in FIELDS}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def as_given(values: Mapping[str, object]) -> dict[str, object]:
    """The other way round: as the row has it."""
    return {
        name: date.fromisoformat(str(value)) if name in _DAYS and value else value
        for name, value in values.items()
    }


def taken_from(row: Joining) -> Taken:
    """What the surviving file took over."""
    return {name: (pair[0], pair[1]) for name, pair in row.taken.items()}


def stored(taken: Taken) -> dict[str, list[object]]:
    """The same as a row holds it."""
    return {name: list(pair) for name, pair in taken.items()}


def forget(person: Person) -> None:
    """Erase what was taken over from or by this file, and who spoke for them."""
    here = person.association_id
    Joining.objects.filter(Q(person=person) | Q(into=person), association=here).update(taken={})
    Representative.objects.filter(association=here, person=person).update(
        name="", relation="", scope="", phone="", email=""
    )
    Representative.objects.filter(association=here, other=person).update(name="", phone="", email="")
