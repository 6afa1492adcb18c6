"""What is looked for in a customer's file: words, channel, kind, year, team, open or closed, broken promises?

wanted = Wanted.of(here, request.POST)
wanted.sought           # what the store looks for
wanted.query()          # what an address may hold of it: never the words, which are personal
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kept.store.file import Facets, Key, Sought
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.words import CHANNELS, thread_words

LONGEST = 200
FILTERS = ("channel", "kind", "year", "team", "state", "broken")
OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The form as it was sent; what cannot be is as if it had not been said."""

    words: str
    chosen: Mapping[str, str]
    sought: Sought
    before: Key | None

    @classmethod
    def of(cls, here: Here, given: Mapping[str, str]) -> Wanted:
        """The form, from an address or a body."""
        words = given.get("words", "").replace("\x00", "").strip()[:LONGEST]
        chosen = {name: given.get(name, "") for name in FILTERS if given.get(name)}
        since, until = _year(chosen.get("year", ""), here.zone)
        channel, state = chosen.get("channel"), chosen.get("state")
        sought = Sought(
            words=tuple(words.split()),
            event_kinds=_kinds(here, channel) if channel else None,
            thread_kind=chosen.get("kind", ""),
            team=chosen.get("team", ""),
            since=since,
            until=until,
            open={OPEN: True, CLOSED: False}.get(state or ""),
            broken=chosen.get("broken") == "yes",
        )
        return cls(words, chosen, sought, _key(given.get("before", "")))

    @property
    def anything(self) -> bool:
        """Whether the file is narrowed at all."""
        return bool(self.words or self.chosen)

    def query(self, **more: str) -> str:
        """The part of it that may stand in an address."""
        given = {**self.chosen, **more}
        return f"?{urlencode(given)}" if given else ""

    def choices(self, here: Here, facets: Facets) -> Mapping[str, tuple[Choice, ...]]:
        """What each list offers: only what is in this file."""
        used = {each.channel for each in here.rules.kinds.values() if each.channel}
        years = _years(here, facets)
        lists = {
            "channel": [(slug, str(label)) for slug, label in CHANNELS.items() if slug in used],
            "kind": [(each, thread_words(each)) for each in facets.kinds],
            "year": [(str(each), str(each)) for each in years],
            "team": list(facets.teams),
            "state": [(OPEN, _("Open")), (CLOSED, _("Closed"))],
            "broken": [("yes", _("With a broken promise"))],
        }
        return {name: self._choices(name, found) for name, found in lists.items() if found}

    def _choices(self, name: str, found: list[tuple[str, str]]) -> tuple[Choice, ...]:
        now = self.chosen.get(name, "")
        whole = Choice("", _("All"), not now)
        return (whole, *(Choice(value, label, value == now) for value, label in found))


def mark(key: Key) -> str:
    """The place in the line from which an older page goes on."""
    return f"{key[0].astimezone(UTC):%Y%m%dT%H%M%S.%f}-{key[1]}"


def _key(text: str) -> Key | None:
    when, _dash, row = text.partition("-")
    try:
        moment = datetime.strptime(when, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
    except ValueError:
        return None
    return (moment, int(row)) if row.isascii() and row.isdigit() and len(row) < 19 else None


def _kinds(here: Here, channel: str) -> frozenset[str]:
    return frozenset(each.name for each in here.rules.kinds.values() if each.channel == channel)


def _year(text: str, zone: str) -> tuple[datetime | None, datetime | None]:
    if not (text.isascii() and text.isdigit() and len(text) == 4 and 1900 <= int(text) < 2200):
        return None, None
    place = ZoneInfo(zone)
    first, after = (datetime.combine(date(int(text) + n, 1, 1), time(), place) for n in (0, 1))
    return first, after


def _years(here: Here, facets: Facets) -> range:
    place = ZoneInfo(here.zone)
    now = here.at.astimezone(place).year
    first = facets.since.astimezone(place).year if facets.since else now
    return range(now, first - 1, -1)
