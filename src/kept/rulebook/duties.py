"""What has to be done again and again? Reads the `duty:` of a clause, and every cycle that is named
elsewhere.

    duty:
      name: newsletter-issued public: Our newsletter reaches every tenant four times a year. every:
      quarter            # 6 months, working day, office hour …; or a word, with its number in own_numbers
      calendar: yes             # due when the next calendar quarter ends, not a quarter after the last
      time by: 2011-10-21            # instead of `every`: once, by the end of that day subject:
      association      # what it recurs on: office, home, tenancy, block, plan, staff … owner: manager
      reading: …

A duty is a promise that starts again each time it is done: `duty.began` and `duty.done` start it, `duty.done`
stops it. It runs only on a thread whose beginning names its clause, and its breach is put right by doing it.
"""

from __future__ import annotations

from kept.rulebook.context import Context
from kept.rulebook.counting import own_number, read_warn, refuse_own_number
from kept.rulebook.entry import Entry
from kept.rulebook.faults import Described
from kept.rulebook.model import DUTY_BEGAN, DUTY_DONE, Duty, Promise, SpanBy
from kept.rulebook.promises import read_members, read_name, read_owner
from kept.workclock import (
    ByDate,
    Days,
    Every,
    Hours,
    Minutes,
    Months,
    OfficeHours,
    OfficeMinutes,
    Span,
    SpanError,
    Weeks,
    WorkingDays,
    Years,
    parse_span,
)

KEYS = ("name", "public", "every", "calendar", "by", "subject", "owner", "warn", "members", "reading")
CYCLES = "month, quarter, year, 6 months, 2 weeks, working day, office hour, 4 per year"
EVERYWHERE = "association"


def read_duty(entry: Entry, clause: str, context: Context) -> Promise | None:
    """The duty as a promise; None where it lacks what none can do without, with its faults noted."""
    entry.only(*KEYS)
    context.entries[clause] = entry
    if not {DUTY_BEGAN, DUTY_DONE} <= set(context.kinds):
        message = "Duties need two kinds of event that are not written down here. Add them to events.yaml."
        entry.fault("name", message, allowed=f"{DUTY_BEGAN} and {DUTY_DONE}")
        return None
    calendar, own = entry.flag("calendar"), context.own.get(clause)
    if ("every" in entry) == ("by" in entry):
        message = "Say how often this duty is done, or by which day: one of the two."
        entry.fault("every", message, allowed="every: quarter, or by: 2011-10-21")
        return None
    within, text = _by(entry, clause, context) if "by" in entry else _every(entry, clause, context)
    if within is not None and calendar:
        within = _by_calendar(entry, within)
    if within is None:
        return None
    return Promise(
        clause=clause,
        name=read_name(entry, clause, context),
        public=entry.text("public", limit=300) or clause,
        starts=(DUTY_BEGAN,) if isinstance(within, ByDate) else (DUTY_BEGAN, DUTY_DONE),
        stops=(DUTY_DONE,),
        within=within,
        within_text=text,
        warn=read_warn(entry),
        owner=read_owner(entry, context),
        members=read_members(entry, context),
        reading=entry.text("reading", limit=1_000, required=False),
        own_number=own is not None,
        own_because=own.because if own else None,
        duty=Duty(entry.slug("subject", required=False) or EVERYWHERE, calendar),
        put_right=False,
    )


def parse_cycle(text: str) -> Span | None:
    """The cycle that these words mean, if any: `quarter`, `6 months`, `4 per year`, `1 office hour`."""
    for words in (f"every {text}", text, f"1 {text}"):
        try:
            span = parse_span(words)
        except SpanError:
            continue
        if isinstance(span, Every | OfficeHours | OfficeMinutes | Hours | Minutes):
            return span
    return None


def _by(entry: Entry, clause: str, context: Context) -> tuple[Span | None, str]:
    day = entry.day("by")
    if day is None:
        return None, ""
    span = ByDate(day)
    refuse_own_number(clause, str(span), context)
    return span, str(span)


def _every(entry: Entry, clause: str, context: Context) -> tuple[Span | None, str]:
    """The cycle, and the words for it: the policy's own, or the association's for a word without a number."""
    text = entry.text("every", limit=60, allowed=CYCLES)
    if text is None:
        return None, ""
    span = parse_cycle(text)
    if span is not None:
        refuse_own_number(clause, text, context)
        return span, f"every {text}"
    message = f"Kept cannot count how often “{text}” is. Write it like {CYCLES}."
    own = own_number(entry, "every", clause, text, message, context)
    if isinstance(own, WorkingDays | Days | Weeks | Months | Years):
        return Every(own), text
    if own is None or isinstance(own, Every | OfficeHours | OfficeMinutes | Hours | Minutes):
        return own, text
    found = Described("a time for each answer") if isinstance(own, SpanBy) else str(own)
    context.own[clause].entry.fault(
        "within", "A duty comes round in one way only. Say how often.", found=found, allowed=CYCLES
    )
    return None, text


def _by_calendar(entry: Entry, within: Span) -> Span | None:
    """The same cycle by the periods of the calendar."""
    period = within.period if isinstance(within, Every) else None
    months = 12 * period.n if isinstance(period, Years) else period.n if isinstance(period, Months) else 0
    if months and 12 % months == 0:
        return Every(Months(months), by_calendar=True)
    message = "No period of the calendar is as long as this."
    entry.fault("calendar", message, found=str(within), allowed="every: month, quarter, 6 months or year")
    return None
