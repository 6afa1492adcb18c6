"""Which pages are there about the time in which we are closed, and how is a stretch of it said?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.permissions import Permission
from kept.web.shared.access import Here
from kept.web.shared.words import day_words


@dataclass(frozen=True, slots=True)
class Part:
    """One page beside the others."""

    label: str
    address: str
    current: bool


def parts_of(here: Here, current: str) -> tuple[Part, ...]:
    """The pages that this person may open, with the one that is open marked."""
    every = (
        ("night", _("While we were closed"), Permission.SEE),
        ("night-log", _("Emergency calls"), Permission.SEE),
        ("night-machine", _("Answering machine"), Permission.RECORD),
        ("night-sheet", _("Handler’s sheet"), Permission.RECORD),
        ("night-rota", _("Rotas"), Permission.FIGURES),
        ("paper", _("Day pack"), Permission.SEE),
        ("paper-catch-up", _("Catch up"), Permission.RECORD),
    )
    return tuple(
        Part(label, reverse(name, args=[here.slug]), name == current)
        for name, label, needs in every
        if here.may(needs)
    )


def stretch_words(here: Here, start: datetime, end: datetime) -> str:
    """From when to when; a day is named once where it is the same."""
    first, last = here.calendar.local(start), here.calendar.local(end)
    year = here.calendar.local(here.at).year
    said = {
        "from": f"{first:%H:%M}",
        "first": day_words(first.date(), year),
        "to": f"{last:%H:%M}",
        "last": day_words(last.date(), year),
    }
    if first.date() == last.date():
        return _("%(from)s to %(to)s on %(first)s") % said
    return _("%(from)s on %(first)s to %(to)s on %(last)s") % said
