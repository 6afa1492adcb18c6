"""What does the policy want of a message that is not there, and why could it not be had?

    missing_of(here, facts, request.POST)       # for the form: each with the reasons to choose from
    completed(here, facts, person, post)        # with what is on file, and with the gaps and reasons

A message always saves; what is missing is counted with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kept.casework.messages import MISSING, REASONS, TAKEN, filled, gaps_of, lacking
from kept.rulebook.telephone import telephone_of
from kept.store.models import Person
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice

MESSAGE = TAKEN


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that the policy wants in a message and that is not there, with the reasons to choose from."""

    name: str
    label: str
    reasons: tuple[Choice, ...]


def missing_of(here: Here, facts: Mapping[str, object], post: Mapping[str, str]) -> tuple[Missing, ...]:
    """What a message demands and does not say yet."""
    kind = here.rulebook.kinds[MESSAGE]
    words = {
        "declined": _("They would rather not say"),
        "rang_off": _("They rang off"),
        "not_heard": _("It could not be heard"),
        "none": _("There is none"),
    }
    found = []
    for name in lacking(telephone_of(here.rulebook).demanded, facts):
        field = kind.field(name)
        chosen = post.get(f"gap-{name}", "")
        reasons = tuple(Choice(each, str(words[each]), each == chosen) for each in REASONS)
        found.append(Missing(name, field.label if field else name, reasons))
    return tuple(found)


def completed(
    here: Here, facts: Mapping[str, object], person: Person | None, post: Mapping[str, str]
) -> dict[str, object]:
    """The message with what the file knows, and what it still lacks."""
    whole = {key: value for key, value in facts.items() if value not in (None, "") and key != MISSING}
    if person is not None:
        whole = filled(whole, name=person.name, address=person.address, phones=person.phones)
    demanded = telephone_of(here.rulebook).demanded
    reasons = {each: post.get(f"gap-{each}", "") for each in lacking(demanded, whole)}
    gaps = gaps_of(demanded, whole, reasons)
    return whole | ({MISSING: gaps} if gaps else {})
