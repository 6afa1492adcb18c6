"""What does the association say first, in the mouth of whoever sits here?

    greeting(here, "call")      # "Good morning, Moray Housing Partnership, Ann Price speaking. …"

The words are the association's own, one for each channel; an empty line where it has none.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from kept.casework.permissions import ROLES
from kept.web.shared.access import Here

NOON, EVENING = 12, 17


def greeting(here: Here, channel: str | None) -> str:
    """The greeting of that channel, its blanks filled; what is not known of the speaker is left out."""
    words = dict(here.rulebook.association.greetings).get(channel or "", "")
    name = here.membership.account.name
    team = here.membership.team
    role = here.membership.role
    titles = [title for title, slug in here.rulebook.association.roles if slug == role]
    filled = {
        "time_of_day": _time_of_day(here),
        "association": here.name,
        "name": name,
        "first_name": name.split()[0] if name.split() else "",
        "job": titles[0] if titles else ROLES[role].label if role in ROLES else "",
        "team": team.name if team is not None else "",
    }
    for blank, value in filled.items():
        words = words.replace(f"{{{blank}}}", value) if value else re.sub(rf",? *\{{{blank}\}}", "", words)
    return words


def _time_of_day(here: Here) -> str:
    hour = here.calendar.local(here.at).hour
    if hour < NOON:
        return _("morning")
    return _("afternoon") if hour < EVENING else _("evening")
