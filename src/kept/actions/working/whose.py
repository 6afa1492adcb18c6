"""Whose contact is this, in the events that say so?

    attaching(CUSTOMER_ATTACHED, docket, "P2D4-X8RB", by="ann", at=now)

A telling may name the customer whom it is from; a thread that is on record without them, or with another, is
theirs from then on, by an event beside what was told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models.functions import Coalesce

from kept.actions.working.judging import moment_for
from kept.actions.working.placing import Draft, Group
from kept.casework import Event, Refused
from kept.casework.housekeeping import CUSTOMER_ATTACHED
from kept.store import refs, seers
from kept.store.dockets import Docket
from kept.store.models import Membership, Person

SHOWN = 40


def attaching(kind: str, docket: Docket, person: str, by: str, at: datetime) -> Event:
    """The event that says whose contact it is, or no longer is."""
    moment = moment_for(docket, at)
    return Event(refs.new_uid(), kind, moment, moment, by, facts={"person": person}, thread=docket.ref)


def nobody(ref: str) -> Refused:
    """The refusal of a customer who is not on record."""
    shown = ref if len(ref) <= SHOWN else ref[: SHOWN - 1] + "…"
    return Refused(f"There is no customer “{shown}” on record. Choose one, or leave it unknown.", "person")


class Customers:
    """The customers whom the tellings of one call name: one query, and none where nobody is named."""

    def __init__(self, drafts: Sequence[Draft], membership: Membership | None = None) -> None:
        named = {each.telling.person for each in drafts if each.named and each.telling.person is not None}
        # A file that was joined into another stands for that one.
        stands = Coalesce("merged_into", "pk")
        found = Person.objects.filter(ref__in=named).values_list("ref", stands) if named else ()
        # Whoever is connected with a customer is told of them as of nobody.
        closed = seers.seer(membership).closed if membership is not None and named else frozenset()
        self.by_ref: Mapping[str, int] = {ref: person for ref, person in found if person not in closed}
        for draft in drafts:
            ref = draft.telling.person
            if draft.refused is None and ref is not None and ref not in self.by_ref:
                draft.refused = nobody(ref)

    def of(self, group: Group) -> tuple[str, int] | None:
        """Who the contact is from, by the last of its new tellings that says so."""
        told = [each.telling.person for each in group.drafts if not each.repeats and each.telling.person]
        return (told[-1], self.by_ref[told[-1]]) if told and told[-1] in self.by_ref else None

    def event(self, group: Group, docket: Docket, by: str, at: datetime) -> Event | None:
        """The event that makes it theirs, where the thread is on record and not theirs yet."""
        whose = self.of(group)
        if whose is None or docket.id is None or docket.person_id == whose[1]:
            return None
        return attaching(CUSTOMER_ATTACHED, docket, whose[0], by, at)
