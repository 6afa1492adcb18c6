"""Which instant does a time in a file mean?

    Times(ZoneInfo("Europe/London")).read("2017-12-27T13:36:22")   ->   13:36:22 in UTC that day

Wall time needs the zone of its mapping. An hour that the clocks jumped over never was, and one that they
went through twice is two instants: neither is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kept.rulebook.faults import shown

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
REFUSE, FIRST, SECOND = "refuse", "first", "second"
START, END = "start of day", "end of day"
_TIME_PARTS = ("%H", "%I", "%X", "%c", "%T", "%s")


class TimeFault(ValueError):
    """A time that cannot be taken, as a sentence; the column is put before it."""


@dataclass(frozen=True, slots=True)
class Times:
    """How times are written. No formats means ISO 8601, with or without its zone."""

    zone: ZoneInfo
    formats: tuple[str, ...] = ()
    ambiguous: str = REFUSE
    date_means: str = START

    def read(self, text: str) -> datetime:
        """The instant in UTC; TimeFault where there is none, or more than one."""
        found, has_time = self._parse(text)
        if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
            raise TimeFault(f"is in the year {found.year}. Check the year.")
        if found.tzinfo is not None:
            return found.astimezone(UTC)
        if not has_time and self.date_means == END:
            found += timedelta(days=1, seconds=-1)
        return self._instant(found)

    def read_date(self, text: str) -> str:
        """The local date in its one spelling."""
        found, _ = self._parse(text)
        if found.tzinfo is not None:
            found = found.astimezone(self.zone)
        return found.date().isoformat()

    def _parse(self, text: str) -> tuple[datetime, bool]:
        if not self.formats:
            try:
                return datetime.fromisoformat(text), len(text) > 10
            except ValueError:
                raise TimeFault(
                    f"is {shown(text)}, which is not a time such as 2017-12-27T13:36:22."
                ) from None
        for each in self.formats:
            try:
                return datetime.strptime(text, each), has_time(each)  # noqa: DTZ007 - the zone comes after
            except ValueError:
                continue
        written = " or ".join(f"“{each}”" for each in self.formats)
        raise TimeFault(f"is {shown(text)}, which is not written as {written}.")

    def _instant(self, wall: datetime) -> datetime:
        first = wall.replace(tzinfo=self.zone, fold=0)
        second = first.replace(fold=1)
        before, after = first.utcoffset(), second.utcoffset()
        if before == after:
            return first.astimezone(UTC)
        assert before is not None
        assert after is not None
        said = f"{wall:%H:%M} on {wall:%A} {wall.day} {wall:%B %Y}"
        if after > before:
            raise TimeFault(f"is {said}, which never was: the clocks went forward over it. Check the hour.")
        if self.ambiguous == FIRST:
            return first.astimezone(UTC)
        if self.ambiguous == SECOND:
            return second.astimezone(UTC)
        raise TimeFault(
            f"is {said}, which came twice as the clocks went back. Write it with its zone, such as +01:00, "
            "or say in the mapping “ambiguous: first” or “ambiguous: second”."
        )


def has_time(written: str) -> bool:
    """Whether a format has a time of day in it."""
    return any(part in written for part in _TIME_PARTS)


def format_fault(written: str) -> str | None:
    """Why this cannot be a format of times; None where it can."""
    sample = datetime(2031, 11, 23, 16, 10, 30, tzinfo=UTC)
    try:
        back = datetime.strptime(sample.strftime(written), written)  # noqa: DTZ007 - only its date is looked at
    except ValueError:
        return "This is not a format of times that Python knows."
    if back.date() != sample.date():
        return "The format must have the year, the month and the day."
    return None
