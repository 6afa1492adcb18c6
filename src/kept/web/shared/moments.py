"""Which instant does a person mean by a date and a time typed at the counter?

    read_moment("2026-04-07", "10:00", zone="Europe/London")    # 2026-04-07 09:00 UTC
    read_moment("2026-03-29", "01:30", zone="Europe/London")    # MomentError: the clocks went forward

A `MomentError` is one sentence that says what is wrong and what to type instead.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z", re.ASCII)
_BRITISH = re.compile(r"(\d{1,2})[/. ](\d{1,2})[/. ](\d{4})\Z", re.ASCII)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\Z", re.ASCII)


class MomentError(ValueError):
    """What was typed is no moment. `choose` is true where two moments
    would fit and the person has to say which.
    """

    def __init__(self, sentence: str, *, choose: bool = False) -> None:
        super().__init__(sentence)
        self.choose = choose


def read_date(text: str) -> date:
    """The day typed as 2026-04-07 or 7/4/2026."""
    text = text.strip()
    if not text:
        raise MomentError(_("Enter a date."))
    if iso := _ISO.match(text):
        year, month, day = (int(part) for part in iso.groups())
    elif british := _BRITISH.match(text):
        day, month, year = (int(part) for part in british.groups())
    else:
        raise MomentError(_("Enter the date as day, month and year, such as 7/4/2026."))
    try:
        found = date(year, month, day)
    except ValueError:
        raise MomentError(_("There is no such day. Check the day and the month.")) from None
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise MomentError(_("The year must lie between 1900 and 2199. Check the year."))
    return found


def read_time(text: str) -> time:
    """The time typed as 14:05."""
    text = text.strip()
    if not text:
        raise MomentError(_("Enter a time, such as 14:05."))
    found = _TIME.match(text)
    try:
        if found is None:
            raise ValueError(text)
        return time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        raise MomentError(_("Enter the time as hours and minutes, such as 14:05.")) from None


def read_moment(date_text: str, time_text: str, *, zone: str, which: str = "") -> datetime:
    """The instant in UTC. `which` is "first" or "second" in the hour that the autumn night has twice."""
    on = read_date(date_text)
    local = datetime.combine(on, read_time(time_text))
    place = ZoneInfo(zone)
    first = local.replace(tzinfo=place, fold=0)
    second = local.replace(tzinfo=place, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(place).replace(tzinfo=None) != local:
        raise MomentError(
            _(
                "The clocks went forward that night, so %(time)s did not exist. Give a time before or"
                " after the gap."
            )
            % {"time": f"{local:%H:%M}"}
        )
    if which not in ("first", "second"):
        raise MomentError(
            _("The clocks went back that night, so %(time)s came twice. Choose which of the two it was.")
            % {"time": f"{local:%H:%M}"},
            choose=True,
        )
    return (second if which == "second" else first).astimezone(UTC)
