"""What is on record of one customer?

    person = find(here, "K7F3-9Q2M")            # 404 where there is none; Hidden where it is closed
    record = fetch(here, person, wanted)

However long the file is, the number of queries stays the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone

from kept.store import file, housing, inbox, joinings, likenesses, people
from kept.store.file import Facets, Line
from kept.store.inbox import Headed
from kept.store.models import (
    Account,
    Clock,
    Joining,
    Likeness,
    Patch,
    Person,
    Representative,
    Tenancy,
)
from kept.store.seers import seer
from kept.web.customer.seeking import Wanted
from kept.web.shared.access import Here
from kept.web.shared.entries import FROM_HAND_TO_HAND

PAGE = 50
# What is printed at once; a longer file is printed page by page.
MOST = 500


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file: the person, what happened, what is promised, who belongs to them, and who is like them."""

    person: Person
    lines: Sequence[Line]
    more: bool
    facets: Facets
    clocks: Sequence[Clock]
    names: Mapping[str, str]
    home: Tenancy | None
    patch: Patch | None
    household: Sequence[Tenancy]
    speaking: Sequence[Representative]
    joined: Sequence[Joining]
    alike: Sequence[tuple[Person, Likeness]]
    headings: Mapping[str, Headed]

    def name(self, handle: str) -> str:
        """The person behind a handle; a machine's own name where there is none."""
        return self.names.get(handle, handle)


def find(here: Here, ref: str) -> Person:
    """The file that stands under this reference. `file.person_for` is the only door to it."""
    person = file.person_for(here.membership, ref)
    if person is None:
        raise Http404
    return person


def fetch(here: Here, person: Person, wanted: Wanted) -> FileRecord:
    """Everything about them that one page shows."""
    own = people.contacts(person, here.membership)
    today = timezone.localdate(here.at)
    lines = file.timeline(own, wanted.sought, before=wanted.before, limit=PAGE + 1)
    shown = lines[:PAGE]
    lodgings = housing.tenancies_of(person.pk, today)
    return FileRecord(
        person=person,
        lines=shown,
        more=len(lines) > PAGE,
        facets=file.facets(own),
        clocks=file.promises(own),
        names=_names(shown),
        home=next((each.tenancy for each in lodgings if each.runs), None),
        patch=housing.patch_of(person.pk, today),
        # Whoever is closed to this member is not named beside somebody else either.
        household=tuple(
            each
            for each in housing.living_with(person.pk, today)
            if each.person_id not in seer(here.membership).closed
        ),
        speaking=speaking_for(here, person),
        joined=list(joinings.standing(person)),
        alike=list(likenesses.of_person(person, here.membership, today)),
        headings=inbox.headings(here.association, [each.event.id for each in shown]),
    )


def speaking_for(here: Here, person: Person) -> Sequence[Representative]:
    """Who speaks for them, in the order in which they were named; of every file that is one with theirs.

    Whoever is closed to this member is not named here either.
    """
    rows = Representative.objects.filter(association=person.association_id, person__in=people.family(person))
    found = rows.select_related("other", "person").order_by("id")
    return [each for each in found if each.other_id not in seer(here.membership).closed]


def _names(lines: Sequence[Line]) -> Mapping[str, str]:
    handles = {each.event.by for each in lines} | {each.erased[1] for each in lines if each.erased}
    handles |= {
        str(each.event.facts[name])
        for each in lines
        for name in FROM_HAND_TO_HAND
        if name in each.event.facts
    }
    return dict(Account.objects.filter(handle__in=handles).values_list("handle", "name"))
