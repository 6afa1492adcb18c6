"""Which day, whose diary, seen how? Out of the address of the page.

asked = Asked.of(here, request.GET)
asked.view          # "day", "week" or "team"
asked.who           # "@ann" for a colleague, "17" for a room; empty for oneself
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils import timezone

from kept.web.shared.access import Here
from kept.web.shared.moments import MomentError, read_date

DAY, WEEK, TEAM = "day", "week", "team"
VIEWS = (DAY, WEEK, TEAM)
EVERYBODY, ROOMS = "everybody", "rooms"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page shows."""

    day: date
    view: str = TEAM
    who: str = ""
    team: str = ""
    page: int = 1

    @classmethod
    def of(cls, here: Here, get: Mapping[str, str]) -> Asked:
        """From the address; whatever cannot be read is today, the team, oneself."""
        try:
            day = read_date(get.get("day", ""))
        except MomentError:
            day = timezone.localdate(here.at)
        view = get.get("view", TEAM)
        page = get.get("page", "1")
        return cls(
            day,
            view if view in VIEWS else TEAM,
            get.get("who", "")[:80],
            get.get("team", "")[:60],
            min(int(page), 1000) if page.isdecimal() and 0 < len(page) < 5 and int(page) else 1,
        )

    @property
    def first(self) -> date:
        """The first day that is shown."""
        return self.day - timedelta(days=self.day.weekday()) if self.view == WEEK else self.day

    @property
    def days(self) -> int:
        """How many days are shown."""
        return 7 if self.view == WEEK else 1

    def moved(self, by: int) -> date:
        """The same so many days or weeks on."""
        return self.day + timedelta(days=by * self.days)

    def query(self, **more: object) -> str:
        """The address of the same page with something else."""
        said: dict[str, object] = {
            "day": self.day.isoformat(),
            "view": self.view,
            "who": self.who,
            "team": self.team,
            **more,
        }
        return "?" + urlencode({name: value for name, value in said.items() if value not in ("", None)})
