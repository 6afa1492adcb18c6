"""What does the association say first, in the mouth of whoever sits here?

    greeting(here, "call")      # "Good morning, Moray Housing Partnership, Ann Price speaking. …"
    speaker(here).name          # in the form of name that they chose for customers: "Ms Price"

The words are the association's own, one for each channel; an empty line where it has none. Name and post are
those of the record of staff, where there is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kept.casework.permissions import ROLES
from kept.store.models import Membership
from kept.store.registers import called
from kept.web.shared.access import Here

NOON, EVENING = 12, 17


@dataclass(frozen=True, slots=True)
class Speaker:
    """One of us as customers hear of them: by which name, in which post and team, on which line."""

    name: str
    first_name: str
    job: str
    team: str
    line: str = ""
    email: str = ""

    @property
    def words(self) -> str:
        """All of it in one line, to be read out."""
        return ", ".join(filter(None, (self.name, self.job, self.team, self.line)))


def speaker(here: Here) -> Speaker:
    """Whoever sits here."""
    return speakers(here, [here.membership])[here.membership.account_id]


def speakers(here: Here, members: list[Membership]) -> dict[int, Speaker]:
    """These colleagues, by account, as customers hear of them; two queries."""
    known = called(here.association, [each.account_id for each in members])
    return {each.account_id: _speaker(here, each, known[each.account_id]) for each in members}


def _speaker(here: Here, member: Membership, said: object) -> Speaker:
    role = member.role
    titles = [title for title, slug in here.rulebook.association.roles if slug == role]
    post = titles[0] if titles else ROLES[role].label if role in ROLES else ""
    name = member.account.name
    return Speaker(
        name=getattr(said, "words", "") or name,
        first_name=name.split()[0] if name.split() else "",
        job=getattr(said, "job_title", "") or post,
        team=member.team.name if member.team is not None else "",
        line=getattr(said, "extension", ""),
        email=member.account.email,
    )


def greeting(here: Here, channel: str | None) -> str:
    """The greeting of that channel, its blanks filled; what is not known of the speaker is left out."""
    words = dict(here.rulebook.association.greetings).get(channel or "", "")
    if not words:
        return ""
    me = speaker(here)
    filled = {
        "time_of_day": _time_of_day(here),
        "association": here.name,
        "name": me.name,
        "first_name": me.first_name,
        "job": me.job,
        "team": me.team,
    }
    for blank, value in filled.items():
        words = words.replace(f"{{{blank}}}", value) if value else re.sub(rf",? *\{{{blank}\}}", "", words)
    return words


def _time_of_day(here: Here) -> str:
    hour = here.calendar.local(here.at).hour
    if hour < NOON:
        return _("morning")
    return _("afternoon") if hour < EVENING else _("evening")
