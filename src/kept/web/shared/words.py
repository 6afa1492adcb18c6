"""How is a moment, a span or a verdict said to people?

due_words(clock.due_at, calendar)      # "by the end of Thursday 16 April 2026"
verdict_words("broken-attempted")      # Words("Broken, but tried in time", "bad")
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.workclock import Calendar

HOUR = 3600
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Words:
    """A phrase and its tone: good, bad, soon, calm or mute. The tone
    only colours what the phrase already says.
    """

    text: str
    tone: str


VERDICTS = {
    "kept": (gettext_lazy("Kept"), "good"),
    "kept-late-recorded": (gettext_lazy("Kept, recorded late"), "good"),
    "kept-customer-chose": (gettext_lazy("Kept, customer chose later"), "good"),
    "broken": (gettext_lazy("Broken"), "bad"),
    "broken-attempted": (gettext_lazy("Broken, but tried in time"), "bad"),
    "excused": (gettext_lazy("Excused"), "soon"),
    "no-access": (gettext_lazy("Attended, nobody in"), "mute"),
    "withdrawn": (gettext_lazy("Withdrawn"), "mute"),
    "running": (gettext_lazy("Running"), "calm"),
    "not-measured": (gettext_lazy("Not measured"), "mute"),
}
GRADES = {
    "machine": gettext_lazy("a machine recorded it"),
    "document": gettext_lazy("a document shows it"),
    "staff": gettext_lazy("staff, at the time"),
    "staff-later": gettext_lazy("staff, written down later"),
    "sample": gettext_lazy("observed in a sample"),
    "none": gettext_lazy("nobody saw it"),
}

CHANNELS = {
    "call": gettext_lazy("Telephone"),
    "in-person": gettext_lazy("At the office"),
    "letter": gettext_lazy("Post"),
    "email": gettext_lazy("E-mail"),
    "visit": gettext_lazy("Visits"),
    "meeting": gettext_lazy("Meetings"),
    "text": gettext_lazy("Text messages"),
    "social": gettext_lazy("Social media"),
    "web": gettext_lazy("Web site"),
    "app": gettext_lazy("App"),
    "relay": gettext_lazy("Relay and sign language"),
    "machine": gettext_lazy("Machines"),
}


def thread_words(kind: str) -> str:
    """What a kind of thread is called: "Data request"."""
    return kind.replace("_", " ").capitalize()


def verdict_words(verdict: str) -> Words:
    """The verdict as staff read it."""
    text, tone = VERDICTS[str(verdict)]
    return Words(str(text), tone)


def grade_words(grade: str) -> str:
    """How an event is known."""
    return str(GRADES[str(grade)])


def day_words(day: date, this_year: int | None = None) -> str:
    """A day with its weekday, so that a person can check it; in
    lists without the year that everybody knows.
    """
    year = "" if day.year == this_year else f" {day.year}"
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month]}{year}"


def month_words(day: date) -> str:
    """The month that a day lies in."""
    return f"{_MONTHS[day.month]} {day.year}"


def moment_words(instant: datetime, calendar: Calendar, this_year: int | None = None) -> str:
    """An instant as the association's own clock shows it."""
    local = calendar.local(instant)
    return _("%(time)s on %(day)s") % {"time": f"{local:%H:%M}", "day": day_words(local.date(), this_year)}


def ends_a_day(instant: datetime, calendar: Calendar) -> bool:
    """Whether the instant is a local midnight, which people call the end of the day before."""
    return calendar.local(instant).time() == time()


def due_day(instant: datetime, calendar: Calendar) -> date:
    """The last local day on which a promise due at that instant can still be kept."""
    local = calendar.local(instant)
    return (local - timedelta(days=1)).date() if local.time() == time() else local.date()


def due_words(
    instant: datetime, calendar: Calendar, this_year: int | None = None, *, exact: bool = False
) -> str:
    """By when, in words. Unless it is to be `exact`, seconds are left off: nobody acts by them."""
    if ends_a_day(instant, calendar):
        return _("by the end of %(day)s") % {"day": day_words(due_day(instant, calendar), this_year)}
    local = calendar.local(instant)
    clock = f"{local:%H:%M:%S}" if exact and local.second else f"{local:%H:%M}"
    return _("by %(time)s on %(day)s") % {"time": clock, "day": day_words(local.date(), this_year)}


def distance_words(instant: datetime, at: datetime, calendar: Calendar) -> str:
    """How far off an instant is, by the day: "today", "tomorrow", "in 4 days", "2 days ago"."""
    days = (due_day(instant, calendar) - calendar.local(at).date()).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days > 0:
        return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": f"{days:,}"}
    return ngettext("%(n)s day ago", "%(n)s days ago", -days) % {"n": f"{-days:,}"}


def urgency(act_by: datetime, at: datetime, calendar: Calendar) -> Words:
    """How pressing something still to be done is."""
    days = (due_day(act_by, calendar) - calendar.local(at).date()).days
    if act_by <= at:
        return Words(_("Act now"), "bad")
    if days <= 0:
        return Words(_("Today"), "soon")
    if days == 1:
        return Words(_("Tomorrow"), "soon")
    return Words(distance_words(act_by, at, calendar).capitalize(), "calm")


def span_words(seconds: float | None, days: int | None = None) -> str:
    """How long something took: in working days where the promise is counted in days."""
    if days is not None:
        return ngettext("%(n)s working day", "%(n)s working days", days) % {"n": f"{days:,}"}
    if seconds is None:
        return _("not known")
    if seconds < 60:
        return ngettext("%(n)s second", "%(n)s seconds", round(seconds)) % {"n": round(seconds)}
    if seconds < HOUR:
        minutes = round(seconds / 60)
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if seconds < 2 * DAY:
        return ngettext("%(n)s hour", "%(n)s hours", round(seconds / HOUR)) % {"n": _tenth(seconds / HOUR)}
    return ngettext("%(n)s day", "%(n)s days", round(seconds / DAY)) % {"n": _tenth(seconds / DAY)}


def _tenth(number: float) -> str:
    return f"{number:,.1f}".removesuffix(".0")


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
