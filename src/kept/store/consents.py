"""To what did a customer agree, and what have they taken back?

standing(okafor)                                 # {"surveys": DataConsent, …}: the newest of each
agreed(okafor, "agencies")                       # True while their yes holds
withdrawn(karin, okafor, "surveys", rulebook)    # what stops: whoever asks must leave them in peace
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from kept.rulebook.model import Rulebook
from kept.rulebook.privacy import PURPOSE, entries_of
from kept.store.models import Association, DataConsent, Disclosure, Person, StatementGiven
from kept.store.people import family


def standing(person: Person) -> Mapping[str, DataConsent]:
    """Their newest answer to each purpose."""
    rows = DataConsent.objects.filter(person__in=family(person)).order_by("id")
    return {each.purpose: each for each in rows}


def agreed(person: Person, purpose: str) -> bool:
    """Whether they said yes to it, and have not taken that back."""
    row = standing(person).get(purpose)
    return row is not None and row.given and row.withdrawn_at is None


def withdrawn(here: Association, person: Person, stops: str, rulebook: Rulebook) -> bool:
    """Whether they said no to a purpose that stops this sort of thing."""
    purposes = [each.name for each in entries_of(rulebook, PURPOSE) if stops in each.stops]
    if not purposes:
        return False
    whose = Q(association=here, person__in=family(person.stands), purpose__in=purposes)
    row = DataConsent.objects.filter(whose).order_by("-id").first()
    return row is not None and (not row.given or row.withdrawn_at is not None)


def history(person: Person) -> QuerySet[DataConsent]:
    """Every answer that they ever gave, the newest first."""
    return DataConsent.objects.filter(person__in=family(person)).order_by("-id")


def statements(person: Person) -> QuerySet[StatementGiven]:
    """What they were told of why we ask, the newest first."""
    return StatementGiven.objects.filter(person__in=family(person)).order_by("-id")


def disclosures(person: Person) -> QuerySet[Disclosure]:
    """What of theirs went or is to go to somebody else, the newest first."""
    return Disclosure.objects.filter(person__in=family(person)).order_by("-id")
