"""Is the reading of a clause proposed by Kept, or has the association adopted it?"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kept.rulebook.model import Clause
from kept.rulebook.readings import reading_of
from kept.store.readings import Adopted
from kept.web.shared.words import Words, moment_words
from kept.workclock import Calendar

PROPOSED, ADOPTED = "proposed", "adopted"


@dataclass(frozen=True, slots=True)
class Status:
    """The reading of one clause: its words, the reason for a number of ours, and how it stands."""

    words: str
    because: str
    own_number: bool
    mark: str
    state: str
    tag: Words
    says: str

    @property
    def adopted(self) -> bool:
        """Whether the association has made it its own."""
        return self.state == ADOPTED


def status_of(clause: Clause, adopted: Adopted | None, calendar: Calendar) -> Status | None:
    """The status; None where the clause needs no reading."""
    reading = reading_of(clause)
    if reading is None:
        return None
    holds = adopted is not None and adopted.mark == reading.mark
    return Status(
        words=reading.words,
        because=reading.because,
        own_number=bool(reading.number),
        mark=reading.mark,
        state=ADOPTED if holds else PROPOSED,
        tag=Words(_("Adopted"), "good") if holds else Words(_("Proposed by Kept"), "soon"),
        says=_says(adopted, holds, calendar),
    )


def _says(adopted: Adopted | None, holds: bool, calendar: Calendar) -> str:
    if adopted is None:
        return ""
    said = {
        "minute": adopted.minute.rstrip("."),
        "who": adopted.name,
        "when": moment_words(adopted.at, calendar),
    }
    if holds:
        return _("Adopted: %(minute)s. Recorded by %(who)s at %(when)s.") % said
    return (
        _("Other words were adopted before: %(minute)s. The words have changed since, so this is proposed.")
        % said
    )
