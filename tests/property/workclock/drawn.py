"""Calendars, spans, starts and pauses, drawn from where counting goes wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from kept.workclock import (
    Calendar,
    Days,
    Every,
    FromOpening,
    Holiday,
    Hours,
    Minutes,
    Months,
    OfficeHours,
    OfficeMinutes,
    Opening,
    Rings,
    SameDay,
    SameDayBy,
    Seconds,
    Segment,
    Span,
    Weeks,
    WorkingDays,
    Years,
    parse_span,
)


def hours(*periods: str) -> tuple[tuple[time, time], ...]:
    """`hours("09:00-13:00", "14:00-17:00")`"""
    return tuple((time.fromisoformat(each[:5]), time.fromisoformat(each[6:])) for each in periods)


NINE_TO_FIVE, NEVER = hours("09:00-17:00"), ()
LUNCH = hours("09:00-13:00", "14:00-17:00")
WEEKS = [
    (*[NINE_TO_FIVE] * 5, NEVER, NEVER),
    (*[LUNCH] * 4, hours("09:00-13:00"), NEVER, NEVER),
    (*[hours("08:30-17:00")] * 4, hours("08:30-16:30"), NEVER, NEVER),
    (LUNCH, NEVER, hours("13:00-20:00"), LUNCH, NEVER, hours("10:00-12:15"), NEVER),
    (*[hours("19:00-06:00")] * 6, hours("00:00-00:00")),
    (*[hours("18:00-00:00", "06:15-10:45")] * 7,),
    (*[hours("20:00-10:00", "09:00-09:30", "09:45-11:00")] * 7,),
    (NEVER, NEVER, hours("10:00-11:00"), NEVER, NEVER, NEVER, NEVER),
]


def holiday(day: str, name: str, announced: str | None = None) -> Holiday:
    found = date.fromisoformat(day)
    return Holiday(found, name, date.fromisoformat(announced) if announced else date(found.year - 2, 1, 1))


ENGLAND = (
    holiday("2024-01-01", "New Year's Day"),
    holiday("2024-03-29", "Good Friday"),
    holiday("2024-04-01", "Easter Monday"),
    holiday("2026-04-03", "Good Friday"),
    holiday("2026-04-06", "Easter Monday"),
    holiday("2026-05-04", "Early May bank holiday"),
    holiday("2026-08-31", "Summer bank holiday"),
    holiday("2026-12-25", "Christmas Day"),
    holiday("2026-12-28", "Boxing Day (substitute day)"),
)
SCOTLAND = (
    holiday("2026-01-01", "New Year's Day"),
    holiday("2026-01-02", "2nd January"),
    holiday("2026-04-03", "Good Friday"),
    holiday("2026-06-15", "World Cup bank holiday", "2026-02-02"),
    holiday("2026-08-03", "Summer bank holiday"),
    holiday("2026-11-30", "St Andrew's Day"),
    holiday("2026-12-25", "Christmas Day"),
    holiday("2026-12-28", "Boxing Day (substitute day)"),
)
# Both clock changes, leap days, Easter, the Scottish day of June 2026, Christmas, the end of the list.
EDGES = [
    "2024-02-27",
    "2024-03-28",
    "2025-02-27",
    "2026-03-27",
    "2026-04-01",
    "2026-06-10",
    "2026-10-23",
    "2026-12-22",
    "2028-02-27",
    "2028-12-27",
]
days = st.builds(
    lambda edge, after: date.fromisoformat(edge) + timedelta(days=after),
    st.sampled_from(EDGES),
    st.integers(0, 9),
)
quarters = st.builds(
    lambda day, n: datetime(day.year, day.month, day.day, tzinfo=UTC) + n * timedelta(minutes=15),
    days,
    st.integers(0, 95),
)
starts = st.builds(
    lambda quarter, more: quarter + timedelta(microseconds=more),
    quarters,
    st.sampled_from([0, 0, 0, 1, 60_000_000, 450_500_000, 899_999_999]),
)
late_holidays = st.lists(
    st.builds(
        lambda day, before: Holiday(day, "Day of mourning", day - timedelta(days=before)),
        days,
        st.integers(0, 12),
    ),
    max_size=3,
)
exceptions = st.dictionaries(
    days, st.sampled_from([NEVER, hours("10:00-12:00"), hours("21:00-03:00")]), max_size=2
)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    return Calendar(
        nation="scotland",
        zone=draw(st.sampled_from(["Europe/London"] * 4 + ["Pacific/Auckland", "Australia/Lord_Howe"])),
        holidays=draw(st.sampled_from([ENGLAND, SCOTLAND])) + tuple(draw(late_holidays)),
        first=date(2024, 1, 1),
        last=date(2028, 12, 31),
        opening=Opening(draw(st.sampled_from(WEEKS)), draw(exceptions)),
        ring_seconds=draw(st.sampled_from([3.0, 3.75])),
    )


small = st.integers(1, 12)
simple: st.SearchStrategy[Span] = st.one_of(
    st.builds(WorkingDays, small),
    st.builds(Days, small),
    st.builds(Weeks, st.integers(1, 2)),
    st.builds(Months, st.integers(1, 3)),
    st.builds(Hours, st.integers(1, 80)),
    st.builds(Minutes, st.integers(1, 300)),
    st.builds(Seconds, st.integers(1, 3_000)),
    st.builds(Rings, small),
    st.builds(OfficeHours, small),
    st.builds(OfficeMinutes, st.integers(1, 300)),
)
forward: st.SearchStrategy[Span] = st.one_of(
    simple,
    st.just(SameDay()),
    st.builds(SameDayBy, st.sampled_from([time(12), time(9, 30)])),
    st.builds(FromOpening, simple),  # type: ignore[arg-type]
    st.just(Years(1)),
    st.sampled_from(
        [
            Every(WorkingDays(1)),
            Every(Days(2)),
            Every(Months(1), by_calendar=True),
            Every(Months(3), by_calendar=True),
        ]
    ),
    st.just(parse_span("by 21 October 2026")),
)
pauses = st.lists(
    st.builds(
        lambda start, n: Segment(start, start + n * timedelta(minutes=15)), quarters, st.integers(1, 400)
    ),
    max_size=3,
)
