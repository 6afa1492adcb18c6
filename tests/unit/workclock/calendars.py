"""Calendars for the tests, and wall times that a reader can check: `t("Tuesday 2026-04-07 10:00")`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from kept.workclock import Calendar, Holiday, Opening

Periods = tuple[tuple[time, time], ...]


def periods(*texts: str) -> Periods:
    """`periods("09:00-13:00", "14:00-17:00")`"""
    return tuple((time.fromisoformat(each[:5]), time.fromisoformat(each[6:])) for each in texts)


def t(wall: str, zone: str = "Europe/London") -> datetime:
    """The instant of a wall time; the weekday written must be right."""
    weekday, rest = wall.split(" ", 1)
    local = datetime.fromisoformat(rest).replace(tzinfo=ZoneInfo(zone))
    assert f"{local:%A}" == weekday, f"{rest} is a {local:%A}"
    return local.astimezone(UTC)


def holiday(day: str, name: str, announced: str = "2014-01-01") -> Holiday:
    return Holiday(date.fromisoformat(day), name, date.fromisoformat(announced))


def calendar(
    *holidays: Holiday,
    week: tuple[Periods, ...] = (*[periods("09:00-17:00")] * 5, (), ()),
    exceptions: dict[date, Periods] | None = None,
    zone: str = "Europe/London",
    nation: str = "england",
    ring_seconds: float = 3.0,
    first: date = date(2016, 1, 1),
    last: date = date(2028, 12, 31),
) -> Calendar:
    opening = Opening(week, exceptions or {})  # type: ignore[arg-type]
    return Calendar(
        nation=nation,
        zone=zone,
        holidays=holidays,
        first=first,
        last=last,
        opening=opening,
        ring_seconds=ring_seconds,
    )


ENGLAND = calendar(
    holiday("2016-12-27", "Christmas Day (substitute day)"),
    holiday("2020-12-28", "Boxing Day (substitute day)"),
    holiday("2022-06-02", "Spring bank holiday"),
    holiday("2022-06-03", "Platinum Jubilee bank holiday", "2020-11-12"),
    holiday("2022-08-29", "Summer bank holiday"),
    holiday("2022-09-19", "State Funeral of Queen Elizabeth II", "2022-09-10"),
    holiday("2026-04-03", "Good Friday"),
    holiday("2026-04-06", "Easter Monday"),
    holiday("2026-05-04", "Early May bank holiday"),
    holiday("2026-12-25", "Christmas Day"),
    holiday("2026-12-28", "Boxing Day (substitute day)"),
)
MORAY = calendar(
    holiday("2026-01-01", "New Year's Day"),
    holiday("2026-01-02", "2nd January"),
    holiday("2026-06-15", "World Cup bank holiday", "2026-02-02"),
    holiday("2026-11-30", "St Andrew's Day"),
    week=(*[periods("09:00-13:00", "14:00-17:00")] * 4, periods("09:00-13:00"), (), ()),
    nation="scotland",
    ring_seconds=3.75,
)
NIGHT = calendar(week=(*[periods("19:00-06:00")] * 6, periods("00:00-00:00")))
