"""What is the team board narrowed to?

    asked = Asked.of(here, request.GET, teams)      # of a team or of all, an office, a list, a person
    asked.address(here)                             # "/karin/board?team=housing&list=late"

Words that name nothing narrow nothing. Somebody in a team begins with their own, anybody else with all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from kept.store import board
from kept.store.models import Team
from kept.web.shared.access import Here

UNEXPLAINED = "unexplained"
LISTS = (board.LATE, board.TODAY, board.WEEK, board.ADRIFT, board.ASKED, UNEXPLAINED, board.OPEN)
ALL, NOBODY = "all", "nobody"
FIRST = board.TODAY
LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Asked:
    """The choices. `who` is the number of an account, or NOBODY."""

    team: str = ALL
    office: str = ""
    list: str = FIRST
    who: str = ""

    @classmethod
    def of(cls, here: Here, query: Mapping[str, str], teams: Collection[Team]) -> Asked:
        """The choices in the address."""
        slugs = {each.slug for each in teams}
        own = next((each.slug for each in teams if each.pk == here.membership.team_id), ALL)
        team = query.get("team", "")
        office, which, who = (query.get(each, "") for each in ("office", "list", "who"))
        number = who.isascii() and who.isdigit() and len(who) < LONGEST_NUMBER
        return cls(
            team if team in slugs or team == ALL else own,
            office if office in {each.slug for each in here.rulebook.association.offices} else "",
            which if which in LISTS else FIRST,
            who if number or who == NOBODY else "",
        )

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address; the team always, for whoever it is sent to has another one."""
        named = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in named.items() if value and (name, value) != ("list", FIRST)}

    def address(self, here: Here, **changed: str) -> str:
        """Where it is shown, with some of it changed."""
        return f"{reverse('board', args=[here.slug])}?{urlencode(replace(self, **changed).query)}"

    @property
    def owner(self) -> int | None:
        """The account whose list it is."""
        return int(self.who) if self.who and self.who != NOBODY else None

    @property
    def narrowed(self) -> dict[str, Any]:
        """Owner and office as the store takes them."""
        return {"owner": self.owner, "nobody": self.who == NOBODY, "office": self.office or None}
