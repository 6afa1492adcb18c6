"""How is a moment written and read? With its zone, always; what we say comes in UTC and in local time.

moment(at, zone)            # {"utc": "2026-04-07T15:10:00Z", "local": "2026-04-07T16:10:00+01:00"}
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, WithJsonSchema

_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(?P<zone>[Zz]|[+-]\d{2}:\d{2})?\Z", re.ASCII
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_EARLIEST, _LATEST = 1900, 2199


def moment(at: datetime, zone: str) -> dict[str, str]:
    """The instant twice: as all machines agree on it, and as the association's clocks show it."""
    utc, local = at.astimezone(UTC), at.astimezone(ZoneInfo(zone))
    return {"utc": utc.isoformat().replace("+00:00", "Z"), "local": local.isoformat()}


def moment_or_none(at: datetime | None, zone: str) -> dict[str, str] | None:
    return None if at is None else moment(at, zone)


def _read_moment(value: Any) -> datetime:
    allowed = "Write the date and time with its zone, such as 2026-04-07T16:10+01:00."
    found = _MOMENT.match(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(allowed)
    if found["zone"] is None:
        raise ValueError(f"This does not say which zone it is in. {allowed}")
    try:
        read = datetime.fromisoformat(value.upper())
    except ValueError as problem:
        raise ValueError(f"There is no such moment. {allowed}") from problem
    _sensible(read.year)
    return read.astimezone(UTC)


def _read_day(value: Any) -> date:
    allowed = "Write the day as year-month-day, such as 2026-04-07."
    if not isinstance(value, str) or not _DAY.match(value):
        raise ValueError(allowed)
    try:
        read = date.fromisoformat(value)
    except ValueError as problem:
        raise ValueError(f"There is no such day. {allowed}") from problem
    _sensible(read.year)
    return read


def _sensible(year: int) -> None:
    if not _EARLIEST <= year <= _LATEST:
        raise ValueError(f"Check the year: from {_EARLIEST} to {_LATEST}.")


def _as(kind: str, example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "format": kind, "examples": [example]})


Moment = Annotated[datetime, BeforeValidator(_read_moment), _as("date-time", "2026-04-07T16:10:00+01:00")]
Day = Annotated[date, BeforeValidator(_read_day), _as("date", "2026-04-07")]
