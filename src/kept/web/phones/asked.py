"""Which calls does somebody want to see: of which month, office and line, while we were open or closed?

wanted = Wanted.of(request.GET, here)
wanted.asked        # what the store is asked for
wanted.query        # the same as part of an address
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.casework.callrecords import LINES
from kept.store.callrecords import Asked
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.words import month_words
from kept.workclock import local_midnight

MONTHS = 13
OPEN, CLOSED, BOTH = "open", "closed", "both"
LINE_WORDS = {
    "main": gettext_lazy("Main number"),
    "switchboard": gettext_lazy("Switchboard"),
    "extension": gettext_lazy("People's own extensions"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for; each that was not is everything, except that calls are those of opening hours."""

    month: date
    office: str
    line: str
    hours: str
    asked: Asked

    @classmethod
    def of(cls, query: Mapping[str, str], here: Here) -> Wanted:
        """What the address says; what it says wrongly is left at the usual."""
        months = _months(here)
        said = query.get("month", "")
        month = next((each for each in months if f"{each:%Y-%m}" == said), months[0])
        offices = [each.slug for each in here.rulebook.association.offices]
        office = query.get("office", "") if query.get("office", "") in offices else ""
        line = query.get("line", "") if query.get("line", "") in LINES else ""
        hours = query.get("hours", OPEN) if query.get("hours") in (OPEN, CLOSED, BOTH) else OPEN
        following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
        asked = Asked(
            local_midnight(here.calendar, month),
            local_midnight(here.calendar, following),
            office or None,
            line or None,
            None if hours == BOTH else hours == CLOSED,
        )
        return cls(month, office, line, hours, asked)

    @property
    def query(self) -> str:
        """The same as part of an address."""
        said = {"month": f"{self.month:%Y-%m}", "office": self.office, "line": self.line, "hours": self.hours}
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def words(self) -> str:
        """The same as people say it."""
        return month_words(self.month)


def _months(here: Here) -> list[date]:
    """The last thirteen months, the latest first: the same month of last year is among them."""
    found = [here.calendar.local(here.at).date().replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


@dataclass(frozen=True, slots=True)
class Filters:
    """The choices above the figures. There is no choice of office where there is one."""

    months: tuple[Choice, ...]
    offices: tuple[Choice, ...]
    lines: tuple[Choice, ...]
    hours: tuple[Choice, ...]


def filters(here: Here, wanted: Wanted) -> Filters:
    """What may be chosen, with what is chosen."""
    offices = [(each.slug, each.name) for each in here.rulebook.association.offices]
    hours = ((OPEN, _("While we are open")), (CLOSED, _("While we are closed")), (BOTH, _("At all hours")))
    return Filters(
        tuple(Choice(f"{each:%Y-%m}", month_words(each), each == wanted.month) for each in _months(here)),
        tuple(Choice(slug, name, slug == wanted.office) for slug, name in (("", _("All offices")), *offices))
        if len(offices) > 1
        else (),
        tuple(
            Choice(slug, str(name), slug == wanted.line)
            for slug, name in (("", _("All lines")), *LINE_WORDS.items())
        ),
        tuple(Choice(slug, name, slug == wanted.hours) for slug, name in hours),
    )
