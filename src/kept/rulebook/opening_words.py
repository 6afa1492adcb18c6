"""When is an office open, in the words in which people say it?

    week_of("Monday to Thursday 09:00-17:00, Friday 09:00-12:00 and 13:00-16:00")["friday"]
    # ("09:00-12:00", "13:00-16:00")

Times are whole, with the minutes: 9-5 could be read in more than one way. `association.yaml` has the hours as
they come out of here (see `hours`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kept.rulebook.hours import DAYS
from kept.rulebook.meant import hours_meant

HOURS_EXAMPLE = "Monday to Thursday 09:00-17:00, Friday 09:00-16:00"
_PART = re.compile(r"(?P<days>[a-z &–-]+?)\s*(?P<hours>\d.*)\Z")
_STRETCH = re.compile(r"(\d{1,2})[:.](\d\d)\s*(?:-|–|to)\s*(\d{1,2})[:.](\d\d)\Z")
_LOOSE = re.compile(
    r"\d{1,2}(?:[:.]\d\d)? ?(?:am)? ?(?:-|–|to) ?\d{1,2}(?:[:.]\d\d)? ?(?:pm)?", re.IGNORECASE
)
_AND = re.compile(r"\s*(?:\band\b|&|,)\s*")
_TO = re.compile(r"\s*(?:\bto\b|-|–)\s*")
# Before a day that is named, one part ends and the next begins.
_PARTS = re.compile(r"[;,]\s*(?:and\s+)?(?=[a-z])")
LAST_MINUTE = (24, 0)

Week = dict[str, tuple[str, ...]]


def week_of(text: str) -> Mapping[str, tuple[str, ...]] | None:
    """The hours of each day that is named, as `association.yaml` has them; None where they cannot be read."""
    found: Week = {}
    waiting: list[str] = []
    for part in _PARTS.split(text.strip().lower().rstrip(".")):
        match = _PART.match(part)
        days = _days(match["days"] if match else part)
        if days is None:
            return None
        waiting += days
        if match is not None:
            hours = _hours(match["hours"])
            if hours is None or found.keys() & set(waiting):
                return None
            found |= dict.fromkeys(waiting, hours)
            waiting = []
    # A day for which no hours follow was meant otherwise than it was read.
    return None if waiting else found


def week_meant(text: str) -> str | None:
    """The same week with its times written out, where 9-5 most likely means nine to five; None where not."""
    meant = _LOOSE.sub(lambda found: hours_meant(found.group()) or found.group(), text.strip())
    return meant if week_of(meant) else None


def _days(text: str) -> list[str] | None:
    """The days of “monday to thursday”, “mon-fri” or “saturday and sunday”."""
    named: list[str] = []
    for part in _AND.split(text.strip()):
        ends = [_day(each) for each in _TO.split(part)]
        first, last = ends[0], ends[-1]
        if first is None or last is None or len(ends) > 2 or first > last:
            return None
        named += DAYS[first : last + 1]
    return named


def _day(text: str) -> int | None:
    """Which day it is, by its name or by its first three letters or more."""
    short = text.strip().rstrip("s") if len(text.strip()) > 4 else text.strip()
    return next((at for at, each in enumerate(DAYS) if len(short) >= 3 and each.startswith(short)), None)


def _hours(text: str) -> tuple[str, ...] | None:
    """Stretches of one day, in order and apart."""
    found: list[str] = []
    for part in _AND.split(text):
        match = _STRETCH.match(part.strip())
        if match is None:
            return None
        begins, ends = (int(match[1]), int(match[2])), (int(match[3]), int(match[4]))
        if begins[1] > 59 or ends[1] > 59 or not begins < ends <= LAST_MINUTE:
            return None
        said = f"{begins[0]:02}:{begins[1]:02}-{ends[0]:02}:{ends[1]:02}"
        if found and found[-1][-5:] > said[:5]:
            return None
        found.append(said)
    return tuple(found)
