"""Would what is being written down reach the customer as they asked us not to?

    against = against_of(here, record, form, request.POST)      # None where it would not

What is planned is refused by the act itself. What may have happened already is asked about first: whoever
still has the letter in their hand can leave it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kept.casework.permissions import Permission
from kept.casework.safe_contact import LEFT_WITH_OTHERS, check, rules_of
from kept.web.shared.access import Here
from kept.web.shared.recording import Form
from kept.web.thread.fetch import Record

ALREADY, DEMANDED = "already", "demanded"
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Against:
    """The sentence, and what may be said to it: that it has happened, or for who leads that it must be."""

    sentence: str
    planned: bool
    already: bool
    may_demand: bool
    demanded: str

    @property
    def stops(self) -> bool:
        """Whether it is not to be saved as it stands."""
        return not self.already and not self.planned


def against_of(here: Here, record: Record, form: Form, post: Mapping[str, str]) -> Against | None:
    """What the customer said against this way; None where they said nothing, or it reaches nobody."""
    person, kind = record.thread.person, form.kind
    way = kind.way(form.reading.facts)
    if person is None or way is None or form.corrects is not None:
        return None
    rules = rules_of(person.contact_rules)
    left = bool(kind.leaves_word and form.reading.facts.get(kind.leaves_word))
    at = None if kind.planned else here.calendar.local(here.at)
    refused = check(rules, way, at=at, to_other=left)
    if refused is None:
        return None
    return Against(
        refused.sentence,
        kind.planned,
        post.get(ALREADY) == "yes",
        here.may(Permission.EXCUSE),
        post.get(DEMANDED, "").replace("\x00", "").strip()[:LONGEST],
    )


def left_with_others(form: Form) -> str:
    """What may be left with anybody else, wherever word can be left."""
    return LEFT_WITH_OTHERS if form.kind.leaves_word else ""
