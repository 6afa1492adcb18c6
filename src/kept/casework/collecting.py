"""When does what is taken to the post really go, and in which order do letters come out of the printer?

    goes_at({0: time(17, 30)}, monday_at_18, calendar)      # Tuesday, when the post is collected again
    in_order([Paper(1, 2, "LS1 4AP"), Paper(2, 1, "LS1 4AP")])      # ids (2, 1): thin ones first

1. What is brought to the post after the last collection of the day has gone with the next one, not before.
2. Letters of one sheet come first, then those of two, and so on, so that a machine or a person fills one sort
   of envelope at a time; within each by postcode and address, so that a household's lie together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from kept.workclock import Calendar, is_working_day, local_date

ONE_DAY = timedelta(days=1)
# No office waits longer for the next collection.
FAR = 21
LONGEST_POSTCODE = 8


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter to be printed: its row, how many sheets it has, and where it goes."""

    id: int
    sheets: int
    address: str


def in_order(papers: Iterable[Paper]) -> tuple[int, ...]:
    """The ids in the order of their envelopes."""
    return tuple(each.id for each in sorted(papers, key=lambda it: (it.sheets, _place(it.address), it.id)))


def _place(address: str) -> tuple[str, str]:
    lines = [each.strip().casefold() for each in address.splitlines() if each.strip()]
    return (lines[-1] if lines else "", " ".join(lines[1:]))


def postcode_of(address: str) -> str:
    """The last line of an address, where it is a postcode; as it is written on an envelope."""
    last = next((each.strip() for each in reversed(address.splitlines()) if each.strip()), "")
    return last.upper() if len(last) <= LONGEST_POSTCODE and any(each.isdigit() for each in last) else ""


def goes_at(collected: Mapping[int, time], at: datetime, calendar: Calendar) -> datetime:
    """When what is taken to the post at `at` is collected: then, or with the next collection.

    A day that is not named, and a bank holiday, has none. Where no collection is known it goes at once.
    """
    if not collected:
        return at
    day = local_date(calendar, at)
    for number in range(FAR):
        hour = collected.get(day.weekday())
        if hour is not None and (is_working_day(calendar, day) or day.weekday() > 4):
            last = datetime.combine(day, hour, tzinfo=calendar.tz)
            if number == 0 and at <= last:
                return at
            if number > 0:
                return last
        day += ONE_DAY
    return at
