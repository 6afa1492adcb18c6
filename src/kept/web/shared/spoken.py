"""What did you tell them, and by when? One line on every form, with the date as it was understood.

    told = spoken(here, "I'll ring him Thu noon", at=happened_at, office=None)
    told.given          # whether something was promised
    told.says           # "by 12:00 on Thursday 9 April 2026"
    told.warnings       # sentences about a day or an hour at which nobody is there
    told.facts          # the answers of a `promise.given`

What cannot be understood is said in one sentence, and what was typed stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from kept.casework import Refused
from kept.casework.when_words import read_line
from kept.store import absences
from kept.web.shared.access import Here
from kept.web.shared.words import due_words

TOLD = "told"


@dataclass(frozen=True, slots=True)
class Spoken:
    """The line as it stands."""

    typed: str = ""
    what: str = ""
    says: str = ""
    warnings: tuple[str, ...] = ()
    error: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def given(self) -> bool:
        """Whether something was promised, by a time that could be understood."""
        return bool(self.facts)


def spoken(here: Here, typed: str, *, at: datetime, office: str | None) -> Spoken:
    """The line as it was typed, reckoned from the moment at which it was said, by that office's hours."""
    line = " ".join(typed.replace("\x00", " ").split())
    if not line:
        return Spoken()
    calendar = here.rulebook.calendar_for(office)
    what, when = read_line(line, calendar=calendar, at=at)
    if isinstance(when, Refused):
        return Spoken(line, error=when.sentence)
    what = what or _("We will be in touch")
    facts = {"what_told": what, "promised_for": when.fact}
    warnings = (*when.warnings, *_away(here, when.due))
    return Spoken(line, what, due_words(when.due, calendar), warnings, facts=facts)


def _away(here: Here, due: datetime) -> Iterable[str]:
    """Whoever gives their word for a day on which they are away should say so, or name another day."""
    away = absences.of_account(here.association, here.membership.account_id, due)
    if away is None:
        return
    if away.covered_by:
        yield _("You are away then; %(who)s answers for you. Tell the customer so, or name another day.") % {
            "who": away.covered_by.name
        }
    else:
        yield _("You are away then. Name another day, or say who answers for you.")
