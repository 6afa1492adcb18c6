"""Which days are bank holidays, and since when has anybody known?

    # shared/holidays/scotland.yaml
    from: 2016
    to: 2028
    days:
      - {day: 2026-06-15, name: World Cup bank holiday, announced: 2026-02-04}

A holiday counts for a clock only if it was announced before the clock's due without it, so each has that date
too. Wales has the holidays of England.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kept.rulebook.entry import EARLIEST, LATEST, SEVERAL, Entry, entries
from kept.rulebook.faults import Findings, shown
from kept.rulebook.yamlread import Map, Seq
from kept.workclock import Holiday

LIST_OF = {"england": "england", "wales": "england", "scotland": "scotland"}
FEWEST_IN_A_YEAR = 6


@dataclass(frozen=True, slots=True)
class HolidayList:
    """The holidays of one nation, and the first and last day that the list speaks of."""

    holidays: tuple[Holiday, ...]
    first: date
    last: date


NO_LIST = HolidayList((), date(2016, 1, 1), date(2016, 12, 31))


def read_holidays(findings: Findings, file: str, data: object) -> HolidayList:
    """The list in a file of holidays; with faults noted, as much of it as can be read."""
    if not isinstance(data, Map):
        findings.add(
            file,
            1,
            "Say here for which years this list is, and its days.",
            found=str(SEVERAL),
            allowed="from: 2016, to: 2027, days: …",
        )
        return NO_LIST
    entry = Entry(findings, file, data, where="a list of holidays")
    entry.only("from", "to", "days")
    since = entry.whole("from", least=EARLIEST, most=LATEST)
    until = entry.whole("to", least=EARLIEST, most=LATEST)
    days = entry.get("days")
    if not isinstance(days, Seq):
        entry.fault(
            "days",
            "“days” gives the holidays, one after another.",
            allowed="- {day: …, name: …, announced: …} for each",
        )
        return NO_LIST
    if since is None or until is None:
        return NO_LIST
    if until < since:
        entry.fault("to", "The list ends before it begins.", found=until, allowed=f"{since} or later")
        return NO_LIST
    holidays = _days(findings, file, days, since, until)
    return HolidayList(tuple(holidays), date(since, 1, 1), date(until, 12, 31))


def _days(findings: Findings, file: str, days: Seq, since: int, until: int) -> list[Holiday]:
    found: list[Holiday] = []
    seen: dict[int, int] = {}
    for entry in entries(findings, file, days, where="holiday"):
        entry.only("day", "name", "announced")
        day, name, announced = entry.day("day"), entry.text("name", limit=80), entry.day("announced")
        if day is None or name is None or announced is None:
            continue
        if not since <= day.year <= until:
            allowed = f"a day from {since} to {until}"
            entry.fault("day", "The day is outside the years of the list.", found=str(day), allowed=allowed)
        elif found and day <= found[-1].day:
            entry.fault(
                "day",
                "Put the days in order, each of them once.",
                found=str(day),
                allowed=f"after {found[-1].day}",
            )
        else:
            if announced >= day:
                message = "A holiday is announced before it comes. Look at both days."
                entry.fault("announced", message, found=str(announced), allowed=f"before {day}")
            seen[day.year] = seen.get(day.year, 0) + 1
            found.append(Holiday(day, name, announced))
    for year in range(since, until + 1):
        if seen.get(year, 0) < FEWEST_IN_A_YEAR:
            allowed = f"at least {FEWEST_IN_A_YEAR}"
            message = f"Too few holidays are listed for {year}. Add the others, or let the list end before."
            findings.add(file, days.line, message, found=shown(seen.get(year, 0)), allowed=allowed)
    return found
