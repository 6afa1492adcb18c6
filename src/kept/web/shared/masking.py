"""What of a customer does this person not see in lists and tables?

    veil = veil_of(here)
    veil.name(person)           # their name; the reference for whoever has no need of it (privacy.yaml)
    veil.more(person)           # address and number, as far as they are seen

Whoever serves customers sees them all. A file or contact that is opened shows them to whoever may open it:
that is counted, and a list is not.
"""

from __future__ import annotations

from dataclasses import dataclass

from kept.casework.disclosing import masked
from kept.rulebook.privacy import hidden_from
from kept.store.models import Person
from kept.web.shared.access import Here


@dataclass(frozen=True, slots=True)
class Veil:
    """What is hidden from one role."""

    hidden: frozenset[str]

    def name(self, person: Person) -> str:
        """Their name, or the reference where there is none to be seen."""
        return masked(person.name or person.ref, self.hidden, "name", instead=person.ref)

    def more(self, person: Person, *, numbers: int = 2) -> str:
        """Where they live and how they are rung, in one line."""
        phones = [str(each) for each in person.phones[:numbers]]
        parts = (
            masked(person.address, self.hidden, "address"),
            *(masked(each, self.hidden, "phone") for each in phones),
            person.external_ref or "" if numbers > 1 else "",
        )
        return ", ".join(filter(None, parts))

    @property
    def names(self) -> bool:
        """Whether names are hidden at all."""
        return "name" in self.hidden


def veil_of(here: Here) -> Veil:
    """What this person does not see here."""
    return Veil(hidden_from(here.rulebook, here.membership.role))
